"""Telling the database who asks: every request, export, job and command opens its scope here.

On PostgreSQL a scope is a transaction, or a part of one, in which the second wall (`history.wall`) knows the viewer.
"""

from contextlib import AbstractContextManager
from typing import Any

from thrive.base.access.models import User
from thrive.base.access.viewers import ClientViewer, SystemViewer
from thrive.base.history import wall
from thrive.base.history.wall import NOBODY, Asker, Kind


def scope(viewer: Any, *, marked: bool = False) -> AbstractContextManager[None]:
    """One transaction in which `viewer` asks: a user, a system viewer, or somebody who has not signed in."""
    return wall.standing(asker(viewer), marked=marked)


def asker(viewer: Any) -> Asker:
    """The viewer as the database is told of them."""
    if isinstance(viewer, SystemViewer):
        return Asker(Kind.SYSTEM, authority_id=viewer.authority_id)
    if not isinstance(viewer, User | ClientViewer) or not viewer.is_active:
        return NOBODY
    standing = viewer.standing
    return Asker(
        Kind.STAFF if standing.is_own_staff else Kind.PARTNER,
        user_id=standing.user_id,
        organisation_id=None if standing.is_own_staff else standing.organisation_id,
        authority_id=standing.authority_id if standing.is_own_staff else None,
        team_ids=standing.team_ids,
    )
