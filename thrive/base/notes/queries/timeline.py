"""A person's timeline: every event of the record, filtered and paged, as one viewer may see it.

Where somebody an event is about is restricted, or their whereabouts are kept from the viewer, a move is not there, and
an agency (a school, a surgery, a refuge) is not named: on this record or on that of anybody else the event is about.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import Subject
from thrive.base.access.policy import Decision, Viewer
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.history import audit, wall
from thrive.base.history.prepared import AtMost, prepared
from thrive.base.notes.models import Note
from thrive.base.notes.permissions import READ_NOTE, READ_TIMELINE
from thrive.base.notes.queries.filters import Filters
from thrive.base.notes.queries.notes import NOT_FOR_ROLE, paragraphs_of
from thrive.base.notes.queries.sought import NOTE, KeysOf, near_guarded, with_words, words_kept
from thrive.base.notes.queries.telling import HeldBack, Opens, Scope, as_told, held_back, of, telling, telling_of
from thrive.base.people.queries import members
from thrive.base.people.queries.members import Member, Named
from thrive.base.people.queries.records import Record
from thrive.base.people.queries.whereabouts import is_closed_to
from thrive.base.people.queries.withheld_words import NO_WORDS, WithheldWords, words_near
from thrive.base.people.rules import TELLS_WHERE
from thrive.base.record.models import Event, EventAbout

PER_PAGE = 50
MOST_HELD_BACK = 10  # of the newest events, looked at beyond those that are shown
PER_READING = 500  # notes and events on one page to be read or printed in full


@dataclass
class Entry:
    """An event with the people it is about: those whose names the viewer may know, and how many more."""

    event: Event
    agency: str
    about: list[Named]
    others: int
    shows_text: bool = True
    words: WithheldWords = NO_WORDS
    paragraphs: list[tuple[str, Named | None]] = field(default_factory=list)
    note_ref: str = ""  # of the note it is about, where notes were asked for in full

    @property
    def is_note(self) -> bool:
        """Whether a note made it."""
        return self.event.object_type == NOTE

    @property
    def sentence(self) -> str:
        """The sentence under the title; a note's own words are only for those who may read notes."""
        return self.over(self.event.sentence) if self.shows_text or not self.is_note else ""

    @property
    def title(self) -> str:
        """What happened."""
        return self.over(self.event.title)

    @property
    def why(self) -> str:
        """Why it was corrected."""
        return self.over(self.event.why)

    def over(self, text: str) -> str:
        """A text of the event as the viewer reads it."""
        return self.words.over(text, self.event.recorded_by_id)


@dataclass
class Facet:
    """Events of one group, author and agency, and how many there are."""

    group: str
    significant: bool
    author: str
    author_name: str
    agency: str
    count: int


@dataclass
class Timeline:
    """A page of a timeline and what it can be narrowed by."""

    entries: list[Entry]
    page: Page
    total: int
    total_unfiltered: int
    people: list[Member]
    chosen: list[Member]
    facets: list[Facet]
    withheld: int = 0  # events with a label that the viewer does not read; nothing else is said of them

    @cached_property
    def authors(self) -> list[tuple[str, str]]:
        """Who recorded events here: ref and name, by name."""
        found = {one.author: one.author_name for one in self.facets if one.author}
        return sorted(found.items(), key=lambda pair: pair[1].casefold())

    @cached_property
    def agencies(self) -> list[str]:
        """Agencies whose events are here, by name."""
        return sorted({one.agency for one in self.facets if one.agency}, key=str.casefold)


