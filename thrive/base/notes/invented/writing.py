"""Writing planned notes by set: the rows, events and audit entries that `actions.write_note` makes for each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from thrive.base.access.models import User
from thrive.base.access.rules import Capacity
from thrive.base.history import audit, bulk
from thrive.base.notes.invented.stories import Planned
from thrive.base.notes.models import Note, NoteAbout, Paragraph
from thrive.base.notes.rules import NOTE_KINDS, SENTENCE, Seen, event_title
from thrive.base.record import events
from thrive.base.record.answers import cut

WRITTEN_UP = dt.timedelta(hours=2)


def write(planned: Sequence[Planned]) -> Sequence[Note]:
    """Write these notes, each about children, as if it had been written up the same day."""
    made = bulk.insert_keyed([_note(one) for one in planned])
    pairs = list(zip(made, planned, strict=True))
    bulk.insert([_about(note, key, one) for note, one in pairs for key in one.about])
    bulk.insert(
        [
            Paragraph(note_id=note.pk, order=order, text=text, only_about_id=owner)
            for note, one in pairs
            for order, (text, owner) in enumerate(one.paragraphs, start=1)
        ]
    )
    events.tell_many([_telling(note, one) for note, one in pairs])
    _audit(planned)
    return made


def _at(one: Planned) -> dt.datetime:
    return one.at.astimezone(dt.UTC)


def _note(one: Planned) -> Note:
    return Note(
        kind=one.kind,
        happened_on=one.at.date(),
        happened_at=_at(one),
        where=one.where,
        who_was_there=one.who_was_there,
        source_withheld=one.source_withheld,
        recorded_by=one.author,
        recorded_at=_at(one) + WRITTEN_UP,
    )


def _about(note: Note, key: int, one: Planned) -> NoteAbout:
    seen = one.seen.get(key)
    return NoteAbout(
        note_id=note.pk,
        subject_id=key,
        capacity=Capacity.CHILD,
        seen=None if seen is None else seen.was_seen,
        seen_alone=None if seen is None else seen is Seen.ALONE,
    )


def _telling(note: Note, one: Planned) -> events.Telling:
    sort = NOTE_KINDS[one.kind]
    shared = next((text for text, owner in one.paragraphs if owner is None), "")
    return events.Telling(
        about=dict.fromkeys(one.about, Capacity.CHILD),
        group=sort.group,
        kind=f"note.{one.kind}",
        title=event_title(sort, [one.seen[key] for key in one.about if key in one.seen]),
        sentence=cut(shared, SENTENCE),
        on=one.at.date(),
        at=_at(one),
        by=one.author,
        recorded_at=note.recorded_at,
        object_type=Note._meta.label_lower,
        object_id=note.pk,
    )


def _audit(planned: Sequence[Planned]) -> None:
    """An entry for each person a note is about, by author and kind."""
    about: dict[tuple[User, str], list[int]] = defaultdict(list)
    for one in planned:
        about[one.author, one.kind] += one.about
    for (author, kind), keys in about.items():
        audit.note_many(author, "notes.written", keys, kind=kind)
