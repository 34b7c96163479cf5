"""Entering a threshold document."""

from typing import Any

from thrive.govuk import forms
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.models.contacts import WORDS_MOST


class ThresholdForm(forms.GovukForm):
    """What the published document says of each level, and from when."""

    mark_optional = False
    title = forms.TextField("What it is called", max_length=200)
    url = forms.TextField("Where it is published", required=False, max_length=300, hint="The address of its page")
    in_force_from = forms.DateField("In force from")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for level, words in rules.LEVELS.items():
            self.fields[f"level_{level}"] = forms.LongTextField(
                f"What it says of: {words}", max_chars=WORDS_MOST, rows=4, what=f"what it says of: {words}"
            )

    def answers(self) -> dict[str, Any]:
        """What the action is given."""
        said = self.cleaned_data
        return {
            "title": said["title"],
            "url": said["url"],
            "in_force_from": said["in_force_from"],
            "criteria": {level: said[f"level_{level}"] for level in rules.LEVELS},
        }
