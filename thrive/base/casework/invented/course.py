"""The days of an outline: what happened when, and what is still to come, as seen from one day.

A few days are nudged so that a census written at 31 March says nothing that its rules query: an assessment or a
conference that is late by then is finished by then, and an enquiry has an assessment in the same collection.
"""

import datetime as dt
from dataclasses import dataclass, field, replace
from random import Random

from thrive.base.casework.invented import rates, workdays
from thrive.base.casework.invented.outline import Enquiry, Later, Outline, Protection

ASSESSMENT_LIMIT, CONFERENCE_LIMIT = 45, 15  # working days, as the census counts them at the end of its year
MARGIN = 2  # public checkers of the census count a working day or two otherwise
SHORTEST_PLAN, SHORTEST_PROTECTION = 20, 100  # days left of the family's, for a child who comes later


@dataclass(frozen=True)
class Span:
    """From a first day to a last one; the last may lie ahead."""

    start: dt.date
    end: dt.date


@dataclass(frozen=True)
class Enquired:
    """An enquiry, its limit, and its conference, if one was needed."""

    start: dt.date
    due: dt.date
    held: dt.date | None
    beside: int = 0  # which assessment goes with it


@dataclass(frozen=True)
class Protected:
    """A child protection plan with its reviews; `pre` are pre-proceedings, if there were any."""

    start: dt.date
    reviews: tuple[dt.date, ...]
    first_category: str
    last_category: str
    pre: Span | None = None

    @property
    def end(self) -> dt.date:
        """The day it ends: that of the last review."""
        return self.reviews[-1]


@dataclass
class Course:
    """One referral with all its days. Dates after the day it is seen from are still to come."""

    outline: Outline
    received: dt.date
    decided: dt.date
    assessments: list[Span] = field(default_factory=list)
    enquiries: list[Enquired] = field(default_factory=list)
    plans: list[Span] = field(default_factory=list)  # child in need plans
    protected: list[Protected] = field(default_factory=list)
    transferred_on: dt.date | None = None  # the conference of a family that came on a plan
    closed: dt.date | None = None

    @property
    def first_settled(self) -> dt.date:
        """The day on which the first assessment, and the enquiry beside it, are over."""
        first = [one.end for one in self.assessments[:1]]
        first += [one.held or one.start for one in self.enquiries if one.beside == 0]
        return max([*first, self.transferred_on or self.received])

    @property
    def settled(self) -> dt.date:
        """The day on which all assessments and enquiries are over."""
        days = [one.end for one in self.assessments] + [one.held or one.start for one in self.enquiries]
        return max([*days, self.first_settled])


def follow(outline: Outline, as_of: dt.date) -> Course:
    """Put days to an outline, as seen from `as_of`."""
    received = as_of - dt.timedelta(outline.received)
    course = Course(outline, received, workdays.after(received, outline.decided))
    if outline.no_further_action:
        return course
    _assess(course, outline)
    ready = course.settled
    if course.protected:
        ready = course.protected[0].end
    if outline.plan_days:
        _plan(course, ready, outline.plan_days)
    if outline.later:
        _enquire_later(course, outline.later)
    _close(course, outline)
    return course


def join(course: Course, on: dt.date, seed: int) -> Course | None:
    """The course of a child who comes into work that is going on: born, or to be born, since the family's referral.

    They have a referral of their own, an assessment, and what the family has: protection while it is protected,
    then a child in need plan, to the same end. None where there is too little left for that.
    """
    rng = Random(seed)
    if course.closed is None:
        return None
    closes = "RC7" if course.outline.closes in rates.CLOSED_AFTER_ASSESSMENT else course.outline.closes
    outline = replace(course.outline, source=rng.choice(("3F", "3B", "5A", "3F")), closes=closes)
    own = Course(outline, on, workdays.after(on, 1), closed=course.closed)
    own.assessments.append(_assessment(workdays.after(on, 1), workdays.after(on, rng.randrange(20, 42))))
    ready = own.assessments[0].end
    if (course.closed - ready).days < SHORTEST_PLAN:
        return None
    shared = next((one for one in course.protected if one.start <= on < one.end), None)
    if shared and (shared.end - ready).days > SHORTEST_PROTECTION:
        held = _enquiry(own, workdays.after(on, 8), Enquiry(0, rng.randrange(9, 15))).held or ready
        first = _by(held + dt.timedelta(rng.randrange(*rates.FIRST_REVIEW)))
        reviews = sorted({first, *(day for day in shared.reviews if day > first)})
        own.protected.append(replace(shared, start=held, reviews=tuple(reviews), pre=None))
        ready = max(shared.end, own.assessments[0].end)
    if (course.closed - ready).days >= SHORTEST_PLAN:
        own.plans.append(Span(ready, course.closed))
    return own


