"""Samples, as information governance keeps them and as whoever audits or inspects reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotFound
from thrive.base.access.models import Involvement, Subject, User
from thrive.base.access.queries.declared import worker_here
from thrive.base.access.rules import ROLES, Purpose
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Card, Sample

PART_WORDS = {
    policy.SAMPLED: "",
    policy.SAMPLED_GUARDED: "Opens although it is guarded",
    policy.SEALED_ACCESS: "Opens although it is sealed",
}


@dataclass(frozen=True)
class Sampled:
    """A record in a sample: who it is of, and how it opens."""

    ref: str
    name: str
    part: str
    is_taken_out: bool


@dataclass(frozen=True)
class SamplePage:
    """A sample with the records in it that the viewer may know of."""

    sample: Sample
    records: Sequence[Sampled]


@dataclass
class Reading:
    """A sample on the home page of whoever reads it."""

    sample: Sample
    cards: list[Header] = field(default_factory=list)


def samples(*, viewer: User) -> "QuerySet[Sample]":
    """The samples of the authority, those that end last first. Raises NotAllowed."""
    policy.require_role(viewer, permissions.NAME_SAMPLE)
    audit.looked(viewer, "people.samples.listed")
    return _kept_by(viewer).order_by("-last_day", "-pk")


def called(*, viewer: User, ref: str) -> Sample:
    """The sample called `ref`. Raises NotAllowed and NotFound."""
    policy.require_role(viewer, permissions.NAME_SAMPLE)
    found = _kept_by(viewer).filter(ref=ref).first()
    if found is None:
        raise NotFound(ref)
    return found


def sample(*, viewer: User, ref: str) -> SamplePage:
    """A sample, and the records that are or were in it; of those the viewer may not know of, none. It is logged."""
    found = called(viewer=viewer, ref=ref)
    rows = {
        key: (role, withdrawn or (to is not None and to <= min(clock.today(), found.last_day)))
        for key, role, to, withdrawn in _ever_in(found).values_list("subject_id", "role", "true_to", "withdrawn")
        if key
    }
    known = _cards(viewer, list(rows))
    audit.looked(viewer, "people.sample.seen", found, about=sorted(known))
    lines = [
        Sampled(
            ref=card.ref,
            name=Header(card, shows_address=False).name,
            part=PART_WORDS.get(rows[key][0], ""),
            is_taken_out=rows[key][1],
        )
        for key, card in known.items()
    ]
    return SamplePage(found, sorted(lines, key=lambda line: (line.is_taken_out, line.name)))


def reader_called(*, viewer: User, email: str) -> User:
    """Whoever is to read a sample, by e-mail address. Raises NotAllowed, and CannotBe (field "reader")."""
    policy.require_role(viewer, permissions.NAME_SAMPLE)
    try:
        return worker_here(viewer, email)
    except BadAnswer as problem:
        raise CannotBe(str(problem), field="reader") from problem


def records_called(*, viewer: User, names: Sequence[str]) -> list[Subject]:
    """The records with these references or child ids. Raises CannotBe (field "records") for one that is nobody's, or
    that the viewer may not know of, in the same words."""
    policy.require_role(viewer, permissions.NAME_SAMPLE)
    wanted = list(dict.fromkeys(one.strip() for one in names if one.strip()))
    seen = policy.visible(viewer, permissions.NAME_SAMPLE, "person__subject")
    cards = Card.objects.filter(seen).select_related("person__subject")
    by_name: dict[str, Subject] = {}
    for card in cards.filter(local_id__in=wanted):
        by_name[card.local_id] = card.person.subject
    for card in cards.filter(person__subject__ref__in=wanted):
        by_name[card.person.subject.ref] = card.person.subject
    missing = [one for one in wanted if one not in by_name]
    if missing:
        raise CannotBe(f"There is no record {missing[0]} that you can put into a sample", field="records")
    return [by_name[one] for one in wanted]


def record_in(*, viewer: User, sample: Sample, ref: str) -> tuple[Subject, str]:
    """A record in a sample and whose it is. Raises NotFound for one that is not in it or unknown to the viewer."""
    rows = Involvement.objects.current().filter(
        user_id=sample.reader_id, purpose=Purpose.SAMPLE, source=sample.mark, subject__ref=ref
    )
    key = rows.values_list("subject_id", flat=True).first()
    card = _cards(viewer, [key] if key else []).get(key or 0)
    if card is None:
        raise NotFound(ref)
    return card.person.subject, Header(card, shows_address=False).name


def reading(*, viewer: User) -> list[Reading]:
    """The samples that `viewer` reads today, with the people in them. Three queries, or none for other roles."""
    if not reads_samples(viewer):
        return []
    today = clock.today()
    rows = Sample.objects.filter(reader=viewer, first_day__lte=today, last_day__gte=today, end=None)
    found = {one.mark: Reading(one) for one in rows.order_by("last_day", "pk")}
    involved = (
        Involvement.objects.now()
        .filter(user=viewer, purpose=Purpose.SAMPLE, source__in=list(found))
        .values_list("subject_id", "source")
    )
    in_each = [(key, mark) for key, mark in involved if key]
    seen = policy.visible(viewer, permissions.SEE_HEADER, "person__subject")
    cards = (
        policy.with_nearness(Card.objects.filter(seen), viewer, "person__subject", [permissions.SEE_HEADER])
        .select_related("person__subject")
        .in_bulk([key for key, _ in in_each])
    )
    for key, mark in in_each:
        if key in cards:
            card = cards[key]
            hidden = card.where_guarded and not card.is_by_name
            found[mark].cards.append(Header(card, shows_address=not hidden))
    for one in found.values():
        one.cards.sort(key=lambda header: header.name)
    return list(found.values())


def reads_samples(viewer: User, *, nothing_else: bool = False) -> bool:
    """Whether the viewer holds a role that reads samples today; with `nothing_else`, and no other role."""
    held = [ROLES[role].is_time_boxed for role in viewer.standing.roles]
    return bool(held) and all(held) if nothing_else else any(held)


def _ever_in(found: Sample) -> "QuerySet[Involvement]":
    """What opened a sample's records, the latest last for each: also what was taken out on the day it was put in."""
    rows = Involvement.objects.filter(Q(replaced_at=None) | Q(withdrawn=True))
    return rows.filter(user_id=found.reader_id, purpose=Purpose.SAMPLE, source=found.mark).order_by("pk")


def _kept_by(viewer: User) -> "QuerySet[Sample]":
    rows = Sample.objects.filter(authority=viewer.organisation.authority)
    return rows.select_related("reader__organisation", "recorded_by", "end__recorded_by")


def _cards(viewer: User, keys: Sequence[int]) -> dict[int, Card]:
    seen = policy.visible(viewer, permissions.NAME_SAMPLE, "person__subject")
    return Card.objects.filter(seen, person_id__in=keys).select_related("person__subject").in_bulk()
