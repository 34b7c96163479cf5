"""What two people in a family are to each other, in words: "Half-brother (mother’s side)", "Mother’s partner".

Worked out from parents and partners as recorded, from the point of view of one person. Pure: it knows only
the people and ties it is given, so what a viewer may not see (a sealed adoption, a restricted member) is left
out before.
"""

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from thrive.base.people.rules import blood
from thrive.base.people.rules.relationships import DESCENT, RELATIONSHIPS, UNIONS

Key = Hashable
NOT_RECORDED = "Not recorded"
THIS_PERSON = "This person"
OTHER_FAMILY = "Other family"
LONGEST_CHAIN = 3  # "Mother’s partner’s son"; beyond that the words help nobody
_LASTING = frozenset({"married", "civil_partner"})
_PAST = frozenset({"separated", "divorced"})


@dataclass(frozen=True)
class Someone:
    """One person of a family. `sex`: "F" or "M"; anything else is not known. `unborn` overrides the sex in words."""

    key: Key
    sex: str = ""
    unborn: bool = False
    born_on: date | None = None

    @property
    def sex_in_words(self) -> str:
        """The sex by which words are chosen."""
        return "" if self.unborn else self.sex


@dataclass(frozen=True)
class Tie:
    """`left` is the `kind` of `right`: left is the parent of right. `ended`: it is so no longer."""

    kind: str
    left: Key
    right: Key
    ended: bool = False


@dataclass(frozen=True)
class FamilyGraph:
    """People and the ties between them. A tie with somebody who is not among the people is passed over."""

    people: tuple[Someone, ...]
    ties: tuple[Tie, ...]

    @cached_property
    def index(self) -> "Index":
        """The graph made ready to be walked."""
        found = Index({someone.key: someone for someone in self.people})
        for tie in self.ties:
            if tie.left != tie.right and tie.left in found.people and tie.right in found.people:
                found.add(tie)
        return found


@dataclass
class Index:
    """Who is whose parent and child, and which ties join any two."""

    people: dict[Key, Someone]
    parents: dict[Key, dict[Key, str]] = field(default_factory=dict)
    ties: dict[Key, dict[Key, list[Tie]]] = field(default_factory=dict)

    def add(self, tie: Tie) -> None:
        """Take in one tie."""
        if tie.kind in DESCENT:
            self.parents.setdefault(tie.right, {}).setdefault(tie.left, DESCENT[tie.kind])
        for one, other in ((tie.left, tie.right), (tie.right, tie.left)):
            self.ties.setdefault(one, {}).setdefault(other, []).append(tie)

    def between(self, one: Key, other: Key) -> list[Tie]:
        """The ties that join two people directly."""
        return self.ties.get(one, {}).get(other, [])


def describe(graph: FamilyGraph, focus: Key, other: Key) -> str:
    """What `other` is to `focus`: "Aunt (mother’s side)", "Mother’s partner", "Grandmother, foster carer".

    "Not recorded" where nothing joins the two, "Other family" where the way is too long to put in words. Raises
    KeyError for somebody who is not in the graph.
    """
    index = graph.index
    if focus not in index.people or other not in index.people:
        raise KeyError("Not in this family graph")
    if focus == other:
        return THIS_PERSON
    direct = _direct(index, focus, other)
    return direct or _through_others(index, focus, other)


def describe_all(graph: FamilyGraph, focus: Key) -> dict[Key, str]:
    """What everybody else in the graph is to `focus`."""
    return {someone.key: describe(graph, focus, someone.key) for someone in graph.people if someone.key != focus}


# --- One word --------------------------------------------------------------------------------------


def _direct(index: Index, focus: Key, other: Key) -> str:
    """What two people are by blood or by a recorded tie, or "". Blood first, then the rest, each once."""
    recorded = {tie.kind for tie in index.between(focus, other)}
    found = []
    related = blood.relation(index.people, index.parents, focus, other, recorded)
    if related:
        found.append(related)
    for tie in index.between(focus, other):
        kind = RELATIONSHIPS.get(tie.kind)
        if kind is None or tie.kind in DESCENT or (related and kind.blood):
            continue
        word = _tie_word(tie, focus, index.people[other])
        if word not in found:
            found.append(word)
    return ", ".join([*found[:1], *(_lowered(word) for word in found[1:])])


