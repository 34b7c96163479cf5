"""`PlanKind`: a plan that a domain makes with a family, declared as data. One structure; the kind sets the rules."""

from dataclasses import dataclass

from thrive.base.offers.domain import Keyed
from thrive.base.offers.meetings import Cited


@dataclass(frozen=True, kw_only=True)
class PlanKind:
    """A kind of plan.

    `title` is what workers call it, `heading` what a family reads, in English; both say nothing of anybody. `basis` is
    the text it rests on, `review` says in words when it is looked at again. `needs` is the permission to write one,
    `agrees` that to agree to it, which nobody does for their own. `moves_to`: keys of the kinds it may become; its open
    actions go along.
    """

    key: str
    title: str
    heading: str
    basis: Cited
    review: str
    needs: Keyed
    agrees: Keyed
    moves_to: tuple[str, ...] = ()
