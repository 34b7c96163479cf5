"""Which stored words a typed word may mean."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q, QuerySet

from thrive.base.history.prepared import prepared
from thrive.base.matching import keys
from thrive.base.people.models import NameWordKey
from thrive.base.people.searching.likeness import Nearness, likeness

MOST_WORDS = 8  # typed words that are looked for; nobody's name needs more to be found


@dataclass(frozen=True)
class Meanings:
    """The keys of stored words that a typed word may mean, by how near they are. Beginnings are not among them:
    there may be thousands, and the database finds them."""

    typed: str
    by_nearness: dict[Nearness, frozenset[int]]

    def within(self, reach: Collection[Nearness]) -> frozenset[int]:
        """The words no further away than `reach` allows."""
        return frozenset().union(*(self.by_nearness.get(nearness, frozenset()) for nearness in reach))


def meanings(typed: Iterable[str], *, most: int = MOST_WORDS) -> dict[str, Meanings]:
    """What each typed word may mean, of the first `most`. One query, however many words."""
    words = list(dict.fromkeys(typed))[:most]
    together = {left + right: (left, right) for left, right in pairwise(words)}  # "Ann Marie" for "Annmarie"
    stored = _stored(words, together)
    found: dict[str, Meanings] = {}
    for word in words:
        by_nearness: dict[Nearness, set[int]] = {}
        for text, pk in stored.items():
            if word in together.get(text, ()):
                by_nearness.setdefault(Nearness.SAME, set()).add(pk)
            near = likeness(word, text)
            if near is not None and near.nearness is not Nearness.BEGINNING:
                by_nearness.setdefault(near.nearness, set()).add(pk)
        found[word] = Meanings(word, {nearness: frozenset(pks) for nearness, pks in by_nearness.items()})
    return found


def _stored(words: list[str], together: Iterable[str]) -> dict[str, int]:
    """Stored words that share a key with a typed one, or are another form of it, or two of them in one.

    A stored word is among its own keys, so one query finds it by spelling, by a letter left out and by sound.
    """
    if not words:
        return {}
    spelt = {*words, *together}.union(*(keys.aliases(word) for word in words))
    near = spelt.union(*(keys.deletes(word) for word in words))
    heard = {sound for word in words if (sound := keys.sound(word))}
    rows = NameWordKey.objects.filter(
        Q(kind=NameWordKey.Kind.DELETE, key__in=near) | Q(kind=NameWordKey.Kind.SOUND, key__in=heard)
    )
    return dict(rows.values_list("word__word", "word_id"))


def one_letter_off(words: Collection[str]) -> Mapping[str, list[str]]:
    """For each of these words, the stored words that differ from it by one letter, the commonest first. One query."""
    typed = sorted(words)
    stored = _sharing_a_delete(deletes=sorted(set().union(*(keys.deletes(word) for word in typed))))
    ordered = sorted({*stored}, key=lambda one: (-(one[1] or 0) - (one[2] or 0), one[0]))
    found: dict[str, list[str]] = defaultdict(list)
    for word in typed:
        found[word] = [text for text, *_ in ordered if text != word and keys.within_one_edit(word, text)]
    return found


@prepared
def _sharing_a_delete(*, deletes: Collection[str]) -> "QuerySet[NameWordKey, tuple[str, float | None, float | None]]":
    rows = NameWordKey.objects.filter(kind=NameWordKey.Kind.DELETE, key__in=deletes)
    return rows.values_list("word__word", "word__given_share", "word__family_share")
