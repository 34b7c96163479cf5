"""Giving work to somebody: who works with a person or a family from a day on. The relationship is an involvement."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.actions import end_involvement, involve
from thrive.base.access.errors import BadAnswer
from thrive.base.access.models import Circle, CircleMember, Involvement, Subject, Team, User
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity, Purpose
from thrive.base.calendar import clock
from thrive.base.casework.actions import tasks
from thrive.base.casework.actions.tasks import refuse_out_of_reach
from thrive.base.casework.models import Handover, HandoverAbout
from thrive.base.casework.permissions import MOVE_WORK
from thrive.base.casework.rules.giving import LEADS, NOTE_MOST, PARTS, TEAM_PART, HandoverKind
from thrive.base.casework.rules.work import REASON_MOST
from thrive.base.history import audit
from thrive.base.history.wall import action
from thrive.base.people import cards
from thrive.base.people.permissions import OPEN_RECORD
from thrive.base.record import events

TAKE_UP = "casework.take_up"
KEPT_FOR = (Purpose.ALLOCATED, Purpose.TEAM, Purpose.IMPORTED)  # what an allocation takes the place of


@action
def allocate(
    about: Subject | Circle,
    *,
    to: User | Team,
    role: str,
    by: Viewer,
    reason: str,
    note: str = "",
    from_on: dt.date | None = None,
) -> Handover:
    """Give the work with a person or a family to a worker or a team from `from_on` (default today).

    `role` is what they will be to the family, of `rules.giving.PARTS`; of a team it is always its team. Whoever led
    before, in the same role, ends on that day; their involvement stays in the history. The new worker is asked to take
    it up, with the hand-over `note`. It is told on the timeline.

    Raises NotAllowed for whoever may not move work about these people; OutOfReach where a record is closed to whoever
    is to have it; BadAnswer (fields "to", "role", "reason", "note", "from_on").
    """
    locked = subjects_of(about)
    require_mover(by, locked)
    check_words(reason, note)
    part = refuse_unfit(to, role, locked)
    day = from_on or clock.today()
    row = write(
        Handover(
            kind=HandoverKind.ALLOCATE,
            state=Handover.State.SENT,
            circle=about if isinstance(about, Circle) else None,
            user=to if isinstance(to, User) else None,
            team=to if isinstance(to, Team) else None,
            role=part,
            reason=reason.strip(),
            note=note.strip(),
            sent_by=by if isinstance(by, User) else None,
            recorded_by=by if isinstance(by, User) else None,
            happened_on=day,
        ),
        locked,
    )
    give(about, to=to, role=part, by=by, on=day, why=reason)
    ask_to_take_up(row, locked, by=by)
    tell(row, locked, title="Allocated to a team" if isinstance(to, Team) else f"Allocated to {to.name}", on=day)
    audit.note(by, "casework.allocated", row, about=locked, role=part, to=to.pk)
    return row


@action
def give(
    about: Subject | Circle, *, to: User | Team, role: str, by: Viewer, on: dt.date, why: str, beside: bool = False
) -> Involvement:
    """Make the relationship: `to` has the work from `on`, and whoever had it in the same role has it no longer; with
    `beside` they have it together.

    The caller has checked that it may be, and locked the people.
    """
    having = _having(about, role)
    own = [one for one in having if (one.user or one.team) == to]
    if beside and own:
        return own[0]
    if not beside and (role in LEADS or role == TEAM_PART):  # whoever works beside the lead takes nobody's place
        for row in having:
            if row not in own:
                end_involvement(row, by=by, on=on, why=why[:400])
    purpose = Purpose.TEAM if isinstance(to, Team) else Purpose.ALLOCATED
    made = involve(about, by=by, party=to, role=role, purpose=purpose, capacity=Capacity.ANY, true_from=on)
    cards.rebuild(one.pk for one in subjects_of(about))
    return made


def refuse_unsendable(kind: HandoverKind, about: Subject | Circle, *, to: User | Team, by: User, role: str) -> None:
    """Raises, before anything is sent, what sending would: NotAllowed, and BadAnswer or OutOfReach (field "to")."""
    subjects = subjects_of(about)
    if kind == HandoverKind.ALLOCATE:
        require_mover(by, subjects)
    if to == by and kind != HandoverKind.ALLOCATE:
        raise BadAnswer("You have it already. Select somebody else", field="to")
    if kind in (HandoverKind.ALLOCATE, HandoverKind.TRANSFER):
        refuse_unfit(to, role, subjects)
    else:
        refuse_out_of_reach(to, subjects)


def subjects_of(about: Subject | Circle) -> list[Subject]:
    """The people it is about, locked: the one, or everybody in the family today."""
    if isinstance(about, Subject):
        return policy.lock(about)
    members = CircleMember.objects.now().filter(circle=about).values_list("subject_id", flat=True)
    return policy.lock(*members)


def require_mover(by: Viewer, subjects: Sequence[Subject]) -> None:
    """Raises NotAllowed unless `by` may move work about each of these. Whoever is named for one of them, and is no
    mover, is not enough."""
    for one in subjects:
        policy.require(by, MOVE_WORK, one)


def check_words(reason: str, note: str) -> None:
    """Raises BadAnswer (field "reason" or "note") for no reason, or for too long a one."""
    if not reason.strip():
        raise BadAnswer("Enter why", field="reason")
    if len(reason) > REASON_MOST:
        raise BadAnswer(f"The reason must be {REASON_MOST} characters or fewer", field="reason")
    if len(note) > NOTE_MOST:
        raise BadAnswer(f"The hand-over note must be {NOTE_MOST:,} characters or fewer", field="note")


def refuse_unfit(to: User | Team, role: str, subjects: Sequence[Subject]) -> str:
    """The part that `to` will have. Raises BadAnswer where there is no such part, or they work here no longer or open
    no records, and OutOfReach where a record is closed to them."""
    if isinstance(to, Team):
        refuse_out_of_reach(to, subjects)
        return TEAM_PART
    if role not in PARTS:
        raise BadAnswer("Select what they will be to the family", field="role")
    if not to.is_active or not policy.holds(to, OPEN_RECORD):
        raise BadAnswer(f"{to.name} holds no role today that opens records", field="to")
    refuse_out_of_reach(to, subjects)
    return role


def write(row: Handover, subjects: Sequence[Subject]) -> Handover:
    """Write a version with the people it is about. The caller leaves the audit entry."""
    row.save()
    HandoverAbout.objects.bulk_create([HandoverAbout(handover=row, subject=one) for one in subjects])
    audit.note(row.recorded_by, "casework.handover.recorded", row, about=subjects, kind=row.kind, state=row.state)
    return row


def ask_to_take_up(row: Handover, subjects: Sequence[Subject], *, by: Viewer, first: Handover | None = None) -> None:
    """Ask whoever is to have it to say that they have it. Nobody is asked to take up what they gave themselves.

    `first` is the first version of it, where `row` is a later one."""
    party = row.party
    if party is None or (isinstance(party, User) and party == by):
        return
    from_whom = f"{row.sent_by.name}: " if row.sent_by else ""
    tasks.ask(
        TAKE_UP,
        about=subjects,
        to=party,
        by=by,
        of=first or row,
        due_on=row.reply_by,
        path=f"/handovers/{row.thread}",
        why=f"{from_whom}{row.reason}"[:REASON_MOST],
    )


def tell(row: Handover, subjects: Sequence[Subject], *, title: str, on: dt.date) -> None:
    """Tell the timeline of everybody it is about. A team's name is not told: it says in which part of the town."""
    kind = f"handover.{row.kind}"
    events.tell(row, about=subjects, group="plans", kind=kind, title=title[:200], on=on, by=row.recorded_by)


def _having(about: Subject | Circle, role: str) -> list[Involvement]:
    """The current involvements in that role."""
    rows = Involvement.objects.current().filter(role=role, purpose__in=KEPT_FOR)
    rows = rows.filter(subject=about) if isinstance(about, Subject) else rows.filter(circle=about)
    return list(rows.filter(Q(true_to=None) | Q(true_to__gt=clock.today())))
