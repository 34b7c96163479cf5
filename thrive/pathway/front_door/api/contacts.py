"""Contacts over HTTP: what is asked of whoever makes one, taking one, the open ones, and one of them."""

import datetime as dt
from typing import Annotated, Literal

from django.core.paginator import Paginator
from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import Call, CallOfUser
from thrive.base.access.calls.shapes import PageNumber, Ref, one_of
from thrive.base.access.calls.typed import checked
from thrive.base.calendar import clock
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions import following, taking
from thrive.pathway.front_door.api.room import DoorKept, Words, faults_named, room
from thrive.pathway.front_door.api.seen import ContactSeen, contact_seen
from thrive.pathway.front_door.api.sent import ContactSent, called, filled, named
from thrive.pathway.front_door.forms.contact import ContactForm
from thrive.pathway.front_door.permissions import READ_CONTACT, READ_REFERRAL, TAKE_CONTACT
from thrive.pathway.front_door.queries import board as boards
from thrive.pathway.front_door.queries import contacts
from thrive.pathway.front_door.queries import people as people_queries
from thrive.pathway.front_door.queries.board import COLUMNS, Card

SHOWN = 30  # contacts on a page of the list
Stage = Annotated[str, Field(pattern=one_of(COLUMNS))]
UrgencyKey = Annotated[str, Field(pattern=one_of(rules.URGENCIES))]


class FormSeen(Schema):
    """A kind of contact, which bodies use it, and what it asks beyond the rest."""

    key: str
    title: str
    used_by: list[str]
    asks: list[str]
    asks_for_decision: bool


class NeedsUnder(Schema):
    """Needs of the national reference set under a headline outcome."""

    heading: str
    needs: list[Words]


class ContactQuestions(Schema):
    """What the keys of contacts, triage and decisions mean. `harm` is the set of questions that is asked today."""

    forms: list[FormSeen]
    channels: list[Words]
    consents: list[Words]
    family_knows: list[Words]
    urgencies: list[Words]
    harm_version: str
    harm: list[Words]
    outcomes: list[Words]
    responses: list[Words]
    levels: list[Words]
    needs_version: str
    needs: list[NeedsUnder]


class WorkerListed(Schema):
    """Somebody who works at the front door."""

    ref: str
    name: str


class WorkersListed(Schema):
    """Who may look into a contact."""

    workers: list[WorkerListed]


class ContactListed(Schema):
    """An open contact. `source`: which body told of it; empty where that might tell where somebody is. `due_on` is of
    the contact or, once that is decided, of its referral."""

    ref: str
    title: str
    stage: str
    children: list[str]
    received_at: dt.datetime
    in_danger: bool
    source: str
    worker: str
    urgency: str
    waiting_for: list[str]
    due_on: dt.date
    is_late: bool


class ContactsListed(Schema):
    """A page of the open contacts, the most pressing first. `more`: there are more than are looked at."""

    contacts: list[ContactListed]
    total: int
    more: bool
    page: int
    pages: int


@room.read("/contacts/questions", needs="signed in", answers=ContactQuestions)
def contact_questions(request: Call) -> ContactQuestions:
    """Read what is asked of a contact, and what each key means."""
    asked = rules.harm_questions(clock.today())
    forms = [
        FormSeen(
            key=one.key,
            title=one.title,
            used_by=sorted(one.kinds),
            asks=["incident_on" if name == "happened_on" else name for name in one.asks],
            asks_for_decision=one.asks_for_decision,
        )
        for one in rules.FORMS.values()
    ]
    return ContactQuestions(
        forms=forms,
        channels=_words(rules.CHANNELS),
        consents=_words(rules.CONSENTS),
        family_knows=_words(rules.WHOSE_KNOWLEDGE),
        urgencies=_words(rules.URGENCIES),
        harm_version=asked.version,
        harm=_words(asked.asks),
        outcomes=[Words(key=one.key, words=one.title) for one in rules.CONTACT_OUTCOMES.values()],
        responses=[Words(key=one.key, words=one.title) for one in rules.RESPONSES.values()],
        levels=_words(rules.LEVELS),
        needs_version=rules.NEEDS_VERSION,
        needs=[
            NeedsUnder(heading=heading, needs=[Words(key=one.code, words=one.words) for one in some])
            for heading, some in rules.headings().items()
        ],
    )


