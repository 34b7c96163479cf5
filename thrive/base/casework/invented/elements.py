"""The elements of each child, from the course of their family, in the shape that a census brings."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from thrive.base.casework.invented import course as courses
from thrive.base.casework.invented import rates, workdays
from thrive.base.casework.invented.course import Course, Enquired, Protected

KNOWN_BEFORE_BIRTH = 196  # days: at about twelve weeks of pregnancy
AGE_OF_ADULTS = 18
SETTLING = 5  # days a child must be under age after the last assessment, to be in it at all


@dataclass(frozen=True)
class Dated:
    """One element: its content, its first and last day, and its key within the child."""

    kind: str
    content: dict[str, Any]
    began_on: dt.date
    key: str
    parent: str = ""
    ended_on: dt.date | None = None


@dataclass
class Child:
    """What a history must know of a child. `number` tells brothers and sisters apart, eldest 0."""

    birth: dt.date
    number: int = 0
    died_on: dt.date | None = None
    has_disability: bool = False
    earlier_plans: int = 0
    had_plans: int = 0
    elements: list[Dated] = field(default_factory=list)


def of_child(child: Child, followed: Sequence[Course], as_of: dt.date, brothers_and_sisters: int) -> list[Dated]:
    """The elements of one child: of each course they were in, as far as it has come by `as_of`."""
    found: list[Dated] = []
    last_closed: dt.date | None = None
    for course in followed:
        own = _own(child, course, brothers_and_sisters)
        if own is None or own.received > as_of or (last_closed is not None and own.received <= last_closed):
            continue
        written = _Writer(child, own, as_of)
        found += written.elements()
        last_closed = written.closed if not own.outline.no_further_action else own.received
        if last_closed is None:
            break
    return found


def _own(child: Child, course: Course, brothers_and_sisters: int) -> Course | None:
    """The course as it concerns one child, or None where they were not in it."""
    rng = Random(course.outline.seed + child.number)
    if course.outline.need == "N2" and not child.has_disability:
        return None
    if brothers_and_sisters > 2 and child.number and rng.random() < rates.STAYS_OUT:
        return None
    if child.died_on and child.died_on <= course.first_settled:
        return None
    if _birthday(child.birth, AGE_OF_ADULTS) <= course.first_settled + dt.timedelta(SETTLING):
        return None
    told_of = child.birth - dt.timedelta(KNOWN_BEFORE_BIRTH)
    if course.received >= told_of:
        return course
    on = workdays.after(child.birth - dt.timedelta(rng.randrange(40, 180)), 0)
    if on <= course.received or course.outline.no_further_action:
        return None
    return courses.join(course, on, course.outline.seed + child.number)


class _Writer:
    """Writes one course of one child, cut off where they grow up or die, and at the day it is seen from."""

    def __init__(self, child: Child, course: Course, as_of: dt.date) -> None:
        self.child, self.course, self.as_of = child, course, as_of
        self.outline = course.outline
        self.key = course.received.isoformat()
        self.stops, self.reason = self._stop()
        self.closed = self.stops if self.stops and self.stops <= as_of else None

    def _stop(self) -> tuple[dt.date | None, str]:
        """The day on which it closes for this child, and why."""
        closed, reason = self.course.closed, self.outline.closes
        grown = workdays.on_or_before(_birthday(self.child.birth, AGE_OF_ADULTS) - dt.timedelta(1))
        if closed and grown < closed:
            closed, reason = grown, "RC6" if self.outline.need == "N2" else "RC7"
        died = self.child.died_on
        if closed and died and died < closed:
            closed, reason = died, "RC2"
        return closed, reason

    def elements(self) -> list[Dated]:
        """The referral and all that followed."""
        found = [self._referral()]
        if self.outline.no_further_action:
            return found
        for maker in (self._assessments, self._enquiries, self._plans, self._protected):
            found += [one for one in maker() if one.began_on <= self.as_of]
        return found

    def _referral(self) -> Dated:
        content: dict[str, Any] = {
            "received_on": self.key,
            "source": self.outline.source,
            "no_further_action": self.outline.no_further_action,
        }
        if self.course.decided <= self.as_of:
            content["decided_on"] = self.course.decided.isoformat()
        if not self.outline.no_further_action:
            content["primary_need"] = self.outline.need
        if self.closed:
            content |= {"closed_on": self.closed.isoformat(), "closure_reason": self.reason}
        transferred = self.course.transferred_on
        if transferred and transferred <= self.as_of:
            content["conference_held_on"] = transferred.isoformat()
        return Dated("referral", content, self.course.received, self.key, ended_on=self.closed)

    def _is_finished(self, number: int) -> bool:
        """Whether this assessment was over by the end; one that was not, and the enquiry beside it, are left out."""
        return self.stops is None or self.course.assessments[number].end <= self.stops

    def _is_whole(self, one: Enquired) -> bool:
        """Whether an enquiry, with the assessment beside it, was over by the end."""
        return self._is_finished(one.beside) and (self.stops is None or (one.held or one.start) <= self.stops)

    def _assessments(self) -> Iterator[Dated]:
        for number, one in enumerate(self.course.assessments):
            if not self._is_finished(number):
                continue
            content: dict[str, Any] = {"started_on": one.start.isoformat()}
            if one.end <= self.as_of:
                content |= {"authorised_on": one.end.isoformat(), "factors": self._factors(number)}
            yield self._dated("assessment", content, one.start, one.end)

    def _enquiries(self) -> Iterator[Dated]:
        if self.course.transferred_on:
            yield from self._conference(self.course.transferred_on, "referral")
        for one in self.course.enquiries:
            if not self._is_whole(one):
                continue
            content: dict[str, Any] = {
                "started_on": one.start.isoformat(),
                "conference_due_on": one.due.isoformat(),
                "conference_not_required": one.held is None,
            }
            if one.held and one.held <= self.as_of:
                content["conference_held_on"] = one.held.isoformat()
            yield self._dated("s47_enquiry", content, one.start, one.held)
            if one.held:
                yield from self._conference(one.held, "s47_enquiry")

    def _conference(self, held: dt.date, followed: str) -> Iterator[Dated]:
        yield self._dated("conference", {"held_on": held.isoformat(), "followed": followed}, held, held)

    def _plans(self) -> Iterator[Dated]:
        for one in self.course.plans:
            end = min(one.end, self.stops) if self.stops else one.end
            if end <= one.start:
                continue
            content = {"started_on": one.start.isoformat()}
            if end <= self.as_of:
                content["ended_on"] = end.isoformat()
            yield self._dated("cin_plan", content, one.start, end)

    def _protected(self) -> Iterator[Dated]:
        held_on = {one.held for one in self.course.enquiries if self._is_whole(one)}
        for one in self.course.protected:
            end = min(one.end, self.stops) if self.stops else one.end
            had_conference = one.start in held_on or one.start == self.course.transferred_on
            if end <= one.start or one.start > self.as_of or not had_conference:
                continue
            yield self._plan(one, end)
            key = f"{self.key}/{one.start}"
            for held in one.reviews:
                if held <= min(end, self.as_of):
                    content = {"held_on": held.isoformat()}
                    yield Dated("cp_review", content, held, f"{key}/{held}", self.key, held)
            if one.pre and one.pre.end <= end:
                yield from self._pre_proceedings(one.pre)

    def _plan(self, one: Protected, end: dt.date) -> Dated:
        content: dict[str, Any] = {
            "started_on": one.start.isoformat(),
            "initial_category": one.first_category,
            "latest_category": one.last_category if (self.as_of - one.start).days > 60 else one.first_category,
            "previous_plans": self.child.earlier_plans + self.child.had_plans,
        }
        self.child.had_plans += 1
        if end <= self.as_of:
            content["ended_on"] = end.isoformat()
        return self._dated("cp_plan", content, one.start, end)

    def _pre_proceedings(self, span: courses.Span) -> Iterator[Dated]:
        if span.start > self.as_of:
            return
        was_held = self.outline.seed % 5 < 3
        content: dict[str, Any] = {
            "started_on": span.start.isoformat(),
            "letter_sent_on": workdays.after(span.start, 2).isoformat(),
            "fgdm_offered": True,
            "fgdm_held": was_held,
            "first_meeting_on": workdays.after(span.start, 11).isoformat(),
            "review_meetings": self.outline.seed % 3,
        }
        if span.end <= self.as_of:
            content |= {"ended_on": span.end.isoformat(), "outcome": "A"}
        content = {name: value for name, value in content.items() if not _is_after(value, self.as_of)}
        yield self._dated("pre_proceedings", content, span.start, span.end)
        told = {"fgdm_offered": True, "fgdm_held": was_held, "started_on": span.start.isoformat()}
        yield self._dated("fgdm", told, span.start, span.start)

    def _dated(self, kind: str, content: dict[str, Any], began: dt.date, ends: dt.date | None) -> Dated:
        """An element of this referral. One without an end of its own ends with the referral, as a census has it."""
        ended = ends if ends is not None and ends <= self.as_of else None
        return Dated(kind, content, began, f"{self.key}/{began}", self.key, ended or self.closed)

    def _factors(self, number: int) -> list[str]:
        """What an assessment found for this child: the family's factors, as far as the child's age allows."""
        rng = Random(self.outline.seed * 31 + self.child.number * 7 + number)
        age = (self.course.received - self.child.birth).days / 365.25
        found = [
            code
            for code in self.outline.factors
            if age >= rates.FROM_AGE.get(code, 0) and (code[-1] != "A" or self._is_childs(code, rng))
        ]
        if self.closed and self.reason in rates.CLOSED_AFTER_ASSESSMENT and not found:
            return ["21"]
        return sorted(found) or ["20"]

    def _is_childs(self, code: str, rng: Random) -> bool:
        """Whether a factor about the child themselves is this child's; neglect and emotional abuse are everybody's."""
        if code == "6A" and self.outline.need == "N2":
            return True
        return code in ("16A", "17A", "3A", "9A") or self.child.number == 0 or rng.random() < 0.5


def _birthday(birth: dt.date, age: int) -> dt.date:
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:  # 29 February: the birthday is on 1 March in other years
        return dt.date(birth.year + age, 3, 1)


def _is_after(value: Any, day: dt.date) -> bool:
    return isinstance(value, str) and value[:2] == "20" and value > day.isoformat()
