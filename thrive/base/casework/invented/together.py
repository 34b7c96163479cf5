"""What was done together with a family that guides name: a plan, a meeting that was held, one to come, and a letter.

Done through the same actions as a worker's, so that tasks, timelines and entries of the log are as in real use.
"""

import datetime as dt
from collections.abc import Sequence

from thrive.base.access.invented import Cast
from thrive.base.access.models import Subject, User
from thrive.base.calendar import clock
from thrive.base.casework.actions import meetings, plans
from thrive.base.casework.actions.letters import send_letter
from thrive.base.casework.actions.meetings import Said
from thrive.base.casework.actions.plans import ActionSaid, NeedSaid, OpinionSaid
from thrive.base.casework.models import Meeting, Seat
from thrive.base.casework.queries import circulating
from thrive.base.casework.queries.writing import Recipient
from thrive.base.offers import REGISTRY
from thrive.base.people.invented.writing import Written
from thrive.base.people.models import Card

FAMILY = "Marlowe"
SOON = dt.timedelta(days=9)
LATER = dt.timedelta(days=42)


def write(written: Sequence[Written], *, cast: Cast) -> None:
    """Leave a plan, two meetings and a letter with the family of Ava, where it is among these."""
    family = next((one for one in written if one.plan.name.startswith(FAMILY) and one.plan.number < 0), None)
    if family is None:
        return
    people = {card.name.split(" ")[0]: card.person_id for card in Card.objects.filter(pk__in=family.keys)}
    subjects = {one.pk: one for one in Subject.objects.filter(pk__in=people.values())}
    if not {"Ava", "Theo", "Kelly"} <= people.keys():
        return
    ava, theo, kelly = (subjects[people[name]] for name in ("Ava", "Theo", "Kelly"))
    lead = User.objects.get(pk=cast.leads[0][0].pk)
    _plan(ava, theo, kelly, lead, cast)
    _met(ava, kelly, lead)
    send_letter(
        REGISTRY.letters["casework.family_letter"],
        about=[ava],
        by=lead,
        to=Recipient(person=kelly),
        parts={
            "says": "Thank you for coming on Monday. You told us how hard mornings are, and that Ava sleeps badly.",
            "next": "We will ring you on Thursday, after you have talked to the school.",
        },
        how="hand",
        sent_on=clock.today(),
    )


def _plan(ava: Subject, theo: Subject, kelly: Subject, lead: User, cast: Cast) -> None:
    """A safety plan that its writer took back, and a family plan: a first version that was agreed to, and a second that
    is to be."""
    kind, today = REGISTRY.plans["casework.family_plan"], clock.today()
    bed = NeedSaid(
        need="Sleep",
        outcome="We all sleep through, and nobody is tired in the morning.",
        known_by="Ava and Theo are on time and awake, says the school.",
        actions=[
            ActionSaid(what="Find a bed for Ava", user=lead, due_on=today + SOON),
            ActionSaid(what="Put the lights out at eight", person=kelly),
        ],
    )
    opinions = {
        ava.pk: OpinionSaid(text="I want my own bed, and my blue blanket."),
        theo.pk: OpinionSaid(why_not="He is too young to be asked"),
        kelly.pk: OpinionSaid(text="It is a start. I would like help before eight, not after."),
    }
    safe = NeedSaid(
        need="Somebody to ring",
        outcome="Ava knows whom she can ring at night.",
        actions=[ActionSaid(what="Put her aunt’s number by the telephone", person=kelly)],
    )
    early = plans.begin_plan(
        REGISTRY.plans["casework.safety_plan"], about=[ava], by=lead, needs=[safe], opinions=opinions,
        review_on=today + SOON,
    )  # fmt: skip
    plans.take_back_version(early, by=lead, why="Kelly wants to talk it over with her sister first")
    first = plans.begin_plan(kind, about=[ava], by=lead, needs=[bed], opinions=opinions, review_on=today + LATER)
    plans.answer_version(first, by=User.objects.get(pk=cast.manager.pk), outcome="agreed")
    steps = list(first.plan.steps.order_by("pk"))
    plans.record_progress(steps[0], by=lead, state="under_way", said="Ordered; it comes next week")
    kept = [
        ActionSaid(what=one.what, user=one.user, person=one.person, due_on=one.due_on, step=step.ref)
        for one, step in zip(bed.actions, steps, strict=True)
    ]
    school = NeedSaid(
        need="School",
        outcome="Ava is there before the bell.",
        actions=[ActionSaid(what="Ask for a place at breakfast club", name="The school’s family worker")],
    )
    more = NeedSaid(need=bed.need, outcome=bed.outcome, known_by=bed.known_by, actions=kept)
    plans.write_version(
        first.plan, kind=kind, by=lead, needs=[more, school], opinions=opinions, review_on=today + LATER,
        why="The school asked what helps in the mornings", seen=1,
    )  # fmt: skip


def _met(ava: Subject, kelly: Subject, lead: User) -> None:
    """A meeting that was held this morning and minuted, and one that is to be."""
    kind = REGISTRY.meetings["casework.family_meeting"]
    now = clock.now()
    held = meetings.set_up_meeting(
        kind, about=[ava], by=lead, purpose="plan", starts_at=now, where="The family’s home", chair=lead.name
    )
    mother, worker = _seats(held, kelly, lead)
    entries = meetings.record_meeting(
        held,
        by=lead,
        attendance={mother.pk: ("present", ""), worker.pk: ("present", "")},
        said=[
            Said(kind="note", text="Mornings are hard. Kelly is up with Theo three times a night."),
            Said(kind="child_view", text="I am tired at school and I get told off.", subject=ava.pk),
            Said(kind="view", text="Kelly has asked for help and takes it.", seat=worker.pk, outcome="Help goes on"),
            Said(kind="decision", text="It has begun to work.", subject=ava.pk, outcome="goes_on"),
            Said(kind="action", text="Ring the school about breakfast club", seat=worker.pk),
        ],
    )
    said = Said(kind="dissent", text="Theo needs somebody at night.", seat=mother.pk, against=entries[3].pk)
    meetings.record_meeting(held, by=lead, said=[said])
    meetings.end_meeting(held, by=lead, ended_at=now)
    meetings.write_minutes(held, by=lead, text="We agreed that help goes on, and to look at nights again.")
    send_letter(
        REGISTRY.letters["casework.minutes"], about=[], by=lead, to=circulating.recipient_of(mother), parts={},
        how="hand", sent_on=clock.today(), of=mother.ref,
    )  # fmt: skip
    to_be = meetings.set_up_meeting(
        kind, about=[ava], by=lead, purpose="review", starts_at=now + LATER, where="The library", chair=lead.name
    )
    _seats(to_be, kelly, lead)


def _seats(meeting: Meeting, kelly: Subject, lead: User) -> tuple[Seat, Seat]:
    mother = meetings.add_seat(meeting, by=lead, agency="family", right="all", person=kelly, part="mother")
    worker = meetings.add_seat(meeting, by=lead, agency="social_care", right="all", user=lead)
    return mother, worker
