"""A contact as one viewer may read it: what was said, about whom, what was there before, what was decided."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from thrive.base import law
from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import Subject, User
from thrive.base.calendar import clock
from thrive.base.casework.road.standing import with_progress
from thrive.base.history import audit, wall
from thrive.base.history.beside import Beside
from thrive.base.local import facts as local
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

    At most 12 queries with the sign-in of the page. Raises NotFound, and NotAllowed for somebody without a role that
    reads contacts, or where it is about a record that is closed to them.
    """
    policy.require_role(viewer, READ_CONTACT)
    may_decide = policy.holds(viewer, DECIDE)
    row = _called(ref, viewer, criteria=_criteria_beside(viewer)) if may_decide else _called(ref, viewer)
    lines = _lines(row)
    subjects = [one.subject for one in lines if one.subject is not None]
    _require_open(viewer, subjects)
    audit.looked(viewer, "front_door.contact.read", row, about=[one.pk for one in subjects])
    words = words_kept_from(viewer, subjects)
    for one in lines:
        one.words = words
        _describe(one, viewer)
    _put_decisions(row, lines)
    is_open = any(one.stated.is_child and one.decision is None for one in lines)
    if is_open and subjects:
        _put_history(row, lines)
    hides = any(one.hides_place for one in lines)
    waiting = [one.referral for one in lines if one.referral is not None and one.answered is None]
    due, referral_dues = _dues(row, waiting) if is_open or waiting else (None, {})
    return ContactPage(
        contact=row,
        lines=lines,
        triage=getattr(row, "triage_now", None),
        reply=getattr(row, "reply_now", None),
        checks=_checks(row, viewer, words, hides_names=hides),
        words=words,
        due=due if is_open else None,
        referral_dues=referral_dues,
        criteria=getattr(row, "criteria", None) or [],
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


def _called(ref: str, viewer: User, *, any_authority: bool = False, **beside: Beside) -> Contact:
    """The contact, with its latest triage and reply, and what is asked for `beside` it. Whether it opens is settled by
    whoever asked for it."""
    called = Contact.objects.filter(ref=ref).annotate(extra_holidays=local.holidays_beside("authority"), **beside)
    rows = with_latest(
        with_progress(called, MATTER),
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
    """Its people, each with who they are, the signs of harm told of them, and what was decided for them."""
    signs = HarmSign.objects.filter(contact=row, number=OuterRef("number")).order_by("pk")
    needs = DecisionNeed.objects.filter(decision=OuterRef("decided__pk")).order_by("pk")
    people = ContactPerson.objects.current().filter(contact=row).order_by("number")
    rows = with_latest(
        people, "now__subject__person__card", "now__recorded_by", "decided__recorded_by", "decided__threshold",
        now="matches", decided="decisions",
    ).annotate(
        signs=Beside(signs, question="question"),
        needs=Beside(needs, code="code"),
        same=facts.joined_beside("now__subject__alias_set"),
    )  # fmt: skip
    with wall.whole("whether it is closed to the viewer follows from people who are not shown"):
        return [_line(row, one) for one in rows]


def _line(row: Contact, stated: Any) -> Line:
    harm = [words_of(row.harm_version, one["question"]) for one in stated.signs or ()]
    return Line(stated=stated, match=getattr(stated, "now", None), harm=harm)


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


def _put_decisions(row: Contact, lines: Sequence[Line]) -> None:
    """What was decided for each child, and on the referrals that came of it: one query, none where none came."""
    for one in lines:
        stated: Any = one.stated
        one.decision = getattr(stated, "decided", None)
        one.needs = [
            rules.need_called(need["code"]) or rules.Need(need["code"], "", need["code"]) for need in stated.needs or ()
        ]
    if any(rules.CONTACT_OUTCOMES[Outcome(one.decision.outcome)].makes_referral for one in lines if one.decision):
        _put_referrals(row, lines)


def _put_referrals(row: Contact, lines: Sequence[Line]) -> None:
    """The referrals, with the decision that stands on each and the responses it chose."""
    by_subject = {line.subject.pk: line for line in lines if line.subject is not None}
    chosen = ChosenResponse.objects.filter(decision=OuterRef("now__pk")).order_by("pk")
    made = with_latest(Referral.objects.current().filter(contact=row), "now__recorded_by", now="decisions")
    for one in made.annotate(responses=Beside(chosen, response="response")):
        if one.subject_id in by_subject:
            line = by_subject[one.subject_id]
            line.referral, line.answered = one, getattr(one, "now", None)
            line.responses = [said["response"] for said in one.responses or ()]


def _put_history(row: Contact, lines: Sequence[Line]) -> None:
    """What was there before, of everybody known. One query."""
    known = [one for one in lines if one.subject is not None]
    same = {one.subject.pk: _joined(one) for one in known}  # type: ignore[union-attr]
    with wall.whole("how often a child was referred is said of records that are joined"):
        found = facts.before([one.subject for one in known if one.subject], but=row, same=same)
    for line in known:
        line.before = found[line.subject.pk]  # type: ignore[union-attr]


def _joined(line: Line) -> list[int]:
    """The keys of all records that are the same person as this one."""
    stated: Any = line.stated
    return [one["key"] for one in stated.same or ()] or [line.subject.pk]  # type: ignore[union-attr]


def _dues(row: Contact, waiting: Sequence[Referral]) -> tuple[law.Due, dict[int, law.Due]]:
    found: Any = row
    return facts.dues(row, waiting, local.holidays_listed(found.extra_holidays))


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


def _criteria_beside(viewer: User) -> Beside:
    """What the threshold document in force today says of each level; nothing where none is published."""
    in_force = facts.threshold_document(viewer.standing.authority_id or 0, clock.today()).values("pk")
    rows = Criterion.objects.filter(document=in_force).order_by("pk")
    return Beside(rows, level="level", words="words", title="document__title")
