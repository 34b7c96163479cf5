"""Checks with partners: asked, answered or refused, and no longer needed."""

from collections.abc import Sequence

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Organisation, User
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.history.wall import action
from thrive.pathway.front_door import permissions
from thrive.pathway.front_door.actions.places import refuse_places
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.models import (
    CheckAbout,
    CheckAnswer,
    Contact,
    ContactMatch,
    ContactPerson,
    OneTimeLink,
    PartnerCheck,
)
from thrive.pathway.front_door.rules.checks import ANSWER_WITHIN, BASES


@action
def ask_partner(
    contact: Contact,
    organisation: Organisation,
    *,
    by: User,
    about: Sequence[ContactPerson],
    question: str,
    basis: str,
) -> PartnerCheck:
    """Ask a body what it knows that bears on a contact, about these of its people and no others.

    Whoever signs in for that body sees the names, births and addresses of those people as the contact has them, the
    question and the basis; not the concern, its source, nor anybody else. Raises NotAllowed, and ContactFault for an
    ask about nobody, without a question, or on a basis that is not in the table.
    """
    policy.require_role(by, permissions.ASK_PARTNERS)
    if not about:
        raise ContactFault("Select whom you ask about", field="about")
    if {one.contact_id for one in about} != {contact.pk}:
        raise ContactFault("Ask about people of this contact", field="about")
    if not question.strip():
        raise ContactFault("Enter what you need to know", field="question")
    if basis not in BASES:
        raise ContactFault("Select on what basis you ask", field="basis")
    if organisation.is_council or organisation.has_ended:
        raise ContactFault("Select a partner to ask", field="organisation")
    refuse_places(question, field="question", by=by, people=_subjects(about))
    now = clock.now()
    check = PartnerCheck(
        contact=contact,
        organisation=organisation,
        question=question.strip(),
        basis=basis,
        asked_at=now,
        answer_by=ANSWER_WITHIN.after(now),
        happened_on=clock.today(),
        recorded_by=by,
    )
    check.save()
    CheckAbout.objects.bulk_create(CheckAbout(check_asked=check, person=one) for one in about)
    audit.note(by, "front_door.check.asked", check, about=_subjects(about), basis=basis, organisation=organisation.pk)
    return check


@action
def answer_check(
    check: PartnerCheck, *, by: User, kind: str, words: str = "", is_intelligence: bool = False
) -> CheckAnswer:
    """Answer a check for one's own body; a later answer replaces the one before it.

    A refusal says why. `is_intelligence`: the words are police information that only roles read which read such.
    Raises NotAllowed for somebody of another body, ContactFault for an answer without words where it needs them, or to
    a check that was taken back.
    """
    policy.require_role(by, permissions.ANSWER_CHECK)
    if by.organisation_id != check.organisation_id:
        raise NotAllowed("Another organisation was asked.", permission=permissions.ANSWER_CHECK)
    _refuse_without_words(kind, words)
    answer = _answer(check, by, kind, words.strip(), is_intelligence)
    audit.note(by, "front_door.check.answered", answer, about=_asked_about(check), kind=kind)
    return answer


def answer_by_link(
    link: OneTimeLink, *, by: SystemViewer, kind: str, words: str = "", is_intelligence: bool = False
) -> CheckAnswer:
    """As `answer_check`, for whoever holds a one-time link to it: once, and never in place of an answer that is there.

    For `links.use_to_answer`, in its transaction. Raises NotAllowed, and ContactFault.
    """
    policy.require_role(by, permissions.ANSWER_CHECK)
    check = link.check_asked
    assert check is not None
    _refuse_without_words(kind, words)
    if CheckAnswer.objects.current().filter(check_asked=check).exists():
        raise ContactFault("It was answered already")
    answer = _answer(check, None, kind, words.strip(), is_intelligence, link=link)
    audit.note(by, "front_door.check.answered", answer, about=_asked_about(check), kind=kind)
    return answer


def _refuse_without_words(kind: str, words: str) -> None:
    if kind not in {CheckAnswer.Kind.KNOWS, CheckAnswer.Kind.NOTHING, CheckAnswer.Kind.REFUSED}:
        raise ContactFault("Select what you can say", field="kind")
    if kind == CheckAnswer.Kind.KNOWS and not words.strip():
        raise ContactFault("Enter what you know", field="words")
    if kind == CheckAnswer.Kind.REFUSED and not words.strip():
        raise ContactFault("Enter why it is not shared", field="words")


@action
def take_back_check(check: PartnerCheck, *, by: User, why: str = "") -> CheckAnswer:
    """Say that a check is no longer needed; the partner sees that and not the people any more. Raises NotAllowed, and
    ContactFault where it was answered."""
    policy.require_role(by, permissions.ASK_PARTNERS)
    if check.answers.filter(replaced_at=None).exists():
        raise ContactFault("It was answered already")
    answer = _answer(check, by, CheckAnswer.Kind.WITHDRAWN, why.strip(), False)
    audit.note(by, "front_door.check.taken_back", answer, about=_asked_about(check))
    return answer


def _answer(
    check: PartnerCheck, by: User | None, kind: str, words: str, is_intelligence: bool, link: OneTimeLink | None = None
) -> CheckAnswer:
    PartnerCheck.objects.select_for_update().get(pk=check.pk)
    before = CheckAnswer.objects.current().filter(check_asked=check).first()
    if before is not None and before.kind == CheckAnswer.Kind.WITHDRAWN:
        raise ContactFault("The front door no longer needs this answer")
    if before is not None:
        CheckAnswer.objects.filter(pk=before.pk).update(replaced_at=clock.now())
    answer = CheckAnswer(
        check_asked=check,
        kind=kind,
        words=words,
        is_intelligence=is_intelligence,
        answered_at=clock.now(),
        happened_on=clock.today(),
        replaces=before,
        link=link,
        recorded_by=by,
    )
    answer.save()
    return answer


def _asked_about(check: PartnerCheck) -> list[int]:
    return _subjects([one.person for one in check.about.select_related("person")])


def _subjects(people: Sequence[ContactPerson]) -> list[int]:
    """The records these people are known to be."""
    rows = ContactMatch.objects.current().filter(person__in=people, subject__isnull=False)
    return sorted(set(rows.values_list("subject_id", flat=True)))
