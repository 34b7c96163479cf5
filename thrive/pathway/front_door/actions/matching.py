"""Who the people of a contact are: a record that is there, a record made for them, or nobody yet."""

from collections.abc import Sequence

from thrive.base.access import actions as access
from thrive.base.access import policy
from thrive.base.access.models import Involvement, Subject, Team, User
from thrive.base.access.rules import Capacity, Purpose
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.history import audit
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.wall import action
from thrive.base.people.actions import adding
from thrive.base.people.models import Characteristic, Identifier, Life, Name, PersonFact, Residence
from thrive.base.people.rules import CODED
from thrive.base.record import events
from thrive.pathway.front_door import permissions
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.facts import LOOKS_INTO
from thrive.pathway.front_door.models import Contact, ContactMatch, ContactPerson

ENDED_BECAUSE = "The contact was decided"


@action
def match_to(person: ContactPerson, subject: Subject, *, by: User, band: str = "", version: str = "") -> ContactMatch:
    """Say that a person of a contact is this one on record. The contact then stands on their timeline, and whoever
    looks into it works with the record until it is decided.

    Raises NotAllowed where the record, or the contact, is closed to `by`, ContactFault where another person of the
    contact is the same one already, ChangedMeanwhile where somebody else has just judged it.
    """
    policy.require_role(by, permissions.TAKE_CONTACT)
    policy.require(by, permissions.READ_CONTACT, subject)
    policy.lock(subject)
    _refuse_twice(person, subject)
    return _judge(person, by=by, subject=subject, verdict=ContactMatch.Verdict.SAME, band=band, version=version)


@action
def add_as_new(person: ContactPerson, *, by: User, verdicts: Sequence[adding.Verdict] = ()) -> ContactMatch:
    """Make a record of a person of a contact, from what its source said and nothing more. `verdicts` say of each
    candidate that was shown that it is another, or that nobody can be sure.

    Raises NotAllowed, AlreadyRecorded for a number that names somebody here, CannotBe for a difference without a
    reason, ContactFault for a person of whom nothing is known, ChangedMeanwhile.
    """
    policy.require_role(by, permissions.TAKE_CONTACT)
    facts = _facts(person)
    if not any(isinstance(one, Name) for one in facts) and person.part != ContactPerson.Part.UNBORN:
        raise ContactFault("A record needs a name. Leave it as not known until you have one", number=person.number)
    made = adding.add_checked_person(
        person.contact.authority, by=by, facts=facts, has_childhood_record=person.is_child, verdicts=verdicts
    )
    return _judge(person, by=by, subject=made.subject, verdict=ContactMatch.Verdict.ADDED)


@action
def leave_unknown(person: ContactPerson, *, by: User) -> ContactMatch:
    """Say that not enough is known to tell who a person of a contact is. Raises NotAllowed and ChangedMeanwhile."""
    policy.require_role(by, permissions.TAKE_CONTACT)
    return _judge(person, by=by, subject=None, verdict=ContactMatch.Verdict.UNKNOWN)


@action
def undo_match(match: ContactMatch, *, by: User, why: str) -> ContactMatch:
    """Take back what was judged of a person of a contact, for the reason `why`; both stay to be read.

    The contact leaves the timeline of the record it was matched to. Raises NotAllowed, ContactFault without a reason or
    once it was decided for that child, and ChangedMeanwhile.
    """
    policy.require_role(by, permissions.TAKE_CONTACT)
    if match.subject is not None:
        policy.require(by, permissions.READ_CONTACT, match.subject)
    if not why.strip():
        raise ContactFault("Enter why it is another person", field="why")
    if match.person.decisions.filter(replaced_at=None).exists():
        raise ContactFault("It was decided for this child already: the match stands with the decision")
    fresh = _judge(match.person, by=by, subject=None, verdict=ContactMatch.Verdict.UNKNOWN, why=why.strip())
    events.take_back(ContactMatch._meta.label_lower, [match.pk])
    stop_looking(match.contact, by=by, subjects=[match.subject_id] if match.subject_id else [])
    return fresh


