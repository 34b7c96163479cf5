"""Taking a contact: the same action for every form, whoever fills it in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from thrive.base.access import policy
from thrive.base.access.models import Authority, Organisation, User
from thrive.base.access.policy import Viewer
from thrive.base.calendar import clock
from thrive.base.calendar.precision import Precision
from thrive.base.history import audit
from thrive.base.history.wall import action
from thrive.pathway.front_door import permissions, rules
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.models import Contact, ContactPerson, HarmSign
from thrive.pathway.front_door.rules.contacts import Channel, Consent

MOST_PEOPLE = 12


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A person of a contact as its source describes them. `harm`: signs of harm outside the home, by question."""

    part: str = ContactPerson.Part.CHILD
    relation: str = ""
    given: str = ""
    middle: str = ""
    family: str = ""
    known_as: str = ""
    born_on: dt.date | None = None
    born_precision: Precision = Precision.DAY
    expected_on: dt.date | None = None
    sex: str = ""
    address: str = ""
    postcode: str = ""
    school: str = ""
    nhs_number: str = ""
    upn: str = ""
    phone: str = ""
    harm: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """What is kept of the person."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "harm"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a contact says beside the people it is about. Who its source is, in their own words, is in `source`."""

    form: str
    channel: Channel
    concern: str
    in_danger: str
    family_knows: str
    consent: str
    asks_for_decision: bool = False
    child_words: str = ""
    tried_so_far: str = ""
    source_reference: str = ""
    incident_on: dt.date | None = None
    children_present: str = ""
    attendance_percent: int | None = None
    danger_words: str = ""
    consent_why: str = ""
    is_anonymous: bool = False
    source: Mapping[str, str] = field(default_factory=dict)  # name, role, agency, phone, email, code

    def values(self) -> dict[str, Any]:
        """What is kept of it."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "source"}
        return said | {f"source_{name}": value for name, value in self.source.items() if name != "code"}


@action
def take_contact(
    told: Told,
    people: Sequence[Stated],
    *,
    by: Viewer,
    authority: Authority,
    received_at: dt.datetime | None = None,
    organisation: Organisation | None = None,
    ref: str = "",
) -> Contact:
    """Keep what somebody told the front door, in their words; nothing is judged and nobody is matched by it.

    `by`: a worker of the front door; somebody of another service, who is then its source, for `organisation`; a system
    of theirs; or what stands for the public form and for a link that was sent. `received_at` is when it reached the
    front door, by default now; `ref` is its number where it was given before.

    Raises NotAllowed for whoever may do neither, and ContactFault (naming the answer and the person)
    where nobody could act on it.
    """
    _allow(by)
    received_at = received_at or clock.now()
    _check(told, people, received_at)
    form = rules.FORMS[told.form]
    signed = rules.harm_questions(clock.london_day(received_at))
    contact = Contact(
        authority=authority,
        received_at=received_at,
        happened_on=clock.london_day(received_at),
        organisation=organisation,
        reporter=by if isinstance(by, User) and organisation is not None else None,
        source_code=told.source.get("code") or form.census_source,
        harm_version=signed.version if any(one.harm for one in people) else "",
        recorded_by=by if isinstance(by, User) else None,
        **({"ref": ref} if ref else {}),
        **told.values(),
    )
    contact.save()
    for number, one in enumerate(people, start=1):
        _keep(contact, number, one)
    audit.note(by, "front_door.contact.taken", contact, form=told.form, people=len(people))
    return contact


def _keep(contact: Contact, number: int, one: Stated) -> None:
    ContactPerson(
        contact=contact, number=number, happened_on=contact.happened_on, recorded_by=contact.recorded_by, **one.values()
    ).save()
    HarmSign.objects.bulk_create(HarmSign(contact=contact, number=number, question=key) for key in one.harm)


def _allow(by: Viewer) -> None:
    if not policy.holds(by, permissions.TAKE_CONTACT):
        policy.require_role(by, permissions.REPORT)


def _check(told: Told, people: Sequence[Stated], received_at: dt.datetime) -> None:
    """Refuse what nobody could act on. A field of a person is named without their number, which `number` gives."""
    if told.form not in rules.FORMS:
        raise ContactFault("Select what kind of contact it is", field="form")
    if not told.concern.strip():
        raise ContactFault("Enter what the worry is", field="concern")
    if received_at > clock.now():
        raise ContactFault("The day and time it came must be in the past", field="received")
    if told.incident_on and told.incident_on > clock.london_day(received_at):
        raise ContactFault("The day it happened must not be after the contact", field="incident_on")
    if told.consent == Consent.NOT_NEEDED and not told.consent_why.strip():
        raise ContactFault("Enter why consent is not needed", field="consent_why")
    if not any(one.part != ContactPerson.Part.ADULT for one in people):
        raise ContactFault("Enter at least one child, even if the name is not known", field="people")
    if len(people) > MOST_PEOPLE:
        raise ContactFault(f"Enter up to {MOST_PEOPLE} people; put the others into the words", field="people")
    asked = rules.harm_questions(clock.london_day(received_at)).asks
    for number, one in enumerate(people, start=1):
        _check_person(number, one, asked)


def _check_person(number: int, one: Stated, asked: Mapping[str, str]) -> None:
    today = clock.today()
    if one.born_on and one.born_on > today:
        raise ContactFault("Date of birth must be today or in the past", field="born", number=number)
    if one.part == ContactPerson.Part.UNBORN and one.born_on:
        raise ContactFault("Leave out the date of birth of a child who is not born", field="born", number=number)
    if unknown := set(one.harm) - set(asked):
        raise ContactFault(f"There is no question {sorted(unknown)[0]}", field="harm", number=number)
    if one.harm and one.part == ContactPerson.Part.ADULT:
        raise ContactFault("Signs of harm outside the home are about children", field="harm", number=number)
