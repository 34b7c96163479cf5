"""Finding the signed-in user with their organisation in one query; every request does."""

from django.contrib.auth.backends import ModelBackend

from thrive.base.access.models import User


class UserBackend(ModelBackend):
    """Django's own password check; only the look-up of the signed-in user differs."""

    def get_user(self, user_id: int) -> User | None:
        """The user with this key, if they may sign in today."""
        user = User.objects.select_related("organisation__authority").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
