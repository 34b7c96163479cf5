"""Work handed over: transferred, referred, shared, passed forward; and what becomes of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from thrive.base.access import policy
from thrive.base.access.actions import end_involvement, involve
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Circle, Involvement, Subject, Team, User
from thrive.base.access.rules import Purpose, Restriction
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.casework import facts
from thrive.base.casework.actions import allocations, tasks
from thrive.base.casework.errors import AlreadyOver
from thrive.base.casework.models import Handover
from thrive.base.casework.permissions import HAND_OVER
from thrive.base.casework.rules.giving import BASES, CONSENT, NEEDS_NO_WHY, TEAM_PART, HandoverKind
from thrive.base.casework.rules.work import REASON_MOST
from thrive.base.history import audit, versions
from thrive.base.history.wall import action
from thrive.base.offers import REGISTRY

ANSWERED, CHASE, NAME_TAKER = "casework.read_answer", "casework.chase", "casework.name_taker"
MOVES_WORK = {HandoverKind.TRANSFER: "Taken on by somebody else", HandoverKind.FORWARD: "Taken up"}  # when accepted
SERVICE, SHOWN = "service", "shared"  # the parts of an involvement made by a referral, and by sharing


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Why it may be sent: the lawful basis, and whether the family was asked. `why` where they did not agree."""

    basis: str
    consent: str
    why: str = ""

    def check(self) -> None:
        """Raises BadAnswer (fields "basis", "consent", "consent_why")."""
        if self.basis not in BASES:
            raise BadAnswer("Select the lawful basis", field="basis")
        if self.consent not in CONSENT:
            raise BadAnswer("Select whether they were asked", field="consent")
        if self.consent not in NEEDS_NO_WHY and not self.why.strip():
            raise BadAnswer("Enter why it goes on without their agreement", field="consent_why")


@action
def transfer(
    about: Subject | Circle, *, to: User | Team, role: str, by: User, reason: str, grounds: Grounds,
    reply_by: dt.date, note: str = "",
) -> Handover:  # fmt: skip
    """Ask somebody to take over responsibility. It moves when they accept, and not before.

    Raises NotAllowed unless `by` works with these people; OutOfReach; BadAnswer, also for one that waits already.
    """
    return _send(HandoverKind.TRANSFER, about, to, by, reason, note, grounds, reply_by=reply_by, role=role)


@action
def refer(
    about: Subject | Circle, *, to: User | Team, by: User, reason: str, grounds: Grounds, reply_by: dt.date,
    note: str = "",
) -> Handover:  # fmt: skip
    """Ask for a service. Responsibility stays where it is; whoever accepts may see the record. Raises as `transfer`."""
    return _send(HandoverKind.REFER, about, to, by, reason, note, grounds, reply_by=reply_by)


@action
def share(
    about: Subject | Circle, *, to: User | Team, by: User, reason: str, grounds: Grounds, until_on: dt.date,
    note: str = "",
) -> Handover:  # fmt: skip
    """Let somebody see until the end of `until_on`. It opens at once, nothing restricted, and can be taken back.

    Raises as `transfer`, and BadAnswer (field "until_on") for a day that is gone.
    """
    if until_on < clock.today():
        raise BadAnswer("The last day must be today or later", field="until_on")
    row = _send(HandoverKind.SHARE, about, to, by, reason, note, grounds, until_on=until_on)
    opened = involve(
        about, by=by, party=to, role=SHOWN, purpose=Purpose.SHARED, true_to=Days(1).after(until_on),
        source=f"handover {row.thread}",
    )  # fmt: skip
    subjects = allocations.subjects_of(about)
    allocations.tell(row, subjects, title="Shared with somebody for a time", on=clock.today())
    return _next(row, by=by, state=Handover.State.ACCEPTED, opened=opened.pk)


