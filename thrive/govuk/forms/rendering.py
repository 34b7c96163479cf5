"""Print bound fields: which partial a field wears and with what options.

Our own fields say how they look; a field of plain Django (as in sign-in forms) is told by its widget. One message
is printed per field, the first, because fields check what is missing before what is impossible or against a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from thrive.govuk import components
from thrive.govuk.forms.base import Fieldset
from thrive.govuk.forms.choices import Answer, grouped
from thrive.govuk.forms.dates import PARTS, ApproxDateField, Typed
from thrive.govuk.forms.text import LongTextField


class ErrorLink(NamedTuple):
    """A line of the error summary: words, the control to go to, extra attributes."""

    text: str
    href: str = ""
    attributes: Mapping[str, Any] | None = None


# ---------- what a form says went wrong


def forms_in(context: Context) -> list[BaseForm]:
    """Forms of the page: `form`, then those in `forms`, as far as they have been filled in."""
    found = [context.get("form"), *(context.get("forms") or ())]
    return [form for form in found if isinstance(form, BaseForm) and form.is_bound]


def errors_of(form: BaseForm | None) -> list[ErrorLink]:
    """One line per field that has an error, in the order of the page, then errors of the form as a whole."""
    if form is None or not form.is_bound:
        return []
    ordered = [form[name] for name in in_page_order(form) if name in form.errors]
    lines = [ErrorLink(first_error(bound), f"#{target(bound)}") for bound in ordered]
    return [*lines, *(ErrorLink(str(message)) for message in form.non_field_errors())]


def in_page_order(form: BaseForm) -> list[str]:
    """Field names as they are printed: declared groups first, then the rest."""
    declared = [name for group in getattr(form, "fieldsets", ()) for name in group.names if name in form.fields]
    return [*declared, *(name for name in form.fields if name not in declared)]


def first_error(bound: BoundField) -> str:
    """The message printed by the field, or an empty string."""
    return str(bound.errors[0]) if bound.errors else ""


def target(bound: BoundField) -> str:
    """The id of the control that an error is about."""
    if look_of(bound.field) == "date":
        return f"{bound.auto_id}-{(wrong_parts(bound) or ['day'])[0]}"
    return bound.auto_id


def wrong_parts(bound: BoundField) -> list[str]:
    """The boxes of a date that its error is about; all of them when it does not say."""
    if not bound.errors:
        return []
    error = bound.errors.as_data()[0]
    named = (error.params or {}).get("parts", ())
    return [part for part in PARTS if part in named] or list(PARTS)


# ---------- which partial, with which options

WIDGET_LOOKS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxInput, "tick"),
    (forms.FileInput, "file"),
)


def look_of(field: forms.Field) -> str:
    """How a field is printed: its own word, or what its widget stands for."""
    own = getattr(field, "look", "")
    return own or next((look for widget, look in WIDGET_LOOKS if isinstance(field.widget, widget)), "input")


def field(bound: BoundField) -> SafeString:
    """The HTML of one field, or its bare control if it is hidden."""
    if bound.is_hidden:
        return bound.as_hidden()
    return PRINTERS[look_of(bound.field)](bound, common(bound))


def common(bound: BoundField) -> dict[str, Any]:
    """Options that every partial takes."""
    identifier, error = bound.auto_id, first_error(bound)
    hint = components.words_of(bound.help_text)
    hint_id, error_id = f"{identifier}-hint", f"{identifier}-error"
    return {
        "id": identifier,
        "name": bound.html_name,
        "hint": hint,
        "hint_id": hint_id,
        "error": error,
        "error_id": error_id,
        "described_by": components.classes(hint_id if hint else "", error_id if error else ""),
        "disabled": bound.field.disabled,
        "autocomplete": getattr(bound.field, "autocomplete", "") or bound.field.widget.attrs.get("autocomplete", ""),
    }


def label_text(bound: BoundField) -> Any:
    """The label, with "(optional)" where the form asks for it."""
    label = components.words_of(bound.label)
    optional = not bound.field.required and getattr(bound.form, "mark_optional", False)
    return format_html("{} (optional)", label) if optional else label


def labelled(bound: BoundField, options: dict[str, Any]) -> dict[str, Any]:
    """Options with the label of a single control."""
    return {**options, "label": components.Parts(text=label_text(bound))}


def with_legend(bound: BoundField, options: dict[str, Any]) -> dict[str, Any]:
    """Options with the label as the legend of a group of controls."""
    return {**options, "legend": components.Parts(text=label_text(bound), classes="govuk-fieldset__legend--s")}


def width_class(bound: BoundField) -> str:
    """The class that makes a box as wide as its answer."""
    width = getattr(bound.field, "width", 0)
    return f"govuk-input--width-{width}" if width else ""


def print_input(bound: BoundField, options: dict[str, Any]) -> SafeString:
    """A single box."""
    field_, widget = bound.field, bound.field.widget
    kind = getattr(field_, "input_type", "") or getattr(widget, "input_type", "text")
    return components.render(
        "forms/input",
        **labelled(bound, options),
        type=kind,
        value="" if kind == "password" else bound.value(),
        classes=width_class(bound),
        spellcheck=getattr(field_, "spellcheck", None),
        inputmode=getattr(field_, "inputmode", "") or widget.attrs.get("inputmode", ""),
        prefix=getattr(field_, "prefix", ""),
        suffix=getattr(field_, "suffix", ""),
    )


def print_textarea(bound: BoundField, options: dict[str, Any]) -> SafeString:
    """Several lines, with the count of characters left when there is a limit."""
    rows = getattr(bound.field, "rows", 5)
    if not isinstance(bound.field, LongTextField):
        return components.render("forms/textarea", **labelled(bound, options), value=bound.value(), rows=rows)
    return components.character_count(
        **labelled(bound, options),
        value=bound.value(),
        rows=rows,
        max_chars=bound.field.max_chars,
        spellcheck=bound.field.spellcheck,
        threshold=50 if bound.field.max_chars >= 1000 else None,
    )


def print_select(bound: BoundField, options: dict[str, Any]) -> SafeString:
    """A list that unfolds."""
    chosen = {str(bound.value() if bound.value() is not None else "")}
    items: list[dict[str, Any]] = []
    pairs = list(bound.field.choices)  # type: ignore[attr-defined]
    if not any(str(value) == "" for value, _ in pairs):
        items.append({"value": "", "text": "Choose", "checked": "" in chosen})
    for group, inner in grouped(pairs):
        options_ = [
            {"value": value, "text": components.words_of(text), "checked": str(value) in chosen}
            for value, text in inner
        ]
        items += [{"group": group, "items": options_}] if group else options_
    return components.render("forms/select", **labelled(bound, options), items=items)


def choice_items(bound: BoundField) -> list[dict[str, Any]]:
    """Radios or tick boxes; the first has the field's own id, so that the error summary can lead to it."""
    value = bound.value()
    chosen = {str(one) for one in value} if isinstance(value, (list, tuple, set)) else {str(value)}
    items: list[dict[str, Any]] = []
    for number, (key, text) in enumerate(bound.field.choices, start=1):  # type: ignore[attr-defined]
        words = text if isinstance(text, Answer) else Answer(text)
        identifier = bound.auto_id if number == 1 else f"{bound.auto_id}-{number}"
        if words.divider:
            items.append(components.Parts(divider=words.divider))
        items.append(
            components.Parts(
                id=identifier, value=key, text=components.words_of(text), checked=str(key) in chosen,
                hint=words.hint, disabled=bound.field.disabled,
                described_by=f"{identifier}-item-hint" if words.hint else "",
                behaviour="exclusive" if words.exclusive else "",
            )
        )  # fmt: skip
    return items


