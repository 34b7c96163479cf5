"""Whose whereabouts are guarded: people whose address is restricted, and whoever would give it away.

Somebody who lives in a home gives it away, and so does the record of somebody who once lived where a guarded person
lives today. The guard follows from facts and is kept on the card, rebuilt with it; nobody has to remember to restrict
the brother as well.
"""

from collections.abc import Iterable

from thrive.base.access.models import CircleMember, Subject
from thrive.base.matching import normalise
from thrive.base.people.models import HouseholdMember, Residence

Home = tuple[str, str]  # postcode and first line, as they are compared


def guarded_among(keys: Iterable[int]) -> set[int]:
    """Those of these people whose whereabouts are guarded: their own address is restricted, or they live, or lived,
    where somebody lives today whose is. Four queries at most."""
    people = list(keys)
    found = set(_restricted(people))
    homes = HouseholdMember.objects.now().filter(person__subject__address_restricted=True)
    shared = HouseholdMember.objects.current().filter(
        person_id__in=people, household_id__in=homes.values("household_id")
    )
    found |= set(shared.values_list("person_id", flat=True))
    return found | _at(_homes_of_guarded(people), people)


def companions(keys: Iterable[int]) -> set[int]:
    """Everybody who lives, or lived, where one of these people lives today whose address is restricted, and who is in
    a family with them. One query where there is none."""
    restricted = _restricted(keys)
    if not restricted:
        return set()
    circles = CircleMember.objects.now().filter(subject_id__in=restricted).values("circle_id")
    members = CircleMember.objects.now().filter(circle_id__in=circles, subject__person__isnull=False)
    return living_with(restricted) | set(members.values_list("subject_id", flat=True))


def in_family_of_guarded(keys: Iterable[int]) -> set[int]:
    """Those of these people who are in a family today with somebody whose address is restricted. One query."""
    circles = CircleMember.objects.now().filter(subject__address_restricted=True).values("circle_id")
    found = CircleMember.objects.now().filter(subject_id__in=list(keys), circle_id__in=circles)
    return set(found.values_list("subject_id", flat=True))


def living_with(keys: Iterable[int]) -> set[int]:
    """Everybody who lives, or lived, where one of these people lives today; without them."""
    people = set(keys)
    here = HouseholdMember.objects.now().filter(person_id__in=people).values("household_id")
    found = set(HouseholdMember.objects.current().filter(household_id__in=here).values_list("person_id", flat=True))
    homes = {_home(*row) for row in Residence.objects.now().filter(person_id__in=people).values_list(*_COLUMNS)}
    return (found | _at(homes, None)) - people


_COLUMNS = ("postcode", "address")


def _restricted(keys: Iterable[int]) -> list[int]:
    return list(Subject.objects.filter(pk__in=list(keys), address_restricted=True).values_list("pk", flat=True))


def _homes_of_guarded(people: list[int]) -> set[Home]:
    """Today's homes of people whose address is restricted, where one of `people` has a home of that postcode."""
    near = Residence.objects.current().filter(person_id__in=people).exclude(postcode="").values("postcode")
    rows = Residence.objects.now().filter(person__subject__address_restricted=True, postcode__in=near)
    return {_home(*row) for row in rows.values_list(*_COLUMNS)}


def _at(homes: set[Home], people: list[int] | None) -> set[int]:
    """Who has, or had, one of these homes, among `people` or of everybody."""
    known = {home for home in homes if home[0] and home[1]}
    if not known:
        return set()
    rows = Residence.objects.current().filter(postcode__in={code for code, _ in known})
    if people is not None:
        rows = rows.filter(person_id__in=people)
    return {person for person, *home in rows.values_list("person_id", *_COLUMNS) if _home(*home) in known}


def _home(postcode: str, address: str) -> Home:
    return postcode, normalise.address(address.split(",")[0])
