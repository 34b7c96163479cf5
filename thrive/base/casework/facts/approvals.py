"""What was answered to what was asked to be approved, and who might be asked, whoever asks."""

from collections.abc import Collection, Iterable

from django.apps import apps
from django.db.models import Model, QuerySet

from thrive.base.access import policy
from thrive.base.access.models import RoleHolding, Subject, Team, User
from thrive.base.access.permission import Permission
from thrive.base.calendar import clock
from thrive.base.casework.facts.reach import beyond
from thrive.base.casework.models import Approval, Task
from thrive.base.casework.rules.approvals import APPROVE, APPROVED, ASKED
from thrive.base.offers import REGISTRY, ApprovalKind


def approvals_of(model: type[Model], keys: Collection[int]) -> dict[int, Approval]:
    """How it stands with each of these things, by key: the approval asked for last. One query."""
    rows = Approval.objects.current().filter(object_type=model._meta.label_lower, object_id__in=keys)
    return {one.object_id: one for one in rows.select_related("recorded_by", "asked_by", "in_place_of").order_by("pk")}


def approval_histories(model: type[Model], keys: Collection[int]) -> dict[int, list[Approval]]:
    """What was asked and answered about each of these things, by key: the versions of the approval that was asked for
    last, the first first. One query."""
    rows = Approval.objects.filter(object_type=model._meta.label_lower, object_id__in=keys).order_by("pk")
    found: dict[int, list[Approval]] = {}
    for one in rows.select_related("recorded_by", "asked_by", "in_place_of", "user", "team"):
        before = found.setdefault(one.object_id, [])
        if before and before[0].thread != one.thread:
            before.clear()
        before.append(one)
    return found


def approved(model: type[Model]) -> "QuerySet[Approval, int]":
    """The keys of those things of a kind that were approved, for a condition."""
    rows = Approval.objects.current().filter(object_type=model._meta.label_lower, state=APPROVED)
    return rows.values_list("object_id", flat=True)


def approved_thing(row: Approval) -> Model:
    """What an approval is of."""
    return apps.get_model(row.object_type)._base_manager.get(pk=row.object_id)


def waiting_with(row: Approval) -> Task | None:
    """The task of whoever has it now to answer an approval that waits; None where nobody in particular was asked."""
    tasks = Task.objects.still_open().filter(kind=APPROVE, object_type=row.object_type, object_id=row.object_id)
    return tasks.select_related("user", "team").order_by("pk").last()


def is_own(kind: ApprovalKind, asked_by: int | None, thing: Model, user: User) -> bool:
    """Whether `user` asked for it or wrote it, and its kind lets nobody approve their own. `asked_by`: by key,
    who asked."""
    return kind.may_approve_own is None and user.pk in (asked_by, getattr(thing, "recorded_by_id", None))


def unfit(kind: ApprovalKind, to: User | Team, *, by: User | None, of: Model) -> str:
    """Why `to` could not approve what `by` asked for; empty where they could. Of a team nobody can tell."""
    if isinstance(to, Team):
        return ""
    needs = kind.needs
    assert isinstance(needs, Permission)
    if not to.is_active or not policy.holds(to, needs):
        return f"{to.name} holds no role today that approves this"
    if is_own(kind, by.pk if by else None, of, to):
        return f"{to.name} asked for this or wrote it. Select somebody else"
    return ""


def unfit_for(task: Task, to: User | Team) -> str:
    """Why a task cannot go to somebody: it waits for an approval that they could not give. Empty for any other."""
    if task.kind != APPROVE or task.object_id is None:
        return ""
    rows = Approval.objects.current().filter(object_type=task.object_type, object_id=task.object_id, state=ASKED)
    row = rows.select_related("asked_by").first()
    if row is None or row.kind not in REGISTRY.approvals:
        return ""
    return unfit(REGISTRY.approvals[row.kind], to, by=row.asked_by, of=approved_thing(row))


def approvers(by: User, needs: Permission, subjects: Iterable[Subject]) -> list[User]:
    """Who of the same organisation may be asked to approve what `by` did about these people: those of the teams of `by`
    first, then by name. Nobody to whom a record is closed, and not `by`. Two queries, and one for each who is asked
    about a guarded record."""
    today = clock.today()
    rows = RoleHolding.objects.filter(RoleHolding.on(today), role__in=needs.roles)
    rows = rows.filter(user__in=User.objects.filter(User.on(today), organisation_id=by.organisation_id))
    near: dict[User, bool] = {}
    for row in rows.exclude(user=by).select_related("user__organisation"):
        near[row.user] = near.get(row.user, False) or row.team_id in by.standing.team_ids
    subjects = list(subjects)
    found = [one for one in near if not beyond(one, subjects)]
    return sorted(found, key=lambda one: (not near[one], one.name.casefold(), one.pk))


def approver_near(by: User, needs: Permission, subjects: Iterable[Subject]) -> User | None:
    """Who is asked where nobody was named: somebody of a team of `by` who may. None where there is nobody."""
    teams = by.standing.team_ids
    if not teams:
        return None
    held = RoleHolding.objects.filter(RoleHolding.on(clock.today()), role__in=needs.roles, team_id__in=teams)
    found = User.objects.filter(User.on(clock.today()), pk__in=held.values("user_id")).exclude(pk=by.pk)
    subjects = list(subjects)
    return next((one for one in found.order_by("name", "pk") if not beyond(one, subjects)), None)