@action
def pass_forward(
    step: str, *, about: Sequence[Subject], of: Model, by: User, note: str = "", to: Team | None = None
) -> Handover:
    """Hand these people to a domain further along the road, by the key of what it does with them; it takes them up.

    `of` is what this follows from. Where no team is named, that of `by` is asked to name whoever takes it up. Passing
    the same forward again while it waits gives the one that is there. The caller has checked that it may be. Raises
    BadAnswer for a step that no domain declares.
    """
    title = _title_of(step)
    locked = policy.lock(*about)
    kind, step_of = of._meta.label_lower, {"step": step, "object_type": of._meta.label_lower, "object_id": of.pk}
    there = Handover.objects.current().filter(kind=HandoverKind.FORWARD, state=Handover.State.SENT, **step_of).first()
    if there is not None:
        return there
    row = allocations.write(
        Handover(
            kind=HandoverKind.FORWARD, team=to, reason=title, note=note.strip(), sent_by=by, recorded_by=by,
            happened_on=clock.today(), **step_of,
        ),
        locked,
    )  # fmt: skip
    if to is None:
        tasks.ask_own_team(NAME_TAKER, about=locked, by=by, of=row, path=f"{_path(row)}/to", why=title)
    allocations.ask_to_take_up(row, locked, by=by)
    audit.note(by, "casework.handover.sent", row, about=locked, kind=row.kind, step=step, of=kind)
    return row


@action
def pass_to(handover: Handover, *, to: User | Team, by: User, role: str = "", note: str = "") -> Handover:
    """Say who takes up what was passed forward. They are asked to, and whoever was asked before is asked no longer.

    `role` is what somebody will be to the family, of `rules.giving.PARTS`. By whoever passed it forward, or whoever
    moves work. Raises NotAllowed; AlreadyOver for what was taken up or is needed no longer; OutOfReach where a record
    is closed to them; BadAnswer (fields "to", "role", "note"); ChangedMeanwhile.
    """
    subjects = _subjects(handover)
    if handover.sent_by_id != by.pk:
        allocations.require_mover(by, subjects)
    if not facts.may_be_passed_to(handover):
        raise AlreadyOver("This was taken up already, or is needed no longer", field="")
    if handover.is_waiting and handover.party == to:
        raise BadAnswer("They are asked already. Select somebody else", field="to")
    allocations.check_words(handover.reason, note)
    part = allocations.refuse_unfit(to, role, subjects)
    _stop_asking(handover, by=by)
    row = _next(
        handover, by=by, state=Handover.State.SENT, why="", note=note.strip(), role=part, sent_by=by,
        sent_at=clock.now(), user=to if isinstance(to, User) else None, team=to if isinstance(to, Team) else None,
    )  # fmt: skip
    allocations.ask_to_take_up(row, subjects, by=by, first=_first(row))
    return row


@action
def withdraw(handover: Handover, *, by: User, why: str) -> Handover:
    """What was passed forward is needed no longer, and nobody is asked to take it up any more. The caller has checked
    that it may be. Raises AlreadyOver, and ChangedMeanwhile."""
    if not facts.may_be_passed_to(handover):
        raise AlreadyOver("This was taken up already, or is needed no longer", field="")
    _stop_asking(handover, by=by)
    return _next(handover, by=by, state=Handover.State.REVOKED, why=why)


@action
def accept(handover: Handover, *, by: User, note: str = "") -> Handover:
    """Take on what was handed over: an allocation is taken up, a transfer moves responsibility, a service begins, the
    next stage has the work.

    Another transfer of the same people that waits is taken back with it. Raises NotAllowed for whoever it was not sent
    to, AlreadyOver, ChangedMeanwhile, and OutOfReach where the record has closed to them meanwhile.
    """
    _require_receiver(handover, by)
    _refuse_over(handover)
    subjects = _subjects(handover)
    party, today = handover.party, clock.today()
    opened = None
    if party is not None:
        tasks.refuse_out_of_reach(party, subjects)
    for about in _targets(handover, subjects):
        if handover.kind in MOVES_WORK and party is not None:
            part = handover.role or TEAM_PART
            # a team that takes up another stage joins the team that is there; a lead takes the place of a lead
            beside = handover.kind == HandoverKind.FORWARD and part == TEAM_PART
            allocations.give(about, to=party, role=part, by=by, on=today, why=handover.reason, beside=beside)
        elif handover.kind == HandoverKind.REFER and party is not None:
            opened = involve(about, by=by, party=party, role=SERVICE, purpose=Purpose.SHARED).pk
    row = _next(handover, by=by, state=Handover.State.ACCEPTED, why=note, opened=opened)
    if handover.kind in MOVES_WORK:
        allocations.tell(row, subjects, title=MOVES_WORK[HandoverKind(handover.kind)], on=today)
    if handover.kind == HandoverKind.TRANSFER:
        _take_back_others(row, subjects, by=by)
    _stop_asking(handover, by=by)
    if handover.kind in (HandoverKind.TRANSFER, HandoverKind.REFER):
        _tell_sender(row, subjects, by=by, says="took it on")
    return row


