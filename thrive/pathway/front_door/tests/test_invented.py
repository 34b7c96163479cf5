"""What the invented authority's contacts are written as is what the front door's own actions write."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import models, transaction

from thrive.base.access import invented as access
from thrive.base.access.invented import Cast
from thrive.base.access.rules import OrganisationKind
from thrive.base.people import intake
from thrive.base.people.models import Life, Name, Person
from thrive.base.record.models import Event, EventAbout
from thrive.pathway.front_door.actions import checking, closing, deciding, matching, taking, triaging
from thrive.pathway.front_door.actions.taking import Stated, Told
from thrive.pathway.front_door.invented import contacts, words, writing
from thrive.pathway.front_door.invented.plans import Asked, Child, Closed, Planned
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
    Triage,
)
from thrive.pathway.front_door.rules.contacts import Channel, Consent, Level, Outcome, Response

pytestmark = pytest.mark.django_db
MODELS = (
    Contact, ContactPerson, ContactMatch, Triage, PartnerCheck, CheckAbout, CheckAnswer, ContactDecision, DecisionNeed,
    Referral, ReferralDecision, ChosenResponse, ReferralClosure, Reply, Event, EventAbout,
)  # fmt: skip
NOT_COMPARED = {"id", "ref", "replaces"}  # keys differ; what replaces what is seen by when it was replaced
#: What an action knows of today's work alone, and a history leaves out.
TOLD = {"form": "police", "channel": Channel.WRITTEN, "in_danger": "no", "family_knows": "yes"}


def at(day: int, hour: int) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC)


def told(**values: Any) -> Told:
    said = {**TOLD, "consent": Consent.NOT_SOUGHT, "concern": "Shouting.", "source": {"code": "6"}, **values}
    return Told(**said)


def child(person: Person, outcome: Outcome = Outcome.REFERRAL, **values: Any) -> Child:
    said = {"level": Level.FAMILY_HELP_S17, "reason": "As it looks.", "stated": Stated(given="Ava"), **values}
    return Child(key=person.pk, outcome=outcome, **said)


@pytest.fixture
def cast() -> Cast:
    with time_machine.travel(at(1, 9), tick=False):
        cast = access.make(as_of=dt.date(2026, 3, 20), children=0)
        contacts.publish(cast)
    return cast


@pytest.fixture
def family(cast) -> list[Person]:
    facts = [
        [Name(kind="legal", given=one, family="Okoro"), Life(born_on=dt.date(2018, 3, 4))] for one in ("Ava", "Theo")
    ]
    return intake.add_people(
        [intake.NewPerson(authority=cast.authority, facts=some, has_childhood_record=True) for some in facts],
        by=cast.by, source="test",
    )  # fmt: skip


def plans(ava: Person, theo: Person) -> list[Planned]:
    """A referral decided with its contact and closed; one decided late, days after; a contact that came to nothing."""
    both = {"told": told(asks_for_decision=True), "analysis": "The pattern worries us."}
    at_once = Planned(
        **both, received_at=at(2, 9), looked_at=at(2, 10), decided_at=at(3, 11),
        children=[
            child(ava, responses=(Response.FAMILY_HELP,), needs=("6.1", "8.3"), need="N1",
                  closed=Closed(on=dt.date(2026, 3, 6), code="RC7", need="N1")),
            child(theo, responses=(Response.NFA,), level=Level.COMMUNITY),
        ],
        asked=[Asked(kind=OrganisationKind.POLICE, answer="One call."), Asked(kind=OrganisationKind.HEALTH, answer="")],
    )  # fmt: skip
    later = Planned(
        told=told(is_anonymous=True), analysis="Nobody sees danger.", received_at=at(9, 9), looked_at=at(9, 10),
        decided_at=at(9, 12), answered_at=at(12, 15), answer_late="A partner was waited for.",
        children=[
            child(ava, responses=(Response.STRATEGY_DISCUSSION,), level=Level.PROTECTION, need="N1"),
            child(theo, responses=(Response.FAMILY_HELP,), need="N5"),
        ],
    )  # fmt: skip
    nothing = Planned(
        **both, received_at=at(14, 9), looked_at=at(14, 10), decided_at=at(17, 12), late="It was the weekend.",
        children=[child(theo, Outcome.NFA, level=Level.UNIVERSAL)],
    )  # fmt: skip
    return [at_once, later, nothing]


def act(plan: Planned, cast: Cast) -> None:
    """What people do, one after the other, each at their time."""
    officer, manager = cast.users["front_door_officer"], cast.users["front_door_manager"]
    with time_machine.travel(plan.received_at, tick=False):
        contact = taking.take_contact(
            plan.told, [one.stated for one in plan.children], by=officer, authority=cast.authority
        )
    stated = list(contact.people.order_by("number"))
    with time_machine.travel(plan.looked_at, tick=False):
        for one, person in zip(plan.children, stated, strict=True):
            matching.match_to(person, Person.objects.get(pk=one.key).subject, by=officer)
        triaging.triage(contact, by=officer, urgency="ordinary", worker=officer, is_ready=True, analysis=plan.analysis)
        for asked in plan.asked:
            partner = cast.users[writing.ANSWERING[asked.kind]]
            check = checking.ask_partner(
                contact, partner.organisation, by=officer, about=stated, question=writing.QUESTIONS[asked.kind],
                basis=writing.BASIS,
            )  # fmt: skip
            checking.answer_check(check, by=partner, kind="knows" if asked.answer else "nothing", words=asked.answer)
    with time_machine.travel(plan.decided_at, tick=False):
        judged = [
            deciding.Judged(
                person=person, outcome=one.outcome, level=one.level, reason=one.reason, needs=one.needs, need=one.need,
                responses=() if plan.answered_at else one.responses,
            )
            for one, person in zip(plan.children, stated, strict=True)
        ]  # fmt: skip
        done = deciding.decide(contact, judged, by=manager, late_because=plan.late)
    if plan.answered_at is not None:
        with time_machine.travel(plan.answered_at, tick=False):
            for one, referral in zip(plan.children, done.referrals, strict=True):
                deciding.decide_referral(
                    referral, by=manager, responses=one.responses, reason=one.reason, need=one.need,
                    late_because=plan.answer_late,
                )  # fmt: skip
    for one, referral in zip(plan.children, done.referrals, strict=False):
        if one.closed is not None:
            with time_machine.travel(writing.closed_at(one.closed.on), tick=False):
                closing.close_referral(
                    referral, by=manager, closed_on=one.closed.on, reason_code=one.closed.code, need=one.closed.need,
                    reason=words.CLOSED,
                )  # fmt: skip


def rows() -> dict[str, list[tuple]]:
    """Every row of the front door and its events, by its values; what it points at within the front door by place."""
    return {model.__name__: sorted(_values(model), key=str) for model in MODELS}


def _values(model: type[models.Model]) -> list[tuple]:
    names = [one for one in model._meta.concrete_fields if one.name not in NOT_COMPARED]
    places = {one: {key: place for place, key in enumerate(_keys(one))} for one in MODELS}
    found = []
    for row in model._base_manager.order_by("pk"):
        values = []
        for one in names:
            value = getattr(row, one.attname)
            if one.is_relation and one.related_model in places:
                value = places[one.related_model].get(value)
            if one.name == "object_id":
                value = _told_by(row)
            values.append((one.name, value))
        found.append(tuple(values))
    return found


def _keys(model: type[models.Model]) -> list[int]:
    """Keys in an order that both ways share: by what the rows say, not by when they were written."""
    if model is Event:
        return [
            one.pk for one in sorted(Event.objects.all(), key=lambda one: (str(_told_by(one)), one.kind, one.title))
        ]
    return list(model._base_manager.order_by("pk").values_list("pk", flat=True))


def _told_by(event: Event) -> tuple:
    """What an event tells of: which model, of whom, at its place."""
    model = next(one for one in MODELS if one._meta.label_lower == event.object_type)
    return event.object_type, _keys(model).index(event.object_id)


def test_the_rows_of_a_history_are_those_of_the_actions(cast, family):
    planned = plans(*family)
    with time_machine.travel(at(20, 9), tick=False), transaction.atomic():
        writing.write(planned, cast=cast)
        written = rows()
        transaction.set_rollback(True)
    for one in planned:
        act(one, cast)
    with time_machine.travel(at(20, 9), tick=False):
        acted = rows()
    assert all(acted[model.__name__] for model in MODELS)
    for name in written:
        assert written[name] == acted[name], name
