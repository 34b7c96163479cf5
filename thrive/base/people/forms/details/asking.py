"""What every page that changes a fact asks besides the fact: since when, what gives way, why."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from thrive.govuk import forms

Rows = Sequence[tuple[str, str]]  # what there is now: key and words
WHY = 400  # characters


class DetailForm(forms.GovukForm):
    """The questions of one kind of fact.

    A subclass declares what the fact says; `values` gives that by the model's columns, and `initial_of` is the other
    way round. Where both have the same names, naming them in `columns` is enough. `step` is "add" or "correct".
    `now` is what is held now: where the kind has one answer at a time (`is_one`) that gives way; of another kind the
    worker says what does, if anything.
    """

    columns: ClassVar[tuple[str, ...]] = ()
    since_label = "When did this begin?"
    asks_since = True
    asks_what_gives_way = False

    def __init__(
        self,
        data: Any = None,
        *,
        step: str,
        now: Rows = (),
        is_one: bool = False,
        seen: str = "",
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"seen": seen, **(initial or {})})
        self.step, self.now, self.is_one = step, now, is_one
        if step == "add":
            self._ask_about_now()
        else:
            self._ask_about_mistake()

    def _ask_about_now(self) -> None:
        if self.asks_what_gives_way and self.now:
            self.fields["instead_of"] = forms.ChoiceField(
                "Does this take the place of something recorded now?",
                what="what this takes the place of, if anything",
                choices=[
                    *self.now,
                    forms.Choice("none", "No, it is true as well", divider="or"),
                ],
            )
        if self.asks_since:
            self.fields["since"] = forms.DateField(
                self.since_label, required=False, past=True, what="the day it began", subject="The day it began",
                hint="Needed where it takes the place of something recorded now" if self.now else "",
            )  # fmt: skip
        self.fields["source"] = forms.TextField(
            "Who said so, or where is it from?", required=False, max_chars=80, subject="Where it is from"
        )

    def _ask_about_mistake(self) -> None:
        for name, label, what in (
            ("since", self.since_label, "the day it began"),
            ("until", "When did it end?", "the day it ended"),
        ):
            if self.asks_since:
                self.fields[name] = forms.DateField(
                    label, required=False, past=True, what=what, subject=what[0].upper() + what[1:]
                )
        self.fields["why"] = forms.LongTextField(
            "Why are you correcting it?", what="why you are correcting it", subject="Why you are correcting it",
            max_chars=WHY, rows=3, hint="What it said before stays in the history, with your reason",
        )  # fmt: skip
        self.fields["seen"] = forms.HiddenField(required=False)

    def values(self) -> dict[str, Any]:
        """What the fact says, by the model's columns."""
        return {name: self.cleaned_data[name] for name in self.columns}

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        """The answers that would make this row."""
        return {name: getattr(row, name) for name in cls.columns}

    def clean(self) -> dict[str, Any]:
        """What gives way needs the day; an end comes after its beginning."""
        data = self.cleaned_data
        gives_way = data.get("instead_of", "none") != "none" or (self.is_one and bool(self.now))
        if self.step == "add" and self.asks_since and gives_way and not (data.get("since") or "since" in self.errors):
            self.add_error("since", "Enter the day on which this changed")
        if self.step != "add" and data.get("since") and data.get("until") and data["until"] <= data["since"]:
            self.add_error("until", "The day it ended must be after the day it began")
        return data

    @property
    def chosen(self) -> list[str]:
        """The keys of what gives way by the worker's own choice."""
        picked = self.cleaned_data.get("instead_of", "none")
        return [] if picked == "none" else [picked]


class EndForm(forms.GovukForm):
    """Something was true and is no longer."""

    on = forms.DateField("When did it end?", what="the day it ended", past=True)
    why = forms.TextField("Why did it end?", subject="Why it ended", required=False, max_chars=WHY)
    seen = forms.HiddenField(required=False)


class WithdrawForm(forms.GovukForm):
    """Something was never true, or never of this person."""

    why = forms.LongTextField(
        "Why was it entered in error?", what="why it was entered in error", subject="Why it was entered in error",
        max_chars=WHY, rows=3, hint="It stays readable in the history, marked as an error",
    )  # fmt: skip
    seen = forms.HiddenField(required=False)


class KnownForm(forms.GovukForm):
    """The day at whose end a history is looked at."""

    mark_optional = False
    known_on = forms.DateField("Show what was known on", what="the day", past=True)