@action
def decline(handover: Handover, *, by: User, reason: str) -> Handover:
    """Say that it is not taken on, and why. The sender is asked to read it. Raises as `accept`, and BadAnswer."""
    _require_receiver(handover, by)
    _refuse_over(handover)
    why = _reason(reason)
    row = _next(handover, by=by, state=Handover.State.DECLINED, why=why)
    _stop_asking(handover, by=by)
    _tell_sender(row, _subjects(handover), by=by, says=f"did not take it on. {why}")
    return row


@action
def revoke(handover: Handover, *, by: User, reason: str) -> Handover:
    """Take back what waits for an answer, what is shared, or a service: what it opened closes at once. The receiver
    keeps that there was one, and nothing of what was in it.

    By its sender, or whoever moves work. Raises NotAllowed, AlreadyOver, BadAnswer, ChangedMeanwhile.
    """
    subjects = _subjects(handover)
    if handover.sent_by_id != by.pk:
        allocations.require_mover(by, subjects)
    if not facts.may_be_taken_back(handover):
        raise AlreadyOver("This can be taken back no more", field="")
    why = _reason(reason)
    for row in Involvement.objects.current().filter(pk=handover.opened or 0):
        end_involvement(row, by=by, on=clock.today(), why=why)
    _stop_asking(handover, by=by)
    return _next(handover, by=by, state=Handover.State.REVOKED, why=why)


@action
def acknowledge(handover: Handover, *, by: User) -> int:
    """The sender has read the answer: the task that asked for it is done. Raises NotAllowed for anybody else."""
    if handover.sent_by_id != by.pk:
        raise NotAllowed("Only whoever sent it acknowledges the answer.", permission=HAND_OVER)
    return tasks.clear(ANSWERED, of=_first(handover), by=by)


@action
def chase(day: dt.date, *, by: SystemViewer) -> int:
    """Ask the senders of what should have been answered before `day`, in the authority of `by`, to ask again. Returns
    how many wait."""
    rows = Handover.objects.current().filter(state=Handover.State.SENT, reply_by__lt=day, sent_by__isnull=False)
    asked = 0
    for row in rows.filter(about__subject__authority_id=by.authority_id).distinct().select_related("sent_by"):
        assert row.sent_by is not None
        subjects = _subjects(row)
        if row.sent_by.is_active and not facts.beyond(row.sent_by, subjects):
            why = "No answer came by the day you named."
            tasks.ask(CHASE, about=subjects, to=row.sent_by, by=by, of=_first(row), path=_path(row), why=why)
            asked += 1
    return asked


