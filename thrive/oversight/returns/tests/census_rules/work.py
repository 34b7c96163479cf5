"""Rules on assessments, section 47 enquiries and conferences."""

import datetime as dt
from collections.abc import Callable

from thrive.base.calendar.holidays import working_days_between
from thrive.oversight.returns.tests.census_rules.table import (
    Census,
    Child,
    Details,
    Fields,
    Found,
    day,
    of_child,
    of_details,
    of_file,
)

START, END = "AssessmentActualStartDate", "AssessmentAuthorisationDate"
BEGAN, HELD = "S47ActualStartDate", "DateOfInitialCPC"
NOT_NEEDED = ("1", "true")


def each_assessment(code: str) -> Callable[[Callable[[Census, Details, Fields, list[str]], bool]], object]:
    """Enter a rule that one assessment breaks, or not."""

    def enter(breaks: Callable[[Census, Details, Fields, list[str]], bool]) -> object:
        return of_details(code)(
            lambda census, _, one: any(breaks(census, one, fields, factors) for fields, factors in one.assessments)
        )

    return enter


def each_enquiry(code: str) -> Callable[[Callable[[Census, Details, Fields], bool]], object]:
    """Enter a rule that one enquiry breaks, or not."""

    def enter(breaks: Callable[[Census, Details, Fields], bool]) -> object:
        return of_details(code)(lambda census, _, one: any(breaks(census, one, fields) for fields in one.enquiries))

    return enter


@each_assessment("1103")
def _(_census: Census, one: Details, fields: Fields, _factors: list[str]) -> bool:
    started, received = day(fields, START), one.day("CINreferralDate")
    return started is not None and received is not None and started < received


@each_assessment("8608")
def _(_census: Census, _one: Details, fields: Fields, _factors: list[str]) -> bool:
    started, ended = day(fields, START), day(fields, END)
    return started is not None and ended is not None and started > ended


@each_assessment("8614")
def _(_census: Census, _one: Details, fields: Fields, factors: list[str]) -> bool:
    return bool(factors) and not fields.get(END)


@each_assessment("8670Q")
def _(census: Census, _one: Details, fields: Fields, _factors: list[str]) -> bool:
    """Read as at the day of a file of a running year, and then of those that nobody need have finished."""
    started = day(fields, START)
    if started is None or fields.get(END) or census.speaks < census.ends:
        return False
    return working_days_between(started, census.ends) > 45


@each_assessment("8696")
def _(census: Census, _one: Details, fields: Fields, _factors: list[str]) -> bool:
    ended = day(fields, END)
    return ended is not None and not census.holds(ended)


@each_assessment("8736")
def _(census: Census, _one: Details, fields: Fields, _factors: list[str]) -> bool:
    return not fields.get(END) and not census.holds(day(fields, START))


def _runs_with_another(spans: list[tuple[dt.date | None, dt.date | None]], last: dt.date) -> bool:
    """Whether one starts on or between the days of another."""
    for place, (started, _) in enumerate(spans):
        for other, (first, ended) in enumerate(spans):
            if place != other and started and first and first <= started <= (ended or last):
                return True
    return False


@of_details("8863Q")
def _(census: Census, _child: Child, one: Details) -> bool:
    return _runs_with_another([(day(f, START), day(f, END)) for f, _ in one.assessments], census.ends)


@of_details("8896")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return sum(not fields.get(END) for fields, _ in one.assessments) > 1


@each_assessment("8897Q")
def _(_census: Census, _one: Details, fields: Fields, factors: list[str]) -> bool:
    return bool(fields.get(END)) and not factors


@each_assessment("8898")
def _(_census: Census, _one: Details, _fields: Fields, factors: list[str]) -> bool:
    return len(factors) != len(set(factors))


@each_assessment("8869")
def _(_census: Census, _one: Details, _fields: Fields, factors: list[str]) -> bool:
    return "21" in factors and len(factors) > 1


