"""What every field of ours knows about its own words."""

from __future__ import annotations

from typing import Any

from django import forms

from thrive.govuk import words

# Character widths that the style sheet has a class for.
WIDTHS = (2, 3, 4, 5, 10, 20, 30)


class Worded(forms.Field):
    """A field with its words: label first, then the parts its messages are made of.

    `what` follows "Enter" or "Select" ("the name of the person telling us"; by default the label in lower case).
    `subject` starts a sentence ("Date of birth must include a month"; by default `what` with a capital).
    `message` replaces the whole message for a missing answer. `width` is the number of characters the box looks made
    for. `autocomplete` stays "off" unless the answer is about the signed-in user.
    """

    verb = "Enter"
    look = "input"

    def __init__(
        self,
        label: str = "",
        *,
        hint: str = "",
        what: str = "",
        subject: str = "",
        message: str = "",
        width: int = 0,
        autocomplete: str = "off",
        **options: Any,
    ) -> None:
        if width and width not in WIDTHS:
            raise ValueError(f"Width must be one of {WIDTHS}, not {width}")
        super().__init__(label=label, help_text=hint, **options)
        self.what = what or words.lower_first(label.removesuffix("?"))
        self.subject = subject or words.upper_first(self.what)
        self.width = width
        self.autocomplete = autocomplete
        self.error_messages["required"] = message or f"{self.verb} {self.what}"

    def refuse(self, message: str, code: str, **params: Any) -> forms.ValidationError:
        """An error of this field; `params` may name the `parts` of a date it is about."""
        return forms.ValidationError(message, code=code, params=params)

    @property
    def missing(self) -> str:
        """The message for no answer."""
        return str(self.error_messages["required"])
