"""`MeetingKind`: a meeting that a domain holds, declared as data: what for, who must be there, what it decides."""

from dataclasses import dataclass
from typing import Protocol

from thrive.base.offers.domain import Keyed


class Cited(Protocol):
    """A text of law or guidance, as far as a page names it."""

    @property
    def title(self) -> str:
        """What the text is called."""

    @property
    def url(self) -> str:
        """Where it stands."""


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """How many of an agency must be there. `agency` is a key of casework's agencies; "family" is one."""

    agency: str
    least: int = 1


@dataclass(frozen=True, kw_only=True)
class MeetingKind:
    """A kind of meeting.

    `title` is what workers call it, `heading` what a family reads, in English; both say nothing of anybody. `basis` is
    the text it rests on, `chair` says in words who chairs it and `by_when` by when it must be held. `purposes` are what
    it may be for and `decisions` what it may decide for a child: pairs of a key and words. Where those of `quorum` are
    not there it may go on only with a reason. `needs` is the permission to set one up and hold it.
    """

    key: str
    title: str
    heading: str
    basis: Cited
    chair: str
    by_when: str
    purposes: tuple[tuple[str, str], ...]
    decisions: tuple[tuple[str, str], ...]
    quorum: tuple[Quorum, ...]
    needs: Keyed

    @property
    def purpose_words(self) -> dict[str, str]:
        """What it may be for, by key."""
        return dict(self.purposes)

    @property
    def decision_words(self) -> dict[str, str]:
        """What it may decide, by key."""
        return dict(self.decisions)
