"""The elements of everybody in a planned family. Nothing here knows a database."""

import datetime as dt
from random import Random

from thrive.base.casework.invented import elements, outline, rates
from thrive.base.casework.invented.course import Course, follow
from thrive.base.casework.invented.elements import Child, Dated
from thrive.base.casework.invented.outline import History
from thrive.base.people.invented.shapes import FamilyPlan, Someone

CHILDHOOD = (4, 13)  # ages in years at which an adult who was in care was first referred
LEAST_CHILDHOOD = 200  # days of work with them


def follow_family(
    plan: FamilyPlan, past: History, *, seed: int, as_of: dt.date
) -> tuple[list[Course], dict[int, list[Dated]]]:
    """The courses of a family's history, and the elements of each of its people, by place in the plan."""
    followed = [follow(each, as_of) for each in past.outlines]
    found: dict[int, list[Dated]] = {}
    rng = Random(f"{seed}:children:{plan.number}")
    for number, place in enumerate(plan.children):
        someone = plan.people[place]
        has_earlier = rng.random() < rates.EARLIER_PLAN
        if someone.birth is None or someone.stays_out:
            continue
        child = _child(someone, number, has_earlier)
        found[place] = elements.of_child(child, followed, as_of, len(plan.children))
    for place, someone in enumerate(plan.people):
        if someone.was_in_care and not someone.is_child and someone.born_on:
            found[place] = _childhood(someone, rng, as_of)
    return followed, found


def _child(someone: Someone, number: int, has_earlier: bool) -> Child:
    assert someone.birth is not None
    return Child(
        someone.birth,
        number,
        someone.died_on,
        has_disability=bool(set(someone.disabilities) - {"NONE"}),
        earlier_plans=int(has_earlier and someone.born_on is not None),
    )


def _childhood(someone: Someone, rng: Random, as_of: dt.date) -> list[Dated]:
    """What is on record of an adult's own childhood."""
    assert someone.born_on is not None
    days = (as_of - someone.born_on).days - int(rng.uniform(*CHILDHOOD) * 365.25)
    past = outline.referral(rng, days, "N1")
    while past.no_further_action or not LEAST_CHILDHOOD < past.days < days:
        past = outline.referral(rng, days, "N1")
    return elements.of_child(Child(someone.born_on), [follow(past, as_of)], as_of, 1)