@room.read("/contacts", needs=READ_CONTACT, answers=ContactsListed, people_only=True)
def list_contacts(
    request: CallOfUser,
    stage: Stage | None = None,
    urgency: UrgencyKey | None = None,
    whose: Literal["all", "mine", "nobody"] = "all",
    late: bool = False,
    page: PageNumber = 1,
) -> ContactsListed:
    """List the open contacts of one's authority, as the board has them; without referrals that files brought.

    Without those about a record that is closed to the caller. `whose`: which the caller, or nobody yet, looks into.
    """
    viewer = request.viewer
    board = boards.board(viewer=viewer)
    wanted = {"mine": viewer.pk, "nobody": None}
    cards = [
        one
        for one in board.cards
        if one.contact is not None
        and (stage is None or one.column == stage)
        and (urgency is None or one.urgency == urgency)
        and (whose == "all" or _worker(one) == wanted[whose])
        and (one.is_late or not late)
    ]
    shown = Paginator(cards, SHOWN).get_page(page)
    return ContactsListed(
        contacts=[_listed(one) for one in shown.object_list],
        total=len(cards),
        more=board.more,
        page=shown.number,
        pages=shown.paginator.num_pages,
    )


@room.write("/contacts", needs=TAKE_CONTACT, answers=DoorKept)
def take_contact(request: CallOfUser, sent: ContactSent) -> DoorKept:
    """Take a contact: what somebody told the front door, in their words.

    Nobody is matched by it: ask next who each of its people may be. By workers of the front door; other services send
    `POST /reports`.
    """
    viewer = request.viewer
    authority = viewer.organisation.authority
    assert authority is not None  # the front door is of an authority
    default = rules.FORMS[sent.form].asks_for_decision
    form = checked(lambda data: ContactForm(data), filled(sent, asks_for_decision=default), called=called)
    with faults_named(named):
        made = taking.take_contact(
            form.told(), form.stated(), by=viewer, authority=authority, received_at=sent.received_at
        )
    return DoorKept(ref=made.ref)


@room.read("/contacts/workers", needs=TAKE_CONTACT, answers=WorkersListed, people_only=True)
def list_workers(request: CallOfUser) -> WorkersListed:
    """List who works at the front door today, and may look into a contact."""
    found = people_queries.workers(viewer=request.viewer)
    return WorkersListed(workers=[WorkerListed(ref=one.ref, name=one.name) for one in found])


@room.read("/contacts/{ref}", needs=READ_CONTACT, answers=ContactSeen, people_only=True)
def read_contact(request: CallOfUser, ref: Ref) -> ContactSeen:
    """Read a contact: what was said, of whom, who they are, what was there before, what was decided."""
    return contact_seen(contacts.contact(viewer=request.viewer, ref=ref))


@room.read("/information/{ref}", needs=READ_REFERRAL, answers=ContactSeen, people_only=True)
def read_information(request: CallOfUser, ref: Ref) -> ContactSeen:
    """Read what the front door was told about children the caller works with, and of nobody else."""
    return contact_seen(contacts.information(viewer=request.viewer, ref=ref))


@room.write("/information/{ref}/read", needs=READ_REFERRAL, answers=DoorKept, status=200)
def information_read(request: CallOfUser, ref: Ref) -> DoorKept:
    """Say that one has read it: it leaves one's list, and that of one's team."""
    found = contacts.information(viewer=request.viewer, ref=ref)
    following.read_information(found.contact, by=request.viewer)
    return DoorKept(ref=ref)


def _words(table) -> list[Words]:  # type: ignore[no-untyped-def]
    return [Words(key=str(key), words=said) for key, said in table.items()]


def _worker(one: Card) -> int | None:
    """The key of whoever looks into it."""
    triage = getattr(one.contact, "triage_now", None)
    return triage.worker_id if triage else None


def _listed(one: Card) -> ContactListed:
    assert one.contact is not None  # referrals that files brought are left out before
    return ContactListed(
        ref=one.contact.ref,
        title=one.contact.report_form.title,
        stage=one.column,
        children=list(one.children),
        received_at=one.contact.received_at,
        in_danger=one.contact.in_danger == "yes",
        source=one.source,
        worker=one.worker,
        urgency=one.urgency,
        waiting_for=list(one.waiting_for),
        due_on=one.due.on,
        is_late=one.is_late,
    )
