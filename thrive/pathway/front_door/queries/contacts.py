"""A contact as one viewer may read it: what was said, about whom, what was there before, what was decided."""

from collections.abc import Mapping, Sequence

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import Subject, User
from thrive.base.calendar import clock
from thrive.base.casework.road.standing import with_progress
from thrive.base.history import audit, wall
from thrive.base.people.bar import Header
from thrive.base.people.queries.withheld_words import WithheldWords, words_kept_from
from thrive.pathway.front_door import facts, rules
from thrive.pathway.front_door.models import (
    ChosenResponse,
    Contact,
    ContactDecision,
    ContactMatch,
    ContactPerson,
    Criterion,
    DecisionNeed,
    HarmSign,
    PartnerCheck,
    Referral,
)
from thrive.pathway.front_door.permissions import DECIDE, EMERGENCY_DECIDERS, READ_CONTACT, READ_REFERRAL
from thrive.pathway.front_door.queries.latest import with_latest
from thrive.pathway.front_door.queries.shown import Check, ContactPage, Line
from thrive.pathway.front_door.rules.contacts import Outcome
from thrive.pathway.front_door.rules.harm import words_of

MATTER = "front_door.contact"  # by which the steps of a contact are declared
CLOSED = "This contact is about a record that is not open to you."


def contact(*, viewer: User, ref: str) -> ContactPage:
    """The contact called `ref`, and log that it was read.

    At most 12 queries with the sign-in of the page; one more where there are signs of harm outside the home and nothing
    is decided, and one where somebody near it is in hiding. Up to 15 while it is decided for some of its children only.
    Raises NotFound, and NotAllowed for somebody without a role that reads contacts, or where it is about a record that
    is closed to them.
    """
    policy.require_role(viewer, READ_CONTACT)
    row = _called(ref, viewer)
    lines = _lines(row)
    subjects = [one.subject for one in lines if one.subject is not None]
    _require_open(viewer, subjects)
    audit.looked(viewer, "front_door.contact.read", row, about=[one.pk for one in subjects])
    words = words_kept_from(viewer, subjects)
    for one in lines:
        one.words = words
        _describe(one, viewer)
    if row.has_decisions:  # type: ignore[attr-defined]
        _put_decisions(row, lines)
    else:
        _put_harm(row, lines)
    is_open = any(one.stated.is_child and one.decision is None for one in lines)
    if is_open and subjects:
        _put_history(row, lines)
    hides, may_decide = any(one.hides_place for one in lines), policy.holds(viewer, DECIDE)
    waiting = [one.referral for one in lines if one.referral is not None and one.answered is None]
    due, referral_dues = facts.dues(row, waiting) if is_open or waiting else (None, {})
    return ContactPage(
        contact=row,
        lines=lines,
        triage=getattr(row, "triage_now", None),
        reply=getattr(row, "reply_now", None),
        checks=_checks(row, viewer, words, hides_names=hides),
        words=words,
        due=due if is_open else None,
        referral_dues=referral_dues,
        criteria=_criteria(row) if is_open and may_decide else [],
        may_decide=may_decide,
        only_emergencies=not ((DECIDE.roles - EMERGENCY_DECIDERS) & viewer.standing.roles),
    )


def information(*, viewer: User, ref: str) -> ContactPage:
    """What the front door was told about children with whom the viewer works, and log that it was read: those to whose
    workers it was passed on, and nobody else of the contact.

    Raises NotFound for a contact of which nothing was passed on to them.
    """
    policy.require_role(viewer, READ_REFERRAL)
    row = _called(ref, viewer, any_authority=True)
    passed = ContactDecision.objects.current().filter(contact=row, outcome=Outcome.LINK_TO_OPEN_WORK)
    with wall.whole("whom it was passed on about must be known before the policy is asked about them"):
        subjects = {one.subject_id: one.subject for one in passed.select_related("subject") if one.subject}
    mine = {key for key, said in policy.decide_all(viewer, READ_REFERRAL, subjects.values()).items() if said.ok}
    lines = [one for one in _lines(row) if one.subject is not None and one.subject.pk in mine]
    if not lines:
        raise NotFound(ref)
    audit.looked(viewer, "front_door.information.read", row, about=sorted(mine))
    words = words_kept_from(viewer, [one.subject for one in lines if one.subject is not None])
    for one in lines:
        one.words = words
        _describe(one, viewer)
    _put_harm(row, lines)
    return ContactPage(
        contact=row, lines=lines, triage=None, reply=None, checks=[], words=words, due=None, referral_dues={},
        criteria=[], may_decide=False, only_emergencies=False,
    )  # fmt: skip


