"""Refusals. The project room turns them into pages."""

from thrive.base.access.permission import Permission
from thrive.base.access.permissions import ADMINISTER


class NotAllowed(Exception):
    """The viewer may not do this. `can_open`: they may, once they have given a reason for today."""

    def __init__(
        self,
        reason: str,
        *,
        permission: Permission,
        subject_ref: str = "",
        subject_id: int | None = None,
        can_open: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permission = permission
        self.subject_ref = subject_ref
        self.subject_id = subject_id
        self.can_open = can_open


class SecondPersonNeeded(NotAllowed):
    """A second person has to agree to this change of somebody's account first."""

    def __init__(self) -> None:
        super().__init__(
            "A second person has to agree first: this account opens guarded records, or mends others’ accounts. "
            "Ask under How and where they sign in.",
            permission=ADMINISTER,
        )


class NotFound(Exception):
    """There is no such record, or the viewer may not know that there is."""


class BadAnswer(ValueError):
    """An answer that cannot be taken; `field` names it and the message says what to give instead."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class StillInUse(ValueError):
    """Something cannot end while others still rest on it; `count` of them, and the message says what to do."""

    def __init__(self, message: str, *, count: int, field: str = "ends_on") -> None:
        super().__init__(message)
        self.count = count
        self.field = field
