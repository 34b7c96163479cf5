"""How a published fixture's options map onto ours, and HTML made comparable.

Two pieces of HTML are the same here when they have the same elements in the same order with the same attributes and
words; the order of attributes and of class names, and white space, do not count.
"""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from thrive.govuk import components, pages

FIXTURES = Path(__file__).parent / "fixtures"


class Flat(HTMLParser):
    """Collects a comparable list of what a piece of HTML holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Any] = []

    def handle_starttag(self, tag, attrs):
        pairs = {}
        for name, value in attrs:
            words = " ".join((value or "").split())
            pairs[name] = " ".join(sorted(words.split())) if name == "class" else words
        self.parts.append((tag, tuple(sorted(pairs.items()))))

    def handle_endtag(self, tag):
        self.parts.append(f"/{tag}")

    def handle_data(self, data):
        words = " ".join(data.split())
        if words:
            self.parts.append(f"text:{words}")


def flat(html: str) -> list[Any]:
    parser = Flat()
    parser.feed(html)
    parser.close()
    return [part for part in parser.parts if part not in ("/input", "/path", "/br", "/hr")]


def fixtures(component: str) -> list[dict[str, Any]]:
    return json.loads((FIXTURES / f"{component}.json").read_text(encoding="utf-8"))


def words(option: dict[str, Any] | None, key: str = "text") -> Any:
    """The text of an option, or its HTML marked safe."""
    if not option:
        return ""
    html = option.get("html" if key == "text" else key.replace("Text", "Html"))
    return mark_safe(html) if html else option.get(key, "")


def label(option: dict[str, Any] | None) -> dict[str, Any]:
    option = option or {}
    return {
        "text": words(option), "classes": option.get("classes"), "is_heading": option.get("isPageHeading"),
        "attributes": option.get("attributes"),
    }  # fmt: skip


def legend(option: dict[str, Any] | None) -> dict[str, Any] | None:
    if option is None:
        return None
    fields = {"fieldset_classes": option.get("classes"), "attributes": option.get("attributes")}
    return {**label(option.get("legend")), **fields}


def notes(options: dict[str, Any], identifier: str) -> dict[str, Any]:
    """Hint and error with their ids, and what the control is described by."""
    hint, error = words(options.get("hint")), words(options.get("errorMessage"))
    start = options.get("describedBy") or (options.get("fieldset") or {}).get("describedBy") or ""
    return {
        "hint": hint, "hint_id": f"{identifier}-hint", "error": error, "error_id": f"{identifier}-error",
        "described_by": components.classes(
            start, f"{identifier}-hint" if hint else "", f"{identifier}-error" if error else ""
        ),
        "group_classes": (options.get("formGroup") or {}).get("classes"),
        "classes": options.get("classes"), "attributes": options.get("attributes"),
        "disabled": options.get("disabled"),
    }  # fmt: skip


def control(options: dict[str, Any]) -> dict[str, Any]:
    identifier = options.get("id") or options["name"]
    return {
        **notes(options, identifier), "id": identifier, "name": options["name"], "label": label(options.get("label")),
        "value": options.get("value"), "autocomplete": options.get("autocomplete"),
        "spellcheck": options.get("spellcheck"),
    }  # fmt: skip


def text_input(options):
    plain = ("type", "pattern", "inputmode", "autocapitalize")
    affixes = {key: words(options.get(key)) for key in ("prefix", "suffix")}
    return components.render("forms/input", **control(options), **affixes, **{key: options.get(key) for key in plain})


def textarea(options):
    return components.render("forms/textarea", **control(options), rows=options.get("rows"))


def character_count(options):
    given = control(options)
    given.pop("classes"), given.pop("group_classes")
    return components.character_count(
        **given, rows=options.get("rows"), max_chars=options.get("maxlength", 0), threshold=options.get("threshold")
    )


def select(options):
    value = options.get("value")
    items = [
        {
            "value": item.get("value"), "text": item.get("text"), "disabled": item.get("disabled"),
            "attributes": item.get("attributes"),
            "checked": item.get("selected", bool(value) and item.get("value", item.get("text")) == value),
        }
        for item in options.get("items", ())
        if item
    ]  # fmt: skip
    return components.render("forms/select", **control(options), items=items)


def choices(kind):
    def render(options):
        prefix = options.get("idPrefix") or options["name"]
        given = notes(options, prefix)
        items = []
        for number, item in enumerate(options["items"], start=1):
            if not item:
                continue
            identifier = item.get("id") or (prefix if number == 1 else f"{prefix}-{number}")
            hint = words(item.get("hint"))
            given_label = item.get("label") or {}
            chosen = options.get("values") or [options.get("value")]
            items.append(
                {
                    "id": identifier, "name": item.get("name"), "value": item.get("value"), "text": words(item),
                    "divider": item.get("divider"), "hint": hint, "disabled": item.get("disabled"),
                    "checked": item.get("checked", item.get("value") in chosen and item.get("value") is not None),
                    "described_by": components.classes(
                        "" if options.get("fieldset") or kind == "radios" else given["described_by"],
                        f"{identifier}-item-hint" if hint else "",
                    ),
                    "behaviour": item.get("behaviour"),
                    "conditional": mark_safe((item.get("conditional") or {}).get("html") or ""),
                    "attributes": item.get("attributes"), "label_classes": given_label.get("classes"),
                    "label_attributes": given_label.get("attributes"),
                }
            )  # fmt: skip
        return components.render(
            "forms/choices", kind=kind, input_type="radio" if kind == "radios" else "checkbox", name=options["name"],
            items=items, legend=legend(options.get("fieldset")), **given,
        )  # fmt: skip

    return render


def date_input(options):
    prefix = f"{options['namePrefix']}-" if options.get("namePrefix") else ""
    values = options.get("values") or {}
    items = options.get("items") or [
        {"name": part, "value": values.get(part), **(options.get(part) or {})}
        for part in ("day", "month", "year")
        if options.get(part) is not False
    ]
    years = {"year", (options.get("year") or {}).get("name")}

    def wrong(item):
        return item.get("error") or "govuk-input--error" in (item.get("classes") or "")

    any_wrong = any(wrong(item) for item in items if item)
    boxes = []
    for item in items:
        if not item:
            continue
        name = item["name"]
        own = item.get("classes") or ""
        red = "govuk-input--error" not in own and (
            item.get("error") or (item.get("error") is not False and options.get("errorMessage") and not any_wrong)
        )
        width = "" if "govuk-input--width-" in own else f"govuk-input--width-{4 if name in years else 2}"
        boxes.append(
            {
                "id": item.get("id") or f"{options['id']}-{name}", "name": f"{prefix}{name}",
                "text": item.get("label") or name.capitalize(),
                "value": item.get("value") or values.get(f"{prefix}{name}") or (options.get(name) or {}).get("value"),
                "inputmode": item.get("inputmode") or "numeric", "pattern": item.get("pattern"),
                "autocomplete": item.get("autocomplete"), "attributes": item.get("attributes"),
                "classes": components.classes("govuk-input--error" if red else "", width, own),
            }
        )  # fmt: skip
    return components.render(
        "forms/date-input", items=boxes, id=options["id"], legend=legend(options.get("fieldset")),
        **notes(options, options["id"]),
    )  # fmt: skip


def file_upload(options):
    return components.render("forms/file-upload", **control(options), multiple=options.get("multiple"))


def fieldset(options):
    return components.render(
        "forms/fieldset", legend=label(options.get("legend")), described_by=options.get("describedBy"),
        role=options.get("role"), content=mark_safe(options.get("html") or ""), classes=options.get("classes"),
        attributes=options.get("attributes"),
    )  # fmt: skip


def common(options):
    return {"classes": options.get("classes"), "attributes": options.get("attributes")}


def button(options):
    names = ("href", "name", "value", "type", "disabled")
    given = {key: options.get(key) for key in names}
    extra = {**(options.get("attributes") or {}), **({"id": options["id"]} if options.get("id") else {})}
    return components.render(
        "components/button", text=words(options), once=options.get("preventDoubleClick"), attributes=extra,
        classes=options.get("classes"), **given,
    )  # fmt: skip


def tag(options):
    return components.render("components/tag", text=words(options), **common(options))


def back_link(options):
    return components.render("components/back-link", text=words(options), href=options.get("href"), **common(options))


def breadcrumbs(options):
    crumbs = [(words(item), item.get("href")) for item in options["items"]]
    return components.render("components/breadcrumbs", crumbs=crumbs, label=options.get("labelText"), **common(options))


def details(options):
    return components.render(
        "components/details", summary=words(options, "summaryText"), content=words(options), id=options.get("id"),
        open=options.get("open"), **common(options),
    )  # fmt: skip


def error_message(options):
    prefix = options.get("visuallyHiddenText")
    return components.render(
        "forms/error-message", error=words(options), error_id=options.get("id"), error_classes=options.get("classes"),
        error_attributes=options.get("attributes"), error_prefix="" if prefix is False or prefix == "" else prefix,
    )  # fmt: skip


def error_summary(options):
    errors = [
        {"text": words(item), "href": item.get("href"), "attributes": item.get("attributes")}
        for item in options.get("errorList") or ()
    ]
    return components.render(
        "components/error-summary", title=words(options, "titleText"), errors=errors,
        description=words(options, "descriptionText"), **common(options),
    )  # fmt: skip


def hint(options):
    return components.render(
        "forms/hint", hint=words(options), hint_id=options.get("id"), hint_classes=options.get("classes"),
        hint_attributes=options.get("attributes"),
    )  # fmt: skip


def inset_text(options):
    return components.render("components/inset-text", content=words(options), id=options.get("id"), **common(options))


def plain_label(options):
    return components.render("forms/label", label=label(options), id=options.get("for"))


def notification_banner(options):
    success = options.get("type") == "success"
    return components.render(
        "components/notification-banner", content=mark_safe(options["html"]) if options.get("html") else format_html(
            '<p class="govuk-notification-banner__heading">{}</p>', options["text"]
        ),
        title=words(options, "titleText") or ("Success" if success else "Important"), kind=options.get("type"),
        level=options.get("titleHeadingLevel", 2), role=options.get("role") or ("alert" if success else "region"),
        title_id=options.get("titleId") or "govuk-notification-banner-title", **common(options),
    )  # fmt: skip


def pagination(options):
    def arrow(key):
        side = options.get(key)
        return side and {"href": side.get("href"), "text": words(side), "label": side.get("labelText")}

    items = [{**item, "label": item.get("visuallyHiddenText")} for item in options.get("items") or () if item]
    return components.render(
        "components/pagination", items=items, previous=arrow("previous"), next=arrow("next"),
        block_level=not options.get("items"), label=options.get("landmarkLabel"), **common(options),
    )  # fmt: skip


def skip_link(options):
    return components.render("components/skip-link", text=words(options), href=options.get("href"), **common(options))


def summary_list(options):
    rows = [
        {
            "key": words(row["key"]), "value": words(row["value"]), "classes": row.get("classes"),
            "actions": [
                pages.Link(words(action), action["href"], action.get("visuallyHiddenText") or "")
                for action in (row.get("actions") or {}).get("items") or ()
            ],
        }
        for row in options["rows"]
        if row
    ]  # fmt: skip
    return components.render(
        "components/summary-list", rows=rows, any_actions=any(row["actions"] for row in rows), **common(options)
    )


def table(options):
    head = [
        pages.Column(words(column), column.get("format") == "numeric", column.get("classes") or "")
        for column in options.get("head") or ()
    ]
    width = max((len(row) for row in options["rows"] if row), default=0)
    formats = [cell.get("format") == "numeric" for cell in next(row for row in options["rows"] if row)]
    columns = head or [pages.Column("", formats[number]) for number in range(width)]
    given = pages.Table(
        options.get("caption") or "", columns, [[words(cell) for cell in row] for row in options["rows"] if row],
        row_heads=bool(options.get("firstCellIsHeader")), stack=False, caption_hidden=False,
        classes=options.get("classes") or "",
    )  # fmt: skip
    return components.render("components/table", table=given)


def tabs(options):
    items = [
        (item.get("id"), item["label"], words(item["panel"]) if item["panel"].get("html") else format_html(
            '<p class="govuk-body">{}</p>', item["panel"]["text"]
        ))
        for item in options.get("items") or () if item
    ]  # fmt: skip
    return components.render(
        "components/tabs", tabs=items, title=options.get("title"), id=options.get("id"), **common(options)
    )


def task_list(options):
    rows = []
    prefix = options.get("idPrefix") or "task-list"
    for number, item in enumerate(options["items"], start=1):
        if not item:
            continue
        status = item["status"]
        given_tag = status.get("tag")
        hint_id, status_id = f"{prefix}-{number}-hint", f"{prefix}-{number}-status"
        rows.append(
            {
                "title": words(item["title"]), "href": item.get("href"), "hint": words(item.get("hint")),
                "hint_id": hint_id, "status_id": status_id, "status": words(given_tag or status),
                "status_classes": status.get("classes"),
                "tag_classes": (given_tag.get("classes") or "") if given_tag else None,
                "described_by": components.classes(hint_id if item.get("hint") else "", status_id),
            }
        )  # fmt: skip
    return components.render("components/task-list", items=rows, **common(options))


def warning_text(options):
    return components.render(
        "components/warning-text", text=words(options), prefix=options.get("iconFallbackText"), **common(options)
    )


RENDER = {
    "back-link": back_link, "breadcrumbs": breadcrumbs, "button": button, "character-count": character_count,
    "checkboxes": choices("checkboxes"), "date-input": date_input, "details": details,
    "error-message": error_message, "error-summary": error_summary, "fieldset": fieldset,
    "file-upload": file_upload, "hint": hint, "input": text_input, "inset-text": inset_text, "label": plain_label,
    "notification-banner": notification_banner, "pagination": pagination, "radios": choices("radios"),
    "select": select, "skip-link": skip_link, "summary-list": summary_list, "table": table, "tabs": tabs, "tag": tag,
    "task-list": task_list, "textarea": textarea, "warning-text": warning_text,
}  # fmt: skip
