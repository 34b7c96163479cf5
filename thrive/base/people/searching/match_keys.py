"""Keys of whoever may be the same person: stored with the facts, and asked for when somebody is looked up.

What is stored is what `matching.keys` makes of a record, and the whole name. What is asked for reaches a little
further, so that what was typed may be a year out, or another form of a name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b

from thrive.base.calendar.precision import Precision
from thrive.base.matching import keys, normalise
from thrive.base.matching.identity import Identity
from thrive.base.people.models import Card, MatchKey
from thrive.base.people.searching import on_record
from thrive.base.people.searching.bulk import delete, insert

COLUMNS = ("key", "person")
SAMPLE = 100  # people
MOST_FORMS = 6  # other forms of one name that are asked for


def stored(identity: Identity) -> set[int]:
    """The keys of a record."""
    found = {*keys.match_keys(identity), *_whole_name(identity)}
    if not _has_birth(identity):
        found.update(_without_birth(identity))
    return {hashed(text) for text in found}


def asked(identity: Identity) -> set[int]:
    """The keys by which whoever is described may be found.

    Those of the description itself, with the birth a year out, and with each other form of its names; and records of
    its names without a birth date. The bare name is asked for only where the description has no birth date either.
    """
    wide = replace(identity, birth_precision=Precision.ABOUT) if identity.birth_date else identity
    found = {*keys.match_keys(identity)}
    for form in (wide, *_other_forms(wide)):
        found.update((*keys.match_keys(form), *_without_birth(form)))
    if not _has_birth(identity):
        found.update(_whole_name(identity))
    return {hashed(text) for text in found}


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


def _without_birth(identity: Identity) -> Iterator[str]:
    """The key of a record without a birth date: how its names sound, in either order."""
    words = normalise.words(f"{identity.given} {identity.family}")
    if len(words) > 1:
        yield "nb:" + "+".join(sorted(keys.sound(word) or word for word in (words[0], words[-1])))


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
    known = on_record.identities(Card.objects.filter(pk__in=people).defer("sheet", "statuses"))
    return {(key, person) for person, identity in known.items() for key in stored(identity)}


def _there(people: Sequence[int]) -> set[tuple[int, int]]:
    return set(MatchKey.objects.filter(person_id__in=people).values_list(*COLUMNS))
