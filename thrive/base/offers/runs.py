"""When a clock runs in a case: started by which element, stopped or lapsed on which day.

Pure: whoever keeps the elements hands them in. The page "why this date?" and the due lists both ask
here, so that they cannot disagree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from thrive.base.offers.clock import ELEMENT_DATES, Clock


@dataclass(frozen=True, kw_only=True)
class Element:
    """A dated element of one person's case, as far as clocks look at it.

    `dates` are its days by the names of `ELEMENT_DATES`; `yes` the names of the yes or no items it
    answers with yes. `belongs_to` is the key of its referral (for a referral, its own): elements of
    another referral do not stop its clocks. `object_type` and `object_id` name the row that holds it;
    `spoken_on` is the day to which the newest file speaks, where a file brought it.
    """

    ref: str
    kind: str
    dates: Mapping[str, date]
    yes: frozenset[str] = frozenset()
    belongs_to: str = ""
    object_type: str = ""
    object_id: int | None = None
    spoken_on: date | None = None

    @classmethod
    def from_content(
        cls,
        ref: str,
        kind: str,
        content: Mapping[str, Any],
        *,
        belongs_to: str = "",
        object_type: str = "",
        object_id: int | None = None,
        spoken_on: date | None = None,
    ) -> "Element":
        """The element that an imported row holds: ISO days by name, flags that are true."""
        dates = {name: date.fromisoformat(content[name]) for name in ELEMENT_DATES[kind] if content.get(name)}
        yes = frozenset(name for name, value in content.items() if value is True)
        return cls(
            ref=ref,
            kind=kind,
            dates=dates,
            yes=yes,
            belongs_to=belongs_to,
            object_type=object_type,
            object_id=object_id,
            spoken_on=spoken_on,
        )

    @property
    def ended_on(self) -> date | None:
        """The day on which it was closed or ended."""
        return self.dates.get("closed_on") or self.dates.get("ended_on")


@dataclass(frozen=True, kw_only=True)
class Called:
    """An element that was asked for by its ref: what clocks see of it, on whose record it stands, how it came to be
    known.

    `known_from` is the file that brought it, or who recorded it. `url` is the page of its own, where it has one.
    """

    element: Element
    subject: Any
    recorded_at: datetime
    known_from: str
    is_from_file: bool = False
    is_corrected: bool = False
    url: str = ""


@dataclass(frozen=True)
class Run:
    """One run of a clock. At most one of `stopped_on` (it was done) and `lapsed_on` (no longer needed) is set."""

    clock: Clock
    element: Element
    started_on: date
    stopped_on: date | None = None
    lapsed_on: date | None = None

    @property
    def is_running(self) -> bool:
        """Whether the duty is still to be done."""
        return self.stopped_on is None and self.lapsed_on is None


def runs(clock: Clock, elements: Iterable[Element]) -> tuple[Run, ...]:
    """Every run of `clock` among the elements of one person, oldest first.

    A run lapses where its starting element, or the element that keeps it open, ends before it stops.
    """
    elements = tuple(elements)
    starting = sorted(
        (one for one in elements if _starts(clock, one)), key=lambda one: (one.dates[clock.starts_on], one.ref)
    )
    found = (_run(clock, one, elements) for one in starting)
    return tuple(run for run in found if run is not None)


def _starts(clock: Clock, one: Element) -> bool:
    """Whether this element starts the clock at all."""
    return one.kind == clock.starts_with and clock.starts_on in one.dates and clock.unless not in one.yes


def _run(clock: Clock, one: Element, elements: tuple[Element, ...]) -> Run | None:
    """The run that this element starts, or None where what must be open is not."""
    start = one.dates[clock.starts_on]
    around = [other for other in elements if _together(one, other)]
    ends = [one.ended_on]
    if clock.while_open:
        holders = [other for other in around if other.kind == clock.while_open and _open_after(other, start)]
        if not holders:
            return None
        ends.append(min(holders, key=_began).ended_on)
    stop = _stop(clock, one, start, around)
    end = min((day for day in ends if day is not None), default=None)
    if end is not None and (stop is None or end < stop):
        return Run(clock, one, start, lapsed_on=end)
    return Run(clock, one, start, stopped_on=stop)


def _stop(clock: Clock, one: Element, start: date, around: list[Element]) -> date | None:
    """The day on which the run stopped: on the starting element itself, or on the next that stops it."""
    if clock.same_element:
        return one.dates.get(clock.stops_on)
    is_same_kind = clock.stops_with == clock.starts_with
    days = (
        other.dates[clock.stops_on]
        for other in around
        if other is not one and other.kind == clock.stops_with and clock.stops_on in other.dates
    )
    return min((day for day in days if day > start or (day == start and not is_same_kind)), default=None)


def _together(one: Element, other: Element) -> bool:
    """Whether two elements are of one referral, as far as their referrals are known."""
    return not one.belongs_to or not other.belongs_to or one.belongs_to == other.belongs_to


def _open_after(holder: Element, start: date) -> bool:
    """Whether it was still open after the clock had started."""
    return holder.ended_on is None or holder.ended_on > start


def _began(holder: Element) -> date:
    """When it began; an unknown beginning goes first."""
    return holder.dates.get("started_on", date.min)
