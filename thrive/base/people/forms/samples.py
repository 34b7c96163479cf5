"""Naming a sample, choosing the records in it, taking one out, ending it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from thrive.base.people.rules import WHY_MOST
from thrive.base.people.rules.samples import PURPOSE_MOST, TITLE_MOST
from thrive.govuk import forms


class SampleForm(forms.GovukForm):
    """Who reads, what for, and for how long."""

    reader = forms.EmailField(
        "Email address of the auditor or inspector", what="the email address of the auditor or inspector"
    )
    title = forms.TextField(
        "What is it called?", what="what it is called", subject="What it is called", max_chars=TITLE_MOST,
        hint="For example, Re-referrals, autumn 2026. Name nobody: it stands on the reader’s home page.",
    )  # fmt: skip
    purpose = forms.LongTextField(
        "What is it for?", what="what it is for", subject="What it is for", max_chars=PURPOSE_MOST, rows=3
    )
    first_day = forms.DateField("First day", what="the first day", today_or_after=True)
    last_day = forms.DateField("Last day", what="the last day", hint="It closes by itself at the end of this day.")

    def clean(self) -> dict[str, Any]:
        """The first day comes first."""
        self.must_not_precede("last_day", self.cleaned_data.get("first_day"), "the first day")
        return self.cleaned_data


class RecordsForm(forms.GovukForm):
    """The records: chosen among those that were found, or by reference; and whether guarded ones are meant."""

    mark_optional = False

    found = forms.MultiChoiceField("Choose among those found", required=False)
    records = forms.LongTextField(
        "References or child ids", required=False, rows=4,
        hint="One on each line, as they stand on the record or in your list.", max_chars=4000,
    )  # fmt: skip
    guarded = forms.TickField(
        "Those of them that are restricted, sealed or whose address is withheld open in full too", required=False
    )

    def __init__(self, *args: Any, found: Sequence[tuple[str, Any]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        if found:
            self.fields["found"].choices = list(found)  # type: ignore[attr-defined]
        else:
            del self.fields["found"]

    def clean(self) -> dict[str, Any]:
        """At least one record."""
        if not self.names() and not self.errors:
            raise ValidationError("Choose a record, or enter a reference")
        return self.cleaned_data

    def names(self) -> list[str]:
        """The references and child ids, each once."""
        typed = self.cleaned_data.get("records", "").replace(",", "\n").split("\n")
        return list(
            dict.fromkeys([*self.cleaned_data.get("found", []), *(one.strip() for one in typed if one.strip())])
        )


class WhyForm(forms.GovukForm):
    """Why a record, or a sample, closes before its last day."""

    why = forms.TextField("Why?", what="why", subject="What you say", max_chars=WHY_MOST)
