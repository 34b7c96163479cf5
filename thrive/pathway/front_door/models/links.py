"""One-time links: somebody at a service who does not sign in may do one thing, once, until a day."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Authority, Organisation, User, choices
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly
from thrive.base.history.sensitivity import Sensitivity
from thrive.pathway.front_door.models.checks import PartnerCheck
from thrive.pathway.front_door.rules import FORMS
from thrive.pathway.front_door.rules.links import LINKS_FOR, LinkFor


class OneTimeLink(AppendOnly):
    """A link that a worker of the front door made for somebody by name. What the link holds is kept as a digest alone.

    `last_on` is the last day on which it may be used. With `check_asked` it answers that check, else it reports a
    contact by `form`, for `organisation` or for what `agency` says.
    """

    ref = RefField()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=choices(LinkFor, LINKS_FOR))
    digest = models.CharField(max_length=64, unique=True)
    for_name = models.CharField(max_length=200)
    for_role = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="front_door_links"
    )
    agency = models.CharField(max_length=200, blank=True)
    form = models.CharField(max_length=16, choices=[(one.key, one.title) for one in FORMS.values()], blank=True)
    check_asked = models.ForeignKey(PartnerCheck, null=True, blank=True, on_delete=models.PROTECT, related_name="links")
    last_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.of_authority()
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "authority": Sensitivity.OPEN,
        "purpose": Sensitivity.STAFF,
        "digest": Sensitivity.TECHNICAL,
        "for_name": Sensitivity.IDENTITY,
        "for_role": Sensitivity.PERSONAL,
        "organisation": Sensitivity.PERSONAL,
        "agency": Sensitivity.PERSONAL,
        "form": Sensitivity.STAFF,
        "check_asked": Sensitivity.TECHNICAL,
        "last_on": Sensitivity.STAFF,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="answer", check_asked__isnull=False, form="")
                | (Q(purpose="report", check_asked=None) & ~Q(form="")),
                name="a_link_is_for_one_thing",
            )
        ]
        indexes = [models.Index(fields=["authority", "-id"], name="links_of_authority")]

    def __str__(self) -> str:
        return f"One-time link {self.ref}"


class LinkEnd(AppendOnly):
    """A link can no longer be used: it was, or it was taken back."""

    class Kind(models.TextChoices):
        """The two ways; that its days are over is no row."""

        USED = "used", "Used"
        TAKEN_BACK = "taken_back", "Taken back"

    link = models.ForeignKey(OneTimeLink, on_delete=models.PROTECT, related_name="ends")
    kind = models.CharField(max_length=10, choices=Kind)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.through("front_door_onetimelink", "id", "link_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "link": Sensitivity.TECHNICAL,
        "kind": Sensitivity.STAFF,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link"], condition=Q(replaced_at=None), name="a_link_ends_once")]

    def __str__(self) -> str:
        return f"End of link {self.link_id}"
