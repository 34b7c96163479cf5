"""Changing a family: who belongs how to whom, and what has ended."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from thrive.base.people.forms.known import TIME_HINT
from thrive.base.people.models import Family
from thrive.base.people.rules.relationships import RELATIONSHIPS, RelationshipKind, by_group
from thrive.base.people.rules.responsibility import RESPONSIBILITY_BASES
from thrive.govuk import forms

_BACK = ":back"
_LEAST_LETTERS = 2


def relations() -> list[tuple[str, list[tuple[str, str]]]]:
    """What somebody may be to the person of the record, by group; both sides of what does not read the same."""
    return [("", [("", "Choose")]), *((group, _both_sides(kinds)) for group, kinds in by_group().items())]


def _both_sides(kinds: Sequence[RelationshipKind]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for kind in kinds:
        found.append((kind.key, kind.label))
        if not kind.is_symmetric and kind.back.neutral not in {label for _, label in found}:
            found.append((f"{kind.key}{_BACK}", kind.back.neutral))
    return found


def _offer(form: forms.GovukForm, name: str, choices: Any) -> None:
    """Give a field of choices what this page may offer."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField | forms.MultiChoiceField)
    field.choices = choices


class FindForm(forms.GovukForm):
    """Looking for somebody on record to be added to a family."""

    who = forms.TextField("Name, number, phone, postcode or address", what="at least 2 letters or numbers")

    def clean_who(self) -> str:
        """Too little to search for is said here, not by an empty list."""
        text: str = self.cleaned_data["who"]
        if sum(letter.isalnum() for letter in text) < _LEAST_LETTERS:
            raise ValidationError("Enter at least 2 letters or numbers", code="too_short")
        return text


class RelationForm(forms.GovukForm):
    """What somebody is to the person of the record, since when, and whether they have parental responsibility."""

    relation = forms.ChoiceField("What are they?", what="how they are related", look="select")
    since = forms.DateField("Since when?", required=False, past=True, subject="The day it began")
    note = forms.TextField(
        "Anything to know about it", required=False, hint="For example, how often they see each other"
    )
    responsibility = forms.ChoiceField(
        "Parental responsibility",
        what="whether they have parental responsibility",
        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known")],
        inline=True,
        required=False,
    )
    basis = forms.ChoiceField(
        "If yes, how do they have it?",
        what="how they have parental responsibility",
        look="select",
        required=False,
        choices=[("", "Choose"), *((one.key, one.label) for one in RESPONSIBILITY_BASES.values())],
    )
    families = forms.MultiChoiceField(
        "Work with them as part of the family",
        required=False,
        hint="Everybody who works with the family can then read about them",
    )
    confirmed = forms.TickField("Yes, this is right", required=False)

    def __init__(self, *args: Any, families: Sequence[Family] = (), asks_responsibility: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = ""
        _offer(self, "relation", relations())
        if not asks_responsibility:
            del self.fields["responsibility"], self.fields["basis"]
        if families:
            _offer(self, "families", [(family.ref, family.name) for family in families])
        else:
            del self.fields["families"]

    def clean(self) -> dict[str, Any]:
        """Yes needs a basis in law."""
        if self.cleaned_data.get("responsibility") == "yes" and not self.cleaned_data.get("basis"):
            self.add_error("basis", "Select how they have parental responsibility")
        return self.cleaned_data

    def ask(self, question: str) -> None:
        """Ask whether something unlikely is right; the tick box is shown with the question."""
        self.question = question
        self.add_error("confirmed", question)

    def answers(self) -> dict[str, Any]:
        """The answers in the words of the action."""
        data = self.cleaned_data
        kind = data["relation"].removesuffix(_BACK)
        held = {"yes": True, "no": False}.get(data.get("responsibility", ""))
        return {
            "kind": kind,
            "newcomer_is_kind": data["relation"] == kind or RELATIONSHIPS[kind].is_symmetric,
            "true_from": data["since"],
            "note": data["note"],
            "responsibility": held,
            "basis": data.get("basis", "") if held else "",
            "confirmed": data["confirmed"],
        }


class EndForm(forms.GovukForm):
    """A relationship has ended, or was entered in error."""

    what = forms.ChoiceField(
        "What happened?",
        what="what happened",
        choices=[("ended", "It has ended"), ("error", "It was entered in error")],
    )
    on = forms.DateField("When did it end?", required=False, past=True, subject="The day it ended")
    why = forms.TextField("Why", required=False, hint="Needed if it was entered in error")

    def __init__(self, *args: Any, can_end: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_end:
            _offer(self, "what", [("error", "It was entered in error")])
            self.initial.setdefault("what", "error")
            del self.fields["on"]
            self.fields["why"] = forms.TextField("Why was it entered in error?", what="why it was entered in error")

    def clean(self) -> dict[str, Any]:
        """An end needs its day; an error its reason."""
        data = self.cleaned_data
        if data.get("what") == "ended" and "on" not in self.errors and not data.get("on"):
            self.add_error("on", "Enter when it ended")
        if data.get("what") == "error" and not data.get("why"):
            self.add_error("why", "Enter why it was entered in error")
        return data


class UnbornForm(forms.GovukForm):
    """Starting the record of an unborn child."""

    expected_on = forms.DateField("When is the child expected?", what="the expected date", today_or_after=True)
    family = forms.ChoiceField("Work with the child as part of the family", required=False)

    def __init__(self, *args: Any, families: Sequence[Family] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if families:
            _offer(self, "family", [*((one.ref, one.name) for one in families), ("none", "None of these")])
        else:
            del self.fields["family"]


class DayForm(forms.GovukForm):
    """The day on which a family is looked at, and when it was known."""

    mark_optional = False
    as_at = forms.DateField("Show the family as it was on", what="the day", past=True)
    known_on = forms.DateField(
        "As it was known on", what="the day on which it was known", past=True, subject="The day on which it was known",
        required=False, hint="Leave it empty for what is known now",
    )  # fmt: skip
    known_time = forms.TimeField("At what time?", required=False, hint=TIME_HINT)
