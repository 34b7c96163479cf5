"""What the summary of a record shows: who is involved, where things stand, home and needs."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.models import CircleMember, Involvement
from thrive.base.access.rules import Purpose, Restriction, part_words
from thrive.base.calendar import clock
from thrive.base.calendar.units import Months
from thrive.base.history import wall
from thrive.base.history.prepared import at_asking, prepared
from thrive.base.local import codes
from thrive.base.people.models import Characteristic, ParentalResponsibility
from thrive.base.people.queries.records import Record
from thrive.base.people.rules import RESPONSIBILITY_BASES
from thrive.base.people.sheets import Line

STALE_AFTER = Months(3)
KEPT_BACK = "Teams, schools, surgeries and other agencies are withheld with the address"


@dataclass(frozen=True)
class Involved:
    """Somebody to call: a worker here, another agency's, or a parent with responsibility."""

    name: str
    part: str
    phone: str = ""
    since: dt.date | None = None
    note: str = ""
    has_record: bool = False  # how to reach them is on a record of their own


@dataclass
class Trait:
    """A kind of characteristic with what is recorded: empty values and no `asked_on` mean "Not recorded"."""

    kind: str
    label: str
    values: list[str] = field(default_factory=list)
    asked_on: dt.date | None = None

    @property
    def words(self) -> str:
        """The values in words: codes of the returns by their lists, anything else as it was given."""
        code_list = self.kind if self.kind in ("ethnicity", "disability") else ""
        said = [(code_list and codes.words(code_list, value)) or value for value in self.values]
        return ", ".join(said)


@dataclass
class Summary:
    """The summary page's own parts; panels of other domains come beside them."""

    text: Line | None
    is_stale: bool
    involved: list[Involved]
    traits: list[Trait]
    places: list[Line]
    contacts: list[Line]


SHOWN_TRAITS = (
    Characteristic.Kind.LANGUAGE,
    Characteristic.Kind.INTERPRETER,
    Characteristic.Kind.COMMUNICATION,
    Characteristic.Kind.FAITH,
    Characteristic.Kind.ETHNICITY,
    Characteristic.Kind.DISABILITY,
    Characteristic.Kind.NATIONALITY,
)


def summary(record: Record) -> Summary:
    """The summary of a record that has been opened. Most is on its sheet; who is involved takes two queries."""
    today = clock.today()
    text = next(reversed(record.lines("summary")), None)
    return Summary(
        text=text,
        is_stale=text is not None and STALE_AFTER.after(clock.london_day(text.recorded_at)) < today,
        involved=involved_with(record),
        traits=_traits(record),
        places=sorted(record.lines("places"), key=lambda line: line.kind) if record.shows_address else [],
        contacts=record.lines("contacts") if record.shows_address else [],
    )


def involved_with(record: Record) -> list[Involved]:
    """Who is involved today: workers and teams, then agencies, then who holds parental responsibility."""
    known = [*_workers(record), *_agencies(record), *_responsible(record)]
    return known if record.shows_team else [*known, Involved("Anybody else", KEPT_BACK)]


def _workers(record: Record) -> list[Involved]:
    is_sealed = record.subject.restriction == Restriction.SEALED
    found: dict[tuple[str, str], Involved] = {}
    for row in _involvements(about=record.subject.about_ids()):
        if not record.shows_team and _says_where(row):
            continue
        if row.role == policy.SEALED_ACCESS and not is_sealed:
            continue  # it would say that a part of an open record is sealed
        one = _worker(row, with_phone=record.shows_team)
        found.setdefault((one.name, one.part), one)
    return list(found.values())


@prepared
def _involvements(*, about: Collection[int]) -> "QuerySet[Involvement]":
    circles = CircleMember.objects.now().filter(subject_id__in=about).values("circle_id")
    directly = Involvement.objects.filter(subject_id__in=about).values("pk")
    through_a_family = Involvement.objects.filter(circle_id__in=circles).values("pk")
    return (
        Involvement.objects.now()
        .filter(pk__in=directly.union(through_a_family))  # with "or", PostgreSQL looks at everybody's involvement
        .filter(Q(until_at=None) | Q(until_at__gt=at_asking(clock.now)))
        .exclude(purpose__in=[Purpose.OPENED, Purpose.EMERGENCY])
        .select_related("user__organisation", "team", "organisation")
        .order_by("true_from", "pk")
    )


def _says_where(row: Involvement) -> bool:
    """Whether a name alone tells the neighbourhood: a team's, a school's or surgery's, that of somebody who works
    there."""
    return row.user is None or not row.user.organisation.is_council


def _worker(row: Involvement, *, with_phone: bool) -> Involved:
    role = part_words(row.role)
    if row.user is not None:
        return Involved(row.user.name, role, row.user.phone if with_phone else "", row.true_from)
    if row.team is not None:
        return Involved(row.team.name, "Team", row.team.phone, row.true_from)
    assert row.organisation is not None
    return Involved(row.organisation.name, role, row.organisation.phone, row.true_from)


def _agencies(record: Record) -> list[Involved]:
    if not record.shows_address:
        return []
    rows = sorted(record.lines("agencies"), key=lambda row: (row.agency, row.pk))
    return [
        Involved(row.worker or row.agency, ", ".join(p for p in (row.role, row.agency) if p), row.phone, row.true_from)
        for row in rows
    ]


def _responsible(record: Record) -> list[Involved]:
    with wall.whole("who is responsible for a child is a fact about the child; whose record is guarded is left out"):
        found = _responsible_for(children=record.subject.about_ids())
    return [
        Involved(
            row.person.card.name or "Name not recorded",
            f"Parental responsibility: {_lower_first(RESPONSIBILITY_BASES[row.basis].short)}"
            if row.basis in RESPONSIBILITY_BASES
            else "Parental responsibility",
            since=row.true_from,
            has_record=True,
        )
        for row in found
        if row.person.subject.restriction == "ordinary"
    ]


@prepared
def _responsible_for(*, children: Collection[int]) -> "QuerySet[ParentalResponsibility]":
    return (
        ParentalResponsibility.objects.now()
        .filter(child_id__in=children)
        .select_related("person__card", "person__subject")
        .order_by("true_from", "pk")
    )


def _traits(record: Record) -> list[Trait]:
    rows: dict[str, list[Line]] = defaultdict(list)
    for row in record.lines("traits"):
        rows[row.kind].append(row)
    return [
        Trait(
            kind=kind.value,
            label=str(kind.label),
            values=[row.value for row in rows[kind.value] if row.value],
            asked_on=next((row.asked_on for row in rows[kind.value] if row.asked_on and not row.value), None),
        )
        for kind in SHOWN_TRAITS
    ]


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]
