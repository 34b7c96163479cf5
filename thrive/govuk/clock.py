"""What day it is, asked of whichever clock the settings name.

This room may import no other, so that one clock serves all of Thrive it is named in the setting `GOVUK_TODAY`.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string


def today() -> date:
    """The current day where the authority is, from the function that the setting `GOVUK_TODAY` names."""
    day: date = import_string(getattr(settings, "GOVUK_TODAY", "django.utils.timezone.localdate"))()
    return day