def stop_looking(contact: Contact, *, by: User, subjects: Sequence[int]) -> None:
    """End the involvement of whoever looked into this contact with these people, unless another one needs it."""
    still = set(
        ContactMatch.objects.current()
        .filter(subject_id__in=subjects, person__decisions=None)
        .exclude(contact=contact)
        .values_list("subject_id", flat=True)
    )
    rows = Involvement.objects.now().filter(subject_id__in=set(subjects) - still, role=LOOKS_INTO)
    for row in rows:
        access.end_involvement(row, by=by, on=clock.today(), why=ENDED_BECAUSE)


def _judge(
    person: ContactPerson,
    *,
    by: User,
    subject: Subject | None,
    verdict: str,
    band: str = "",
    version: str = "",
    why: str = "",
) -> ContactMatch:
    before = ContactMatch.objects.current().filter(person=person).first()
    if before is not None and before.subject_id and subject is not None:
        raise ChangedMeanwhile("Somebody has said who this is already. Take that back first")
    if before is not None and not ContactMatch.objects.filter(pk=before.pk).update(replaced_at=clock.now()):
        raise ChangedMeanwhile("Somebody else has just said who this is")
    match = ContactMatch(
        contact=person.contact,
        person=person,
        subject=subject,
        verdict=verdict,
        band=band,
        version=version,
        why=why,
        happened_on=clock.today(),
        replaces=before,
        recorded_by=by,
    )
    match.save()
    if subject is not None:
        _look_into(subject, by)
        _tell(match, subject)
    audit.note(by, "front_door.person.matched", match, about=[subject] if subject else [], verdict=verdict)
    return match


def _look_into(subject: Subject, by: User) -> None:
    """The team of whoever matched works with the record while the contact is open. Somebody without a team has it open
    until midnight, as with a reason: to be involved by name would show them an address that is withheld."""
    team = Team.objects.filter(pk__in=by.standing.team_ids).order_by("pk").first()
    if team is not None:
        access.involve(subject, by=by, party=team, role=LOOKS_INTO, purpose=Purpose.TEAM)
        return
    today = clock.today()
    access.involve(
        subject, by=by, party=by, role=LOOKS_INTO, purpose=Purpose.OPENED, true_from=today, true_to=Days(1).after(today)
    )


def _tell(match: ContactMatch, subject: Subject) -> None:
    contact, person = match.contact, match.person
    agency = "" if contact.is_anonymous else (contact.organisation.name if contact.organisation else "")
    events.tell(
        match,
        about={subject.pk: Capacity.CHILD if person.is_child else Capacity.ADULT},
        group="contacts",
        kind="contact.received",
        title="Contact received",
        sentence=f"{contact.report_form.title}.",
        on=contact.happened_on,
        at=contact.received_at,
        significant=True,
        agency=agency,
        by=contact.recorded_by if contact.organisation is None else None,
    )


def _refuse_twice(person: ContactPerson, subject: Subject) -> None:
    others = ContactMatch.objects.current().filter(contact=person.contact, subject=subject).exclude(person=person)
    if others.exists():
        raise ContactFault("Another person of this contact is this one already", number=person.number)


def _facts(person: ContactPerson) -> list[PersonFact]:
    """What the source said of somebody, as unsaved facts."""
    found: list[PersonFact] = []
    if person.part != ContactPerson.Part.UNBORN:
        found.append(Life(born_on=person.born_on, born_precision=person.born_precision))
    elif person.expected_on:
        found.append(Life(expected_on=person.expected_on))
    if person.given or person.family:
        found.append(Name(kind="legal", given=person.given, middle=person.middle, family=person.family))
    if person.known_as:
        found.append(Name(kind="preferred", given=person.known_as))
    if person.sex in CODED["sex"]:
        found.append(Characteristic(kind="sex", value=person.sex))
    if person.address or person.postcode:
        found.append(Residence(address=person.address, postcode=person.postcode))
    numbers = (("nhs", person.nhs_number), ("upn", person.upn))
    return found + [Identifier(scheme=scheme, value=value) for scheme, value in numbers if value]
