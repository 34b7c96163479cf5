"""Rates of an invented authority, counted as the published figures are. No database is asked."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from thrive.base.calendar.holidays import working_days_between
from thrive.base.casework.invented.elements import Dated
from thrive.base.casework.invented.families import follow_family
from thrive.base.people.invented.shapes import Someone
from thrive.project.invented import plan_families

D = dt.date
CIN_RATE = 330  # children in need for 10,000 children, England, 31 March 2025 (NF01): sets the population implied
GROUPS = {"W": "white", "M": "mixed", "A": "asian", "B": "black"}


@dataclass
class Authority:
    """Children of an invented authority with their elements, and the sizes of families."""

    children: list[tuple[Someone, list[Dated]]]
    sizes: list[int]


@dataclass
class Counts:
    """Sums over several collection years."""

    totals: Counter = field(default_factory=Counter)

    def percent(self, part: str, whole: str) -> float:
        return 100 * self.totals[part] / self.totals[whole]

    def per_10000(self, part: str) -> float:
        return CIN_RATE * self.totals[part] / self.totals["open"]


def invent(children: int, seed: int, as_of: D) -> Authority:
    """The children that `invented.build` would write."""
    found, sizes = [], []
    for plan, history in plan_families(children=children, seed=seed, as_of=as_of):
        sizes.append(len(plan.children))
        elements = follow_family(plan, history, seed=seed, as_of=as_of)[1]
        found += [(plan.people[place], elements.get(place, [])) for place in plan.children]
    return Authority(found, sizes)


def measure(authority: Authority, years: range) -> dict[str, float]:
    """Every rate, over the collections that end in these years."""
    counts = Counts()
    for year in years:
        for name, number in _of_year(authority, D(year - 1, 4, 1), D(year, 3, 31)):
            counts.totals[name] += number
    rates = {name: counts.per_10000(name) for name in ("referrals", "assessments", "enquiries", "conferences")}
    rates |= {name: counts.per_10000(name) for name in ("plans_started", "plans_open")}
    for name in list(counts.totals):
        if name.startswith("factor_"):
            rates[name] = counts.per_10000(name)
        elif name.startswith(("need_", "age_")):
            rates[name] = counts.percent(name, "open")
        elif name.startswith("category_"):
            rates[name] = counts.percent(name, "plans_started")
        elif name.startswith("plan_"):
            rates[name] = counts.percent(name, "plans_open")
    shares = {
        "no_further_action": "referrals", "re_referrals": "referrals", "assessed_in_time": "assessments",
        "conference_in_time": "conferences", "conference_to_plan": "conferences", "second_plans": "plans_started",
        "plans_over_two_years": "plans_open", "unborn": "open", "male": "open", "disabled": "open",
        "white": "open", "mixed": "open", "asian": "open", "black": "open", "enquiry_to_conference": "enquiries",
    }  # fmt: skip
    rates |= {part: counts.percent(part, whole) for part, whole in shares.items()}
    referrals = sum(one.kind == "referral" for _, found in authority.children for one in found)
    known = sum(bool(found) for _, found in authority.children)
    return rates | {
        "families_of_one": 100 * sum(size == 1 for size in authority.sizes) / len(authority.sizes),
        "children_in_family": sum(authority.sizes) / len(authority.sizes),
        "episodes_a_child": referrals / known,
    }


def _of_year(authority: Authority, first: D, last: D) -> Iterator[tuple[str, int]]:
    for someone, found in authority.children:
        by_kind = defaultdict(list)
        for one in found:
            by_kind[one.kind].append(one)
        yield from _referrals(by_kind["referral"], first, last)
        yield from _work(by_kind, first, last)
        yield from _plans(by_kind["cp_plan"], first, last)
        open_now = [one for one in by_kind["referral"] if not one.content["no_further_action"] and _runs(one, last)]
        if open_now:
            yield from _who(someone, open_now[0], last)


def _referrals(found: list[Dated], first: D, last: D) -> Iterator[tuple[str, int]]:
    days = [one.began_on for one in found]
    for one in found:
        if first <= one.began_on <= last:
            yield "referrals", 1
            yield "no_further_action", int(one.content["no_further_action"])
            yield "re_referrals", int(any(0 < (one.began_on - day).days <= 365 for day in days))


def _work(by_kind: dict[str, list[Dated]], first: D, last: D) -> Iterator[tuple[str, int]]:
    received = {one.key: one.began_on for one in by_kind["referral"]}
    for one in by_kind["assessment"]:
        if "authorised_on" in one.content and first <= one.ended_on <= last:
            yield "assessments", 1
            began = received[one.parent] if one is by_kind["assessment"][0] else one.began_on
            yield "assessed_in_time", int(working_days_between(max(began, one.began_on), one.ended_on) <= 45)
            for code in one.content["factors"]:
                yield f"factor_{code}", 1
    for one in by_kind["s47_enquiry"]:
        if first <= one.began_on <= last:
            yield "enquiries", 1
            yield "enquiry_to_conference", int(not one.content["conference_not_required"])
        held = one.content.get("conference_held_on")
        if held and first <= D.fromisoformat(held) <= last:
            yield "conferences", 1
            yield "conference_in_time", int(held <= one.content["conference_due_on"])
            started = {plan.began_on for plan in by_kind["cp_plan"]}
            yield "conference_to_plan", int(D.fromisoformat(held) in started)


def _plans(found: list[Dated], first: D, last: D) -> Iterator[tuple[str, int]]:
    for one in found:
        if first <= one.began_on <= last:
            yield "plans_started", 1
            yield "second_plans", int(one.content["previous_plans"] > 0)
            yield f"category_{one.content['initial_category']}", 1
        if _runs(one, last):
            days = (last - one.began_on).days
            yield "plans_open", 1
            yield "plans_over_two_years", int(days >= 730)
            for name, low, high in (
                ("under_3_months", 0, 91), ("3_to_6_months", 91, 183), ("6_to_12_months", 183, 365),
                ("1_to_2_years", 365, 730),
            ):  # fmt: skip
                yield f"plan_{name}", int(low <= days < high)


def _who(someone: Someone, referral: Dated, last: D) -> Iterator[tuple[str, int]]:
    years = (last - someone.birth).days / 365.25
    yield "open", 1
    yield f"need_{referral.content['primary_need']}", 1
    yield "unborn", int(years < 0)
    for name, low, high in (("0", 0, 1), ("1_4", 1, 5), ("5_9", 5, 10), ("10_15", 10, 16), ("16", 16, 99)):
        yield f"age_{name}", int(low <= years < high)
    yield "male", int(someone.sex == "M")
    yield "disabled", int(bool(set(someone.disabilities) - {"NONE"}))
    yield GROUPS.get(someone.ethnicity[:1], "other"), 1


def _runs(one: Dated, day: D) -> bool:
    return one.began_on <= day and (one.ended_on is None or one.ended_on > day)
