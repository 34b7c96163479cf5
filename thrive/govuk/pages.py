"""Plain data that views hand to layouts and components.

Every class is frozen and holds only words and addresses: whoever builds one has already decided what the reader may
see. Optional parts default to nothing and are then left out of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.safestring import SafeString


class NavItem(NamedTuple):
    """One place in a navigation; `current` marks the one the reader is in."""

    label: str
    url: str
    current: bool = False


class Link(NamedTuple):
    """A link; `hidden` is read out after the text, so that links in a list differ: "Change" + "date of birth"."""

    text: str
    href: str
    hidden: str = ""


class Tag(NamedTuple):
    """A status tag. `kind` is a colour class without its prefix (need-1 to need-3, care, leaver, plain, restricted,
    strong) or empty for neutral; with `href` the tag is a link to where the words come from."""

    text: str
    kind: str = ""
    href: str = ""


@dataclass(frozen=True)
class Visit:
    """When the reader is signed out if they do nothing more: in words, and in seconds for the page's script.

    `stay_url` makes it later; empty where nothing does, at the end of a long day. `left_url` tells how long is left,
    `sign_in_url` is where it leads in the end.
    """

    ends_at: str
    seconds: int
    warn_seconds: int
    stay_url: str
    left_url: str
    sign_in_url: str


@dataclass(frozen=True)
class Page:
    """What the frame of every page needs; see the package docstring.

    `print_url` is where the page is printed, empty where it is not. With `is_print` the page is that print: its frame
    is `print_line`, first and at the foot of each sheet, and `page_url` leads back.
    """

    authority_name: str = ""
    home_url: str = "/"
    nav: Sequence[NavItem] = ()
    user_name: str = ""
    account_url: str = ""
    help_url: str = ""
    search_url: str = ""
    search_hint: str = "Name, number, phone or postcode"
    footer: Sequence[Link] = ()
    training: bool = False
    print_line: str = ""
    print_url: str = ""
    is_print: bool = False
    page_url: str = ""
    duty_line: str = ""
    visit: Visit | None = None


class Fact(NamedTuple):
    """A label over a value in the identity bar; `note` follows in brackets, `is_id` keeps figures on one line."""

    label: str
    value: str | SafeString
    note: str = ""
    is_id: bool = False


class Action(NamedTuple):
    """A button in the title row or strip; `wide_only` ones move into the menu on narrow screens."""

    text: str
    href: str
    primary: bool = False
    wide_only: bool = False


class Notice(NamedTuple):
    """A standing warning: the instruction in bold, then the reason, then a quiet second line.

    `overdue` are due words ("Review 18 working days late") worn as a late tag; `link` leads to why and to history.
    """

    instruction: str
    reason: str = ""
    source: str = ""
    overdue: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class IdentityBar:
    """Who a page is about: strip, facts, sub navigation and warnings.

    `menu_label` names the folded sub navigation on narrow screens ("Ava's record"). Only the first three warnings
    are printed; `warnings_url` leads to the rest.
    """

    name: str
    about: str = ""
    label: str = "Person"
    tags: Sequence[Tag] = ()
    actions: Sequence[Action] = ()
    facts: Sequence[Fact] = ()
    nav: Sequence[NavItem] = ()
    menu_label: str = "Record"
    warnings: Sequence[Notice] = ()
    warnings_url: str = ""

    @property
    def current(self) -> str:
        """The label of the section the reader is in, or an empty string."""
        return next((item.label for item in self.nav if item.current), "")

    @property
    def moved_actions(self) -> list[Action]:
        """Actions that narrow screens find at the end of the folded sub navigation."""
        return [action for action in self.actions if action.wide_only]


class Row(NamedTuple):
    """A row of a summary list; a value of None prints "Not recorded"."""

    key: str
    value: Any
    actions: Sequence[Link] = ()


class Column(NamedTuple):
    """A table column; numeric ones are set right with equal-width figures; `classes` go on head and cells."""

    label: str
    numeric: bool = False
    classes: str = ""


@dataclass(frozen=True)
class Table:
    """A table: caption, columns and rows of cells (text, or HTML already marked safe).

    `row_heads` makes the first cell of each row its heading. `stack` turns rows into blocks when narrow. Columns may
    be given as words. `caption_hidden` keeps the caption for screen readers only.
    """

    caption: str
    columns: Sequence[str | Column]
    rows: Sequence[Sequence[Any]]
    row_heads: bool = True
    stack: bool = True
    caption_hidden: bool = True
    classes: str = ""
    empty: str = "None."

    @property
    def heads(self) -> list[Column]:
        """The columns, each as a `Column`."""
        return [Column(column) if isinstance(column, str) else column for column in self.columns]

    @property
    def body(self) -> list[list[tuple[Column, Any]]]:
        """Rows of (column, cell)."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


class TaskItem(NamedTuple):
    """A row of a task list. With `kind` ("neutral") the status is a tag, without it plain text ("Completed"), quieter
    where it `waits` for something else."""

    title: str
    href: str = ""
    status: str = ""
    kind: str = ""
    hint: str = ""
    waits: bool = False


class Moment(NamedTuple):
    """One event on a timeline; `key` fills its dot, `late` is quiet text such as "Recorded 2 days later"."""

    title: str
    href: str = ""
    text: str = ""
    meta: Sequence[str] = ()
    key: bool = False
    late: str = ""
    tag: Tag | None = None


class Day(NamedTuple):
    """A day of a timeline with its events; `date` is words, since precision differs ("27 Nov 2026", "June 2026")."""

    date: str
    weekday: str = ""
    events: Sequence[Moment] = ()


class Count(NamedTuple):
    """A number with words, linked to its list, in the row under a title."""

    number: str | int
    text: str
    href: str = ""
    late: bool = False


@dataclass(frozen=True)
class Clock:
    """What must happen and how long is left, both as words; `fraction` (0 to 1) of the time is used up.

    `state` is ok, soon, late or paused; the bar is left out when `fraction` is None.
    """

    what: str
    left: str
    foot: str = ""
    state: str = "ok"
    fraction: float | None = None
    why_url: str = ""
    why_text: str = "Why this date?"

    @property
    def percent(self) -> int:
        """The used-up share for the bar, from 0 to 100."""
        return 0 if self.fraction is None else round(100 * min(1.0, max(0.0, self.fraction)))
