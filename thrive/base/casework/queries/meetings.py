"""Meetings about somebody, and one of them: who is asked, who came, what was said and decided, what was sent.

Whoever may not know where somebody is does not read where a meeting is nor which school or team is asked to it, and
reads what was said without such words. Who may not read of one of its children does not read a meeting at all.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import Subject
from thrive.base.access.permission import Permission
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.casework.models import Letter, Meeting, MeetingAbout, MeetingEntry, Minutes, Seat
from thrive.base.casework.permissions import READ_MEETINGS
from thrive.base.casework.queries.closed import closed_to
from thrive.base.casework.rules.meetings import AGENCIES, ATTENDANCE, ENTRIES, PRESENT, RIGHTS, Short, short_of
from thrive.base.history import audit, wall
from thrive.base.offers import REGISTRY, MeetingKind
from thrive.base.people.queries import members
from thrive.base.people.queries.members import Named
from thrive.base.people.queries.records import Record
from thrive.base.people.queries.withheld_words import WithheldWords, words_kept_from, words_near
from thrive.base.record.models import Event

WITHHELD = "Withheld"
STATES = {None: "Set up", True: "Held", False: "Called off"}


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list."""

    ref: str
    title: str
    purpose: str
    starts_at: dt.datetime
    state: str
    may_open: bool


@dataclass(frozen=True)
class SentTo:
    """A letter that somebody who has a seat was sent: an invitation, or a copy of the minutes."""

    ref: str
    title: str
    sent_on: dt.date
    received_on: dt.date | None


@dataclass(frozen=True)
class SeatLine:
    """Somebody who is asked, or is not."""

    key: int
    ref: str
    agency: str
    name: str
    part: str
    right: str
    report_due_on: dt.date | None
    state: str
    state_words: str
    why: str
    sent: Sequence[SentTo] = ()

    @property
    def label(self) -> str:
        """ "Joanne Adeyemi, Health"."""
        return f"{self.name}, {self.agency}"


@dataclass(frozen=True)
class Entry:
    """One thing that was said, recommended, decided or agreed."""

    key: int
    ref: str
    kind: str
    title: str
    text: str
    outcome: str
    who: str
    child: str
    subject: int | None
    due_on: dt.date | None
    said_at: dt.datetime
    against: str
    by: str
    was_done: bool | None = None  # of an action; None while it is to be done
    ended_because: str = ""


@dataclass(frozen=True)
class MeetingView:
    """A meeting as one viewer reads it. `was_held` is None until it has ended. `is_read_in_part`: where it is, or
    a part of its minutes, is withheld from the viewer, who must not write them anew."""

    meeting: Meeting
    kind: MeetingKind
    purpose: str
    starts_at: dt.datetime
    where: str
    chair: str
    must_be_by: dt.date | None
    arrangement: int
    was_held: bool | None
    ended_at: dt.datetime | None
    went_on_because: str
    about: Sequence[Named]
    others: int
    subjects: Sequence[Subject]
    seats: Sequence[SeatLine]
    entries: Sequence[Entry]
    short: Sequence[Short]
    minutes: str
    minutes_number: int
    minutes_by: str
    may_hold: bool
    is_read_in_part: bool
    seen_from: str
    children: Sequence[tuple[Named, Sequence[Entry]]] = field(default_factory=tuple)

    @property
    def ref(self) -> str:
        """The meeting's outside name."""
        return self.meeting.ref

    @property
    def state(self) -> str:
        """Set up, held or called off."""
        return STATES[self.was_held]

    def of(self, *kinds: str) -> list[Entry]:
        """What was said of these kinds, in order."""
        return [one for one in self.entries if one.kind in kinds]

    @property
    def notes(self) -> list[Entry]:
        """What was said, not for one child or agency."""
        return self.of("note")

    @property
    def views(self) -> list[Entry]:
        """What each agency thinks and recommends."""
        return self.of("view")

    @property
    def dissents(self) -> list[Entry]:
        """Who did not agree."""
        return self.of("dissent")

    @property
    def agreed(self) -> list[Entry]:
        """What somebody is to do."""
        return self.of("action")


