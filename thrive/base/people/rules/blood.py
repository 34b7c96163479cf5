"""Kinship by descent: what two people with common forebears are to each other, in words.

Parents by adoption count as parents, as they do in law (Adoption and Children Act 2002 section 67).
"""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Protocol

from thrive.base.people.rules.relationships import FEMALE, MALE, RELATIONSHIPS, Words

Key = Hashable
Parents = Mapping[Key, Mapping[Key, str]]
FURTHEST = 5  # generations that are followed upwards

PARENT_IN_LAW = Words("Mother-in-law", "Father-in-law", "Parent-in-law")
_UNSURE_SIBLING = Words("Sister or half-sister", "Brother or half-brother", "Full or half brother or sister")
UNSURE_IN_A_CHAIN = {
    _UNSURE_SIBLING.female: "Sister",
    _UNSURE_SIBLING.male: "Brother",
    _UNSURE_SIBLING.neutral: "Brother or sister",
}
_PARENT = RELATIONSHIPS["parent"]
_GRANDPARENT = RELATIONSHIPS["grandparent"]
_AUNT = RELATIONSHIPS["aunt_or_uncle"]


class HasSex(Protocol):
    """What is asked of a person here."""

    @property
    def sex_in_words(self) -> str:
        """ "F", "M" or anything else."""

    @property
    def unborn(self) -> bool:
        """Whether the child is not born yet."""

    @property
    def born_on(self) -> date | None:
        """The birth date."""


def relation(people: Mapping[Key, HasSex], parents: Parents, focus: Key, other: Key, recorded: set[str]) -> str:
    """What `other` is to `focus` by descent, or "". `recorded`: kinds of tie recorded between the two as such."""
    nearest = _nearest(parents, focus, other)
    if nearest is None:
        return ""
    up, down, common = nearest
    sex = people[other].sex_in_words
    if (up, down) == (1, 1):
        return _sibling(people, parents, focus, other, recorded)
    side = _side(people, parents, focus, common, up)
    if up == 0 or down == 0:
        return _line(parents, focus, other, up, down, sex) + (side if up >= 2 else "")
    return _collateral(up, down, sex) + (side if up >= 2 else "")


def _forebears(parents: Parents, start: Key) -> dict[Key, int]:
    """Everybody somebody descends from, with how many generations up; themselves at 0."""
    found = {start: 0}
    edge = [start]
    for generation in range(1, FURTHEST + 1):
        edge = [parent for child in edge for parent in parents.get(child, {}) if parent not in found]
        found.update(dict.fromkeys(edge, generation))
    return found


def _nearest(parents: Parents, focus: Key, other: Key) -> tuple[int, int, set[Key]] | None:
    """Generations up and down to the nearest forebears in common, and who they are."""
    mine, theirs = _forebears(parents, focus), _forebears(parents, other)
    shared = [one for one in mine if one in theirs]
    if not shared:
        return None
    up, down = min(((mine[one], theirs[one]) for one in shared), key=lambda pair: (sum(pair), pair))
    return up, down, {one for one in shared if (mine[one], theirs[one]) == (up, down)}


def _side(people: Mapping[Key, HasSex], parents: Parents, focus: Key, common: set[Key], up: int) -> str:
    """ " (mother’s side)" when the way up goes through one parent whose sex tells the two apart, else ""."""
    mine = parents.get(focus, {})
    through = {parent for parent in mine if any(_forebears(parents, parent).get(one) == up - 1 for one in common)}
    return _side_words(people, mine, through)


def _side_words(people: Mapping[Key, HasSex], mine: Mapping[Key, str], through: set[Key]) -> str:
    if len(through) != 1:
        return ""
    sexes = [people[parent].sex_in_words for parent in mine]
    sex = people[next(iter(through))].sex_in_words
    if sexes.count(sex) > 1:
        return ""  # two mothers: the words would not say which
    return {FEMALE: " (mother’s side)", MALE: " (father’s side)"}.get(sex, "")


def _great(times: int, word: str) -> str:
    """ "Great-great-grandmother" from "Grandmother" and 2."""
    if times <= 0:
        return word
    return "Great-" + "great-" * (times - 1) + word[:1].lower() + word[1:]


def _line(parents: Parents, focus: Key, other: Key, up: int, down: int, sex: str) -> str:
    """Straight up or down: mother, grandson, great-grandfather."""
    child, parent = (focus, other) if up else (other, focus)
    generations = up or down
    if generations == 1:
        adopted = parents[child][parent] == "adopted"
        kind = RELATIONSHIPS["adoptive_parent"] if adopted else _PARENT
    else:
        kind = _GRANDPARENT
    return _great(generations - 2, (kind.words if up else kind.back).by(sex))


def _collateral(up: int, down: int, sex: str) -> str:
    """Aunts, uncles, nieces, nephews and cousins of every degree."""
    if down == 1:
        return _great(up - 2, _AUNT.words.by(sex))
    if up == 1:
        return _great(down - 2, _AUNT.back.by(sex))
    if (up, down) == (2, 2):
        return "Cousin"
    return "Second cousin" if up == down == 3 else "More distant cousin"


def _sibling(people: Mapping[Key, HasSex], parents: Parents, focus: Key, other: Key, recorded: set[str]) -> str:
    """Brothers and sisters: full, half (with the side), twin, adoptive, or unsure where a parent is not recorded."""
    mine, theirs = parents.get(focus, {}), parents.get(other, {})
    shared = set(mine) & set(theirs)
    sex = people[other].sex_in_words
    side = _side_words(people, mine, shared)
    if any("adopted" in (mine[parent], theirs[parent]) for parent in shared):
        word = RELATIONSHIPS["sibling"].words.by(sex)
        return f"Adoptive {word[:1].lower()}{word[1:]}"
    half = (len(shared) == 1 and len(mine) >= 2 and len(theirs) >= 2) or "half_sibling" in recorded
    if half:
        return RELATIONSHIPS["half_sibling"].words.by(sex) + side
    born, other_born = people[focus].born_on, people[other].born_on
    if "twin" in recorded or (born is not None and born == other_born and not people[other].unborn):
        return RELATIONSHIPS["twin"].words.by(sex)
    if len(shared) >= 2 or "sibling" in recorded:
        return RELATIONSHIPS["sibling"].words.by(sex)
    return _UNSURE_SIBLING.by(sex) + side
