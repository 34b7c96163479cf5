"""What must not be told to whoever something is sent to: a letter, an invitation, minutes, a plain copy.

Inside Thrive a text is read without the words that are withheld from its reader. What is sent goes to somebody who
signs in nowhere, so it is asked before it goes: where is somebody in hiding, near the people it is about, of whom the
addressee is not known to know? A person knows of themselves and of whoever has no other home today than theirs, an
organisation of whoever it is involved with; somebody who is only a name and an address is told of nobody.

Only an author who is named may write near somebody in hiding at all: a refusal to anybody else would answer a guess.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.models import CircleMember, Involvement, Subject, User
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Purpose
from thrive.base.history import wall
from thrive.base.matching import normalise
from thrive.base.people.models import Card, Identifier, Name, Relationship, Residence, under_seal
from thrive.base.people.queries.withheld_words import places_of, words_near
from thrive.base.people.rules.spelling import SHORTEST, Place, Spelt
from thrive.base.people.whereabouts import held

PASSING = (Purpose.OPENED, Purpose.EMERGENCY, Purpose.SAMPLE)


@dataclass(frozen=True)
class Addressee:
    """Who something is sent to: a person on record or an organisation, by key; neither for a name and an address."""

    person: int | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class Untold:
    """What must not be told: `places`, where somebody is, and `sealed`, what is under a seal. `keeps`: whether
    anybody's whereabouts are kept from the addressee, so that the office that works there is not told either."""

    keeps: bool
    places: Spelt
    sealed: Spelt

    def found_in(self, text: str) -> list[str]:
        """What of it a text spells, as it stands there."""
        return [*self.places.found_in(text), *self.sealed.found_in(text)]

    def without(self, text: str) -> str:
        """A text of facts, without what must not be told."""
        return self.sealed.out_of(self.places.out_of(text))


def is_kept_from_author(author: Viewer, subject_ids: Collection[int]) -> bool:
    """Whether somebody's whereabouts, near these people, are kept from the author. One query."""
    return words_near(author, subject_ids).keeps


def untold(addressee: Addressee, subject_ids: Iterable[int], *, by: User) -> Untold:
    """What must not be told to the addressee about these people. The author has been let in, and is named where
    anybody near hides; of what is sealed, only what `by` is named for is known to them, and so looked for. Ten queries
    at most."""
    people = frozenset(subject_ids) | ({addressee.person} if addressee.person else set())
    before: dict[tuple[Addressee, frozenset[int]], Untold] = policy.known_in_request((_UNTOLD, by))
    if (addressee, people) not in before:
        with wall.whole("what must not be told follows from people who are not shown"):
            before[addressee, people] = _untold(addressee, set(people), by)
    return before[addressee, people]


_UNTOLD = "what must not be told"  # what was found in this request


def _untold(addressee: Addressee, people: set[int], by: User) -> Untold:
    near = _with_family(people)
    guarded = _guarded_among(near)
    known = _known_to(addressee) & near if guarded else set()
    hidden = guarded - known
    theirs = known if addressee.person is None else {addressee.person}
    told = set(places_of(hidden)) - set(places_of(theirs)) if hidden else set()
    places = Spelt([Place(*row) for row in told if any(row)])
    return Untold(bool(hidden), places, Spelt(_sealed_of(by, people)))


def _with_family(people: set[int]) -> set[int]:
    """These people and everybody who is or was in a family with them."""
    ever = CircleMember.objects.filter(held(CircleMember), circle__family__isnull=False)
    circles = ever.filter(subject_id__in=people).values("circle_id")
    return people | set(ever.filter(circle_id__in=circles).values_list("subject_id", flat=True))


def _guarded_among(people: set[int]) -> set[int]:
    guarded = Q(where_guarded=True) | Q(person__subject__address_restricted=True)
    return set(Card.objects.filter(guarded, pk__in=people).values_list("pk", flat=True))


def _known_to(addressee: Addressee) -> set[int]:
    """Of whom the addressee knows where they are."""
    if addressee.person is not None:
        return {addressee.person} | _living_with(addressee.person)
    if addressee.organisation is not None:
        return _worked_with_by(addressee.organisation)
    return set()


def _living_with(person: int) -> set[int]:
    """Who lives with somebody today: each of their addresses is one of that person's too.

    Households do not count: whoever left one may still be in it on record. Nor does one of two homes: a child who stays
    with both parents would tell the one where the other is.
    """
    mine = Residence.objects.now().filter(person_id=person).values_list("postcode", "address")
    homes = {home for row in mine if all(home := _home(*row))}
    near = Residence.objects.now().filter(postcode__in={code for code, _ in homes}).values("person_id")
    at: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = Residence.objects.now().filter(person_id__in=near).values_list("person_id", "postcode", "address")
    for one, postcode, address in rows:
        at[one].add(_home(postcode, address))
    return {one for one, some in at.items() if some <= homes}


def _home(postcode: str, address: str) -> tuple[str, str]:
    return postcode, normalise.address(address.split(",")[0])


def _worked_with_by(organisation: int) -> set[int]:
    """Whom an organisation is involved with today, itself or through a family, other than in passing."""
    rows = Involvement.objects.now().filter(organisation_id=organisation).exclude(purpose__in=PASSING)
    found = list(rows.values_list("subject_id", "circle_id"))
    subjects = {subject for subject, _ in found if subject is not None}
    circles = {circle for _, circle in found if circle is not None}
    members = CircleMember.objects.now().filter(circle_id__in=circles)
    return subjects | set(members.values_list("subject_id", flat=True))


def _sealed_of(by: User, people: set[int]) -> list[Place]:
    """What is under a seal of these people, as far as the author is named for it: names and numbers, and who somebody
    was to them. Only words that their open names do not have."""
    subjects = Subject.objects.filter(pk__in=people)
    mine = {one.pk for one in subjects if policy.is_named_for_sealed(by, one)}
    if not mine:
        return []
    names = Name.with_sealed.filter(under_seal(Name), person_id__in=mine)
    numbers = Identifier.with_sealed.filter(under_seal(Identifier), person_id__in=mine)
    ties = Relationship.with_sealed.filter(under_seal(Relationship)).filter(
        Q(person_id__in=mine) | Q(other_id__in=mine)
    )
    others = {key for pair in ties.values_list("person_id", "other_id") for key in pair} - people
    open_words = {word for name in _names_of(people) for word in normalise.words(name)}
    said = [*(one.words for one in names), *_names_of(others)]
    found = {word for text in said for word in normalise.words(text) if len(word) >= SHORTEST}
    return [Place(name=one) for one in [*sorted(found - open_words), *numbers.values_list("value", flat=True)]]


def _names_of(people: set[int]) -> list[str]:
    return list(Card.objects.filter(pk__in=people).values_list("name", flat=True))
