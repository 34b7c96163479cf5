"""Tags about a person, time and filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from thrive.govuk import components, pages
from thrive.govuk.templatetags.govuk.library import register


@register.simple_tag
def identity_bar(bar: pages.IdentityBar) -> SafeString:
    """Strip and facts about who a page is about."""
    return components.render("components/identity-bar", bar=bar)


@register.simple_tag
def sub_nav(
    items: Sequence[pages.NavItem], label: str = "Record", menu_label: str = "", moved: Sequence[pages.Action] = ()
) -> SafeString:
    """Sections of a record: a row of links, or folded under the name of the current one when narrow."""
    current = next((item.label for item in items if item.current), "")
    return components.render(
        "components/sub-nav", items=items, label=label, menu_label=menu_label or label, current=current, moved=moved
    )


@register.simple_tag
def warning_list(warnings: Sequence[pages.Notice], more_url: str = "") -> SafeString:
    """Standing warnings, three at most, then a link to all."""
    return components.render("components/warning-list", warnings=warnings, more_url=more_url)


@register.simple_tag
def timeline(days: Iterable[pages.Day]) -> SafeString:
    """Days with their events, in the order given."""
    return components.render("components/timeline", days=days)


@register.simple_tag
def due(text: str, state: str = "", date: str = "") -> SafeString:
    """Due words; `state` is late, today, soon, later or done. Exact date beneath when the words are relative."""
    return components.render("components/due", text=text, state="" if state == "later" else state, date=date)


@register.simple_tag
def clock(clock: pages.Clock) -> SafeString:
    """How long is left, what must happen and where the date comes from."""
    return components.render("components/clock", clock=clock)


@register.simple_tag
def counts(items: Iterable[pages.Count]) -> SafeString:
    """Numbers with words, each a link to its list."""
    return components.render("components/counts", items=items)


@register.simple_block_tag
def moj_filter(content: str, title: str = "Show") -> SafeString:
    """A filter panel; place it inside a form. Apply stands at top and bottom."""
    return components.render("components/filter", content=content, title=title)


@register.simple_tag
def filter_tags(links: Iterable[pages.Link]) -> SafeString:
    """Filters that are on, each a link that takes it off."""
    return components.render("components/filter-tags", links=links)


@register.simple_block_tag
def scroll_pane(content: str, label: str) -> SafeString:
    """A pane that scrolls sideways by itself, for wide tables and drawings; reachable by keyboard and named."""
    return format_html('<div class="th-pane" role="region" aria-label="{}" tabindex="0">{}</div>', label, content)
