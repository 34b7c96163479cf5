"""Schools, surgeries and other places."""

from django.db import models
from django.db.models import Q

from thrive.base.access.models import Dated, Organisation
from thrive.base.history.fields import RefField
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.wall import Unguarded


class Place(Dated):
    """A school or surgery. `code` is the URN of a school or the ODS code of a surgery; `organisation` is the
    body whose users work there, where it uses Thrive."""

    class Kind(models.TextChoices):
        """What sort of place."""

        SCHOOL = "school", "School or college"
        SURGERY = "surgery", "GP surgery"

    ref = RefField()
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )

    ROWS = Unguarded("schools and surgeries, which are public")
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "kind": Sensitivity.OPEN,
        "code": Sensitivity.OPEN,
        "name": Sensitivity.OPEN,
        "address": Sensitivity.OPEN,
        "postcode": Sensitivity.OPEN,
        "phone": Sensitivity.OPEN,
        "organisation": Sensitivity.OPEN,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], condition=~Q(code=""), name="place_code_once_in_a_kind")
        ]

    def __str__(self) -> str:
        return self.name
