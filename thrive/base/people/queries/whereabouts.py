"""Whose whereabouts are kept from a viewer: guarded ones, unless the viewer is involved by name."""

from collections.abc import Iterable

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.models import Subject
from thrive.base.access.policy import Viewer


def kept_from(viewer: Viewer, subject_ids: Iterable[int]) -> set[int]:
    """Those of these people whose whereabouts are kept from `viewer`. One query."""
    rows = Subject.objects.filter(is_kept_from(viewer), pk__in=list(subject_ids))
    return set(rows.values_list("pk", flat=True))


def is_kept_from(viewer: Viewer, path: str = "") -> Q:
    """The twin of `kept_from`: rows whose Subject, at lookup `path`, has whereabouts that are kept from `viewer`."""
    at = f"{path}__" if path else ""
    is_guarded = Q(**{f"{at}address_restricted": True}) | Q(**{f"{at}person__card__where_guarded": True})
    return is_guarded & ~policy.named(viewer, path)
