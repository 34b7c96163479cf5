"""Contacts that are open: some about the first families, so that the front door has something to do.

One at each stage came in within two hours of the moment at which the authority is made, as drafts do, whatever day its
histories are set on. The others came in on that day and the days before, so that some of them are late. All of them are
made by the front door's own actions.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from random import Random
from typing import Any

from thrive.base.access.invented import Cast
from thrive.base.access.models import Organisation, User
from thrive.base.access.rules import OrganisationKind, Restriction
from thrive.base.calendar import clock
from thrive.base.history.refs import repeatable
from thrive.base.people.invented.writing import Written
from thrive.base.people.models import Card, Person
from thrive.pathway.front_door import facts, permissions
from thrive.pathway.front_door.actions import checking, deciding, matching, taking, thresholds, triaging
from thrive.pathway.front_door.actions.deciding import Judged
from thrive.pathway.front_door.actions.taking import Stated, Told
from thrive.pathway.front_door.invented import rates, words
from thrive.pathway.front_door.models import Contact
from thrive.pathway.front_door.rules import FORMS, LEVELS
from thrive.pathway.front_door.rules.contacts import Channel, Consent, Level, Outcome

LATEST = dt.timedelta(hours=2)  # how long ago the first came; the others between then and now
AGES = (0, 0, 0, 0, 1, 1, 1, 2, 3, 5)  # days ago on which the open ones of the last days came
SAID = {
    Level.UNIVERSAL: "The child does well with what every family has: home, school, nursery, health visitor, doctor.",
    Level.COMMUNITY: "One or two needs that a service nearby can meet, with the family’s agreement and one plan.",
    Level.FAMILY_HELP: "Several needs that touch each other. A lead practitioner brings family and services together.",
    Level.FAMILY_HELP_S17: "The child is unlikely to be healthy or to develop well without services, or is disabled.",
    Level.PROTECTION: "There is reasonable cause to suspect that the child suffers, or may suffer, significant harm.",
}


def write(written: Sequence[Written], *, cast: Cast, seed: int, as_of: dt.date, families: int) -> None:
    """Tell the front door of as many children as there are: one at each stage, then others of the last days, more of
    them in a larger authority (`families` are all that it has)."""
    now = clock.now()
    stages: tuple[Callable[[Cast, Card, dt.datetime], object], ...] = (
        _school_has_told, _passed_on, _police_are_asked_of, _neighbour_did_not_know_the_name, _ready_to_decide,
        _referral_waits,
    )  # fmt: skip
    children = _children(written)
    for number, (stage, card) in enumerate(zip(stages, children, strict=False)):
        with repeatable(f"{seed}:contact:{number}"):  # each by itself: a first question on a connection draws refs too
            stage(cast, card, now - LATEST + number * dt.timedelta(minutes=20))
    count = min(rates.OPEN, families // rates.FAMILIES_FOR_ONE_OPEN)
    for number, card in enumerate(islice(children, count)):
        rng = Random(f"{seed}:open:{number}")
        with repeatable(f"{seed}:open:{number}"):
            _open(cast, card, min(_some_time(rng, as_of), now), rng)


def _some_time(rng: Random, as_of: dt.date) -> dt.datetime:
    """A time of that day or of the days before, oftenest of the last."""
    day = as_of - dt.timedelta(rng.choice(AGES))
    return clock.start_of(day) + dt.timedelta(minutes=rng.randrange(8 * 60, 17 * 60))


def _open(cast: Cast, card: Card, at: dt.datetime, rng: Random) -> None:
    """An open contact as far as it has come: new, matched and looked into, at a partner, or ready to be decided."""
    officer = cast.users["front_door_officer"]
    form = rng.choice(("school", "police", "health", "public", "council", "professional"))
    asks = FORMS[form].asks_for_decision
    concern = rng.choice(words.CONCERNS[rng.choice(("N1", "N3", "N4", "N5"))])
    contact = _take(cast, card, at, by=officer, form=form, asks=asks, concern=concern)
    stage = rng.choice(("new", "looking", "looking", "waiting", "ready"))
    if stage == "new":
        return
    _match(contact, card, officer)
    triaging.triage(
        contact, by=officer, urgency=rng.choice(("today", "ordinary", "ordinary")), worker=officer,
        is_ready=stage == "ready", analysis=rng.choice(words.ANALYSIS),
    )  # fmt: skip
    partner = cast.partners.get(OrganisationKind.POLICE)
    if stage == "waiting" and partner is not None:
        checking.ask_partner(
            contact, partner, by=officer, about=list(contact.people.all()), basis="public_task",
            question="Incidents with these people in the last 12 months.",
        )  # fmt: skip


def _children(written: Sequence[Written]) -> Iterator[Card]:
    """A named child of each family that anybody at the front door may know of."""
    for one in written:
        keys = [one.keys[place] for place in one.plan.children]
        cards = Card.objects.filter(
            pk__in=keys, where_guarded=False, person__subject__restriction=Restriction.ORDINARY, born_on__isnull=False
        ).exclude(name="")
        card = cards.order_by("pk").first()
        if card is not None:
            yield card


def publish(cast: Cast) -> None:
    """Publish the authority's threshold document, by which its decisions are judged."""
    document = thresholds.enter_thresholds(
        cast.authority,
        by=cast.users["front_door_manager"],
        title="Right help in Wexmoor",
        in_force_from=clock.today().replace(day=1, month=1),
        criteria={level: SAID[level] for level in LEVELS},
    )
    thresholds.check_thresholds(document, by=cast.manager)


