"""Meetings: set up, arranged anew, asked to, held, ended, minuted."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Organisation, Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.casework.actions import tasks
from thrive.base.casework.errors import OutOfReach
from thrive.base.casework.models import (
    ActionEnd,
    Arrangement,
    Attendance,
    KeptFrom,
    Meeting,
    MeetingAbout,
    MeetingEnd,
    MeetingEntry,
    Minutes,
    Seat,
)
from thrive.base.casework.rules.meetings import (
    AGENCIES,
    ATTENDANCE,
    ENTRIES,
    NOT_INVITED,
    PRESENT,
    RIGHTS,
    TEXT_MOST,
    WHY_MOST,
    Short,
    short_of,
)
from thrive.base.history import audit
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.history.wall import action
from thrive.base.offers import REGISTRY, MeetingKind
from thrive.base.people.errors import CannotBe
from thrive.base.record import events

AGREED, INVITED = "casework.meeting_action", "casework.meeting_come"  # kinds of task


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing that was said, recommended, decided or agreed. `kept_from`: keys of seats that are not told it."""

    kind: str
    text: str = ""
    subject: int | None = None
    seat: int | None = None
    outcome: str = ""
    against: int | None = None
    due_on: dt.date | None = None
    said_at: dt.datetime | None = None
    kept_from: Collection[int] = ()


def kind_of(meeting: Meeting) -> MeetingKind:
    """The declared kind of a meeting. Raises CannotBe where no domain offers it any more."""
    kind = REGISTRY.meetings.get(meeting.kind)
    if kind is None:
        raise CannotBe("Meetings of this kind are held no more")
    return kind


@action
def set_up_meeting(
    kind: MeetingKind,
    *,
    about: Sequence[Subject],
    by: User,
    purpose: str,
    starts_at: dt.datetime,
    where: str,
    chair: str,
    must_be_by: dt.date | None = None,
    capacities: Mapping[int, Capacity] | None = None,
) -> Meeting:
    """Set up a meeting about these people, and tell the timeline of each.

    Raises NotAllowed if `by` may not hold such a meeting about one of them, in that capacity; CannotBe for what is
    missing, and for a day after the last on which it may be held.
    """
    if not about:
        raise CannotBe("Select who the meeting is about", field="about")
    if purpose not in kind.purpose_words:
        raise CannotBe("Select what the meeting is for", field="purpose")
    locked = policy.lock(*about)
    concerns = {one.pk: (capacities or {}).get(one.pk, Capacity.CHILD) for one in locked}
    _require(by, kind, locked, concerns)
    meeting = Meeting.objects.create(kind=kind.key, purpose=purpose, happened_on=clock.today(), recorded_by=by)
    MeetingAbout.objects.bulk_create(
        [MeetingAbout(meeting=meeting, subject_id=key, capacity=capacity) for key, capacity in concerns.items()]
    )
    _arrange(meeting, by=by, starts_at=starts_at, where=where, chair=chair, must_be_by=must_be_by)
    events.tell(
        meeting,
        about=concerns,
        group="meetings",
        kind="meeting.set_up",
        title=f"{kind.title} set up",
        sentence=f"{kind.purpose_words[purpose]}.",
        on=clock.today(),
        by=by,
    )
    audit.note(by, "casework.meeting.set_up", meeting, about=locked, kind=kind.key, purpose=purpose)
    return meeting


@action
def arrange_anew(
    meeting: Meeting, *, by: User, why: str, starts_at: dt.datetime, where: str, chair: str, seen: int
) -> Arrangement:
    """Move a meeting, or change who chairs it, with the reason. `seen` is the key of the arrangement it changes.

    Raises NotAllowed, ChangedMeanwhile if somebody else changed it first, and CannotBe for a meeting that has ended.
    """
    locked = _open(meeting, by)
    why = _reason(why)
    before = Arrangement.objects.current().filter(meeting=meeting).latest("pk")
    if before.pk != seen or not Arrangement.objects.filter(pk=seen, replaced_at=None).update(replaced_at=clock.now()):
        raise ChangedMeanwhile("Somebody else changed when or where this meeting is")
    made = _arrange(
        meeting, by=by, starts_at=starts_at, where=where, chair=chair, must_be_by=before.must_be_by, replaces=before,
        why=why,
    )  # fmt: skip
    audit.note(by, "casework.meeting.arranged", meeting, about=locked, replaces=before.pk)
    return made


