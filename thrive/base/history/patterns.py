"""What in the log of one worker deserves a question: pure functions over plain values.

Each looks at looks, and says in words what it noticed about each. Nothing follows from a pattern by itself: most have
an ordinary reason, and only a person who asks can know it. The thresholds are the authority's own (`rules`).
"""

import datetime as dt
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from thrive.base.calendar import clock
from thrive.base.calendar.holidays import SATURDAY, day_off, is_working_day
from thrive.base.calendar.words import say, say_weekday
from thrive.base.history import rules
from thrive.base.law import Threshold, Timescale
from thrive.base.matching import normalise
from thrive.govuk.words import clock_time

HOUR = dt.timedelta(hours=1)

SURNAME, STREET, HOURS, MANY, NOTHING, LEFT = "surname", "street", "hours", "many", "nothing", "left"
REFUSED = "refused"
NOBODY = 0  # instead of a Subject, where a refusal was about nobody
#: Each pattern by its key, as a reader of the report chooses it.
TITLES: Mapping[str, str] = {
    SURNAME: "Same surname as the worker",
    STREET: "The worker’s own street",
    HOURS: "Out of hours",
    MANY: "Many records in a short time",
    NOTHING: "Opened with a reason, nothing recorded",
    LEFT: "After the involvement ended",
    REFUSED: "Refused again and again",
}


@dataclass(frozen=True)
class Look:
    """One look at one record, or one refusal. `key` is whatever the caller knows it by; `at` is aware."""

    key: int
    at: dt.datetime
    worker: int
    subject: int


@dataclass(frozen=True)
class Noticed:
    """What a pattern noticed about one look: which pattern, and why, as a sentence without its full stop."""

    pattern: str
    look: Look
    why: str


def surnames(name: str) -> frozenset[str]:
    """The last word of a name, and each part of a double-barrelled one, normalised for comparing."""
    last = name.split()[-1:] or [""]
    return frozenset(word for word in normalise.words(last[0].replace("-", " ")) if len(word) > 1)


def same_surname(worker: str, person: str) -> bool:
    """Whether two full names end in one surname, whatever its case, accents and hyphens.

    It does not know how common the surname is; whoever reads the report does.
    """
    return bool(surnames(worker) & surnames(person))


def street(address: str, postcode: str) -> tuple[str, str] | None:
    """The street of an address and its outward postcode, for comparing; None where either is missing.

    The street is the first line without its number: "12a Mill Lane, Ashby" and "Flat 3, 14 Mill Lane" are of one.
    """
    outward = normalise.outward(postcode)
    lines = [normalise.words(line) for line in address.split(",")]
    named = [line for line in lines if len(line) > 1 and line[0] not in ("flat", "apartment", "unit", "room")]
    if not outward or not named:
        return None
    words = [word for word in named[0] if len(word) > 1]
    return (" ".join(words), outward) if words else None


