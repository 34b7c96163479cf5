"""What search stores and looks up: words, near words, sounds, other forms of a name, exact keys.

Search by name: store `name_tokens`, their `deletes` and their `sound`; look up the typed word, its
`deletes`, its `sound` and its `aliases`; confirm a `deletes` hit with `within_one_edit`.

The check on adding a person: store `match_keys`; a candidate shares at least one. A true pair is lost
only if every key fails, so the keys overlap on purpose.

The sound is Metaphone with a few spellings levelled first. On the pairs of aliases.csv that differ in
spelling or transliteration it finds 65 in 100 and joins 12 in 10,000 pairs of unrelated names. Plain
Metaphone: 57 and 10; NYSIIS: 44 and 7; match rating: 32 and 4; Soundex: 70 and 19, and it never hears
that Phillip is Filip. What no sound reaches (Siobhan and Shivaun) the table of families holds.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import combinations, permutations

import jellyfish
from rapidfuzz.distance import OSA

from thrive.base.calendar.precision import Precision
from thrive.base.matching import normalise
from thrive.base.matching.identity import Identity, Prepared, prepare

LONGEST_WORD = 40  # characters kept of one word
MOST_WORDS = 20  # words kept of one name
LONGEST_SOUND = 12
LONGEST_KEY = 80

SHORT_FORM = "short form"
TRANSLITERATION = "transliteration"
SPELLING = "spelling"
GENDERED_SURNAME = "gendered surname"
ALIAS_KINDS = (SPELLING, GENDERED_SURNAME, TRANSLITERATION, SHORT_FORM)  # the closest first

_HYPHENED = re.compile(r"[\u2010-\u2015-]")


# --- Words of a name ------------------------------------------------------------------------------


def name_tokens(name: str) -> list[str]:
    """The words under which a name is found, each once, in order.

    A part in brackets counts; a hyphened word is found in its parts and as one ("Ann-Marie": ann, marie,
    annmarie). Words such as "baby" and "unborn" stay: people search for them.
    """
    found = [*normalise.words(name), *normalise.words(normalise.bracketed(name))]
    found += [normalise.joined(word) for word in name[: normalise.LONGEST].split() if _HYPHENED.search(word)]
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in found if word))[:MOST_WORDS]


def deletes(word: str) -> set[str]:
    """`word` and what is left when any one letter is taken out; only itself when it has three letters or fewer.

    Two words one wrong, missing, doubled or exchanged letter apart share a member. So do a few that are two
    apart: confirm with `within_one_edit`.
    """
    word = word[:LONGEST_WORD]
    if len(word) <= 3:
        return {word} if word else set()
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def within_one_edit(left: str, right: str) -> bool:
    """Whether one letter added, left out, changed or exchanged with its neighbour makes the two the same."""
    return OSA.distance(left, right, score_cutoff=1) <= 1


# --- Sound ----------------------------------------------------------------------------------------

_LEVELLED = (("th", "t"), ("dh", "d"), ("kh", "k"), ("bh", "b"), ("q", "k"), ("cz", "ch"), ("sz", "sh"))


@lru_cache(maxsize=100_000)
def sound(word: str) -> str | None:
    """How a word in comparing form sounds; None for one or two letters and for scripts Metaphone cannot hear."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return None
    for spelt, levelled in _LEVELLED:
        word = word.replace(spelt, levelled)
    code = jellyfish.metaphone(word)
    if code and code[0] in "AEIOU":
        code = "A" + code[1:]
    return code[:LONGEST_SOUND] or None


