"""Deciding: what comes of a contact for each child, how children's services respond to a referral, and the reply."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Involvement, Subject, User
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.wall import action
from thrive.base.law import DutyMissed
from thrive.base.people import cards
from thrive.base.record import events
from thrive.pathway.front_door import facts, permissions, rules
from thrive.pathway.front_door.actions import following
from thrive.pathway.front_door.actions.matching import stop_looking
from thrive.pathway.front_door.actions.places import refuse_places
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.models import (
    ChosenResponse,
    Contact,
    ContactDecision,
    ContactMatch,
    ContactPerson,
    DecisionNeed,
    Referral,
    ReferralDecision,
    Reply,
)
from thrive.pathway.front_door.rules.contacts import Outcome, Response

GROUP = "contacts"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What is decided for one child of a contact. `responses` decide the referral as well, where one is made."""

    person: ContactPerson
    outcome: Outcome
    level: str
    reason: str
    needs: tuple[str, ...] = ()
    strengths: str = ""
    responses: tuple[Response, ...] = ()
    family_told: str = ""
    need: str = ""  # the main need, by the census list


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was written: the decisions, and the referrals they made."""

    decisions: list[ContactDecision] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)


@action
def decide(
    contact: Contact,
    judged: Sequence[Judged],
    *,
    by: User,
    dissent: str = "",
    late_because: str = "",
    reply: str = "",
    not_told_because: str = "",
) -> Decided:
    """Decide what comes of a contact for these of its children: all of them at once, or those that can be decided.

    A referral is opened where the outcome is one, or the child is to be protected now; with `responses` it is decided
    in the same moment. `reply` is added to the fixed words that whoever made the contact is told, as soon as it has
    been decided for every child; `not_told_because` says why they are not told (they gave no name, it is not safe).

    Raises NotAllowed for somebody who may not decide, or about a record that is closed to them; ContactFault where a
    child is not matched, is decided already, or has somebody working with them whom it should go to; DutyMissed
    where it is late and `late_because` is empty.
    """
    _allow(by, judged)
    Contact.objects.select_for_update().get(pk=contact.pk)
    _refuse_doubled(judged)
    now = clock.now()
    matched = _matched(contact, judged, by)
    working = facts.open_work([one for one in matched.values() if one is not None])
    for one in judged:
        _check(one, matched[one.person.pk], working)
    due = facts.contact_due(contact)
    if due.is_missed_by(clock.london_day(now)) and not late_because.strip():
        raise DutyMissed(due, field="late_because")
    done = Decided()
    for one in judged:
        subject = matched[one.person.pk]
        done.decisions.append(_decide_one(contact, one, subject, by=by, dissent=dissent, late=late_because, now=now))
        if subject is not None and rules.CONTACT_OUTCOMES[one.outcome].makes_referral:
            referral = _refer(contact, subject, by=by, now=now)
            done.referrals.append(referral)
            if one.responses:
                _respond(referral, one, by=by, late=late_because, now=now, untold=not_told_because)
            else:
                following.ask_for_response(referral, by=by)
        if subject is not None and one.outcome == Outcome.LINK_TO_OPEN_WORK:
            following.pass_on_information(contact, subject, working[subject.pk], by=by)
    keys = [one.pk for one in matched.values() if one is not None]
    refuse_places(reply, field="reply", by=by, people=keys)
    _finish(contact, by=by, reply=reply, untold=not_told_because, now=now, referrals=done.referrals)
    stop_looking(contact, by=by, subjects=keys)
    following.move_dues(keys, by=by)
    cards.rebuild(keys)
    audit.note(by, "front_door.contact.decided", contact, about=keys, outcomes=[one.outcome for one in judged])
    return done


@action
def decide_referral(
    referral: Referral,
    *,
    by: User,
    responses: Sequence[Response],
    reason: str,
    late_because: str = "",
    family_told: str = "",
    reply: str = "",
    not_told_because: str = "",
    need: str = "",
    decided_on: dt.date | None = None,
) -> ReferralDecision:
    """Decide how children's services respond to a referral, and tell its source. A later decision replaces the first.

    A referral that a file brought is decided, or what the file says of its decision corrected, in the same way; for
    such a one `decided_on` may be a day that has passed. `need` is the main need, by the census list.

    Raises NotAllowed; ContactFault without a response or a reason, for "nothing more to do" beside another, for a
    referral that is closed and for a day that cannot be; DutyMissed where it is late, by the rule of its day, and
    `late_because` is empty.
    """
    _require_decider(by)
    policy.require(by, permissions.READ_CONTACT, referral.subject)
    judged = Judged(
        person=ContactPerson(), outcome=Outcome.REFERRAL, level="", reason=reason, responses=tuple(responses),
        family_told=family_told, need=need,
    )  # fmt: skip
    _require_emergency_only(by, [Response.IMMEDIATE_PROTECTION in responses])
    _check_responses(judged)
    _check_need(judged)
    if not reason.strip():
        raise ContactFault("Enter why", field="reason")
    policy.lock(referral.subject)
    now = clock.now()
    _check_day(referral, decided_on)
    refuse_places(reply, field="reply", by=by, people=[referral.subject_id])
    decision = _respond(
        referral, judged, by=by, late=late_because, now=now, untold=not_told_because, decided_on=decided_on
    )
    if referral.contact is not None:
        _finish(referral.contact, by=by, reply=reply, untold=not_told_because, now=now, referrals=[referral])
    following.move_dues([referral.subject_id], by=by)
    cards.rebuild([referral.subject_id])
    audit.note(by, "front_door.referral.decided", decision, about=[referral.subject_id], responses=list(responses))
    return decision


# --- Who may, and whether it can be so -------------------------------------------------------------


def _allow(by: User, judged: Sequence[Judged]) -> None:
    _require_decider(by)
    _require_emergency_only(by, [one.outcome == Outcome.IMMEDIATE_PROTECTION for one in judged])


def _require_decider(by: User) -> None:
    policy.require_role(by, permissions.DECIDE)


def _require_emergency_only(by: User, are_emergencies: Sequence[bool]) -> None:
    """Out of hours somebody acts to protect a child now; what else comes of a contact waits for a manager."""
    decides_all = bool((permissions.DECIDE.roles - permissions.EMERGENCY_DECIDERS) & by.standing.roles)
    if not decides_all and not all(are_emergencies):
        raise NotAllowed(
            "Out of hours you decide to protect a child now. A manager decides the rest.", permission=permissions.DECIDE
        )


def _refuse_doubled(judged: Sequence[Judged]) -> None:
    if not judged:
        raise ContactFault("Decide for at least one child")
    decided = ContactDecision.objects.current().filter(person__in=[one.person for one in judged])
    if decided.exists():
        raise ChangedMeanwhile("Somebody else has decided for one of these children")


def _matched(contact: Contact, judged: Sequence[Judged], by: User) -> dict[int, Subject | None]:
    """The record of each person, by the person's key; None where nobody knows who they are. Locked, open to `by`."""
    rows = ContactMatch.objects.current().filter(contact=contact).select_related("subject")
    found = {row.person_id: row.subject for row in rows}
    subjects = {one.person.pk: found.get(one.person.pk) for one in judged}
    known = [one for one in subjects.values() if one is not None]
    for subject in known:
        policy.require(by, permissions.READ_CONTACT, subject)
    locked = {one.pk: one for one in policy.lock(*known)} if known else {}
    return {key: locked[one.pk] if one is not None else None for key, one in subjects.items()}


