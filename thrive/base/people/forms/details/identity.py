"""Names, numbers, and the dates of birth and death."""

from typing import Any

from thrive.base.people.forms.details.asking import WHY, DetailForm
from thrive.base.people.models import Identifier, Life
from thrive.base.people.rules import IDENTIFIERS, NAME_KINDS, name_problem
from thrive.govuk import forms, words


class NameForm(DetailForm):
    """A name of a kind. One field stands for names that do not split."""

    columns = ("kind", "given", "middle", "family", "full")
    since_label = "When did they begin to use it?"
    kind = forms.ChoiceField("What is this name?", what="what this name is", choices=[])
    given = forms.TextField("First or given name", required=False, max_chars=100, spellcheck=False)
    middle = forms.TextField("Middle names", required=False, max_chars=200, spellcheck=False)
    family = forms.TextField("Last or family name", required=False, max_chars=100, spellcheck=False)
    full = forms.TextField(
        "Full name", required=False, max_chars=300, spellcheck=False,
        hint="Only for a name that does not split into first and last",
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(one.key, one.label) for one in NAME_KINDS.values()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A name in one way."""
        data = self.cleaned_data
        problem = name_problem(given=data.get("given", ""), family=data.get("family", ""), full=data.get("full", ""))
        if problem and not {"given", "family", "full"} & set(self.errors):
            self.add_error("full" if data.get("full") else "given", problem)
        return super().clean()


class NumberForm(DetailForm):
    """A number that names the person elsewhere, checked by the rules of its scheme."""

    asks_since = False
    scheme = forms.ChoiceField("Which number is it?", what="which number it is", look="select")
    value = forms.TextField("Number", max_chars=80, width=20, spellcheck=False)
    assurance = forms.ChoiceField(
        "How sure is it?", what="how sure it is", choices=list(Identifier.Assurance.choices), initial="stated"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scheme"].choices = [  # type: ignore[attr-defined]
            (one.key, words.upper_first(one.label)) for one in IDENTIFIERS.values()
        ]
        if self.step == "correct":
            self.fields["status"] = forms.ChoiceField(
                "May it be used?", what="whether it may be used", choices=list(Identifier.Status.choices)
            )
            self.order_fields(["scheme", "value", "assurance", "status", "why"])

    def clean(self) -> dict[str, Any]:
        """The number, as its scheme checks it."""
        data = self.cleaned_data
        if data.get("scheme") and data.get("value"):
            problem = IDENTIFIERS[data["scheme"]].problem(data["value"])
            if problem:
                self.add_error("value", problem)
        return super().clean()

    def values(self) -> dict[str, Any]:
        """The number in canonical form."""
        data = self.cleaned_data
        found = {
            "scheme": data["scheme"],
            "value": IDENTIFIERS[data["scheme"]].canonical(data["value"]),
            "assurance": data["assurance"],
        }
        return {**found, "status": data["status"]} if "status" in data else found

    @classmethod
    def initial_of(cls, row: Identifier) -> dict[str, Any]:
        """The number as it is written down."""
        scheme = IDENTIFIERS.get(row.scheme)
        value = scheme.display(row.value) if scheme else row.value
        return {"scheme": row.scheme, "value": value, "assurance": row.assurance, "status": row.status}


class BornForm(forms.GovukForm):
    """A child is born, or a birth date is learnt."""

    born = forms.ApproxDateField("Date of birth", past=True, hint="For example, 27 3 2026. Leave out what is not known")


class ExpectedForm(forms.GovukForm):
    """When a child is expected."""

    expected = forms.DateField("When is the child expected?", what="the expected date")
    why = forms.TextField("Where is this from?", what="where this is from", max_chars=WHY)


class PregnancyEndedForm(forms.GovukForm):
    """A pregnancy ended without a living birth."""

    on = forms.DateField("When did it end?", what="the day it ended", past=True)


class DiedForm(forms.GovukForm):
    """Somebody has died."""

    died = forms.ApproxDateField("Date of death", past=True, hint="For example, 27 3 2026. Leave out what is not known")


class LifeForm(forms.GovukForm):
    """Dates of birth and death that were written down wrongly."""

    born = forms.ApproxDateField("Date of birth", past=True, required=False)
    expected = forms.DateField("Expected date, before birth", what="the expected date", required=False)
    ended = forms.DateField("Day the pregnancy ended", what="the day the pregnancy ended", past=True, required=False)
    died = forms.ApproxDateField("Date of death", past=True, required=False)
    why = forms.LongTextField(
        "Why are you correcting it?", what="why you are correcting it", max_chars=WHY, rows=3,
        hint="What it said before stays in the history, with your reason",
    )  # fmt: skip
    seen = forms.HiddenField(required=False)

    def values(self) -> dict[str, Any]:
        """The dates by the model's columns."""
        data = self.cleaned_data
        born, died = data["born"], data["died"]
        return {
            "born_on": born.date if born else None,
            "born_precision": born.precision if born else "day",
            "expected_on": data["expected"],
            "pregnancy_ended_on": data["ended"],
            "died_on": died.date if died else None,
            "died_precision": died.precision if died else "day",
        }

    @classmethod
    def initial_of(cls, row: Life) -> dict[str, Any]:
        """The dates as they are recorded."""
        return {
            "born": forms.ApproxDate(row.born_on, row.born_precision) if row.born_on else None,
            "expected": row.expected_on,
            "ended": row.pregnancy_ended_on,
            "died": forms.ApproxDate(row.died_on, row.died_precision) if row.died_on else None,
        }
