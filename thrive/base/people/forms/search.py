"""The search boxes."""

from typing import Any

from thrive.base.people.searching.terms import Terms
from thrive.govuk import forms


class SearchForm(forms.GovukForm):
    """One box for everything, and separate ones for those who want them."""

    mark_optional = False

    find = forms.TextField(
        "Name, number, phone, postcode or address",
        required=False,
        hint="A name as it sounds or part of one; a date of birth; an NHS number, UPN or child id",
    )
    first = forms.TextField("First name", required=False)
    last = forms.TextField("Last name", required=False)
    born = forms.ApproxDateField(
        "Date of birth", required=False, hint="A year will do. Tick “about” to look a year either way"
    )
    postcode = forms.TextField("Postcode or first half", required=False, width=10)

    more = ("first", "last", "born", "postcode")

    def clean(self) -> dict[str, Any]:
        """Too little to search for is said at the one box."""
        if not self.errors and self.terms().is_too_short:
            self.add_error("find", "Enter at least 2 letters or numbers")
        return self.cleaned_data

    def terms(self) -> Terms:
        """What was typed."""
        answers = self.cleaned_data
        born = answers.get("born")
        return Terms(
            find=answers.get("find", ""),
            first=answers.get("first", ""),
            last=answers.get("last", ""),
            born=born.date.isoformat() if born else "",
            born_precision=born.precision if born else "day",
            postcode=answers.get("postcode", ""),
        )

    @property
    def more_is_used(self) -> bool:
        """Whether something stands in the boxes under "More options", or is wrong there."""
        return any(self[name].value() and any(_filled(self[name].value())) or self[name].errors for name in self.more)


def filled(terms: Terms) -> SearchForm:
    """The boxes filled with what was searched for."""
    born = forms.ApproxDate(terms.born_on, terms.born_precision) if terms.born_on else None
    return SearchForm(
        initial={
            "find": terms.find,
            "first": terms.first,
            "last": terms.last,
            "born": born,
            "postcode": terms.postcode,
        }
    )


def _filled(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (tuple, list)) else [value]