def _check(one: Judged, subject: Subject | None, working: Mapping[int, list[Involvement]]) -> None:
    number, kind = one.person.number, rules.CONTACT_OUTCOMES[one.outcome]
    if not one.person.is_child:
        raise ContactFault("A contact is decided for children", number=number)
    if not one.reason.strip():
        raise ContactFault(f"Enter why, for {one.person.says}", field="reason", number=number)
    if one.level not in rules.LEVELS:
        raise ContactFault("Select the level of need", field="level", number=number)
    if unknown := [code for code in one.needs if rules.need_called(code) is None]:
        raise ContactFault(f"There is no need {unknown[0]} in {rules.NEEDS_VERSION}", field="needs", number=number)
    if kind.makes_referral and subject is None:
        raise ContactFault(
            f"Say who {one.person.says} is, or add them, before you make a referral", field="outcome", number=number
        )
    is_open = subject is not None and bool(working.get(subject.pk))
    if is_open and not kind.while_open:
        raise ContactFault(
            f"Somebody works with {one.person.says} already. Pass it to them: it is no new referral",
            field="outcome",
            number=number,
        )
    if one.outcome == Outcome.LINK_TO_OPEN_WORK and not is_open:
        raise ContactFault(f"Nobody works with {one.person.says} now", field="outcome", number=number)
    if one.responses and not kind.makes_referral:
        raise ContactFault("Only a referral is responded to", field="responses", number=number)
    if one.responses:
        _check_responses(one)
    _check_need(one)


