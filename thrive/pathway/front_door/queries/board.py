"""The board of open contacts: what has come in, where it stands, by when it is to be decided."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from thrive.base.access import policy
from thrive.base.access.models import Subject, User
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.law import Due
from thrive.base.local import facts as local
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.models import (
    CheckAnswer,
    Contact,
    ContactDecision,
    ContactPerson,
    PartnerCheck,
    Referral,
    ReferralDecision,
)
from thrive.pathway.front_door.permissions import READ_CONTACT
from thrive.pathway.front_door.queries.contacts import readable
from thrive.pathway.front_door.queries.latest import with_latest

MOST = 200  # open contacts on the board
COLUMNS = {
    "new": "New",
    "matching": "Who is it?",
    "waiting": "Partners asked",
    "looking": "Being looked into",
    "ready": "Ready to decide",
    "referral": "Referral to decide",
}


@dataclass(frozen=True)
class Card:
    """An open contact on the board. `children` are as they are on record, or as the contact names them."""

    contact: Contact
    column: str
    children: Sequence[str]
    source: str  # which body told of it; empty where that might tell where somebody is
    worker: str
    urgency: str
    waiting_for: Sequence[str]
    due: Due

    @property
    def due_words(self) -> str:
        """By when it is to be decided, for a list."""
        return self.due.words(clock.today())

    @property
    def is_late(self) -> bool:
        """Whether the day has passed."""
        return self.due.is_missed_by(clock.today())

    @property
    def stage(self) -> str:
        """Where it stands, in words."""
        return COLUMNS[self.column]


@dataclass
class Board:
    """The open contacts, in columns and as one list; `more` where there are more than are shown."""

    cards: list[Card] = field(default_factory=list)
    more: bool = False

    @property
    def columns(self) -> list[tuple[str, list[Card]]]:
        """The columns in order, each with its contacts, the most pressing first."""
        return [(title, [one for one in self.cards if one.column == key]) for key, title in COLUMNS.items()]


def board(*, viewer: User) -> Board:
    """Open contacts of the viewer's authority, less those about records that are closed to them. Six queries at most.

    Raises NotAllowed.
    """
    policy.require_role(viewer, READ_CONTACT)
    rows = list(_open(viewer)[: MOST + 1])
    audit.looked(viewer, "front_door.board.read", shown=min(len(rows), MOST))
    return Board(cards=sorted(_cards(rows[:MOST]), key=_pressing), more=len(rows) > MOST)


def _open(viewer: User) -> "QuerySet[Contact]":
    undecided = (
        ContactPerson.objects.current()
        .filter(contact=OuterRef("pk"))
        .exclude(part=ContactPerson.Part.ADULT)
        .filter(~Exists(ContactDecision.objects.current().filter(person=OuterRef("pk"))))
    )
    unanswered = (
        Referral.objects.current()
        .filter(contact=OuterRef("pk"))
        .filter(~Exists(ReferralDecision.objects.current().filter(referral=OuterRef("pk"))))
    )
    children = ContactPerson.objects.current().exclude(part=ContactPerson.Part.ADULT).order_by("number")
    people = with_latest(children, "now__subject__person__card", now="matches")
    checks = (
        PartnerCheck.objects.current()
        .filter(~Exists(CheckAnswer.objects.current().filter(check_asked=OuterRef("pk"))))
        .select_related("organisation")
    )
    first = unanswered.order_by("happened_on", "pk").values("happened_on")[:1]
    rows = readable(viewer).annotate(is_undecided=Exists(undecided), referred_on=Subquery(first))
    return (
        with_latest(rows, "organisation", "authority", "triage_now__worker", triage_now="triages")
        .filter(Q(is_undecided=True) | Q(referred_on__isnull=False))
        .prefetch_related(Prefetch("people", people, to_attr="children"), Prefetch("checks", checks, to_attr="asked"))
        .order_by("received_at", "pk")
    )


def _cards(rows: Sequence[Any]) -> list[Card]:
    """Each with the day by which it is to be decided: the contact, or where that is done, the referral. Two queries."""
    if not rows:
        return []
    authority = rows[0].authority
    extra, variations = local.extra_holidays(authority), local.variations_for(authority)
    found = []
    for one in rows:
        column = _column(one)
        is_referral = column == "referral"
        start = one.referred_on if is_referral else one.happened_on
        declared = rules.REFERRAL_DECISION if is_referral else rules.CONTACT_DECISION
        rule = declared.on(start, variations, authority=authority.dfe_code)
        triage = getattr(one, "triage_now", None)
        is_guarded = any(_is_guarded(child) for child in one.children)
        found.append(
            Card(
                contact=one,
                column=column,
                children=[_name(child) for child in one.children],
                source="" if is_guarded or one.organisation is None else one.organisation.name,
                worker=triage.worker.name if triage and triage.worker else "",
                urgency=triage.urgency if triage else "",
                waiting_for=["a partner" if is_guarded else check.organisation.name for check in one.asked],
                due=Due.under(rule, start, extra),
            )
        )
    return found


def _column(contact: Any) -> str:
    triage = getattr(contact, "triage_now", None)
    if not contact.is_undecided:
        return "referral"
    if triage and triage.is_ready:
        return "ready"
    if _has_unknown(contact.children):
        return "matching" if triage else "new"
    if contact.asked:
        return "waiting"
    return "looking" if triage else "new"


def _has_unknown(children: Collection[ContactPerson]) -> bool:
    return any(getattr(one, "now", None) is None for one in children)


def _name(person: ContactPerson) -> str:
    card = getattr(getattr(_subject(person), "person", None), "card", None)
    return (card.name if card else "") or person.says


def _is_guarded(person: ContactPerson) -> bool:
    """Whether where the child is may be guarded, so that a school's name would tell."""
    subject = _subject(person)
    card = getattr(getattr(subject, "person", None), "card", None)
    return subject is not None and (subject.address_restricted or card is None or card.where_guarded)


def _subject(person: ContactPerson) -> Subject | None:
    match = getattr(person, "now", None)
    return match.subject if match else None


def _pressing(card: Card) -> tuple[bool, dt.date, dt.datetime]:
    """Danger first, then by the day it is due, then as it came."""
    return (card.urgency != "now" and card.contact.in_danger != "yes", card.due.on, card.contact.received_at)
