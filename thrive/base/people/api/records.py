"""People over HTTP: search, who somebody is, the record's summary, the family, who looked, opening with a reason."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from thrive.base.access import actions as access
from thrive.base.access import queries as looking
from thrive.base.access.calls.caller import Call, CallOfUser
from thrive.base.access.calls.room import Room
from thrive.base.access.calls.shapes import Line, PageNumber, Ref, Sent
from thrive.base.access.permissions import SEE_WHO_LOOKED
from thrive.base.access.rules import OPENING_REASONS
from thrive.base.people import permissions
from thrive.base.people.actions import searches
from thrive.base.people.queries import family as families
from thrive.base.people.queries import records, search
from thrive.base.people.queries.records import Record
from thrive.base.people.queries.summary import Involved, Summary, involved_with, summary
from thrive.base.people.searching.terms import Terms

room = Room("people", "People")

Precision = Literal["day", "month", "year", "about"]


class SearchAsked(Sent):
    """What is sought: the one box of the pages, or its parts. `born` may be known only as `born_precision` says."""

    find: Line = ""
    first: Line = ""
    last: Line = ""
    born: dt.date | None = None
    born_precision: Precision = "day"
    postcode: Annotated[Line, Field(max_length=10)] = ""
    page: PageNumber = 1

    def terms(self) -> Terms:
        """The terms as the search knows them."""
        return Terms(
            find=self.find,
            first=self.first,
            last=self.last,
            born=self.born.isoformat() if self.born else "",
            born_precision=self.born_precision,
            postcode=self.postcode,
        )


class Found(Schema):
    """One person found. Of a closed record (`is_closed`) only the name, and whom to ask."""

    ref: str
    name: str
    known_as: str
    formerly: str
    born: str
    age: str
    where: str
    statuses: list[str]
    worker: str
    team: str
    household: int
    why: list[str]
    twins: list[str]
    is_closed: bool
    ask: str


class FoundPage(Schema):
    """The people found, 20 a page; `is_cut`: there are more than 200, so more detail is needed."""

    people: list[Found]
    total: int
    page: int
    pages: int
    is_cut: bool
    not_understood: list[str]


class Status(Schema):
    """A status that a rule gives somebody, and since when."""

    key: str
    label: str
    since: dt.date | None


class Contact(Schema):
    """Somebody to call about the person."""

    name: str
    part: str
    phone: str
    since: dt.date | None


class Person(Schema):
    """Who somebody is, and who is involved with them. `address` says "Address withheld" where it is kept back."""

    ref: str
    name: str
    known_as: str
    pronoun: str
    born: str
    born_on: dt.date | None
    age: str
    nhs_number: str
    nhs_number_is_verified: bool
    local_id: str
    address: str
    statuses: list[Status]
    is_restricted: bool
    lead: str
    lead_phone: str
    team: str
    involved: list[Contact]


class WarningNow(Schema):
    """What whoever meets the person must know."""

    ref: str
    instruction: str
    reason: str
    review_on: dt.date
    risk_to_children: bool


class TraitNow(Schema):
    """A characteristic: values as recorded; `asked_on` where it was asked and is not known."""

    kind: str
    label: str
    words: str
    asked_on: dt.date | None


class SummaryNow(Schema):
    """The summary of a record."""

    person: Person
    text: str
    text_is_stale: bool
    warnings: list[WarningNow]
    traits: list[TraitNow]
    places: list[str]


class Member(Schema):
    """One person of a family. `ref` is empty where no record may be opened from here."""

    ref: str
    name: str
    relation: str
    age: str
    lives_at: str
    parental_responsibility: str
    statuses: list[str]
    risk: str
    is_restricted: bool


class FamilyNow(Schema):
    """A person's family as at a day, as known at an instant (null: as is known now)."""

    name: str
    day: dt.date
    known: dt.datetime | None
    members: list[Member]


class Opening(Sent):
    """Why the record must be opened today: one of the short list."""

    reason: Literal["duty", "cover", "strategy", "quality"]


class Opened(Schema):
    """What was opened, and the reason as it is kept."""

    ref: str
    reason: str


class LooksAsked(Sent):
    """Which entries of the log: by a worker's ref, an action, and London days, both included."""

    worker: Line = ""
    action: Line = ""
    first: dt.date | None = None
    last: dt.date | None = None
    page: PageNumber = 1


class Look(Schema):
    """One entry of the log in words."""

    at: dt.datetime
    who: str
    role: str
    organisation: str
    what: str
    reason: str


class Looks(Schema):
    """Who looked at a record, newest first, 50 a page."""

    first: dt.date
    last: dt.date
    total: int
    page: int
    pages: int
    entries: list[Look]


@room.ask("/people/search", needs=permissions.SEARCH, answers=FoundPage)
def find(request: Call, asked: SearchAsked) -> FoundPage:
    """Search for people.

    A name as it sounds or part of one, a date of birth, a number, a phone, a postcode or an address. Posted, so that
    no address says who was sought; the log keeps a digest of the terms.
    """
    terms = asked.terms()
    results = searches.search_once(terms, by=request.viewer)
    found = search.shown_now(results, viewer=request.viewer, terms=terms, page=asked.page)
    return FoundPage(
        people=[_found(one) for one in found.lines],
        total=found.page.paginator.count,
        page=found.page.number,
        pages=found.page.paginator.num_pages,
        is_cut=found.is_cut,
        not_understood=list(found.unread),
    )


