"""The form that anybody may fill in: whom one tells of, how one knows them, and how much is taken. Not law: our own.

It writes the same contact as every other form, `FORMS` says which; what only workers would know is not asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from thrive.pathway.front_door.rules.contacts import YES_NO

MOST_PEOPLE = 8  # the others go into the words
WORDS_MOST = 6_000  # characters of the worry
BODY_MOST = 200_000  # bytes of everything that is sent: far more than the longest answers make
COUNTED_MINUTES = 60  # the span in which what is sent is counted


@dataclass(frozen=True, kw_only=True)
class About:
    """Whom somebody tells of. `form` is the key of the contact's form; `is_other`: it is not about their own family, so
    that it is asked how they know the child, whether the family knows, and whether it may be told who said it."""

    title: str
    form: str
    question: str
    hint: str
    is_other: bool = False


ABOUT: Mapping[str, About] = {
    "child": About(
        title="A child or young person I am worried about",
        form="public",
        question="What are you worried about?",
        hint="Say what you have seen or heard, when, and who was there. Use your own words",
        is_other=True,
    ),
    "family": About(
        title="My own child or family: we need help",
        form="self",
        question="What is happening, and what would help?",
        hint="Use your own words. Say what is hard, and what you have tried",
    ),
    "me": About(
        title="Me: I am under 18",
        form="self",
        question="What is happening, and what would help?",
        hint="Use your own words. You can say as much or as little as you like",
    ),
}

DANGER: Mapping[str, str] = {**YES_NO, "not_known": "I do not know"}

FAMILY_KNOWS: Mapping[str, str] = {
    "yes": "Yes, I have told them",
    "no": "No",
    "not_safe": "No, because it may put a child at more risk",
    "not_known": "I would rather not say",
}


@dataclass(frozen=True)
class Knows:
    """How somebody knows the child: in their words, in ours, and as the census counts it."""

    title: str
    role: str
    source_code: str


KNOWS: Mapping[str, Knows] = {
    "relative": Knows("I am a relative or carer", "Relative or carer", "1A"),
    "acquaintance": Knows("I am a friend or a neighbour", "Friend or neighbour", "1B"),
    "other": Knows("Another way", "", "1D"),
    "": Knows("I would rather not say", "", "1D"),
}