def _check_day(referral: Referral, decided_on: dt.date | None) -> None:
    found = facts.standing_of(referral)
    if found.closed_on is not None:
        raise ContactFault("The referral is closed. Open it again before you decide it anew")
    if decided_on is None:
        return
    if not found.is_imported:
        raise ContactFault("A decision is recorded on the day it is made", field="decided_on")
    if not referral.happened_on <= decided_on <= clock.today():
        raise ContactFault("The day of the decision must be between the referral and today", field="decided_on")


def _check_need(one: Judged) -> None:
    if one.need and one.need not in rules.main_needs(clock.today()):
        raise ContactFault("Select the main need from the list", field="need", number=one.person.number)


def _check_responses(one: Judged) -> None:
    if not one.responses:
        raise ContactFault("Select at least one response", field="responses", number=one.person.number)
    if Response.NFA in one.responses and len(set(one.responses)) > 1:
        raise ContactFault("“Nothing more to do” stands alone", field="responses", number=one.person.number)


# --- What is written -------------------------------------------------------------------------------


def _decide_one(
    contact: Contact, one: Judged, subject: Subject | None, *, by: User, dissent: str, late: str, now: dt.datetime
) -> ContactDecision:
    kind = rules.CONTACT_OUTCOMES[one.outcome]
    decision = ContactDecision(
        contact=contact,
        person=one.person,
        subject=subject,
        outcome=one.outcome,
        level=one.level,
        threshold=facts.threshold_document(contact.authority_id, clock.london_day(now)).first(),
        reason=one.reason.strip(),
        strengths=one.strengths.strip(),
        dissent=dissent.strip(),
        late_because=late.strip(),
        decided_at=now,
        happened_on=clock.london_day(now),
        recorded_by=by,
    )
    decision.save()
    DecisionNeed.objects.bulk_create(
        DecisionNeed(decision=decision, version=rules.NEEDS_VERSION, code=code) for code in dict.fromkeys(one.needs)
    )
    if subject is not None:
        events.tell(
            decision,
            about=[subject],
            group=GROUP,
            kind="contact.decided",
            title="Contact decided",
            sentence=f"{kind.title}.",
            on=decision.happened_on,
            at=now,
            significant=True,
            by=by,
        )
    return decision


def _refer(contact: Contact, subject: Subject, *, by: User, now: dt.datetime) -> Referral:
    """Open the referral: received with the contact where that asked for a decision, else now."""
    received_at = contact.received_at if contact.asks_for_decision else now
    day = clock.london_day(received_at)
    referral = Referral(
        authority=contact.authority,
        subject=subject,
        contact=contact,
        received_at=received_at,
        happened_on=day,
        source_code=contact.source_code,
        natural_key=_free_key(subject, day),
        recorded_by=by,
    )
    referral.save()
    events.tell(
        referral,
        about=[subject],
        group=GROUP,
        kind="referral.received",
        title="Referral received",
        on=referral.happened_on,
        at=received_at,
        significant=True,
        by=by,
    )
    return referral


