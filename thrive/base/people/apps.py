"""The people room as Django knows it."""

from typing import Any

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Forgets the searches of a visit when it ends."""

    name = "thrive.base.people"

    def ready(self) -> None:
        """Listen for the end of visits."""
        from thrive.base.access.signals import signed_out

        signed_out.connect(_forget, dispatch_uid="people.searches")


def _forget(sender: Any, user: Any, **more: Any) -> None:
    from thrive.base.people.actions.searches import forget_searches

    forget_searches(by=user)
