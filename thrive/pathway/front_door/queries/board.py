"""The board of open contacts: what has come in, where it stands, by when it is to be decided."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.models import Subject, User
from thrive.base.calendar import clock
from thrive.base.casework.models import ImportedElement
from thrive.base.history import audit
from thrive.base.law import Due
from thrive.base.local import facts as local
from thrive.base.offers import ElementKind
from thrive.pathway.front_door import facts, rules
from thrive.pathway.front_door.models import (
    CheckAnswer,
    Contact,
    ContactDecision,
    ContactPerson,
    PartnerCheck,
    Referral,
    ReferralClosure,
    ReferralDecision,
)
from thrive.pathway.front_door.permissions import READ_CONTACT
from thrive.pathway.front_door.queries.contacts import readable
from thrive.pathway.front_door.queries.latest import with_latest

MOST = 200  # open contacts on the board
BROUGHT_WITHIN = dt.timedelta(
    31
)  # how old a referral of a file may be to wait here: what is older was decided elsewhere
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
    """An open contact on the board. `children` are as they are on record, or as the contact names them.

    `referral` is one without a contact, that a file brought and nobody has decided.
    """

    contact: Contact | None
    column: str
    children: Sequence[str]
    source: str  # which body told of it; empty where that might tell where somebody is
    worker: str
    urgency: str
    waiting_for: Sequence[str]
    due: Due
    referral: Referral | None = None

    @property
    def url(self) -> str:
        """The page where it is dealt with."""
        if self.contact is None:
            return reverse("front_door:referral", args=[self.referral.ref])  # type: ignore[union-attr]
        return reverse("front_door:contact", args=[self.contact.ref])

    @property
    def kind(self) -> str:
        """What kind of contact it is."""
        return self.contact.report_form.title if self.contact else "A referral that a file brought"

    @property
    def not_verified(self) -> str:
        """That its source is only who they say they are, in words; empty where that is known."""
        return self.contact.not_verified if self.contact else ""

    @property
    def is_danger(self) -> bool:
        """Whether a child may be in danger now."""
        return self.contact is not None and self.contact.in_danger == "yes"

    @property
    def came_at(self) -> dt.datetime:
        """When it came."""
        if self.contact is not None:
            return self.contact.received_at
        return clock.start_of(self.referral.happened_on)  # type: ignore[union-attr]

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
    """Open contacts of the viewer's authority, and referrals of the last month that a file brought undecided, less
    those about records that are closed to them. Seven queries at most.

    Raises NotAllowed.
    """
    policy.require_role(viewer, READ_CONTACT)
    rows = list(_open(viewer)[: MOST + 1])
    brought = list(_brought(viewer)[: MOST + 1])
    shown = _cards(rows[:MOST]) + _referral_cards(brought[: MOST - len(rows[:MOST])])
    audit.looked(viewer, "front_door.board.read", shown=len(shown))
    return Board(cards=sorted(shown, key=_pressing), more=len(rows) + len(brought) > MOST)


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


def _brought(viewer: User) -> "QuerySet[Referral]":
    """Referrals of the last month that a file brought, of which neither it nor anybody here says what was decided."""
    said = ImportedElement.objects.current().filter(
        Q(content__has_any_keys=["decided_on", "no_further_action"]) | Q(true_to__isnull=False),
        subject_id=OuterRef("subject_id"),
        kind=ElementKind.REFERRAL,
        natural_key=OuterRef("natural_key"),
    )
    rows = Referral.objects.current().filter(
        policy.visible(viewer, READ_CONTACT, "subject"),
        ~Exists(ReferralDecision.objects.current().filter(referral=OuterRef("pk"))),
        ~Exists(ReferralClosure.objects.current().filter(referral=OuterRef("pk"))),
        ~Exists(said),
        contact=None,
        authority_id=viewer.standing.authority_id or 0,
        happened_on__gte=clock.today() - BROUGHT_WITHIN,
    )
    return rows.select_related("subject__person__card", "authority").order_by("happened_on", "pk")


def _referral_cards(rows: Sequence[Referral]) -> list[Card]:
    found = []
    for one in rows:
        card = getattr(getattr(one.subject, "person", None), "card", None)
        name = card.name if card else ""
        due = facts.referral_due(one.happened_on, one.authority)
        found.append(Card(None, "referral", [name or "Name not given"], "", "", "", [], due, referral=one))
    return found


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
    return (card.urgency != "now" and not card.is_danger, card.due.on, card.came_at)