def meeting_kinds(*, viewer: Viewer) -> list[MeetingKind]:
    """The kinds of meeting that the viewer may set up."""
    return [one for one in REGISTRY.meetings.values() if policy.holds(viewer, needs_of(one))]


def meeting_kind(key: str, *, viewer: Viewer) -> MeetingKind:
    """A kind of meeting. Raises NotFound for an unknown one, NotAllowed for one that the viewer may not set up."""
    kind = REGISTRY.meetings.get(key)
    if kind is None:
        raise NotFound(key)
    policy.require_role(viewer, needs_of(kind))
    return kind


def needs_of(kind: MeetingKind) -> Permission:
    """The permission to set up and hold a meeting of this kind."""
    assert isinstance(kind.needs, Permission)
    return kind.needs


def meetings_of(*, viewer: Viewer, record: Record) -> list[MeetingLine]:
    """Meetings about the person whose record was opened, the latest first. Three queries."""
    capacities = [one for one in Capacity if record.reads(one)]
    mine = MeetingAbout.objects.filter(subject_id__in=record.about_ids, capacity__in=capacities).values("meeting_id")
    rows = list(_arranged(Meeting.objects.filter(pk__in=mine)).order_by("-starts_at", "-pk"))
    closed = closed_to(viewer, READ_MEETINGS, _about([one.pk for one in rows]))
    return [
        MeetingLine(
            one.ref, _title(one), _purpose(one), one.starts_at, STATES[one.was_held], may_open=one.pk not in closed
        )
        for one in rows
    ]


def _about(keys: Sequence[int]) -> list[tuple[int, Subject]]:
    """Everybody these meetings are about, by key of the meeting."""
    with wall.whole("what is about somebody who is not shown does not open"):
        rows = MeetingAbout.objects.filter(meeting_id__in=keys).select_related("subject")
        return [(one.meeting_id, one.subject) for one in rows]


def meeting(*, viewer: Viewer, ref: str, seen_from: str = "", to_hold: bool = False) -> MeetingView:
    """The meeting called `ref`, and log that it was read.

    Raises NotFound for a ref that is nobody's, NotAllowed unless the viewer may read of meetings about everybody it is
    about or, `to_hold`, hold it. Nine queries.
    """
    found: Any = _arranged(Meeting.objects.filter(ref=ref)).select_related("recorded_by").first()
    if found is None or found.kind not in REGISTRY.meetings:
        raise NotFound(ref)
    kind = REGISTRY.meetings[found.kind]
    with wall.whole("whose record somebody was refused is said in the log"):
        about = list(found.about.select_related("subject__person__card").order_by("pk"))
    _require(viewer, ref, about, needs_of(kind) if to_hold else READ_MEETINGS)
    keys = [one.subject_id for one in about]
    audit.looked(viewer, "casework.meeting.opened", found, about=keys)
    seats = list(_seats(found))
    known = members.names(viewer=viewer, subject_ids=[*keys, *(one.person_id for one in seats if one.person_id)])
    words = words_kept_from(viewer, [*(one.subject for one in about), *(one.person for one in seats if one.person)])
    lines = _seat_lines(seats, known, words)
    entries = _entries(found, kind, known, lines, words)
    named = [known[one] for one in keys if one in known]
    refs = [one.subject.ref for one in about]
    return MeetingView(
        meeting=found,
        kind=kind,
        purpose=_purpose(found),
        starts_at=found.starts_at,
        where=WITHHELD if found.where and words.keeps else found.where,
        chair=found.chair,
        must_be_by=found.must_be_by,
        arrangement=found.arrangement,
        was_held=found.was_held,
        ended_at=found.ended_at,
        went_on_because=words.over(found.went_on_because or "", found.ended_by),
        about=named,
        others=len(keys) - len(named),
        subjects=[one.subject for one in about],
        seats=lines,
        entries=entries,
        short=short_of(kind.quorum, [one.agency for one in seats if one.state == PRESENT]),
        minutes=words.over(found.minutes_text or "", found.minutes_by_id),
        minutes_number=found.minutes_number or 0,
        minutes_by=found.minutes_by or "",
        may_hold=policy.holds(viewer, needs_of(kind)),
        is_read_in_part=words.keeps
        and (bool(found.where) or words.hides(found.minutes_text or "", found.minutes_by_id)),
        seen_from=seen_from if seen_from in refs else refs[0],
        children=[
            (one, [entry for entry in entries if entry.subject == one.subject_id and entry.kind != "dissent"])
            for one in named
        ],
    )


