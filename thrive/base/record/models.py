"""Events about Subjects, and drafts."""

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Subject, User, choices
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.calendar.precision import Precision
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly
from thrive.base.history.refs import LENGTH
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.record.answers import cut
from thrive.base.record.rules import EVENT_GROUPS, LABELS

PREVIEW = 80  # characters of a draft shown in lists


class Labelled(AppendOnly):
    """Something that only roles see which read its `label`; everybody who may read the record where there is none."""

    label = models.CharField(max_length=10, choices=[(one.value, words) for one, words in LABELS.items()], blank=True)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {"label": Sensitivity.PERSONAL}

    class Meta:
        abstract = True

    @property
    def label_words(self) -> str:
        """The label in words; empty for none."""
        return LABELS[Sensitivity(self.label)] if self.label else ""

    def guards(self) -> frozenset[Sensitivity]:
        """The labels that somebody must read to be shown this row: its own, and those of what replaced it, so that one
        that was marked only when it was corrected is not read as it was before. A query for each later version."""
        found: set[str] = set()
        row: Any = self
        while row is not None:
            found.add(row.label)
            row = row.replaced_by.order_by("pk").last() if row.replaced_at is not None else None
        return frozenset(Sensitivity(one) for one in found if one)


class Event(Labelled):
    """One dated thing that happened, about one or more people, in words fit for every record it shows on.

    `object_type` and `object_id` name the row that made it, so that its page can be opened.
    """

    ref = RefField()
    group = models.CharField(max_length=12, choices=list(EVENT_GROUPS.items()))
    kind = models.CharField(max_length=40)  # "referral", "assessment.completed": the domain's own word
    precision = models.CharField(max_length=5, choices=choices(Precision), default=Precision.DAY)
    happened_at = models.DateTimeField(null=True, blank=True)  # only where the time is known
    title = models.CharField(max_length=200)
    sentence = models.CharField(max_length=400, blank=True)
    significant = models.BooleanField(default=False)
    agency = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=80, blank=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)

    ROWS = wall.through("record_eventabout", "event_id")
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "group": Sensitivity.PERSONAL,
        "kind": Sensitivity.PERSONAL,
        "precision": Sensitivity.TECHNICAL,
        "happened_at": Sensitivity.PERSONAL,
        "title": Sensitivity.FREE_TEXT,
        "sentence": Sensitivity.FREE_TEXT,
        "significant": Sensitivity.PERSONAL,
        "agency": Sensitivity.PERSONAL,
        "source": Sensitivity.STAFF,
        "recorded_by": Sensitivity.STAFF,
        "object_type": Sensitivity.TECHNICAL,
        "object_id": Sensitivity.TECHNICAL,
    }

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="event_by_object")]

    def __str__(self) -> str:
        return f"Event {self.ref}"


class EventAbout(models.Model):
    """An event is about this Subject, in this capacity. `happened_on` repeats the event's, to be sorted by."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="about")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="events")
    capacity = models.CharField(max_length=8, choices=choices(Capacity), default=Capacity.CHILD)
    happened_on = models.DateField()

    ROWS = wall.about()
    SENSITIVITY = {
        "event": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "capacity": Sensitivity.PERSONAL,
        "happened_on": Sensitivity.PERSONAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "subject"], name="event_about_a_subject_once")]
        indexes = [models.Index(fields=["subject", "-happened_on", "-event"], name="events_of_a_subject")]

    def __str__(self) -> str:
        return f"Event {self.event_id} about {self.subject_id}"


class Draft(models.Model):
    """What somebody has typed into a form and not finished. Working matter: it changes, with a revision.

    The ref is made when the form is shown and is its submission token too: finishing twice is finishing once.
    """

    ref = RefField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    form = models.CharField(max_length=60)  # "notes.note"
    title = models.CharField(max_length=120)  # what the author calls it in lists; says nothing of anyone
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="drafts")
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    revision = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    path = models.CharField(max_length=200, blank=True)  # where its form stands; opaque, as all addresses are
    page = models.CharField(max_length=LENGTH, blank=True)  # the open page that saved last
    run_from = models.PositiveIntegerField(default=0)  # the revision that page had before its unbroken run of saves
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=60, blank=True)  # ref of what it became; empty when it was discarded
    digest = models.CharField(max_length=64, blank=True)  # of the answers, which are wiped when it is finished

    ROWS = wall.either(wall.of_user("author_id"), wall.where_given("subject_id", wall.about()))
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "author": Sensitivity.STAFF,
        "form": Sensitivity.TECHNICAL,
        "title": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "answers": Sensitivity.FREE_TEXT,
        "revision": Sensitivity.TECHNICAL,
        "started_at": Sensitivity.TECHNICAL,
        "saved_at": Sensitivity.TECHNICAL,
        "path": Sensitivity.TECHNICAL,
        "page": Sensitivity.TECHNICAL,
        "run_from": Sensitivity.TECHNICAL,
        "finished_at": Sensitivity.TECHNICAL,
        "result": Sensitivity.TECHNICAL,
        "digest": Sensitivity.TECHNICAL,
    }

    class Meta:
        indexes = [models.Index(fields=["author", "-saved_at"], condition=Q(finished_at=None), name="open_drafts")]

    def __str__(self) -> str:
        return f"Draft {self.ref}"

    is_closed = False  # whether the record it is about has closed to its author; `record.queries` says so

    @property
    def is_finished(self) -> bool:
        """Whether it became something, or was discarded."""
        return self.finished_at is not None

    @property
    def url(self) -> str:
        """Where it is gone on with."""
        return f"{self.path}?draft={self.ref}"

    @property
    def preview(self) -> str:
        """The beginning of the longest answer in words, by which its author knows it again."""
        if self.is_closed:
            return ""
        said = (value for values in self.answers.values() for value in values if " " in value.strip())
        return cut(max(said, key=len, default=""), PREVIEW)