def _free_key(subject: Subject, day: dt.date) -> str:
    """By what files will call a referral of that day: the day, with a number where there is another."""
    taken = set(
        Referral.objects.current().filter(subject=subject, happened_on=day).values_list("natural_key", flat=True)
    )
    numbers = (f"{day}#{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (str(day), *numbers) if key not in taken)


def _respond(
    referral: Referral,
    one: Judged,
    *,
    by: User,
    late: str,
    now: dt.datetime,
    untold: str,
    decided_on: dt.date | None = None,
) -> ReferralDecision:
    due = facts.referral_due(referral.happened_on, referral.authority)
    day = decided_on or clock.london_day(now)
    if due.is_missed_by(day) and not late.strip():
        raise DutyMissed(due, field="late_because")
    at = now if day == clock.london_day(now) else None
    before = ReferralDecision.objects.current().filter(referral=referral).first()
    if before is not None:
        ReferralDecision.objects.filter(pk=before.pk).update(replaced_at=now)
    decision = ReferralDecision(
        referral=referral,
        reason=one.reason.strip(),
        late_because=late.strip(),
        decided_at=at,
        need_code=one.need,
        source_told_at=None if untold.strip() or referral.contact_id is None else now,
        not_told_because=untold.strip(),
        family_told=one.family_told,
        happened_on=day,
        replaces=before,
        recorded_by=by,
    )
    decision.save()
    ChosenResponse.objects.bulk_create(
        ChosenResponse(decision=decision, response=response) for response in dict.fromkeys(one.responses)
    )
    following.pass_forward(decision, one.responses, by=by)
    if before is not None:
        events.take_back(ReferralDecision._meta.label_lower, [before.pk], at=now)
    events.tell(
        decision,
        about=[referral.subject_id],
        group=GROUP,
        kind="referral.decided",
        title="Referral decided",
        sentence=f"{'; '.join(rules.response_titles(one.responses))}.",
        on=decision.happened_on,
        at=at,
        significant=True,
        by=by,
    )
    return decision


def _finish(
    contact: Contact, *, by: User, reply: str, untold: str, now: dt.datetime, referrals: Sequence[Referral]
) -> None:
    """Tell the source, once it is decided for every child: the same fixed words for whatever was decided, so that
    nothing of one child is told beside another's."""
    if untold.strip() or _is_open(contact):
        return
    before = Reply.objects.current().filter(contact=contact).first()
    words = "\n\n".join(part for part in (*_told(contact), reply.strip()) if part)
    if before is not None and before.words == words:
        return
    if before is not None:
        Reply.objects.filter(pk=before.pk).update(replaced_at=now)
    Reply(
        contact=contact, words=words, said_at=now, happened_on=clock.london_day(now), replaces=before, recorded_by=by
    ).save()


def _is_open(contact: Contact) -> bool:
    children = ContactPerson.objects.current().filter(contact=contact).exclude(part=ContactPerson.Part.ADULT)
    return children.exclude(pk__in=contact.decisions.filter(replaced_at=None).values("person_id")).exists()


def _told(contact: Contact) -> list[str]:
    """What may be told of what was decided: of each outcome once, whichever child it is of."""
    found = []
    decisions = contact.decisions.filter(replaced_at=None).order_by("pk")
    referred = {
        row.subject_id: row
        for row in contact.referrals.filter(replaced_at=None).prefetch_related("decisions__responses")
    }
    for one in decisions:
        referral = referred.get(one.subject_id or 0)
        chosen = _responses(referral) if referral else []
        found += [rules.RESPONSES[key].told for key in chosen] or [rules.CONTACT_OUTCOMES[Outcome(one.outcome)].told]
    return list(dict.fromkeys(found))


def _responses(referral: Referral) -> list[Response]:
    return [
        Response(chosen.response)
        for decision in referral.decisions.all()
        if decision.replaced_at is None
        for chosen in decision.responses.all()
    ]