def versions(*, viewer: Viewer, view: MeetingView) -> list[tuple[Minutes, str]]:
    """Every version of the minutes of a meeting that was opened, the latest first, as the viewer reads it."""
    words = words_near(viewer, [one.pk for one in view.subjects])
    rows = Minutes.objects.filter(meeting=view.meeting).select_related("recorded_by").order_by("-number")
    found = list(rows)
    for one in found:  # as they are shown; they are never written again
        one.why = words.over(one.why, one.recorded_by_id)
    return [(one, words.over(one.text, one.recorded_by_id)) for one in found]


def action_called(ref: str, *, viewer: Viewer) -> MeetingEntry:
    """An action that was agreed at a meeting, for whoever may read of it or is to do it. Raises NotFound and
    NotAllowed."""
    found = MeetingEntry.objects.current().filter(ref=ref, kind="action").select_related("meeting", "seat").first()
    if found is None:
        raise NotFound(ref)
    about = list(found.meeting.about.select_related("subject").order_by("pk"))
    if found.seat is None or found.seat.user_id != getattr(viewer, "pk", None):
        _require(viewer, ref, about, READ_MEETINGS)
    return found


def event_panel(*, viewer: Viewer, subject: Subject, event: Event) -> dict[str, Any] | None:
    """The meeting that an event on the timeline tells of, where it opens. Three queries."""
    if event.object_type != Meeting._meta.label_lower or not policy.holds(viewer, READ_MEETINGS):
        return None
    found = Meeting.objects.filter(pk=event.object_id or 0).first()
    if found is None or closed_to(viewer, READ_MEETINGS, _about([found.pk])):
        return None
    return {"meeting": found, "kind": _title(found)}


def _arranged(rows: "QuerySet[Meeting]") -> "QuerySet[Any]":
    """Meetings with when and where they are, how they ended and the minutes that stand, in one statement."""
    return rows.annotate(
        now=FilteredRelation("arrangements", condition=Q(arrangements__replaced_at=None)),
        standing=FilteredRelation("minutes", condition=Q(minutes__replaced_at=None)),
    ).annotate(
        arrangement=F("now__pk"),
        starts_at=F("now__starts_at"),
        where=F("now__where"),
        chair=F("now__chair"),
        must_be_by=F("now__must_be_by"),
        was_held=F("ends__was_held"),
        ended_at=F("ends__ended_at"),
        ended_by=F("ends__recorded_by_id"),
        went_on_because=F("ends__why"),
        minutes_text=F("standing__text"),
        minutes_number=F("standing__number"),
        minutes_by_id=F("standing__recorded_by_id"),
        minutes_by=F("standing__recorded_by__name"),
    )


_WHO = ("organisation", "user__organisation", "person__person__card")


def _seats(found: Meeting) -> "QuerySet[Any]":
    """Who has a seat, with how they took part, in one statement."""
    rows = Seat.objects.current().filter(meeting=found).select_related(*_WHO)
    current = FilteredRelation("attendance", condition=Q(attendance__replaced_at=None))
    taking = rows.annotate(took=current).annotate(state=F("took__state"), absent_because=F("took__why"))
    return taking.order_by("pk")


