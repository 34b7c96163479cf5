"""What can go wrong with a draft. Nothing typed is lost by any of them."""

from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.record.models import Draft


class DraftConflict(ChangedMeanwhile):
    """Another page of the same author saved the draft meanwhile. Both versions are kept: `stored` and `copy`."""

    def __init__(self, stored: Draft, copy: Draft) -> None:
        super().__init__("This draft was changed in another window")
        self.stored = stored
        self.copy = copy


class DraftFinished(ChangedMeanwhile):
    """The draft had been finished or discarded already. What was typed since is in `copy`, if it was anything new."""

    def __init__(self, stored: Draft, copy: Draft | None) -> None:
        super().__init__("This draft was finished already")
        self.stored = stored
        self.copy = copy
