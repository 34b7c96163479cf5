"""`Domain`: the manifest of what one domain offers; `Panel`: its section on a shared page."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from thrive.base.offers.approvals import ApprovalKind
    from thrive.base.offers.clock import Clock
    from thrive.base.offers.letters import LetterKind
    from thrive.base.offers.meetings import MeetingKind
    from thrive.base.offers.plans import PlanKind
    from thrive.base.offers.runs import Called, Element
    from thrive.base.offers.status import StatusRule, StatusSource
    from thrive.base.offers.steps import Matter, Stage, Step

    #: Gives, for these people, the dated elements of each that clocks look at.
    ElementSource = Callable[[Sequence[int]], Mapping[int, Sequence[Element]]]
    #: Gives the element called by this ref; None where the domain has no such element.
    ElementCalled = Callable[[str], Called | None]


#: Called as `made(authority, by=..., rule=..., day=..., because=...)`: the authority (None for all England), the key of
#: the rule or the holiday's day, and the verb under which the choice stands in the log.
LocalChoiceMade = Callable[..., Any]

#: Called as `changed(users, by=...)` with the keys of users, and as `ended(user, by=..., on=...)`.
InvolvementChanged = Callable[..., Any]
UserEnded = Callable[..., Any]


class Keyed(Protocol):
    """Anything with a key of its own: a rule, a permission."""

    @property
    def key(self) -> str:
        """Its name, unique among its like."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A section that a domain puts on a shared page.

    `page` is the key of the page, `order` its place there, lowest first. `query` is called as
    `query(viewer=..., subject=...)` and gives the context of `template`, or None for no section; it
    returns only what the viewer may see. `queries_used` is the most database queries it makes, which
    a test of the page adds up.
    """

    key: str
    page: str
    order: int
    title: str
    template: str
    query: Callable[..., dict[str, Any] | None]
    queries_used: int


@dataclass(frozen=True, kw_only=True)
class RecordLink:
    """A page of its own that a domain adds to a person's record: a tab, or a button in the identity bar.

    `url_name` is reversed with the record's ref. It shows to viewers who hold a role for `needs`; the page behind
    it decides about the person. `primary` marks the one button that stands out.
    """

    key: str
    title: str
    order: int
    url_name: str
    needs: Keyed
    primary: bool = False
    wide_only: bool = False


@dataclass(frozen=True, kw_only=True)
class DraftForm:
    """A form about a record that keeps drafts: its key, what lists call a draft of it, and where it stands.

    `url_name` is reversed with the record's ref; `needs` is what somebody needs about the record to fill it in.
    """

    key: str
    title: str
    url_name: str
    needs: Keyed


@dataclass(frozen=True)
class Differs:
    """A field of an imported element in which people here recorded something else; theirs stands."""

    subject_id: int
    kind: str
    natural_key: str
    field: str


@dataclass(frozen=True)
class TakenOver:
    """What a domain made of imported elements: how many are new to it, which of their dates (by the row's key and the
    name of the date) stand on the timeline already, and where the file says something else than people here."""

    new: int = 0
    untold: frozenset[tuple[int, str]] = frozenset()
    differs: tuple[Differs, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TakeOver:
    """A kind of imported element that a domain takes over: it keeps rows of its own for each, and from then on gives
    them to clocks and statuses itself. What the file said stays in the element.

    `take` is called as `take(rows)` with the current imported rows of the kind, in the transaction that wrote them,
    for new and for replaced ones alike; a second time with the same rows changes nothing.
    """

    kind: str
    take: Callable[[Sequence[Any]], TakenOver]


@dataclass(frozen=True)
class TaskKind:
    """A kind of task that a domain asks of people.

    `title` says what to do, verb first ("Sign off the assessment"). `clears_when` says in words when it is done; the
    action that brings this about clears it, and nobody ticks it off. `dismiss` is what somebody needs who takes one
    off a list, with a reason, although that has not come about.
    """

    key: str
    title: str
    clears_when: str
    dismiss: Keyed


@dataclass(frozen=True, kw_only=True)
class Domain:
    """What one domain offers, as far as it has it.

    `key` is the name of its folder; `invented` makes its share of the invented authority. A new kind
    of offer is a new field here with an empty default. `statuses` are rules; `status_source` is for a domain
    that keeps the elements by which such rules are judged, and `turned_on` gives the people whose statuses change on a
    day by the calendar alone. `element_source` gives the dated elements of people by which clocks run.
    `element_called` gives one of them by its ref. `takes_over` are kinds of imported element that it makes its own.
    `local_choice_made` is called when an authority's choice about a rule, or a holiday, begins or ceases to count.
    `work_held` gives how many pieces of open work a user, by key, has: nobody is ended while they have any.
    `involvement_changed` is called when users begin or cease to be involved with somebody, and `user_ended` when it is
    said from which day on somebody works here no longer.
    `verbs` are pairs: a verb of the audit log and what a reader of the log is told ("people.record.opened", "Opened
    the record"). `names(viewer=..., subject_ids=...)` gives what people are called, by key, without those whose name
    the viewer may not see.
    """

    key: str
    title: str
    rules: tuple[Keyed, ...] = ()
    permissions: tuple[Keyed, ...] = ()
    panels: tuple[Panel, ...] = ()
    tabs: tuple[RecordLink, ...] = ()
    buttons: tuple[RecordLink, ...] = ()
    drafts: tuple[DraftForm, ...] = ()
    letters: tuple["LetterKind", ...] = ()
    tasks: tuple[TaskKind, ...] = ()
    meetings: tuple["MeetingKind", ...] = ()
    plans: tuple["PlanKind", ...] = ()
    approvals: tuple["ApprovalKind", ...] = ()
    matters: tuple["Matter", ...] = ()
    steps: tuple["Step", ...] = ()
    stages: tuple["Stage", ...] = ()
    clocks: tuple["Clock", ...] = ()
    statuses: tuple["StatusRule", ...] = ()
    status_source: "StatusSource | None" = None
    turned_on: "Callable[[dt.date], set[int]] | None" = None
    element_source: "ElementSource | None" = None
    element_called: "ElementCalled | None" = None
    takes_over: tuple[TakeOver, ...] = ()
    local_choice_made: "LocalChoiceMade | None" = None
    work_held: Callable[[int], int] | None = None
    involvement_changed: "InvolvementChanged | None" = None
    user_ended: "UserEnded | None" = None
    verbs: tuple[tuple[str, str], ...] = ()
    invented: Callable[..., Any] | None = None
    names: Callable[..., dict[int, str]] | None = None
