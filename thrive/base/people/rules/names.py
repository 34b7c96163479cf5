"""Kinds of name, and the words that stand for a person: pronouns, and what is said when no name is known."""

from dataclasses import dataclass

NAME_NOT_RECORDED = "Name not recorded"  # a census holds no names
UNBORN_NAME = "Unborn baby"


@dataclass(frozen=True)
class NameKind:
    """One kind of name.

    `former`: an earlier or other name, by which a person is found but not called. `one_at_a_time`: a person
    has one at most at any time. `sealable`: only named people may see it after an adoption.
    """

    key: str
    label: str
    former: bool = False
    one_at_a_time: bool = False
    sealable: bool = False


# In the order in which one of them heads the record: the legal name, which the returns use, or what there is.
NAME_KINDS: dict[str, NameKind] = {
    kind.key: kind
    for kind in (
        NameKind("legal", "Legal name", one_at_a_time=True),
        NameKind("preferred", "Known as", one_at_a_time=True),
        NameKind("religious", "Religious name"),
        NameKind("birth", "Name at birth", former=True, one_at_a_time=True, sealable=True),
        NameKind("maiden", "Name before marriage", former=True),
        NameKind("former", "Former name", former=True, sealable=True),
        NameKind("alias", "Also uses", former=True),
    )
}
FORMER_NAME_KINDS = frozenset(kind.key for kind in NAME_KINDS.values() if kind.former)
_ORDER = {key: place for place, key in enumerate(NAME_KINDS)}


def heading_order(kind: str) -> int:
    """Where a kind of name stands in the choice of the one that heads the record; unknown kinds come last."""
    return _ORDER.get(kind, len(_ORDER))


@dataclass(frozen=True)
class Pronouns:
    """The forms of a pronoun, for sentences about a person."""

    subject: str
    object: str
    possessive: str
    is_plural: bool = False

    def verb(self, singular: str, plural: str) -> str:
        """ "has" for she and he, "have" for they."""
        return plural if self.is_plural else singular

    @property
    def label(self) -> str:
        """As it is written beside the age: "she/her"."""
        return f"{self.subject}/{self.object}"


THEY = Pronouns("they", "them", "their", is_plural=True)
PRONOUNS = {
    pronouns.label: pronouns
    for pronouns in (Pronouns("she", "her", "her"), Pronouns("he", "him", "his"), THEY)
}  # fmt: skip


def pronouns(recorded: str) -> Pronouns:
    """The forms for what is recorded ("she/her", "He / him"); "they" for anything else and for nothing.

    A pronoun is never worked out from sex or name: it is what the person says.
    """
    first = recorded.lower().replace(" ", "").partition("/")[0]
    return next((forms for forms in PRONOUNS.values() if forms.subject == first), THEY)


def name_problem(*, given: str, family: str, full: str) -> str | None:
    """Why a name cannot be recorded, or None. One part is enough; a full name stands instead of parts."""
    if full.strip() and (given.strip() or family.strip()):
        return "Enter a full name, or given and family names, not both"
    if not (full.strip() or given.strip() or family.strip()):
        return "Enter a name"
    return None
