"""One-time links: what workers of the front door see of them, and what whoever holds one reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Organisation, User
from thrive.base.access.rules import OrganisationKind
from thrive.base.calendar import clock
from thrive.base.history import audit, wall
from thrive.base.people.queries.withheld_words import words_near
from thrive.pathway.front_door import permissions
from thrive.pathway.front_door.actions.links import digest_of, is_about_guarded
from thrive.pathway.front_door.models import CheckAbout, CheckAnswer, ContactMatch, LinkEnd, OneTimeLink
from thrive.pathway.front_door.permissions import ANSWER_CHECK, SEND_LINK
from thrive.pathway.front_door.queries.checks import Shown, shown
from thrive.pathway.front_door.queries.latest import with_latest
from thrive.pathway.front_door.rules.checks import BASES
from thrive.pathway.front_door.rules.links import LINKS_FOR, LinkFor

MOST = 100


@dataclass(frozen=True)
class Listed:
    """A link on the list. Whom a link to answer is for is shown to whoever made it alone: which body was asked may tell
    where somebody is."""

    link: OneTimeLink
    end: LinkEnd | None
    is_mine: bool

    @property
    def purpose(self) -> str:
        """What it is for, in words."""
        return LINKS_FOR[LinkFor(self.link.purpose)]

    @property
    def whom(self) -> str:
        """For whom it is."""
        if self.link.purpose == LinkFor.ANSWER and not self.is_mine:
            return "Somebody who was asked"
        body = self.link.organisation.name if self.link.organisation else self.link.agency
        return ", ".join(part for part in (self.link.for_name, self.link.for_role, body) if part)

    @property
    def is_open(self) -> bool:
        """Whether it can still be used."""
        return self.end is None and self.link.last_on >= clock.today()

    @property
    def state(self) -> str:
        """How it stands, in words."""
        if self.end is not None:
            return LinkEnd.Kind(self.end.kind).label
        return "Can be used" if self.is_open else "Its days are over"


@dataclass(frozen=True)
class Asked:
    """A check as whoever holds a link to it reads it: no more than somebody who signs in for the same body."""

    question: str
    basis: str
    about: Sequence[Shown]


def links(*, viewer: User) -> list[Listed]:
    """The links of the viewer's authority, newest first. One query. Raises NotAllowed."""
    policy.require_role(viewer, SEND_LINK)
    audit.looked(viewer, "front_door.links.read")
    return [_listed(one, viewer) for one in _own(viewer)[:MOST]]


def link(*, viewer: User, ref: str) -> Listed:
    """One of them. Raises NotAllowed, NotFound."""
    policy.require_role(viewer, SEND_LINK)
    found = _own(viewer).filter(ref=ref).first()
    if found is None:
        raise NotFound(ref)
    return _listed(found, viewer)


def bodies(*, viewer: User) -> list[Organisation]:
    """Bodies for whose people a link may be made. One query. Raises NotAllowed."""
    policy.require_role(viewer, SEND_LINK)
    today = clock.today()
    rows = Organisation.objects.filter(starts_on__lte=today).exclude(kind=OrganisationKind.COUNCIL)
    return list(rows.filter(Q(ends_on=None) | Q(ends_on__gt=today)).order_by("name", "pk"))


def opened_by(key: str) -> OneTimeLink | None:
    """The link of this key, if it can be used; None for one that was used, taken back, is over or never was, without a
    difference. It has no viewer: whoever holds the key is who it is for. Four queries at most."""
    with wall.whole("whoever holds the key of a link has not signed in; the key itself is what opens it"):
        found = (
            with_latest(OneTimeLink.objects.current(), "authority", "organisation", "check_asked", ended="ends")
            .filter(digest=digest_of(key))
            .first()
        )
        if found is None or getattr(found, "ended", None) is not None or found.last_on < clock.today():
            return None
        check = found.check_asked
        if check is not None and (
            CheckAnswer.objects.current().filter(check_asked=check).exists() or is_about_guarded(check)
        ):
            return None
        return found


def asked(link: OneTimeLink) -> Asked:
    """The question that the link is for, and log that it was read. Where somebody it is about is in hiding, their place
    is not told, whatever the contact said of it; nor is it spelt in the question. Five queries."""
    check = link.check_asked
    assert check is not None
    viewer = permissions.by_link(link.ref, link.authority_id, link.organisation_id, ANSWER_CHECK)
    with wall.whole("whoever holds the key of a link has not signed in; the check was asked of their body"):
        rows = CheckAbout.objects.filter(check_asked=check).select_related("person").order_by("person__number")
        people = [one.person for one in rows]
        known = ContactMatch.objects.current().filter(contact_id=check.contact_id, subject__isnull=False)
        subjects = {one.person_id: one.subject_id for one in known}
        words = words_near(viewer, [key for key in subjects.values() if key is not None])
    about = [subjects[one.pk] for one in people if subjects.get(one.pk) is not None]
    audit.looked(viewer, "front_door.link.opened", link, about=[key for key in about if key is not None])
    return Asked(
        question=words.over(check.question),
        basis=BASES.get(check.basis, check.basis),
        about=shown(people, words),
    )


def _own(viewer: User):  # type: ignore[no-untyped-def]
    rows = OneTimeLink.objects.current().filter(authority_id=viewer.standing.authority_id or 0)
    return with_latest(rows, "organisation", "recorded_by", ended="ends").order_by("-pk")


def _listed(row: OneTimeLink, viewer: User) -> Listed:
    return Listed(row, getattr(row, "ended", None), row.recorded_by_id == viewer.pk)
