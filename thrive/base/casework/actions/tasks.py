"""Tasks: asked of somebody, cleared by what was to come about, dismissed with a reason, passed on."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Subject, Team, User
from thrive.base.access.permission import Permission
from thrive.base.access.policy import Viewer
from thrive.base.calendar import clock
from thrive.base.casework import facts
from thrive.base.casework.errors import AlreadyOver, OutOfReach
from thrive.base.casework.models import Task, TaskAbout
from thrive.base.casework.permissions import MOVE_WORK
from thrive.base.casework.rules.work import REASON_MOST
from thrive.base.history import audit, versions
from thrive.base.history.wall import action
from thrive.base.offers import REGISTRY, TaskKind


@action
def ask(
    kind: str,
    *,
    about: Sequence[Subject],
    to: User | Team,
    by: Viewer,
    due_on: dt.date | None = None,
    rule: str = "",
    of: Model | None = None,
    path: str = "",
    why: str = "",
) -> Task:
    """Ask a person or a team to do what `kind` says, about these people (nobody: the authority's own matter).

    `due_on` is the last day, by the duty `rule` where one sets it; `of` what it is to be done with, `path` the page
    where it is done, `why` a sentence on why it is asked. While the same is still to be done with the same thing by the
    same party, that task is the answer; where the day is another now, it takes on the new day.

    The caller has checked that it may be asked. Raises BadAnswer for a kind or rule that no domain offers, and
    OutOfReach where the record is closed to whoever is asked.
    """
    _kind(kind)
    if rule:
        _known_rule(rule)
    locked = policy.lock(*about)
    refuse_out_of_reach(to, locked)
    row = Task(
        kind=kind,
        happened_on=clock.today(),
        user=to if isinstance(to, User) else None,
        team=to if isinstance(to, Team) else None,
        due_on=due_on,
        rule=rule,
        object_type=of._meta.label_lower if of is not None else "",
        object_id=of.pk if of is not None else None,
        path=path,
        because=why,
        concerns_nobody=not locked,
        asked_by=by if isinstance(by, User) else None,
        recorded_by=by if isinstance(by, User) else None,
    )
    found = _same(row, [one.pk for one in locked])
    if found is not None:
        return found if found.due_on == due_on else _next(found, by=by, verb="due", due_on=due_on, rule=rule)
    row.save()
    TaskAbout.objects.bulk_create([TaskAbout(task=row, subject=one) for one in locked])
    audit.note(by, "casework.task.asked", row, about=locked, kind=kind, due=due_on)
    return row


@action
def ask_own_team(kind: str, *, about: Sequence[Subject], by: User, **asked: Any) -> Task:
    """Ask the team of `by`, so that whoever is there does it: by themselves where they have no team, or the record is
    closed to it. Raises as `ask` does."""
    team = Team.objects.filter(pk__in=by.standing.team_ids).order_by("pk").first()
    if team is not None and not facts.beyond(team, about):
        return ask(kind, about=about, to=team, by=by, **asked)
    return ask(kind, about=about, to=by, by=by, **asked)


@action
def clear(kind: str, *, of: Model, by: Viewer) -> int:
    """What was to come about has: every open task of that kind about that object is done. Returns how many.

    Raises BadAnswer for a kind that no domain offers.
    """
    _kind(kind)
    found = list(facts.open_of(of, kind))
    for one in found:
        _next(one, by=by, verb="done", state=Task.State.DONE, closed_at=clock.now())
    return len(found)


@action
def dismiss(task: Task, *, by: User, reason: str) -> Task:
    """Take a task off the list although what was to come about has not, for the reason given.

    Raises NotAllowed for whoever lacks the permission its kind names, BadAnswer (field "reason") without a reason,
    AlreadyOver, and ChangedMeanwhile.
    """
    _require(by, _dismissing(task), task)
    why = _reason(reason)
    _refuse_over(task)
    return _next(task, by=by, verb="dismissed", why=why, state=Task.State.DISMISSED, closed_at=clock.now())


@action
def pass_on(task: Task, *, to: User | Team, by: User, reason: str) -> Task:
    """Give a task to somebody else, for the reason given: by whoever has it, or by whoever moves work.

    Raises NotAllowed, BadAnswer (field "reason" or "to"), OutOfReach where the record is closed to whoever is to have
    it, AlreadyOver, and ChangedMeanwhile.
    """
    if not task.is_of(by):
        _require(by, MOVE_WORK, task)
    why = _reason(reason)
    _refuse_over(task)
    user, team = (to, None) if isinstance(to, User) else (None, to)
    if (task.user, task.team) == (user, team):
        raise BadAnswer("They have it already", field="to")
    refuse_out_of_reach(to, policy.lock(*_about(task)))
    unfit = facts.unfit_for(task, to)
    if unfit:
        raise BadAnswer(unfit, field="to")
    return _next(task, by=by, verb="passed_on", why=why, user=user, team=team, given_at=clock.now())


def refuse_out_of_reach(party: User | Team, subjects: Sequence[Subject], *, field: str = "to") -> None:
    """Raises OutOfReach where the record of one of these is closed to `party`."""
    closed = facts.beyond(party, subjects)
    if closed:
        raise OutOfReach(party, [one.pk for one in closed], field=field)


def _kind(key: str) -> TaskKind:
    found = REGISTRY.task_kinds.get(key)
    if found is None:
        raise BadAnswer(f"No domain offers tasks of the kind {key}", field="kind")
    return found


def _known_rule(key: str) -> None:
    try:
        REGISTRY.rule(key)
    except KeyError:
        raise BadAnswer(f"There is no duty called {key}", field="rule") from None


def _dismissing(task: Task) -> Permission:
    permission = _kind(task.kind).dismiss
    assert isinstance(permission, Permission)
    return permission


def _require(by: User, permission: Permission, task: Task) -> None:
    """Raises NotAllowed unless `by` may use the permission about everybody the task is about."""
    about = Subject.objects.filter(pk__in=_about(task))
    policy.require_role(by, permission)
    for subject in about:
        policy.require(by, permission, subject)
    if task.concerns_nobody and not by.standing.is_own_staff:
        raise NotAllowed("This is for the authority’s own staff.", permission=permission)


def _reason(reason: str) -> str:
    why = reason.strip()
    if not why:
        raise BadAnswer("Enter why", field="reason")
    if len(why) > REASON_MOST:
        raise BadAnswer(f"The reason must be {REASON_MOST} characters or fewer", field="reason")
    return why


def _refuse_over(task: Task) -> None:
    if not task.is_open:
        raise AlreadyOver("This was done or dismissed already", field="")


def _about(task: Task) -> list[int]:
    return list(task.about.order_by("subject_id").values_list("subject_id", flat=True))


def _same(row: Task, about: list[int]) -> Task | None:
    """The open task that asks the same of the same party already: with the same thing or, where it is to be done with
    nothing in particular, about the same people."""
    names = ("kind", "object_type", "object_id", "user", "team")
    found = Task.objects.still_open().filter(**{name: getattr(row, name) for name in names}).order_by("pk")
    if row.object_id is not None:
        return found.first()
    return next((one for one in found if _about(one) == sorted(about)), None)


def _next(task: Task, *, by: Viewer, verb: str, why: str = "", **values: Any) -> Task:
    """The version that follows `task`. Raises ChangedMeanwhile where somebody else made one already."""
    who = by.pk if isinstance(by, User) else None
    taken = "Somebody else changed this task while you had it open"
    fresh = versions.following(task, by=who, taken=taken, why=why, **values)
    fresh.save()
    about = _about(task)
    TaskAbout.objects.bulk_create([TaskAbout(task=fresh, subject_id=one) for one in about])
    audit.note(by, f"casework.task.{verb}", fresh, about=about, kind=task.kind)
    return fresh
