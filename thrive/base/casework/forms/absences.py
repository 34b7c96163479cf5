"""When somebody is away, and who covers."""

from collections.abc import Sequence
from typing import Any

from thrive.base.casework.forms.work import party_choices
from thrive.base.casework.queries.parties import Party
from thrive.base.casework.rules.absences import NOTE_MOST, WHY_MOST
from thrive.govuk import forms

NOBODY = ("", "Nobody")


class ChangeAbsenceForm(forms.GovukForm):
    """Until when somebody is away, who covers, and what they should know."""

    last_day = forms.DateField("Last day away", what="the last day", subject="Last day", today_or_after=True)
    cover = forms.ChoiceField("Who covers?", look="select", required=False)
    note = forms.LongTextField(
        "What should they know?", required=False, subject="The note", max_chars=NOTE_MOST, rows=4,
        hint="How the work is arranged. Not why somebody is away, and nothing of a family: that belongs on its record.",
    )  # fmt: skip
    why = forms.TextField("Why does it change?", required=False, subject="The reason", max_chars=WHY_MOST)
    field_order: Sequence[str] = ("last_day", "cover", "note", "why")

    def __init__(self, *args: Any, parties: Sequence[Party] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cover"].choices = [NOBODY, *party_choices(parties)]  # type: ignore[attr-defined]


class AbsenceForm(ChangeAbsenceForm):
    """From when to when somebody is away, who covers, and what they should know."""

    starts_on = forms.DateField("First day away", what="the first day", subject="First day")
    why = None  # type: ignore[assignment]
    field_order = ("starts_on", "last_day", "cover", "note")


class EndAbsenceForm(forms.GovukForm):
    """Why an absence ends earlier, or does not come about."""

    why = forms.TextField("Why?", required=False, subject="The reason", max_chars=WHY_MOST)
