"""Django's registration of the room that sees all."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Hands every domain's offers to base when Thrive starts."""

    name = "thrive.project"
    label = "project"

    def ready(self) -> None:
        """Fill the registry; a doubled or unknown key stops the start."""
        from thrive.project import offers

        offers.register()
