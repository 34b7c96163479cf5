"""Rules on child in need plans, child protection plans and their reviews."""

import datetime as dt
from collections.abc import Callable

from thrive.base.local import codes
from thrive.oversight.returns.tests.census_rules.table import (
    Census,
    Child,
    Details,
    Fields,
    Plan,
    day,
    of_child,
    of_details,
)

START, END = "CINPlanStartDate", "CINPlanEndDate"
FIRST, LAST = "CPPstartDate", "CPPendDate"
CATEGORIES = {one.code for one in codes.known("category_of_abuse")}


def each_cin_plan(code: str) -> Callable[[Callable[[Census, Details, Fields], bool]], object]:
    """Enter a rule that one child in need plan breaks, or not."""

    def enter(breaks: Callable[[Census, Details, Fields], bool]) -> object:
        return of_details(code)(lambda census, _, one: any(breaks(census, one, fields) for fields in one.cin_plans))

    return enter


def each_cp_plan(code: str) -> Callable[[Callable[[Census, Child, Details, Plan], bool]], object]:
    """Enter a rule that one child protection plan breaks, or not."""

    def enter(breaks: Callable[[Census, Child, Details, Plan], bool]) -> object:
        return of_details(code)(lambda census, child, one: any(breaks(census, child, one, p) for p in one.cp_plans))

    return enter


def _cin(child: Child) -> list[tuple[dt.date | None, dt.date | None]]:
    return [(day(f, START), day(f, END)) for one in child.details for f in one.cin_plans]


def _cp(child: Child) -> list[tuple[dt.date | None, dt.date | None]]:
    return [(day(p.fields, FIRST), day(p.fields, LAST)) for one in child.details for p in one.cp_plans]


@of_details("4001")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return any(not p.fields.get(LAST) for p in one.cp_plans) and any(not f.get(END) for f in one.cin_plans)


@of_child("4003")
def _(_census: Census, child: Child) -> bool:
    reviews = [
        dt.date.fromisoformat(text)
        for one in child.details
        for plan in one.cp_plans
        for text in plan.reviews
        if text and text != plan.fields.get(LAST)
    ]
    return any(s and s <= held and (e is None or held < e) for held in reviews for s, e in _cin(child))


@of_details("4004")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return sum(not fields.get(END) for fields in one.cin_plans) > 1


@each_cin_plan("4010")
def _(census: Census, _one: Details, fields: Fields) -> bool:
    started = day(fields, START)
    return started is None or started > census.ends


@each_cin_plan("4011")
def _(_census: Census, _one: Details, fields: Fields) -> bool:
    started, ended = day(fields, START), day(fields, END)
    return started is not None and ended is not None and ended < started


@each_cin_plan("4012Q")
def _(_census: Census, _one: Details, fields: Fields) -> bool:
    return bool(fields.get(END)) and fields.get(START) == fields.get(END)


@each_cin_plan("4013")
def _(census: Census, _one: Details, fields: Fields) -> bool:
    ended = day(fields, END)
    return ended is not None and not census.holds(ended)


def _overlap(spans: list[tuple[dt.date | None, dt.date | None]], last: dt.date) -> bool:
    """Whether one starts within another; it may start on the day the other ends."""
    for place, (started, _) in enumerate(spans):
        for other, (first, ended) in enumerate(spans):
            if place == other or not started or not first:
                continue
            if first <= started and (started < ended if ended else started <= last):
                return True
    return False


@of_child("4014")
def _(census: Census, child: Child) -> bool:
    return _overlap(_cin(child), census.ends)


@each_cin_plan("4015")
def _(_census: Census, one: Details, fields: Fields) -> bool:
    started, received = day(fields, START), one.day("CINreferralDate")
    return started is not None and received is not None and started < received


def _starts_within(
    one: list[tuple[dt.date | None, dt.date | None]], others: list[tuple[dt.date | None, dt.date | None]], last: dt.date
) -> bool:
    return any(
        started and first and first <= started and (started < ended if ended else started <= last)
        for started, _ in one
        for first, ended in others
    )


@of_child("4016")
def _(census: Census, child: Child) -> bool:
    return _starts_within(_cin(child), _cp(child), census.ends)


@of_child("4017")
def _(census: Census, child: Child) -> bool:
    return _starts_within(_cp(child), _cin(child), census.ends)


# --- child protection plans --------------------------------------------------------------------------------------


@each_cp_plan("1105")
def _(_census: Census, _child: Child, one: Details, plan: Plan) -> bool:
    started, received = day(plan.fields, FIRST), one.day("CINreferralDate")
    return started is not None and received is not None and started < received


@each_cp_plan("8720")
def _(census: Census, _child: Child, _one: Details, plan: Plan) -> bool:
    started = day(plan.fields, FIRST)
    return started is None or started > census.ends


@each_cp_plan("8730")
def _(_census: Census, _child: Child, _one: Details, plan: Plan) -> bool:
    return not plan.fields.get("NumberOfPreviousCPP", "").isdigit()


@each_cp_plan("8840")
def _(_census: Census, _child: Child, _one: Details, plan: Plan) -> bool:
    return bool(plan.fields.get(LAST)) and plan.fields.get(FIRST) == plan.fields.get(LAST)


@each_cp_plan("8841")
def _(_census: Census, _child: Child, _one: Details, plan: Plan) -> bool:
    return any(review and review <= plan.fields.get(FIRST, "") for review in plan.reviews)


@each_cp_plan("8842Q")
def _(_census: Census, _child: Child, _one: Details, plan: Plan) -> bool:
    return any(not review for review in plan.reviews)


@each_cp_plan("8905")
def _(_census: Census, _child: Child, _one: Details, plan: Plan) -> bool:
    return plan.fields.get("InitialCategoryOfAbuse") not in CATEGORIES


@each_cp_plan("8910")
def _(_census: Census, _child: Child, _one: Details, plan: Plan) -> bool:
    return plan.fields.get("LatestCategoryOfAbuse") not in CATEGORIES


@each_cp_plan("8915")
def _(_census: Census, child: Child, _one: Details, plan: Plan) -> bool:
    died, started = child.day("PersonDeathDate"), day(plan.fields, FIRST)
    return died is not None and started is not None and started > died


@each_cp_plan("8920")
def _(_census: Census, child: Child, _one: Details, plan: Plan) -> bool:
    died, ended = child.day("PersonDeathDate"), day(plan.fields, LAST)
    return died is not None and ended is not None and ended > died


@each_cp_plan("8925")
def _(_census: Census, _child: Child, _one: Details, plan: Plan) -> bool:
    started, ended = day(plan.fields, FIRST), day(plan.fields, LAST)
    return started is not None and ended is not None and ended < started


@each_cp_plan("8930")
def _(census: Census, _child: Child, _one: Details, plan: Plan) -> bool:
    ended = day(plan.fields, LAST)
    return ended is not None and not census.holds(ended)


@of_child("8935")
def _(_census: Census, child: Child) -> bool:
    return sum(ended is None for _, ended in _cp(child)) > 1


@of_child("8940")
def _(census: Census, child: Child) -> bool:
    return _overlap(_cp(child), census.ends)
