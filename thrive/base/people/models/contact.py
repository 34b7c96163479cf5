"""Where people live, how to reach them, and who else works with them."""

from typing import ClassVar

from django.db import models

from thrive.base.access.models import Organisation
from thrive.base.directory.models import Place
from thrive.base.history.one_at_a_time import OneAtATime
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.people.models.person import PersonFact


class Residence(PersonFact):
    """An address somebody lived or lives at. Several may be true at once (a child in two homes)."""

    SAYS_WHERE = True

    class Kind(models.TextChoices):
        """What the address is for."""

        HOME = "home", "Home"
        SECOND = "second", "Second home"
        TEMPORARY = "temporary", "Staying at"
        POST = "post", "For letters"

    kind = models.CharField(max_length=9, choices=Kind, default=Kind.HOME)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    uprn = models.CharField(max_length=12, blank=True)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "kind": Sensitivity.LOCATION,
        "address": Sensitivity.LOCATION,
        "postcode": Sensitivity.LOCATION,
        "uprn": Sensitivity.LOCATION,
    }

    class Meta(PersonFact.Meta):
        verbose_name = "address"

    def __str__(self) -> str:
        return f"Residence {self.pk}"


class ContactPoint(PersonFact):
    """A telephone number or e-mail address, and how it is safe to use it ("do not ring after 5")."""

    SAYS_WHERE = True

    class Kind(models.TextChoices):
        """How it is used."""

        MOBILE = "mobile", "Mobile"
        PHONE = "phone", "Telephone"
        EMAIL = "email", "E-mail"

    kind = models.CharField(max_length=6, choices=Kind)
    value = models.CharField(max_length=254)
    safe = models.BooleanField(default=True)
    safe_note = models.CharField(max_length=200, blank=True)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "kind": Sensitivity.PERSONAL,
        "value": Sensitivity.LOCATION,
        "safe": Sensitivity.LOCATION,
        "safe_note": Sensitivity.FREE_TEXT,
    }

    class Meta(PersonFact.Meta):
        verbose_name = "contact detail"

    def __str__(self) -> str:
        return f"ContactPoint {self.pk}"


class PlaceLink(PersonFact):
    """A person's school or surgery, from the directory. Gives away where they live, so it is guarded as such."""

    SAYS_WHERE = True

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {"place": Sensitivity.LOCATION}

    class Meta(PersonFact.Meta):
        constraints = [*PersonFact.Meta.constraints, OneAtATime(fields=["person", "place"])]
        verbose_name = "school or surgery"

    def __str__(self) -> str:
        return f"PlaceLink {self.pk}"


class AgencyContact(PersonFact):
    """Somebody from another agency who works with the person, whether or not that agency uses Thrive.

    A school, surgery or refuge gives the neighbourhood away, so it is guarded as an address.
    """

    SAYS_WHERE = True

    agency = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    worker = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "agency": Sensitivity.PERSONAL,
        "organisation": Sensitivity.PERSONAL,
        "worker": Sensitivity.STAFF,
        "role": Sensitivity.STAFF,
        "phone": Sensitivity.STAFF,
        "email": Sensitivity.STAFF,
    }

    class Meta(PersonFact.Meta):
        verbose_name = "agency involved"

    def __str__(self) -> str:
        return f"AgencyContact {self.pk}"
