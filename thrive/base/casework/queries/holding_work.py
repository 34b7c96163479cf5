"""Who has the work with somebody, who had it, and what was handed over: the page of a record."""

import datetime as dt
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotFound
from thrive.base.access.models import Circle, CircleMember, Involvement, Subject, User
from thrive.base.access.rules import Purpose, Restriction, part_words
from thrive.base.calendar import clock
from thrive.base.casework import facts
from thrive.base.casework.models import Handover, HandoverAbout
from thrive.base.casework.permissions import HAND_OVER, MOVE_WORK, SEE_WORK
from thrive.base.casework.rules.giving import WORDS, HandoverKind
from thrive.base.history import audit, wall
from thrive.base.people.models import Family
from thrive.base.people.queries.members import names
from thrive.base.people.queries.records import Record, open_record
from thrive.base.people.queries.withheld_words import words_kept_from

HAVING = (Purpose.ALLOCATED, Purpose.TEAM, Purpose.IMPORTED, Purpose.SHARED, Purpose.COVER)
A_TEAM = "A team (its name is withheld)"
CHILD, FAMILY = "person", "family"


@dataclass(frozen=True)
class Holder:
    """Somebody who has or had the work: what they are to the family, from when to when, and why it ended."""

    name: str
    part: str
    through: str  # "the family" or "this record"
    since: dt.date | None
    until: dt.date | None
    why: str


@dataclass(frozen=True)
class Sent:
    """A hand-over as a list says it."""

    thread: str
    what: str
    to: str
    by: str
    at: dt.datetime
    state: str


@dataclass(frozen=True)
class WorkPage:
    """Who has the work now, who had it before, and what was handed over; what the viewer may do about it."""

    now: list[Holder]
    before: list[Holder]
    sent: list[Sent]
    may_allocate: bool
    may_hand_over: bool


def work_page(*, viewer: User, ref: str) -> tuple[Record, WorkPage]:
    """The page of the record `ref`; it is logged. Raises as opening a record does."""
    record = open_record(viewer=viewer, ref=ref, tab="work", needs=SEE_WORK)
    keys = record.about_ids
    circles = CircleMember.objects.now().filter(subject_id__in=keys).values("circle_id")
    rows = Involvement.objects.filter(Q(subject_id__in=keys) | Q(circle_id__in=circles), purpose__in=HAVING)
    rows = rows.exclude(role=policy.SEALED_ACCESS)  # who is named for what is sealed is theirs alone to know
    rows = rows.filter(withdrawn=False, organisation=None).select_related("user", "team").order_by("-true_from", "-pk")
    current = [one for one in rows if one.replaced_at is None]
    today = clock.today()
    holders = [_holder(record, one, today) for one in current]
    audit.looked(viewer, "casework.work.seen", record.person, about=[record.subject.pk])
    return record, WorkPage(
        now=[one for one in holders if one.until is None or one.until > today],
        before=[one for one in holders if one.until is not None and one.until <= today],
        sent=[_sent(record, one) for one in _handovers(keys)],
        may_allocate=policy.decide(viewer, MOVE_WORK, record.subject).ok,
        may_hand_over=policy.decide(viewer, HAND_OVER, record.subject).ok,
    )


def about_choices(*, viewer: User, record: Record, any_family: bool) -> list[tuple[str, str]]:
    """What work may be given of: this person alone, or a family of theirs; with `any_family` also one that the viewer
    does not work with."""
    circles = CircleMember.objects.now().filter(subject_id__in=record.about_ids).values_list("circle_id", flat=True)
    keys = set(circles)
    worked_with = keys if any_family else policy.circles_worked_with(viewer, keys)
    families = Family.objects.filter(circle_id__in=worked_with).order_by("name", "pk")
    named = [(f"{FAMILY}:{one.ref}", f"The {one.name} family, everybody in it") for one in families]
    return [*named, (CHILD, f"{record.name} alone")]


def about_called(*, viewer: User, record: Record, value: str) -> Subject | Circle:
    """What a form calls `value`. Raises BadAnswer for anything else than `about_choices` gives."""
    if value == CHILD:
        return record.subject
    circles = CircleMember.objects.now().filter(subject_id__in=record.about_ids).values("circle_id")
    found = Family.objects.filter(circle_id__in=circles, ref=value.partition(":")[2]).select_related("circle").first()
    if found is None:
        raise BadAnswer("Select who it is about", field="about")
    return found.circle


@dataclass(frozen=True)
class HandoverPage:
    """One hand-over in full, as far as the viewer may read it."""

    row: Handover
    first: Handover
    names: list[tuple[str, str]]  # ref and name of those the viewer may see
    is_closed: bool  # about somebody whose record is closed to the viewer: nothing of the content is told
    to: str
    note: str
    reason: str
    consent_why: str
    answer: str
    may_answer: bool
    may_revoke: bool
    may_pass_to: bool
    may_acknowledge: bool

    @property
    def what(self) -> str:
        """What is done, in a word."""
        return WORDS[HandoverKind(self.row.kind)][0]

    @property
    def means(self) -> str:
        """What that does to responsibility."""
        return WORDS[HandoverKind(self.row.kind)][1]


