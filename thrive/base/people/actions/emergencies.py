"""Opening a guarded record in an emergency, telling those who must know, and reviewing it afterwards."""

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Involvement, Subject, User
from thrive.base.access.rules import Capacity, Purpose, Restriction
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.history import audit, twotime
from thrive.base.history.wall import action
from thrive.base.local.facts import extra_holidays, variations_for
from thrive.base.people import permissions
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import EmergencyNotice, EmergencyOpening, EmergencyReview
from thrive.base.people.queries.guarding import governors_of, named_on
from thrive.base.people.rules import EMERGENCY_ENDS, EMERGENCY_REASONS, EMERGENCY_REVIEW, REVIEW_OUTCOMES, why_problem
from thrive.govuk import words

ROLE = "emergency access"


@action
def open_in_emergency(subject: Subject, *, by: User, reason: str, why: str) -> EmergencyOpening:
    """Open a record that is restricted, or whose address is, to `by` for three hours, and tell who must know.

    `reason` is one of EMERGENCY_REASONS, `why` what is happening in the worker's own words. Raises NotAllowed for
    anybody but the authority's own practitioners, for their own record or a declared relative's, and for a sealed
    record; CannotBe for a reason that is not on the list, for too few words, and where nothing is kept from them.
    """
    policy.require(by, permissions.OPEN_IN_EMERGENCY, subject)
    locked = policy.lock(subject)[0]
    if reason not in EMERGENCY_REASONS:
        raise CannotBe("Select what kind of emergency it is", field="reason")
    if problem := why_problem(why):
        raise CannotBe(problem, field="why")
    if not is_kept_back(locked, by):
        raise CannotBe("Nothing in this record is kept from you")
    opening = _open(locked, by, reason, " ".join(why.split()))
    audit.note(by, "people.emergency.opened", opening, about=[locked], reason=EMERGENCY_REASONS[reason])
    _tell(opening)
    return opening


def is_kept_back(subject: Subject, viewer: User) -> bool:
    """Whether something about `subject` is kept from a viewer who is not named: the record, or where they are."""
    guarded = subject.restriction == Restriction.RESTRICTED or subject.address_restricted
    return (guarded or subject.person.card.where_guarded) and not policy.is_named(viewer, subject)


@action
def review_emergency(opening: EmergencyOpening, *, by: User, outcome: str, why: str) -> EmergencyReview:
    """Say what was made of an emergency opening; a review before it is replaced and kept.

    Raises NotAllowed for anybody but information governance, and for one's own; CannotBe without an outcome or words.
    """
    policy.require(by, permissions.REVIEW_EMERGENCY, opening.subject)
    if opening.recorded_by_id == by.pk:
        raise NotAllowed("You may not review what you did yourself.", permission=permissions.REVIEW_EMERGENCY)
    if outcome not in REVIEW_OUTCOMES:
        raise CannotBe("Select what you made of it", field="outcome")
    if not why.strip():
        raise CannotBe("Enter what you looked at, and what follows", field="why")
    policy.lock(opening.subject_id)
    before = EmergencyReview.objects.current().filter(opening=opening)
    old = before.first()
    before.update(replaced_at=clock.now())
    review = EmergencyReview.objects.create(
        opening=opening,
        outcome=outcome,
        why=why.strip(),
        replaces=old,
        happened_on=clock.today(),
        recorded_by=by,
    )
    audit.note(by, "people.emergency.reviewed", review, about=[opening.subject_id], outcome=outcome)
    return review


@action
def read_notice(notice: EmergencyNotice, *, by: User) -> None:
    """Say that somebody has read what they were told. Raises NotAllowed for anybody else's notice."""
    if notice.user_id != by.pk:
        raise NotAllowed("This was not told to you.", permission=permissions.SEE_NAME)
    if EmergencyNotice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now()):
        audit.note(by, "people.emergency.notice_read", notice, about=[notice.opening.subject_id])


def _open(subject: Subject, by: User, reason: str, why: str) -> EmergencyOpening:
    """The involvement, which ends by itself, and the opening that says why."""
    now, today = clock.now(), clock.today()
    variations = variations_for(subject.authority)
    until = EMERGENCY_ENDS.on(today, variations).due_at(now)
    involvement = twotime.add(
        Involvement(
            subject=subject,
            user=by,
            role=ROLE,
            purpose=Purpose.EMERGENCY,
            capacity=Capacity.ANY,
            true_from=today,
            true_to=Days(1).after(clock.london_day(until)),
            until_at=until,
            why=EMERGENCY_REASONS[reason],
            recorded_by=by,
        )
    )
    policy.forget()
    return EmergencyOpening.objects.create(
        subject=subject,
        involvement=involvement,
        reason=reason,
        why=why,
        until_at=until,
        review_by=EMERGENCY_REVIEW.on(today, variations).due(today, extra_holidays(subject.authority)),
        happened_on=today,
        recorded_at=now,
        recorded_by=by,
    )


def _tell(opening: EmergencyOpening) -> None:
    """A notice to whoever owns the record and whoever governs information, and a letter by e-mail that names nobody."""
    owners = [one.key for one in named_on(opening.subject)]
    told = [key for key in dict.fromkeys([*owners, *governors_of(opening.subject)]) if key != opening.recorded_by_id]
    EmergencyNotice.objects.bulk_create(
        [EmergencyNotice(opening=opening, user_id=key, told_at=opening.recorded_at) for key in told]
    )
    addresses = list(User.objects.filter(pk__in=told).values_list("email", flat=True))
    transaction.on_commit(partial(_write_to, addresses, opening.until_at), robust=True)


def _write_to(addresses: Iterable[str], until: dt.datetime) -> None:
    """One letter each, where e-mail is set up. It says that something happened, and never to whom or by whom."""
    if not settings.THRIVE_EMAIL_FROM:
        return
    for address in addresses:
        send_mail(
            "Emergency access to a restricted record",
            "Somebody has opened a restricted record in an emergency. You are told because you work with the person, "
            f"or review such access.\n\nIt ends by itself at {words.clock_time(until)}. Sign in to see what was said."
            "\n",
            settings.THRIVE_EMAIL_FROM,
            [address],
        )
