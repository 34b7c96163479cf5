"""Writing planned contacts as rows, as the front door's own actions write them: a test holds the two equal.

Of what the actions do besides, three things are left out, which are for today and not for years ago: whoever looked
into a contact is not involved with the record any more, what was passed on has been read, and nobody waits for a child
who was handed forward.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from thrive.base.access.invented import Cast
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Capacity, OrganisationKind
from thrive.base.calendar import clock
from thrive.base.history import audit, bulk
from thrive.base.record import events
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions.closing import CLOSED
from thrive.pathway.front_door.actions.deciding import GROUP
from thrive.pathway.front_door.actions.following import ask_for_response
from thrive.pathway.front_door.invented import words
from thrive.pathway.front_door.invented.plans import Child, Planned
from thrive.pathway.front_door.models import (
    CheckAbout,
    CheckAnswer,
    ChosenResponse,
    Contact,
    ContactDecision,
    ContactMatch,
    ContactPerson,
    DecisionNeed,
    PartnerCheck,
    Referral,
    ReferralClosure,
    ReferralDecision,
    Reply,
    ThresholdDocument,
    Triage,
)
from thrive.pathway.front_door.rules.checks import ANSWER_WITHIN, ASKED
from thrive.pathway.front_door.rules.contacts import Outcome

SOURCE = "Invented"
ANSWERING = {
    OrganisationKind.POLICE: "police_officer",
    OrganisationKind.HEALTH: "child_protection_health_member",
}
QUESTIONS = {one.kind: one.question for one in ASKED}
BASIS = "public_task"


@dataclass
class _Line:
    """One child of one contact, with the rows about them."""

    child: Child
    person: ContactPerson
    match: ContactMatch | None = None
    decision: ContactDecision | None = None
    referral: Referral | None = None
    answer: ReferralDecision | None = None
    closure: ReferralClosure | None = None

    @property
    def is_referred(self) -> bool:
        """Whether a referral was opened for them."""
        return rules.CONTACT_OUTCOMES[self.child.outcome].makes_referral


@dataclass
class _Told:
    """One contact with its rows."""

    plan: Planned
    contact: Contact
    lines: list[_Line] = field(default_factory=list)


def write(planned: Sequence[Planned], *, cast: Cast) -> None:
    """Write these contacts with all that came of them. The caller makes due dates and cards anew."""
    officer, manager = cast.users["front_door_officer"], cast.users["front_door_manager"]
    documents = list(
        ThresholdDocument.objects.current()
        .filter(authority=cast.authority, check_made__isnull=False)
        .order_by("-in_force_from", "-pk")
    )
    told = [_Told(one, _contact(one, cast, officer)) for one in planned]
    bulk.insert_keyed([one.contact for one in told])
    _people(told, officer)
    _checks(told, cast, officer)
    _decisions(told, manager, documents)
    _referrals(told, manager, cast)
    _closings(told, manager)
    _replies(told, manager)
    events.tell_many([telling for one in told for telling in _tellings(one, officer, manager)])
    keys = sorted({line.child.key for one in told for line in one.lines})
    audit.note_many(cast.by, "front_door.contact.taken", keys, source=SOURCE)
    _ask_for_responses(told, manager)


def _contact(plan: Planned, cast: Cast, officer: User) -> Contact:
    return Contact(
        authority=cast.authority,
        received_at=plan.received_at,
        happened_on=_day(plan.received_at),
        recorded_at=plan.received_at,
        source_code=plan.told.source["code"],
        recorded_by=officer,
        **plan.told.values(),
    )


def _people(told: Sequence[_Told], officer: User) -> None:
    for one in told:
        for number, child in enumerate(one.plan.children, start=1):
            person = ContactPerson(
                contact_id=one.contact.pk, number=number, happened_on=one.contact.happened_on,
                recorded_at=one.plan.received_at, recorded_by=officer, **child.stated.values(),
            )  # fmt: skip
            one.lines.append(_Line(child, person))
    bulk.insert_keyed([line.person for line in _lines(told)])
    for one, line in _both(told):
        line.match = ContactMatch(
            contact_id=one.contact.pk, person_id=line.person.pk, subject_id=line.child.key,
            verdict=ContactMatch.Verdict.SAME, happened_on=_day(one.plan.looked_at), recorded_at=one.plan.looked_at,
            recorded_by=officer,
        )  # fmt: skip
    bulk.insert_keyed([line.match for line in _lines(told) if line.match])
    bulk.insert(
        [
            Triage(
                contact_id=one.contact.pk, urgency=rules.Urgency.ORDINARY, worker=officer, is_ready=True,
                analysis=one.plan.analysis, happened_on=_day(one.plan.looked_at), recorded_at=one.plan.looked_at,
                recorded_by=officer,
            )
            for one in told
        ]
    )  # fmt: skip


def _checks(told: Sequence[_Told], cast: Cast, officer: User) -> None:
    checks: list[tuple[_Told, PartnerCheck, User, str]] = []
    for one in told:
        at = one.plan.looked_at
        for asked in one.plan.asked:
            partner = cast.users[ANSWERING[asked.kind]]
            check = PartnerCheck(
                contact_id=one.contact.pk, organisation_id=partner.organisation_id, question=QUESTIONS[asked.kind],
                basis=BASIS, asked_at=at, answer_by=ANSWER_WITHIN.after(at), happened_on=_day(at), recorded_at=at,
                recorded_by=officer,
            )  # fmt: skip
            checks.append((one, check, partner, asked.answer))
    bulk.insert_keyed([check for _, check, _, _ in checks])
    bulk.insert(
        [
            CheckAbout(check_asked_id=check.pk, person_id=line.person.pk)
            for one, check, _, _ in checks
            for line in one.lines
        ]
    )
    kinds = CheckAnswer.Kind
    bulk.insert(
        [
            CheckAnswer(
                check_asked_id=check.pk, kind=kinds.KNOWS if answer else kinds.NOTHING, words=answer,
                answered_at=check.asked_at, happened_on=check.happened_on, recorded_at=check.asked_at,
                recorded_by=partner,
            )
            for _, check, partner, answer in checks
        ]
    )  # fmt: skip


def _decisions(told: Sequence[_Told], manager: User, documents: Sequence[ThresholdDocument]) -> None:
    for one, line in _both(told):
        at = one.plan.decided_at
        line.decision = ContactDecision(
            contact_id=one.contact.pk, person_id=line.person.pk, subject_id=line.child.key, outcome=line.child.outcome,
            level=line.child.level, threshold=_in_force(documents, _day(at)), reason=line.child.reason,
            late_because=one.plan.late, decided_at=at, happened_on=_day(at), recorded_at=at, recorded_by=manager,
        )  # fmt: skip
    bulk.insert_keyed([line.decision for line in _lines(told) if line.decision])
    bulk.insert(
        [
            DecisionNeed(decision_id=line.decision.pk, version=rules.NEEDS_VERSION, code=code)
            for line in _lines(told)
            if line.decision
            for code in line.child.needs
        ]
    )


def _referrals(told: Sequence[_Told], manager: User, cast: Cast) -> None:
    for one, line in _both(told):
        if not line.is_referred:
            continue
        received = one.plan.received_at if one.plan.told.asks_for_decision else one.plan.decided_at
        line.referral = Referral(
            authority=cast.authority, subject_id=line.child.key, contact=one.contact, received_at=received,
            happened_on=_day(received), source_code=one.contact.source_code, natural_key=str(_day(received)),
            recorded_at=one.plan.decided_at, recorded_by=manager,
        )  # fmt: skip
    bulk.insert_keyed([line.referral for line in _lines(told) if line.referral])
    for one, line in _both(told):
        if line.referral is None or not line.child.responses:
            continue
        at = one.plan.answered_at or one.plan.decided_at
        line.answer = ReferralDecision(
            referral=line.referral, reason=line.child.reason, decided_at=at, need_code=line.child.need,
            late_because=one.plan.answer_late if one.plan.answered_at else one.plan.late, source_told_at=at,
            happened_on=_day(at), recorded_at=at, recorded_by=manager,
        )  # fmt: skip
    bulk.insert_keyed([line.answer for line in _lines(told) if line.answer])
    bulk.insert(
        [
            ChosenResponse(decision_id=line.answer.pk, response=response)
            for line in _lines(told)
            if line.answer
            for response in line.child.responses
        ]
    )


def _closings(told: Sequence[_Told], manager: User) -> None:
    for line in _lines(told):
        closed = line.child.closed
        if closed is None or line.referral is None:
            continue
        line.closure = ReferralClosure(
            referral=line.referral, happened_on=closed.on, reason_code=closed.code, need_code=closed.need,
            reason=words.CLOSED, recorded_at=closed_at(closed.on), recorded_by=manager,
        )  # fmt: skip
    bulk.insert_keyed([line.closure for line in _lines(told) if line.closure])


def closed_at(day: dt.date) -> dt.datetime:
    """When a closing of that day was recorded."""
    return min(clock.start_of(day) + dt.timedelta(hours=17), max(clock.now(), clock.start_of(day)))


def _replies(told: Sequence[_Told], manager: User) -> None:
    """What each source was told: with the contact, and again as often as a decision on a referral changes it."""
    firsts, later = [], []
    for one in told:
        answered = {line.person.number for line in one.lines} if one.plan.answered_at is None else set[int]()
        stages = [(_fixed(one, answered), one.plan.decided_at)]
        for line in one.lines if one.plan.answered_at else ():
            if line.answer is not None:
                answered.add(line.person.number)
                stages.append((_fixed(one, answered), line.answer.recorded_at))
        rows = [
            Reply(contact_id=one.contact.pk, words=text, said_at=at, happened_on=_day(at), recorded_at=at,
                  recorded_by=manager)
            for number, (text, at) in enumerate(stages)
            if number == 0 or text != stages[number - 1][0]
        ]  # fmt: skip
        firsts.append(rows[0])
        later.append(rows)
        for row, after in zip(rows, rows[1:], strict=False):
            row.replaced_at = after.recorded_at
    bulk.insert_keyed(firsts)
    for depth in range(1, max((len(rows) for rows in later), default=0)):
        some = [rows for rows in later if len(rows) > depth]
        for rows in some:
            rows[depth].replaces_id = rows[depth - 1].pk
        bulk.insert_keyed([rows[depth] for rows in some])


def _fixed(one: _Told, answered: set[int]) -> str:
    """The fixed words for what is decided so far; `answered` are numbers of children whose referral is decided."""
    found: list[str] = []
    for line in one.lines:
        is_answered = line.answer is not None and line.person.number in answered
        chosen = [rules.RESPONSES[key].told for key in line.child.responses] if is_answered else []
        found += chosen or [rules.CONTACT_OUTCOMES[Outcome(line.child.outcome)].told]
    return "\n\n".join(dict.fromkeys(found))


def _tellings(one: _Told, officer: User, manager: User) -> Iterator[events.Telling]:
    contact = one.contact
    for line in one.lines:
        about = {line.child.key: Capacity.CHILD}
        told: Any = {"about": about, "group": GROUP, "significant": True}
        yield _telling(
            line.match, "contact.received", "Contact received", f"{contact.report_form.title}.", contact.received_at,
            by=officer, recorded_at=one.plan.looked_at, **told,
        )  # fmt: skip
        outcome = rules.CONTACT_OUTCOMES[line.child.outcome]
        decided = one.plan.decided_at
        yield _telling(
            line.decision, "contact.decided", "Contact decided", f"{outcome.title}.", decided, by=manager, **told
        )
        if line.referral is not None and line.referral.received_at is not None:
            yield _telling(
                line.referral, "referral.received", "Referral received", "", line.referral.received_at, by=manager,
                recorded_at=decided, **told,
            )  # fmt: skip
        if line.answer is not None:
            titles = f"{'; '.join(rules.response_titles(line.child.responses))}."
            at = line.answer.recorded_at
            yield _telling(line.answer, "referral.decided", "Referral decided", titles, at, by=manager, **told)
        if line.closure is not None:
            day = line.closure.happened_on
            reasons = rules.closure_reasons(day)
            yield events.Telling(
                about=about, group="plans", kind=CLOSED, title="Closed", significant=True, on=day, by=manager,
                sentence=f"{reasons[line.closure.reason_code]}.", recorded_at=line.closure.recorded_at,
                object_type=ReferralClosure._meta.label_lower, object_id=line.closure.pk,
            )  # fmt: skip


def _telling(
    row: Any,
    kind: str,
    title: str,
    sentence: str,
    at: dt.datetime,
    *,
    recorded_at: dt.datetime | None = None,
    **told: Any,
) -> events.Telling:
    return events.Telling(
        kind=kind, title=title, sentence=sentence, on=_day(at), at=at, recorded_at=recorded_at or at,
        object_type=row._meta.label_lower, object_id=row.pk, **told,
    )  # fmt: skip


def _ask_for_responses(told: Sequence[_Told], manager: User) -> None:
    """Referrals that still wait stand on the list of the manager's team."""
    waiting = [line.referral for line in _lines(told) if line.referral is not None and line.answer is None]
    subjects = Subject.objects.in_bulk([one.subject_id for one in waiting])
    for one in waiting:
        one.subject = subjects[one.subject_id]
        ask_for_response(one, by=manager)


def _in_force(documents: Sequence[ThresholdDocument], day: dt.date) -> ThresholdDocument | None:
    return next((one for one in documents if one.in_force_from <= day), None)


def _lines(told: Sequence[_Told]) -> Iterator[_Line]:
    return (line for one in told for line in one.lines)


def _both(told: Sequence[_Told]) -> Iterator[tuple[_Told, _Line]]:
    return ((one, line) for one in told for line in one.lines)


def _day(at: dt.datetime) -> dt.date:
    return clock.london_day(at)
