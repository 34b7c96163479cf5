"""Restricting a record or an address to named people, and lifting that.

Any manager who works with the person may restrict. Only one who is named, and did not let themselves in, may lift:
a reason for today or an emergency opens a record, and must not open it to everybody.
"""

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Restriction
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.history.wall import action
from thrive.base.offers import REGISTRY
from thrive.base.people import cards, permissions, sheets, whereabouts
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import GuardDecision, Person
from thrive.base.people.queries.guarding import named_on
from thrive.base.people.rules import GUARD_REASONS


@action
def restrict(
    person: Person, *, by: User, restriction: Restriction, address_restricted: bool, reason: str, why: str
) -> Person:
    """Restrict a record to named people, or its address, or lift that.

    `reason` is one of GUARD_REASONS. Raises NotAllowed for anybody but a manager involved with the person, and for
    one who is not named where something is lifted; CannotBe without a reason, for a sealed record, where nothing would
    change, and where nobody is named who could still read it.
    """
    policy.require(by, permissions.RESTRICT, person.subject)
    subject = policy.lock(person.pk)[0]
    named = named_on(subject)
    if _lifts(subject, restriction, address_restricted) and by.pk not in {one.key for one in named}:
        raise NotAllowed(
            "Only a manager who is named on the record may lift a restriction.",
            permission=permissions.RESTRICT,
            subject_id=subject.pk,
        )
    if reason not in GUARD_REASONS:
        raise CannotBe("Select the reason", field="reason")
    if not why.strip():
        raise CannotBe("Enter more about it", field="why")
    if Restriction.SEALED in (subject.restriction, restriction):
        raise CannotBe("A sealed record is not restricted or opened here", field="restriction")
    if (subject.restriction, subject.address_restricted) == (restriction, address_restricted):
        raise CannotBe("This is how the record is guarded already", field="restriction")
    if (restriction == Restriction.RESTRICTED or address_restricted) and not named:
        raise CannotBe("Nobody is involved by name. Allocate somebody first", field="restriction")
    subject.restriction, subject.address_restricted = restriction, address_restricted
    subject.save(update_fields=["restriction", "address_restricted"])
    GuardDecision.objects.create(
        subject=subject,
        restriction=restriction,
        address_restricted=address_restricted,
        reason=reason,
        why=why.strip(),
        happened_on=clock.today(),
        recorded_by=by,
    )
    audit.note(by, "people.restricted", subject, about=[subject], reason=GUARD_REASONS[reason])
    cards.rebuild({*sheets.families_of([person.pk]), *whereabouts.living_with([person.pk])})
    REGISTRY.involvement_changed([one.key for one in named], by=by)  # so that whoever covers for them is told
    return person


def _lifts(subject: Subject, restriction: Restriction, address_restricted: bool) -> bool:
    """Whether something that is guarded would no longer be."""
    opens = subject.restriction == Restriction.RESTRICTED and restriction == Restriction.ORDINARY
    return opens or (subject.address_restricted and not address_restricted)
