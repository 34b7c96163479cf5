"""Which row each person stands in: children below parents, partners and brothers and sisters side by side."""

from collections import defaultdict
from itertools import pairwise

from thrive.base.people.genogram.tidy import Kin, reaches


class _Groups:
    """People who share a row, merged for as long as nobody lands in their own ancestor's row."""

    def __init__(self, kin: Kin) -> None:
        self.of = list(range(len(kin.people)))
        self.links = [(parent, child) for union in kin.unions for parent in union.parents for child in union.children]

    def below(self) -> dict[int, set[int]]:
        """Groups directly below each group."""
        found: dict[int, set[int]] = defaultdict(set)
        for parent, child in self.links:
            found[self.of[parent]].add(self.of[child])
        return found

    def merge(self, left: int, right: int) -> None:
        """Put two people in one row, unless one is above the other."""
        first, second = sorted((self.of[left], self.of[right]))
        if first == second:
            return
        below = self.below()
        if reaches(below, first, second) or reaches(below, second, first):
            return
        self.of = [first if group == second else group for group in self.of]


def rows(kin: Kin) -> list[int]:
    """The row of each person, 0 at the top, without empty rows."""
    groups = _Groups(kin)
    for left, right in _neighbours(kin):
        groups.merge(left, right)
    level = _levels(groups)
    _align(kin, groups, level)
    used = sorted(set(level.values()))
    return [used.index(level[group]) for group in groups.of]


def _neighbours(kin: Kin) -> list[tuple[int, int]]:
    """Pairs that belong in one row, the surest first: parents of one child, full siblings, partners, siblings."""
    parents = [union.parents for union in kin.unions if union.children and len(union.parents) == 2]
    partners = [union.parents for union in kin.unions if not union.children and len(union.parents) == 2]
    siblings = [pair for union in kin.unions for pair in pairwise(sorted(union.children))]
    return [(pair[0], pair[1]) for pair in [*parents, *siblings, *partners, *kin.siblings]]


def _levels(groups: _Groups) -> dict[int, int]:
    """Each group as high as it can be, then drawn towards the groups it is tied to."""
    below = groups.below()
    above: dict[int, set[int]] = defaultdict(set)
    for group, under in below.items():
        for one in under:
            above[one].add(group)
    order = _downwards(sorted(set(groups.of)), above)
    level: dict[int, int] = {}
    for group in order:
        level[group] = max((level[one] + 1 for one in above[group]), default=0)
    for _ in range(3):
        for group in [*reversed(order), *order]:
            _settle(group, level, above[group], below.get(group, set()))
    return level


def _downwards(groups: list[int], above: dict[int, set[int]]) -> list[int]:
    """Every group after all that are above it."""
    done: list[int] = []
    waiting = groups
    while waiting:
        ready = [group for group in waiting if above[group] <= set(done)]
        done += ready
        waiting = [group for group in waiting if group not in ready]
    return done


def _settle(group: int, level: dict[int, int], above: set[int], below: set[int]) -> None:
    """Move a group with more ties below than above down to just above them, and the other way about."""
    highest = max((level[one] + 1 for one in above), default=None)
    lowest = min((level[one] - 1 for one in below), default=None)
    if lowest is not None and (highest is None or len(below) > len(above)):
        level[group] = max(lowest, highest if highest is not None else lowest)
    elif highest is not None:
        level[group] = highest


def _align(kin: Kin, groups: _Groups, level: dict[int, int]) -> None:
    """Put people whom no line ties to the focus at the level they are told to be, or beside the focus."""
    zero = level[groups.of[kin.focus]] if kin.focus is not None else 0
    for part in _parts(groups):
        if kin.focus is not None and groups.of[kin.focus] in part:
            continue
        told = [
            zero + (person.level or 0) - level[groups.of[place]]
            for place, person in enumerate(kin.people)
            if groups.of[place] in part and person.level is not None
        ]
        top = min(level[group] for group in part)
        shift = told[0] if told else zero - top
        for group in part:
            level[group] += shift


def _parts(groups: _Groups) -> list[set[int]]:
    """Groups tied to each other by any chain of parents and children."""
    near: dict[int, set[int]] = defaultdict(set)
    for group, under in groups.below().items():
        for one in under:
            near[group].add(one)
            near[one].add(group)
    parts: list[set[int]] = []
    for group in sorted(set(groups.of)):
        if any(group in part for part in parts):
            continue
        part, edge = {group}, [group]
        while edge:
            new = near[edge.pop()] - part
            part |= new
            edge.extend(sorted(new))
        parts.append(part)
    return parts
