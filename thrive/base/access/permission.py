"""What a permission is. Each domain declares its own in its `permissions.py`."""

from dataclasses import dataclass

from thrive.base.access.rules import GUARDED, ROLES, Purpose, Ring
from thrive.base.history.sensitivity import Sensitivity


@dataclass(frozen=True)
class Permission:
    """Leave to see or do one kind of thing.

    `roles`: who may hold it at all. `ring`: how close they must be when it is about somebody; partners must
    always be involved. `names_restricted`: whether it is so slight (a name) that a restricted record still
    answers to the authority's own staff; `names_own`: so slight that even one's own record, or a declared person's,
    does where a restricted one would. `purposes`: the involvements that open it; none named means any that counts
    for the role. `labels`: those of GUARDED that whoever uses it cannot help reading.

    Raises ValueError for a role nobody has declared, and for one that must not read what it is given.
    """

    key: str
    title: str
    roles: frozenset[str]
    ring: Ring = Ring.INVOLVED
    names_restricted: bool = False
    names_own: bool = False
    purposes: frozenset[Purpose] = frozenset(Purpose)
    labels: frozenset[Sensitivity] = frozenset()

    def __post_init__(self) -> None:
        unknown = self.roles - ROLES.keys()
        if unknown:
            raise ValueError(f"{self.key} names roles that are not declared: {sorted(unknown)}")
        for role in sorted(self.roles):
            withheld = (self.labels & GUARDED) - ROLES[role].reads
            if withheld:
                raise ValueError(f"{self.key} shows what {role} must not read: {sorted(withheld)}")
