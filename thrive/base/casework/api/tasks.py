"""What is to be done, over HTTP: one's own list, a task, and what is due of somebody."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.shapes import Line, PageNumber, Ref, Sent
from thrive.base.access.calls.typed import checked, wrong
from thrive.base.casework import queries
from thrive.base.casework.actions import tasks as actions
from thrive.base.casework.api.letters import Kept, Somebody, room
from thrive.base.casework.forms.work import PassOnForm, ReasonForm
from thrive.base.casework.permissions import SEE_WORK
from thrive.base.casework.queries.parties import TEAM, USER, Party
from thrive.base.casework.queries.tasks import TaskPage
from thrive.base.casework.queries.worklist import Who, Work, is_among
from thrive.base.casework.rules.work import REASON_MOST
from thrive.base.people.queries import records

SHOWN = 50  # rows on a page of one's list
Reason = Annotated[Line, Field(max_length=REASON_MOST)]


class PartySent(Sent):
    """Somebody who is to have it: a person or a team of one's own organisation, by ref (`GET /parties`)."""

    user: Ref | None = None
    team: Ref | None = None


class PartyListed(Schema):
    """A person or a team to whom work may be given."""

    kind: str
    ref: str
    name: str
    hint: str


class PartiesListed(Schema):
    """To whom work may be given: people by name, then teams."""

    parties: list[PartyListed]


class WorkListed(Schema):
    """Something that is to be done: a task with its ref, or a duty that runs, which has none.

    `group`: late, today, next (7 days), later, undated or unknown. Of somebody whose record is closed to the caller
    it says no more than that there is something (`is_closed`). `page`: where in the pages it is done."""

    ref: str
    title: str
    rule: str
    group: str
    due_on: dt.date | None
    about: list[Somebody]
    family: str
    why: str
    is_closed: bool
    is_new: bool
    page: str


class CoveredWork(WorkListed):
    """Work of a colleague who is away, for whom the caller covers."""

    colleague: str


class OwnWork(Schema):
    """A page of what needs the caller, what is due first first; and all they see for colleagues who are away."""

    work: list[WorkListed]
    covering: list[CoveredWork]
    total: int
    page: int
    pages: int


class TaskChanged(Schema):
    """What was done to a task."""

    what: str
    by: str
    at: dt.datetime
    why: str


class TaskSeen(WorkListed):
    """A task with its history. `done_when`: what ends it."""

    kind: str
    state: str
    party: str
    done_when: str
    asked_at: dt.datetime
    asked_by: str
    versions: list[TaskChanged]
    may_pass_on: bool
    may_dismiss: bool


class PassOnSent(Sent):
    """To whom a task goes, and why."""

    to: PartySent
    reason: Reason


class ReasonSent(Sent):
    """Why something is done."""

    reason: Reason


class DueListed(WorkListed):
    """Something that is due of somebody; `party`: who was asked, empty for a duty."""

    party: str


class DuesListed(Schema):
    """What is due of somebody: the duties that run, and the tasks about them."""

    due: list[DueListed]


