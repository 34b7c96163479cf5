"""The front door's share of the families' histories: their contacts, and the referrals that came of them."""

import datetime as dt
from collections.abc import Callable, Sequence
from random import Random

from thrive.base.access.invented import Cast
from thrive.base.casework.invented.elements import Dated
from thrive.base.casework.invented.writing import Worked
from thrive.pathway.front_door.invented import plans, writing


def write(worked: Sequence[Worked], *, cast: Cast, seed: int, as_of: dt.date) -> Callable[[int, Dated], bool]:
    """Write the contacts of these families. Returns whether an element of a record is a referral that came of one, so
    that it is brought in no second time; older ones came in a file from the system before."""
    planned: list[plans.Planned] = []
    made: set[tuple[int, str]] = set()
    for one in worked:
        rng = Random(f"{seed}:door:{one.written.plan.number}")
        planned += plans.of_family(one, rng, as_of)
        for key, children in plans.kept_referrals(one, as_of).items():
            made |= {(one.keys[place], key) for place, _ in children}
    writing.write(planned, cast=cast)
    return lambda key, element: element.kind == "referral" and (key, element.key) in made
