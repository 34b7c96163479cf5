"""What can go wrong when work is given, moved or answered. Pages turn these into messages beside the field."""

from collections.abc import Sequence

from thrive.base.access.errors import BadAnswer
from thrive.base.access.models import Team, User


class OutOfReach(BadAnswer):
    """Somebody who is to have work may not open the record it is about. `keys` are of those records."""

    def __init__(self, party: User | Team, keys: Sequence[int], *, field: str = "to") -> None:
        self.keys = list(keys)
        record = "the record" if len(self.keys) == 1 else f"{len(self.keys)} of the records"
        super().__init__(
            f"{party.name} may not open {record}: only people who are named on it do. Give it to one of them, or have "
            "a manager name somebody first",
            field=field,
        )


class AlreadyOver(BadAnswer):
    """What was to be changed has ended: done, dismissed, answered."""
