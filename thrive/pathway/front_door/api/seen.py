"""A contact as it is answered: in the words of its page, with what is withheld from the caller left out of them."""

import datetime as dt

from ninja import Schema

from thrive.base.access.calls.revisions import revision_of
from thrive.pathway.front_door.api.room import Words
from thrive.pathway.front_door.queries.shown import Check, ContactPage, Line

TRIAGE = "front_door.triage"  # the kind of thing that a revision names


class LabelledSeen(Schema):
    """An answer with its question, as the page says them."""

    label: str
    value: str


class RecordSeen(Schema):
    """Who somebody is on record. `lead`: who works with them now, and how to call them."""

    ref: str
    name: str
    age: str
    lead: str
    statuses: list[str]


class BeforeSeen(Schema):
    """What was there before: contacts within the time of the national measure, the days of referrals, and whether one
    today would be a re-referral."""

    contacts: int
    referrals: list[dt.date]
    would_be_re_referral: bool


class OutcomeSeen(Schema):
    """What was decided for a child, and why. `needs` are of the national reference set."""

    ref: str
    outcome: str
    says: str
    level: str
    reason: str
    needs: list[Words]
    strengths: str
    dissent: str
    late_because: str
    threshold: str
    decided_at: dt.datetime
    by: str


class ReferralSeen(Schema):
    """The referral that came of it. `responses` are empty while it waits for a manager."""

    ref: str
    received_on: dt.date
    responses: list[str]
    reason: str
    decided_at: dt.datetime | None
    by: str


class ContactPersonSeen(Schema):
    """Somebody of a contact as its source described them; `record` and `before` once somebody said who they are.

    `said`: who they are was judged ("same", "added", "unknown") or not yet (empty)."""

    number: int
    part: str
    says: str
    relation: str
    born_on: dt.date | None
    born_precision: str
    expected_on: dt.date | None
    address: str
    school: str
    phone: str
    harm: list[str]
    said: str
    record: RecordSeen | None
    before: BeforeSeen | None
    decision: OutcomeSeen | None
    referral: ReferralSeen | None


class TriageSeen(Schema):
    """What was made of it. Send `revision` back with a change."""

    urgency: str
    worker: str
    is_ready: bool
    analysis: str
    by: str
    at: dt.datetime
    revision: str


class CheckSeen(Schema):
    """A partner that was asked, and its answer. `answer`: knows, nothing, refused or withdrawn; empty while
    it waits."""

    ref: str
    partner: str
    question: str
    asked_at: dt.datetime
    answer_by: dt.datetime
    is_late: bool
    answer: str
    words: str
    is_intelligence: bool
    answered_at: dt.datetime | None


class ContactSeen(Schema):
    """A contact. `due_on`: by when it is to be decided, while something is; `reply`: what whoever made it was told."""

    ref: str
    form: str
    title: str
    received_at: dt.datetime
    asks_for_decision: bool
    in_danger: str
    source: str
    concern: str
    child_words: str
    tried_so_far: str
    answers: list[LabelledSeen]
    people: list[ContactPersonSeen]
    triage: TriageSeen | None
    checks: list[CheckSeen]
    reply: str
    due_on: dt.date | None
    is_undecided: bool
    may_decide: bool


def contact_seen(found: ContactPage) -> ContactSeen:
    """A contact that was opened, as it is answered."""
    row = found.contact
    return ContactSeen(
        ref=row.ref,
        form=row.form,
        title=row.report_form.title,
        received_at=row.received_at,
        asks_for_decision=row.asks_for_decision,
        in_danger=row.in_danger,
        source=found.source_words,
        concern=found.concern,
        child_words=found.child_words,
        tried_so_far=found.tried,
        answers=[LabelledSeen(label=str(one.key), value=str(one.value)) for one in found.said_rows],
        people=[_person(one, is_open=found.due is not None) for one in found.lines],
        triage=_triage(found),
        checks=[_check(one) for one in found.checks],
        reply=found.reply_words,
        due_on=found.due.on if found.due else None,
        is_undecided=found.due is not None,
        may_decide=found.may_decide,
    )


def _person(line: Line, *, is_open: bool) -> ContactPersonSeen:
    stated = line.stated
    same = ("number", "part", "says", "relation", "born_on", "born_precision", "expected_on")
    return ContactPersonSeen(
        **{name: getattr(stated, name) for name in same},
        address=line.address,
        school=line.school,
        phone=line.phone,
        harm=line.harm,
        said=line.match.verdict if line.match else "",
        record=_record(line),
        before=_before(line) if is_open else None,
        decision=_decision(line),
        referral=_referral(line),
    )


def _record(line: Line) -> RecordSeen | None:
    header = line.header
    if header is None:
        return None
    statuses = [tag.text for tag in line.tags]
    return RecordSeen(ref=header.card.ref, name=header.name, age=header.age, lead=line.lead, statuses=statuses)


def _before(line: Line) -> BeforeSeen | None:
    """Said while it is to be decided, of whom is on record."""
    if line.subject is None or line.decision is not None:
        return None
    return BeforeSeen(
        contacts=line.before.contacts,
        referrals=list(line.before.referrals),
        would_be_re_referral=line.is_re_referral,
    )


def _decision(line: Line) -> OutcomeSeen | None:
    row = line.decision
    if row is None:
        return None
    return OutcomeSeen(
        ref=row.ref,
        outcome=row.outcome,
        says=line.outcome,
        level=row.level,
        reason=line.reason,
        needs=[Words(key=one.code, words=one.words) for one in line.needs],
        strengths=line.strengths,
        dissent=line.dissent,
        late_because=line.late,
        threshold=row.threshold.title if row.threshold else "",
        decided_at=row.decided_at,
        by=row.recorded_by.name,
    )


def _referral(line: Line) -> ReferralSeen | None:
    row, answered = line.referral, line.answered
    if row is None:
        return None
    return ReferralSeen(
        ref=row.ref,
        received_on=row.happened_on,
        responses=line.responses,
        reason=line.answer_reason,
        decided_at=answered.decided_at if answered else None,
        by=answered.recorded_by.name if answered else "",
    )


def _triage(found: ContactPage) -> TriageSeen | None:
    row = found.triage
    if row is None:
        return None
    return TriageSeen(
        urgency=row.urgency,
        worker=row.worker.name if row.worker else "",
        is_ready=row.is_ready,
        analysis=found.analysis,
        by=row.recorded_by.name,
        at=row.recorded_at,
        revision=revision_of(TRIAGE, row.pk),
    )


def _check(one: Check) -> CheckSeen:
    answer = one.answer
    return CheckSeen(
        ref=one.check.ref,
        partner=one.partner,
        question=one.question,
        asked_at=one.check.asked_at,
        answer_by=one.check.answer_by,
        is_late=one.is_late,
        answer=answer.kind if answer else "",
        words=one.words,
        is_intelligence=bool(answer and answer.is_intelligence),
        answered_at=answer.answered_at if answer else None,
    )
