"""Meetings: who may be there and what they are told, what is said, and whether enough came."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thrive.base.offers import Quorum

TEXT_MOST = 6_000  # characters of one thing that was said
LINE_MOST = 200
WHY_MOST = 400

AGENCIES: Mapping[str, str] = {
    "family": "The family",
    "social_care": "Children’s social care",
    "police": "Police",
    "health": "Health",
    "education": "School or education",
    "probation": "Probation",
    "housing": "Housing",
    "adults": "Adult social care",
    "voluntary": "Voluntary organisation",
    "advocate": "Advocate",
    "interpreter": "Interpreter",
    "other": "Somebody else",
}

RIGHTS: Mapping[str, str] = {
    "all": "Everything that was said and decided",
    "own": "What was decided, and what they said themselves",
    "outcome": "What was decided",
}

NOT_INVITED = "not_invited"
PRESENT = "present"
ATTENDANCE: Mapping[str, str] = {
    PRESENT: "Was there",
    "report": "Sent a report only",
    "apologies": "Sent apologies",
    "absent": "Did not come",
    NOT_INVITED: "Was not invited",
}


@dataclass(frozen=True)
class EntryKind:
    """Something that is kept of a meeting, and what each must have."""

    key: str
    title: str
    asks_child: bool = False
    asks_seat: bool = False
    asks_outcome: bool = False
    asks_text: bool = True


ENTRIES: Mapping[str, EntryKind] = {
    one.key: one
    for one in (
        EntryKind("note", "What was said"),
        EntryKind("child_view", "What the child says", asks_child=True),
        EntryKind("view", "View and recommendation", asks_seat=True),
        EntryKind("decision", "Decision", asks_child=True, asks_outcome=True),
        EntryKind("dissent", "Does not agree", asks_seat=True),
        EntryKind("action", "Action"),
    )
}


@dataclass(frozen=True)
class Short:
    """An agency of which too few were there."""

    agency: str
    least: int
    came: int

    @property
    def words(self) -> str:
        """ "Police: 0 of 1"."""
        return f"{AGENCIES.get(self.agency, self.agency)}: {self.came} of {self.least}"


def short_of(quorum: Sequence[Quorum], present: Iterable[str]) -> list[Short]:
    """The agencies of which too few were there; `present` names the agency of everybody who was."""
    came = Counter(present)
    return [Short(one.agency, one.least, came[one.agency]) for one in quorum if came[one.agency] < one.least]