def same_street(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two addresses (address, postcode) are of one street, or share a full postcode."""
    codes = [normalise.postcode(postcode) for _, postcode in (one, other)]
    if codes[0] and codes[0] == codes[1]:
        return True
    streets = [street(*place) for place in (one, other)]
    return streets[0] is not None and streets[0] == streets[1]


def out_of_hours(
    at: dt.datetime,
    holidays: Collection[dt.date] = (),
    *,
    early: Threshold = rules.BEFORE_HOURS,
    late: Threshold = rules.AFTER_HOURS,
) -> str:
    """Why an instant is outside the working day in London, as a sentence; empty where it is inside.

    `early` and `late` say from which hours on; give them as the authority varied them.
    """
    here = at.astimezone(clock.LONDON)
    was = f"It was {clock_time(here)}"
    if not is_working_day(here.date(), holidays):
        return f"{was} on {say_weekday(here.date())}, {_kind_of_day(here.date(), holidays)}"
    if early.met_by(here.hour):
        return f"{was}, before the working day began at {_hour(early)}"
    if late.met_by(here.hour):
        return f"{was}, after the working day ended at {_hour(late)}"
    return ""


def _hour(rule: Threshold) -> str:
    """The hour of a threshold as people say it."""
    return clock_time(dt.time(int(str(rule.value))))


def _kind_of_day(day: dt.date, holidays: Collection[dt.date]) -> str:
    return "at the weekend" if day.weekday() >= SATURDAY else f"{day_off(day, holidays)}"


def many_records(
    looks: Iterable[Look],
    *,
    rule: Threshold = rules.MANY_RECORDS,
    within: dt.timedelta = HOUR,
) -> Iterator[Noticed]:
    """The fullest stretch of each worker and day in which so many different records were opened that the rule asks why.

    One line for a worker and London day, at the look that made it fullest. `looks` may come in any order.
    """
    fullest: dict[tuple[int, dt.date], tuple[int, Look]] = {}
    of_worker: dict[int, list[Look]] = {}
    for look in looks:
        of_worker.setdefault(look.worker, []).append(look)
    for worker, own in of_worker.items():
        window: deque[Look] = deque()
        counts: Counter[int] = Counter()
        for look in sorted(own, key=lambda one: one.at):
            window.append(look)
            counts[look.subject] += 1
            while look.at - window[0].at >= within:
                old = window.popleft()
                counts[old.subject] -= 1
                if not counts[old.subject]:
                    del counts[old.subject]
            day = clock.london_day(look.at)
            if rule.met_by(len(counts)) and len(counts) > fullest.get((worker, day), (0, look))[0]:
                fullest[worker, day] = (len(counts), look)
    for number, look in fullest.values():
        yield Noticed(MANY, look, f"They opened {number} different records within an hour")


def nothing_recorded(
    openings: Iterable[Look],
    recorded: Mapping[tuple[int, int], Sequence[dt.datetime]],
    today: dt.date,
    holidays: Collection[dt.date] = (),
    *,
    rule: Timescale = rules.NOTHING_RECORDED,
) -> Iterator[Noticed]:
    """Openings with a reason after which the worker recorded nothing about the person in time.

    `recorded` gives the instants at which (worker, subject) wrote. An opening whose time is not over by `today` is left
    out.
    """
    for look in openings:
        last = rule.due(clock.london_day(look.at), holidays)
        wrote = recorded.get((look.worker, look.subject), ())
        if last < today and not any(look.at <= at and clock.london_day(at) <= last for at in wrote):
            yield Noticed(
                NOTHING, look, f"They gave a reason, and had recorded nothing about the person by {say(last)}"
            )


def after_leaving(look: Look, ended_on: dt.date | None, *, rule: Threshold = rules.LEFT) -> Noticed | None:
    """A look within the time of `rules.LEFT` after the worker's last involvement with the person ended.

    `ended_on` is the first day on which it no longer held; None where it never did, or still does.
    """
    day = clock.london_day(look.at)
    if ended_on is None or day < ended_on or not rule.met_between(ended_on, day):
        return None
    return Noticed(
        LEFT, look, f"Their involvement, or their team’s, had ended on {say(ended_on - dt.timedelta(days=1))}"
    )


def many_refusals(
    refusals: Iterable[Look],
    openings: Iterable[Look] = (),
    *,
    rule: Threshold = rules.REFUSED,
    of_one: Threshold = rules.REFUSED_ONE,
) -> Iterator[Noticed]:
    """Workers refused so often on a day, or at one record, that a rule asks why; a line for each, at the last refusal.

    A worker who is asked for a reason was refused first: where `openings` has the same worker and record on the same
    day, it does not count. Refusals about nobody (`NOBODY`: a role was missing) count for the day alone. They may come
    in any order.
    """
    opened = {(one.worker, one.subject, clock.london_day(one.at)) for one in openings}
    days: dict[tuple[int, dt.date], list[Look]] = {}
    records: dict[tuple[int, int], list[Look]] = {}
    for one in sorted(refusals, key=lambda look: (look.at, look.key)):
        day = clock.london_day(one.at)
        if (one.worker, one.subject, day) in opened:
            continue
        days.setdefault((one.worker, day), []).append(one)
        if one.subject != NOBODY:
            records.setdefault((one.worker, one.subject), []).append(one)
    for some in days.values():
        if rule.met_by(len(some)):
            about = len({one.subject for one in some} - {NOBODY})
            at = f", at {about} different records" if about > 1 else ""
            yield Noticed(REFUSED, some[-1], f"They were refused {len(some)} times that day{at}")
    for some in records.values():
        if of_one.met_by(len(some)):
            since = say(clock.london_day(some[0].at))
            yield Noticed(REFUSED, some[-1], f"They were refused this record {len(some)} times since {since}")
