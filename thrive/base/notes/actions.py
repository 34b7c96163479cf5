"""Writing notes and correcting them. One note is one event about everybody it is about."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.wall import action
from thrive.base.notes.models import Note, NoteAbout, Paragraph
from thrive.base.notes.permissions import WRITE_NOTE, require_corrector
from thrive.base.notes.rules import (
    NOTE_KINDS,
    SENTENCE,
    WHY_MOST,
    NoteFault,
    NoteKind,
    Seen,
    SpellsPlace,
    Told,
    event_title,
)
from thrive.base.people.queries.withheld_words import words_known_to
from thrive.base.record import events
from thrive.base.record.answers import cut
from thrive.base.record.models import Event
from thrive.base.record.rules import LABELS

Paragraphs = Sequence[tuple[str, Subject | int | None] | tuple[str, Subject | int | None, bool]]


@action
def write_note(
    subjects: Sequence[Subject],
    *,
    by: User,
    kind: str,
    happened_on: dt.date,
    paragraphs: Paragraphs,
    happened_at: dt.datetime | None = None,
    where: str = "",
    who_was_there: str = "",
    seen: Mapping[int, Seen] | None = None,
    capacities: Mapping[int, Capacity] | None = None,
    source_withheld: bool = False,
    label: str = "",
) -> Note:
    """Write a finished note about all `subjects`: one note, one event, shown on each of their records.

    `paragraphs` are (text, only about) or (text, only about, for people who are named): with a Subject (or its key)
    the text shows on that record alone, and nothing of it reaches the event, nor of what is for people who are named.
    With a `label` (of `record.rules.LABELS`) only its author and roles read it that read such. `seen` and
    `capacities` go by Subject key; everybody is written about as a child unless a capacity is given, and who is not
    in `seen` was not asked about.

    Raises NotAllowed if `by` may not write about one of them, or not in that capacity, and NoteFault (naming the
    answer to mend) for a note without people or text, for a day to come, for parts that do not agree, or for a text
    of somebody named that spells where somebody in hiding is and is not kept for people who are named.
    """
    written = _Written(
        by=by,
        kind=kind,
        happened_on=happened_on,
        happened_at=happened_at,
        where=where,
        who_was_there=who_was_there,
        source_withheld=source_withheld,
        label=label,
        paragraphs=_paragraphs(paragraphs),
        seen=dict(seen or {}),
        capacities={one.pk: (capacities or {}).get(one.pk, Capacity.CHILD) for one in subjects},
    )
    written.check()
    locked = policy.lock(*subjects)
    _allow(written, locked)
    written.check_places()
    note = written.save()
    written.tell(note)
    audit.note(by, "notes.written", note, about=locked, kind=kind)
    return note


@action
def correct_note(
    note: Note,
    *,
    by: User,
    why: str,
    kind: str,
    happened_on: dt.date,
    paragraphs: Paragraphs,
    happened_at: dt.datetime | None = None,
    where: str = "",
    who_was_there: str = "",
    seen: Mapping[int, Seen] | None = None,
    source_withheld: bool = False,
    label: str = "",
) -> Note:
    """Replace a note by a corrected one, about the same people, for the reason `why`. Both stay on the record.

    Its author may, and a manager. Raises NotAllowed for anybody else, ChangedMeanwhile if it was corrected
    already, and NoteFault as `write_note` does, or for want of a reason.
    """
    about = {one.subject_id: Capacity(one.capacity) for one in note.about.all()}
    why = why.strip()
    if not why or len(why) > WHY_MOST:
        raise NoteFault("Enter why the note is corrected" if not why else "The reason is too long", field="why")
    written = _Written(
        by=by,
        kind=kind,
        happened_on=happened_on,
        happened_at=happened_at,
        where=where,
        who_was_there=who_was_there,
        source_withheld=source_withheld,
        label=label,
        paragraphs=_paragraphs(paragraphs),
        seen=dict(seen or {}),
        capacities=about,
        replaces=note,
        why=why,
    )
    written.check()
    locked = policy.lock(*about)
    _allow(written, locked)
    require_corrector(by, note.recorded_by_id)
    written.check_places()
    _close(note)
    told = events.told_by(note)
    corrected = written.save()
    written.tell(corrected, replaces=told)
    events.take_back(Note._meta.label_lower, [note.pk], at=corrected.recorded_at)
    audit.note(by, "notes.corrected", corrected, about=locked, replaces=note.pk)
    return corrected


@dataclass(frozen=True, kw_only=True)
class _Written:
    """A note as it was handed in."""

    by: User
    kind: str
    happened_on: dt.date
    happened_at: dt.datetime | None
    where: str
    who_was_there: str
    source_withheld: bool
    label: str
    paragraphs: list[Told]
    seen: dict[int, Seen]
    capacities: dict[int, Capacity]
    replaces: Note | None = None
    why: str = ""
    at: dt.datetime = field(default_factory=clock.now)

    @property
    def sort(self) -> NoteKind:
        """What kind of note it is."""
        return NOTE_KINDS[self.kind]

    def check(self) -> None:
        """Raises NoteFault for the first thing that is wrong."""
        if self.kind not in NOTE_KINDS:
            raise NoteFault("Select the kind of note", field="kind")
        if not self.capacities:
            raise NoteFault("Select who the note is about", field="about")
        if self.label and self.label not in list(LABELS):
            raise NoteFault("Select who may read it", field="label")
        self._check_time()
        self._check_seen()
        if not self.paragraphs:
            raise NoteFault("Enter what happened", field="paragraphs")
        if any(one.owner is not None and one.owner not in self.capacities for one in self.paragraphs):
            raise NoteFault("A paragraph is about somebody the note is not about", field="paragraphs")
        if self.source_withheld and not self.sort.may_withhold_source:
            raise NoteFault("Only information from somebody else can have its source withheld", field="source_withheld")

    def _check_time(self) -> None:
        if self.happened_on > clock.today():
            raise NoteFault("Date must be today or in the past", field="happened_on")
        if self.happened_at is None:
            return
        if clock.london_day(self.happened_at) != self.happened_on:
            raise NoteFault("Time must be on the day of the note", field="happened_at")
        if self.happened_at > self.at:
            raise NoteFault("Time must be in the past", field="happened_at")

    def _check_seen(self) -> None:
        if self.seen and not self.sort.asks_seen:
            raise NoteFault("Who was seen is asked for visits and direct work only", field="seen")
        if self.seen.keys() - self.capacities.keys():
            raise NoteFault("Somebody was seen whom the note is not about", field="seen")

    def check_places(self) -> None:
        """Raises NoteFault where the note spells where somebody in hiding is, and its author is named and so knows:
        it is taken out, or its paragraph kept for people who are named."""
        known = words_known_to(self.by, list(self.capacities))
        for number, one in enumerate(self.paragraphs, start=1):
            if not one.for_named and (said := known.found_in(one.text)):
                raise SpellsPlace(said, field="paragraphs", number=number)
        for name, text in (("who_was_there", self.who_was_there), ("why", self.why)):
            if said := known.found_in(text):
                raise SpellsPlace(said, field=name)

    def save(self) -> Note:
        """Write the rows."""
        note = Note.objects.create(
            kind=self.kind,
            happened_on=self.happened_on,
            happened_at=self.happened_at,
            where=self.where.strip(),
            who_was_there=self.who_was_there.strip(),
            source_withheld=self.source_withheld,
            label=self.label,
            recorded_by=self.by,
            recorded_at=self.at,
            replaces=self.replaces,
            why=self.why,
        )
        NoteAbout.objects.bulk_create([self._about(note, *one) for one in self.capacities.items()])
        Paragraph.objects.bulk_create(
            [
                Paragraph(note=note, order=order, text=one.text, only_about_id=one.owner, for_named=one.for_named)
                for order, one in enumerate(self.paragraphs, start=1)
            ]
        )
        return note

    def _about(self, note: Note, subject_id: int, capacity: Capacity) -> NoteAbout:
        seen = self.seen.get(subject_id)
        return NoteAbout(
            note=note,
            subject_id=subject_id,
            capacity=capacity,
            seen=None if seen is None else seen.was_seen,
            seen_alone=None if seen is None else seen is Seen.ALONE,
        )

    def tell(self, note: Note, replaces: Event | None = None) -> None:
        """Tell the timeline. The words come from what everybody's record may show."""
        shared = next((one.text for one in self.paragraphs if one.owner is None and not one.for_named), "")
        events.tell(
            note,
            about=self.capacities,
            group=self.sort.group,
            kind=f"note.{self.kind}",
            title=event_title(self.sort, [self.seen[one] for one in self.capacities if one in self.seen]),
            sentence=cut(shared, SENTENCE),
            on=self.happened_on,
            at=self.happened_at,
            by=self.by,
            label=self.label,
            agency="" if self.by.organisation.is_council else self.by.organisation.name,
            replaces=replaces,
            why=self.why,
        )


def _paragraphs(given: Paragraphs) -> list[Told]:
    """Those that say something, with the key of whom they are about."""
    return [
        Told(text.strip(), owner.pk if isinstance(owner, Subject) else owner, any(for_named))
        for text, owner, *for_named in given
        if text.strip()
    ]


def _allow(written: _Written, subjects: Sequence[Subject]) -> None:
    """Raises NotAllowed unless the author may write about each of these, in the capacity the note is about."""
    for subject in subjects:
        opened = policy.require(written.by, WRITE_NOTE, subject).capacities
        if not opened & {Capacity.ANY, written.capacities[subject.pk]}:
            raise NotAllowed(
                "You are not involved with this person in that way.",
                permission=WRITE_NOTE,
                subject_ref=subject.ref,
                subject_id=subject.pk,
            )


def _close(note: Note) -> None:
    """Mark a note as replaced. Raises ChangedMeanwhile if it was already."""
    if not Note.objects.filter(pk=note.pk, replaced_at=None).update(replaced_at=clock.now()):
        raise ChangedMeanwhile("This note was corrected by somebody else")
