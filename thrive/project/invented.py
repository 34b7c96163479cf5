"""The invented authority as a whole: each domain makes its share, in the order in which they rest on each other.

The same seed and number give the same people, refs and histories; another `as_of` shifts their days with it.
What is written by set and not through single actions, and from which figures: `docs/reference/invented.md`.
"""

import datetime as dt
from collections.abc import Callable
from random import Random

from django.db import transaction

from thrive.base.access import invented as access
from thrive.base.access.invented import SignIn
from thrive.base.casework.invented import leave, together
from thrive.base.casework.invented import showcase as shown
from thrive.base.casework.invented import writing as casework
from thrive.base.casework.invented.outline import History
from thrive.base.history.refs import repeatable
from thrive.base.notes.invented import drafts
from thrive.base.people import cards
from thrive.base.people.invented import guarded, openings, places, plan, samples, showcase
from thrive.base.people.invented import writing as people
from thrive.base.people.invented.numbers import Numbers
from thrive.base.people.invented.shapes import FamilyPlan
from thrive.base.people.searching import shares
from thrive.pathway.front_door.invented import contacts
from thrive.pathway.front_door.invented.histories import write as histories_at_the_door

FAMILIES_IN_BATCH = 500

#: Told what is being done, how much of it, and of how much.
Progress = Callable[[str, int, int | None], None]


def build(
    *, children: int, seed: int, as_of: dt.date, progress: Progress = lambda what, done, total: None
) -> list[SignIn]:
    """Fill an empty database with an invented authority and `children` children as at `as_of`.

    Returns a sign-in for each role that can do something.
    """
    with repeatable(f"{seed}:cast"):
        cast = access.make(as_of=as_of, children=children)
        schools = places.make(cast)
    with repeatable(f"{seed}:thresholds"):
        contacts.publish(cast)
    numbers = Numbers()
    families = plan_families(children=children, seed=seed, as_of=as_of)
    done = 0
    for start in range(0, len(families), FAMILIES_IN_BATCH):
        some = families[start : start + FAMILIES_IN_BATCH]
        with transaction.atomic():
            with repeatable(f"{seed}:people:{start}"):
                written = people.write(
                    [family for family, _ in some],
                    cast=cast,
                    numbers=numbers,
                    places=schools,
                    seed=seed,
                    as_of=as_of,
                )
            with repeatable(f"{seed}:work:{start}"):
                histories = [history for _, history in some]
                worked = casework.follow(written, histories, seed=seed, as_of=as_of)
                came_in = histories_at_the_door(worked, cast=cast, seed=seed, as_of=as_of)
                casework.write(worked, cast=cast, seed=seed, as_of=as_of, without=came_in)
                if start == 0:
                    drafts.write(written, cast=cast)
                    openings.write(written, cast=cast)
                    samples.write(written, cast=cast, as_of=as_of)
            cards.rebuild([key for one in written for key in one.keys])
            if start == 0:
                with repeatable(f"{seed}:guarded"):
                    guarded.write(written, cast=cast, as_of=as_of)
                contacts.write(written, cast=cast, seed=seed, as_of=as_of, families=len(families))
                with repeatable(f"{seed}:together"):
                    together.write(written, cast=cast)
        done += sum(len(family.children) for family, _ in some)
        progress("Inventing children", done, children)
    with repeatable(f"{seed}:leave"), transaction.atomic():
        leave.write(cast=cast)
    shares.refresh()
    return cast.sign_ins


def plan_families(*, children: int, seed: int, as_of: dt.date) -> list[tuple[FamilyPlan, History]]:
    """Families with so many children in all, with their histories: first those that guides name, as far as fit."""
    plans: list[tuple[FamilyPlan, History]] = []
    room = children
    told = shown.histories()
    for family in showcase.families(as_of):
        if len(family.children) <= room:
            plans.append((family, told.get(family.number, History())))
            room -= len(family.children)
    number = 0
    while room > 0:
        history = casework.history(seed, number)
        family = plan.plan_family(Random(f"{seed}:family:{number}"), as_of, casework.known(history), most=room)
        family.number = number
        plans.append((family, history))
        room -= len(family.children)
        number += 1
    return plans
