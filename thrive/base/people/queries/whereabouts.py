"""Whose whereabouts are kept from a viewer: guarded ones, unless the viewer is involved by name."""

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Restriction


def is_kept_from(viewer: Viewer, path: str = "") -> Q:
    """Rows whose Subject, at lookup `path`, has whereabouts that are kept from `viewer`."""
    at = f"{path}__" if path else ""
    is_guarded = Q(**{f"{at}address_restricted": True}) | Q(**{f"{at}person__card__where_guarded": True})
    return is_guarded & ~policy.named(viewer, path)


def is_closed_to(viewer: Viewer, path: str = "") -> Q:
    """Rows whose Subject, at lookup `path`, is restricted or sealed, or has whereabouts that are kept from `viewer`."""
    at = f"{path}__" if path else ""
    is_guarded = Q(**{f"{at}address_restricted": True}) | Q(**{f"{at}person__card__where_guarded": True})
    return (~Q(**{f"{at}restriction": Restriction.ORDINARY}) | is_guarded) & ~policy.named(viewer, path)
