"""`ApprovalKind`: something that one person asks another to approve, declared as data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from thrive.base.offers.domain import Keyed
from thrive.base.offers.meetings import Cited


@dataclass(frozen=True, kw_only=True)
class ApprovalKind:
    """A kind of thing that is approved, or returned with a reason.

    `title` is what it is called; it says nothing of anybody. `needs` is the permission to approve or return one,
    `asks` that to ask and to take it back, `reads` that to read what was asked and answered. `address(obj)` is the page
    where it is read and decided.

    Nobody approves what they asked for or wrote themselves, unless `may_approve_own` names the text that says they may.
    `stamp(obj)` is what it was when it was asked: where it is another when it is answered, it is asked anew.
    `matter(obj)` is what stays the same through its versions, and by default the thing itself: asking anew about it
    ends what its writer was asked to change. `approved(obj, by=...)` is what follows in the same transaction, with its
    own telling; `clears` are kinds of task that are done with it.
    """

    key: str
    title: str
    needs: Keyed
    asks: Keyed
    reads: Keyed
    address: Callable[[Any], str]
    may_approve_own: Cited | None = None
    stamp: Callable[[Any], str] | None = None
    matter: Callable[[Any], Any] | None = None
    approved: Callable[..., Any] | None = None
    clears: tuple[str, ...] = ()
