"""What workers write for each other: where things stand, and warnings."""

from typing import Any

from thrive.base.people.forms.details.asking import DetailForm
from thrive.base.people.models import Warning
from thrive.base.people.rules import WARNING_KINDS
from thrive.govuk import forms

LONGEST_SUMMARY = 2000  # characters


class SummaryForm(DetailForm):
    """Where things stand, in the worker's own words."""

    columns = ("text",)
    asks_since = False
    text = forms.LongTextField(
        "Where things stand", what="where things stand", max_chars=LONGEST_SUMMARY, rows=12,
        hint="Who they are, are they safe, what the plan is, who does what next. The one before is kept.",
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.pop("source", None)


class WarningForm(DetailForm):
    """A warning: what to do first, then why, and when somebody looks again."""

    columns = ("kind", "instruction", "reason", "review_on")
    asks_since = False
    kind = forms.ChoiceField("What is it about?", what="what it is about", look="select")
    instruction = forms.TextField(
        "What must a worker do, or not do?", what="what a worker must do or not do", subject="What a worker must do",
        hint="For example, do not visit alone",
    )  # fmt: skip
    reason = forms.LongTextField("Why?", what="why", subject="Why", max_chars=400, rows=3)
    review_on = forms.DateField(
        "When must somebody look at it again?", what="the day of the next review", today_or_after=True,
        subject="The day of the next review", hint="Within 6 months for most; within 3 where children may be at risk",
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"), *((one.key, one.label) for one in WARNING_KINDS.values())
        ]  # fmt: skip


class ReviewForm(forms.GovukForm):
    """A warning was looked at again and stands."""

    found = forms.TextField("What did you find?", subject="What you found", required=False, max_chars=300)
    instruction = forms.TextField(
        "What must a worker do, or not do?", what="what a worker must do or not do", subject="What a worker must do"
    )
    reason = forms.LongTextField("Why?", what="why", subject="Why", max_chars=400, rows=3)
    review_on = forms.DateField(
        "When must somebody look at it again?", what="the day of the next review", today_or_after=True,
        subject="The day of the next review",
    )  # fmt: skip
    seen = forms.HiddenField(required=False)

    @classmethod
    def initial_of(cls, row: Warning) -> dict[str, Any]:
        """The words as they stand; the day is asked anew."""
        return {"instruction": row.instruction, "reason": row.reason}
