"""From a family as it is recorded to one that can be drawn: the nearest people, no contradictions, no doubles.

People are numbered here, in an order that does not depend on how the family was told.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from thrive.base.people.genogram.shapes import Descent, Family, Household, Parentage, Person, Tie

_DESCENTS = list(Descent)
_TIES = list(Tie)


@dataclass
class Union:
    """One or two parents and the children they have together; or two partners without children."""

    parents: tuple[int, ...]
    tie: Tie = Tie.LITTLE_KNOWN
    children: dict[int, Descent] = field(default_factory=dict)
    partners: bool = False  # they are or were partners, not only parents of one child


@dataclass
class Kin:
    """A family that can be drawn. `household[i]`: the household person i is drawn in.

    `left_out`: people too far away to be drawn. `contradictions`: relationships that would make somebody their
    own ancestor, and are told in the list only.
    """

    people: tuple[Person, ...]
    focus: int | None
    unions: list[Union]
    siblings: list[tuple[int, int]]
    households: tuple[Household, ...]
    household: dict[int, int]
    left_out: int
    contradictions: int


def tidy(family: Family) -> Kin:
    """What of `family` is drawn, numbered."""
    everyone = _by_key(family.people)
    parentage = _parentage(family.parentage, everyone)
    distance = _distances(family, everyone, parentage)
    kept = sorted(everyone, key=lambda key: (distance.get(key, len(everyone)), _age(everyone[key]), key))
    kept = kept[: max(family.most, 1)]
    people = tuple(everyone[key] for key in sorted(kept, key=lambda key: (_age(everyone[key]), key)))
    number = {person.key: place for place, person in enumerate(people)}
    drawn, contradictions = _without_loops(people, parentage, number)
    ties = _ties(family, number)
    households, household = _households(family.households, number)
    return Kin(
        people=people,
        focus=number.get(family.focus),
        unions=_unions(drawn, ties),
        siblings=_siblings(family.siblings, number, drawn),
        households=households,
        household=household,
        left_out=len(everyone) - len(people),
        contradictions=contradictions,
    )


def _by_key(people: Iterable[Person]) -> dict[str, Person]:
    """Each key once; of doubles the one that sorts first."""
    return {person.key: person for person in sorted(people, key=repr, reverse=True)}


def _age(person: Person) -> dt.date:
    return person.born_on or dt.date.max


def _parentage(told: Iterable[Parentage], everyone: dict[str, Person]) -> list[Parentage]:
    """Each parent and child once, by the nearest descent; nobody is their own parent."""
    best: dict[tuple[str, str], Descent] = {}
    for one in told:
        pair = (one.parent, one.child)
        if one.parent == one.child or one.parent not in everyone or one.child not in everyone:
            continue
        best[pair] = min(best.get(pair, one.descent), one.descent, key=_DESCENTS.index)
    return [Parentage(parent, child, descent) for (parent, child), descent in sorted(best.items())]


def _distances(family: Family, everyone: dict[str, Person], parentage: list[Parentage]) -> dict[str, int]:
    """Steps from the focus along any tie; a shared household is a long step."""
    near: dict[str, set[str]] = defaultdict(set)
    pairs = [(one.parent, one.child) for one in parentage]
    pairs += [(one.left, one.right) for one in family.partnerships]
    pairs += list(family.siblings)
    for left, right in pairs:
        near[left].add(right)
        near[right].add(left)
    distance = {family.focus: 0}
    edge = [family.focus]
    while edge:
        edge = sorted({other for key in edge for other in near[key] if other not in distance})
        steps = max(distance.values()) + 1
        distance.update(dict.fromkeys(edge, steps))
    together = {key for home in family.households if family.focus in home.members for key in home.members}
    last = max(distance.values())
    distance.update(dict.fromkeys(together - distance.keys(), last + 1))
    return {key: steps for key, steps in distance.items() if key in everyone}


def _without_loops(
    people: tuple[Person, ...], parentage: list[Parentage], number: dict[str, int]
) -> tuple[list[tuple[int, int, Descent]], int]:
    """Parentage among the people drawn, without what would make somebody their own ancestor.

    Links in which the parent is the older are believed first, then the nearer descents.
    """
    told = [
        (number[one.parent], number[one.child], one.descent)
        for one in parentage
        if one.parent in number and one.child in number
    ]

    def doubt(link: tuple[int, int, Descent]) -> tuple[bool, int, int, int]:
        parent, child, descent = link
        return (_age(people[parent]) >= _age(people[child]), _DESCENTS.index(descent), parent, child)

    below: dict[int, set[int]] = defaultdict(set)
    kept = []
    for link in sorted(told, key=doubt):
        parent, child, _ = link
        if not reaches(below, child, parent):
            below[parent].add(child)
            kept.append(link)
    return sorted(kept, key=lambda link: (link[1], _DESCENTS.index(link[2]), link[0])), len(told) - len(kept)


def reaches(below: dict[int, set[int]], start: int, goal: int) -> bool:
    """Whether `goal` is `start` or anywhere below it."""
    seen, edge = {start}, [start]
    while edge:
        one = edge.pop()
        if one == goal:
            return True
        edge.extend(below.get(one, set()) - seen)
        seen |= below.get(one, set())
    return False


def _ties(family: Family, number: dict[str, int]) -> dict[tuple[int, int], Tie]:
    """Partners, each pair once by the nearest tie told."""
    best: dict[tuple[int, int], Tie] = {}
    for one in family.partnerships:
        if one.left == one.right or one.left not in number or one.right not in number:
            continue
        pair = _pair(number[one.left], number[one.right])
        best[pair] = min(best.get(pair, one.tie), one.tie, key=_TIES.index)
    return best


def _pair(left: int, right: int) -> tuple[int, int]:
    return (left, right) if left < right else (right, left)


def _unions(links: list[tuple[int, int, Descent]], ties: dict[tuple[int, int], Tie]) -> list[Union]:
    """Children under their own parents' line: birth parents together, adoptive parents together."""
    unions: dict[tuple[int, ...], Union] = {
        pair: Union(parents=pair, tie=tie, partners=True) for pair, tie in sorted(ties.items())
    }
    parents: dict[int, list[tuple[int, Descent]]] = defaultdict(list)
    for parent, child, descent in links:
        parents[child].append((parent, descent))
    for child in sorted(parents):
        for group, descent in _groups(parents[child], ties):
            union = unions.setdefault(group, Union(parents=group))
            union.children.setdefault(child, descent)
    return [unions[group] for group in sorted(unions)]


