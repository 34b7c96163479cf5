"""Whose whereabouts are guarded: people whose address is restricted, and whoever would give it away.

Somebody who lives in a home gives it away, and so does the record of somebody of the family who once lived where a
guarded person lives today. The guard follows from facts and is kept on the card, rebuilt with it; nobody has to
remember to restrict the brother as well. A stranger at the same address stays as they were: were they guarded too,
adding a person at an address would tell whether somebody in hiding lives there.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from thrive.base.access.models import CircleMember, Subject
from thrive.base.history.models import TwoTime
from thrive.base.history.prepared import prepared
from thrive.base.matching import normalise
from thrive.base.people.models import HouseholdMember, Residence, under_seal

Home = tuple[str, str]  # postcode and first line, as they are compared


def guarded_among(keys: Iterable[int]) -> set[int]:
    """Those of these people whose whereabouts are guarded: their own address is restricted, or they live, or lived,
    in a household with somebody whose is, or where somebody of their families lives today whose is. Five queries at
    most."""
    people = list(keys)
    shared = {person for (person,) in _share_a_home(people=people)}
    return {*_restricted(people), *shared, *_where_their_own_hide(people)}


@prepared
def _share_a_home(*, people: list[int]) -> "QuerySet[HouseholdMember, tuple[int]]":
    homes = HouseholdMember.objects.now().filter(person__subject__address_restricted=True)
    shared = HouseholdMember.with_sealed.filter(
        held(HouseholdMember), person_id__in=people, household_id__in=homes.values("household_id")
    )
    return shared.values_list("person_id")


def companions(keys: Iterable[int]) -> set[int]:
    """Everybody who lives, or lived, where one of these people lives today whose address is restricted, and who is,
    or was, in a family with them. One query where there is none."""
    restricted = _restricted(keys)
    if not restricted:
        return set()
    ever = CircleMember.objects.filter(held(CircleMember))
    circles = ever.filter(subject_id__in=restricted).values("circle_id")
    members = ever.filter(circle_id__in=circles, subject__person__isnull=False)
    return living_with(restricted) | set(members.values_list("subject_id", flat=True))


def in_family_of_guarded(keys: Iterable[int]) -> set[int]:
    """Those of these people who are, or were, in a family with somebody whose address is restricted. One query."""
    return {key for (key,) in _with_guarded(people=list(keys))}


@prepared
def _with_guarded(*, people: list[int]) -> "QuerySet[CircleMember, tuple[int]]":
    ever = CircleMember.objects.filter(held(CircleMember))
    circles = ever.filter(subject__address_restricted=True).values("circle_id")
    return ever.filter(subject_id__in=people, circle_id__in=circles).values_list("subject_id")


def living_with(keys: Iterable[int]) -> set[int]:
    """Everybody who lives, or lived, where one of these people lives today; without them."""
    people = set(keys)
    here = HouseholdMember.objects.now().filter(person_id__in=people).values("household_id")
    found = set(HouseholdMember.objects.current().filter(household_id__in=here).values_list("person_id", flat=True))
    homes = {_home(*row) for row in Residence.objects.now().filter(person_id__in=people).values_list(*_COLUMNS)}
    return (found | _at(homes)) - people


_COLUMNS = ("postcode", "address")


def held(model: type[TwoTime]) -> Q:
    """What is on record, also under a seal: a tie that nobody may read gives an address away all the same."""
    return Q(replaced_at=None) | Q(under_seal(model))


def _restricted(keys: Iterable[int]) -> list[int]:
    return [key for (key,) in _address_restricted(keys=list(keys))]


@prepared
def _address_restricted(*, keys: list[int]) -> "QuerySet[Subject, tuple[int]]":
    return Subject.objects.filter(pk__in=keys, address_restricted=True).values_list("pk")


def _where_their_own_hide(people: list[int]) -> set[int]:
    """Those of `people` who live, or lived, where somebody lives today whose address is restricted and with whom they
    are, or were, in a family."""
    circles: dict[int, set[int]] = defaultdict(set)
    for subject, circle in _hidden_and_these(people=people):
        circles[subject].add(circle)
    of_hidden: dict[Home, set[int]] = defaultdict(set)
    for person, *home in _homes_of_hidden(people=list(circles)):
        of_hidden[_home(*home)] |= circles[person]
    codes = {code for code, _ in of_hidden}
    if not codes:
        return set()
    lived = Residence.objects.current().filter(person_id__in=people, postcode__in=codes)
    return {
        person
        for person, *home in lived.values_list("person_id", *_COLUMNS)
        if _home(*home)[1] and circles.get(person, set()) & of_hidden.get(_home(*home), set())
    }


@prepared
def _hidden_and_these(*, people: list[int]) -> "QuerySet[CircleMember, tuple[int, int]]":
    """Who of the families of these people has a restricted address, and these people themselves."""
    members = CircleMember.objects.filter(held(CircleMember))
    mine = members.filter(subject_id__in=people).values("circle_id")
    hidden = Q(subject__address_restricted=True) | Q(subject_id__in=people)
    return members.filter(hidden, circle_id__in=mine).values_list("subject_id", "circle_id")


@prepared
def _homes_of_hidden(*, people: list[int]) -> "QuerySet[Residence, tuple[int, str, str]]":
    rows = Residence.objects.now().filter(person_id__in=people, person__subject__address_restricted=True)
    return rows.exclude(postcode="").values_list("person_id", *_COLUMNS)


def _at(homes: set[Home]) -> set[int]:
    """Who has, or had, one of these homes."""
    known = {home for home in homes if home[0] and home[1]}
    if not known:
        return set()
    rows = Residence.objects.current().filter(postcode__in={code for code, _ in known})
    return {person for person, *home in rows.values_list("person_id", *_COLUMNS) if _home(*home) in known}


def _home(postcode: str, address: str) -> Home:
    return postcode, normalise.address(address.split(",")[0])