@room.read("/people/{ref}", needs=permissions.SEE_HEADER, answers=Person)
def person(request: Call, ref: Ref) -> Person:
    """Say who somebody is, and who is involved with them."""
    opened = records.open_record(viewer=request.viewer, ref=ref, tab="header", needs=permissions.SEE_HEADER)
    return _person(opened, involved_with(opened))


@room.read("/people/{ref}/summary", needs=permissions.OPEN_RECORD, answers=SummaryNow)
def person_summary(request: Call, ref: Ref) -> SummaryNow:
    """Read the summary of a record.

    Refused with `may_open` where a reason for today would open it: see "Open a record with a reason".
    """
    opened = records.open_record(viewer=request.viewer, ref=ref)
    found: Summary = summary(opened)
    return SummaryNow(
        person=_person(opened, found.involved),
        text=found.text.text if found.text else "",
        text_is_stale=found.is_stale,
        warnings=[
            WarningNow(**{name: getattr(one, name) for name in WarningNow.model_fields}) for one in opened.warnings
        ],
        traits=[
            TraitNow(kind=one.kind, label=one.label, words=one.words, asked_on=one.asked_on) for one in found.traits
        ],
        places=[one.name for one in found.places],
    )


@room.read("/people/{ref}/family", needs=permissions.SEE_FAMILY, answers=FamilyNow)
def family(request: Call, ref: Ref, day: dt.date | None = None, known: AwareDatetime | None = None) -> FamilyNow:
    """Read the list of a person's family, as at a day (by default today), as known at an instant (by default now)."""
    opened = records.open_record(viewer=request.viewer, ref=ref, tab="family", needs=permissions.SEE_FAMILY)
    seen = families.family_view(viewer=request.viewer, ref=ref, day=day, known=known, record=opened)
    return FamilyNow(
        name=seen.name,
        day=seen.day,
        known=seen.known,
        members=[
            Member(
                ref=one.ref,
                name=one.name,
                relation=one.relation,
                age=one.age,
                lives_at=one.lives_at,
                parental_responsibility=one.responsibility,
                statuses=list(one.statuses),
                risk=one.risk,
                is_restricted=one.restricted,
            )
            for one in seen.rows
        ],
    )


@room.write("/people/{ref}/openings", needs=permissions.OPEN_RECORD, answers=Opened)
def open_with_reason(request: CallOfUser, ref: Ref, asked: Opening) -> Opened:
    """Open a record with a reason, until midnight. The reason is kept, and the owner of the record sees it."""
    thin = records.open_record(viewer=request.viewer, ref=ref, tab="header", needs=permissions.SEE_HEADER)
    access.open_with_reason(thin.subject, by=request.viewer, permission=permissions.OPEN_RECORD, reason=asked.reason)
    return Opened(ref=ref, reason=OPENING_REASONS[asked.reason])


@room.ask("/people/{ref}/looks", needs=SEE_WHO_LOOKED, answers=Looks, people_only=True)
def looks(request: CallOfUser, ref: Ref, asked: LooksAsked) -> Looks:
    """Read who looked at a record, and why; by default in the last 30 days."""
    opened = records.open_record(viewer=request.viewer, ref=ref, tab="access", needs=SEE_WHO_LOOKED)
    found = looking.who_looked(
        viewer=request.viewer, subject=opened.subject, asked=looking.LooksAsked(**asked.model_dump())
    )
    return Looks(
        first=found.first,
        last=found.last,
        total=found.total,
        page=found.page.number,
        pages=found.page.paginator.num_pages,
        entries=[Look(**_like(Look, one)) for one in found.entries],
    )


def _like(shape: type[Schema], one: object) -> dict[str, Any]:
    """The parts of a shape, from something that has them under the same names."""
    return {name: getattr(one, name) for name in shape.model_fields}


def _found(one: search.Line) -> Found:
    same = ("ref", "known_as", "formerly", "born", "age", "where", "worker", "team", "household", "is_closed", "ask")
    return Found(
        **{name: getattr(one, name) for name in same},
        name="".join(piece.text for piece in one.name),
        statuses=[tag.text for tag in one.tags],
        why=list(one.why),
        twins=list(one.twins),
    )


def _person(opened: Record, involved: list[Involved]) -> Person:
    card, header = opened.card, opened.header
    return Person(
        ref=opened.ref,
        name=header.name,
        known_as=card.known_as,
        pronoun=card.pronoun,
        born=header.born,
        born_on=card.born_on if card.born_precision == "day" else None,
        age=header.age,
        nhs_number=card.nhs_number,
        nhs_number_is_verified=card.nhs_verified,
        local_id=card.local_id,
        address=header.address,
        statuses=[Status(key=one["key"], label=one["label"], since=one["since"] or None) for one in card.statuses],
        is_restricted=opened.subject.restriction != "ordinary",
        lead=card.lead_name,
        lead_phone=card.lead_phone if opened.shows_team else "",
        team=card.team_name if opened.shows_team else "",
        involved=[Contact(name=one.name, part=one.part, phone=one.phone, since=one.since) for one in involved],
    )
