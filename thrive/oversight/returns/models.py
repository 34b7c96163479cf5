"""Files that came in: what was in each, what was taken, what was refused and why."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from thrive.base.access import wall
from thrive.base.access.models import Authority, User
from thrive.base.calendar import clock
from thrive.base.history.fields import RefField
from thrive.base.history.sensitivity import Sensitivity

KINDS = {"cin-census": "Children in need census", "people": "People file", "ssd": "Safeguarding dataset"}


def title_of(kind: str, year: int | None) -> str:
    """What a file is, in words: "Children in need census 2025"."""
    return " ".join(str(part) for part in (KINDS.get(kind, "File that is not known"), year) if part)


class ImportRun(models.Model):
    """One file, once. `counts` holds how many of each kind were new, replaced, unchanged, older or refused."""

    ref = RefField()
    kind = models.CharField(max_length=20)  # "cin-census", "people", "ssd"
    authority = models.ForeignKey(Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    collection_year = models.PositiveSmallIntegerField(null=True, blank=True)
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    file_bytes = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    failed_because = models.CharField(max_length=400, blank=True)

    #: Of another authority's files, those that were brought in by one's own.
    ROWS = wall.either(wall.of_authority(), wall.of_colleague("started_by_id"))
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "kind": Sensitivity.OPEN,
        "authority": Sensitivity.OPEN,
        "collection_year": Sensitivity.OPEN,
        "file_name": Sensitivity.STAFF,
        "file_digest": Sensitivity.TECHNICAL,
        "file_bytes": Sensitivity.TECHNICAL,
        "started_at": Sensitivity.TECHNICAL,
        "finished_at": Sensitivity.TECHNICAL,
        "started_by": Sensitivity.STAFF,
        "counts": Sensitivity.OPEN,
        "failed_because": Sensitivity.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"Import {self.ref}"

    @property
    def title(self) -> str:
        """What the file is, in words: "Children in need census 2025"."""
        return title_of(self.kind, self.collection_year)


class ImportFinding(models.Model):
    """A record of the file that was refused, or taken with a remark, and what would mend it."""

    class Level(models.TextChoices):
        """What became of the record."""

        REFUSED = "refused", "Refused"
        ODD = "odd", "Taken, look at it"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="findings")
    level = models.CharField(max_length=7, choices=Level)
    line = models.PositiveIntegerField(null=True, blank=True)
    child_id = models.CharField(max_length=60, blank=True)
    field = models.CharField(max_length=60, blank=True)
    found = models.CharField(max_length=60, blank=True)  # what stood in the file
    reason = models.CharField(max_length=400)

    ROWS = wall.through("returns_importrun", "id", "run_id")
    SENSITIVITY = {
        "run": Sensitivity.TECHNICAL,
        "level": Sensitivity.OPEN,
        "line": Sensitivity.TECHNICAL,
        "child_id": Sensitivity.IDENTITY,
        "field": Sensitivity.OPEN,
        "found": Sensitivity.PERSONAL,
        "reason": Sensitivity.OPEN,
    }

    class Meta:
        indexes = [models.Index(fields=["run", "level", "line"], name="findings_of_a_run")]

    def __str__(self) -> str:
        return f"Finding {self.pk}"
