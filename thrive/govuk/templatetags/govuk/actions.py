"""Tags for buttons, links, tags and the messages and notes in a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from thrive.govuk import components, drawing, pages
from thrive.govuk.templatetags.govuk.library import register


@register.simple_tag
def govuk_button(text: str, **options: Any) -> SafeString:
    """A button, or with `href` a link that looks like one. See `components.button`."""
    return components.button(text, classes_=options.pop("classes", ""), **_with_id(options))


@register.simple_tag
def govuk_link_button(text: str, name: str = "", value: str = "") -> SafeString:
    """A button that looks like a link, for small changes inside a form ("Remove")."""
    return format_html('<button class="th-linkbutton" name="{}" value="{}">{}</button>', name, value, text)


@register.simple_tag
def govuk_tag(text: str, kind: str = "", href: str = "") -> SafeString:
    """A status tag; with `href`, a link to where the status comes from."""
    return components.tag(text, kind, href)


@register.simple_tag
def govuk_tags(tags: Iterable[pages.Tag]) -> SafeString:
    """Status tags as a list."""
    items = format_html_join("", "<li>{}</li>", ((components.tag(*tag),) for tag in tags))
    return format_html('<ul class="th-tags">{}</ul>', items)


@register.simple_tag
def govuk_back_link(text: str = "Back", href: str = "#") -> SafeString:
    """A back link in a landmark of its own, used in journeys; never together with breadcrumbs."""
    return format_html(
        '<nav aria-label="Back">{}</nav>', components.render("components/back-link", text=text, href=href)
    )


@register.simple_tag
def govuk_breadcrumbs(crumbs: Sequence[tuple[str, str]]) -> SafeString:
    """Breadcrumbs from (label, url); a label without url is the current page."""
    return components.render("components/breadcrumbs", crumbs=crumbs)


@register.simple_tag
def govuk_skip_link(text: str = "Skip to main content", href: str = "#main") -> SafeString:
    """The first thing on the page for keyboards."""
    return components.render("components/skip-link", text=text, href=href)


def _with_id(options: dict[str, Any]) -> dict[str, Any]:
    """Buttons carry an id among their extra attributes."""
    identifier = options.pop("id", None)
    return {**options, "attributes": {**options.get("attributes", {}), "id": identifier}} if identifier else options


@register.simple_block_tag
def govuk_details(content: str, summary: str, open: bool = False, id: str = "") -> SafeString:
    """Words that unfold under a summary."""
    return components.render("components/details", content=content, summary=summary, open=open, id=id)


@register.simple_block_tag
def govuk_inset(content: str) -> SafeString:
    """A quotation or example set in from the text."""
    return components.render("components/inset-text", content=content)


@register.simple_tag
def govuk_warning(text: str) -> SafeString:
    """A warning that the reader must not miss."""
    return components.render("components/warning-text", text=text)


@register.simple_block_tag
def govuk_banner(content: str, title: str = "", kind: str = "", level: int = 2) -> SafeString:
    """A notification banner: something about the whole page or service."""
    success = kind == "success"
    return components.render(
        "components/notification-banner",
        content=content,
        title=title or ("Success" if success else "Important"),
        kind=kind,
        level=level,
        role="alert" if success else "region",
        title_id="govuk-notification-banner-title",
    )


@register.simple_tag(takes_context=True)
def govuk_messages(context: Context) -> SafeString:
    """Django's messages as sentences at the top of the page."""
    return components.render("components/messages", messages=list(context.get("messages") or ()))


@register.simple_tag
def moj_alert(text: str, kind: str = "information") -> SafeString:
    """A message about part of the page, such as a source that did not answer."""
    return components.render("components/alert", text=text, kind=kind, label=text)


@register.simple_tag
def moj_badge(text: str) -> SafeString:
    """A small count or state beside a heading."""
    return format_html('<span class="moj-badge">{}</span>', text)


@register.simple_block_tag
def quote(content: str, by: str = "") -> SafeString:
    """Somebody's own words, set larger, named and dated."""
    cite = format_html("<cite>{}</cite>", by) if by else ""
    return format_html('<blockquote class="th-quote">{}{}</blockquote>', content, cite)


@register.simple_tag
def saved(at: str = "") -> SafeString:
    """When the draft was last kept, and whether something was typed since; the script writes here too."""
    return format_html(
        '<p class="th-saved{}" data-draft-status aria-live="polite">{} <span data-draft-words>{}</span>'
        '<span class="th-saved__waiting" data-draft-waiting aria-hidden="true" hidden>'
        "Not all saved</span></p>",
        " th-saved--done" if at else "",
        drawing.icon("tick"),
        f"Draft saved at {at}" if at else "",
    )