def timeline(
    *,
    viewer: Viewer,
    record: Record,
    filters: Filters,
    oldest_first: bool = False,
    number: int = 1,
    in_full: bool = False,
    only_notes: bool = False,
) -> Timeline:
    """One page of the timeline of an opened record. `in_full` brings notes whole, on longer pages; `only_notes`
    leaves all else out.

    Holds what is about the person, and about each child of the family that `filters` ticks, as far as the viewer
    may read their timelines, in the capacities open to the viewer.
    """
    family = members.family_of(record.subject, viewer=viewer, needs=READ_TIMELINE)
    people = [one for one in family if one.is_child or one.subject_id == record.subject.pk]
    chosen = [one for one in people if one.ref in filters.children] or people[:1]
    scope = _scope(record, chosen)
    others = [one.subject_id for one in chosen if one.subject_id != record.subject.pk]
    if others:
        audit.looked(viewer, "notes.timeline.read", about=others)
    reads_notes = policy.holds(viewer, READ_NOTE)
    held = _held(viewer, scope)
    facets = _facets(viewer, scope, held)
    events = _told(viewer, scope, held.places, held.barred)
    rows = _filtered(events, filters)
    if filters.words:
        kept = words_kept(viewer, rows)
        matching = with_words(rows, filters.words, scope.keys(), reads_notes, kept)
        rows, total = rows.filter(pk__in=matching), len(matching)
    elif only_notes:
        rows = rows.filter(object_type=NOTE)
        total = rows.count()
    else:
        total = _total(rows, facets, filters)
    page = _Paginator(_ordered(rows, oldest_first), PER_READING if in_full else PER_PAGE, total).get_page(number)
    entries = _entries(viewer, list(page.object_list), family, reads_notes)
    if in_full and reads_notes:
        _fill_in(entries, scope, family)
    return Timeline(
        entries=entries,
        page=page,
        total=total,
        total_unfiltered=sum(one.count for one in facets),
        people=people,
        chosen=chosen,
        facets=facets,
        withheld=held.withheld(viewer, scope),
    )


def latest(*, viewer: Viewer, subject: Subject, opened: Decision, most: int) -> list[Entry]:
    """The newest events of a record the viewer has been let in to, as far as was `opened`, without their people.

    One query, since it is a small part of a page: it knows itself what is held back, and looks at as many more as
    may be. A second where more than those are held back, and one more where a family has somebody in hiding.
    """
    scope = Scope(dict.fromkeys(subject.about_ids(), Opens(opened.capacities, opened.labels)))
    reads_notes = policy.holds(viewer, READ_NOTE)
    for looked_at in (AtMost(most + MOST_HELD_BACK), None):
        with wall.whole("what is held back follows from people who are not shown"):
            events = _newest(viewer=viewer, scope=scope, most=looked_at)
        told = [row for row in events if not (row.kept and row.kind in TELLS_WHERE)]
        if len(told) >= most or looked_at is None or len(events) < looked_at:
            break
    near = {key for row in told[:most] for key in KeysOf.read(row.near)}
    words = words_near(viewer, near | {subject.pk}) if near else NO_WORDS  # with whom the page itself will ask about
    return [
        Entry(event=row, agency="" if row.kept else row.agency, about=[], others=0, shows_text=reads_notes, words=words)
        for row in told[:most]
    ]


@prepared
def _newest(*, viewer: Viewer, scope: Scope, most: AtMost | None) -> "QuerySet[Any, Any]":
    mentions = EventAbout.objects.filter(event_id=OuterRef("pk"))
    rows = Event.objects.current().annotate(
        kept=Exists(mentions.filter(is_closed_to(viewer, "subject"))),
        near=KeysOf(mentions.filter(near_guarded()).values("subject_id")),
    )
    barred = policy.barred_to(viewer)
    if barred:
        rows = rows.filter(~Exists(mentions.filter(subject_id__in=barred)))
    return _ordered(rows.filter(of(viewer, scope)), oldest_first=False)[:most]


