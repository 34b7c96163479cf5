"""How people stand to each other: the kinds that are recorded, with the words from both sides.

A relationship is kept once: `person` is the `kind` of `other` ("person is the parent of other"). The word for
the other side comes from here. Brothers and sisters, grandparents, aunts, uncles and cousins are worked out
from parents where those are recorded (`kinship.describe`); they may be recorded as such where they are not.
"""

from dataclasses import dataclass
from datetime import date

from thrive.base.calendar.ages import age_on

FEMALE, MALE = "F", "M"
SEXES = {FEMALE: "Female", MALE: "Male", "U": "Not known"}  # the codes of the children in need census

# From these ages on nothing is asked. Below them a worker is asked whether it is right, and may say yes.
LEAST_YEARS_TO_PARENT = 12  # our own; children of this age have had children
LEAST_YEARS_TO_GRANDPARENT = 2 * LEAST_YEARS_TO_PARENT
LEAST_AGE_TO_ADOPT = 21  # Adoption and Children Act 2002 sections 50 and 51; 18 where the partner is the parent
LEAST_AGE_FOR_SPECIAL_GUARDIAN = 18  # Children Act 1989 section 14A(2)(a)
LEAST_AGE_TO_MARRY = 18  # Marriage and Civil Partnership (Minimum Age) Act 2022, in force 27 February 2023
MOST_BIRTH_PARENTS = 2


@dataclass(frozen=True)
class Words:
    """What somebody is called, by sex; the third where the sex is not known or the child not born."""

    female: str
    male: str
    neutral: str

    def by(self, sex: str) -> str:
        """The word for somebody of this sex ("F" or "M"; anything else is not known)."""
        return {FEMALE: self.female, MALE: self.male}.get(sex, self.neutral)


def _one(word: str) -> Words:
    return Words(word, word, word)


@dataclass(frozen=True)
class RelationshipKind:
    """One kind of relationship.

    `words`: what the person of the row is to the other; `back`: what the other is to that person. `blood`: they
    descend from each other or from common forebears. `descent`: it makes somebody a parent, "birth" or
    "adopted". `union`: how two partners stand, in the words of the family diagram. `derived`: worked out where
    the links between are recorded. `sealable`: only named people may see it (adoption). `cares`: the person
    brings the other up or looks after them.
    """

    key: str
    group: str
    words: Words
    back: Words
    blood: bool = False
    descent: str = ""
    union: str = ""
    derived: bool = False
    sealable: bool = False
    cares: bool = False

    @property
    def is_symmetric(self) -> bool:
        """Whether it reads the same from both sides."""
        return self.words == self.back

    @property
    def label(self) -> str:
        """What a form calls it."""
        return self.words.neutral


PARENTS, PARTNERS, SIBLINGS, WIDER, CARE, NETWORK = (
    "Parents", "Partners", "Brothers and sisters", "Wider family", "Care", "Network",
)  # fmt: skip

_CHILD = Words("Daughter", "Son", "Son or daughter")
_SIBLING = Words("Sister", "Brother", "Brother or sister")
_HALF_SIBLING = Words("Half-sister", "Half-brother", "Half-brother or sister")
_STEP_SIBLING = Words("Stepsister", "Stepbrother", "Stepbrother or sister")
_TWIN = Words("Twin sister", "Twin brother", "Twin")
_SPOUSE = Words("Wife", "Husband", "Husband or wife")
_CARED_FOR = _one("Child in their care")


def _kind(key: str, group: str, words: Words, back: Words | None = None, **more: bool | str) -> RelationshipKind:
    return RelationshipKind(key, group, words, back or words, **more)  # type: ignore[arg-type]


