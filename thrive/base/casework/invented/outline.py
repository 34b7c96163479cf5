"""The outline of a family's history, in counts of days and of working days. It knows no calendar.

Days before the day from which the history is seen: 400 is some thirteen months ago, -30 is next month.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeVar

from thrive.base.casework.invented import rates

WEEK = 7 / 5  # days to a working day, about

Key = TypeVar("Key")


@dataclass(frozen=True)
class Protection:
    """A child protection plan: the days between its reviews, at the last of which it ends."""

    gaps: tuple[int, ...]
    first_category: str
    last_category: str
    pre_proceedings: tuple[int, int] | None = None  # working days from its start until they start, and they last

    @property
    def days(self) -> int:
        """How long it lasts."""
        return sum(self.gaps)


@dataclass(frozen=True)
class Enquiry:
    """A section 47 enquiry: working days until it starts; until the conference, if there is one; its plan, if any."""

    starts: int
    conference: int | None = None
    protection: Protection | None = None


@dataclass(frozen=True)
class Later:
    """An enquiry that begins while a child in need plan runs, with an assessment of its own, and what follows."""

    after: int  # days into the plan
    enquiry: Enquiry
    assessment: int  # working days
    plan_days: int  # a child in need plan after it


@dataclass(frozen=True)
class Outline:
    """One referral of a family and what followed. `closes` is empty for a referral of no further action."""

    received: int
    source: str
    need: str
    decided: int = 1
    starts: int = 0  # working days until the assessment starts
    assessment: int = 0  # working days from the referral until it is authorised
    enquiry: Enquiry | None = None
    transferred_in: bool = False
    plan_days: int = 0
    later: Later | None = None
    closes: str = ""
    close_after: int = 0  # working days after the last of it
    factors: tuple[str, ...] = ()
    seed: int = 0  # for what differs between its children

    @property
    def no_further_action(self) -> bool:
        """Whether nothing followed."""
        return not self.closes

    @property
    def days(self) -> int:
        """How long it lasts, about."""
        if self.no_further_action:
            return 1
        reached = self.assessment * WEEK
        for enquiry in [one for one in (self.enquiry, self.later and self.later.enquiry) if one]:
            reached += enquiry.protection.days if enquiry.protection else 0
        return int(reached + self.plan_days + (self.later.plan_days if self.later else 0) + self.close_after * WEEK)

    @property
    def ended(self) -> int:
        """The last day, in days before the day it is seen from; negative while it goes on."""
        return self.received - self.days


@dataclass
class History:
    """All referrals of a family, first to last."""

    outlines: list[Outline] = field(default_factory=list)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """When the family was worked with: first and last days, as `Known` has them."""
        return tuple((one.received, one.ended) for one in self.outlines)

    @property
    def need(self) -> str:
        """What the work was mostly about."""
        return self.outlines[-1].need

    @property
    def is_open(self) -> bool:
        """Whether work goes on."""
        return self.outlines[-1].ended < 0 and not self.outlines[-1].no_further_action


def draw(rng: Random) -> History:
    """A family's history: at least one referral, and some work within the years shown."""
    while True:
        history = _draw(rng)
        if history.outlines and history.outlines[-1].ended < rates.SHOWN:
            return history


def _draw(rng: Random) -> History:
    history = History()
    need = weighed(rng, rates.NEEDS)
    received = rng.randrange(1, rates.RUN_IN)
    while received > 0:
        history.outlines.append(referral(rng, received, need))
        last = history.outlines[-1]
        length = "short" if last.days < 120 else "long"
        if last.ended <= 0 or rng.random() > rates.COMES_BACK[length]:
            break
        received = last.ended - ranged(rng, rates.GAPS[length])
        need = need if rng.random() < rates.SAME_NEED or need in rates.LONG_NEEDS else _other_need(rng)
    return history


def referral(rng: Random, received: int, need: str) -> Outline:
    """A referral received so many days ago, for this need, and what will follow."""
    outline = Outline(
        received,
        source=weighed(rng, rates.SOURCES),
        need=need,
        decided=1 if rng.random() < rates.DECIDED_NEXT_DAY else rng.randrange(2, 6),
        seed=rng.getrandbits(32),
    )
    if rng.random() < rates.NO_FURTHER_ACTION:
        return outline
    is_long = rng.random() < rates.LONGER_ASSESSMENT
    outline = replace(
        outline,
        starts=rng.choice((0, 0, 1, 1, 1, 2)),
        assessment=rng.randrange(46, 76) if is_long else int(rng.triangular(12, 45.99, 44)),
        closes="RC7",
        factors=_factors(rng, need),
    )
    return _followed(rng, outline)


