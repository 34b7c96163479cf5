"""Keys of whoever may be the same person: stored with the facts, and asked for when somebody is looked up.

What is stored is what `matching.keys` makes of a record, and the whole name. What is asked for reaches a little
further, so that what was typed may be a year out, or another form of a name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from itertools import product

from django.db.models import QuerySet

from thrive.base.calendar.precision import Precision
from thrive.base.history.prepared import prepared
from thrive.base.matching import keys, normalise
from thrive.base.matching.identity import Identity
from thrive.base.people.models import Card, MatchKey
from thrive.base.people.searching import on_record
from thrive.base.people.searching.bulk import delete, insert

Near = Mapping[str, Sequence[str]]  # for each word, the stored ones that differ from it by one letter
NOTHING_NEAR: Near = defaultdict(tuple)
COLUMNS = ("key", "person")
SAMPLE = 100  # people
MOST_FORMS = 6  # other forms of one name that are asked for
MOST_WORDS = 3  # words of a given or a family name for which near ones are asked for
MOST_SOUNDS = 40  # ways in which a given or a family name may sound
MOST_PAIRS = 280  # pairs of them that are asked for with a year, and
MOST_WITHOUT_BIRTH = 40  # without one


def stored(identity: Identity) -> set[int]:
    """The keys of a record."""
    found = {*keys.match_keys(identity), *_whole_name(identity), *_by_sound(identity)}
    return {hashed(text) for text in found}


def asked(identity: Identity, near: Near = NOTHING_NEAR) -> set[int]:
    """The keys by which whoever is described may be found.

    Those of the description itself, with the birth a year out, and with each other form of its names; and those of two
    names with the year, where either name is a stored one that differs by one letter (`near`). Names without a birth
    are asked for only where the description has none: as they sound, in other forms, and a letter off.
    """
    wide = replace(identity, birth_precision=Precision.ABOUT) if identity.birth_date else identity
    found = {*keys.match_keys(identity), *_of_two_names(identity, near)}
    for form in (wide, *_other_forms(wide)):
        found.update(keys.match_keys(form))
    return {hashed(text) for text in found}


def words_of(identity: Identity) -> set[str]:
    """The words of the names described for which near ones are asked for."""
    return {*_words(identity.given), *_words(identity.family)}


def by_name(identity: Identity) -> set[int]:
    """The key of the very name that is described, and nothing else."""
    return {hashed(text) for text in _whole_name(identity)}


def hashed(text: str) -> int:
    """64 bits of the digest of a key, as a signed number; the same on every machine and for ever."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def whole_name(identity: Identity) -> str:
    """Given and family name in comparing form; empty without a given name."""
    return normalise.name(f"{identity.given} {identity.family}") if normalise.name(identity.given) else ""


def _whole_name(identity: Identity) -> Iterator[str]:
    name = whole_name(identity)
    if name:
        yield f"nm:{name}"


def _has_birth(identity: Identity) -> bool:
    return bool(identity.birth_date or identity.expected_on)


def _by_sound(identity: Identity) -> Iterator[str]:
    """Keys of how each name sounds, its first word with its last, in either order. Records without a birth date have
    some of their own: they are few, and asked for whatever is known."""
    kind = "ns" if _has_birth(identity) else "nb"
    for name in (f"{identity.given} {identity.family}", *identity.other_names):
        words = normalise.words(name)
        if len(words) > 1:
            yield f"{kind}:{_pair(_heard(words[0]), _heard(words[-1]))}"


def _of_two_names(identity: Identity, near: Near) -> Iterator[str]:
    """Keys of a given and a family name, each as typed, in another form or a letter off: with the year, or of records
    without a birth; of all where none is described. They are spelt as `matching.keys` and `_by_sound` spell them, which
    a test holds them to."""
    born = identity.birth_date
    pairs = _nearest_pairs(_sounds_near(identity.given, near), _sounds_near(identity.family, near))
    for kind in ("nb",) if _has_birth(identity) else ("nb", "ns"):
        yield from (f"{kind}:{pair}" for pair in pairs[:MOST_WITHOUT_BIRTH])
    if born is not None:
        yield from (f"py:{pair}:{born.year + step}" for pair in pairs for step in (-1, 0, 1))


def _nearest_pairs(given: Sequence[str], family: Sequence[str]) -> list[str]:
    """Pairs of a sound of each, those nearest to what was typed first."""
    places = sorted(product(range(len(given)), range(len(family))), key=lambda at: (sum(at), at))
    pairs = [_pair(given[one], family[other]) for one, other in places if given[one] != family[other]]
    return pairs[:MOST_PAIRS]


def _sounds_near(name: str, near: Near) -> list[str]:
    """How the words of a name sound, then their other forms, then words a letter off; each once."""
    words = _words(name)
    every = [*words, *(form for word in words for form in _forms(word)), *(one for word in words for one in near[word])]
    return list(dict.fromkeys(_heard(word) for word in every))[:MOST_SOUNDS]


def _words(name: str) -> list[str]:
    return normalise.words(name)[:MOST_WORDS]


def _heard(word: str) -> str:
    return keys.sound(word) or word[: keys.LONGEST_SOUND]


def _pair(one: str, other: str) -> str:
    return "+".join(sorted((one, other)))


def _other_forms(identity: Identity) -> Iterator[Identity]:
    """The description with one word of the given or of the family name in another form, where it sounds otherwise."""
    yield from (replace(identity, given=given) for given in _forms_of(identity.given))
    yield from (replace(identity, family=family) for family in _forms_of(identity.family))


def _forms_of(name: str) -> Iterator[str]:
    words = normalise.words(name)
    for place, word in enumerate(words):
        for form in _forms(word):
            yield " ".join((*words[:place], form, *words[place + 1 :]))


@lru_cache(maxsize=20_000)
def _forms(word: str) -> tuple[str, ...]:
    """Other forms of a word, one for each way they sound, without those that sound like it."""
    heard = {keys.sound(word): word}
    for form in sorted(keys.aliases(word)):
        heard.setdefault(keys.sound(form), form)
    return tuple(heard.values())[1 : 1 + MOST_FORMS]


def write(people: Sequence[int]) -> None:
    """Make the stored keys of these people agree with their cards and facts. Seven queries at most."""
    wanted, there = _wanted(people), _there(people)
    delete(MatchKey, COLUMNS, sorted(there - wanted))
    insert(MatchKey, COLUMNS, sorted(wanted - there))


def are_current() -> bool:
    """Whether what is stored is what this version makes, by a few people from either end of the record."""
    people = Card.objects.order_by("pk").values_list("pk", flat=True)
    some = [*people[:SAMPLE], *people.reverse()[:SAMPLE]]
    return _wanted(some) == _there(some)


def _wanted(people: Sequence[int]) -> set[tuple[int, int]]:
    known = on_record.identities(_cards(people=people))
    return {(key, person) for person, identity in known.items() for key in stored(identity)}


def _there(people: Sequence[int]) -> set[tuple[int, int]]:
    return set(_rows(people=people))


@prepared
def _cards(*, people: Collection[int]) -> "QuerySet[Card]":
    return Card.objects.filter(pk__in=people).defer("sheet", "statuses")


@prepared
def _rows(*, people: Collection[int]) -> "QuerySet[MatchKey, tuple[int, int]]":
    return MatchKey.objects.filter(person_id__in=people).values_list("key", "person_id")
