"""Plans: the states of an action, what became of a version, and what differs between two of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TEXT_MOST = 2_000
LINE_MOST = 200
WHY_MOST = 400

TO_DO, UNDER_WAY, DONE, NOT_NEEDED = "to_do", "under_way", "done", "not_needed"
STATES: Mapping[str, str] = {
    TO_DO: "Not started",
    UNDER_WAY: "In progress",
    DONE: "Done",
    NOT_NEEDED: "No longer needed",
}
OPEN = frozenset({TO_DO, UNDER_WAY})

AGREED, RETURNED = "agreed", "returned"
ANSWERS: Mapping[str, str] = {AGREED: "Agreed", RETURNED: "Returned for changes"}


@dataclass(frozen=True)
class Step:
    """An action of a version: `key` is the same in every version it stands in."""

    key: int
    what: str
    who: str
    due_on: dt.date | None


@dataclass(frozen=True)
class Aim:
    """A need, what shall come of it, and how we will know."""

    need: str
    outcome: str
    known_by: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Something that differs between two versions: what kind of thing, as it was, and as it is; empty for not there."""

    what: str
    before: str
    after: str


def differences(before: Sequence[Aim], after: Sequence[Aim]) -> list[Difference]:
    """What differs. A need is known again by its words, an action by its key."""
    old, new = {one.need: one for one in before}, {one.need: one for one in after}
    found = [Difference("Need", one, "") for one in old if one not in new]
    found += [Difference("Need", "", one) for one in new if one not in old]
    for need in (one for one in new if one in old):
        for name, label in (("outcome", "Outcome"), ("known_by", "How we will know")):
            if getattr(old[need], name) != getattr(new[need], name):
                found.append(Difference(label, getattr(old[need], name), getattr(new[need], name)))
    were = {step.key: step for one in before for step in one.steps}
    are = {step.key: step for one in after for step in one.steps}
    for key in sorted(were.keys() | are.keys()):
        was, now = in_words(were.get(key)), in_words(are.get(key))
        if was != now:
            found.append(Difference("Action", was, now))
    return found


def in_words(step: Step | None) -> str:
    """ "Ring the school. Joanne Adeyemi, by 20 Dec 2026"."""
    if step is None:
        return ""
    by = f"by {step.due_on.day} {step.due_on:%b} {step.due_on.year}" if step.due_on else ""
    return ". ".join(part for part in (step.what, ", ".join(part for part in (step.who, by) if part)) if part)
