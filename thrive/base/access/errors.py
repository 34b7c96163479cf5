"""Refusals. The project room turns them into pages."""

from thrive.base.access.permission import Permission


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


class NotFound(Exception):
    """There is no such record, or the viewer may not know that there is."""
