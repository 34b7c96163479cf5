"""Restricting a record or an address, lifting that, opening in an emergency, reviewing that, sealing a part."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from thrive.base.people.rules import (
    EMERGENCY_REASONS,
    GUARD_REASONS,
    REVIEW_OUTCOMES,
    SEAL_REASONS,
    WHY_LEAST,
    WHY_MOST,
    why_problem,
)
from thrive.govuk import forms


class GuardForm(forms.GovukForm):
    """How a record is guarded, and why."""

    guard = forms.ChoiceField(
        "Who may read this record?",
        what="who may read this record",
        choices=[
            forms.Choice(
                "ordinary", "Everybody who works with the person", "Their team, and who opens it with a reason"
            ),
            forms.Choice("address", "The same, but only people named may see where they are",
                         "Address, school, GP, other agencies, team and contact details are withheld from all others"),
            forms.Choice("record", "Only people named", "Others see the name, and whom to ask"),
            forms.Choice("both", "Only people named, and the address is withheld if that is ever lifted"),
        ],
    )  # fmt: skip
    reason = forms.ChoiceField("What is the reason?", what="the reason", choices=list(GUARD_REASONS.items()))
    why = forms.TextField("Say more", what="more about it", subject="What you say", max_chars=200)


class SealForm(forms.GovukForm):
    """Why a part of a record is sealed, and who else reads it. `named`: who may be chosen, key and words."""

    reason = forms.ChoiceField("Why is it sealed?", what="why it is sealed", choices=list(SEAL_REASONS.items()))
    why = forms.LongTextField(
        "Say more", what="more about it", subject="What you say", max_chars=WHY_MOST, rows=3,
        hint="Only those who may read what is sealed read this",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, named: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        if named:
            self.fields["readers"] = forms.MultiChoiceField(
                "Who else may read it?", what="who else may read it", required=False, choices=named,
                hint="People named on the record. You always may",
            )  # fmt: skip


class LiftForm(forms.GovukForm):
    """Why a seal is lifted."""

    why = forms.LongTextField(
        "Why is the seal lifted?", what="why the seal is lifted", subject="What you say", max_chars=WHY_MOST, rows=3
    )


class EmergencyForm(forms.GovukForm):
    """Which kind of emergency it is, and what is happening."""

    reason = forms.ChoiceField(
        "What kind of emergency is it?", what="what kind of emergency it is", choices=list(EMERGENCY_REASONS.items())
    )
    why = forms.LongTextField(
        "What is happening?",
        what="what is happening",
        subject="What you say",
        hint=f"At least {WHY_LEAST} characters. Whoever reviews this reads it, and so may the family one day.",
        max_chars=WHY_MOST,
        rows=4,
    )

    def clean_why(self) -> str:
        """The words, if they say something."""
        why: str = self.cleaned_data["why"]
        if problem := why_problem(why):
            raise ValidationError(problem)
        return why


class ReviewForm(forms.GovukForm):
    """What was made of an emergency."""

    outcome = forms.ChoiceField(
        "What do you make of it?", what="what you make of it", choices=list(REVIEW_OUTCOMES.items())
    )
    why = forms.LongTextField(
        "What did you look at, and what follows?", what="what you looked at, and what follows",
        subject="What you say", max_chars=WHY_MOST, rows=4,
    )  # fmt: skip
