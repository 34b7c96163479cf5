"""The filter of the list of duties."""

from typing import Any

from thrive.base import law
from thrive.govuk import forms

ALL = ("", "All")


class DutiesForm(forms.GovukForm):
    """What the list may be narrowed to. Nothing in it is ever wrong."""

    mark_optional = False

    words = forms.TextField("Words", required=False, hint="In the duty or its source.")
    domain = forms.ChoiceField("Part of the work", look="select", required=False)
    kind = forms.ChoiceField(
        "Kind", look="select", required=False, choices=[ALL, *((one.value, one.label) for one in law.Kind)]
    )
    force = forms.ChoiceField(
        "In force", look="select", required=False, choices=[ALL, *((one.value, one.label) for one in law.Force)]
    )

    def __init__(self, data: Any, *, domains: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["domain"].choices = [ALL, *domains]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, str]:
        """What was asked for; what is not on a list sets no limit."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
