"""Compare one field of two records: which level of agreement, and the words for it.

Every comparison is the same from both sides. A field missing on either side has the level `MISSING`
and counts for nothing.
"""

from collections.abc import Collection, Sequence
from datetime import date

from rapidfuzz.distance import JaroWinkler

from thrive.base.calendar.precision import Precision
from thrive.base.matching import keys
from thrive.base.matching.identity import Birth, Names
from thrive.base.matching.weights import ALIASES, MISSING

SIMILAR = 0.92  # Jaro-Winkler similarity from which two names count as similar
BEGINS_ALIKE = 3  # letters that a shortened name must have to count as the beginning of a longer one
A_FEW_DAYS = 7
GENERATION_YEARS = 14  # birth dates this far apart are parent and child, or strangers
BORN_BEFORE_DUE_DAYS = 120
BORN_AFTER_DUE_DAYS = 21


def _word_form(left: Collection[str], right: Collection[str]) -> str:
    """The closest kind of alias between any two words, or ""."""
    kinds = {keys.alias_kind(one, other) for one in left for other in right if one != other}
    return next((kind for kind in keys.ALIAS_KINDS if kind in kinds), "")


def _near_name(left: str, right: str) -> str:
    """The level of two different one- or many-word names that share no word and are no aliases."""
    one, other = left.replace(" ", ""), right.replace(" ", "")
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return "initial" if long.startswith(short) else "differs"
    if keys.within_one_edit(one, other):
        return "one_letter" if len(short) >= 4 else "similar"
    begins = len(short) >= BEGINS_ALIKE and long.startswith(short)
    if begins or JaroWinkler.similarity(one, other) >= SIMILAR:
        return "similar"
    heard = {keys.sound(word) for word in left.split()} & {keys.sound(word) for word in right.split()}
    return "sound" if heard - {None} else "differs"


def names(left: str, right: str) -> str:
    """The level of two names in comparing form."""
    if not left or not right:
        return MISSING
    if left.replace(" ", "") == right.replace(" ", ""):
        return "same"
    ones, others = left.split(), right.split()
    shared = set(ones) & set(others)
    if shared:
        return "part" if shared in (set(ones), set(others)) else "shares"
    return _word_form(ones, others) or _near_name(left, right)


def share_word(left: str, right: str) -> bool:
    """Whether two names have a whole word in common."""
    return not set(left.split()).isdisjoint(right.split())


def _in_other_names(left: Names, right: Names, field: str) -> bool:
    """Whether a word of the name of one side stands in an earlier or other name of the other."""
    earlier_left, earlier_right = " ".join(left.other_names), " ".join(right.other_names)
    return (
        share_word(getattr(left, field), earlier_right)
        or share_word(getattr(right, field), earlier_left)
        or share_word(earlier_left, earlier_right)
    )


def is_a_parents(family: str, parents: Collection[str]) -> bool:
    """Whether a word of a family name is one of a parent's, the given name left aside: the child has gone from the name
    of one parent to that of the other."""
    borne = {word for parent in parents for word in parent.split()[1:] or parent.split()}
    return not borne.isdisjoint(family.split())


WEAK = frozenset({"differs", "initial", "sound", "similar"})  # levels that another reading of the names may better
CLOSE = frozenset({"same", "one_letter", "part", "shares", *ALIASES})


def are_exchanged(given: str, family: str, crossed: str, crossed_back: str) -> bool:
    """Whether given and family name have changed places, from the four levels straight and crossed."""
    straight = given in WEAK and family in WEAK
    return straight and crossed in CLOSE and crossed_back in CLOSE


def both_names(left: Names, right: Names) -> tuple[str, str]:
    """The levels of given and family name, counting exchanged names, middle names used, earlier names and parents'.

    Exchanged names are counted once, with the given name; the family name then has that level too.
    """
    given, family = names(left.given, right.given), names(left.family, right.family)
    if given in WEAK and family in WEAK:
        crossed, back = names(left.given, right.family), names(left.family, right.given)
        if are_exchanged(given, family, crossed, back):
            return "exchanged", "exchanged"
    if given in WEAK:
        if share_word(left.given, right.middle) or share_word(right.given, left.middle):
            given = "middle_used"
        elif _in_other_names(left, right, "given"):
            given = "other_name"
    if family in WEAK and _in_other_names(left, right, "family"):
        family = "other_name"
    if family == "differs" and (is_a_parents(left.family, right.parents) or is_a_parents(right.family, left.parents)):
        family = "parents"
    return given, family


def middle(left: str, right: str) -> str:
    """The level of the middle names."""
    level = names(left, right)
    if level in (MISSING, "same", "differs", "initial"):
        return level
    return "near"


def _one_digit(left: int, right: int) -> bool:
    """Whether two days of a month differ in one of their digits."""
    return sum(one != other for one, other in zip(f"{left:02}", f"{right:02}", strict=True)) == 1


def _exact_days(left: date, right: date) -> str:
    """The level of two different birth dates, both known to the day."""
    if left.year == right.year and (left.day, left.month) == (right.month, right.day):
        return "exchanged"
    years = abs(left.year - right.year)
    if years >= GENERATION_YEARS:
        return "generation"
    agree = (left.year == right.year, left.month == right.month, left.day == right.day)
    one_differs = {(False, True, True): "year", (True, False, True): "month", (True, True, False): "day"}
    if years == 0 and agree != (True, True, False) and (1, 1) in ((left.day, left.month), (right.day, right.month)):
        return "stand_in"
    if agree in one_differs:
        return "digit" if agree == (True, True, False) and _one_digit(left.day, right.day) else one_differs[agree]
    if abs((left - right).days) <= A_FEW_DAYS:
        return "near"
    return "same_year" if years == 0 else "differs"