def _assess(course: Course, outline: Outline) -> None:
    start = workdays.after(course.received, outline.starts)
    enquiry = outline.enquiry
    span = _assessment(start, workdays.after(course.received, outline.assessment))
    course.assessments.append(span)
    if enquiry is None:
        return
    if outline.transferred_in:
        course.transferred_on = workdays.after(course.received, enquiry.conference or 1)
        held: dt.date | None = course.transferred_on
    else:
        held = _enquiry(course, max(workdays.after(course.received, enquiry.starts), start), enquiry).held
    if held and enquiry.protection:
        _protect(course, held, enquiry.protection)


def _assessment(start: dt.date, end: dt.date) -> Span:
    """An assessment, signed off by the end of the collection year if it would be late by then."""
    year_ends = workdays.collection_ends(start)
    if end > year_ends and workdays.between(start, year_ends) >= ASSESSMENT_LIMIT - MARGIN:
        end = workdays.on_or_before(year_ends)
    return Span(start, end)


def _enquiry(course: Course, start: dt.date, enquiry: Enquiry) -> Enquired:
    """An enquiry; the assessment beside it ends in the same collection year as its conference, or in a later one."""
    held = workdays.after(start, enquiry.conference) if enquiry.conference else None
    year_ends = workdays.collection_ends(start)
    if held and held > year_ends and workdays.between(start, year_ends) >= CONFERENCE_LIMIT - MARGIN:
        held = workdays.on_or_before(year_ends)
    enquired = Enquired(start, workdays.after(start, CONFERENCE_LIMIT), held, len(course.assessments) - 1)
    course.enquiries.append(enquired)
    beside = course.assessments[-1]
    if workdays.collection_ends(held or start) > workdays.collection_ends(beside.end):
        course.assessments[-1] = Span(beside.start, held or start)
    return enquired


def _protect(course: Course, held: dt.date, outline: Protection) -> None:
    reviews: list[dt.date] = []
    for gap in outline.gaps:
        reviews.append(_by((reviews[-1] if reviews else held) + dt.timedelta(gap)))
    plan = Protected(held, tuple(reviews), outline.first_category, outline.last_category)
    if outline.pre_proceedings:
        start = workdays.after(held, outline.pre_proceedings[0])
        end = workdays.after(start, outline.pre_proceedings[1])
        if end < plan.end:
            plan = replace(plan, pre=Span(start, end))
    course.protected.append(plan)


def _plan(course: Course, start: dt.date, days: int) -> None:
    """A child in need plan, from a day on which no other plan runs."""
    course.plans.append(Span(start, _by(start + dt.timedelta(days))))


def _enquire_later(course: Course, later: Later) -> None:
    plan = course.plans[-1]
    start = workdays.after(plan.start + dt.timedelta(later.after), 0)
    course.assessments.append(_assessment(start, workdays.after(start, later.assessment)))
    held = _enquiry(course, start, later.enquiry).held
    if held is None or later.enquiry.protection is None:
        last = max(plan.end, course.assessments[-1].end, held or start)
        course.plans[-1] = Span(plan.start, last)
        return
    course.plans[-1] = Span(plan.start, held)
    _protect(course, held, later.enquiry.protection)
    ready = max(course.protected[-1].end, course.assessments[-1].end)
    if later.plan_days:
        _plan(course, ready, later.plan_days)


def _close(course: Course, outline: Outline) -> None:
    last = max([course.settled, *(one.end for one in course.protected), *(one.end for one in course.plans)])
    closed = workdays.after(last, outline.close_after) if outline.close_after else last
    if outline.closes in rates.CLOSED_AFTER_ASSESSMENT:
        is_next_year = workdays.collection_ends(closed) > workdays.collection_ends(last)
        closed = last if is_next_year else closed
    course.closed = closed


def _by(day: dt.date) -> dt.date:
    """`day`, or the next working day after it."""
    return workdays.after(day, 0)
