"""Fields where the answer is picked: radios, lists, tick boxes, yes or no."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from thrive.govuk.forms.worded import Worded


class Answer(str):
    """The words of one answer, with what stands around them; see `Choice`."""

    hint: str = ""
    divider: str = ""
    exclusive: bool = False


class Choice(tuple[Any, Answer]):
    """One answer as Django's pair of value and label, with more: `hint` beneath it, `divider` above it ("or").

    `exclusive` unticks the others and may not be picked with them, for "None of these".
    """

    def __new__(cls, value: Any, label: str, hint: str = "", divider: str = "", exclusive: bool = False) -> Choice:
        """The pair, its label carrying the rest."""
        words = Answer(label)
        words.hint, words.divider, words.exclusive = hint, divider, exclusive
        return super().__new__(cls, (value, words))


class ChoiceField(Worded, forms.TypedChoiceField):
    """One answer out of several; `look` is radios or select, `coerce` turns the text into its kind.

    `inline` puts short answers side by side. A list starts with "Choose" when nothing else stands for no answer.
    """

    verb = "Select"

    def __init__(
        self, label: str = "", *, choices: Any = (), look: str = "radios", inline: bool = False, **options: Any
    ) -> None:
        if look not in ("radios", "select"):
            raise ValueError(f"Look must be radios or select, not {look!r}")
        self.look = look
        self.inline = inline
        super().__init__(label, choices=choices, **options)
        self.error_messages["invalid_choice"] = self.missing


class MultiChoiceField(Worded, forms.TypedMultipleChoiceField):
    """Several answers as tick boxes, `at_most` of them when given; the empty answer is an empty list."""

    verb = "Select"
    look = "checkboxes"
    widget = forms.CheckboxSelectMultiple

    def __init__(
        self, label: str = "", *, choices: Any = (), at_most: int = 0, inline: bool = False, **options: Any
    ) -> None:
        self.at_most = at_most
        self.inline = inline
        super().__init__(label, choices=choices, **options)
        self.error_messages["invalid_choice"] = self.missing
        self.error_messages["invalid_list"] = self.missing

    def validate(self, value: Any) -> None:
        """Missing, not on the list, too many, or "None of these" together with something else."""
        super().validate(value)
        picked = [str(one) for one in value or ()]
        if self.at_most and len(picked) > self.at_most:
            raise self.refuse(f"Select up to {self.at_most} {self.what}", "too_many")
        pairs: Any = self.choices
        alone = [label for key, label in pairs if getattr(label, "exclusive", False) and str(key) in picked]
        if alone and len(picked) > 1:
            raise self.refuse(f"Select {self.what}, or select \u201c{alone[0]}\u201d", "exclusive")


YES_NO = (("yes", "Yes"), ("no", "No"))


def yes_or_no(value: str) -> bool:
    """True for "yes"."""
    return value == "yes"


class YesNoField(ChoiceField):
    """Yes or no, side by side; True, False, or None when optional and unanswered. `what` follows "Select yes if"."""

    verb = "Select yes if"

    def __init__(self, label: str = "", *, inline: bool = True, **options: Any) -> None:
        super().__init__(label, choices=YES_NO, inline=inline, coerce=yes_or_no, empty_value=None, **options)

    def prepare_value(self, value: Any) -> Any:
        """A boolean as the value of its radio."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares in radio values, so that False is not taken for no answer."""
        return bool(forms.Field.has_changed(self, self.prepare_value(initial) or "", data or ""))

    def to_python(self, value: Any) -> Any:
        """The radio value as text; `clean` makes a boolean of it."""
        return super().to_python(self.prepare_value(value))


class TickField(Worded, forms.BooleanField):
    """A single tick box: True or False. Required means it has to be ticked."""

    verb = "Select"
    look = "tick"


def grouped(choices: Iterable[Any]) -> list[tuple[str, list[tuple[Any, str]]]]:
    """Choices as (group, pairs); ungrouped ones come under an empty group name, in the order given."""
    groups: list[tuple[str, list[tuple[Any, str]]]] = []
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            groups.append((str(value), list(label)))
        elif groups and not groups[-1][0]:
            groups[-1][1].append((value, label))
        else:
            groups.append(("", [(value, label)]))
    return groups
