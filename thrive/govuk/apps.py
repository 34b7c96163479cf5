"""Django's registration of the page furniture."""

from django.apps import AppConfig


class GovukConfig(AppConfig):
    """Layouts, components, form fields and words; it keeps nothing."""

    name = "thrive.govuk"
    label = "govuk"
    verbose_name = "Page furniture"
