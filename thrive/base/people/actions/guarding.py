"""Restricting a record or an address to named people, and lifting that."""

from django.db import transaction

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.access.rules import Restriction
from thrive.base.history import audit
from thrive.base.people import cards, permissions, sheets, whereabouts
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Person
from thrive.base.people.queries.guarding import named_on


@transaction.atomic
def restrict(person: Person, *, by: User, restriction: Restriction, address_restricted: bool, why: str) -> Person:
    """Restrict a record to named people, or its address, or lift that.

    Raises NotAllowed for anybody but a manager involved with the person; CannotBe without a reason, for a
    sealed record, where nothing would change, and where nobody is named who could still read it.
    """
    policy.require(by, permissions.RESTRICT, person.subject)
    subject = policy.lock(person.pk)[0]
    if not why.strip():
        raise CannotBe("Enter why", field="why")
    if Restriction.SEALED in (subject.restriction, restriction):
        raise CannotBe("A sealed record is not restricted or opened here", field="restriction")
    if (subject.restriction, subject.address_restricted) == (restriction, address_restricted):
        raise CannotBe("This is how the record is guarded already", field="restriction")
    if (restriction == Restriction.RESTRICTED or address_restricted) and not named_on(subject):
        raise CannotBe("Nobody is involved by name. Allocate somebody first", field="restriction")
    subject.restriction, subject.address_restricted = restriction, address_restricted
    subject.save(update_fields=["restriction", "address_restricted"])
    audit.note(by, "people.restricted", subject, about=[subject], reason=why[:200])
    cards.rebuild({*sheets.families_of([person.pk]), *whereabouts.living_with([person.pk])})
    return person
