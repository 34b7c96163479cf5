"""The work of a team over HTTP: what each has, the children behind a number, and moving work to somebody else."""

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.shapes import Line, Printed, Ref, Sent
from thrive.base.access.calls.typed import checked
from thrive.base.casework import queries
from thrive.base.casework.actions import moving
from thrive.base.casework.api.letters import room
from thrive.base.casework.api.tasks import PartySent, Reason, party_value
from thrive.base.casework.forms.moving import MoveForm
from thrive.base.casework.permissions import MOVE_WORK, SEE_TEAM
from thrive.base.casework.queries import team
from thrive.base.casework.queries.held import held_work
from thrive.base.casework.queries.team import Child
from thrive.base.casework.queries.team import Line as WorkerLine
from thrive.base.casework.rules.giving import NOTE_MOST

MOST_MOVED = 500  # pieces of work moved in one call
Piece = Annotated[Line, Field(max_length=120, description="A piece of work, as `GET /team/{ref}/work` calls it")]


class StatusCount(Schema):
    """How many children have a status. `list`: the list of them."""

    list: str
    label: str
    children: int


class WorkerSeen(Schema):
    """What somebody of the team has today. `oldest_days`: how long the oldest duty that runs has run."""

    ref: str
    name: str
    away: str
    covers: str
    families: int
    children: int
    statuses: list[StatusCount]
    late: int
    not_seen: int
    not_seen_words: str
    tasks: int
    late_tasks: int
    oldest_days: int | None


class TeamSeen(Schema):
    """The teams the caller works in, and what each of their people has. A child two people work with counts once in
    `children`."""

    teams: list[str]
    children: int
    workers: list[WorkerSeen]


class ChildListed(Schema):
    """A child behind a number: through which family, how many duties are late, and what visits say of them."""

    ref: str
    name: str
    family: str
    statuses: list[str]
    late: int
    not_seen: str
    oldest_on: dt.date | None


class ChildrenListed(Schema):
    """The children behind one number of somebody's."""

    children: list[ChildListed]


class PieceOfWork(Schema):
    """A family or a person somebody works with, and as what."""

    what: str
    name: str
    part: str


class WorkHeld(Schema):
    """What somebody has that may be moved."""

    work: list[PieceOfWork]


class MoveSent(Sent):
    """Which pieces of work move (`GET /team/{ref}/work`), to whom, and why."""

    what: Annotated[list[Piece], Field(min_length=1, max_length=MOST_MOVED)]
    to: PartySent
    reason: Reason
    note: Annotated[Printed, Field(max_length=NOTE_MOST)] = ""


class PieceMoved(Schema):
    """What became of a piece of work: whether it moved, with how many tasks; how many approvals stayed that the new
    worker could not give; or why it did not move."""

    what: str
    moved: bool
    tasks: int
    approvals_left: int
    why_not: str


class WorkMoved(Schema):
    """What moved and what did not, in the order sent."""

    work: list[PieceMoved]


@room.read("/team", needs=SEE_TEAM, answers=TeamSeen, people_only=True)
def read_team(request: CallOfUser) -> TeamSeen:
    """Read what everybody in the caller's teams has: families, children by status, what is late, who was not seen."""
    found = team.team_page(viewer=request.viewer)
    return TeamSeen(
        teams=[one.name for one in found.teams], children=found.children, workers=[_worker(one) for one in found.lines]
    )


@room.read("/team/{ref}/lists/{which}", needs=SEE_TEAM, answers=ChildrenListed, people_only=True)
def list_children_of_worker(request: CallOfUser, ref: Ref, which: Line) -> ChildrenListed:
    """List the children behind a number: all, late, unseen, open, or a list named in `statuses`."""
    line = team.worker_line(viewer=request.viewer, ref=ref, which=which)
    return ChildrenListed(children=[_child(one) for one in line.children])


@room.read("/team/{ref}/work", needs=MOVE_WORK, answers=WorkHeld, people_only=True)
def list_work_of_worker(request: CallOfUser, ref: Ref) -> WorkHeld:
    """List what somebody of the caller's teams has that may be moved to somebody else."""
    worker = team.worker_called(viewer=request.viewer, ref=ref)
    held = held_work(viewer=request.viewer, worker=worker)
    return WorkHeld(work=[PieceOfWork(what=one.value, name=one.name, part=one.part) for one in held])


@room.write("/team/{ref}/moves", needs=MOVE_WORK, answers=WorkMoved)
def move_work(request: CallOfUser, ref: Ref, sent: MoveSent) -> WorkMoved:
    """Move work to another worker from today, with the tasks about it. What cannot move stays, and says why."""
    viewer = request.viewer
    worker = team.worker_called(viewer=viewer, ref=ref)
    held, value = held_work(viewer=viewer, worker=worker), party_value(sent.to)
    parties = queries.who_may_cover(viewer=viewer, worker=worker)
    form = checked(lambda data: MoveForm(data, held=held, parties=parties), {**sent.model_dump(), "to": value})
    chosen = {one.value: one.row for one in held if one.value in form.cleaned_data["what"]}
    to = queries.worker_party(viewer=viewer, value=value)
    rows = [chosen[what] for what in dict.fromkeys(sent.what)]
    said = form.cleaned_data
    done = moving.move_many(rows, to=to, by=viewer, reason=said["reason"], note=said["note"])
    return WorkMoved(
        work=[
            PieceMoved(what=what, moved=not one.why_not, tasks=one.tasks, approvals_left=one.left, why_not=one.why_not)
            for what, one in zip(dict.fromkeys(sent.what), done, strict=True)
        ]
    )


def _worker(line: WorkerLine) -> WorkerSeen:
    return WorkerSeen(
        ref=line.worker.ref,
        name=line.worker.name,
        away=line.away.away,
        covers=line.away.covers,
        families=line.families,
        children=len(line.children),
        statuses=[StatusCount(list=which, label=label, children=number) for which, label, number in line.levels],
        late=line.late,
        not_seen=line.unseen,
        not_seen_words=line.unseen_words,
        tasks=line.tasks,
        late_tasks=line.late_tasks,
        oldest_days=line.oldest_days,
    )


def _child(one: Child) -> ChildListed:
    assert one.card is not None
    return ChildListed(
        ref=one.card.ref,
        name=one.header.name,
        family=one.family,
        statuses=[tag.text for tag in one.header.tags()],
        late=one.late,
        not_seen=one.why_unseen if one.is_unseen else "",
        oldest_on=one.oldest_on,
    )