@action
def add_seat(
    meeting: Meeting,
    *,
    by: User,
    agency: str,
    right: str,
    person: Subject | None = None,
    user: User | None = None,
    organisation: Organisation | None = None,
    name: str = "",
    part: str = "",
    report_due_on: dt.date | None = None,
    not_invited_because: str = "",
) -> Seat:
    """Put down somebody who is to be asked, or who is not and why (`not_invited_because`).

    A colleague who may open the record is asked on their own list; everybody else by letter, or in another way. Raises
    NotAllowed; CannotBe for somebody without a name, or who has a seat, and for a meeting that has ended.
    """
    locked = _open(meeting, by)
    for field, given, known in (("agency", agency, AGENCIES), ("right", right, RIGHTS)):
        if given not in known:
            raise CannotBe(f"Select {'the agency' if field == 'agency' else 'what they are told'}", field=field)
    if person is None and user is None and not name.strip():
        raise CannotBe("Enter a name, or what they are there as", field="name")
    mine = Q(person=person) if person is not None else Q(user=user) & Q(user__isnull=False)
    if Seat.objects.current().filter(mine, meeting=meeting).exists():
        raise CannotBe("They have a seat at this meeting already", field="person")
    if person is not None:
        policy.require(by, _needs(kind_of(meeting)), person)
    seat = Seat.objects.create(
        meeting=meeting, agency=agency, person=person, user=user, organisation=organisation, name=name.strip(),
        part=part.strip(), right=right, report_due_on=report_due_on, happened_on=clock.today(), recorded_by=by,
    )  # fmt: skip
    if not_invited_because.strip():
        _attend(seat, NOT_INVITED, by=by, why=not_invited_because)
    elif user is not None and user.pk != by.pk:
        _invite(seat, user, locked, by=by)
    audit.note(by, "casework.meeting.seated", meeting, about=locked, seat=seat.pk)
    return seat


@action
def record_meeting(
    meeting: Meeting,
    *,
    by: User,
    attendance: Mapping[int, tuple[str, str]] | None = None,
    said: Sequence[Said] = (),
) -> list[MeetingEntry]:
    """Keep who took part (state and, where they were not invited, why; by key of the seat) and what was said.

    As often as anybody likes while it goes on; each thing is kept with its time. Raises NotAllowed, and CannotBe for
    what is missing and for a meeting that has ended.
    """
    locked = _open(meeting, by)
    kind = kind_of(meeting)
    seats = {one.pk: one for one in Seat.objects.current().filter(meeting=meeting)}
    children = {one.pk for one in locked}
    for key, (state, why) in (attendance or {}).items():
        if key not in seats or state not in ATTENDANCE:
            raise CannotBe("Select how they took part", field=f"attendance_{key}")
        _attend(seats[key], state, by=by, why=why)
    made = [_entry(meeting, kind, one, by=by, seats=seats, children=children) for one in said]
    for one in made:
        _ask(one, kind, locked, by)
    audit.note(by, "casework.meeting.recorded", meeting, about=locked, entries=[one.pk for one in made])
    return made


@action
def end_action(entry: MeetingEntry, *, by: User, was_done: bool, why: str = "") -> ActionEnd:
    """Say that an action that was agreed was done, or that it is no longer needed and why. Its task is done with it.

    By whoever may hold the meeting, and by whoever is to do it. Raises NotAllowed, CannotBe for want of a reason, and
    AlreadyRecorded where it is said already.
    """
    is_theirs = entry.seat is not None and entry.seat.user_id == by.pk
    subjects = policy.lock(*_concerns(entry.meeting)) if is_theirs else _allowed(entry.meeting, by)
    if entry.kind != "action":
        raise CannotBe("Only an action can be done")
    if ActionEnd.objects.filter(entry=entry).exists():
        raise AlreadyRecorded("It is on record already how this action ended")
    said = why.strip() if was_done else _reason(why)
    end = ActionEnd.objects.create(entry=entry, was_done=was_done, why=said, happened_on=clock.today(), recorded_by=by)
    tasks.clear(AGREED, of=entry, by=by)
    audit.note(by, "casework.meeting.action_ended", entry, about=subjects, done=was_done)
    return end


@action
def end_meeting(meeting: Meeting, *, by: User, ended_at: dt.datetime, went_on_because: str = "") -> MeetingEnd:
    """Say that a meeting was held and is over, and tell the timeline of everybody it is about.

    Raises NotAllowed; CannotBe where too few were there and no reason is given, for a time to come, and for a meeting
    that has ended.
    """
    locked = _open(meeting, by)
    kind = kind_of(meeting)
    if ended_at > clock.now():
        raise CannotBe("Time must be in the past", field="ended_at")
    short = shortfall(meeting, kind)
    if short and not went_on_because.strip():
        raise CannotBe(f"Enter why it went on without {', '.join(one.words for one in short)}", field="went_on_because")
    end = MeetingEnd.objects.create(
        meeting=meeting, was_held=True, was_quorate=not short, ended_at=ended_at, why=went_on_because.strip(),
        happened_on=clock.london_day(ended_at), recorded_by=by,
    )  # fmt: skip
    events.tell(
        meeting,
        about=_concerns(meeting),
        group="meetings",
        kind="meeting.held",
        title=f"{kind.title} held",
        sentence="" if end.was_quorate else "Fewer were there than should have been.",
        on=end.happened_on,
        by=by,
        significant=True,
    )
    _over(meeting, by=by)
    audit.note(by, "casework.meeting.ended", meeting, about=locked, quorate=end.was_quorate)
    return end


