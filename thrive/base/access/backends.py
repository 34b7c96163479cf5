"""Checking a password, and finding the signed-in user with organisation and standing: one query for each request."""

from typing import Any

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from thrive.base.access.models import StandingRows, User, standing_of
from thrive.base.history.prepared import prepared


class UserBackend(AxesStandaloneBackend, ModelBackend):
    """Django's own password check, behind the lock-out against guessing."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **others: Any
    ) -> User | None:
        """The user whose e-mail address and password these are. Raises PermissionDenied while locked out."""
        super().authenticate(request, username=username, password=password, **others)
        found = ModelBackend.authenticate(self, request, username=username, password=password)
        return found if isinstance(found, User) else None

    def get_user(self, user_id: int) -> User | None:
        """The user with this key, if they may sign in today."""
        for user in _users(key=user_id):
            if self.user_can_authenticate(user):
                user.standing = standing_of(user, user.standing_rows)  # type: ignore[attr-defined]
                return user
        return None


@prepared
def _users(*, key: int) -> "QuerySet[User]":
    rows = User.objects.select_related("organisation__authority").annotate(standing_rows=StandingRows())
    return rows.filter(pk=key)
