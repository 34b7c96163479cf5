"""Tags for lists and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from thrive.govuk import components, pages
from thrive.govuk.templatetags.govuk.library import register


@register.simple_tag
def govuk_summary_list(rows: Iterable[pages.Row | tuple[Any, ...]], classes: str = "") -> SafeString:
    """Keys and values, with links to change them."""
    full = [row if isinstance(row, pages.Row) else pages.Row(*row) for row in rows]
    return components.render(
        "components/summary-list", rows=full, any_actions=any(row.actions for row in full), classes=classes
    )


@register.simple_tag
def govuk_table(table: pages.Table) -> SafeString:
    """A table from plain data."""
    return components.render("components/table", table=table)


@register.simple_block_tag
def stacked_table(
    content: str,
    caption: str,
    *columns: str,
    classes: str = "",
    caption_hidden: bool = True,
    head_hidden: bool = False,
) -> SafeString:
    """A table whose rows are written by hand with `row`, `rowhead` and `cell`; "Rows|numeric" sets a column right.

    `head_hidden` keeps the column heads for screen readers only, where the cells speak for themselves.
    """
    heads = format_html_join(
        "",
        '<th scope="col" class="govuk-table__header{}" role="columnheader">{}</th>',
        ((" govuk-table__header--numeric" if kind else "", label) for label, _, kind in map(_column, columns)),
    )
    return format_html(
        '<table class="govuk-table th-stack{}" role="table"><caption class="govuk-table__caption{}">{}</caption>'
        '<thead class="govuk-table__head{}" role="rowgroup"><tr class="govuk-table__row" role="row">{}</tr></thead>'
        '<tbody class="govuk-table__body" role="rowgroup">{}</tbody></table>',
        f" {classes}" if classes else "",
        " govuk-visually-hidden" if caption_hidden else "",
        caption,
        " govuk-visually-hidden" if head_hidden else "",
        heads,
        content,
    )


def _column(column: str) -> tuple[str, str, str]:
    return column.partition("|")


@register.simple_block_tag
def row(content: str, classes: str = "") -> SafeString:
    """A row of a `stacked_table`."""
    return format_html('<tr class="govuk-table__row{}" role="row">{}</tr>', f" {classes}" if classes else "", content)


@register.simple_block_tag
def rowhead(content: str) -> SafeString:
    """The heading of a row."""
    return format_html('<th scope="row" class="govuk-table__header" role="rowheader">{}</th>', content)


@register.simple_block_tag
def cell(content: str, label: str = "", numeric: bool = False, classes: str = "") -> SafeString:
    """A cell; `label` (its column's words) is printed beside it when the row is stacked."""
    names = components.classes("govuk-table__cell", "govuk-table__cell--numeric" if numeric else "", classes)
    if not label:
        return format_html('<td class="{}" role="cell">{}</td>', names, content)
    return format_html('<td class="{}" role="cell" data-label="{}"><div>{}</div></td>', names, label, content)


@register.simple_tag
def rowgroup(text: str, count: str | int = "", span: int = 1) -> SafeString:
    """A heading inside a table over the rows that follow: "Late 2"."""
    more = format_html(' <span class="th-quiet">{}</span>', count) if count != "" else ""
    return format_html(
        '<tr class="th-group" role="row"><th colspan="{}" scope="colgroup" role="columnheader">{}{}</th></tr>',
        span,
        text,
        more,
    )


@register.simple_tag(takes_context=True)
def govuk_pagination(context: Context, page: PaginatorPage, param: str = "page", label: str = "") -> SafeString:
    """Paging links for a page of a Django paginator, keeping the other query parameters; nothing for a single page.
    Where a page has two lists, each has a `param` and a `label` of its own.

    On paper, where links lead nowhere, it says which part of the list this is.
    """
    if not page.has_other_pages():
        return mark_safe("")  # nothing to print

    def href(number: int) -> str:
        query = context["request"].GET.copy() if "request" in context else QueryDict(mutable=True)
        query[param] = str(number)
        return f"?{query.urlencode()}"

    numbers = components.page_numbers(page.number, page.paginator.num_pages)
    items = [
        {"ellipsis": True} if number is None
        else {"number": number, "href": href(number), "current": number == page.number}
        for number in numbers
    ]  # fmt: skip
    links = components.render(
        "components/pagination",
        label=label,
        items=items,
        previous={"href": href(page.previous_page_number())} if page.has_previous() else None,
        next={"href": href(page.next_page_number())} if page.has_next() else None,
    )
    of = page.paginator.num_pages
    part = format_html('<p class="th-print-only">Part {} of {} of this list.</p>', page.number, of)
    return mark_safe(links + part)  # noqa: S308 - both are escaped where they are made


@register.simple_tag
def govuk_tabs(tabs: Sequence[tuple[str, str, Any]], title: str = "Contents") -> SafeString:
    """Tabs from (id, label, content); without scripts the contents follow one another."""
    return components.render("components/tabs", tabs=tabs, title=title)


@register.simple_tag
def govuk_task_list(items: Iterable[pages.TaskItem], prefix: str = "task-list") -> SafeString:
    """The sections of a long form with their state."""
    return components.render("components/task-list", items=components.task_items(items, prefix))
