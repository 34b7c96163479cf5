"""Plans: whom they are about, their versions with needs, outcomes and actions, what is thought of them, and progress.

A version is written whole and never changed; one that was agreed to stands until a later one is. An action keeps its
`PlanStep` through every version it stands in, so that what became of it is told once.
"""

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Subject, User, choices
from thrive.base.access.rules import Capacity
from thrive.base.casework.models.meetings import Noted
from thrive.base.casework.rules.plans import LINE_MOST, NOT_NEEDED, STATES
from thrive.base.history.fields import RefField
from thrive.base.history.sensitivity import Sensitivity

_SHOWN = wall.through("casework_planabout", "plan_id", "plan_id")
_OF_VERSION = wall.through("casework_planversion", "id", "version_id")


class Plan(Noted):
    """A plan made with a family. `happened_on` is the day it was begun."""

    ref = RefField()

    ROWS = wall.through("casework_planabout", "plan_id")
    SENSITIVITY = {"ref": Sensitivity.TECHNICAL}

    def __str__(self) -> str:
        return f"Plan {self.ref}"


class PlanAbout(models.Model):
    """Whom a plan is about, and in which capacity it concerns them."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="about")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="plans")
    capacity = models.CharField(max_length=8, choices=choices(Capacity), default=Capacity.CHILD)

    ROWS = wall.about()
    SENSITIVITY = {
        "plan": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "capacity": Sensitivity.PERSONAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "subject"], name="plan_about_a_subject_once")]

    def __str__(self) -> str:
        return f"Plan {self.plan_id} about {self.subject_id}"


class PlanVersion(Noted):
    """A version of a plan, of a declared kind; `why` says what it was written for. Nobody changes one."""

    ref = RefField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)  # key of an `offers.PlanKind`
    review_on = models.DateField()

    ROWS = _SHOWN
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "plan": Sensitivity.TECHNICAL,
        "number": Sensitivity.TECHNICAL,
        "kind": Sensitivity.PERSONAL,
        "review_on": Sensitivity.PERSONAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_numbered_once")]

    def __str__(self) -> str:
        return f"Plan version {self.ref}"


class PlanNeed(models.Model):
    """A need, the outcome in the family's words, and how we will know."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="needs")
    order = models.PositiveSmallIntegerField()
    need = models.CharField(max_length=LINE_MOST)
    outcome = models.TextField()
    known_by = models.TextField(blank=True)

    ROWS = _OF_VERSION
    SENSITIVITY = {
        "version": Sensitivity.TECHNICAL,
        "order": Sensitivity.TECHNICAL,
        "need": Sensitivity.FREE_TEXT,
        "outcome": Sensitivity.FREE_TEXT,
        "known_by": Sensitivity.FREE_TEXT,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "order"], name="plan_need_order_once")]

    def __str__(self) -> str:
        return f"Need {self.order} of plan version {self.version_id}"


class PlanStep(models.Model):
    """An action as such, the same in every version that it stands in."""

    ref = RefField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps")

    ROWS = _SHOWN
    SENSITIVITY = {"ref": Sensitivity.TECHNICAL, "plan": Sensitivity.TECHNICAL}

    def __str__(self) -> str:
        return f"Step {self.ref}"


class PlanAction(models.Model):
    """What a version says of an action: what is done, by whom and by when. By a user, somebody on record, or a name."""

    need = models.ForeignKey(PlanNeed, on_delete=models.PROTECT, related_name="actions")
    step = models.ForeignKey(PlanStep, on_delete=models.PROTECT, related_name="said")
    what = models.CharField(max_length=LINE_MOST * 2)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LINE_MOST, blank=True)
    due_on = models.DateField(null=True, blank=True)

    ROWS = wall.through("casework_planneed", "id", "need_id")
    SENSITIVITY = {
        "need": Sensitivity.TECHNICAL,
        "step": Sensitivity.TECHNICAL,
        "what": Sensitivity.FREE_TEXT,
        "user": Sensitivity.STAFF,
        "person": Sensitivity.TECHNICAL,
        "name": Sensitivity.FREE_TEXT,
        "due_on": Sensitivity.PERSONAL,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "step"], name="plan_action_once_under_a_need"),
            models.CheckConstraint(
                condition=~Q(user=None) | ~Q(person=None) | ~Q(name=""), name="plan_action_is_somebodys"
            ),
        ]

    def __str__(self) -> str:
        return f"Action of step {self.step_id}"


class PlanProgress(Noted):
    """How an action stands; the latest counts. `said` is what was done; `why` says why it is no longer needed."""

    step = models.ForeignKey(PlanStep, on_delete=models.PROTECT, related_name="progress")
    state = models.CharField(max_length=10, choices=list(STATES.items()))
    said = models.CharField(max_length=LINE_MOST * 2, blank=True)

    ROWS = wall.through("casework_planstep", "id", "step_id")
    SENSITIVITY = {
        "step": Sensitivity.TECHNICAL,
        "state": Sensitivity.PERSONAL,
        "said": Sensitivity.FREE_TEXT,
    }

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(state=NOT_NEEDED) | ~Q(why=""), name="not_needed_says_why")]

    def __str__(self) -> str:
        return f"Progress of step {self.step_id}"


class PlanOpinion(models.Model):
    """What a child or parent thinks of a version, in their words; or why that is not there."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="opinions")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    why_not = models.CharField(max_length=LINE_MOST * 2, blank=True)

    ROWS = _OF_VERSION
    SENSITIVITY = {
        "version": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "text": Sensitivity.FREE_TEXT,
        "why_not": Sensitivity.FREE_TEXT,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "subject"], name="plan_opinion_once"),
            models.CheckConstraint(condition=~Q(text="") | ~Q(why_not=""), name="plan_opinion_or_why_not"),
        ]

    def __str__(self) -> str:
        return f"Opinion on plan version {self.version_id}"