def _followed(rng: Random, outline: Outline) -> Outline:
    """What follows an assessment: nothing, an enquiry, a plan."""
    if outline.need in rates.LONG_NEEDS:
        return _with_plan(rng, outline, rates.LONG_PLAN_DAYS)
    chance = rng.random()
    if chance < rates.TRANSFERRED_IN:
        outline = replace(outline, source="5C", transferred_in=True)
        outline = replace(outline, enquiry=Enquiry(1, rng.randrange(5, 15), protection(rng)))
        return _with_plan(rng, outline, rates.AFTER_PROTECTION_DAYS)
    if chance < rates.CLOSES_AFTER_ASSESSMENT:
        closes = weighed(rng, rates.CLOSED_AFTER_ASSESSMENT)
        return replace(outline, closes=closes, close_after=rng.randrange(5))
    if chance > rates.CLOSES_AFTER_ASSESSMENT + rates.ENQUIRY:
        return _with_plan(rng, outline, rates.CIN_PLAN_DAYS)
    outline = replace(outline, enquiry=_enquiry(rng, rng.randrange(1, 13)))
    if outline.enquiry and outline.enquiry.protection:
        return _with_plan(rng, outline, rates.AFTER_PROTECTION_DAYS)
    if rng.random() < rates.CLOSES_AFTER_ENQUIRY:
        return replace(outline, close_after=rng.randrange(8))
    return _with_plan(rng, outline, rates.CIN_PLAN_DAYS)


def _with_plan(rng: Random, outline: Outline, lengths: Sequence[tuple[int, int, int]]) -> Outline:
    """A child in need plan, in some of which a new enquiry begins; then the end."""
    days = ranged(rng, lengths)
    later = None
    if days > 100 and outline.need not in rates.LONG_NEEDS and rng.random() < rates.LATER_ENQUIRY * days / 200:
        after = rng.randrange(40, days - 40)
        enquiry = _enquiry(rng, 0)
        rest = ranged(rng, rates.AFTER_PROTECTION_DAYS) if enquiry.protection else days - after
        later = Later(after, enquiry, rng.randrange(15, 43), rest)
        days = after if enquiry.protection else days
        later = later if enquiry.protection else replace(later, plan_days=0)
    return replace(outline, plan_days=days, later=later, closes=weighed(rng, rates.CLOSED))


def _enquiry(rng: Random, starts: int) -> Enquiry:
    if rng.random() > rates.CONFERENCE:
        return Enquiry(starts)
    held = rng.randrange(16, 26) if rng.random() < rates.LATE_CONFERENCE else rng.randrange(9, 16)
    return Enquiry(starts, held, protection(rng) if rng.random() < rates.PLAN else None)


def protection(rng: Random) -> Protection:
    """A child protection plan."""
    reviews = weighed(rng, rates.REVIEWS)
    gaps = [rng.randrange(*rates.FIRST_REVIEW)] + [rng.randrange(*rates.LATER_REVIEW) for _ in range(reviews - 1)]
    first = weighed(rng, rates.CATEGORIES)
    last = weighed(rng, rates.CATEGORIES) if rng.random() < rates.CATEGORY_CHANGES else first
    pre = (rng.randrange(25, 90), rng.randrange(40, 90)) if rng.random() < rates.PRE_PROCEEDINGS else None
    return Protection(tuple(gaps), first, last, pre)


def _factors(rng: Random, need: str) -> tuple[str, ...]:
    """What an assessment finds: chances, nearly the same for all children of a family."""
    found = [code for code, chance in rates.FACTORS.items() if rng.random() < chance * _bent(code, need)]
    if need in rates.NEEDS_FACTOR:
        found.append(rates.NEEDS_FACTOR[need])
    return tuple(dict.fromkeys(found))


def _bent(code: str, need: str) -> float:
    """How much likelier or less likely a factor is where the need is this one."""
    if code not in rates.ABUSE:
        return 1.0
    others = 1 - rates.NEEDS["N1"] / sum(rates.NEEDS.values())
    for_abuse = 1 / (1 - others + others * rates.OTHER_NEED_ABUSE)
    return for_abuse if need == "N1" else for_abuse * rates.OTHER_NEED_ABUSE


def _other_need(rng: Random) -> str:
    """A need that a family already known may come back with."""
    return weighed(rng, {need: weight for need, weight in rates.NEEDS.items() if need not in rates.LONG_NEEDS})


def weighed(rng: Random, weights: Mapping[Key, float]) -> Key:
    """One of the keys, as often as its weight says."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def ranged(rng: Random, ranges: Sequence[tuple[int, int, int]]) -> int:
    """A number of one of the ranges (from, to, weight)."""
    low, high, _ = rng.choices(ranges, weights=[weight for _, _, weight in ranges])[0]
    return rng.randrange(low, high)
