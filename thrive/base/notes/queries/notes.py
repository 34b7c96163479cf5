"""A note as one person's record shows it, to one viewer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import Subject, User
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.history import audit, wall
from thrive.base.notes.models import Note, NoteAbout, Paragraph
from thrive.base.notes.permissions import READ_NOTE, WRITE_NOTE, may_correct, may_know_source
from thrive.base.notes.rules import NOTE_KINDS, NoteKind, Seen, Told
from thrive.base.people.queries import members, whereabouts
from thrive.base.people.queries.members import Named
from thrive.base.people.queries.withheld_words import WithheldWords, words_kept_from

WITHHELD = "Withheld"
NOT_FOR_ROLE = "This is withheld from your role. Ask whoever leads the work with the family."


@dataclass(frozen=True)
class AboutLine:
    """Somebody the note is about, and whether they were seen."""

    who: Named
    seen: Seen | None
    is_here: bool


@dataclass(frozen=True)
class Version:
    """An earlier or later version of the note, and why there is one."""

    ref: str
    recorded_at: dt.datetime
    by: str
    why: str


@dataclass(frozen=True)
class NoteView:
    """What one viewer sees of a note from one person's record.

    Paragraphs about another person alone are not in `paragraphs`; `elsewhere` names the records they are on, and
    only where the viewer may open those. `others` counts people the viewer may not know the note is about too.
    """

    ref: str
    kind: NoteKind
    happened_on: dt.date
    happened_at: dt.datetime | None
    recorded_at: dt.datetime
    by: User
    where: str
    who_was_there: str
    source_withheld: bool
    label: str
    label_words: str
    seen_from: Subject
    about: Sequence[AboutLine]
    others: int
    paragraphs: Sequence[tuple[str, bool]]  # text, and whether it is about this person only
    elsewhere: Sequence[Named]
    corrected_by: Version | None
    corrects: Version | None
    may_correct: bool

    @property
    def here(self) -> Named | None:
        """The person from whose record it is seen."""
        return next((line.who for line in self.about if line.is_here), None)


def note(*, viewer: Viewer, ref: str, as_seen_from: str = "") -> NoteView:
    """The note called `ref`, as the record called `as_seen_from` shows it, and log that it was read.

    Without `as_seen_from`, from the first of its people whose record the viewer may read. Raises NotFound for a
    ref that is nobody's, or of a note that is not about that person; NotAllowed if the viewer may not read it.
    """
    found, readable = _open(viewer, ref)
    subject = _chosen(found, readable, as_seen_from, viewer)
    audit.looked(viewer, "notes.note.opened", found, about=[subject.pk])
    return _view(viewer, found, subject, readable)


def whole_note(*, viewer: Viewer, ref: str) -> tuple[Note, list[NoteAbout]]:
    """A note with every paragraph, for somebody who may write about all of its people, to correct it.

    Raises NotFound, or NotAllowed if the viewer may not write about one of them, correct this note or know its place.
    """
    with wall.whole("whose record somebody was refused is said in the log"):
        found = _find(ref)
        about = list(found.about.select_related("subject__person__card").order_by("pk"))
    guards = found.guards()
    for one in about:
        opened = policy.require(viewer, WRITE_NOTE, one.subject)
        if not policy.reads_labels(viewer, opened, guards, found.recorded_by_id):
            raise NotAllowed(NOT_FOR_ROLE, permission=WRITE_NOTE, subject_id=one.subject_id)
    if found.where and _where(viewer, found, [one.subject_id for one in about]) == WITHHELD:
        raise NotAllowed("The place is withheld from you, so you cannot write this note anew.", permission=WRITE_NOTE)
    if _is_read_in_part(viewer, found, about):
        raise NotAllowed(
            "A part of this note is withheld from you, so you cannot write it anew. Ask somebody who is named on the "
            "record.",
            permission=WRITE_NOTE,
        )
    if not may_correct(viewer, found.recorded_by_id):
        raise NotAllowed("Only its author or a manager may correct a note.", permission=WRITE_NOTE)
    return found, about


def _is_read_in_part(viewer: Viewer, found: Note, about: Sequence[NoteAbout]) -> bool:
    """Whether something of the note is kept from the viewer: it would be lost if they wrote it anew. So would the mark
    of a paragraph that is kept for people who are named, whoever wrote it."""
    words = words_kept_from(viewer, [one.subject for one in about])
    paragraphs = list(found.paragraphs.all()) if words.keeps else []
    texts = [found.who_was_there, *(one.text for one in paragraphs)]
    return any(one.for_named for one in paragraphs) or any(words.hides(one, found.recorded_by_id) for one in texts)


def latest_note(*, viewer: Viewer, ref: str) -> tuple[Note, list[NoteAbout]]:
    """As `whole_note`, of the note that stands today where the one called `ref` was corrected since."""
    found, about = whole_note(viewer=viewer, ref=ref)
    while found.replaced_at is not None:
        later = found.replaced_by.first()
        if later is None:
            break
        found, about = whole_note(viewer=viewer, ref=later.ref)
    return found, about


def paragraphs_of(note_ids: Sequence[int], *, subject_ids: Sequence[int]) -> dict[int, list[Told]]:
    """The paragraphs of these notes that show on the records named, as they were written. One query.

    The caller has let the viewer in to those records, in the capacities of the events that led to the notes.
    """
    rows = Paragraph.objects.filter(Q(only_about=None) | Q(only_about_id__in=subject_ids), note_id__in=note_ids)
    found: dict[int, list[Told]] = {}
    for row in rows.order_by("note_id", "order"):
        found.setdefault(row.note_id, []).append(Told(row.text, row.only_about_id, row.for_named))
    return found


def _find(ref: str) -> Note:
    found = Note.objects.select_related("recorded_by", "replaces__recorded_by").filter(ref=ref).first()
    if found is None:
        raise NotFound(ref)
    return found


def _open(viewer: Viewer, ref: str) -> tuple[Note, dict[int, NoteAbout]]:
    """The note, and those of its people whose record the viewer may read, in the capacity it concerns them in."""
    found = _find(ref)
    about = list(found.about.select_related("subject").order_by("pk"))
    for one in about:
        if policy.is_barred(viewer, one.subject):
            policy.require(viewer, READ_NOTE, one.subject)  # a note about them among others is closed as a whole
    opened = policy.decide_all(viewer, READ_NOTE, [one.subject for one in about])
    in_capacity = [one for one in about if opened[one.subject_id].capacities & {Capacity.ANY, one.capacity}]
    guards = found.guards() if in_capacity else frozenset()
    readable = {
        one.subject_id: one
        for one in in_capacity
        if policy.reads_labels(viewer, opened[one.subject_id], guards, found.recorded_by_id)
    }
    if in_capacity and not readable:
        raise NotAllowed(NOT_FOR_ROLE, permission=READ_NOTE, subject_id=in_capacity[0].subject_id)
    if not readable:
        first = about[0].subject
        if any(one.subject.restriction == Restriction.SEALED for one in about):
            raise NotFound(ref)
        decision = policy.decide(viewer, READ_NOTE, first)
        raise NotAllowed(
            decision.reason,
            permission=READ_NOTE,
            subject_ref=first.ref,
            subject_id=first.pk,
            can_open=decision.can_open,
        )
    return found, readable


def _chosen(found: Note, readable: dict[int, NoteAbout], ref: str, viewer: Viewer) -> Subject:
    """The person from whose record the note is read."""
    if not ref:
        return next(iter(readable.values())).subject
    chosen = next((one.subject for one in readable.values() if one.subject.ref == ref), None)
    if chosen is not None:
        return chosen
    other = found.about.select_related("subject").filter(subject__ref=ref).first()
    if other is None:
        raise NotFound(ref)
    decision = policy.require(viewer, READ_NOTE, other.subject)
    raise NotAllowed(decision.reason, permission=READ_NOTE, subject_id=other.subject_id)


def _view(viewer: Viewer, found: Note, subject: Subject, readable: dict[int, NoteAbout]) -> NoteView:
    with wall.whole("that a note is about others too is said, without saying who"):
        about = list(found.about.select_related("subject__person__card").order_by("pk"))
    words = words_kept_from(viewer, [one.subject for one in about])
    known = members.names(viewer=viewer, subject_ids=[one.subject_id for one in about])
    paragraphs = list(found.paragraphs.all())
    here = set(subject.about_ids())
    elsewhere = {one.only_about_id for one in paragraphs if one.only_about_id} - here
    knows_source = not found.source_withheld or may_know_source(viewer, found.recorded_by_id)
    return NoteView(
        ref=found.ref,
        kind=NOTE_KINDS[found.kind],
        happened_on=found.happened_on,
        happened_at=found.happened_at,
        recorded_at=found.recorded_at,
        by=found.recorded_by,
        where=_where(viewer, found, [one.subject_id for one in about]),
        who_was_there=words.over(found.who_was_there, found.recorded_by_id) if knows_source else WITHHELD,
        source_withheld=found.source_withheld,
        label=found.label,
        label_words=found.label_words,
        seen_from=subject,
        about=[
            AboutLine(known[one.subject_id], Seen.of(one.seen, one.seen_alone), one.subject_id in here)
            for one in about
            if one.subject_id in known
        ],
        others=sum(one.subject_id not in known and one.subject.restriction != Restriction.SEALED for one in about),
        paragraphs=[
            (words.paragraph(one.text, found.recorded_by_id, for_named=one.for_named), one.only_about_id is not None)
            for one in paragraphs
            if one.only_about_id in {None, *here}
        ],
        elsewhere=[known[one] for one in sorted(elsewhere) if one in known and one in readable],
        corrected_by=_version(found.replaced_by.select_related("recorded_by").first(), words),
        corrects=_before(found, words),
        may_correct=found.replaced_at is None
        and may_correct(viewer, found.recorded_by_id)
        and len(readable) == len(about)
        and policy.holds(viewer, WRITE_NOTE),
    )


def _where(viewer: Viewer, found: Note, subject_ids: Sequence[int]) -> str:
    """The place; withheld where the whereabouts of one of the people are kept from the viewer."""
    if not found.where:
        return ""
    closed = Subject.objects.filter(whereabouts.is_closed_to(viewer), pk__in=subject_ids)
    with wall.whole("a place is withheld for people who are not shown"):
        return WITHHELD if closed.exists() else found.where


def _version(later: Note | None, words: WithheldWords) -> Version | None:
    """The note that corrected this one; it carries the reason."""
    if later is None:
        return None
    return Version(later.ref, later.recorded_at, later.recorded_by.name, words.over(later.why, later.recorded_by_id))


def _before(found: Note, words: WithheldWords) -> Version | None:
    """The note that this one corrected, with the reason this one gives."""
    old = found.replaces
    if not isinstance(old, Note):
        return None
    return Version(old.ref, old.recorded_at, old.recorded_by.name, words.over(found.why, found.recorded_by_id))
