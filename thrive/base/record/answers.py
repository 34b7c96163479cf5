"""What was typed into a form, as it is kept in a draft: each field's values, in order. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping

Answers = dict[str, list[str]]

GUARDS = ("csrfmiddlewaretoken", "once")
NOT_ANSWERS = ("draft_", "do_")  # what begins so guards the form or says which button was pressed


def clean(posted: Iterable[tuple[str, Iterable[object]]]) -> Answers:
    """The answers among posted fields. Line ends are written one way, since scripts and browsers differ."""
    return {
        name: [str(value).replace("\r\n", "\n").replace("\r", "\n") for value in values]
        for name, values in posted
        if name not in GUARDS and not name.startswith(NOT_ANSWERS)
    }


def says_nothing(answers: Mapping[str, list[str]]) -> bool:
    """Whether every box is empty."""
    return not any(value.strip() for values in answers.values() for value in values)


def same(one: Mapping[str, list[str]], other: Mapping[str, list[str]]) -> bool:
    """Whether two sets of answers say the same; a box left empty says what a missing one says."""
    return _said(one) == _said(other)


def digest(answers: Mapping[str, list[str]]) -> str:
    """A fingerprint by which a repeated submission is known after the answers are wiped."""
    return hashlib.sha256(json.dumps(_said(answers), sort_keys=True).encode()).hexdigest()


def of_field(answers: Mapping[str, list[str]], name: str) -> Answers:
    """The boxes of one question: its own, and for a date its parts."""
    return {key: values for key, values in answers.items() if key == name or key.startswith(f"{name}-")}


def with_field(answers: Mapping[str, list[str]], name: str, other: Mapping[str, list[str]]) -> Answers:
    """`answers` with one question answered as in `other`."""
    kept = {key: values for key, values in answers.items() if key not in of_field(answers, name)}
    return {**kept, **of_field(other, name)}


def cut(text: str, most: int) -> str:
    """The text on one line, cut after a whole word so that it has at most `most` characters with its "…"."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    shortened = line[: most - 1]
    whole_words = shortened.rpartition(" ")[0] if " " in shortened else shortened
    return whole_words.rstrip(" ,;:.-") + "…"


def _said(answers: Mapping[str, list[str]]) -> Answers:
    return {name: values for name, values in answers.items() if any(value.strip() for value in values)}
