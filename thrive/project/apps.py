"""Django's registration of the room that sees all."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Hands every domain's offers to base when Thrive starts."""

    name = "thrive.project"
    label = "project"

    def ready(self) -> None:
        """Fill the registry, and see to the second wall; a doubled or unknown key stops the start."""
        from thrive.project import database, offers, second_wall

        offers.register()
        second_wall.connect()
        database.connect()
