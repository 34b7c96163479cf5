"""Who is shown on somebody's family page, and in what order. Pure.

Shown are the person's own forebears and descendants, brothers and sisters, aunts, uncles, cousins, nieces and
nephews; partners of the person, and those who are partners of a parent or grandparent today; whoever is tied to
the person directly; and whoever is in a family or household with them. Not shown is what belongs to another
family: the other parent of a half-brother, somebody's former partner and that partner's children.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from thrive.base.people.rules.relationships import CARE, DESCENT, NETWORK, PARENTS, RELATIONSHIPS, SIBLINGS, UNIONS

_OVER = frozenset({"separated", "divorced"})


class Rank(IntEnum):
    """In which part of the list somebody stands."""

    PARENT = 1
    PARTNER = 2
    PARENTS_PARTNER = 3
    CHILD = 4
    SIBLING = 5
    GRANDPARENT = 6
    RELATIVE = 7
    CARER = 8
    TOGETHER = 9  # in a family or household, with nothing else recorded
    NETWORK = 10
    CLOSED = 11  # a restricted record


_DIRECT = {PARENTS: Rank.PARENT, SIBLINGS: Rank.SIBLING, CARE: Rank.CARER, NETWORK: Rank.NETWORK}


@dataclass(frozen=True)
class Link:
    """`left` is the `kind` of `right`, on the day that is looked at. `ended`: it was, and is no longer."""

    kind: str
    left: int
    right: int
    ended: bool = False


@dataclass
class _Kin:
    """Parents, children and partners by person."""

    parents: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    children: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    partners: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    current: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def of(self, people: Iterable[int], ties: dict[int, list[int]]) -> list[int]:
        """Everybody tied to any of `people`, in order."""
        return list(dict.fromkeys(other for one in people for other in ties[one]))


def shown(focus: int, links: Iterable[Link], together: Collection[int]) -> dict[int, Rank]:
    """Everybody to be shown, without the focus, with their part of the list."""
    links = list(links)
    kin = _kin(links)
    found: dict[int, Rank] = {focus: Rank.PARENT}
    parents = kin.of([focus], kin.parents)
    grandparents = kin.of(parents, kin.parents)
    children = kin.of([focus], kin.children)
    siblings = kin.of(parents, kin.children)
    aunts = kin.of(grandparents, kin.children)
    for people, rank in (
        (parents, Rank.PARENT),
        (kin.of([focus], kin.partners), Rank.PARTNER),
        (children, Rank.CHILD),
        (kin.of(children, kin.parents), Rank.PARTNER),
        (siblings, Rank.SIBLING),
        (kin.of(parents, kin.current), Rank.PARENTS_PARTNER),
        (kin.of(children, kin.children), Rank.CHILD),
        (grandparents, Rank.GRANDPARENT),
        (aunts, Rank.RELATIVE),
        (kin.of(grandparents, kin.current), Rank.RELATIVE),
        (kin.of(siblings, kin.children), Rank.RELATIVE),
        (kin.of(aunts, kin.children), Rank.RELATIVE),
    ):
        for one in people:
            found.setdefault(one, rank)
    _add_direct(focus, links, found)
    for one in together:
        found.setdefault(one, Rank.TOGETHER)
    del found[focus]
    return found


def _add_direct(focus: int, links: Iterable[Link], found: dict[int, Rank]) -> None:
    """Whoever has a tie of any kind with the focus."""
    for link in links:
        if focus not in (link.left, link.right) or link.ended:
            continue
        other = link.right if link.left == focus else link.left
        group = RELATIONSHIPS[link.kind].group if link.kind in RELATIONSHIPS else NETWORK
        found.setdefault(other, _DIRECT.get(group, Rank.RELATIVE))


def _kin(links: Iterable[Link]) -> _Kin:
    kin = _Kin()
    for link in links:
        if link.kind in DESCENT and not link.ended:
            kin.parents[link.right].append(link.left)
            kin.children[link.left].append(link.right)
        elif link.kind in UNIONS:
            for one, other in ((link.left, link.right), (link.right, link.left)):
                kin.partners[one].append(other)
                if not link.ended and UNIONS[link.kind] not in _OVER:
                    kin.current[one].append(other)
    return kin


def parents_recorded(links: Iterable[Link]) -> dict[int, int]:
    """How many parents each person has on record, seen or not."""
    return {child: len(set(parents)) for child, parents in _kin(links).parents.items()}
