"""Checking a password, and finding the signed-in user with their organisation in one query; every request does."""

from typing import Any

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from thrive.base.access.models import User
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
            return user if self.user_can_authenticate(user) else None
        return None


@prepared
def _users(*, key: int) -> "QuerySet[User]":
    return User.objects.select_related("organisation__authority").filter(pk=key)
