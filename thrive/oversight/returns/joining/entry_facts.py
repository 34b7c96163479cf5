"""What an entry says, as unsaved facts."""

from thrive.base.access.models import Authority
from thrive.base.people.models import (
    AgencyContact,
    Characteristic,
    ContactPoint,
    Identifier,
    Life,
    Name,
    PersonFact,
    PlaceLink,
    Residence,
)
from thrive.oversight.returns.joining.entries import Adult, Entry, Home, Spelt, WorkerSaid
from thrive.oversight.returns.joining.people import CHILD_ID
from thrive.oversight.returns.joining.places import Places

OWN_WORKER = "Allocated worker"  # role of the contact that stands for a worker who is no user


def of_entry(
    entry: Entry, *, authority: Authority, places: Places, unknown_workers: list[WorkerSaid], disputed: frozenset[str]
) -> list[PersonFact]:
    """The facts of a child or adult with a row of their own. `disputed`: schemes of numbers that another bears."""
    facts: list[PersonFact] = [
        Life(born_on=entry.born_on, expected_on=entry.expected_on, died_on=entry.died_on),
        *(_number(scheme, value, authority, scheme in disputed) for scheme, value in entry.numbers.items()),
        *_names(entry.name),
    ]
    if entry.known_as:
        facts.append(Name(kind="preferred", given=entry.known_as))
    facts += [Name(kind="former", full=text) for text in entry.former]
    facts += [Characteristic(kind=kind, value=value[:200]) for kind, value in entry.traits]
    facts += [_residence(home) for home in entry.homes]
    facts += [_phone(number) for number in entry.phones]
    facts += [PlaceLink(place=places.of(said), true_from=said.since) for said in entry.places]
    facts += [_stand_in(said, authority) for said in unknown_workers]
    return facts


def of_adult(adult: Adult, authority: Authority, *, with_key: bool) -> list[PersonFact]:
    """The facts of an adult who is named in a child's row; `with_key`: and the file's id for them is not on record."""
    facts: list[PersonFact] = [Life(born_on=adult.born_on), *_names(adult.name)]
    if adult.key and with_key:
        facts.append(_number("case_number", adult.key.upper(), authority, is_disputed=False))
    if adult.sex:
        facts.append(Characteristic(kind="sex", value=adult.sex))
    facts += [_phone(number) for number in adult.phones]
    if adult.home is not None:
        facts.append(_residence(adult.home))
    return facts


def _number(scheme: str, value: str, authority: Authority, is_disputed: bool) -> Identifier:
    own = scheme in (CHILD_ID, "ssd_person", "case_number")
    return Identifier(
        scheme=scheme,
        value=value[:60],
        authority_id=authority.pk if own else None,
        status=Identifier.Status.DISPUTED if is_disputed else Identifier.Status.ACTIVE,
    )


def _names(name: Spelt) -> list[PersonFact]:
    if not name:
        return []
    return [Name(kind="legal", given=name.given, middle=name.middle, family=name.family, full=name.full)]


def _residence(home: Home) -> Residence:
    return Residence(
        kind=home.kind, address=home.address, postcode=home.postcode, true_from=home.since, true_to=home.until
    )


def _phone(number: str) -> ContactPoint:
    return ContactPoint(kind="mobile" if number.startswith("07") else "phone", value=number)


def _stand_in(said: WorkerSaid, authority: Authority) -> AgencyContact:
    return AgencyContact(
        agency=authority.name,
        worker=(said.name or said.email or said.code)[:200],
        role=OWN_WORKER,
        email=said.email,
        true_from=said.since,
    )
