"""What can go wrong when history is written. The project room turns these into messages."""


class AlreadyRecorded(Exception):
    """The same fact, or one that cannot be true together with it, is on record already."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class HistoryIsKept(Exception):
    """Something tried to change or delete a row that must stay as it was written."""


class ChangedMeanwhile(Exception):
    """Somebody else replaced the row after it was read; nothing was written."""


class EndsBeforeStart(ValueError):
    """A span would end on or before the day it begins; nothing was written."""

    def __init__(self, message: str, *, field: str = "true_to") -> None:
        super().__init__(message)
        self.field = field
