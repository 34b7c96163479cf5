"""Our partials print what the design system publishes, but where the table below says otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from thrive.govuk.tests import golden

# Options that our partials do not offer, and why. Fixtures that use one are left out.
NOT_OFFERED = {
    "breadcrumbs": {"collapseOnMobile": "ours always wrap", "items[].attributes": "never needed"},
    "button": {"isStartButton": "there is no start page"},
    "character-count": {
        "maxwords": "limits are in characters", "countType": "limits are in characters",
        "textareaDescriptionText": "one wording", "charactersAtLimitText": "one wording",
        "charactersOverLimitText": "one wording", "charactersUnderLimitText": "one wording",
        "wordsAtLimitText": "one wording", "countMessage": "one look", "classes": "one look", "formGroup": "one look",
    },
    "checkboxes": {"items[].label": "one look"},
    "date-input": {},
    "error-summary": {"disableAutoFocus": "it always takes the focus"},
    "file-upload": {"javascript": "dropping files is not used", "value": "browsers refuse a preset file"},
    "input": {
        "prefix.classes": "one look", "prefix.attributes": "one look", "suffix.classes": "one look",
        "suffix.attributes": "one look", "inputWrapper": "one look",
    },
    "notification-banner": {"disableAutoFocus": "success always takes the focus", "attributes": "never needed"},
    "summary-list": {
        "card": "lines, not boxes", "rows[].key.classes": "one look", "rows[].value.classes": "one look",
        "rows[].actions.classes": "one look", "rows[].actions.items[].classes": "one look",
        "rows[].actions.items[].attributes": "never needed",
    },
    "table": {
        "captionClasses": "the caption is hidden or plain", "attributes": "never needed", "head[].colspan": "by hand",
        "head[].attributes": "never needed", "rows[][].colspan": "by hand", "rows[][].classes": "a column's classes",
        "rows[][].attributes": "never needed", "head[].classes": "go on cells too",
    },
    "tabs": {
        "idPrefix": "each tab has its own id", "items[].attributes": "never needed",
        "items[].panel.attributes": "never needed", "attributes": "never needed",
    },
    "task-list": {
        "items[].classes": "one look", "items[].title.classes": "one look",
        "items[].status.tag.attributes": "never needed", "attributes": "never needed",
    },
}  # fmt: skip

# Fixtures we print differently on purpose.
NO_HEADS = "every table of ours has column heads, which screen readers need"
DIFFERENT = {
    ("button", "don't prevent double click"): "nothing is printed instead of false: the form's own guard does this",
    ("select", "with falsy values"): "Python writes False where JavaScript writes false",
    ("table", "default"): NO_HEADS,
    ("table", "classes"): NO_HEADS,
    ("table", "with firstCellIsHeader true"): NO_HEADS,
    ("table", "firstCellIsHeader with html"): NO_HEADS,
    ("table", "firstCellIsHeader with html as text"): NO_HEADS,
    ("table", "with falsy items"): NO_HEADS,
    ("table", "with small text modifier for tables with a lot of data"): NO_HEADS,
    ("character-count", "to configure in JavaScript"): "a limit is always given",
    ("character-count", "with neither maxlength, maxwords nor textarea description set"): "a limit is always given",
}


def option_paths(options: Any, start: str = "") -> set[str]:
    """The paths of all options a fixture uses: "items[].label"."""
    if isinstance(options, dict):
        inner = {path for key, value in options.items() for path in option_paths(value, f"{start}.{key}")}
        return {start.lstrip(".")} | inner
    if isinstance(options, list):
        return {path for value in options for path in option_paths(value, f"{start}[]")}
    return {start.lstrip(".")}


def wrapped() -> list[Any]:
    """Every fixture that uses only options we offer."""
    cases = []
    for component in golden.RENDER:
        for case in golden.fixtures(component):
            if not option_paths(case["options"]) & set(NOT_OFFERED.get(component, ())):
                cases.append(pytest.param(component, case, id=f"{component}: {case['name']}"))
    return cases


@pytest.mark.parametrize(("component", "case"), wrapped())
def test_prints_the_published_markup(component, case):
    ours = golden.flat(golden.RENDER[component](case["options"]))
    published = golden.flat(case["html"])
    assert (ours == published) is ((component, case["name"]) not in DIFFERENT), (
        f"ours      {golden.RENDER[component](case['options'])}\npublished {case['html']}"
    )


def test_every_published_component_here_is_compared():
    assert {path.stem for path in golden.FIXTURES.glob("*.json")} == set(golden.RENDER)


@pytest.mark.parametrize("component", NOT_OFFERED)
def test_options_said_not_to_be_offered_exist(component):
    used = {path for case in golden.fixtures(component) for path in option_paths(case["options"])}
    assert set(NOT_OFFERED[component]) <= used


def test_most_fixtures_are_compared():
    total = sum(len(golden.fixtures(component)) for component in golden.RENDER)
    assert len(wrapped()) > 0.75 * total
