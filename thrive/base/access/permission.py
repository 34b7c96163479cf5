"""What a permission is. Each domain declares its own in its `permissions.py`."""

from dataclasses import dataclass

from thrive.base.access.rules import ROLES, Ring


@dataclass(frozen=True)
class Permission:
    """Leave to see or do one kind of thing.

    `roles`: who may hold it at all. `ring`: how close they must be when it is about somebody; partners must
    always be involved. `names_restricted`: whether it is so slight (a name) that a restricted record still
    answers to the authority's own staff. Raises ValueError for a role nobody has declared.
    """

    key: str
    title: str
    roles: frozenset[str]
    ring: Ring = Ring.INVOLVED
    names_restricted: bool = False

    def __post_init__(self) -> None:
        unknown = self.roles - ROLES.keys()
        if unknown:
            raise ValueError(f"{self.key} names roles that are not declared: {sorted(unknown)}")
