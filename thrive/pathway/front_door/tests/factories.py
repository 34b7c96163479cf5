"""Contacts and the people around them, invented for tests."""

import datetime as dt
from collections.abc import Sequence

from thrive.base.access.models import Authority, Organisation, User
from thrive.base.access.tests import factories as access
from thrive.base.people.models import Person
from thrive.base.people.tests import factories as people
from thrive.pathway.front_door.actions import matching, taking
from thrive.pathway.front_door.actions.taking import Stated, Told
from thrive.pathway.front_door.models import Contact, ContactPerson
from thrive.pathway.front_door.rules.contacts import Channel, Consent

AVA = Stated(given="Ava", family="Okoro", born_on=dt.date(2017, 3, 14), address="14 Tanner Row", postcode="WX4 2PL")
CONCERN = "Ava told her teacher that she is worried about going home."


def authority() -> Authority:
    """The invented authority."""
    return people.authority()


def officer(**values: object) -> User:
    """A front-door officer of the invented council."""
    return access.user(["front_door_officer"], access.council(authority()), name="Tom Beswick", **values)


def manager(**values: object) -> User:
    """A front-door manager of the invented council."""
    return access.user(["front_door_manager"], access.council(authority()), name="Ruth Calder", **values)


def school_lead(school: Organisation | None = None) -> User:
    """A school's safeguarding lead."""
    return access.user(
        ["designated_safeguarding_lead"],
        school or access.school("Larkfield Primary", of=authority()),
        name="Helen Prior",
    )


def told(**values: object) -> Told:
    """What a telephone call from a school says."""
    said = {
        "form": "school",
        "channel": Channel.TELEPHONE,
        "concern": CONCERN,
        "in_danger": "no",
        "family_knows": "no",
        "consent": Consent.NOT_SOUGHT,
        "asks_for_decision": True,
    }
    return Told(**{**said, **values})  # type: ignore[arg-type]


def contact(
    *, by: User, children: Sequence[Stated] = (AVA,), received_at: dt.datetime | None = None, **values: object
) -> Contact:
    """A contact about these children, taken by a worker of the front door or reported by a partner."""
    return taking.take_contact(
        told(**values),
        children,
        by=by,
        authority=authority(),
        received_at=received_at,
        organisation=None if by.organisation.is_council else by.organisation,
    )


def first(contact: Contact) -> ContactPerson:
    """The first person of a contact."""
    return contact.people.filter(replaced_at=None).order_by("number").first()  # type: ignore[return-value]


def matched(contact: Contact, person: Person, *, by: User, number: int = 1) -> ContactPerson:
    """The contact's person of this number, said to be somebody on record."""
    stated = contact.people.get(number=number, replaced_at=None)
    matching.match_to(stated, person.subject, by=by)
    return stated
