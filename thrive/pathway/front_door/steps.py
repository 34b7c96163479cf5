"""The steps of the front door: from a worry that somebody tells to a decision, and to whoever takes it up."""

from collections.abc import Iterator

from thrive.base.casework.actions.handovers import NAME_TAKER
from thrive.base.casework.models import Handover
from thrive.base.casework.permissions import MOVE_WORK
from thrive.base.offers import Entry, Matter, Progress, Questions, Step
from thrive.govuk import words
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions.checking import ask_partner
from thrive.pathway.front_door.actions.following import DECIDE as DECIDE_TASK
from thrive.pathway.front_door.actions.following import INFORMATION
from thrive.pathway.front_door.actions.triaging import triage
from thrive.pathway.front_door.forms.checks import AskForm
from thrive.pathway.front_door.forms.deciding import TriageForm
from thrive.pathway.front_door.models import CheckAnswer, PartnerCheck
from thrive.pathway.front_door.permissions import (
    ANSWER_CHECK,
    ASK_PARTNERS,
    CLOSE,
    DECIDE,
    READ_REFERRAL,
    REPORT,
    SEND_LINK,
    TAKE_CONTACT,
)
from thrive.pathway.front_door.queries import contacts, referrals
from thrive.pathway.front_door.queries.referrals import ReferralPage
from thrive.pathway.front_door.queries.shown import ContactPage

OFFICER, MANAGER = "Front-door worker", "Front-door manager"
FIRST_DECIDE, TO_CLOSE = "First: decide the referral.", "Close the referral"
DONE, OPEN, WAITS, OVER = Progress.DONE, Progress.OPEN, Progress.WAITS, Progress.OVER

CONTACT = Matter(
    key=contacts.MATTER,
    title="Contact",
    address="front-door/contacts/<str:ref>",
    page="front_door:contact",
    find=contacts.contact,
    thing=lambda found: found.contact,
    says=lambda found: f"{found.contact.report_form.title}, {words.at_time(found.contact.received_at)}.",
    is_open=lambda found: bool(found.undecided),
    words=lambda found: found.words,
)


REFERRAL = Matter(
    key=referrals.MATTER,
    title="Referral",
    address="front-door/referrals/<str:ref>",
    page="front_door:referral",
    find=referrals.referral,
    thing=lambda found: found.referral,
    says=lambda found: f"Received {words.long_date(found.standing.received_on)}.",
    is_open=lambda found: found.standing.closed_on is None,
    words=lambda found: found.words,
)


# --- How far each is, of one contact ---------------------------------------------------------------


def _taken(found: ContactPage) -> list[Entry]:
    return [Entry(progress=DONE, hint=f"Came {words.at_time(found.contact.received_at)}.")]


def _matched(found: ContactPage) -> Iterator[Entry]:
    """A line for each person."""
    for line in found.lines:
        is_known = line.subject is not None
        settled = OVER if line.decision else OPEN
        yield Entry(
            progress=DONE if is_known else settled,
            title=f"Say who {line.stated.says} is",
            at=(found.contact.ref, line.stated.number),
            hint="Not enough is known yet." if line.match and not is_known else "",
        )


def _triaged(found: ContactPage) -> list[Entry]:
    at = (found.contact.ref,)
    if found.triage is not None:
        return [Entry(progress=DONE, at=at, hint=f"{found.urgency}.")]
    return [Entry(progress=OPEN if found.undecided else OVER, at=at)]


def _answered(found: ContactPage) -> Iterator[Entry]:
    """A line for each partner who was asked; nobody at the front door answers for them."""
    for one in found.checks:
        done = OVER if one.answer and one.answer.kind == CheckAnswer.Kind.WITHDRAWN else DONE
        hoped = "" if one.answer else f"Hoped for {words.short_at_time(one.check.answer_by)}."
        yield Entry(progress=done if one.answer else OPEN, title=f"{one.partner}: answer", hint=hoped)


def _decided(found: ContactPage) -> list[Entry]:
    decided = len(found.children) - len(found.undecided)
    if not found.undecided:
        return [Entry(progress=DONE)]
    hint = f"Decided for {decided} of {len(found.children)} children." if decided else ""
    return [Entry(progress=OPEN, at=(found.contact.ref,), part="#decision", due=found.due, hint=hint)]


def _referral_decided(found: ContactPage) -> Iterator[Entry]:
    """A line for each child who is referred; before that is known, one that waits."""
    for line in found.lines:
        if line.referral is not None:
            yield Entry(
                progress=DONE if line.answered else OPEN,
                title=f"Decide the referral of {line.stated.says}",
                at=(line.referral.ref,),
                due=found.referral_dues.get(line.referral.pk),
            )
    if found.undecided:
        yield Entry(progress=WAITS, hint="For each child who is referred.")


def _told(found: ContactPage) -> list[Entry]:
    if found.reply is not None:
        return [Entry(progress=DONE, hint=f"{words.long_date(found.reply.said_at)}.")]
    return [
        Entry(progress=WAITS if found.undecided else OVER, hint="With the last decision." if found.undecided else "")
    ]


def _ahead() -> tuple[str, ...]:
    """The steps of later rooms to which a decided referral is handed on."""
    return tuple(dict.fromkeys(one.forward_to for one in rules.RESPONSES.values() if one.forward_to))


# --- How far each is, of one referral --------------------------------------------------------------