def _send(
    kind: HandoverKind, about: Subject | Circle, to: User | Team, by: User, reason: str, note: str, grounds: Grounds,
    *, reply_by: dt.date | None = None, until_on: dt.date | None = None, role: str = "",
) -> Handover:  # fmt: skip
    subjects = allocations.subjects_of(about)
    for one in subjects:
        if one.restriction == Restriction.ORDINARY or policy.is_named(by, one):
            policy.require(by, HAND_OVER, one)
        else:
            raise NotAllowed("This record is restricted to named people.", permission=HAND_OVER, subject_id=one.pk)
    allocations.check_words(reason, note)
    grounds.check()
    if to == by:
        raise BadAnswer("You have it already. Select somebody else", field="to")
    part = allocations.refuse_unfit(to, role, subjects) if kind == HandoverKind.TRANSFER else role
    tasks.refuse_out_of_reach(to, subjects)
    if reply_by is not None and reply_by < clock.today():
        raise BadAnswer("The day must be today or later", field="reply_by")
    row = allocations.write(
        Handover(
            kind=kind, circle=about if isinstance(about, Circle) else None, role=part, reason=reason.strip(),
            note=note.strip(), basis=grounds.basis, consent=grounds.consent, consent_why=grounds.why.strip(),
            user=to if isinstance(to, User) else None, team=to if isinstance(to, Team) else None,
            sent_by=by, recorded_by=by, happened_on=clock.today(), reply_by=reply_by, until_on=until_on,
        ),
        subjects,
    )  # fmt: skip
    if kind != HandoverKind.SHARE:
        allocations.ask_to_take_up(row, subjects, by=by)
    audit.note(by, "casework.handover.sent", row, about=subjects, kind=kind, basis=grounds.basis)
    return row


def _targets(handover: Handover, subjects: Sequence[Subject]) -> list[Subject | Circle]:
    return [handover.circle] if handover.circle is not None else list(subjects)


def _take_back_others(row: Handover, subjects: Sequence[Subject], *, by: User) -> None:
    """Other transfers of the same people that wait are taken back: one route was accepted."""
    keys = [one.pk for one in subjects]
    others = Handover.objects.current().filter(
        kind=HandoverKind.TRANSFER, state=Handover.State.SENT, about__subject_id__in=keys
    )
    for other in others.exclude(thread=row.thread).distinct():
        tasks.clear(allocations.TAKE_UP, of=_first(other), by=by)
        _next(other, by=by, state=Handover.State.REVOKED, why="Another transfer was accepted")


def _tell_sender(row: Handover, subjects: Sequence[Subject], *, by: User, says: str) -> None:
    sender = row.sent_by
    if sender is None or sender == by or not sender.is_active or facts.beyond(sender, subjects):
        return
    why = f"{by.name} {says}"[:REASON_MOST]
    tasks.ask(ANSWERED, about=subjects, to=sender, by=by, of=_first(row), path=_path(row), why=why)


def _require_receiver(handover: Handover, by: User) -> None:
    if not handover.is_to(by):
        raise NotAllowed("Only whoever it was sent to answers it.", permission=HAND_OVER)


def _refuse_over(handover: Handover) -> None:
    if not handover.is_waiting:
        raise AlreadyOver("This was answered or taken back already", field="")


def _stop_asking(handover: Handover, *, by: User) -> None:
    """Nobody is asked any more to take it up, to name who does, to ask again or to read that it was not taken on."""
    first = _first(handover)
    for kind in (allocations.TAKE_UP, NAME_TAKER, CHASE, ANSWERED):
        tasks.clear(kind, of=first, by=by)


def _title_of(step: str) -> str:
    """What is done there, in words. Raises BadAnswer for a step that no domain declares."""
    found = REGISTRY.steps.get(step) or REGISTRY.stages.get(step)
    if found is None:
        raise BadAnswer(f"No domain declares a step {step}", field="step")
    return str(found.title)


def _reason(reason: str) -> str:
    allocations.check_words(reason, "")
    return reason.strip()


def _subjects(handover: Handover) -> list[Subject]:
    return policy.lock(*handover.about.values_list("subject_id", flat=True))


def _first(handover: Handover) -> Handover:
    """Its first version: what tasks about it are of, whatever became of it since."""
    return Handover.objects.filter(thread=handover.thread).order_by("pk")[:1].get()


def _path(handover: Handover) -> str:
    return f"/handovers/{handover.thread}"


def _next(handover: Handover, *, by: User, **values: Any) -> Handover:
    """The version that follows. Raises ChangedMeanwhile where somebody else made one already."""
    taken = "Somebody else answered or changed this while you had it open"
    fresh = versions.following(handover, by=by.pk, taken=taken, **values)
    subjects = _subjects(handover)
    allocations.write(fresh, subjects)
    audit.note(by, f"casework.handover.{fresh.state}", fresh, about=subjects, kind=fresh.kind)
    return fresh
