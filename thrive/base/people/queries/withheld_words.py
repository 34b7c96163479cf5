"""What people wrote, without the words that tell where somebody is whose whereabouts are kept from the viewer.

Every way out of free text passes here: `words_kept_from` says, once for a page, which words those are, and `over` takes
them out of one text. The words are what Details withholds as facts (each kind that `SAYS_WHERE`), of whoever a text is
about and of everybody who is, or was, in a family with them. An author reads what they wrote themselves: were a right
guess taken out of it and a wrong one left, writing would be a way to try addresses.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value

from thrive.base.access import policy
from thrive.base.access.models import CircleMember, Subject, User
from thrive.base.access.policy import Viewer
from thrive.base.history import wall
from thrive.base.history.prepared import prepared
from thrive.base.people.models import AgencyContact, Card, ContactPoint, PersonFact, PlaceLink, Residence
from thrive.base.people.queries.whereabouts import is_kept_from
from thrive.base.people.rules.spelling import Place, Spelt
from thrive.base.people.whereabouts import held

PARAGRAPH_WITHHELD = "[A paragraph is withheld. It is kept for people who are named on the record.]"


@dataclass(frozen=True)
class WithheldWords:
    """The words kept from one viewer on one page. `keeps`: whether anybody's whereabouts are kept from them there, so
    that a paragraph that is kept for people who are named is not theirs to read."""

    keeps: bool = False
    spelt: Spelt = Spelt(())
    reader: int | None = None

    def over(self, text: str, author: int | None = None) -> str:
        """A text as the viewer reads it; whole where they are its `author`."""
        return text if not self.keeps or self._wrote(author) else self.spelt.out_of(text)

    def paragraph(self, text: str, author: int | None, *, for_named: bool) -> str:
        """As `over`, for a paragraph that may be kept for people who are named."""
        if for_named and self.keeps and not self._wrote(author):
            return PARAGRAPH_WITHHELD
        return self.over(text, author)

    def hides(self, text: str, author: int | None = None) -> bool:
        """Whether the viewer reads a text otherwise than it was written."""
        return self.over(text, author) != text

    def _wrote(self, author: int | None) -> bool:
        return author is not None and author == self.reader


NO_WORDS = WithheldWords()
_KEPT = "words kept from"  # what was found in this request


def words_kept_from(viewer: Viewer, subjects: Iterable[Subject]) -> WithheldWords:
    """The words kept from `viewer` in texts about these people, who come with their cards.

    No query where none of them has to do with anybody whose address is restricted, else one.
    """
    return words_near(viewer, [one.pk for one in subjects if _is_near(one)])


def words_near(viewer: Viewer, subject_ids: Collection[int]) -> WithheldWords:
    """As `words_kept_from`, for people of whom it is known, by key, that they have to do with somebody guarded."""
    asked = frozenset(subject_ids)
    if not asked:
        return NO_WORDS
    before: dict[frozenset[int], WithheldWords] = policy.known_in_request((_KEPT, viewer))
    for earlier, words in before.items():
        if asked <= earlier:
            return words  # it may hold more, of people on the same page
    with wall.whole("what is withheld follows from people who are not shown"):
        said = _said_near(viewer=viewer, people=asked, known=False)
    found = WithheldWords(bool(said), _spelt(said), viewer.pk if isinstance(viewer, User) else None)
    before[asked] = found
    return found


def words_known_to(author: User, subject_ids: Collection[int]) -> Spelt:
    """The words that tell where somebody guarded is, near these people, as far as the author is named on their record
    and so knows them: anybody else could try words until one is warned of. One query."""
    with wall.whole("who else is in the family is not for the author's eyes"):
        return _spelt(_said_near(viewer=author, people=subject_ids, known=True))


def has_to_do(card: Card | None, *, address_restricted: bool) -> bool:
    """Whether somebody, by their card, has to do with anybody whose whereabouts are guarded: themselves, or through a
    family. True where there is no card yet."""
    return address_restricted or card is None or card.where_guarded or card.team_guarded


def _is_near(subject: Subject) -> bool:
    card = getattr(getattr(subject, "person", None), "card", None)
    return has_to_do(card, address_restricted=subject.address_restricted)


def _spelt(said: Iterable[tuple[str, str, str, str]]) -> Spelt:
    return Spelt([Place(*row) for row in said if any(row)])


@prepared
def _said_near(*, viewer: Viewer, people: Collection[int], known: bool) -> "QuerySet[Any, Any]":
    """Where the guarded among these people, and among everybody who is or was in a family with them, are or were: by
    every fact on their records that says so, and a row that says nothing for each of them.

    Those whose whereabouts are kept from the viewer; with `known`, those whom the viewer is named for.
    """
    ever = CircleMember.objects.filter(held(CircleMember), circle__family__isnull=False)
    circles = ever.filter(subject_id__in=people).values("circle_id")
    family = ever.filter(circle_id__in=circles).values("subject_id")
    themselves = Subject.objects.filter(pk__in=people).values("pk")
    near = Card.objects.filter(pk__in=themselves.union(family)).order_by()  # with "or", PostgreSQL looks at everybody
    named = Q(where_guarded=True) & policy.named(viewer, "person__subject")
    guarded = near.filter(named if known else is_kept_from(viewer, "person__subject"))
    return _told_of(guarded)


def places_of(people: Collection[int]) -> "QuerySet[Any, Any]":
    """Where these people are or were: name, address, postcode and contact of every fact that says so. For what is sent
    out; the caller asks it as the whole. One query."""
    return _told_of(Card.objects.filter(pk__in=people).order_by())


def _told_of(cards: "QuerySet[Card]") -> "QuerySet[Any, Any]":
    keys = cards.values("pk")
    return _columns(cards, {}).union(*(_columns(_of(model, keys), said) for model, said in _SAYS))


_COLUMNS = ("name_", "address_", "postcode_", "contact_")
_SAYS: tuple[tuple[type[PersonFact], Mapping[str, str]], ...] = (
    (Residence, {"address_": "address", "postcode_": "postcode"}),
    (ContactPoint, {"contact_": "value"}),
    (PlaceLink, {"name_": "place__name", "address_": "place__address", "postcode_": "place__postcode"}),
    (PlaceLink, {"contact_": "place__phone"}),
    (AgencyContact, {"name_": "agency", "contact_": "phone"}),
    (AgencyContact, {"contact_": "email"}),
)
#: Every model that says where somebody is gives its words above; a test holds the two together.
SAYING_WHERE = frozenset(model for model, _ in _SAYS)


def _of(model: type[PersonFact], keys: Any) -> "QuerySet[Any, Any]":
    return model._default_manager.filter(person_id__in=keys).order_by()


def _columns(rows: "QuerySet[Any, Any]", said: Mapping[str, str]) -> "QuerySet[Any, Any]":
    nothing = Value("", output_field=CharField())
    return rows.annotate(**{name: F(said[name]) if name in said else nothing for name in _COLUMNS}).values_list(
        *_COLUMNS
    )