def event(*, viewer: Viewer, ref: str, as_seen_from: str = "") -> tuple[Entry, Subject, str]:
    """One event, the person from whose record it is seen, and the ref of the note it is about, if it is a note.

    Raises NotFound for a ref that is nobody's or not of that person, NotAllowed if the viewer may not read it.
    """
    with wall.whole("whose event somebody was refused is said in the log"):
        mentions = EventAbout.objects.filter(event__ref=ref).select_related("subject").order_by("pk")
        about = list(mentions)
        held = held_back(telling(viewer, mentions))
    found = as_told(Q(pk__in=held.places), Event.objects.all()).select_related("recorded_by").filter(ref=ref).first()
    seen_from = [one for one in about if as_seen_from in {"", one.subject.ref}]
    subject = _first_readable(viewer, seen_from, ref, found)
    if found is None:
        raise NotFound(ref)
    audit.looked(viewer, "notes.event.opened", found, about=[subject.pk])
    (entry,) = _entries(viewer, [found], [], policy.holds(viewer, READ_NOTE))
    note_ref = ""
    if entry.is_note and found.object_id and policy.holds(viewer, READ_NOTE):
        note_ref = Note.objects.filter(pk=found.object_id).values_list("ref", flat=True).first() or ""
    return entry, subject, note_ref