@of_details("8873Q")
def _(_census: Census, _child: Child, one: Details) -> bool:
    if len(one.assessments) != 1 or one.assessments[0][1] != ["21"]:
        return False
    return one.fields.get("ReasonForClosure") not in ("RC8", "RC9")


@each_assessment("8945Q")
def _(_census: Census, _one: Details, _fields: Fields, factors: list[str]) -> bool:
    return "18A" in factors


@each_assessment("8950Q")
def _(_census: Census, _one: Details, _fields: Fields, factors: list[str]) -> bool:
    return "19A" in factors


# --- enquiries and conferences -----------------------------------------------------------------------------------


@each_enquiry("2889")
def _(_census: Census, one: Details, fields: Fields) -> bool:
    began, received = day(fields, BEGAN), one.day("CINreferralDate")
    return began is not None and received is not None and began < received


def _conferences(one: Details) -> list[dt.date]:
    days = [one.day(HELD), *(day(fields, HELD) for fields in one.enquiries)]
    return [each for each in days if each is not None]


@of_details("1104")
def _(_census: Census, _child: Child, one: Details) -> bool:
    received = one.day("CINreferralDate")
    return received is not None and any(held < received for held in _conferences(one))


@each_enquiry("8615")
def _(_census: Census, _one: Details, fields: Fields) -> bool:
    began, held = day(fields, BEGAN), day(fields, HELD)
    return began is None or (held is not None and began > held)


@each_enquiry("8675Q")
def _(census: Census, _one: Details, fields: Fields) -> bool:
    """Of a year that has ended: in a running one a late conference can still be held."""
    began = day(fields, BEGAN)
    if fields.get(HELD) or fields.get("ICPCnotRequired") in NOT_NEEDED or began is None:
        return False
    return census.speaks == census.ends and working_days_between(began, census.ends) > 15


@of_details("8715")
def _(census: Census, _child: Child, one: Details) -> bool:
    return any(not census.holds(held) for held in _conferences(one))


@each_enquiry("8740")
def _(census: Census, _one: Details, fields: Fields) -> bool:
    is_open = not fields.get(HELD) and fields.get("ICPCnotRequired") not in NOT_NEEDED
    return is_open and not census.holds(day(fields, BEGAN))


@of_details("8839")
def _(_census: Census, _child: Child, one: Details) -> bool:
    still_open = [
        each for each in one.enquiries if not each.get(HELD) and each.get("ICPCnotRequired") not in NOT_NEEDED
    ]
    return len(still_open) > 1


@each_enquiry("8870Q")
def _(_census: Census, _one: Details, fields: Fields) -> bool:
    due = day(fields, "InitialCPCtarget")
    return due is not None and due.weekday() > 4


@of_details("8875")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return any(held.weekday() > 4 for held in _conferences(one))


@of_details("2884")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return bool(one.fields.get(HELD)) and any(fields.get(HELD) for fields in one.enquiries)


@of_child("8890")
def _(census: Census, child: Child) -> bool:
    enquiries = [fields for one in child.details for fields in one.enquiries]
    spans = [
        (day(each, BEGAN), day(each, BEGAN) if each.get("ICPCnotRequired") in NOT_NEEDED else day(each, HELD))
        for each in enquiries
    ]
    return _runs_with_another(spans, census.ends)


@of_file("2883")
def _(census: Census) -> Found:
    details = [one for child in census.children for one in child.details]
    plans = sum(census.holds(day(plan.fields, "CPPstartDate")) for one in details for plan in one.cp_plans)
    held = sum(census.holds(each) for one in details for each in _conferences(one))
    if plans > held:
        yield f"{plans} plans, {held} conferences"


@of_details("2885")
def _(census: Census, _child: Child, one: Details) -> bool:
    starts = [day(plan.fields, "CPPstartDate") for plan in one.cp_plans]
    return any(census.holds(start) and start not in _conferences(one) for start in starts)
