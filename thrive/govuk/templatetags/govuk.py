"""`{% load govuk %}`: components as tags, and the words for dates, ages and numbers as filters.

Block tags end in `{% end… %}`. Options are keywords; see the style guide page for every component in each state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import template
from django.core.paginator import Page as PaginatorPage
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from thrive.govuk import components, drawing, pages, words
from thrive.govuk.forms import rendering

register = template.Library()

for _filter in (
    words.long_date, words.short_date, words.weekday_date, words.short_weekday, words.weekday, words.clock_time,
    words.at_time, words.short_at_time, words.nhs_number, words.phone, words.postcode, words.money, words.listed,
    words.or_not_recorded, words.upper_first, words.lower_first,
):  # fmt: skip
    register.filter(_filter.__name__, _filter)


@register.filter
def approx_date(value: date | None, precision: str = "day") -> str:
    """`{{ born|approx_date:precision }}`."""
    return words.approx_date(value, precision)


@register.filter
def age_words(born: date | None, today: date) -> str:
    """`{{ born|age_words:today }}`: "12 years"."""
    return words.age_words(born, today)


@register.filter
def to_date(first: date | None, last: date | None) -> str:
    """`{{ start|to_date:end }}`: "4 to 9 June 2026"."""
    return words.date_range(first, last)


@register.filter
def plural(count: int, forms: str) -> str:
    """`{{ n|plural:"child,children" }}`: "1 child", "2 children"."""
    one, _, many = forms.partition(",")
    return words.plural(count, one, many)


@register.simple_tag
def percent(part: int, whole: int) -> str:
    """`{% percent 12 48 %}`: "12 of 48, 25%"."""
    return words.percent(part, whole)


@register.simple_tag
def attrs(values: dict[str, Any] | None) -> SafeString:
    """Extra HTML attributes from a mapping."""
    return components.attributes(values or None)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing that repeats words beside it: tick, warning or triangle. Hidden from screen readers."""
    return drawing.icon(name)


@register.simple_tag
def hidden(text: str) -> SafeString:
    """Words for screen readers only: `See Theo{% hidden ", Marlowe and Okoro family" %}`."""
    return format_html('<span class="govuk-visually-hidden">{}</span>', text)


# ---------- buttons, links and tags


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
    """A back link, used in journeys; never together with breadcrumbs."""
    return components.render("components/back-link", text=text, href=href)


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


# ---------- blocks of text


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
    """When the draft was last kept; the script writes here too."""
    return format_html(
        '<p class="th-saved{}" data-draft-status aria-live="polite">{} <span data-draft-words>{}</span></p>',
        " th-saved--done" if at else "",
        drawing.icon("tick"),
        f"Draft saved at {at}" if at else "",
    )


# ---------- lists and tables


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
def govuk_pagination(context: Context, page: PaginatorPage, param: str = "page") -> SafeString:
    """Paging links for a page of a Django paginator, keeping the other query parameters; nothing for a single page."""
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
    return components.render(
        "components/pagination",
        items=items,
        previous={"href": href(page.previous_page_number())} if page.has_previous() else None,
        next={"href": href(page.next_page_number())} if page.has_next() else None,
    )


@register.simple_tag
def govuk_tabs(tabs: Sequence[tuple[str, str, Any]], title: str = "Contents") -> SafeString:
    """Tabs from (id, label, content); without scripts the contents follow one another."""
    return components.render("components/tabs", tabs=tabs, title=title)


@register.simple_tag
def govuk_task_list(items: Iterable[pages.TaskItem], prefix: str = "task-list") -> SafeString:
    """The sections of a long form with their state."""
    return components.render("components/task-list", items=components.task_items(items, prefix))


# ---------- people, time and filters


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


# ---------- forms


@register.simple_tag(takes_context=True)
def govuk_error_summary(context: Context, *forms: BaseForm | None) -> SafeString:
    """Errors of these forms, or of `form` and `forms` in the context, each a link to its field."""
    errors = [error for form in forms or rendering.forms_in(context) for error in rendering.errors_of(form)]
    return components.render("components/error-summary", title="There is a problem", errors=errors)


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """ "Error: " when a form of the page has errors, for the start of the title."""
    return "Error: " if any(form.errors for form in rendering.forms_in(context)) else ""


@register.simple_tag
def govuk_field(field: BoundField) -> SafeString:
    """One field: label, hint, error and control."""
    return rendering.field(field)


@register.simple_tag
def govuk_form_fields(form: BaseForm) -> SafeString:
    """All fields of a form in their declared groups, hidden fields included."""
    return rendering.fields(form)


@register.simple_tag
def govuk_fieldset(form: BaseForm, legend: str) -> SafeString:
    """One declared group of a form's fields, by its legend."""
    return rendering.one_fieldset(form, legend)


@register.simple_block_tag(takes_context=True)
def govuk_form(
    context: Context,
    content: str,
    form: BaseForm | None = None,
    action: str = "",
    draft_url: str = "",
    draft_revision: int = 0,
    saved_at: str = "",
    once: str = "",
    method: str = "post",
    classes: str = "",
    multipart: bool = False,
) -> SafeString:
    """The form element around fields and buttons: no browser validation, CSRF token, drafts kept when asked.

    `once` is a token by which the server knows a repeated submission; `draft_url` switches autosave on.
    """
    return components.render(
        "forms/form-element",
        content=content,
        action=action,
        draft_url=draft_url,
        draft_revision=draft_revision,
        status=saved(saved_at) if draft_url else "",
        once=once,
        method=method,
        classes=classes,
        multipart=multipart or (form is not None and form.is_multipart()),
        csrf_token=context.get("csrf_token") if method == "post" else None,
    )
