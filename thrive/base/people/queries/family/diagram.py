"""From what a viewer may see of a family to what is drawn of it."""

from thrive.base.calendar.ages import age_on
from thrive.base.people import genogram
from thrive.base.people.genogram import Descent, Household, Parentage, Partnership, Person, Shape, Tie
from thrive.base.people.queries.family.gathered import Gathered, Seen
from thrive.base.people.queries.family.reach import Link, Rank
from thrive.base.people.queries.family.rows import (
    RISK,
    Missing,
    household_label,
    is_child,
    missing,
    name,
    open_households,
    withheld,
)
from thrive.base.people.rules.kinship import FamilyGraph, describe
from thrive.base.people.rules.relationships import DESCENT, RELATIONSHIPS, UNIONS
from thrive.govuk import words

_DESCENTS = {
    "parent": Descent.BIRTH,
    "adoptive_parent": Descent.ADOPTED,
    "prospective_adopter": Descent.ADOPTED,
    "step_parent": Descent.STEP,
    "foster_carer": Descent.FOSTER,
    "possible_parent": Descent.POSSIBLE,
}
_SAME_ROW = frozenset({"sibling", "twin", "half_sibling"})
_LEVELS = {
    "great_grandparent": -3,
    "grandparent": -2,
    "great_aunt_or_uncle": -2,
    "aunt_or_uncle": -1,
    "special_guardian": -1,
    "guardian": -1,
    "kinship_carer": -1,
    "godparent": -1,
}
_SEXES = {"M": Shape.MALE, "F": Shape.FEMALE}


def to_draw(family: Gathered, known: FamilyGraph) -> genogram.Family:
    """The family as it is drawn: without neighbours, teachers and others of the network, who are in the list."""
    drawn = {key: one for key, one in family.people.items() if one.rank != Rank.NETWORK or family.homes.get(key)}
    if not family.homes.get(family.focus.key):
        drawn = {key: one for key, one in drawn.items() if one.rank != Rank.NETWORK}
    everyone = {family.focus.key: family.focus, **drawn}
    links = [link for link in family.links if link.left in everyone and link.right in everyone]
    joined = _joined(links)
    absent = missing(family)
    people = [_person(family, known, one, joined) for one in everyone.values()]
    return genogram.Family(
        focus=str(family.focus.key),
        people=(*people, *(_nobody(one) for one in absent)),
        partnerships=(*_partnerships(family, links),),
        parentage=(*_parentage(links), *(link for one in absent for link in _of_nobody(one))),
        siblings=tuple((str(link.left), str(link.right)) for link in links if link.kind in _SAME_ROW),
        households=_households(family, everyone),
    )


def _joined(links: list[Link]) -> set[int]:
    """Everybody whom a line joins to somebody."""
    drawn = (link for link in links if link.kind in _DESCENTS or link.kind in UNIONS or link.kind in _SAME_ROW)
    return {end for link in drawn for end in (link.left, link.right)}


def _person(family: Gathered, known: FamilyGraph, one: Seen, joined: set[int]) -> Person:
    if one.hidden:
        return Person(key=str(one.key), restricted=True, level=0)
    loose = one.key not in joined and one.key != family.focus.key
    now = family.is_today and one.header
    return Person(
        key=str(one.key),
        name=name(one, family.day),
        about=about(family, one),
        note=describe(known, family.focus.key, one.key) if loose else "",
        risk=RISK if now and one.card.risk_to_children else "",
        shape=_shape(family, one),
        died=_is_over(family, one),
        born_on=one.card.born_on or one.card.expected_on,
        level=_level(family, one) if loose else None,
    )


def _shape(family: Gathered, one: Seen) -> Shape:
    born = one.card.born_on
    if (born is None and one.card.expected_on) or (born and born > family.day):
        return Shape.UNBORN
    return _SEXES.get(one.card.sex, Shape.NOT_KNOWN)


def _is_over(family: Gathered, one: Seen) -> bool:
    ended = one.card.died_on or one.card.pregnancy_ended_on
    return ended is not None and ended <= family.day


