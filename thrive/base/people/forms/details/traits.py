"""Characteristics: an answer, or that somebody asked and it is not known."""

from typing import Any

from thrive.base.local import codes
from thrive.base.people.forms.details.asking import DetailForm
from thrive.base.people.models import Characteristic
from thrive.base.people.rules import CODED, PRONOUNS
from thrive.govuk import forms

KNOWN, ASKED = "known", "asked"
_KIND = Characteristic.Kind
_HINTS = {
    _KIND.GENDER: "In their own words",
    _KIND.PRONOUN: f"For example, {', '.join(PRONOUNS)}",
    _KIND.LANGUAGE: "The language they speak at home, or sign",
    _KIND.INTERPRETER: "The language an interpreter is needed in, or \u201cNot needed\u201d",
    _KIND.COMMUNICATION: "For example, British Sign Language, large print, short sentences with pictures",
    _KIND.FAITH: "In their own words, or \u201cNone\u201d",
}


class TraitForm(DetailForm):
    """One characteristic; codes of the returns are picked from their list, the rest is in the person's own words."""

    since_label = "Since when?"
    known = forms.ChoiceField(
        "Do we know?", what="whether we know",
        choices=[(KNOWN, "Yes"), (ASKED, "No, somebody has asked and it is not known")], initial=KNOWN,
    )  # fmt: skip
    value: Any = None
    asked_on = forms.DateField(
        "If not known, when did somebody ask?", what="the day somebody asked", required=False, past=True
    )

    def __init__(self, data: Any = None, *, kind: str, **options: Any) -> None:
        self.kind = Characteristic.Kind(kind)
        super().__init__(data, **options)
        is_known = (data or {}).get("known", KNOWN) != ASKED
        self.fields["value"] = _answer(self.kind, required=is_known)
        self.order_fields(["known", "value", "asked_on"])

    def clean(self) -> dict[str, Any]:
        """The answer, or the day."""
        data = self.cleaned_data
        if data.get("known") == ASKED and not data.get("asked_on") and "asked_on" not in self.errors:
            self.add_error("asked_on", "Enter the day somebody asked")
        return super().clean()

    def values(self) -> dict[str, Any]:
        """The answer, or nothing with the day somebody asked."""
        data = self.cleaned_data
        is_known = data["known"] == KNOWN
        return {
            "kind": self.kind.value,
            "value": data["value"] if is_known else "",
            "asked_on": None if is_known else data["asked_on"],
        }

    @classmethod
    def initial_of(cls, row: Characteristic) -> dict[str, Any]:
        """The answer as it is recorded."""
        return {"known": KNOWN if row.value else ASKED, "value": row.value, "asked_on": row.asked_on}


def _answer(kind: Characteristic.Kind, *, required: bool) -> forms.ChoiceField | forms.TextField:
    label = str(kind.label)
    if kind.value not in CODED:
        return forms.TextField(label, hint=_HINTS.get(kind, ""), required=required, max_chars=200)
    offered = [one for one in codes.known(kind.value) if one.code not in CODED[kind.value]]
    return forms.ChoiceField(
        label, what=label.lower() if label != "Why there is no UPN" else "why there is no UPN",
        look="radios" if len(offered) < 8 else "select",
        choices=[*([] if len(offered) < 8 else [("", "Choose")]), *((one.code, one.words) for one in offered)],
        required=required,
    )  # fmt: skip