def _groups(
    parents: list[tuple[int, Descent]], ties: dict[tuple[int, int], Tie]
) -> list[tuple[tuple[int, ...], Descent]]:
    """The parents of one child in ones and twos. A step-parent whose partner is a parent needs no line."""
    groups: list[tuple[tuple[int, ...], Descent]] = []
    everyone = [parent for parent, _ in parents]
    for descent in Descent:
        these = sorted(parent for parent, how in parents if how == descent)
        for group in _in_twos(these, ties):
            mate = _mate(group, everyone, ties)
            if mate is None:
                groups.append((group, descent))
            elif descent != Descent.STEP:
                groups.append((_pair(group[0], mate), descent))
    return groups


def _in_twos(parents: list[int], ties: dict[tuple[int, int], Tie]) -> list[tuple[int, ...]]:
    """Two parents make a pair. Of more, partners are paired first and the rest stand alone."""
    if len(parents) <= 2:
        return [tuple(parents)] if parents else []
    for left in parents:
        for right in parents:
            if left < right and (left, right) in ties:
                rest = [one for one in parents if one not in (left, right)]
                return [(left, right), *((one,) for one in rest)]
    return [(one,) for one in parents]


def _mate(group: tuple[int, ...], parents: list[int], ties: dict[tuple[int, int], Tie]) -> int | None:
    """The partner, among the child's other parents, of a parent who stands alone."""
    if len(group) != 1:
        return None
    return next((one for one in sorted(parents) if _pair(group[0], one) in ties), None)


def _siblings(
    told: Iterable[tuple[str, str]], number: dict[str, int], links: list[tuple[int, int, Descent]]
) -> list[tuple[int, int]]:
    """Brothers and sisters whom no parent in the drawing joins."""
    parents: dict[int, set[int]] = defaultdict(set)
    for parent, child, _ in links:
        parents[child].add(parent)
    pairs = {
        _pair(number[left], number[right])
        for left, right in told
        if left != right and left in number and right in number
    }
    return sorted(pair for pair in pairs if not parents[pair[0]] & parents[pair[1]])


def _households(told: Iterable[Household], number: dict[str, int]) -> tuple[tuple[Household, ...], dict[int, int]]:
    """Households of two or more people drawn; each person in one, the largest they belong to."""
    sized = [(home, sorted(number[key] for key in home.members if key in number)) for home in told]
    sized.sort(key=lambda one: (-len(one[1]), one[0].key, one[0].label))
    taken: dict[int, Household] = {}
    for home, members in sized:
        free = [one for one in members if one not in taken]
        if len(free) > 1:
            taken.update(dict.fromkeys(free, home))
    homes = tuple(sorted(set(taken.values()), key=lambda home: (home.key, home.label)))
    place = {home: at for at, home in enumerate(homes)}
    return homes, {person: place[home] for person, home in sorted(taken.items())}
