"""Checks that a partner was asked, as that partner sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch, Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Organisation, User
from thrive.base.access.rules import OrganisationKind
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.people.queries.withheld_words import WithheldWords
from thrive.pathway.front_door.models import CheckAbout, CheckAnswer, ContactPerson, PartnerCheck
from thrive.pathway.front_door.permissions import ANSWER_CHECK, ASK_PARTNERS
from thrive.pathway.front_door.queries.latest import with_latest
from thrive.pathway.front_door.queries.reports import words_about
from thrive.pathway.front_door.rules.checks import ASKED, BASES

MOST = 100


@dataclass(frozen=True)
class Shown:
    """A person of a check as whoever is asked reads of them: `place` is empty where it is not told."""

    person: ContactPerson
    place: str = ""


@dataclass(frozen=True)
class Ask:
    """A check as the body that was asked sees it: about whom, what, on what basis, and what it answered."""

    check: PartnerCheck
    question: str
    about: Sequence[Shown]
    answer: CheckAnswer | None

    @property
    def basis(self) -> str:
        """The basis in words."""
        return BASES.get(self.check.basis, self.check.basis)

    @property
    def is_late(self) -> bool:
        """Whether an answer was hoped for by now."""
        return self.answer is None and self.check.answer_by < clock.now()

    @property
    def is_withdrawn(self) -> bool:
        """Whether the front door no longer needs it; then nobody is named any more."""
        return self.answer is not None and self.answer.kind == CheckAnswer.Kind.WITHDRAWN


def asks(*, viewer: User) -> list[Ask]:
    """The checks that the viewer's organisation was asked, open ones first, without places. Three queries. Raises
    NotAllowed."""
    policy.require_role(viewer, ANSWER_CHECK)
    found = [_ask(one) for one in _own(viewer)[:MOST]]
    return sorted(found, key=lambda one: (one.answer is not None, -one.check.pk))


def ask(*, viewer: User, ref: str) -> Ask:
    """One of them, and log that it was read. Where somebody it is about is in hiding, their place is not told, whatever
    the contact said of it. Raises NotAllowed, and NotFound for another organisation's."""
    policy.require_role(viewer, ANSWER_CHECK)
    row = _own(viewer).filter(ref=ref).first()
    if row is None:
        raise NotFound(ref)
    audit.looked(viewer, "front_door.check.read", row)
    words = words_about(row.contact_id, viewer=viewer)
    found = _ask(row)
    about = shown((one.person for one in found.about), words)
    return replace(found, question=words.over(row.question), about=about)


def shown(people: Iterable[ContactPerson], words: WithheldWords) -> list[Shown]:
    """People of a check, with where the contact says they live unless a place near them is kept from the reader."""
    return [Shown(one, "" if words.keeps else _place(one)) for one in people]


def _place(person: ContactPerson) -> str:
    return ", ".join(part for part in (person.address, person.postcode) if part)


def partners(*, viewer: User) -> dict[str, list[Organisation]]:
    """Bodies that can be asked, by the title of their kind. One query. Raises NotAllowed."""
    policy.require_role(viewer, ASK_PARTNERS)
    kinds = {one.kind: one.title for one in ASKED}
    found: dict[str, list[Organisation]] = {one.title: [] for one in ASKED}
    today = clock.today()
    rows = Organisation.objects.filter(kind__in=list(kinds), starts_on__lte=today).filter(
        Q(ends_on=None) | Q(ends_on__gt=today)
    )
    for one in rows.order_by("name", "pk"):
        found[kinds[OrganisationKind(one.kind)]].append(one)
    return found


def _own(viewer: User) -> "QuerySet[PartnerCheck]":
    about = CheckAbout.objects.select_related("person").order_by("person__number")
    rows = PartnerCheck.objects.current().filter(organisation_id=viewer.organisation_id)
    return (
        with_latest(rows, "answer_now__recorded_by", "recorded_by", answer_now="answers")
        .prefetch_related(Prefetch("about", about, to_attr="whom"))
        .order_by("-pk")
    )


def _ask(row: PartnerCheck) -> Ask:
    answer = getattr(row, "answer_now", None)
    withdrawn = answer is not None and answer.kind == CheckAnswer.Kind.WITHDRAWN
    whom = [] if withdrawn else [Shown(one.person) for one in row.whom]  # type: ignore[attr-defined]
    return Ask(row, "", whom, answer)