def print_choices(bound: BoundField, options: dict[str, Any]) -> SafeString:
    """Radios or tick boxes under a legend."""
    kind = look_of(bound.field)
    inline = f"govuk-{kind}--inline" if getattr(bound.field, "inline", False) else ""
    return components.render(
        "forms/choices",
        **with_legend(bound, options),
        kind=kind,
        input_type="radio" if kind == "radios" else "checkbox",
        items=choice_items(bound),
        classes=inline,
    )


def print_tick(bound: BoundField, options: dict[str, Any]) -> SafeString:
    """A single tick box, labelled by itself."""
    item = components.Parts(
        id=bound.auto_id, value="on", text=components.words_of(bound.label), checked=bool(bound.value()),
        disabled=bound.field.disabled, described_by=options["described_by"],
    )  # fmt: skip
    return components.render(
        "forms/choices", **{**options, "described_by": ""}, kind="checkboxes", input_type="checkbox", items=[item]
    )


def print_date(bound: BoundField, options: dict[str, Any]) -> SafeString:
    """Three boxes under a legend, and "about" where a date may be approximate."""
    typed = bound.value()
    typed = typed if isinstance(typed, Typed) else Typed()
    wrong = wrong_parts(bound)
    items = [
        {
            "id": f"{bound.auto_id}-{part}", "name": f"{bound.html_name}-{part}", "text": part.capitalize(),
            "value": getattr(typed, part), "autocomplete": options["autocomplete"],
            "inputmode": "" if part == "month" else "numeric",
            "classes": components.classes(
                "govuk-input--error" if part in wrong else "",
                {"year": "govuk-input--width-4", "month": "govuk-input--width-3"}.get(part, "govuk-input--width-2"),
            ),
        }
        for part in PARTS
    ]  # fmt: skip
    about: str | SafeString = ""
    if isinstance(bound.field, ApproxDateField):
        about = components.about_box(bound.auto_id, bound.html_name, typed.about, bound.field)
    return components.render(
        "forms/date-input",
        **with_legend(bound, options),
        items=items,
        after_input=about,
    )


