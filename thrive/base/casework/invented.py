"""Invented histories: referrals and what followed, planned by chance within the rates of the published figures.

The elements have the shape that a census brings, so that the same record shows both, and a census written from
them passes its own rules: plans do not overlap, conferences fall on weekdays, nothing is dated after the day it
is planned as at.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from thrive.base.calendar.holidays import is_working_day, next_working_day
from thrive.base.calendar.units import WorkingDays

YEARS = 5
DAYS_BACK = YEARS * 365
SOURCES = {
    "6": 29, "2A": 20, "3A": 3, "3B": 3, "3C": 2, "3D": 3, "3E": 4, "3F": 2, "5A": 4, "5B": 4, "5C": 2, "5D": 3,
    "1A": 8, "1B": 3, "1C": 1, "1D": 2, "4": 1, "7": 3, "8": 3, "9": 2, "2B": 2,
}  # fmt: skip
NEEDS = {"N1": 57, "N2": 6, "N3": 3, "N4": 9, "N5": 14, "N6": 3, "N7": 1, "N8": 3, "N9": 2, "N0": 1}
FACTORS = {
    "N1": ("3A", "3B", "16A", "17A", "18C", "19C", "2B", "1B", "4B", "10A", "11A", "24A"),
    "N2": ("5A", "6A", "4A"),
    "N3": ("5B", "6B", "4B"),
    "N4": ("4B", "15A", "4A", "7A"),
    "N5": ("3B", "4B", "17A", "1B", "2B"),
}
OTHER_FACTORS = ("14A", "20", "4A", "7A", "13A", "10A")
CATEGORIES = {"NEG": 49, "EMO": 38, "PHY": 8, "SAB": 4, "MUL": 1}
NO_FURTHER_ACTION = 0.08
CLOSES_AFTER_ASSESSMENT = 0.52
ENQUIRY = 0.24
CONFERENCE_FOLLOWS = 0.45
PLAN_FOLLOWS = 0.87
COMES_BACK = 0.30
PRE_PROCEEDINGS = 0.12


@dataclass
class Dated:
    """One planned element: its content in the census's shape, with first and last day."""

    kind: str
    content: dict[str, Any]
    began_on: dt.date
    ended_on: dt.date | None = None


@dataclass
class Episode:
    """One referral and what followed, for children who were born by then; `closed_on` is None while open."""

    received_on: dt.date
    closed_on: dt.date | None = None
    no_further_action: bool = False
    elements: list[Dated] = field(default_factory=list)


def plan_history(rng: Random, as_of: dt.date) -> list[Episode]:
    """The referrals of one family over five years up to `as_of`, first to last. At least one; the last may be open."""
    episodes: list[Episode] = []
    received = as_of - dt.timedelta(rng.randrange(1, DAYS_BACK))
    while received < as_of:
        episode = _Episode(rng, as_of, received).plan()
        episodes.append(episode)
        if episode.closed_on is None or rng.random() > COMES_BACK:
            break
        received = episode.closed_on + dt.timedelta(rng.randrange(20, 600))
    return episodes


def openings(episodes: Sequence[Episode]) -> bool:
    """Whether the family's last episode is open."""
    return bool(episodes) and episodes[-1].closed_on is None


