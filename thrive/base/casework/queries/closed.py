"""Which letters, meetings and plans are closed to a viewer: those about somebody of whom they may not read such.

A list on one record names them all, since they are about that person too; only what opens is a link.
"""

from collections.abc import Iterable

from thrive.base.access import policy
from thrive.base.access.models import Subject
from thrive.base.access.permission import Permission
from thrive.base.access.policy import Viewer


def closed_to(viewer: Viewer, needs: Permission, about: Iterable[tuple[int, Subject]]) -> set[int]:
    """The keys of those that do not open. `about` pairs the key of each with everybody it is about, asked as the whole.
    One query."""
    pairs = list(about)
    allowed = policy.decide_all(viewer, needs, {one.pk: one for _, one in pairs}.values())
    return {key for key, one in pairs if not allowed[one.pk].ok}
