"""One rebuilt row per person, so that a list of fifty costs one query."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Authority
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.people.models.person import Person


class Card(models.Model):
    """What lists and the identity bar show. Derived: `actions.rebuild_cards` makes it from the facts, and a
    test compares the two. Restriction is not kept here; lists join the Subject for it.

    `statuses` is a list of {key, label, since, tone} in the order they are shown, worked out by the rules of
    the domains above. `lead` is who leads and how to call them.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="card")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=300, blank=True)  # empty: "Name not recorded"
    sort_name = models.CharField(max_length=300, blank=True, db_index=True)
    known_as = models.CharField(max_length=200, blank=True)
    born_on = models.DateField(null=True, blank=True, db_index=True)
    born_precision = models.CharField(max_length=5, default="day")
    expected_on = models.DateField(null=True, blank=True)
    pregnancy_ended_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    pronoun = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    nhs_verified = models.BooleanField(default=False)
    upn = models.CharField(max_length=13, blank=True)
    local_id = models.CharField(max_length=60, blank=True)
    school = models.CharField(max_length=200, blank=True)
    household_size = models.PositiveSmallIntegerField(default=0)
    team_guarded = models.BooleanField(default=True)  # somebody of their families has a restricted address
    where_guarded = models.BooleanField(default=True)  # see people.whereabouts; guarded until the card is made
    warnings = models.PositiveSmallIntegerField(default=0)
    risk_to_children = models.BooleanField(default=False)
    is_doubted = models.BooleanField(default=True)  # may be of one person with another record; so until it is made
    is_child = models.BooleanField(default=True)  # a record as a child is kept, whatever the age now
    statuses = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    sheet = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # see people.sheets
    lead_name = models.CharField(max_length=200, blank=True)
    lead_phone = models.CharField(max_length=30, blank=True)
    team_name = models.CharField(max_length=120, blank=True)

    ROWS = wall.heading("person_id")
    SENSITIVITY = {
        "authority": Sensitivity.OPEN,
        "ref": Sensitivity.TECHNICAL,
        "name": Sensitivity.IDENTITY,
        "sort_name": Sensitivity.IDENTITY,
        "known_as": Sensitivity.IDENTITY,
        "born_on": Sensitivity.PERSONAL,
        "born_precision": Sensitivity.PERSONAL,
        "expected_on": Sensitivity.SPECIAL,
        "pregnancy_ended_on": Sensitivity.SPECIAL,
        "died_on": Sensitivity.PERSONAL,
        "sex": Sensitivity.PERSONAL,
        "pronoun": Sensitivity.PERSONAL,
        "address": Sensitivity.LOCATION,
        "postcode": Sensitivity.LOCATION,
        "nhs_number": Sensitivity.IDENTITY,
        "nhs_verified": Sensitivity.PERSONAL,
        "upn": Sensitivity.IDENTITY,
        "local_id": Sensitivity.IDENTITY,
        "school": Sensitivity.LOCATION,
        "household_size": Sensitivity.PERSONAL,
        "team_guarded": Sensitivity.LOCATION,
        "where_guarded": Sensitivity.LOCATION,
        "warnings": Sensitivity.PERSONAL,
        "risk_to_children": Sensitivity.CRIMINAL,
        "is_doubted": Sensitivity.PERSONAL,
        "is_child": Sensitivity.PERSONAL,
        "statuses": Sensitivity.PERSONAL,
        "sheet": Sensitivity.SPECIAL,
        "lead_name": Sensitivity.STAFF,
        "lead_phone": Sensitivity.STAFF,
        "team_name": Sensitivity.STAFF,
    }

    class Meta:
        indexes = [
            models.Index(fields=["expected_on"], condition=Q(expected_on__isnull=False), name="card_expected_on"),
        ]

    def __str__(self) -> str:
        return f"Card {self.ref}"
