"""The form that all our forms are, and the renderer that prints any Django form in GOV.UK markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates

from thrive.govuk import words
from thrive.govuk.forms.dates import ApproxDate, DateField
from thrive.govuk.forms.worded import Worded


class GovukRenderer(DjangoTemplates):
    """Prints forms and fields through the templates of this room, whatever the project's template settings are."""

    form_template_name = "govuk/forms/form.html"
    field_template_name = "govuk/forms/field.html"
    formset_template_name = "govuk/forms/formset.html"


@dataclass(frozen=True, init=False)
class Fieldset:
    """A group of fields under a legend; each row is a field name, or a tuple of names that stand side by side."""

    legend: str
    rows: tuple[str | tuple[str, ...], ...]
    hint: str

    def __init__(self, legend: str, *rows: str | tuple[str, ...], hint: str = "") -> None:
        object.__setattr__(self, "legend", legend)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "hint", hint)

    @property
    def names(self) -> list[str]:
        """The names of all its fields, in order."""
        return [name for row in self.rows for name in ((row,) if isinstance(row, str) else row)]


class GovukForm(forms.Form):
    """A form checked on the server and printed as GOV.UK markup.

    `fieldsets` groups fields; what it leaves out follows in the order declared. Optional fields say so unless
    `mark_optional` is False. `today` replaces the clock for date rules, for tests and for pages as at another day.
    """

    default_renderer = GovukRenderer()  # one for all: each reads and compiles the templates anew
    use_required_attribute = False
    fieldsets: Sequence[Fieldset] = ()
    mark_optional = True

    def __init__(self, *args: Any, today: date | None = None, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        for field in self.fields.values():
            if today is not None and isinstance(field, DateField):
                field.today = lambda: today

    def must_not_precede(self, name: str, start: date | None, because: str) -> None:
        """For use in `clean`: refuse field `name` when it lies before `start`, saying why that day counts.

        `because` completes the sentence: "when the plan started". Nothing is said when either date is missing.
        """
        value = self.cleaned_data.get(name)
        day = value.date if isinstance(value, ApproxDate) else value
        if start is None or day is None or day >= start:
            return
        field = self.fields[name]
        subject = field.subject if isinstance(field, Worded) else words.upper_first(str(field.label))
        when = f"the same as or after {words.long_date(start)}, {because}"
        parts = {"parts": ["day", "month", "year"]}
        self.add_error(name, forms.ValidationError(f"{subject} must be {when}", code="order", params=parts))
