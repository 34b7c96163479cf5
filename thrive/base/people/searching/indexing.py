"""Making words and keys agree with the facts. Set-based: a constant number of queries for a batch of people."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from thrive.base.calendar import clock
from thrive.base.history.prepared import at_asking, prepared
from thrive.base.matching import keys, normalise, numbers
from thrive.base.people.models import (
    ContactPoint,
    Identifier,
    Life,
    Name,
    NameWord,
    NameWordKey,
    PersonWord,
    Relationship,
    Residence,
    SearchKey,
)
from thrive.base.people.searching import match_keys, on_record
from thrive.base.people.searching.bulk import insert

BATCH = 2_000
FORMER_KINDS = frozenset({"former", "alias", "maiden", "birth"})
SCHEME_KINDS = {"nhs": "nhs_number", "upn": "upn", "former_upn": "upn", "uln": "uln", "la_child_id": "child_id"}
OTHER_NUMBER = "number"

WordKey = tuple[int, str, str]  # person, word, part of the name
ExactKey = tuple[int, str, str]  # person, kind, key


@dataclass
class Wanted:
    """What the index should hold for a batch of people. `words` says of each whether it is a former one only."""

    words: dict[WordKey, bool] = field(default_factory=dict)
    exact: set[ExactKey] = field(default_factory=set)

    def add_words(self, person: int, text: str, part: str, *, former: bool = False) -> None:
        """Put the words of `text` into the index of `person`."""
        for word in _tokens(text):
            key = (person, word, str(part))
            self.words[key] = former and self.words.get(key, True)


def index(person_ids: Iterable[int]) -> None:
    """Make what is looked in agree with the current facts about these people. Their cards are made already.

    A child is found by its parents' names too: an unborn one by a search, every one by whoever may be the same.
    """
    found = set(person_ids)
    vocabulary: dict[str, int] = {}
    for some in _batches(found | _children(found, _parents_of_unborn)):
        _index_batch(some, vocabulary)
    for some in _batches(found | _children(found, on_record.parents)):
        match_keys.write(some)


def _batches(people: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(people)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]


def _index_batch(people: Sequence[int], vocabulary: dict[str, int]) -> None:
    wanted = Wanted()
    _gather_names(wanted, people)
    _gather_parents(wanted, people)
    _gather_numbers(wanted, people)
    _gather_addresses(wanted, people)
    _gather_phones(wanted, people)
    _write_words(wanted.words, people, vocabulary)
    _write_keys(wanted.exact, people)


# --- What the facts say ---------------------------------------------------------------------------


@lru_cache(maxsize=50_000)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(keys.name_tokens(text))


def _gather_names(wanted: Wanted, people: Sequence[int]) -> None:
    today = clock.today()
    names = _names(people=people)
    kinds_held: dict[int, set[str]] = defaultdict(set)
    for person, kind, *_ in names:
        kinds_held[person].add(kind)
    for person, kind, true_to, *texts in names:
        ended = true_to is not None and true_to <= today
        former = ended or (kind in FORMER_KINDS and kinds_held[person] != {kind})
        for text, part in _parts(*texts):
            wanted.add_words(person, text, part, former=former)


@prepared
def _names(*, people: Collection[int]) -> "QuerySet[Name, Any]":
    rows = Name.objects.current().filter(person_id__in=people)
    return rows.values_list("person_id", "kind", "true_to", "given", "middle", "family", "full")


def _parts(given: str, middle: str, family: str, full: str) -> list[tuple[str, str]]:
    """The texts of a name with the part each stands in; in a full name the last word is taken for the family's."""
    if full:
        given, _, family = full.rpartition(" ")
        middle = ""
    parts = [(given, PersonWord.Part.GIVEN), (middle, PersonWord.Part.GIVEN), (family, PersonWord.Part.FAMILY)]
    return [(text, str(part)) for text, part in parts if text]


def _children(people: set[int], parents: Callable[[Q], QuerySet[Relationship]]) -> set[int]:
    """The children of these people in the relationships that `parents` gives."""
    found: set[int] = set()
    for some in _batches(people):
        found.update(parents(Q(person_id__in=some)).values_list("other_id", flat=True))
    return found


def _parents_of_unborn(which: Q) -> QuerySet[Relationship]:
    unborn = Life.objects.current().filter(born_on=None, expected_on__isnull=False, pregnancy_ended_on=None)
    return Relationship.objects.current().filter(
        which, kind=on_record.PARENT, true_to=None, other_id__in=unborn.values("person_id")
    )


def _gather_parents(wanted: Wanted, people: Sequence[int]) -> None:
    parents = list(_parents_of_unborn(Q(other_id__in=people)).values_list("person_id", "other_id"))
    if not parents:
        return
    names: dict[int, list[Name]] = defaultdict(list)
    for name in Name.objects.now().filter(person_id__in={parent for parent, _ in parents}):
        names[name.person_id].append(name)
    for parent, child in parents:
        for name in names[parent]:
            wanted.add_words(child, name.words, PersonWord.Part.PARENT)


def _gather_numbers(wanted: Wanted, people: Sequence[int]) -> None:
    """Numbers by their kind. A mistyped one is found as any other number is, by whoever types it as it stands."""
    for person, scheme, value, status in _identifiers(people=people):
        kind = OTHER_NUMBER if status == Identifier.Status.INVALID else SCHEME_KINDS.get(scheme, OTHER_NUMBER)
        wanted.exact.add((person, kind, numbers.strip(value)))


