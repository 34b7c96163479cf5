"""Who lives with whom: a household begins, somebody joins or leaves, it ends, and what was wrong is put right."""

from collections.abc import Sequence
from typing import Any

from thrive.base.people.forms.details.asking import WHY
from thrive.base.people.rules.responsibility import RESPONSIBILITY_BASES
from thrive.govuk import forms

Pairs = Sequence[tuple[str, str]]


class HouseholdForm(forms.GovukForm):
    """A new household: where, since when, who else, and whether they left another."""

    address = forms.TextField("Address", required=False, max_chars=300, hint="Leave it empty if it is not known")
    postcode = forms.PostcodeField(required=False)
    people = forms.MultiChoiceField("Who else lives there?", required=False)
    moved = forms.ChoiceField(
        "Did they leave another home?",
        what="whether they left another home",
        choices=[("yes", "Yes, they moved"), ("no", "No, they had none or still live there too")],
    )
    since = forms.DateField(
        "Since when?", required=False, past=True, what="the day they came", subject="The day they came",
        hint="Needed if they moved. It also ends their time in the other home",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, people: Pairs) -> None:
        super().__init__(data)
        _offer_people(self, people)

    def clean(self) -> dict[str, Any]:
        """A move needs its day."""
        data = self.cleaned_data
        if data.get("moved") == "yes" and not data.get("since") and "since" not in self.errors:
            self.add_error("since", "Enter the day they moved")
        return data


class JoinForm(forms.GovukForm):
    """Somebody comes to live in a household."""

    people = forms.MultiChoiceField("Who joined?", what="who joined")
    since = forms.DateField(
        "Since when?", required=False, past=True, what="the day they came", subject="The day they came"
    )

    def __init__(self, data: Any = None, *, people: Pairs) -> None:
        super().__init__(data)
        _offer_people(self, people)


class LeftForm(forms.GovukForm):
    """Somebody, or everybody, left."""

    on = forms.DateField(
        "When did they leave?", what="the day they left", past=True, subject="The day they left",
        hint="The first day they no longer lived there",
    )  # fmt: skip
    why = forms.TextField("Why did they leave?", subject="Why they left", required=False, max_chars=WHY)


class StayForm(forms.GovukForm):
    """The days of somebody's time in a household were wrong."""

    since = forms.DateField(
        "When did they come?", required=False, past=True, what="the day they came", subject="The day they came"
    )
    until = forms.DateField(
        "When did they leave?", required=False, past=True, what="the day they left", subject="The day they left",
        hint="The first day they no longer lived there. Leave it empty if they live there",
    )  # fmt: skip
    why = forms.LongTextField(
        "Why are you correcting it?", what="why you are correcting it", subject="Why you are correcting it",
        max_chars=WHY, rows=3, hint="The days as they were stay on record, with your reason",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """They leave after they come."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until <= since:
            self.add_error("until", "The day they left must be after the day they came")
        return self.cleaned_data


class ResponsibilityForm(forms.GovukForm):
    """Who has parental responsibility, or has been found not to."""

    holder = forms.ChoiceField("Who?", what="who")
    holds = forms.ChoiceField(
        "Do they have parental responsibility?",
        what="whether they have parental responsibility",
        choices=[("yes", "Yes"), ("no", "No, this was asked and they do not")],
    )
    basis = forms.ChoiceField(
        "If yes, how do they have it?",
        what="how they have parental responsibility",
        look="select",
        required=False,
        choices=[("", "Choose"), *((one.key, one.label) for one in RESPONSIBILITY_BASES.values())],
    )
    since = forms.DateField(
        "Since when?", required=False, past=True, subject="The day it began",
        hint="What is recorded of them now ends on that day. Leave it empty if it was always so",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, people: Pairs) -> None:
        super().__init__(data)
        self.fields["holder"].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Yes needs a basis in law."""
        if self.cleaned_data.get("holds") == "yes" and not self.cleaned_data.get("basis"):
            self.add_error("basis", "Select how they have parental responsibility")
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """The answers in the words of the action, without the holder."""
        holds = self.cleaned_data["holds"] == "yes"
        return {
            "holds": holds,
            "basis": self.cleaned_data["basis"] if holds else "",
            "true_from": self.cleaned_data["since"],
        }


def _offer_people(form: forms.GovukForm, people: Pairs) -> None:
    """Who may be chosen; nothing is asked where nobody can be."""
    if people:
        form.fields["people"].choices = people  # type: ignore[attr-defined]
    else:
        del form.fields["people"]