class _Episode:
    def __init__(self, rng: Random, as_of: dt.date, received_on: dt.date) -> None:
        self.rng, self.as_of = rng, as_of
        self.episode = Episode(received_on)
        self.need = self._pick(NEEDS)
        self.referral = {"source": self._pick(SOURCES), "primary_need": self.need, "no_further_action": False}

    def plan(self) -> Episode:
        received = self.episode.received_on
        self.referral["received_on"] = received.isoformat()
        if self.rng.random() < NO_FURTHER_ACTION:
            self.episode.no_further_action = True
            self.referral["no_further_action"] = True
            self._close(WorkingDays(1).after(received), "RC7")
        else:
            self._assess(received)
        self._add("referral", self.referral, received, self.episode.closed_on, first=True)
        return self.episode

    def _assess(self, received: dt.date) -> None:
        started = self._working(received, 0, 2)
        days = self.rng.randrange(12, 46) if self.rng.random() < 0.84 else self.rng.randrange(46, 75)
        authorised = WorkingDays(days).after(received)
        content: dict[str, Any] = {"started_on": started.isoformat()}
        if authorised <= self.as_of:
            content |= {"authorised_on": authorised.isoformat(), "factors": self._factors()}
        self._add("assessment", content, started, authorised)
        draw = self.rng.random()
        if draw < CLOSES_AFTER_ASSESSMENT:
            self._close(self._working(authorised, 0, 4), self.rng.choices(("RC8", "RC9"), (7, 3))[0])
        elif draw < CLOSES_AFTER_ASSESSMENT + ENQUIRY:
            self._enquire(received, authorised)
        else:
            self._plan_child_in_need(authorised)

    def _enquire(self, received: dt.date, authorised: dt.date) -> None:
        started = self._working(received, 1, 12)
        conference = self.rng.random() < CONFERENCE_FOLLOWS
        held = WorkingDays(self.rng.randrange(9, 16) if self.rng.random() < 0.78 else self.rng.randrange(16, 26))
        held_on = held.after(started)
        content: dict[str, Any] = {
            "started_on": started.isoformat(),
            "conference_due_on": WorkingDays(15).after(started).isoformat(),
            "conference_not_required": not conference,
        }
        if conference and held_on <= self.as_of:
            content["conference_held_on"] = held_on.isoformat()
        self._add("s47_enquiry", content, started, held_on if conference else WorkingDays(10).after(started))
        if not conference:
            self._plan_child_in_need(max(authorised, WorkingDays(10).after(started)))
            return
        self._add("conference", {"held_on": held_on.isoformat(), "followed": "s47_enquiry"}, held_on, held_on)
        if self.rng.random() < PLAN_FOLLOWS:
            self._protect(held_on)
        else:
            self._plan_child_in_need(max(authorised, held_on))

    def _protect(self, held_on: dt.date) -> None:
        """A child protection plan from the conference, ending at one of its reviews; then a child in need plan."""
        reviews = self._reviews(held_on)
        ended = reviews[-1]
        category = self._pick(CATEGORIES)
        latest = category if self.rng.random() < 0.9 else self._pick(CATEGORIES)
        content: dict[str, Any] = {
            "started_on": held_on.isoformat(),
            "initial_category": category,
            "latest_category": latest,
            "previous_plans": 0 if self.rng.random() < 0.76 else 1,
        }
        if ended <= self.as_of:
            content["ended_on"] = ended.isoformat()
        self._add("cp_plan", content, held_on, ended)
        for day in reviews:
            self._add("cp_review", {"held_on": day.isoformat()}, day, day)
        if self.rng.random() < PRE_PROCEEDINGS:
            self._pre_proceed(self._working(held_on, 30, 120))
        self._plan_child_in_need(ended)

    def _reviews(self, held_on: dt.date) -> list[dt.date]:
        """Review days: the first within three months of the conference, later ones within six of the last."""
        days = [self._working_by(held_on + dt.timedelta(self.rng.randrange(75, 90)))]
        for _ in range(self.rng.choices((1, 2, 3), (50, 35, 15))[0]):
            days.append(self._working_by(days[-1] + dt.timedelta(self.rng.randrange(150, 180))))
        return days

    def _pre_proceed(self, started: dt.date) -> None:
        decided = self._working(started, 60, 110)
        content: dict[str, Any] = {
            "started_on": started.isoformat(),
            "letter_sent_on": self._working(started, 1, 5).isoformat(),
            "first_meeting_on": self._working(started, 8, 15).isoformat(),
            "fgdm_offered": True,
            "fgdm_held": self.rng.random() < 0.6,
            "review_meetings": self.rng.randrange(1, 3),
        }
        if decided <= self.as_of:
            content["decided_on"] = decided.isoformat()
        content = {key: value for key, value in content.items() if not _is_after(value, self.as_of)}
        self._add("pre_proceedings", content, started, decided)

    def _plan_child_in_need(self, started: dt.date) -> None:
        ended = self._working_by(started + dt.timedelta(self.rng.randrange(60, 330)))
        content = {"started_on": started.isoformat()}
        if ended <= self.as_of:
            content["ended_on"] = ended.isoformat()
        self._add("cin_plan", content, started, ended)
        self._close(ended, "RC7" if self.rng.random() < 0.93 else "RC5")

    def _close(self, day: dt.date, reason: str) -> None:
        if day <= self.as_of:
            self.episode.closed_on = day
            self.referral |= {"closed_on": day.isoformat(), "closure_reason": reason}

    def _add(
        self, kind: str, content: dict[str, Any], began: dt.date, ended: dt.date | None, *, first: bool = False
    ) -> None:
        """Keep an element that has begun by now; an end that lies ahead is not known yet."""
        if began > self.as_of:
            return
        element = Dated(kind, content, began, ended if ended is not None and ended <= self.as_of else None)
        self.episode.elements.insert(0 if first else len(self.episode.elements), element)

    def _factors(self) -> list[str]:
        stock = FACTORS.get(self.need, OTHER_FACTORS)
        chosen = set(self.rng.sample(stock, min(len(stock), self.rng.choice((1, 2, 2, 3)))))
        if self.rng.random() < 0.3:
            chosen.add(self.rng.choice(OTHER_FACTORS))
        return sorted(chosen)

    def _pick(self, weights: dict[str, int]) -> str:
        return self.rng.choices(list(weights), weights=list(weights.values()))[0]

    def _working(self, start: dt.date, fewest: int, most: int) -> dt.date:
        """A working day between so many working days after `start`, both inclusive."""
        days = self.rng.randrange(fewest, most + 1)
        return WorkingDays(days).after(start) if days else self._working_by(start)

    def _working_by(self, day: dt.date) -> dt.date:
        """`day`, or the next working day after it."""
        return day if is_working_day(day) else next_working_day(day)


def _is_after(value: Any, day: dt.date) -> bool:
    return isinstance(value, str) and value > day.isoformat()
