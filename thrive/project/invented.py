"""The invented authority as a whole: each domain makes its share, in the order in which they rest on each other.

The same seed and number give the same people, refs and histories; another `as_of` shifts their days with it.
Families and histories are written by set (intake and `take_in`, as an import does); organisations, teams, users
and notes are written row by row.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from random import Random

from django.db import transaction

from thrive.base.access import invented as access
from thrive.base.access.invented import Cast, SignIn
from thrive.base.access.models import Involvement
from thrive.base.access.rules import Capacity, Purpose
from thrive.base.casework import actions as casework
from thrive.base.casework import invented as histories
from thrive.base.casework.invented import Episode
from thrive.base.history.refs import repeatable
from thrive.base.people import cards
from thrive.base.people.invented import plan, showcase, writing
from thrive.base.people.invented.plan import FamilyPlan
from thrive.base.people.invented.writing import Written

FAMILIES_IN_BATCH = 120
COLLECTION = "invented"
SOURCE = "Invented"

#: Told what is being done, how much of it, and of how much.
Progress = Callable[[str, int, int | None], None]


def build(
    *, children: int, seed: int, as_of: dt.date, progress: Progress = lambda what, done, total: None
) -> list[SignIn]:
    """Fill an empty database with an invented authority and `children` children as at `as_of`.

    Returns a sign-in for each role that can do something.
    """
    with repeatable(f"{seed}"):
        rng = Random(f"{seed}:cast")
        cast = access.make(rng=rng, as_of=as_of, children=children)
        schools, surgeries = writing.places(cast)
        plans = plan_families(children=children, seed=seed, as_of=as_of)
        numbers = writing.Numbers()
        done = 0
        for start in range(0, len(plans), FAMILIES_IN_BATCH):
            some = plans[start : start + FAMILIES_IN_BATCH]
            with transaction.atomic():
                written = writing.write(
                    some,
                    cast=cast,
                    numbers=numbers,
                    schools=schools,
                    surgeries=surgeries,
                    rng=Random(f"{seed}:facts:{start}"),
                    as_of=as_of,
                )
                keys = _work(written, cast, Random(f"{seed}:work:{start}"), as_of)
                cards.rebuild(keys)
            done += sum(len(one.children) for one in some)
            progress("Inventing children", done, children)
    return cast.sign_ins


def plan_families(*, children: int, seed: int, as_of: dt.date) -> list[FamilyPlan]:
    """Families with so many children in all: the two that guides name come first, as far as there is room."""
    plans: list[FamilyPlan] = []
    room = children
    for family in showcase.families(as_of):
        if len(family.children) <= room:
            plans.append(family)
            room -= len(family.children)
    number = 0
    while room > 0:
        family = plan.plan_family(Random(f"{seed}:family:{number}"), as_of)
        if len(family.children) > room:
            family = plan.plan_family(Random(f"{seed}:family:{number}"), as_of, children=room)
        plans.append(family)
        room -= len(family.children)
        number += 1
    return plans


def _work(written: Sequence[Written], cast: Cast, rng: Random, as_of: dt.date) -> list[int]:
    """The histories of these families and who works with them. Returns the keys whose cards are to be rebuilt."""
    incoming: list[casework.Incoming] = []
    involvements: list[Involvement] = []
    for one in written:
        episodes = _history(one.plan, rng, as_of)
        incoming += _elements(one, episodes, rng)
        involvements += _involvements(one, episodes, cast, rng)
    Involvement.objects.bulk_create(involvements, batch_size=1_000)
    casework.take_in(
        incoming, authority=cast.authority, collection=COLLECTION, year=as_of.year, by=cast.by, source=SOURCE
    )
    return [key for one in written for key in one.keys]


def _history(family: FamilyPlan, rng: Random, as_of: dt.date) -> list[Episode]:
    """A family's history; work with one that guides name is going on, with all its children."""
    episodes = histories.plan_history(rng, as_of)
    while family.is_shown and not histories.openings(episodes):
        episodes = histories.plan_history(rng, as_of)
    return episodes


def _elements(one: Written, episodes: Sequence[Episode], rng: Random) -> list[casework.Incoming]:
    """Each episode for each child born by its referral; an elder child may stay out of one."""
    incoming: list[casework.Incoming] = []
    for place in one.plan.children:
        born = one.plan.people[place].born_on
        if born is None:
            continue
        for episode in episodes:
            stays_out = len(one.plan.children) > 2 and rng.random() < 0.1
            if born > episode.received_on or stays_out:
                continue
            parent = episode.received_on.isoformat()
            for element in episode.elements:
                is_referral = element.kind == "referral"
                key = parent if is_referral else f"{parent}/{element.began_on.isoformat()}"
                incoming.append(
                    casework.Incoming(
                        subject_id=one.keys[place],
                        kind=element.kind,
                        natural_key=key,
                        parent_key="" if is_referral else parent,
                        content=element.content,
                        began_on=element.began_on,
                        ended_on=element.ended_on,
                    )
                )
    return incoming


def _involvements(one: Written, episodes: Sequence[Episode], cast: Cast, rng: Random) -> list[Involvement]:
    """A lead and a team for the family's last episode, ended with it where it is closed."""
    last = episodes[-1]
    if last.no_further_action:
        return []
    user, team = cast.leads[0] if one.plan.is_shown else rng.choice(cast.leads)
    common = {
        "circle": one.family.circle,
        "capacity": Capacity.ANY,
        "true_from": last.received_on,
        "true_to": max(last.closed_on, last.received_on + dt.timedelta(1)) if last.closed_on else None,
        "source": SOURCE,
    }
    return [
        Involvement(user=user, role="lead_practitioner", purpose=Purpose.ALLOCATED, **common),
        Involvement(team=team, role="team", purpose=Purpose.TEAM, **common),
    ]