def _passed_on(found: ReferralPage) -> Iterator[Entry]:
    """A line for each stage of the road to which the child was passed on."""
    for one in found.onward:
        is_named = bool(one.to) and one.state != Handover.State.DECLINED
        is_waiting = one.state in (Handover.State.SENT, Handover.State.DECLINED)
        yield Entry(
            progress=DONE if is_named else OPEN,
            title=f"Pass on: {words.lower_first(one.title)}",
            at=(one.thread,) if is_waiting else None,
            hint=one.says,
        )
    if not found.onward:
        waits = found.standing.waits
        yield Entry(progress=WAITS if waits else OVER, hint=FIRST_DECIDE if waits else "")


def _closed(found: ReferralPage) -> list[Entry]:
    if found.standing.closed_on is not None:
        return [Entry(progress=DONE, title=TO_CLOSE, hint=f"{words.long_date(found.standing.closed_on)}.")]
    if found.standing.waits:
        return [Entry(progress=WAITS, title=TO_CLOSE, hint=FIRST_DECIDE)]
    nothing = found.standing.no_further_action
    return [Entry(progress=OVER if nothing else OPEN, title=TO_CLOSE, at=(found.referral.ref,))]


# --- The steps -------------------------------------------------------------------------------------

COMES_IN = ("front_door.report", "front_door.public", "front_door.link", "front_door.take")

STEPS = (
    Step(
        key="front_door.report",
        title="Tell the front door of a worry",
        who="School, health, police or another service",
        needs=REPORT,
        page="front_door:report",
        api="front_door.send_report",
    ),
    Step(
        key="front_door.public",
        title="Tell us of a worry, without signing in",
        who="Anybody, where the authority says so",
        needs=REPORT,
        page="front_door:tell-us",
    ),
    Step(
        key="front_door.link",
        title="Report or answer by a link that is used once",
        who=f"Somebody of another service; the link is made by a {words.lower_first(OFFICER)}",
        needs=SEND_LINK,
        page="front_door:links",
        api="front_door.make_report_link",
    ),
    Step(
        key="front_door.take",
        title="Record the contact",
        who=OFFICER,
        needs=TAKE_CONTACT,
        about=CONTACT.key,
        entries=_taken,
        page="front_door:take",
        api="front_door.take_contact",
    ),
    Step(
        key="front_door.match",
        title="Say who each person is",
        who=OFFICER,
        needs=TAKE_CONTACT,
        about=CONTACT.key,
        after=COMES_IN,
        entries=_matched,
        page="front_door:person",
        api="front_door.say_who",
    ),
    Step(
        key="front_door.triage",
        title="Triage the contact",
        who=OFFICER,
        needs=TAKE_CONTACT,
        about=CONTACT.key,
        after=COMES_IN,
        entries=_triaged,
        asks=Questions(form=TriageForm, action=triage, shared=True),
        api="front_door.triage_contact",  # refuses whoever has not read the triage that stands
    ),
    Step(
        key="front_door.ask",
        title="Ask a partner",
        who=OFFICER,
        needs=ASK_PARTNERS,
        about=CONTACT.key,
        after=COMES_IN,
        asks=Questions(
            form=AskForm,
            action=ask_partner,
            keeps=PartnerCheck,
            intro="They see whom you ask about, your question and the basis; not the contact, nor who made it.",
            button="Ask them",
            saved="{organisation.name} was asked.",
        ),
    ),
    Step(
        key="front_door.answer",
        title="Answer what the front door asks",
        who="Police, health or education",
        needs=ANSWER_CHECK,
        about=CONTACT.key,
        after=("front_door.ask",),
        entries=_answered,
        page="front_door:check",
        api="front_door.answer_check",
    ),
    Step(
        key="front_door.decide",
        title="Decide what comes of the contact",
        who=MANAGER,
        needs=DECIDE,
        about=CONTACT.key,
        after=("front_door.match", "front_door.triage", "front_door.answer"),
        rule=rules.CONTACT_DECISION,
        entries=_decided,
        page="front_door:contact",
        api="front_door.decide_contact",
    ),
    Step(
        key="front_door.decide_referral",
        title="Decide the referral",
        who=MANAGER,
        needs=DECIDE,
        about=CONTACT.key,
        after=("front_door.decide",),
        rule=rules.REFERRAL_DECISION,
        clears=DECIDE_TASK,
        entries=_referral_decided,
        page="front_door:referral",
        api="front_door.decide_referral",
    ),
    Step(
        key="front_door.tell",
        title="Tell whoever told us",
        who=f"{MANAGER}, with the decision",
        needs=DECIDE,
        about=CONTACT.key,
        after=("front_door.decide",),
        rule=rules.REFERRAL_DECISION,
        entries=_told,
        page="front_door:contact",
        api="front_door.decide_contact",
    ),
    Step(
        key="front_door.information",
        title="Read what is new about a child",
        who="Whoever works with the child",
        needs=READ_REFERRAL,
        after=("front_door.decide",),
        clears=INFORMATION,
        page="front_door:information",
        api="front_door.information_read",
    ),
    Step(
        key="front_door.pass_on",
        title="Pass on to whoever takes it up",
        who=MANAGER,
        needs=MOVE_WORK,
        about=REFERRAL.key,
        after=("front_door.decide_referral",),
        hands_to=_ahead(),
        clears=NAME_TAKER,
        entries=_passed_on,
        page="casework:handover-to",
        api="casework.pass_handover_to",
    ),
    Step(
        key="front_door.close",
        title="Close the referral, or open it again",
        who=MANAGER,
        needs=CLOSE,
        about=REFERRAL.key,
        after=("front_door.decide_referral",),
        entries=_closed,
        page="front_door:referral-close",
        api="front_door.close_referral",
    ),
)