def about(family: Gathered, one: Seen) -> str:
    """The quiet line under a name: "9 · born 2017", "1955 to 2019", "due 14 Feb 2027"."""
    card, day = one.card, family.day
    if card.died_on and card.died_on <= day:
        return f"{card.born_on.year} to {card.died_on.year}" if card.born_on else f"died {card.died_on.year}"
    if card.born_on and card.born_on <= day:
        years = age_on(card.born_on, day)
        return f"{years if years else words.age_words(card.born_on, day)} · born {card.born_on.year}"
    if card.pregnancy_ended_on and card.pregnancy_ended_on <= day:
        return "pregnancy ended"
    due = card.expected_on or card.born_on
    return f"due {words.short_date(due)}" if due else ""


def _level(family: Gathered, one: Seen) -> int:
    """The row of somebody whom no line places: by the tie recorded, else grown-ups of a child's home one row up."""
    for link in family.links:
        if link.left == one.key and link.right == family.focus.key and link.kind in _LEVELS:
            return _LEVELS[link.kind]
        if link.right == one.key and link.left == family.focus.key and link.kind in _LEVELS:
            return -_LEVELS[link.kind]
    if any(
        link.kind in RELATIONSHIPS and {link.left, link.right} == {one.key, family.focus.key} for link in family.links
    ):
        return 0
    return -1 if is_child(family.focus, family.day) and not is_child(one, family.day) else 0


def _partnerships(family: Gathered, links: list[Link]) -> list[Partnership]:
    """Partners as recorded; parents of one child who live together count as living together."""
    found = [Partnership(str(link.left), str(link.right), _tie(link)) for link in links if link.kind in UNIONS]
    recorded = {frozenset((link.left, link.right)) for link in links if link.kind in UNIONS}
    parents: dict[int, list[int]] = {}
    for link in links:
        if link.kind in DESCENT:
            parents.setdefault(link.right, []).append(link.left)
    for some in parents.values():
        for left in some:
            for right in some:
                if left < right and frozenset((left, right)) not in recorded and _live_together(family, left, right):
                    found.append(Partnership(str(left), str(right), Tie.COHABITING))
    return found


def _tie(link: Link) -> Tie:
    """How two partners stand; what was a partnership and has ended counts as separated."""
    tie = Tie(UNIONS[link.kind])
    return Tie.SEPARATED if link.ended and tie in (Tie.MARRIED, Tie.COHABITING) else tie


def _live_together(family: Gathered, left: int, right: int) -> bool:
    theirs = {home.household for home in family.homes.get(left, [])}
    return any(home.household in theirs for home in family.homes.get(right, []))


def _parentage(links: list[Link]) -> list[Parentage]:
    return [
        Parentage(str(link.left), str(link.right), _DESCENTS[link.kind])
        for link in links
        if link.kind in _DESCENTS and not link.ended
    ]


def _nobody(one: Missing) -> Person:
    several = "May be more than one" if len(one.children) > 1 else ""
    return Person(key=_nobody_key(one), name="Not recorded", about=one.words, note=several, nobody=True)


def _nobody_key(one: Missing) -> str:
    return f"nobody-{one.parent}"


def _of_nobody(one: Missing) -> list[Parentage]:
    return [Parentage(_nobody_key(one), str(child)) for child in one.children]


def _households(family: Gathered, everyone: dict[int, Seen]) -> tuple[Household, ...]:
    """Households with the people drawn; the day the person of the record came, or else the first to come."""
    kept_back = withheld(family)
    found: dict[int, set[int]] = {}
    for key in everyone:
        for home in family.homes.get(key, []):
            found.setdefault(home.household, set()).add(key)
    made = []
    for household, members in sorted(found.items()):
        homes = {key: home for key in members for home in family.homes[key] if home.household == household}
        first = homes.get(family.focus.key) or next(iter(homes.values()))
        may_show = household in open_households(family)
        label = household_label(family, first, kept_back, may_show=may_show)
        made.append(Household(str(household), label, frozenset(str(key) for key in members)))
    return tuple(made)
