"""Putting the people found in order, and saying of each why it was found."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from thrive.base.access.rules import Restriction
from thrive.base.calendar.precision import Precision
from thrive.base.calendar.words import say
from thrive.base.matching import normalise
from thrive.base.matching.typed_dates import Born
from thrive.base.people.models import PersonWord
from thrive.base.people.searching.asked import Key, Need
from thrive.base.people.searching.birth import is_born
from thrive.base.people.searching.likeness import Likeness, likeness

FORMER_COST = 8
PARENT_COST = 9
TURNED_COST = 2  # the given name stood where the family name was typed
UNMET_COST = 1  # a further word in the name

NUMBER_SAYS = {
    "nhs_number": "Same NHS number",
    "upn": "Same unique pupil number",
    "uln": "Same unique learner number",
    "child_id": "Same child number",
    "number": "Same number",
    "ref": "Same reference",
}


class Found(NamedTuple):
    """What the search reads of somebody's card and Subject. The order is that of `FIELDS`."""

    pk: int
    ref: str
    sort_name: str
    born_on: dt.date | None
    born_precision: str
    expected_on: dt.date | None
    nhs_number: str
    upn: str
    local_id: str
    address: str
    postcode: str
    where_guarded: bool
    restriction: str

    @property
    def is_ordinary(self) -> bool:
        """Whether nothing guards the record beyond the ordinary."""
        return self.restriction == Restriction.ORDINARY


FIELDS = (*Found._fields[:-1], "person__subject__restriction")


@dataclass(frozen=True)
class Word:
    """A word of somebody's name: where it stands, and whether only in a former one."""

    text: str
    part: str
    former: bool


@dataclass(frozen=True)
class Pair:
    """A word of somebody's name that answers a typed one."""

    word: Word
    like: Likeness

    @property
    def cost(self) -> int:
        """What it takes off the ranking."""
        parent = PARENT_COST if self.word.part == PersonWord.Part.PARENT else 0
        return self.like.nearness + (FORMER_COST if self.word.former else 0) + parent


@dataclass(frozen=True)
class Hit:
    """Somebody found. `matched`: words of the name to be marked. `is_closed`: only the name may be shown."""

    who: Found
    why: tuple[str, ...]
    matched: frozenset[str]
    former: bool
    is_closed: bool
    cost: int

    @property
    def order(self) -> tuple[int, str, str]:
        """Best first, then by name."""
        return (self.cost, self.who.sort_name, self.who.ref)


def judge(needs: Sequence[Need], who: Found, words: Sequence[Word], *, is_open: bool) -> Hit | None:
    """How well somebody meets what was asked; None where two typed words would need the same word of the name."""
    typed = [word for need in needs if not _met_otherwise(need, who) for word in need.words]
    pairs = _best(typed, words)
    if pairs is None:
        return None
    why = [*dict.fromkeys(_says(pair) for pair in pairs)]
    if is_open:
        why = [*(says for need in needs for says in _why_beyond_names(need, who)), *why]
    return Hit(
        who=who,
        why=tuple(says for says in why if says) or (("Same name",) if pairs else ()),
        matched=frozenset(pair.word.text for pair in pairs),
        former=any(pair.word.former for pair in pairs),
        is_closed=not is_open,
        cost=_cost(pairs, words),
    )


# --- Words ----------------------------------------------------------------------------------------


def _best(typed: Sequence[str], words: Sequence[Word]) -> list[Pair] | None:
    """The cheapest way to answer every typed word with a word of its own."""
    return min(_ways(typed, 0, words, frozenset()), key=_cost_of_pairs, default=None)


def _ways(typed: Sequence[str], at: int, words: Sequence[Word], used: frozenset[int]) -> Iterator[list[Pair]]:
    """Every way to answer `typed` from `at` on with words not yet used."""
    if at == len(typed):
        yield []
        return
    for place, word in enumerate(words):
        if place in used:
            continue
        like = likeness(typed[at], word.text)
        if like is not None:
            for rest in _ways(typed, at + 1, words, used | {place}):
                yield [Pair(word, like), *rest]
        if at + 1 < len(typed) and word.text == typed[at] + typed[at + 1]:  # "Ann Marie" typed, "Annmarie" on record
            whole = likeness(word.text, word.text)
            assert whole is not None
            for rest in _ways(typed, at + 2, words, used | {place}):
                yield [Pair(word, whole), *rest]


def _cost_of_pairs(pairs: Sequence[Pair]) -> int:
    return sum(pair.cost for pair in pairs) + _turned(pairs)


def _turned(pairs: Sequence[Pair]) -> int:
    parts = [pair.word.part for pair in pairs]
    return TURNED_COST if len(parts) > 1 and parts[0] == PersonWord.Part.FAMILY and "g" in parts[1:] else 0


def _cost(pairs: Sequence[Pair], words: Sequence[Word]) -> int:
    unmet = len({word.text for word in words if not word.former} - {pair.word.text for pair in pairs})
    return _cost_of_pairs(pairs) + (UNMET_COST * unmet if pairs else 0)


def _says(pair: Pair) -> str:
    if pair.word.part == PersonWord.Part.PARENT:
        return "; ".join(filter(None, ("A parent’s name", pair.like.says)))
    if pair.word.former:
        return "; ".join(filter(None, ("Former or other name", pair.like.says)))
    return pair.like.says


# --- Everything else ------------------------------------------------------------------------------


def _met_otherwise(need: Need, who: Found) -> bool:
    """Whether a need that might be a name is met by a number or place of this person."""
    return bool(need.words and (need.numbers or need.places) and _why_beyond_names(need, who))


def _why_beyond_names(need: Need, who: Found) -> list[str]:
    only_one = len(need.numbers) + len(need.phones) + len(need.places) + len(need.born) == 1 and not need.words
    says = [NUMBER_SAYS[one.kind] for one in need.numbers if only_one or _is_number(one, who)]
    if len(says) > 1 and NUMBER_SAYS["number"] in says:
        says.remove(NUMBER_SAYS["number"])  # the other says which
    shown = not who.where_guarded
    if need.phones and shown and (only_one or not says):
        says.append("Same telephone number")
    says += [_place_says(one) for one in need.places if shown and (only_one or _is_place(one, who))]
    return says + [_born_says(one) for one in need.born if is_born(one, who)]


def _is_number(one: Key, who: Found) -> bool:
    held = {"nhs_number": who.nhs_number, "upn": who.upn, "ref": who.ref}
    return held.get(one.kind, normalise_number(who.local_id)) == one.key


def normalise_number(text: str) -> str:
    """A local number as the index keeps it."""
    return "".join(c for c in text if c.isalnum()).upper()


def _is_place(one: Key, who: Found) -> bool:
    if one.kind == "postcode":
        return normalise.postcode(who.postcode) == one.key
    if one.kind == "outward":
        return normalise.outward(who.postcode) == one.key
    line = normalise.read_address(who.address)
    return f"{line.number} {line.street}".strip().startswith(one.key) or line.street.startswith(one.key)


def _place_says(one: Key) -> str:
    return {"postcode": f"Postcode {one.key}", "outward": f"Lives in {one.key}"}.get(one.kind, "Same address")


def _born_says(one: Born) -> str:
    if one.first == one.last:
        return f"Born {say(one.first)}"
    if one.precision == Precision.ABOUT:
        return f"Born between {one.first.year} and {one.last.year}"
    return f"Born {one.precision.words(one.first)}"