def _seat_lines(seats: Sequence[Any], known: Mapping[int, Named], words: WithheldWords) -> list[SeatLine]:
    refs = {one.ref: one for one in seats}
    sent: dict[str, list[SentTo]] = {ref: [] for ref in refs}
    letters = Letter.objects.current().filter(of_ref__in=refs).annotate(received_on=F("receipts__happened_on"))
    for one in letters.order_by("pk") if refs else ():
        kind = REGISTRY.letters.get(one.kind)
        sent[one.of_ref].append(SentTo(one.ref, kind.title if kind else one.title, one.happened_on, one.received_on))
    return [
        SeatLine(
            key=one.pk,
            ref=one.ref,
            agency=AGENCIES[one.agency],
            name=seat_name(one, known, withheld=words.keeps),
            part=words.over(one.part, one.recorded_by_id),
            right=RIGHTS[one.right],
            report_due_on=one.report_due_on,
            state=one.state or "",
            state_words=ATTENDANCE.get(one.state or "", "Not recorded"),
            why=words.over(one.absent_because or "", one.recorded_by_id),
            sent=sent[one.ref],
        )
        for one in seats
    ]


def seat_name(seat: Seat, known: Mapping[int, Named], *, withheld: bool) -> str:
    """What somebody who has a seat is called; of whoever is not in the family, nothing where that would tell where."""
    if seat.person_id:
        return known[seat.person_id].name if seat.person_id in known else WITHHELD
    if seat.user is not None and (seat.user.organisation.is_council or not withheld):
        return seat.user.name
    if withheld:
        return WITHHELD
    return ", ".join(part for part in (seat.name, seat.organisation.name if seat.organisation else "") if part)


def _entries(
    found: Meeting, kind: MeetingKind, known: Mapping[int, Named], seats: Sequence[SeatLine], words: WithheldWords
) -> list[Entry]:
    by_seat = {one.key: one.label for one in seats}
    rows = MeetingEntry.objects.current().filter(meeting=found).select_related("recorded_by", "against")
    return [
        Entry(
            key=one.pk,
            ref=one.ref,
            kind=one.kind,
            title=ENTRIES[one.kind].title,
            text=words.over(one.text, one.recorded_by_id),
            outcome=kind.decision_words.get(one.outcome, words.over(one.outcome, one.recorded_by_id)),
            who=by_seat.get(one.seat_id or 0, ""),
            child=known[one.subject_id].short if one.subject_id and one.subject_id in known else "",
            subject=one.subject_id,
            due_on=one.due_on,
            said_at=one.said_at,
            against=kind.decision_words.get(one.against.outcome, "") if one.against else "",
            by=one.recorded_by.name,
            was_done=one.was_done,
            ended_because=words.over(one.ended_because or "", one.ended_by),
        )
        for one in rows.annotate(
            was_done=F("ends__was_done"), ended_because=F("ends__why"), ended_by=F("ends__recorded_by_id")
        ).order_by("said_at", "pk")
    ]


def _require(viewer: Viewer, ref: str, about: Sequence[MeetingAbout], needs: Permission) -> None:
    those = list(about)
    decided = policy.decide_all(viewer, needs, [one.subject for one in those])
    for one in those:
        opened = decided[one.subject_id]
        if not opened.ok and one.subject.restriction == Restriction.SEALED:
            raise NotFound(ref)
        if not opened.ok:
            policy.require(viewer, needs, one.subject)
        if not opened.capacities & {Capacity.ANY, Capacity(one.capacity)}:
            raise NotAllowed(
                "You are not involved with this person in that way.",
                permission=needs,
                subject_ref=one.subject.ref,
                subject_id=one.subject_id,
            )


def _title(found: Meeting) -> str:
    kind = REGISTRY.meetings.get(found.kind)
    return kind.title if kind else "Meeting"


def _purpose(found: Meeting) -> str:
    kind = REGISTRY.meetings.get(found.kind)
    return kind.purpose_words.get(found.purpose, found.purpose) if kind else found.purpose