class _Paginator(Paginator):
    """Pages of a list whose length is known."""

    def __init__(self, rows: QuerySet[Any], per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self.total = total

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return self.total


def _scope(record: Record, chosen: Sequence[Member]) -> Scope:
    mine = record.subject.pk
    scope = Scope({one.subject_id: Opens(one.opens, one.labels) for one in chosen if one.subject_id != mine})
    if any(one.subject_id == mine for one in chosen):
        scope |= dict.fromkeys(record.subject.about_ids(), Opens(record.capacities, record.decision.labels))
    return scope


def _held(viewer: Viewer, scope: Scope) -> HeldBack:
    with wall.whole("what is held back follows from people who are not shown"):
        return held_back(telling_of(viewer=viewer, scope=scope))


def _told(viewer: Viewer, scope: Scope, places: Collection[int], barred: Collection[int]) -> QuerySet[Any]:
    """Current events of the scope, as `viewer` is told, without the `barred`, and without moves among `places`."""
    told = as_told(Q(pk__in=places), Event.objects.current()).exclude(pk__in=barred)
    return told.filter(of(viewer, scope))


def _ordered(rows: QuerySet[Any], oldest_first: bool) -> QuerySet[Any]:
    """By day, then time where it is known, then as recorded."""
    single = "about__happened_on" if _joins_about(rows) else "happened_on"
    if oldest_first:
        return rows.order_by(single, F("happened_at").asc(nulls_last=True), "pk").select_related("recorded_by")
    return rows.order_by(f"-{single}", F("happened_at").desc(nulls_last=True), "-pk").select_related("recorded_by")


def _joins_about(rows: QuerySet[Any]) -> bool:
    return EventAbout._meta.db_table in rows.query.alias_map


def _facets(viewer: Viewer, scope: Scope, held: HeldBack) -> list[Facet]:
    rows = _counted(viewer=viewer, scope=scope, places=held.places, barred=held.barred)
    return [
        Facet(group, key, author or "", name or "", agency, count) for group, key, author, name, agency, count in rows
    ]


@prepared
def _counted(*, viewer: Viewer, scope: Scope, places: Collection[int], barred: Collection[int]) -> "QuerySet[Any, Any]":
    rows = _told(viewer, scope, places, barred).order_by()
    rows = rows.values_list("group", "significant", "recorded_by__ref", "recorded_by__name", "told_agency")
    return rows.annotate(count=Count("pk"))


def _total(rows: QuerySet[Any], facets: Sequence[Facet], filters: Filters) -> int:
    """From the facets where they can tell, else counted."""
    if filters.from_on or filters.to_on:
        return rows.count()
    return sum(one.count for one in facets if _fits(one, filters))


def _fits(facet: Facet, filters: Filters) -> bool:
    return (
        (not filters.groups or facet.group in filters.groups)
        and (not filters.significant or facet.significant)
        and (not filters.author or facet.author == filters.author)
        and (not filters.agency or facet.agency == filters.agency)
    )


def _filtered(rows: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    if filters.groups:
        rows = rows.filter(group__in=filters.groups)
    if filters.significant:
        rows = rows.filter(significant=True)
    if filters.author:
        rows = rows.filter(recorded_by__ref=filters.author)
    if filters.agency:
        rows = rows.filter(told_agency=filters.agency)
    if filters.from_on:
        rows = rows.filter(happened_on__gte=filters.from_on)
    if filters.to_on:
        rows = rows.filter(happened_on__lte=filters.to_on)
    return rows


def _entries(viewer: Viewer, rows: list[Any], people: Iterable[Member], reads_notes: bool) -> list[Entry]:
    """The events with the people they are about. One query for all, and one for names not known yet.

    Somebody sealed is not even counted: that there is one more would say that there is.
    """
    about: dict[int, list[int]] = {row.pk: [] for row in rows}
    sealed, near = set(), set()
    with wall.whole("that an event is about others too is said, without saying who"):
        for event_id, subject_id, restriction, *guards in _about_whom(events=list(about)):
            about[event_id].append(subject_id)
            if restriction == Restriction.SEALED:
                sealed.add(subject_id)
            if any(one is not False for one in guards):  # empty where there is no card yet
                near.add(subject_id)
    words = words_near(viewer, near)
    known = {one.subject_id: Named(one.subject_id, one.ref, one.name, one.short) for one in people}
    missing = {subject for subjects in about.values() for subject in subjects} - known.keys()
    if missing:
        known |= members.names(viewer=viewer, subject_ids=missing)
    return [
        Entry(
            event=row,
            agency=row.told_agency,
            about=[known[one] for one in about[row.pk] if one in known],
            others=sum(one not in known and one not in sealed for one in about[row.pk]),
            shows_text=reads_notes,
            words=words,
        )
        for row in rows
    ]


@prepared
def _about_whom(*, events: Collection[int]) -> "QuerySet[EventAbout, Any]":
    return (
        EventAbout.objects.filter(event_id__in=events)
        .order_by("event_id", "pk")
        .values_list(
            "event_id", "subject_id", "subject__restriction", "subject__address_restricted",
            "subject__person__card__where_guarded", "subject__person__card__team_guarded",
        )
    )  # fmt: skip


def _fill_in(entries: list[Entry], scope: Scope, people: Iterable[Member]) -> None:
    """Bring the notes among the entries whole, as far as they show on these records."""
    notes = [one.event.object_id for one in entries if one.is_note and one.event.object_id]
    texts = paragraphs_of(notes, subject_ids=list(scope))
    refs = dict(Note.objects.filter(pk__in=notes).values_list("pk", "ref"))
    named = {one.subject_id: Named(one.subject_id, one.ref, one.name, one.short) for one in people}
    for entry in entries:
        note_id = entry.event.object_id
        if entry.is_note and note_id is not None:
            mine = {one.subject_id for one in entry.about}
            found = texts.get(note_id, [])
            entry.note_ref = refs.get(note_id, "")
            entry.paragraphs = [
                (
                    entry.words.paragraph(one.text, entry.event.recorded_by_id, for_named=one.for_named),
                    named.get(one.owner) if one.owner else None,
                )
                for one in found
                if one.owner is None or one.owner in mine
            ]


def _first_readable(viewer: Viewer, about: Sequence[EventAbout], ref: str, found: Event | None) -> Subject:
    """The first of these whose timeline the viewer may read, in the capacity the event concerns them in, and with the
    labels that the event has."""
    if not about:
        raise NotFound(ref)
    for one in about:
        if policy.is_barred(viewer, one.subject):
            policy.require(viewer, READ_TIMELINE, one.subject)
    opened = policy.decide_all(viewer, READ_TIMELINE, [one.subject for one in about])
    in_capacity = [one for one in about if opened[one.subject_id].capacities & {Capacity.ANY, one.capacity}]
    guards, author = (found.guards(), found.recorded_by_id) if found and in_capacity else (frozenset(), None)
    for one in in_capacity:
        if policy.reads_labels(viewer, opened[one.subject_id], guards, author):
            return one.subject
    if in_capacity:
        raise NotAllowed(NOT_FOR_ROLE, permission=READ_TIMELINE, subject_id=in_capacity[0].subject_id)
    if any(one.subject.restriction == Restriction.SEALED for one in about):
        raise NotFound(ref)
    policy.require(viewer, READ_TIMELINE, about[0].subject)
    raise NotFound(ref)
