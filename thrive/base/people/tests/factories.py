"""Invented people for tests. Written through intake, so that cards and search keys are as in real use."""

import datetime as dt

from thrive.base.access.models import Authority, Subject, User
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.access.viewers import SystemViewer
from thrive.base.matching.identity import Identity
from thrive.base.people import intake
from thrive.base.people.models import (
    Characteristic,
    Family,
    Identifier,
    Life,
    MatchKey,
    Name,
    Person,
    PersonFact,
    Residence,
)
from thrive.base.people.searching import match_keys


def authority(code: str = "999", name: str = "Wexmoor Council") -> Authority:
    """The invented authority."""
    return Authority.objects.get_or_create(dfe_code=code, defaults={"name": name, "is_home": True})[0]


def person(
    name: str = "Ava Okoro",
    *,
    born: dt.date | None = dt.date(2017, 3, 14),
    expected: dt.date | None = None,
    sex: str = "",
    address: str = "",
    postcode: str = "",
    nhs: str = "",
    local_id: str = "",
    former_name: str = "",
    known_as: str = "",
    child: bool = True,
    in_authority: Authority | None = None,
    restriction: Restriction = Restriction.ORDINARY,
    address_restricted: bool = False,
    by: User | SystemViewer | None = None,
) -> Person:
    """Somebody with the facts given, on record in the invented authority."""
    home = in_authority or authority()
    facts: list[PersonFact] = [Life(born_on=born, expected_on=expected)]
    if name:
        given, _, family = name.rpartition(" ")
        facts.append(Name(kind="legal", given=given or family, family=family if given else ""))
    if known_as:
        facts.append(Name(kind="preferred", given=known_as))
    if former_name:
        given, _, family = former_name.rpartition(" ")
        facts.append(Name(kind="former", given=given, family=family))
    if sex:
        facts.append(Characteristic(kind="sex", value=sex))
    if address or postcode:
        facts.append(Residence(address=address, postcode=postcode))
    if nhs:
        facts.append(Identifier(scheme="nhs", value=nhs))
    if local_id:
        facts.append(Identifier(scheme="la_child_id", value=local_id, authority=home))
    new = intake.NewPerson(
        authority=home,
        facts=facts,
        has_childhood_record=child,
        restriction=restriction,
        address_restricted=address_restricted,
    )
    return intake.add_people([new], by=by or system(home), source="test")[0]


def system(home: Authority) -> SystemViewer:
    """The job that writes test data."""
    return SystemViewer(key="tests", purpose="making test data", authority_id=home.pk)


def family(name: str, *members: Person, adults: tuple[Person, ...] = ()) -> Family:
    """A family of children `members` and `adults`."""
    home = (members or adults)[0].subject.authority
    new = intake.NewFamily(
        authority=home,
        name=name,
        members=[(one.pk, Capacity.CHILD, None) for one in members]
        + [(one.pk, Capacity.ADULT, None) for one in adults],
    )
    return intake.add_families([new], by=system(home), source="test")[0]


def subject_of(one: Person) -> Subject:
    """The Subject, fresh from the database."""
    return Subject.objects.get(pk=one.pk)


def namesakes(identity: Identity, number: int) -> None:
    """So many more records, of which nothing is kept but the keys of this identity."""
    home = authority()
    subjects = Subject.objects.bulk_create([Subject(authority=home) for _ in range(number)])
    Person.objects.bulk_create([Person(subject=one) for one in subjects])
    keys = match_keys.stored(identity)
    MatchKey.objects.bulk_create([MatchKey(key=key, person_id=one.pk) for one in subjects for key in keys])
