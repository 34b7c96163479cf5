"""Adding somebody after the check for matches: the person, what was said of look-alikes, and the first day's access."""

from collections.abc import Sequence
from dataclasses import dataclass

from thrive.base.access import actions as access
from thrive.base.access import policy
from thrive.base.access.models import Authority, User
from thrive.base.access.rules import Purpose
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.history import audit
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.wall import action
from thrive.base.people import cards, permissions
from thrive.base.people.actions.family.unborn import add_unborn
from thrive.base.people.actions.people import add_person
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Life, MatchDecision, Person, PersonFact


@dataclass(frozen=True)
class Verdict:
    """What was said of a candidate: that it is another person, and why, or that nobody could be sure."""

    other_id: int
    is_different: bool
    why: str = ""
    band: str = ""
    version: str = ""


@action
def add_checked_person(
    authority: Authority,
    *,
    by: User,
    facts: Sequence[PersonFact],
    has_childhood_record: bool,
    verdicts: Sequence[Verdict] = (),
) -> Person:
    """Add a person who is none of the candidates shown, or may be one.

    Where nobody could be sure, the pair stands on both records until somebody decides. Whoever adds somebody can
    open the record until midnight. Raises NotAllowed, AlreadyRecorded for a number that names somebody here, and
    CannotBe for a difference without a reason.
    """
    person = add_person(authority, by=by, facts=facts, has_childhood_record=has_childhood_record)
    _settle(person, by, verdicts)
    return person


@action
def add_checked_unborn(
    mother: Person, *, by: User, life: Life, facts: Sequence[PersonFact] = (), verdicts: Sequence[Verdict] = ()
) -> Person:
    """Add a child who is expected, found through the mother. Raises as `add_unborn` does, and CannotBe as above."""
    if life.expected_on is None:
        raise CannotBe("Enter the date the child is expected", field="expected")
    child = add_unborn(mother, by=by, expected_on=life.expected_on)
    for fact in facts:
        fact.person, fact.recorded_by = child, by
        fact.save()
    _settle(child, by, verdicts)
    return child


@action
def settle_doubt(row: MatchDecision, *, by: User, why: str) -> MatchDecision:
    """Say that two records are of different people after all, and why. The doubt stays readable.

    Raises NotAllowed unless `by` may change one of the two, CannotBe without a reason, ChangedMeanwhile where
    somebody has settled it.
    """
    if not policy.decide(by, permissions.CHANGE_PERSON, row.other.subject).ok:
        policy.require(by, permissions.CHANGE_PERSON, row.person.subject)
    if not why.strip():
        raise CannotBe("Enter why they are different people", field="why")
    policy.lock(row.person_id, row.other_id)
    if not MatchDecision.objects.current().filter(pk=row.pk).update(replaced_at=clock.now()):
        raise ChangedMeanwhile("Somebody else has decided this already")
    settled = MatchDecision(
        person_id=row.person_id,
        other_id=row.other_id,
        verdict=MatchDecision.Verdict.DIFFERENT,
        why=why.strip(),
        happened_on=clock.today(),
        replaces=row,
        recorded_by=by,
    )
    settled.save()
    cards.rebuild([row.person_id, row.other_id])
    audit.note(by, "people.match.decided", settled, about=[row.person_id, row.other_id], verdict=settled.verdict)
    return settled


def _settle(person: Person, by: User, verdicts: Sequence[Verdict]) -> None:
    for one in verdicts:
        if one.is_different and not one.why.strip():
            raise CannotBe("Say why they are different people", field=f"why-{one.other_id}")
    rows = [
        MatchDecision(
            person=person,
            other_id=one.other_id,
            verdict=MatchDecision.Verdict.DIFFERENT if one.is_different else MatchDecision.Verdict.NOT_SURE,
            why=one.why.strip(),
            band=one.band,
            version=one.version,
            happened_on=clock.today(),
            recorded_by=by,
        )
        for one in verdicts
    ]
    for row in rows:
        row.save()
        audit.note(by, "people.match.decided", row, about=[person.pk, row.other_id], verdict=row.verdict)
    cards.rebuild(key for row in rows for key in (row.person_id, row.other_id))
    today = clock.today()
    access.involve(
        person.subject,
        by=by,
        party=by,
        role="added the record",
        purpose=Purpose.OPENED,
        true_from=today,
        true_to=Days(1).after(today),
    )