@action
def call_off_meeting(meeting: Meeting, *, by: User, why: str) -> MeetingEnd:
    """Say that a meeting is not held, and why. Raises NotAllowed, and CannotBe as `end_meeting` does."""
    locked = _open(meeting, by)
    kind = kind_of(meeting)
    end = MeetingEnd.objects.create(
        meeting=meeting, was_held=False, was_quorate=False, ended_at=clock.now(), why=_reason(why),
        happened_on=clock.today(), recorded_by=by,
    )  # fmt: skip
    events.tell(
        meeting, about=_concerns(meeting), group="meetings", kind="meeting.called_off",
        title=f"{kind.title} called off",
        on=clock.today(), by=by,
    )  # fmt: skip
    _over(meeting, by=by)
    audit.note(by, "casework.meeting.called_off", meeting, about=locked)
    return end


@action
def write_minutes(meeting: Meeting, *, by: User, text: str, why: str = "", seen: int = 0) -> Minutes:
    """Write the minutes of a meeting that was held, or a further version of them, with the reason.

    `seen` is the number of the version it follows; 0 for none. Raises NotAllowed, ChangedMeanwhile if somebody else
    wrote one first, CannotBe for what is missing and for a meeting that was not held.
    """
    locked = _allowed(meeting, by)
    text = text.strip()
    if not text or len(text) > TEXT_MOST * 4:
        raise CannotBe("Enter what the meeting came to" if not text else "The minutes are too long", field="text")
    if not MeetingEnd.objects.filter(meeting=meeting, was_held=True).exists():
        raise CannotBe("Minutes are written once the meeting has ended", field="text")
    before = Minutes.objects.current().filter(meeting=meeting).order_by("-number").first()
    if (before.number if before else 0) != seen:
        raise ChangedMeanwhile("Somebody else wrote a version of these minutes")
    if before is not None:
        why = _reason(why)
        Minutes.objects.filter(pk=before.pk, replaced_at=None).update(replaced_at=clock.now())
    made = Minutes.objects.create(
        meeting=meeting, number=seen + 1, text=text, replaces=before, why=why, happened_on=clock.today(), recorded_by=by
    )
    audit.note(by, "casework.meeting.minuted", meeting, about=locked, number=made.number)
    return made


def shortfall(meeting: Meeting, kind: MeetingKind) -> list[Short]:
    """The agencies of which too few are there, as far as is recorded. One query."""
    seats = Seat.objects.current().filter(meeting=meeting)
    rows = Attendance.objects.current().filter(seat__in=seats, state=PRESENT)
    return short_of(kind.quorum, rows.values_list("seat__agency", flat=True))


def _needs(kind: MeetingKind) -> Permission:
    assert isinstance(kind.needs, Permission)
    return kind.needs


def _concerns(meeting: Meeting) -> dict[int, Capacity]:
    rows = MeetingAbout.objects.filter(meeting=meeting).values_list("subject_id", "capacity")
    return {key: Capacity(capacity) for key, capacity in rows}


def _allowed(meeting: Meeting, by: User) -> list[Subject]:
    """The people a meeting is about, locked. Raises NotAllowed unless `by` may hold it."""
    concerns = _concerns(meeting)
    locked = list(policy.lock(*concerns))
    _require(by, kind_of(meeting), locked, concerns)
    return locked


def _open(meeting: Meeting, by: User) -> list[Subject]:
    """As `_allowed`. Raises CannotBe for a meeting that has ended."""
    locked = _allowed(meeting, by)
    if MeetingEnd.objects.filter(meeting=meeting).exists():
        raise CannotBe("This meeting has ended. What was decided stays as it is")
    return locked


def _require(by: User, kind: MeetingKind, subjects: Sequence[Subject], concerns: Mapping[int, Capacity]) -> None:
    for subject in subjects:
        opened = policy.require(by, _needs(kind), subject).capacities
        if not opened & {Capacity.ANY, concerns[subject.pk]}:
            raise NotAllowed(
                "You are not involved with this person in that way.",
                permission=_needs(kind),
                subject_ref=subject.ref,
                subject_id=subject.pk,
            )


def _reason(why: str) -> str:
    why = why.strip()
    if not why or len(why) > WHY_MOST:
        raise CannotBe("Enter why" if not why else f"The reason must be {WHY_MOST} characters or fewer", field="why")
    return why