def _school_has_told(cast: Cast, card: Card, at: dt.datetime) -> None:
    lead = cast.users["designated_safeguarding_lead"]
    _take(
        cast, card, at, by=lead, organisation=lead.organisation, form="school", asks=True,
        concern="Came in without a coat again and asked to stay after school. Says there is shouting at night.",
        child_words="I do not like it when they shout.",
    )  # fmt: skip


def _police_are_asked_of(cast: Cast, card: Card, at: dt.datetime) -> None:
    officer = cast.users["front_door_officer"]
    contact = _take(
        cast, card, at, by=officer, form="police", asks=False, children_present="yes", source_reference="WX/2291",
        concern="Officers were called to an argument between two adults at the address. A child was upstairs, awake.",
    )  # fmt: skip
    _match(contact, card, officer)
    triaging.triage(contact, by=officer, urgency="today", worker=officer, analysis="Third call this autumn.")
    health = cast.partners.get(OrganisationKind.HEALTH)
    if health is not None:
        checking.ask_partner(
            contact, health, by=officer, about=list(contact.people.all()), basis="public_task",
            question="Appointments missed in the last year, and any injury.",
        )  # fmt: skip


def _neighbour_did_not_know_the_name(cast: Cast, card: Card, at: dt.datetime) -> None:
    street = card.address.partition(",")[0].lstrip("0123456789 ")
    told = _told(form="public", asks=False, concern="A neighbour has seen a small child alone in the yard, twice.")
    taking.take_contact(
        replace(told, channel=Channel.PUBLIC),
        [Stated(address=street)],
        by=permissions.public_form(cast.authority.pk),
        authority=cast.authority,
        received_at=at,
    )


def _ready_to_decide(cast: Cast, card: Card, at: dt.datetime) -> None:
    officer = cast.users["front_door_officer"]
    contact = _take(
        cast, card, at, by=officer, form="health", asks=True,
        concern="Two appointments missed and weight not followed since July. The mother says she is not coping.",
    )  # fmt: skip
    _match(contact, card, officer)
    triaging.triage(
        contact, by=officer, urgency="ordinary", worker=officer, is_ready=True,
        analysis="The mother asks for help herself. Nobody sees danger now.",
    )  # fmt: skip


def _referral_waits(cast: Cast, card: Card, at: dt.datetime) -> None:
    """The contact is decided; how to respond to the referral is not."""
    officer = cast.users["front_door_officer"]
    contact = _take(
        cast, card, at, by=officer, form="self", asks=True,
        concern="A father rang. He has the children alone since Monday and does not know how to go on.",
    )  # fmt: skip
    stated = _match(contact, card, officer)
    judged = Judged(
        person=stated, outcome=Outcome.IMMEDIATE_PROTECTION, level=Level.FAMILY_HELP_S17,
        reason="Nobody is with the children in the evening.",
    )  # fmt: skip
    deciding.decide(contact, [judged], by=cast.users["front_door_manager"])


def _passed_on(cast: Cast, card: Card, at: dt.datetime) -> None:
    """Decided: told to whoever works with the child, or, where nobody does, answered with advice."""
    officer, lead = cast.users["front_door_officer"], cast.users["designated_safeguarding_lead"]
    contact = _take(
        cast, card, at, by=lead, organisation=lead.organisation, form="school", asks=False,
        concern="Much better attendance this month. Wanted to say so.",
    )  # fmt: skip
    stated = _match(contact, card, officer)
    working = facts.open_work([Person.objects.select_related("subject").get(pk=card.pk).subject])
    judged = Judged(
        person=stated,
        outcome=Outcome.LINK_TO_OPEN_WORK if working[card.pk] else Outcome.INFO_ADVICE,
        level=Level.COMMUNITY,
        reason="Good news, for whoever works with the family.",
    )
    deciding.decide(contact, [judged], by=cast.users["front_door_manager"], reply="Thank you for telling us.")


def _told(*, form: str, asks: bool, concern: str, **more: Any) -> Told:
    return Told(
        form=form, channel=Channel.TELEPHONE, asks_for_decision=asks, concern=concern, in_danger="no",
        family_knows="not_known", consent=Consent.NOT_SOUGHT, **more,
    )  # fmt: skip


def _take(
    cast: Cast,
    card: Card,
    at: dt.datetime,
    *,
    by: User,
    form: str,
    asks: bool,
    concern: str,
    organisation: Organisation | None = None,
    **more: str,
) -> Contact:
    given, _, family = card.name.rpartition(" ")
    stated = Stated(given=given, family=family, born_on=card.born_on, address=card.address, postcode=card.postcode)
    return taking.take_contact(
        _told(form=form, asks=asks, concern=concern, **more), [stated], by=by, authority=cast.authority,
        received_at=at, organisation=organisation,
    )  # fmt: skip


def _match(contact: Contact, card: Card, officer: User):  # type: ignore[no-untyped-def]
    stated = contact.people.get()
    matching.match_to(stated, Person.objects.select_related("subject").get(pk=card.pk).subject, by=officer)
    return stated
