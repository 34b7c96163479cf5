"""How common a name is among all people on record: agreeing on a rare one says more.

Each word of the vocabulary keeps what part of all people bear it as a given and as a family name. They are counted
anew each night and by `thrive rebuild`, not with each change: one person more changes no share that matters. Guarded
records are not counted, so that nobody's score says that one of that name is there.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Q, QuerySet

from thrive.base.access.rules import Restriction
from thrive.base.history.prepared import prepared
from thrive.base.matching import keys
from thrive.base.matching.weights import Frequency, usual_family_frequency, usual_given_frequency
from thrive.base.people.models import NameWord, Person, PersonWord

SUPPOSED = 2_000  # people with names of the usual frequency who are counted in, so that ten records prove nothing
WORTH_WRITING = 0.02  # a share that has changed by less than this part of it is left as it is
BATCH = 2_000
USUAL: dict[str, Frequency] = {"given_share": usual_given_frequency, "family_share": usual_family_frequency}
PARTS = {PersonWord.Part.GIVEN: "given_share", PersonWord.Part.FAMILY: "family_share"}


@dataclass(frozen=True)
class Shares:
    """How common some names are, in comparing form, as the two frequencies that the score asks for."""

    given: Frequency
    family: Frequency


def shares_of(names: Iterable[str]) -> Shares:
    """The shares of every word of these names; of a word not counted yet the usual one. One query."""
    words = {word for name in names for word in keys.name_tokens(name)}
    rows = _stored(words=sorted(words))
    given = {word: share for word, share, _ in rows if share is not None}
    family = {word: share for word, _, share in rows if share is not None}
    return Shares(partial(_share, given, usual_given_frequency), partial(_share, family, usual_family_frequency))


@prepared
def _stored(*, words: Collection[str]) -> "QuerySet[NameWord, tuple[str, float | None, float | None]]":
    return NameWord.objects.filter(word__in=words).values_list("word", "given_share", "family_share")


def _share(known: dict[str, float], usual: Frequency, word: str) -> float:
    return known[word] if word in known else usual(word)


def refresh() -> int:
    """Count every share anew, and return how many words changed. Three queries, and one for each batch that did."""
    total = Person.objects.filter(subject__restriction=Restriction.ORDINARY).count()
    counted = _counted()
    stale = []
    for word in NameWord.objects.iterator(chunk_size=BATCH):
        bears = counted[word.pk]
        fresh = {
            field: (bears[field] + SUPPOSED * usual(word.word)) / (total + SUPPOSED) for field, usual in USUAL.items()
        }
        if any(_differs(getattr(word, field), share) for field, share in fresh.items()):
            for field, share in fresh.items():
                setattr(word, field, share)
            stale.append(word)
    NameWord.objects.bulk_update(stale, list(USUAL), batch_size=BATCH)
    return len(stale)


def _counted() -> dict[int, dict[str, int]]:
    """How many people bear each word, by its key, in each part of a name; in a name of today's, not a former one."""
    counted: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(USUAL, 0))
    ordinary = Q(former=False, part__in=list(PARTS), person__subject__restriction=Restriction.ORDINARY)
    rows = PersonWord.objects.filter(ordinary).values_list("word_id", "part").annotate(bear=Count("pk")).order_by()
    for word, part, bear in rows.iterator(chunk_size=BATCH):
        counted[word][PARTS[PersonWord.Part(part)]] = bear
    return counted


def _differs(before: float | None, now: float) -> bool:
    return before is None or abs(before - now) > WORTH_WRITING * now