def _arrange(
    meeting: Meeting,
    *,
    by: User,
    starts_at: dt.datetime,
    where: str,
    chair: str,
    must_be_by: dt.date | None,
    replaces: Arrangement | None = None,
    why: str = "",
) -> Arrangement:
    if not chair.strip():
        raise CannotBe("Enter who chairs it", field="chair")
    if must_be_by is not None and clock.london_day(starts_at) > must_be_by and not why:
        raise CannotBe("Date must be the same as or before the last day on which it may be held", field="on")
    return Arrangement.objects.create(
        meeting=meeting, starts_at=starts_at, where=where.strip(), chair=chair.strip(), must_be_by=must_be_by,
        replaces=replaces, why=why, happened_on=clock.today(), recorded_by=by,
    )  # fmt: skip


def _attend(seat: Seat, state: str, *, by: User, why: str) -> None:
    """Keep how somebody took part, where it differs from what is on record."""
    why = why.strip() if state == NOT_INVITED else ""
    if state == NOT_INVITED and not why:
        raise CannotBe("Enter why they were not invited", field=f"why_{seat.pk}")
    before = Attendance.objects.current().filter(seat=seat).order_by("pk").last()
    if before is not None and (before.state, before.why) == (state, why):
        return
    if before is not None:
        Attendance.objects.filter(pk=before.pk, replaced_at=None).update(replaced_at=clock.now())
    Attendance.objects.create(
        seat=seat, state=state, why=why, replaces=before, happened_on=clock.today(), recorded_by=by
    )


def _invite(seat: Seat, user: User, about: Sequence[Subject], *, by: User) -> None:
    """Ask a colleague to come, on their list; whoever may not open the record is asked outside Thrive. What it says is
    the same for every meeting of a kind, so that there is nothing in it to withhold."""
    now = Arrangement.objects.current().filter(meeting=seat.meeting).latest("pk")
    try:
        tasks.ask(
            INVITED, about=about, to=user, by=by, due_on=clock.london_day(now.starts_at), of=seat,
            path=f"/meetings/{seat.meeting.ref}", why=f"You are asked to a meeting: {kind_of(seat.meeting).title}.",
        )  # fmt: skip
    except OutOfReach:
        return


def _over(meeting: Meeting, *, by: User) -> None:
    """Nobody is asked to a meeting any more that has ended."""
    for seat in Seat.objects.filter(meeting=meeting, user__isnull=False):
        tasks.clear(INVITED, of=seat, by=by)


def _ask(entry: MeetingEntry, kind: MeetingKind, about: Sequence[Subject], by: User) -> None:
    """An action of somebody who uses Thrive stands on their list. Raises CannotBe for who may not open the record."""
    if entry.kind != "action" or entry.seat is None or entry.seat.user is None:
        return
    try:
        tasks.ask(
            AGREED, about=about, to=entry.seat.user, by=by, due_on=entry.due_on, of=entry,
            path=f"/meetings/{entry.meeting.ref}", why=f"Agreed at a meeting: {kind.title}.",
        )  # fmt: skip
    except OutOfReach as closed:
        raise CannotBe(str(closed), field="seat") from closed


def _entry(
    meeting: Meeting, kind: MeetingKind, one: Said, *, by: User, seats: Mapping[int, Seat], children: Collection[int]
) -> MeetingEntry:
    """Keep one thing. Raises CannotBe for what its kind asks and it has not."""
    sort = ENTRIES.get(one.kind)
    text = one.text.strip()
    if sort is None or len(text) > TEXT_MOST:
        raise CannotBe(f"Text must be {TEXT_MOST:,} characters or fewer", field="text")
    if (sort.asks_child and one.subject is None) or (one.subject is not None and one.subject not in children):
        raise CannotBe(f"Select the child: {sort.title.lower()}", field="subject")
    if (sort.asks_seat and one.seat is None) or not {one.seat, *one.kept_from} - {None} <= seats.keys():
        raise CannotBe(f"Select who: {sort.title.lower()}", field="seat")
    if one.kind == "decision" and one.outcome not in kind.decision_words:
        raise CannotBe("Select the decision", field="outcome")
    if sort.asks_text and not text:
        raise CannotBe("Enter the reason" if one.kind == "decision" else "Enter what was said", field="text")
    said_at = one.said_at or clock.now()
    made = MeetingEntry.objects.create(
        meeting=meeting, kind=one.kind, subject_id=one.subject, seat_id=one.seat, outcome=one.outcome, text=text,
        against_id=one.against, due_on=one.due_on, said_at=said_at, happened_on=clock.london_day(said_at),
        recorded_by=by,
    )  # fmt: skip
    KeptFrom.objects.bulk_create([KeptFrom(entry=made, seat_id=key) for key in one.kept_from])
    return made