def readable(viewer: User) -> "QuerySet[Contact]":
    """Contacts of the viewer's authority, without those about a record that is closed to them."""
    seen = Subject.objects.filter(policy.visible(viewer, READ_CONTACT), pk=OuterRef("subject_id"))
    hidden = ContactMatch.objects.current().filter(contact=OuterRef("pk"), subject__isnull=False).filter(~Exists(seen))
    return Contact.objects.current().filter(authority_id=viewer.standing.authority_id or 0).exclude(Exists(hidden))


def person_of(*, viewer: User, ref: str, number: int) -> Line:
    """The person with this number of a contact. Raises as `contact` does, and NotFound."""
    policy.require_role(viewer, READ_CONTACT)
    row = _called(ref, viewer)
    lines = _lines(row)
    _require_open(viewer, [one.subject for one in lines if one.subject is not None])
    found = next((one for one in lines if one.stated.number == number), None)
    if found is None:
        raise NotFound(ref)
    if row.has_decisions:  # type: ignore[attr-defined]
        _put_decisions(row, lines)
    _describe(found, viewer)
    found.stated.contact = row
    return found


def check_asked(*, viewer: User, ref: str) -> PartnerCheck:
    """A check that the front door asked, with its contact. Raises as `contact` does."""
    policy.require_role(viewer, READ_CONTACT)
    with wall.whole("whether it is closed to the viewer follows from people who are not shown"):
        found = PartnerCheck.objects.current().filter(ref=ref).select_related("contact").first()
    if found is None:
        raise NotFound(ref)
    row = _called(found.contact.ref, viewer)
    _require_open(viewer, [one.subject for one in _lines(row) if one.subject is not None])
    return found


# --- How it is gathered ----------------------------------------------------------------------------


def _called(ref: str, viewer: User, *, any_authority: bool = False) -> Contact:
    """The contact, with its latest triage and reply. Whether it opens is settled by whoever asked for it."""
    decided = ContactDecision.objects.current().filter(contact=OuterRef("pk"))
    rows = with_latest(
        with_progress(Contact.objects.filter(ref=ref).annotate(has_decisions=Exists(decided)), MATTER),
        "authority", "organisation", "reporter", "recorded_by",
        "triage_now__worker", "triage_now__recorded_by", "reply_now__recorded_by",
        triage_now="triages", reply_now="replies",
    )  # fmt: skip
    with wall.whole("whether it is closed to the viewer follows from people who are not shown"):
        row = rows.first()
    if row is None or (row.authority_id != viewer.standing.authority_id and not any_authority):
        raise NotFound(ref)
    return row


def _lines(row: Contact) -> list[Line]:
    people = ContactPerson.objects.current().filter(contact=row).order_by("number")
    rows = with_latest(people, "now__subject__person__card", "now__recorded_by", now="matches")
    with wall.whole("whether it is closed to the viewer follows from people who are not shown"):
        return [Line(stated=one, match=getattr(one, "now", None)) for one in rows]


def _require_open(viewer: User, subjects: Sequence[Subject]) -> None:
    for key, decision in policy.decide_all(viewer, READ_CONTACT, subjects).items():
        if not decision.ok:
            raise NotAllowed(CLOSED, permission=READ_CONTACT, subject_id=key)


def _describe(line: Line, viewer: User) -> None:
    """The record they are, in words, and whether where they are is kept from the viewer."""
    if line.subject is None:
        return
    line.card = getattr(getattr(line.subject, "person", None), "card", None)
    is_guarded = line.subject.address_restricted or line.card is None or line.card.where_guarded
    wrote = line.stated.recorded_by_id == viewer.pk
    line.hides_place = is_guarded and not wrote and not policy.is_named(viewer, line.subject)
    if line.card is not None:
        line.header = Header(line.card, shows_address=not line.hides_place)


def _put_harm(row: Contact, lines: Sequence[Line]) -> None:
    if not row.harm_version:
        return
    by_number = {line.stated.number: line for line in lines}
    for number, question in HarmSign.objects.filter(contact=row).order_by("pk").values_list("number", "question"):
        _put_sign(row, by_number, number, question)


def _put_sign(row: Contact, by_number: Mapping[int, Line], number: int, question: str) -> None:
    """That a sign of harm was told of the person with this number."""
    if number in by_number:
        by_number[number].harm.append(words_of(row.harm_version, question))


