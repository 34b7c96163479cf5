"""Whose whereabouts are kept from a viewer: guarded ones, unless the viewer is involved by name."""

import re
from collections.abc import Iterable

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Restriction
from thrive.base.people.models import Card


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


def told_in(text: str, *, viewer: Viewer, subject_ids: Iterable[int]) -> list[str]:
    """The streets, postcodes and schools of these people that `text` spells, where their whereabouts are guarded.

    Only for an author who is named, and so knows them: anybody else could try words until one is warned of. One query.
    """
    known = Card.objects.filter(policy.named(viewer, "person__subject"), pk__in=list(subject_ids), where_guarded=True)
    spoken = " ".join(text.casefold().split())
    found: dict[str, None] = {}
    for address, postcode, school in known.order_by("pk").values_list("address", "postcode", "school"):
        street = re.sub(r"^[\W\d]+\w?\s+", "", address.split(",")[0]).strip()
        for words in (street, postcode, school):
            if words and (words.casefold() in spoken or words.casefold().replace(" ", "") in spoken):
                found[words] = None
    return list(found)
