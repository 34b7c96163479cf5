"""The history room as Django knows it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class HistoryConfig(AppConfig):
    """Puts the guards on what is kept after every `migrate`."""

    name = "thrive.base.history"

    def ready(self) -> None:
        """Listen for migrations."""
        from thrive.base.history import guards

        pre_migrate.connect(guards.before_migrations, sender=self, dispatch_uid="history.guards.before")
        post_migrate.connect(guards.after_migrations, sender=self, dispatch_uid="history.guards.after")