def _tie_word(tie: Tie, focus: Key, other: Someone) -> str:
    """The word for `other` from one recorded tie with the focus."""
    kind = RELATIONSHIPS[tie.kind]
    word = (kind.words if tie.left == other.key else kind.back).by(other.sex_in_words)
    past = tie.ended and not kind.blood and not word.startswith("Former")
    return f"Former {_lowered(word)}" if past else word


def _lowered(word: str) -> str:
    return word[:1].lower() + word[1:]


# --- Several words ---------------------------------------------------------------------------------


def _through_others(index: Index, focus: Key, other: Key) -> str:
    """The words along the shortest way from one to the other, each step as far as one word reaches."""
    way = _way(index, focus, other)
    if not way:
        return NOT_RECORDED
    steps = list(_steps(index, way))
    if len(steps) > LONGEST_CHAIN:
        return OTHER_FAMILY
    return _by_marriage(index, steps) or _possessives(index, steps)


def _way(index: Index, focus: Key, other: Key) -> list[Key]:
    """The people on the shortest way, both ends included; of equal ways, the one recorded first."""
    came_from: dict[Key, Key] = {focus: focus}
    waiting = deque([focus])
    while waiting and other not in came_from:
        here = waiting.popleft()
        for next_one in index.ties.get(here, {}):
            if next_one not in came_from:
                came_from[next_one] = here
                waiting.append(next_one)
    if other not in came_from:
        return []
    way = [other]
    while way[-1] != focus:
        way.append(came_from[way[-1]])
    return way[::-1]


def _steps(index: Index, way: list[Key]) -> Iterator[tuple[Key, Key]]:
    """The way in as few steps as possible, each of which one word can tell."""
    start = 0
    while start < len(way) - 1:
        reach = next(
            (end for end in range(len(way) - 1, start + 1, -1) if _direct(index, way[start], way[end])), start + 1
        )
        yield way[start], way[reach]
        start = reach


def _union(index: Index, one: Key, other: Key) -> Tie | None:
    """The partnership of two people, if they have or had one; one that lasts before one that is over."""
    unions = [tie for tie in index.between(one, other) if tie.kind in UNIONS]
    return min(unions, key=lambda tie: (tie.ended, tie.kind in _PAST), default=None)


def _by_marriage(index: Index, steps: list[tuple[Key, Key]]) -> str:
    """Stepfather, stepson, stepbrother, mother-in-law: where a marriage that lasts makes a word of it, or ""."""
    marriages = [_is_marriage(index, one, other) for one, other in steps]
    up = [other in index.parents.get(one, {}) for one, other in steps]
    down = [one in index.parents.get(other, {}) for one, other in steps]
    last = index.people[steps[-1][1]].sex_in_words
    if len(steps) == 2 and up[0] and marriages[1]:
        return RELATIONSHIPS["step_parent"].words.by(last)
    if len(steps) == 2 and marriages[0] and down[1]:
        return RELATIONSHIPS["step_parent"].back.by(last)
    if len(steps) == 2 and marriages[0] and up[1]:
        return blood.PARENT_IN_LAW.by(last)
    if len(steps) == 3 and up[0] and marriages[1] and down[2]:
        return RELATIONSHIPS["step_sibling"].words.by(last)
    return ""


def _is_marriage(index: Index, one: Key, other: Key) -> bool:
    union = _union(index, one, other)
    return union is not None and union.kind in _LASTING and not union.ended


def _possessives(index: Index, steps: list[tuple[Key, Key]]) -> str:
    """Mother’s partner’s son; the side of the family goes to the end."""
    words: list[str] = []
    side = ""
    for one, other in steps:
        word = _step_word(index, one, other)
        word, bracket, rest = word.partition(" (")
        side = side or (bracket + rest if not words else "")
        words.append(word if not words else _lowered(word))
    return "’s ".join(words) + side


def _step_word(index: Index, one: Key, other: Key) -> str:
    """One step in words. A partnership that is over is said to be; an unsure brother is a brother here."""
    union = _union(index, one, other)
    someone = index.people[other]
    if union is not None and other not in index.parents.get(one, {}):
        if union.ended or union.kind in _PAST:
            married = union.kind in {*_LASTING, "divorced"}
            return RELATIONSHIPS["divorced"].words.by(someone.sex_in_words) if married else "Former partner"
        return RELATIONSHIPS[union.kind].words.by(someone.sex_in_words) if union.kind in _LASTING else "Partner"
    word = _direct(index, one, other).split(", ")[0]
    for unsure, plain in blood.UNSURE_IN_A_CHAIN.items():
        word = word.replace(unsure, plain)
    return word
