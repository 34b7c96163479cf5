"""The forms by which a referral is closed and opened again."""

from typing import Any

from thrive.base.calendar import clock
from thrive.govuk import forms
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.models.contacts import WORDS_MOST

WHY_MOST = 400


class CloseForm(forms.GovukForm):
    """When and why a referral is closed.

    `is_correction`: it is closed already, and why that is put right is asked. `goes_on`: work on it has not ended, and
    why it is closed all the same is asked. `need` is the main need as it is known, which can be left.
    """

    mark_optional = False
    closed_on = forms.DateField("On which day was it closed?", what="the day it was closed")
    reason_code = forms.ChoiceField("Reason for closing", what="the reason for closing", hint="As the census has it")
    need = forms.ChoiceField("Main need", what="the main need", look="select", hint="As it was in the end")
    reason = forms.LongTextField("In your own words", what="why it is closed", max_chars=WORDS_MOST, rows=4)
    over = forms.HiddenField(required=False)

    def __init__(
        self, *args: Any, need: str = "", is_correction: bool = False, goes_on: bool = False, over: int | None = None,
        **options: Any,
    ) -> None:  # fmt: skip
        today = clock.today()
        initial = {"closed_on": today, "need": need, "over": str(over or "")}
        super().__init__(*args, initial={**initial, **(options.pop("initial", None) or {})}, **options)
        self.fields["reason_code"].choices = list(rules.closure_reasons(today).items())  # type: ignore[attr-defined]
        needs = [("", "Select one"), *rules.main_needs(today).items()]
        self.fields["need"].choices = needs  # type: ignore[attr-defined]
        if goes_on:
            self.fields["still_open_because"] = forms.LongTextField(
                "Work on it goes on. Why is it closed all the same?", what="why it is closed although work goes on",
                max_chars=WORDS_MOST, rows=3,
            )  # fmt: skip
        if is_correction:
            self.fields["why"] = forms.TextField(
                "Why is the closing corrected?", what="why the closing is corrected", max_length=WHY_MOST
            )

    def answers(self) -> dict[str, Any]:
        """What the action is given."""
        said = dict(self.cleaned_data)
        return {**said, "over": int(said["over"]) if said["over"].isdecimal() else None}


class ReopenForm(forms.GovukForm):
    """Why a closed referral is opened again."""

    mark_optional = False
    why = forms.LongTextField("Why is it opened again?", what="why it is opened again", max_chars=WORDS_MOST, rows=3)
    over = forms.HiddenField(required=False)

    def __init__(self, *args: Any, over: int | None = None, **options: Any) -> None:
        super().__init__(*args, initial={"over": str(over or "")}, **options)

    def answers(self) -> dict[str, Any]:
        """What the action is given."""
        said = dict(self.cleaned_data)
        return {**said, "over": int(said["over"]) if said["over"].isdecimal() else None}
