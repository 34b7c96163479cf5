"""Addresses, contact details, schools and surgeries, other agencies."""

from collections.abc import Callable, Sequence
from typing import Any

from thrive.base.people.forms.details.asking import DetailForm
from thrive.base.people.models import ContactPoint, PlaceLink, Residence
from thrive.base.people.rules import CONTACT_KINDS
from thrive.govuk import forms

FIND = "do_find"
Finder = Callable[[str], Sequence[tuple[str, str]]]
_LEAST_LETTERS = 3


class AddressForm(DetailForm):
    """An address and what it is for."""

    columns = ("kind", "address", "postcode")
    since_label = "When did they begin to live there?"
    asks_what_gives_way = True
    kind = forms.ChoiceField(
        "What is this address?", what="what this address is", choices=list(Residence.Kind.choices), initial="home"
    )
    address = forms.TextField(
        "Address", required=False, max_chars=300, hint="House and street, then town, with commas between"
    )
    postcode = forms.PostcodeField("Postcode", required=False)

    def clean(self) -> dict[str, Any]:
        """An address, a postcode or both."""
        data = self.cleaned_data
        if not (data.get("address") or data.get("postcode")) and not {"address", "postcode"} & set(self.errors):
            self.add_error("address", "Enter an address or a postcode")
        return super().clean()


class ContactForm(DetailForm):
    """A telephone number or e-mail address, and how it is safe to use it."""

    since_label = "Since when?"
    asks_what_gives_way = True
    kind = forms.ChoiceField("What is it?", what="what it is", choices=list(ContactPoint.Kind.choices), inline=True)
    value = forms.TextField("Number or e-mail address", what="the number or e-mail address", max_chars=254)
    safe = forms.YesNoField("Is it safe to use?", what="it is safe to use")
    safe_note = forms.TextField(
        "How to use it safely", required=False, hint="For example, do not ring after 5pm, do not leave a message"
    )

    def clean(self) -> dict[str, Any]:
        """A number or address of its kind."""
        data = self.cleaned_data
        if data.get("kind") and data.get("value"):
            problem = CONTACT_KINDS[data["kind"]].problem(data["value"])
            if problem:
                self.add_error("value", problem)
        return super().clean()

    def values(self) -> dict[str, Any]:
        """The number or address in canonical form."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "value": CONTACT_KINDS[data["kind"]].canonical(data["value"]),
            "safe": data["safe"],
            "safe_note": data["safe_note"],
        }

    @classmethod
    def initial_of(cls, row: ContactPoint) -> dict[str, Any]:
        """The number or address."""
        return {name: getattr(row, name) for name in ("kind", "value", "safe", "safe_note")}


class PlaceForm(DetailForm):
    """A school or surgery of the directory: looked for by name, then picked. Works without scripts."""

    since_label = "When did they start there?"
    asks_what_gives_way = True
    find = forms.TextField(
        "Find a school or GP surgery", what="at least 3 letters of the name",
        hint="Part of the name, or a postcode. Then press Find",
    )  # fmt: skip
    place = forms.ChoiceField("Which one is it?", what="a school or surgery", required=False)

    def __init__(self, data: Any = None, *, finder: Finder, **options: Any) -> None:
        super().__init__(data, **options)
        typed = str((data or {}).get("find", "") or self.initial.get("find", "")).strip()
        self.found = list(finder(typed)) if len(typed) >= _LEAST_LETTERS else []
        self.is_asked = bool(typed)
        if self.found:
            self.fields["place"].choices = self.found  # type: ignore[attr-defined]
        else:
            del self.fields["place"]

    def clean(self) -> dict[str, Any]:
        """Something found, and one of it picked."""
        data = self.cleaned_data
        if "find" in self.errors:
            return super().clean()
        if len(data["find"]) < _LEAST_LETTERS:
            self.add_error("find", "Enter at least 3 letters of the name")
        elif not self.found:
            self.add_error("find", "No school or surgery has this name or postcode. Enter less of it, or another")
        elif not data.get("place") and "place" not in self.errors:
            self.add_error("place", "Select a school or surgery")
        return super().clean()

    def values(self) -> dict[str, Any]:
        """The ref of the place; the page turns it into the place."""
        return {"place": self.cleaned_data["place"]}

    @classmethod
    def initial_of(cls, row: PlaceLink) -> dict[str, Any]:
        """The place, found by its own name."""
        return {"find": row.place.name, "place": row.place.ref}


class AgencyForm(DetailForm):
    """Somebody of another agency who works with the person."""

    columns = ("agency", "worker", "role", "phone", "email")
    since_label = "Since when?"
    agency = forms.TextField("Agency")
    worker = forms.TextField("Name of the worker", required=False)
    role = forms.TextField("What they do", required=False, max_chars=120)
    phone = forms.PhoneField("Telephone", required=False)
    email = forms.EmailField("E-mail address", required=False)
