"""What a role is."""

from dataclasses import dataclass

from thrive.base.access.rules.kinds import WORK, OrganisationKind, Purpose, Reach
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.law import Source


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role a user may hold. `kinds`: the organisations whose staff may hold it; none for a role nobody signs in to.

    `must_see` and `must_not_see` are for people to read and to check the permissions against. `reach`: how far the
    authority's own staff reach past involvement. `purposes`: the involvements that count for this role; what somebody
    opened themselves, with a reason or in an emergency, counts where the role reaches past involvement. `reads`: those
    of GUARDED it may read. `is_time_boxed`: it is given with a last day.

    `strength`: how much the role lets somebody see or decide, compared when one user gives a role to another: 1 works
    with those they are involved with, 2 also decides and oversees, 3 reaches past involvement or keeps the roles
    themselves.
    """

    key: str
    title: str
    kinds: frozenset[OrganisationKind]
    does: str
    must_see: str
    must_not_see: str
    source: Source
    reach: Reach = Reach.WITH_REASON
    purposes: frozenset[Purpose] = WORK
    reads: frozenset[Sensitivity] = frozenset()
    is_time_boxed: bool = False
    strength: int = 1

    @property
    def opens_without_reason(self) -> bool:
        """Whether it opens every ordinary record of the authority without a question, still logged."""
        return self.reach is Reach.NO_QUESTION

    @property
    def signs_in(self) -> bool:
        """Whether anybody can hold it yet."""
        return bool(self.kinds)