def print_file(bound: BoundField, options: dict[str, Any]) -> SafeString:
    """A box to pick a file."""
    return components.render("forms/file-upload", **labelled(bound, options))


PRINTERS = {
    "input": print_input,
    "textarea": print_textarea,
    "select": print_select,
    "radios": print_choices,
    "checkboxes": print_choices,
    "tick": print_tick,
    "date": print_date,
    "file": print_file,
}

# ---------- whole forms


def fields(form: BaseForm) -> SafeString:
    """Every field: declared groups, then the rest, then hidden ones."""
    groups = [group for group in getattr(form, "fieldsets", ()) if any(name in form.fields for name in group.names)]
    declared = {name for group in groups for name in group.names}
    rest = [name for name, one in form.fields.items() if name not in declared and not form[name].is_hidden]
    parts = [*(fieldset(form, group) for group in groups), *(field(form[name]) for name in rest)]
    parts += [bound.as_hidden() for bound in form.hidden_fields()]
    return format_html_join("", "{}", ((part,) for part in parts))


def fieldset(form: BaseForm, group: Fieldset) -> SafeString:
    """A declared group under its legend; names that the form dropped are passed over."""
    rows = format_html_join("", "{}", ((row(form, names),) for names in group.rows))
    hint = format_html('<p class="govuk-hint">{}</p>', group.hint) if group.hint else ""
    return format_html(
        '<fieldset class="govuk-fieldset th-block"><legend class="th-legend"><h2>{}</h2></legend>{}{}</fieldset>',
        group.legend,
        hint,
        rows,
    )


def row(form: BaseForm, names: str | Iterable[str]) -> SafeString:
    """One field, or several side by side."""
    if isinstance(names, str):
        return field(form[names]) if names in form.fields else mark_safe("")  # nothing to print
    printed = format_html_join("", "{}", ((field(form[name]),) for name in names if name in form.fields))
    return format_html('<div class="th-row">{}</div>', printed)


def one_fieldset(form: BaseForm, legend: str) -> SafeString:
    """The declared group with this legend; KeyError when the form has none."""
    groups = {group.legend: group for group in getattr(form, "fieldsets", ())}
    return fieldset(form, groups[legend])