def _put_decisions(row: Contact, lines: Sequence[Line]) -> None:
    """What was decided for each child, and what was told of harm: three queries, two where no referral came of it."""
    by_number = {line.stated.number: line for line in lines}
    by_person = {line.stated.pk: line for line in lines}
    by_decision: dict[int, Line] = {}
    for one in ContactDecision.objects.current().filter(contact=row).select_related("recorded_by", "threshold"):
        if one.person_id in by_person:
            by_person[one.person_id].decision = one
            by_decision[one.pk] = by_person[one.person_id]
    by_answer: dict[int, Line] = {}
    if any(rules.CONTACT_OUTCOMES[Outcome(one.decision.outcome)].makes_referral for one in lines if one.decision):
        by_answer = _put_referrals(row, lines)
    for _, what, decision, said in _chosen(row, has_answers=bool(by_answer)):
        if what == _RESPONSE and decision in by_answer:
            by_answer[decision].responses.append(said)
        elif what == _NEED and decision in by_decision:
            by_decision[decision].needs.append(rules.need_called(said) or rules.Need(said, "", said))
        elif what == _SIGN:
            _put_sign(row, by_number, decision, said)


_NEED, _RESPONSE, _SIGN = "need", "response", "sign"


def _chosen(row: Contact, *, has_answers: bool) -> list[tuple[int, str, int, str]]:
    """The needs that were ticked, the responses chosen where some are, and the signs of harm: what of (a decision; of a
    sign the number of the person), in the order it was written. One query."""
    text, current = CharField(), {"decision__replaced_at": None}
    found = DecisionNeed.objects.filter(decision__contact=row, **current).values_list(
        "pk", Value(_NEED, text), "decision_id", "code"
    )
    if row.harm_version:
        signs = HarmSign.objects.filter(contact=row)
        found = found.union(signs.values_list("pk", Value(_SIGN, text), "number", "question"), all=True)
    if has_answers:
        responses = ChosenResponse.objects.filter(decision__referral__contact=row, **current)
        found = found.union(responses.values_list("pk", Value(_RESPONSE, text), "decision_id", "response"), all=True)
    return sorted(found)


def _put_referrals(row: Contact, lines: Sequence[Line]) -> dict[int, Line]:
    """The referrals, with the decision that stands on each. Returns whose each decision is."""
    by_subject = {line.subject.pk: line for line in lines if line.subject is not None}
    by_answer: dict[int, Line] = {}
    made = with_latest(Referral.objects.current().filter(contact=row), "now__recorded_by", now="decisions")
    for one in made:
        if one.subject_id in by_subject:
            line, answer = by_subject[one.subject_id], getattr(one, "now", None)
            line.referral, line.answered = one, answer
            if answer is not None:
                by_answer[answer.pk] = line
    return by_answer


def _put_history(row: Contact, lines: Sequence[Line]) -> None:
    """What was there before, of everybody known. Two queries at most."""
    with wall.whole("how often a child was referred is said of records that are joined"):
        found = facts.before([one.subject for one in lines if one.subject is not None], but=row)
    for line in lines:
        if line.subject is not None:
            line.before = found[line.subject.pk]


def _checks(row: Contact, viewer: User, words: WithheldWords, *, hides_names: bool) -> list[Check]:
    asked = PartnerCheck.objects.current().filter(contact=row).order_by("pk")
    also = ("organisation", "recorded_by", "answer_now__recorded_by", "answer_now__link")
    rows = with_latest(asked, *also, answer_now="answers")
    return [_check(one, viewer, words, hides_names=hides_names) for one in rows]


def _check(check: PartnerCheck, viewer: User, words: WithheldWords, *, hides_names: bool) -> Check:
    answer = getattr(check, "answer_now", None)
    text = words.over(answer.words, answer.recorded_by_id) if answer is not None else ""
    partner = "A partner (name withheld)" if hides_names else check.organisation.name
    said_by = "" if answer is None else "By a link" if hides_names and answer.link_id else answer.said_by
    return Check(check, partner, answer, words.over(check.question, check.recorded_by_id), text, said_by)


def _criteria(row: Contact) -> list[Criterion]:
    """What the threshold document in force today says of each level; none where none is published."""
    in_force = facts.threshold_document(row.authority_id, clock.today()).values("pk")
    return list(Criterion.objects.filter(document=in_force).select_related("document").order_by("pk"))