@prepared
def _identifiers(*, people: Collection[int]) -> "QuerySet[Identifier, Any]":
    rows = Identifier.objects.current().filter(person_id__in=people)
    return rows.values_list("person_id", "scheme", "value", "status")


def _gather_addresses(wanted: Wanted, people: Sequence[int]) -> None:
    """Where people live now. Former homes are on the record, but would send a search for a street astray."""
    for person, address, postcode in _homes(people=people):
        for kind, key in address_keys(address, postcode):
            wanted.exact.add((person, kind, key))


@prepared
def _homes(*, people: Collection[int]) -> "QuerySet[Residence, Any]":
    not_left = Q(true_to=None) | Q(true_to__gt=at_asking(clock.today))
    rows = Residence.objects.current().filter(not_left, person_id__in=people)
    return rows.values_list("person_id", "address", "postcode")


@lru_cache(maxsize=20_000)
def address_keys(address: str, postcode: str) -> tuple[tuple[str, str], ...]:
    """The keys of a home: its postcode, the first half of it, its first line, and its street without the number."""
    found: list[tuple[str, str]] = []
    code = normalise.postcode(postcode)
    if code or normalise.outward(postcode):
        found.append(("outward", normalise.outward(postcode)))
    if code:
        found.append(("postcode", code))
    line = normalise.read_address(address)
    if line.street:
        found.append(("street", line.street[:80]))
    if line.number and line.street:
        found.append(("address", f"{line.number} {line.street}"[:80]))
    return tuple(found)


def _gather_phones(wanted: Wanted, people: Sequence[int]) -> None:
    for person, value in _telephones(people=people):
        number = normalise.phone(value)
        if number:
            wanted.exact.add((person, "phone", number))


@prepared
def _telephones(*, people: Collection[int]) -> "QuerySet[ContactPoint, Any]":
    rows = ContactPoint.objects.current().filter(person_id__in=people, true_to=None)
    return rows.exclude(kind=ContactPoint.Kind.EMAIL).values_list("person_id", "value")


# --- Making the tables agree ----------------------------------------------------------------------


def _write_words(wanted: Mapping[WordKey, bool], people: Sequence[int], vocabulary: dict[str, int]) -> None:
    stale, kept = [], set()
    for pk, person, word, part, former in _words_there(people=people):
        if wanted.get((person, word, part)) == former:
            kept.add((person, word, part))
        else:
            stale.append(pk)
    _delete(PersonWord, stale)
    fresh = sorted(key for key in wanted if key not in kept)
    _learn_words({word for _, word, _ in fresh}, vocabulary)
    insert(
        PersonWord,
        ("person", "word", "part", "former"),
        ((person, vocabulary[word], part, wanted[person, word, part]) for person, word, part in fresh),
    )


@prepared
def _words_there(*, people: Collection[int]) -> "QuerySet[PersonWord, Any]":
    rows = PersonWord.objects.filter(person_id__in=people)
    return rows.values_list("pk", "person_id", "word__word", "part", "former")


def _learn_words(words: set[str], vocabulary: dict[str, int]) -> None:
    """Put the keys of these words into `vocabulary`, adding to the stored vocabulary those it did not have.

    Two writers may add one word at once: the second waits for the first, then reads its row. Words are added
    in alphabetical order, so that the two never wait for each other.
    """
    unread = sorted(words - vocabulary.keys())
    vocabulary.update(_stored(unread))
    new = [word for word in unread if word not in vocabulary]
    if not new:
        return
    insert(NameWord, ("word",), ((word,) for word in new))
    vocabulary.update(_stored(new))
    insert(
        NameWordKey,
        ("word", "kind", "key"),
        ((vocabulary[word], kind, key) for word in new for kind, key in _word_keys(word)),
    )


def _stored(words: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(words), BATCH):
        some = words[start : start + BATCH]
        found.update(NameWord.objects.filter(word__in=some).values_list("word", "pk"))
    return found


def _word_keys(word: str) -> list[tuple[str, str]]:
    """The keys by which a misspelt or misheard word is found. Other forms of a name are looked up, not stored:
    the table of them grows with the program, and stored ones would not."""
    found = [(str(NameWordKey.Kind.DELETE), key) for key in sorted(keys.deletes(word))]
    sound = keys.sound(word)
    return [*found, (str(NameWordKey.Kind.SOUND), sound)] if sound else found


def _write_keys(wanted: set[ExactKey], people: Sequence[int]) -> None:
    there = {(person, kind, key): pk for pk, person, kind, key in _keys_there(people=people)}
    _delete(SearchKey, [pk for key, pk in there.items() if key not in wanted])
    insert(SearchKey, ("person", "kind", "key"), sorted(wanted - there.keys()))


@prepared
def _keys_there(*, people: Collection[int]) -> "QuerySet[SearchKey, Any]":
    return SearchKey.objects.filter(person_id__in=people).values_list("pk", "person_id", "kind", "key")


def _delete(model: type[PersonWord] | type[SearchKey], pks: Sequence[int]) -> None:
    for start in range(0, len(pks), BATCH):
        model.objects.filter(pk__in=pks[start : start + BATCH]).delete()
