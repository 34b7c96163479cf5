"""`visible`, the twin of `decide` for querysets, and what follows from it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from thrive.base.access.models import Involvement, Standing, User
from thrive.base.access.permission import Permission
from thrive.base.access.policy.deciding import barred_to
from thrive.base.access.policy.holding import beyond, counted_for, counts, reaching, usable
from thrive.base.access.policy.involved import live, parties
from thrive.base.access.policy.viewer import Viewer
from thrive.base.access.policy.within import Reach, within
from thrive.base.access.rules import Purpose, Restriction
from thrive.base.access.viewers import SystemViewer

_NOTHING = Q(pk__in=[])


def visible(viewer: Viewer, permission: Permission, path: str = "") -> Q:
    """The rows whose Subject, at lookup `path` ("" for Subject itself), `decide` would open."""
    at = f"{path}__" if path else ""
    if isinstance(viewer, SystemViewer):
        if permission not in viewer.permissions:
            return _NOTHING
        return Q(**{f"{at}authority_id": viewer.authority_id}) & ~Q(**{f"{at}restriction": Restriction.SEALED})
    if not getattr(viewer, "is_authenticated", False) or not viewer.is_active:
        return _NOTHING
    standing = viewer.standing
    roles = usable(viewer, permission)
    if not roles:
        return _NOTHING
    guarded = {one: Q(**{f"{at}restriction": one}) for one in Restriction}
    own = Q(**{f"{at}authority_id": standing.authority_id})
    key = path or "pk"
    counted = [
        one for one in Purpose if one in permission.purposes and any(counts(standing, role, one) for role in roles)
    ]
    answer = _NOTHING  # what is quickly answered comes first: the database looks for involvement only where it must
    if reaching(standing, permission, roles):
        answer |= own & guarded[Restriction.ORDINARY]
    if permission.names_restricted and beyond(standing, roles):
        answer |= own & guarded[Restriction.RESTRICTED]
    answer |= _involved(key, standing, counted, guarded)
    if standing.barred:
        barred = Q(**{f"{key}__in": standing.barred})
        answer &= ~barred
        if permission.names_own and beyond(standing, roles):
            answer |= own & barred & ~guarded[Restriction.SEALED]
    return answer


def _involved(key: str, standing: Standing, counted: list[Purpose], guarded: dict[Restriction, Q]) -> Q:
    """Rows that being involved for one of the `counted` purposes opens, as far as each restriction lets it.

    Being involved at all stands before the restrictions, each of which asks for more than that: so the database looks
    up the few a partner is involved with, where it would go through all there are.
    """
    purposes = None if len(counted) == len(Purpose) else tuple(counted)
    return within(key, Reach(standing, purposes)) & (
        guarded[Restriction.ORDINARY]
        | guarded[Restriction.RESTRICTED] & within(key, Reach(standing, purposes, by_name=True))
        | guarded[Restriction.SEALED] & within(key, Reach(standing, purposes, for_sealed=True))
    )


def named(viewer: Viewer, path: str = "") -> Q:
    """The twin of `is_named`: rows whose Subject, at lookup `path`, the viewer is involved with by name."""
    if not isinstance(viewer, User):
        return _NOTHING
    key = path or "pk"
    counted = tuple(sorted(counted_for(viewer.standing)))
    answer = within(key, Reach(viewer.standing, counted, by_name=True))
    return answer & ~Q(**{f"{key}__in": viewer.standing.barred}) if viewer.standing.barred else answer


def with_nearness(rows: QuerySet, viewer: Viewer, path: str, permissions: Iterable[Permission]) -> QuerySet:
    """`rows` with what `allows` needs to know about the Subject at lookup `path`, without a query of its own.

    They also say whether the viewer `is_by_name`, and whether the record is barred to them (`is_barred`).
    """
    answers = {_mark(one): visible(viewer, one, path) for one in permissions}
    answers["is_by_name"] = named(viewer, path)
    barred = barred_to(viewer)
    answers["is_barred"] = Q(**{f"{path or 'pk'}__in": barred}) if barred else _NOTHING
    return rows.annotate(**{name: _yes_or_no(answer) for name, answer in answers.items()})


def allows(row: Any, permission: Permission) -> bool:
    """As `decide`, for the Subject of a row that `with_nearness` has marked for `permission`. No query."""
    return bool(getattr(row, _mark(permission)))


def circles_worked_with(viewer: Viewer, circle_ids: Iterable[int]) -> set[int]:
    """Those of these circles the viewer is involved with as such: themselves, their team or their organisation."""
    if isinstance(viewer, SystemViewer):
        return set()
    those = Involvement.objects.filter(live() & parties(viewer.standing), circle_id__in=list(circle_ids))
    return {circle for circle in those.values_list("circle_id", flat=True) if circle is not None}


def _mark(permission: Permission) -> str:
    return f"may_{permission.key.replace('.', '_')}"


def _yes_or_no(answer: Q) -> ExpressionWrapper:
    return ExpressionWrapper(answer, output_field=BooleanField())