RELATIONSHIPS: dict[str, RelationshipKind] = {
    kind.key: kind
    for kind in (
        _kind("parent", PARENTS, Words("Mother", "Father", "Parent"), _CHILD, blood=True, descent="birth", cares=True),
        _kind(
            "adoptive_parent", PARENTS, Words("Adoptive mother", "Adoptive father", "Adoptive parent"),
            Words("Adopted daughter", "Adopted son", "Adopted child"), descent="adopted", sealable=True, cares=True,
        ),
        _kind(
            "possible_parent", PARENTS, Words("Possible mother", "Possible father", "Possible parent"),
            Words("Possible daughter", "Possible son", "Possible child"),
        ),
        _kind(
            "step_parent", PARENTS, Words("Stepmother", "Stepfather", "Step-parent"),
            Words("Stepdaughter", "Stepson", "Stepchild"), derived=True, cares=True,
        ),
        _kind("married", PARTNERS, _SPOUSE, union="married"),
        _kind("civil_partner", PARTNERS, _one("Civil partner"), union="married"),
        _kind("cohabiting", PARTNERS, _one("Partner"), union="cohabiting"),
        _kind("separated", PARTNERS, _one("Separated partner"), union="separated"),
        _kind("divorced", PARTNERS, Words("Former wife", "Former husband", "Former husband or wife"), union="divorced"),
        _kind("little_known", PARTNERS, _one("Partner, little known"), union="little_known"),
        _kind("sibling", SIBLINGS, _SIBLING, blood=True, derived=True),
        _kind("twin", SIBLINGS, _TWIN, blood=True, derived=True),
        _kind("half_sibling", SIBLINGS, _HALF_SIBLING, blood=True, derived=True),
        _kind("step_sibling", SIBLINGS, _STEP_SIBLING, derived=True),
        _kind("foster_sibling", SIBLINGS, Words("Foster sister", "Foster brother", "Foster brother or sister")),
        _kind(
            "grandparent", WIDER, Words("Grandmother", "Grandfather", "Grandparent"),
            Words("Granddaughter", "Grandson", "Grandchild"), blood=True, derived=True,
        ),
        _kind(
            "great_grandparent", WIDER, Words("Great-grandmother", "Great-grandfather", "Great-grandparent"),
            Words("Great-granddaughter", "Great-grandson", "Great-grandchild"), blood=True, derived=True,
        ),
        _kind(
            "aunt_or_uncle", WIDER, Words("Aunt", "Uncle", "Aunt or uncle"),
            Words("Niece", "Nephew", "Niece or nephew"), blood=True, derived=True,
        ),
        _kind(
            "great_aunt_or_uncle", WIDER, Words("Great-aunt", "Great-uncle", "Great-aunt or uncle"),
            Words("Great-niece", "Great-nephew", "Great-niece or nephew"), blood=True, derived=True,
        ),
        _kind("cousin", WIDER, _one("Cousin"), blood=True, derived=True),
        _kind("other_relative", WIDER, _one("Other relative")),
        _kind(
            "godparent", WIDER, Words("Godmother", "Godfather", "Godparent"), Words("Goddaughter", "Godson", "Godchild")
        ),
        _kind("special_guardian", CARE, _one("Special guardian"), _CARED_FOR, cares=True),
        _kind("guardian", CARE, _one("Guardian"), _CARED_FOR, cares=True),
        _kind("foster_carer", CARE, _one("Foster carer"), _one("Foster child"), cares=True),
        _kind("kinship_carer", CARE, _one("Kinship carer"), _CARED_FOR, cares=True),
        _kind("private_foster_carer", CARE, _one("Private foster carer"), _CARED_FOR, cares=True),
        _kind(
            "prospective_adopter", CARE, _one("Prospective adopter"), _one("Child to be adopted"),
            sealable=True, cares=True,
        ),
        _kind("carer", CARE, _one("Carer"), _one("Person they care for"), cares=True),
        _kind("young_carer", CARE, _one("Young carer"), _one("Person they care for")),
        _kind("childminder", CARE, _one("Childminder"), _one("Child they mind")),
        _kind("neighbour", NETWORK, _one("Neighbour")),
        _kind("family_friend", NETWORK, _one("Family friend")),
        _kind("friend", NETWORK, _one("Friend")),
        _kind("coach", NETWORK, _one("Coach"), _one("Child they coach")),
        _kind("teacher", NETWORK, _one("Teacher"), _one("Pupil")),
        _kind("mentor", NETWORK, _one("Mentor"), _one("Person they mentor")),
        _kind("faith_leader", NETWORK, _one("Faith leader"), _one("Member of their faith group")),
        _kind("lodger", NETWORK, _one("Lodger"), _one("Landlord or host")),
        _kind("other", NETWORK, _one("Other person")),
    )
}  # fmt: skip

DESCENT = {kind.key: kind.descent for kind in RELATIONSHIPS.values() if kind.descent}
UNIONS = {kind.key: kind.union for kind in RELATIONSHIPS.values() if kind.union}


def by_group() -> dict[str, list[RelationshipKind]]:
    """The kinds as a form offers them, by group."""
    found: dict[str, list[RelationshipKind]] = {}
    for kind in RELATIONSHIPS.values():
        found.setdefault(kind.group, []).append(kind)
    return found


def relationship_problem(kind: str, *, is_self: bool, already: bool = False) -> str | None:
    """Why a relationship cannot be recorded, or None. `already`: it is on record, from either side."""
    if kind not in RELATIONSHIPS:
        return "Select how they are related"
    if is_self:
        return "Select somebody else: nobody is related to themselves"
    return "This relationship is already recorded" if already else None


def relationship_question(
    kind: str,
    *,
    person_born: date | None,
    other_born: date | None,
    on: date,
    birth_parents: int = 0,
) -> str | None:
    """What to ask before recording that `person` is the `kind` of `other`, or None. A worker may say it is right.

    `on`: the day it is recorded for, or began. `birth_parents`: how many the other has on record already. An
    unborn child's `other_born` is the day it is expected.
    """
    if kind == "parent" and birth_parents >= MOST_BIRTH_PARENTS:
        return f"This child has {birth_parents} parents by birth recorded already. Is this right?"
    if kind in _YEARS_OLDER and person_born and other_born:
        least, word = _YEARS_OLDER[kind]
        if person_born >= other_born:
            return f"The {word} is recorded as the younger of the two. Is this right?"
        years = age_on(person_born, other_born)
        if years < least:
            return f"The {word} would have been {years} when this person was born. Is this right?"
    if kind in _OLD_ENOUGH and person_born and person_born <= on:
        least, word = _OLD_ENOUGH[kind]
        years = age_on(person_born, on)
        if years < least:
            return f"The {word} is {years}, under {least}. Is this right?"
    return None


_YEARS_OLDER = {
    "parent": (LEAST_YEARS_TO_PARENT, "parent"),
    "possible_parent": (LEAST_YEARS_TO_PARENT, "parent"),
    "grandparent": (LEAST_YEARS_TO_GRANDPARENT, "grandparent"),
}
_OLD_ENOUGH = {
    "adoptive_parent": (LEAST_AGE_TO_ADOPT, "adoptive parent"),
    "prospective_adopter": (LEAST_AGE_TO_ADOPT, "prospective adopter"),
    "special_guardian": (LEAST_AGE_FOR_SPECIAL_GUARDIAN, "special guardian"),
    "married": (LEAST_AGE_TO_MARRY, "partner"),
    "civil_partner": (LEAST_AGE_TO_MARRY, "partner"),
}
