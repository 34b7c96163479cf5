"""Harm outside the home: a few questions at the door, in dated versions.

The questions ask what was seen, not what it means: they bring the possibility to mind before anybody has
decided anything, and never decide. Guidance asks that places, peers and the online world are looked at as well as the
family (Working Together, chapter 3); which questions are asked is each partnership's own, so that each set is
marked as local and a changed set is a new version beside the old one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class QuestionSet:
    """One version of the questions: `asked_from` is the first day on which it is put. `asks`: key and words."""

    version: str
    asked_from: date
    asks: Mapping[str, str]


QUESTION_SETS: tuple[QuestionSet, ...] = (
    QuestionSet(
        version="2026-1",
        asked_from=date(2026, 1, 1),
        asks={
            "missing": "Goes missing, or nobody knows where they are for hours",
            "older_others": "Is with older people or a group that their family does not know",
            "unexplained_things": "Has money, phones or clothes that nobody can explain",
            "carrying": "Carries a weapon, drugs or money for somebody else",
            "sexual": "Signs of sexual harm or exploitation",
            "online": "Is pressed, groomed or threatened online",
            "peers": "Harm by other children: violence, sexual behaviour, bullying",
            "extremism": "Signs of being drawn into extremism",
            "place": "A place where several children come to harm",
        },
    ),
)


def harm_questions(day: date) -> QuestionSet:
    """The set that is asked on `day`: the newest that had begun by then, the first of all before that."""
    begun = [one for one in QUESTION_SETS if one.asked_from <= day]
    return max(begun, key=lambda one: one.asked_from) if begun else QUESTION_SETS[0]


def words_of(version: str, key: str) -> str:
    """A question of a version in words; the key itself where that version has no such question."""
    asks = next((one.asks for one in QUESTION_SETS if one.version == version), {})
    return asks.get(key, key)