def handover_page(*, viewer: User, thread: str) -> HandoverPage:
    """The hand-over called `thread`; it is logged that it was read. Of one that was taken back the receiver reads that
    there was one, and nothing that was in it. Raises NotFound for one that is nobody's or not the viewer's to know."""
    row = called_handover(viewer=viewer, thread=thread)
    first = Handover.objects.filter(thread=thread).select_related("sent_by").order_by("pk")[:1].get()
    subjects = _subjects(row)
    is_receiver, is_sender = row.is_to(viewer), row.sent_by_id == viewer.pk
    is_closed = _is_closed(viewer, subjects) or (is_receiver and not is_sender and row.state == Handover.State.REVOKED)
    words = words_kept_from(viewer, subjects)
    audit.looked(viewer, "casework.handover.read", row, about=[one.pk for one in subjects])

    def text(said: str, author: int | None) -> str:
        return "" if is_closed else words.over(said, author)

    moves = [one.ok for one in policy.decide_all(viewer, MOVE_WORK, subjects).values()]
    may_move = is_sender or (bool(moves) and all(moves))
    return HandoverPage(
        row=row,
        first=first,
        names=[] if is_closed else _names(viewer, subjects),
        is_closed=is_closed,
        to=named_party(row, shows_team=is_sender or is_receiver or not _tells_place(viewer, subjects)),
        note=text(row.note, row.sent_by_id),
        reason=text(first.reason, first.sent_by_id),
        consent_why=text(first.consent_why, first.sent_by_id),
        answer=text(row.why, row.recorded_by_id) if row.pk != first.pk else "",
        may_answer=row.is_waiting and is_receiver,
        may_revoke=facts.may_be_taken_back(row) and may_move,
        may_pass_to=facts.may_be_passed_to(row) and may_move,
        may_acknowledge=is_sender and row.state in (Handover.State.ACCEPTED, Handover.State.DECLINED),
    )


def named_party(row: Handover, *, shows_team: bool) -> str:
    """To whom it goes, in words. A team's name is said where `shows_team`: it tells the part of the town."""
    if row.party is None:
        return "The next stage"
    return row.party.name if shows_team or row.user is not None else A_TEAM


def _tells_place(viewer: User, subjects: list[Subject]) -> bool:
    """Whether the name of a team would tell the viewer where somebody is whose whereabouts are kept from them."""
    return any(
        one.address_restricted or getattr(getattr(one, "person", None), "card", None) is None
        or one.person.card.team_guarded
        for one in subjects if not policy.is_named(viewer, one)
    )  # fmt: skip


def _is_closed(viewer: User, subjects: list[Subject]) -> bool:
    """Whether one of these records is guarded and the viewer is not named on it."""
    guarded = (one for one in subjects if one.restriction != Restriction.ORDINARY)
    return any(policy.is_barred(viewer, one) for one in subjects) or any(
        not policy.is_named(viewer, one) for one in guarded
    )


def called_handover(*, viewer: User, thread: str) -> Handover:
    """The version that holds of the hand-over `thread`. Raises NotFound for one the viewer may not know of."""
    rows = Handover.objects.current().filter(thread=thread).select_related("user", "team", "sent_by", "circle")
    row = rows.first()
    if row is None:
        raise NotFound(thread)
    if row.is_to(viewer) or row.sent_by_id == viewer.pk:
        return row
    subjects = _subjects(row)
    for permission in (SEE_WORK, MOVE_WORK):  # whoever moves work says who takes up what nobody has
        decisions = policy.decide_all(viewer, permission, subjects)
        if decisions and all(one.ok for one in decisions.values()):
            return row
    raise NotFound(thread)


def _names(viewer: User, subjects: list[Subject]) -> list[tuple[str, str]]:
    found = names(viewer=viewer, subject_ids=[one.pk for one in subjects])
    return [(one.ref, one.name) for one in sorted(found.values(), key=attrgetter("name"))]


def _subjects(row: Handover) -> list[Subject]:
    """Everybody it is about, also whom the viewer may not know of: the caller asks the policy about each."""
    rows = HandoverAbout.objects.filter(handover=row).order_by("subject_id")
    with wall.whole("a hand-over closes with a record that is not shown: whom it is about must be known first"):
        return [one.subject for one in rows.select_related("subject__person__card")]


def _handovers(keys: list[int]) -> "QuerySet[Handover]":
    rows = Handover.objects.current().filter(about__subject_id__in=keys).distinct()
    return rows.select_related("user", "team", "sent_by").order_by("-sent_at", "-pk")


def _holder(record: Record, row: Involvement, today: dt.date) -> Holder:
    name = row.user.name if row.user else row.team.name if row.team else ""
    return Holder(
        name=name if row.user or record.shows_team else A_TEAM,
        part=part_words(row.role),
        through="This record" if row.subject_id else "The family",
        since=row.true_from,
        until=row.true_to,
        why=_why_ended(record, row),
    )


def _why_ended(record: Record, row: Involvement) -> str:
    if row.true_to is None:
        return ""
    said = record.words.over(row.why, row.recorded_by_id)
    return said or ("The days of the absence are over" if row.purpose == Purpose.COVER else "")


def _sent(record: Record, row: Handover) -> Sent:
    return Sent(
        thread=row.thread,
        what=WORDS[HandoverKind(row.kind)][0],
        to=named_party(row, shows_team=record.shows_team),
        by=row.sent_by.name if row.sent_by else "Thrive",
        at=row.sent_at,
        state=row.get_state_display(),
    )