def _coarse_days(left: Birth, right: Birth, one: date, other: date) -> str:
    """The level of two birth dates of which one at least is not known to the day."""
    years = abs(one.year - other.year)
    if years >= GENERATION_YEARS:
        return "generation"
    precisions = {left.precision, right.precision}
    if Precision.ABOUT in precisions:
        return "coarse_about" if years <= 1 else "coarse_differs"
    if years:
        return "coarse_differs"
    if Precision.YEAR in precisions:
        return "coarse_year"
    return "coarse_month" if one.month == other.month else "coarse_differs"


def _due(left: Birth, right: Birth) -> str:
    """The level where one side at least is not born yet."""
    if left.expected_on and right.expected_on:
        return "both_due" if abs((left.expected_on - right.expected_on).days) <= BORN_AFTER_DUE_DAYS else "due_differs"
    due, born = left.expected_on or right.expected_on, left.born or right.born
    if due is None or born is None:
        return MISSING
    return "due" if -BORN_BEFORE_DUE_DAYS <= (born - due).days <= BORN_AFTER_DUE_DAYS else "due_differs"


def birth(left: Birth, right: Birth) -> str:
    """The level of the birth dates, or of a birth and the day one was expected."""
    if left.born is None or right.born is None:
        return _due(left, right)
    if left.precision is Precision.DAY and right.precision is Precision.DAY:
        return "same" if left.born == right.born else _exact_days(left.born, right.born)
    return _coarse_days(left, right, left.born, right.born)


def same_or_not(left: str, right: str) -> str:
    """The level of two values that can only be the same or not."""
    if not left or not right:
        return MISSING
    return "same" if left == right else "differs"


def postcode(left: str, right: str) -> str:
    """The level of two postcodes; the first half may be all that is known."""
    if not left or not right:
        return MISSING
    if left == right and " " in left:
        return "same"
    return "outward" if left.split(" ")[0] == right.split(" ")[0] else "differs"


_PARENT_LEVELS = ("same", "near", "part", "differs")


def parents(left: Collection[str], right: Collection[str]) -> str:
    """The level of the closest pair of parents' names; order of given and family name does not matter."""
    if not left or not right:
        return MISSING
    found = {_parent_level(one, other) for one in left for other in right}
    return next(level for level in _PARENT_LEVELS if level in found)


def _parent_level(left: str, right: str) -> str:
    """Two or more words in common, or forms of them, are near; one is a part, unless it is the family name alone: that
    the children share, and it says nothing more of them."""
    if _share_family_name_alone(left.split(), right.split()):
        return "differs"
    ones, others = sorted(left.split()), sorted(right.split())
    level = names(" ".join(ones), " ".join(others))
    if level in ("same", "differs"):
        return level
    alike = sum(1 for word in ones if any(word == o or keys.alias_kind(word, o) or near(word, o) for o in others))
    return "near" if alike >= 2 else "part"


def _share_family_name_alone(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether two whole names end in the same word, and no other word of theirs is alike."""
    if min(len(left), len(right)) < 2 or left[-1] != right[-1]:
        return False
    given = [(one, other) for one in left[:-1] for other in right[:-1]]
    return not any(
        one == other or one[0] == other[0] and 1 in (len(one), len(other)) or keys.alias_kind(one, other)
        or near(one, other) for one, other in given
    )  # fmt: skip


def near(word: str, other: str) -> bool:
    """Whether two words of four letters or more are one letter apart."""
    return min(len(word), len(other)) >= 4 and keys.within_one_edit(word, other)


def phones(left: Collection[str], right: Collection[str]) -> str:
    """The level of the telephone numbers: any in common."""
    if not left or not right:
        return MISSING
    return "same" if set(left) & set(right) else "differs"


# --- One household, compared once -----------------------------------------------------------------

_PLACES = {"same": "address", "differs": "differs"}
_BONDS = ("same", "near", "part", "differs")


def place(address: str, postcode: str) -> str:
    """The level of where they live, from those of address and postcode."""
    if address == "same":
        return "address"
    if postcode == MISSING:
        return _PLACES.get(address, MISSING)
    return {"same": "postcode", "outward": "area"}.get(postcode, "differs")


def bond(parent: str, phone: str) -> str:
    """The level of who answers for them: the better of parent and telephone."""
    if phone == MISSING:
        return parent
    return next((level for level in _BONDS if level in (parent, phone)), MISSING)


def home(place_level: str, bond_level: str) -> str:
    """The one level of the household: "address+same", or "address" or "+same" where the other is missing."""
    if place_level == MISSING:
        return MISSING if bond_level == MISSING else f"+{bond_level}"
    return place_level if bond_level == MISSING else f"{place_level}+{bond_level}"


ONLY_ALIKE = frozenset({"one_letter", "similar", "sound"})  # may be a slip of the pen, or the name of a twin
NAMED = frozenset({"same", "one_letter", *ALIASES})


def sex(level: str, given: str) -> str:
    """The level of the sex. Where the given name agrees it says little: a name has its sex already."""
    return f"{level}_named" if level != MISSING and given in NAMED else level


# --- A number and what confirms it ----------------------------------------------------------------

ANOTHER_FAMILY = frozenset({"differs", "parents"})  # a surname that may come of another family: adoption, separation
BIRTH_AGAINST = frozenset({"differs", "generation", "same_year", "coarse_differs", "due_differs"})


def confirmation(given: str, birth: str) -> str:
    """What birth date and given name say to a number that agrees: "", "unconfirmed" or "contradicted"."""
    if given == "differs" or birth in BIRTH_AGAINST:
        return "contradicted"
    return "unconfirmed" if MISSING in (given, birth) else ""
