"""A note, its paragraphs and whom it is about."""

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Subject, User, choices
from thrive.base.access.rules import Capacity
from thrive.base.history.fields import RefField
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.notes.rules import NOTE_KINDS
from thrive.base.record.models import Labelled


class Note(Labelled):
    """A finished note. A correction is a further note that replaces this one and says why; both are shown."""

    ref = RefField()
    kind = models.CharField(max_length=20, choices=[(kind.key, kind.title) for kind in NOTE_KINDS.values()])
    happened_at = models.DateTimeField(null=True, blank=True)  # only where the time is known
    where = models.CharField(max_length=200, blank=True)
    who_was_there = models.CharField(max_length=400, blank=True)
    source_withheld = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notes")

    ROWS = wall.through("notes_noteabout", "note_id")
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "kind": Sensitivity.PERSONAL,
        "happened_at": Sensitivity.PERSONAL,
        "where": Sensitivity.LOCATION,
        "who_was_there": Sensitivity.FREE_TEXT,
        "source_withheld": Sensitivity.PERSONAL,
        "recorded_by": Sensitivity.STAFF,
    }

    def __str__(self) -> str:
        return f"Note {self.ref}"


class NoteAbout(models.Model):
    """Whom the note is about, and, for a visit, whether they were seen, and alone."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="about")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="notes")
    capacity = models.CharField(max_length=8, choices=choices(Capacity), default=Capacity.CHILD)
    seen = models.BooleanField(null=True)
    seen_alone = models.BooleanField(null=True)

    ROWS = wall.about()
    SENSITIVITY = {
        "note": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "capacity": Sensitivity.PERSONAL,
        "seen": Sensitivity.PERSONAL,
        "seen_alone": Sensitivity.PERSONAL,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "subject"], name="note_about_a_subject_once"),
            models.CheckConstraint(
                condition=Q(seen_alone=None) | Q(seen=True) | Q(seen_alone=False), name="alone_is_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"Note {self.note_id} about {self.subject_id}"


class Paragraph(models.Model):
    """A paragraph of a note; with `only_about`, shown and printed on that person's record alone.

    `for_named`: as long as the whereabouts of anybody near are withheld, only who is named reads it, and its author.
    """

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="paragraphs")
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    only_about = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    for_named = models.BooleanField(default=False)

    ROWS = wall.both(
        wall.through("notes_noteabout", "note_id", "note_id"),
        wall.where_given("only_about_id", wall.about("only_about_id")),
    )
    SENSITIVITY = {
        "note": Sensitivity.TECHNICAL,
        "order": Sensitivity.TECHNICAL,
        "text": Sensitivity.FREE_TEXT,
        "only_about": Sensitivity.TECHNICAL,
        "for_named": Sensitivity.TECHNICAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "order"], name="paragraph_order_once")]
        ordering = ["order"]

    def __str__(self) -> str:
        return f"Paragraph {self.order} of note {self.note_id}"
