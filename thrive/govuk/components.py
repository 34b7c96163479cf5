"""Render one component to HTML: the single place where a component's options meet its template.

Template tags, the form renderer and the golden tests all come through `render`, so what the tests compare with the
published markup is what pages print. Options are those of the GOV.UK macros in Python spelling; a text option takes
plain words (escaped) or HTML already marked safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

#: Options that most components are not given: a template that misses one raises an error and catches it again, and a
#: page of a hundred such takes longer over them than over its questions to the database.
UNSAID = dict.fromkeys(("attributes", "classes", "group_attributes", "group_classes", "autocapitalize", "pattern"), "")


class Parts(dict[str, Any]):
    """Options of a part of a component, such as a radio button: what it was not given is empty, and no error."""

    def __missing__(self, name: str) -> str:
        """Nothing; KeyError for `items` and its like, which templates call on a dictionary."""
        if hasattr(dict, name):
            raise KeyError(name)
        return ""


def render(component: str, **options: Any) -> SafeString:
    """The HTML of a template under `templates/govuk/`, such as "components/button", with these options."""
    return mark_safe(get_template(f"govuk/{component}.html").render({**UNSAID, **options}).strip())  # our own template


def attributes(values: Mapping[str, Any] | None) -> SafeString:
    """Extra HTML attributes: True prints the name alone, None and False print nothing, the rest is escaped."""
    pairs = [(name, value) for name, value in (values or {}).items() if value is not None and value is not False]
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in pairs))


def _attribute(name: str, value: Any) -> SafeString:
    return (
        format_html_join("", " {}", [(name,)]) if value is True else format_html_join("", ' {}="{}"', [(name, value)])
    )


def classes(*names: str) -> str:
    """Class names joined by spaces, leaving out empty ones."""
    return " ".join(name for name in names if name)


def words_of(value: Any) -> Any:
    """A label as text: lazy translations become strings, safe HTML stays safe."""
    return str(value) if isinstance(value, Promise) else value


TAG_CLASSES = {
    "neutral": "",
    "plain": "th-plain-tag",
    "need-1": "th-need-1",
    "need-2": "th-need-2",
    "need-3": "th-need-3",
    "care": "th-care",
    "leaver": "th-leaver",
    "restricted": "th-restricted",
    "strong": "th-strong",
    "late": "th-due--late",
    "soon": "th-due--soon",
    "done": "th-due--done",
    "": "",
}


@lru_cache(maxsize=1_000, typed=True)  # lists show the few there are again and again; typed, since safe HTML is a type
def tag(text: str, kind: str = "", href: str = "") -> SafeString:
    """A status tag; ValueError for a kind that the style sheet does not know, since it would silently look neutral."""
    if kind not in TAG_CLASSES:
        raise ValueError(f"Unknown kind of tag {kind!r}: use one of {', '.join(name for name in TAG_CLASSES if name)}")
    return render("components/tag", text=text, href=href, classes=TAG_CLASSES[kind])


def button(text: str, *, kind: str = "", small: bool = False, classes_: str = "", **options: Any) -> SafeString:
    """A button, or a link that looks like one when `href` is given; `kind` is secondary, warning or inverse."""
    names = classes(f"govuk-button--{kind}" if kind else "", "govuk-button--small" if small else "", classes_)
    return render("components/button", text=text, classes=names, **options)


def page_numbers(number: int, last: int) -> list[int | None]:
    """Which page numbers to print: first, last, the current one and its neighbours; None stands for a gap.

    A gap that would hide a single number prints that number instead.
    """
    shown = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    pages: list[int | None] = []
    for page in shown:
        previous = pages[-1] if pages else 0
        if previous is not None and page - previous == 2:
            pages.append(page - 1)
        elif previous is not None and page - previous > 2:
            pages.append(None)
        pages.append(page)
    return pages


def task_items(items: Iterable[Any], prefix: str = "task-list") -> list[dict[str, Any]]:
    """Task-list rows with the ids by which a link is described by its hint and status."""
    rows = []
    for number, item in enumerate(items, start=1):
        hint_id, status_id = f"{prefix}-{number}-hint", f"{prefix}-{number}-status"
        rows.append(
            {
                "title": item.title, "href": item.href, "hint": item.hint, "status": item.status,
                "hint_id": hint_id, "status_id": status_id,
                "described_by": classes(hint_id if item.hint else "", status_id),
                "tag_classes": TAG_CLASSES[item.kind] if item.kind else None,
                "status_classes": "govuk-task-list__status--cannot-start-yet" if item.waits else "",
            }
        )  # fmt: skip
    return rows


def character_count(
    *, id: str, max_chars: int, described_by: str = "", threshold: int | None = None, **options: Any
) -> SafeString:
    """A text area that says how many characters are left; after `threshold` per cent of them when given."""
    info = render(
        "forms/hint",
        hint=f"You can enter up to {max_chars} characters",
        hint_id=f"{id}-info",
        hint_classes="govuk-character-count__message",
    )
    return render(
        "forms/textarea",
        id=id,
        described_by=classes(f"{id}-info", described_by),
        group_classes="govuk-character-count",
        group_attributes={
            "data-module": "govuk-character-count",
            "data-maxlength": max_chars,
            "data-threshold": threshold,
        },
        classes="govuk-js-character-count",
        after_input=info,
        **options,
    )


def about_box(identifier: str, name: str, ticked: bool, field: Any) -> SafeString:
    """The tick box under an approximate date by which its parts are only about right."""
    item = {
        "id": f"{identifier}-about", "name": f"{name}-about", "value": "about", "text": "This is about right",
        "checked": ticked, "disabled": field.disabled,
    }  # fmt: skip
    return render(
        "forms/_choices",
        kind="checkboxes",
        input_type="checkbox",
        name=name,
        items=[item],
        classes="govuk-checkboxes--small",
    )
