"""Asking why a record needs to be opened."""

from thrive.base.access.rules import OPENING_REASONS
from thrive.govuk import forms


class OpeningForm(forms.GovukForm):
    """One reason from the short list. It is kept, with the name and the time."""

    reason = forms.ChoiceField(
        "Why do you need to open it?", what="why you need to open this record", choices=list(OPENING_REASONS.items())
    )