# --- Other forms of a name ------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _families() -> Mapping[str, Mapping[str, str]]:
    """For each word of aliases.csv, the words of its families, each with the closest kind they share."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    table = files("thrive.base.matching").joinpath("aliases.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        for word, other in permutations(row["names"].split(), 2):
            kinds = (row["kind"], found[word].get(other, row["kind"]))
            found[word][other] = min(kinds, key=ALIAS_KINDS.index)
    return found


_GENDERED = (("ski", "ska"), ("cki", "cka"), ("ov", "ova"), ("ev", "eva"), ("poulos", "poulou"))
_LITHUANIAN = re.compile(r"(.{3,})(?:iene|aite|yte|ute)")


@lru_cache(maxsize=100_000)
def _gendered(word: str) -> frozenset[str]:
    """The same surname as the other sex bears it, where its ending shows the rule."""
    found: set[str] = set()
    for men, women in _GENDERED:
        if len(word) >= 6 and word.endswith(women):
            found.add(word[: -len(women)] + men)
        if len(word) >= 5 and word.endswith(men):
            found.add(word[: -len(men)] + women)
    if len(word) >= 7 and word.endswith("ova"):
        found.add(word[:-3])  # Czech and Slovak: Novak, Novakova
    lithuanian = _LITHUANIAN.fullmatch(word)
    if lithuanian:
        found.update(lithuanian[1] + ending for ending in ("as", "is", "us", "ys"))
    return frozenset(found)


def _mac(word: str) -> set[str]:
    """McDonald for MacDonald and the other way about."""
    if word.startswith("mac") and len(word) >= 6:
        return {"mc" + word[3:]}
    return {"mac" + word[2:]} if word.startswith("mc") and len(word) >= 5 else set()


@lru_cache(maxsize=100_000)
def _aliases(word: str) -> Mapping[str, str]:
    """Other forms of the same name, each with its kind: by the lists, or else by a rule of spelling."""
    by_rule = dict.fromkeys(_mac(word), SPELLING) | dict.fromkeys(_gendered(word), GENDERED_SURNAME)
    return {form: kind for form, kind in (by_rule | dict(_families().get(word, {}))).items() if form != word}


def aliases(word: str) -> set[str]:
    """Other forms of the same name, without the word itself: short forms, spellings, other scripts, other sex.

    A short form may belong to several names (Sam): all are given. What is an alias of an alias is not.
    """
    return set(_aliases(word))


def alias_kind(left: str, right: str) -> str:
    """Why two different words may be one name, as one of `ALIAS_KINDS`; "" when they are not known to be."""
    return _aliases(left).get(right) or _aliases(right).get(left, "")


# --- Exact keys for the check on adding a person --------------------------------------------------


def sounds_of(text: str) -> list[str]:
    """The sound of each word, or the word where it has none; each once, in a fixed order."""
    return sorted({sound(word) or word[:LONGEST_SOUND] for word in text.split()[:MOST_WORDS]})


def _either_way(day: date) -> str:
    """A date that is the same when day and month have been exchanged."""
    low, high = sorted((day.day, day.month))
    return f"{day.year}.{low}.{high}"


def _months_about(day: date) -> Iterator[str]:
    """The month of `day` and those beside it."""
    for step in (-1, 0, 1):
        months = day.year * 12 + day.month - 1 + step
        yield f"{months // 12}.{months % 12 + 1}"


def _birth_keys(one: Prepared, sounds: list[str]) -> Iterator[str]:
    """Keys of a birth date known to the day, with a name or a home. A parent's name counts as the child's own: a
    child goes from the name of one parent to that of the other."""
    if one.born is None or one.precision is not Precision.DAY:
        return
    day = _either_way(one.born)
    yield from (f"sb:{heard}:{day}" for heard in sounds)
    if one.postcode:
        yield f"bp:{day}:{one.postcode}"
    if one.home:
        yield f"ba:{day}:{one.home}"
    for parent in one.parents:
        yield from (f"sb:{heard}:{day}" for heard in sounds_of(parent))
        yield f"em:{one.born.year}.{one.born.month}:{'+'.join(sounds_of(parent))}"


def _pair_keys(one: Prepared, sounds: list[str]) -> Iterator[str]:
    """Keys of two names in either order with part of the birth date or the first half of the postcode."""
    for left, right in combinations(sounds[:8], 2):
        pair = f"{left}+{right}"
        if one.born and one.precision is Precision.DAY:
            year, month, day = one.born.year, one.born.month, one.born.day
            yield from (f"pm:{pair}:{year}.{month}", f"pd:{pair}:{year}..{day}", f"pa:{pair}:{month}.{day}")
        if one.born:
            slack = 1 if one.precision is Precision.ABOUT else 0
            yield from (f"py:{pair}:{one.born.year + step}" for step in range(-slack, slack + 1))
        if one.outward:
            yield f"po:{pair}:{one.outward}"


def _home_keys(one: Prepared, sounds: list[str]) -> Iterator[str]:
    """Keys of a name with a home, a telephone or a parent's whole name."""
    if one.postcode:
        yield from (f"tp:{word}:{one.postcode}" for word in one.name_words)
    if one.home:
        yield from (f"sa:{heard}:{one.home}" for heard in sounds)
    given = sounds_of(one.given)
    for phone in one.phones:
        yield from (f"gt:{heard}:{phone}" for heard in given)
    for parent in one.parents:
        yield from (f"gm:{heard}:{'+'.join(sounds_of(parent))}" for heard in given)


def match_keys(identity: Identity) -> set[str]:
    """The exact keys of a record, "kind:value", each at most 80 characters. Two records of one child share some.

    Order of names does not matter, nor an exchange of day and month. An unborn child is keyed by its parents
    and the months about the day it is due, so that the birth is found.
    """
    one = prepare(identity)
    sounds = sounds_of(" ".join(one.name_words))
    found = {*_birth_keys(one, sounds), *_pair_keys(one, sounds), *_home_keys(one, sounds)}
    if one.nhs_number:
        found.add(f"nhs:{one.nhs_number}")
    if one.upn:
        found.add(f"upn:{one.upn}")
    if one.expected_on:
        for month in _months_about(one.expected_on):
            found.update(f"em:{month}:{'+'.join(sounds_of(parent))}" for parent in one.parents)
    return {key[:LONGEST_KEY] for key in found}
