"""Letters that were sent: those about somebody, and one as it went, as far as the viewer may read it.

Whoever may not know where somebody is reads what a letter says without those words, and not whom outside the family it
went to, nor where. Its author reads it whole.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import Subject
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.casework.models import Letter, LetterAbout
from thrive.base.casework.permissions import READ_LETTERS
from thrive.base.casework.queries.closed import closed_to
from thrive.base.casework.rules.letters import HOW_SENT, LANGUAGES
from thrive.base.history import audit, wall
from thrive.base.offers import REGISTRY
from thrive.base.people.queries import members
from thrive.base.people.queries.members import Named
from thrive.base.people.queries.records import Record
from thrive.base.people.queries.withheld_words import WithheldWords, words_near
from thrive.base.record.models import Event

WITHHELD = "Withheld"


@dataclass(frozen=True)
class LetterLine:
    """A letter in a list."""

    ref: str
    title: str
    sent_on: dt.date
    to: str
    how: str
    by: str
    may_open: bool


@dataclass(frozen=True)
class LetterView:
    """A letter as one viewer reads it. `html` is empty where something of it is withheld; `text` is without that."""

    ref: str
    title: str
    heading: str
    sent_on: dt.date
    recorded_at: dt.datetime
    to: str
    how: str
    language: str
    language_title: str
    by: str
    about: Sequence[Named]
    others: int
    html: str
    text: str
    seen_from: str
    letter: Letter
    received_on: dt.date | None
    received_said: str


def letters_of(*, viewer: Viewer, record: Record) -> list[LetterLine]:
    """Letters about the person whose record was opened, the latest first. Of one that is about somebody else too whose
    letters the viewer may not read, it is not said whom it went to. Five queries."""
    capacities = [one for one in Capacity if record.reads(one)]
    mine = LetterAbout.objects.filter(subject_id__in=record.about_ids, capacity__in=capacities).values("letter_id")
    rows = Letter.objects.current().filter(pk__in=mine).select_related("recorded_by")
    found = list(rows.order_by("-happened_on", "-pk"))
    with wall.whole("whom a letter went to is withheld for people who are not shown"):
        about = list(LetterAbout.objects.filter(letter__in=found).select_related("subject"))
    subjects = {one.subject_id: one.subject for one in about}
    people = {*subjects, *(one.to_person_id for one in found if one.to_person_id)}
    words = words_near(viewer, people)
    known = members.names(viewer=viewer, subject_ids=people)
    closed = closed_to(viewer, READ_LETTERS, ((one.letter_id, one.subject) for one in about))
    return [
        LetterLine(
            ref=one.ref,
            title=title_of(one),
            sent_on=one.happened_on,
            to=WITHHELD if one.pk in closed else _to(one, known, words, viewer),
            how=HOW_SENT[one.how],
            by=one.recorded_by.name,
            may_open=one.pk not in closed,
        )
        for one in found
    ]


def letter(*, viewer: Viewer, ref: str, seen_from: str = "") -> LetterView:
    """The letter called `ref`, and log that it was read.

    Raises NotFound for a ref that is nobody's, NotAllowed unless the viewer may read letters about everybody it is
    about, in the capacity it concerns them in.
    """
    found, about = _opened(viewer, ref)
    keys = [one.subject_id for one in about]
    audit.looked(viewer, "casework.letter.opened", found, about=keys)
    words = words_near(viewer, [*keys, *([found.to_person_id] if found.to_person_id else [])])
    known = members.names(viewer=viewer, subject_ids=[*keys, *([found.to_person_id] if found.to_person_id else [])])
    is_whole = not words.keeps or found.recorded_by_id == getattr(viewer, "pk", None)
    refs = {one.subject.ref for one in about}
    return LetterView(
        ref=found.ref,
        title=title_of(found),
        heading=found.title,
        sent_on=found.happened_on,
        recorded_at=found.recorded_at,
        to=_to(found, known, words, viewer),
        how=HOW_SENT[found.how],
        language=found.language,
        language_title=LANGUAGES[found.language].title if found.language in LANGUAGES else found.language,
        by=found.recorded_by.name,
        about=[known[one] for one in keys if one in known],
        others=sum(one not in known for one in keys),
        html=found.html if is_whole else "",
        text=words.over(found.text, found.recorded_by_id),
        seen_from=seen_from if seen_from in refs else about[0].subject.ref,
        letter=found,
        received_on=found.received_on,
        received_said=words.over(found.received_said or "", found.received_by),
    )


def event_panel(*, viewer: Viewer, subject: Subject, event: Event) -> dict[str, Any] | None:
    """The letter that an event on the timeline tells of, where it opens. Three queries."""
    if event.object_type != Letter._meta.label_lower or not policy.holds(viewer, READ_LETTERS):
        return None
    found = Letter.objects.filter(pk=event.object_id or 0).first()
    with wall.whole("what is about somebody who is not shown does not open"):
        about = list(LetterAbout.objects.filter(letter=found).select_related("subject"))
    if found is None or closed_to(viewer, READ_LETTERS, ((one.letter_id, one.subject) for one in about)):
        return None
    return {"letter": found, "kind": title_of(found)}


def title_of(found: Letter) -> str:
    """What workers call it; its own heading where its kind is offered no more."""
    kind = REGISTRY.letters.get(found.kind)
    return kind.title if kind else found.title


def _to(found: Letter, known: dict[int, Named], words: WithheldWords, viewer: Viewer) -> str:
    if found.to_person_id:
        return known[found.to_person_id].name if found.to_person_id in known else WITHHELD
    is_author = found.recorded_by_id == getattr(viewer, "pk", None)
    return WITHHELD if words.keeps and not is_author else found.to_name


def _opened(viewer: Viewer, ref: str) -> tuple[Any, list[LetterAbout]]:
    """The letter, with its receipt in the same statement, and whom it is about."""
    rows = Letter.objects.filter(ref=ref).select_related("recorded_by")
    receipt = {"received_on": "happened_on", "received_said": "why", "received_by": "recorded_by_id"}
    found = rows.annotate(**{name: F(f"receipts__{field}") for name, field in receipt.items()}).first()
    if found is None:
        raise NotFound(ref)
    with wall.whole("whose record somebody was refused is said in the log"):
        about = list(found.about.select_related("subject").order_by("pk"))
    _require(viewer, ref, about)
    return found, about


def _require(viewer: Viewer, ref: str, about: Iterable[LetterAbout]) -> None:
    those = list(about)
    decided = policy.decide_all(viewer, READ_LETTERS, [one.subject for one in those])
    for one in those:
        opened = decided[one.subject_id]
        if not opened.ok and one.subject.restriction == Restriction.SEALED:
            raise NotFound(ref)
        if not opened.ok:
            policy.require(viewer, READ_LETTERS, one.subject)
        if not opened.capacities & {Capacity.ANY, Capacity(one.capacity)}:
            raise NotAllowed(
                "You are not involved with this person in that way.",
                permission=READ_LETTERS,
                subject_ref=one.subject.ref,
                subject_id=one.subject_id,
            )
