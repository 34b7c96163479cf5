"""Tasks: what somebody is asked to do, kept as versions of which the last one holds."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Subject, Team, User
from thrive.base.calendar import clock
from thrive.base.history.models import AppendOnly, AppendOnlyQuerySet
from thrive.base.history.refs import LENGTH, new_ref
from thrive.base.history.sensitivity import Sensitivity

STILL_OPEN = Q(replaced_at=None, closed_at=None)  # in words that a partial index is found by


class TaskQuerySet(AppendOnlyQuerySet):
    """Versions of tasks."""

    def still_open(self) -> "TaskQuerySet":
        """Those that hold today of tasks that are still to be done."""
        return self.filter(STILL_OPEN)


class Task(AppendOnly):
    """Something that one person or one team is asked to do, about some Subjects.

    A change (another day, another party, done, dismissed) is a later row that `replaces` this one; `thread` stays the
    same over them all, and addresses name it. `kind` is the key of an `offers.TaskKind`; `rule` that of the duty which
    set `due_on`, empty where a person did. `object_type` and `object_id` name what it is to be done with; `path` is the
    page where it is done. `because` says why it was asked, in the words of `asked_by`; `why` says why this version was
    made, in those of `recorded_by`. Both are empty where a system asked.
    """

    class State(models.TextChoices):
        """What has become of it."""

        OPEN = "open", "To do"
        DONE = "done", "Done"
        DISMISSED = "dismissed", "Dismissed"

    thread = models.CharField(max_length=LENGTH, default=new_ref, editable=False, db_index=True)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)  # when it was done or dismissed
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)  # when the first version was made
    given_at = models.DateTimeField(default=clock.now)  # when whoever has it now was given it
    due_on = models.DateField(null=True, blank=True)  # its last day
    rule = models.CharField(max_length=80, blank=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    path = models.CharField(max_length=200, blank=True)  # opaque, as all addresses are
    because = models.CharField(max_length=400, blank=True)
    asked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    concerns_nobody = models.BooleanField(default=False)  # about no Subject: the authority's own matter
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = TaskQuerySet.as_manager()  # type: ignore[misc]  # widens the manager of AppendOnly

    ROWS = wall.of_party_or("casework_taskabout", "task_id", nobody="concerns_nobody")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "thread": Sensitivity.TECHNICAL,
        "kind": Sensitivity.PERSONAL,
        "state": Sensitivity.PERSONAL,
        "closed_at": Sensitivity.TECHNICAL,
        "user": Sensitivity.STAFF,
        "team": Sensitivity.STAFF,
        "asked_at": Sensitivity.TECHNICAL,
        "given_at": Sensitivity.TECHNICAL,
        "due_on": Sensitivity.PERSONAL,
        "rule": Sensitivity.OPEN,
        "object_type": Sensitivity.TECHNICAL,
        "object_id": Sensitivity.TECHNICAL,
        "path": Sensitivity.TECHNICAL,
        "because": Sensitivity.FREE_TEXT,
        "asked_by": Sensitivity.STAFF,
        "concerns_nobody": Sensitivity.TECHNICAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        indexes = [
            models.Index(fields=["user", "due_on"], condition=STILL_OPEN, name="open_tasks_of_user"),
            models.Index(fields=["team", "due_on"], condition=STILL_OPEN, name="open_tasks_of_team"),
            models.Index(fields=["object_type", "object_id"], condition=STILL_OPEN, name="open_tasks_by_object"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, team=None) | Q(user=None, team__isnull=False),
                name="task_is_of_one_party",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | Q(~Q(state="open"), closed_at__isnull=False),
                name="task_is_closed_when_it_is_over",
            ),
            models.UniqueConstraint(fields=["thread"], condition=Q(replaced_at=None), name="one_version_holds"),
            models.UniqueConstraint(
                fields=["kind", "object_type", "object_id", "user"], condition=STILL_OPEN, name="asked_of_user_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "object_type", "object_id", "team"], condition=STILL_OPEN, name="asked_of_team_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Task {self.thread}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.closed_at is None

    @property
    def party(self) -> User | Team:
        """Who is asked to do it."""
        found = self.user or self.team
        assert found is not None
        return found

    def is_of(self, viewer: User) -> bool:
        """Whether it is the viewer's own, or of a team they work in."""
        return self.user_id == viewer.pk or (self.team_id is not None and self.team_id in viewer.standing.team_ids)


class TaskAbout(models.Model):
    """Whom a version of a task is about."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="about")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.about()
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "task": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "subject"], name="task_about_a_subject_once")]

    def __str__(self) -> str:
        return f"Task {self.task_id} about {self.subject_id}"
