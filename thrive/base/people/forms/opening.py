"""Asking why a record needs to be opened."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from thrive.base.access.rules import OPENING_REASONS
from thrive.govuk import forms


class OpeningForm(forms.GovukForm):
    """One reason from the short list. It is kept, with the name and the time."""

    reason = forms.ChoiceField(
        "Why do you need to open it?", what="why you need to open this record", choices=list(OPENING_REASONS.items())
    )

    def __init__(self, data: QueryDict | None = None, *, families: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        """`families`: the families that may be opened with the record, as (ref, words)."""
        super().__init__(data, **more)
        if families:
            self.fields["families"] = forms.MultiChoiceField(
                "Open with it", what="a family", choices=list(families), required=False
            )