@room.read("/tasks", needs="signed in", answers=OwnWork, people_only=True)
def list_tasks(
    request: CallOfUser,
    show: Literal["all", "late", "soon", "approve", "returned", "new"] = "all",
    page: PageNumber = 1,
) -> OwnWork:
    """List what needs the caller, as their home page does: tasks of theirs and their team, and duties that run for
    whom they work with."""
    start = (page - 1) * SHOWN
    wanted: list[Work] = []

    def choose(rows: Sequence[Work]) -> list[Work]:
        wanted.extend(one for one in rows if is_among(one, show))
        return wanted[start : start + SHOWN]

    needs = queries.own_work(viewer=request.viewer, choose=choose)
    return OwnWork(
        work=[WorkListed(**_work(one)) for one in needs.shown],
        covering=[CoveredWork(**_work(one), colleague=one.covering) for one in needs.covering],
        total=len(wanted),
        page=page,
        pages=max(1, -(-len(wanted) // SHOWN)),
    )


@room.read("/tasks/{ref}", needs="signed in", answers=TaskSeen, people_only=True)
def read_task(request: CallOfUser, ref: Ref) -> TaskSeen:
    """Read a task: what is to be done, about whom, why, who has it and who had it."""
    return _task(queries.task(viewer=request.viewer, thread=ref))


@room.write("/tasks/{ref}/pass-on", needs="signed in", answers=Kept)
def pass_task_on(request: CallOfUser, ref: Ref, sent: PassOnSent) -> Kept:
    """Give a task to somebody else, by whoever has it or moves work. Nobody gets one about a record closed to them."""
    viewer = request.viewer
    found = queries.task(viewer=viewer, thread=ref)
    value = party_value(sent.to)
    checked(lambda data: PassOnForm(data, parties=queries.parties(viewer=viewer)), {"to": value, "reason": sent.reason})
    to = queries.party_called(viewer=viewer, value=value)
    return Kept(ref=actions.pass_on(found.task, to=to, by=viewer, reason=sent.reason).thread)


@room.write("/tasks/{ref}/dismiss", needs="signed in", answers=Kept)
def dismiss_task(request: CallOfUser, ref: Ref, sent: ReasonSent) -> Kept:
    """Take a task off the list although what was to come about has not, with the reason."""
    found = queries.task(viewer=request.viewer, thread=ref)
    checked(lambda data: ReasonForm(data), sent.model_dump())
    return Kept(ref=actions.dismiss(found.task, by=request.viewer, reason=sent.reason).thread)


@room.read("/parties", needs="signed in", answers=PartiesListed, people_only=True)
def list_parties(request: CallOfUser) -> PartiesListed:
    """List to whom the caller may give work: people and teams of their own organisation."""
    return PartiesListed(parties=[_party(one) for one in queries.parties(viewer=request.viewer)])


@room.read("/people/{ref}/due", needs=SEE_WORK, answers=DuesListed, people_only=True)
def list_due(request: CallOfUser, ref: Ref) -> DuesListed:
    """List what is due of a person: the duties that run for them as a child, and the open tasks about them."""
    record = records.open_record(viewer=request.viewer, ref=ref, tab="work", needs=SEE_WORK)
    panel = queries.due_panel(viewer=request.viewer, subject=record.subject) or {"lines": []}
    return DuesListed(due=[DueListed(**_work(one.work), party=one.party) for one in panel["lines"]])


def party_value(sent: PartySent) -> str:
    """Somebody as the forms of the pages call them. Raises Problem for none, or two."""
    named = [f"{kind}:{ref}" for kind, ref in ((USER, sent.user), (TEAM, sent.team)) if ref]
    if len(named) != 1:
        raise wrong(("to", "Give a user or a team"))
    return named[0]


def _party(one: Party) -> PartyListed:
    kind, _, ref = one.value.partition(":")
    return PartyListed(kind=kind, ref=ref, name=one.name, hint=one.hint)


def _work(one: Work) -> dict[str, Any]:
    same = ("title", "rule", "group", "due_on", "family", "why", "is_closed", "is_new")
    return {
        **{name: getattr(one, name) for name in same},
        "ref": one.task.thread if one.task else "",
        "about": _about(one.who),
        "page": one.url,
    }


def _about(who: Sequence[Who]) -> list[Somebody]:
    return [Somebody(ref=one.ref, name=one.name) for one in who]


def _task(found: TaskPage) -> TaskSeen:
    task = found.task
    return TaskSeen(
        **_work(found.work),
        kind=task.kind,
        state=task.state,
        party=task.party.name,
        done_when=found.clears_when,
        asked_at=task.asked_at,
        asked_by=task.asked_by.name if task.asked_by else "",
        versions=[TaskChanged(what=one.what, by=one.by, at=one.at, why=one.why) for one in found.versions],
        may_pass_on=found.may_pass_on,
        may_dismiss=found.may_dismiss,
    )
