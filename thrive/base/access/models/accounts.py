"""Asking a second person before the sign-in of a weighty account is changed."""

import datetime as dt

from django.db import models
from django.db.models import Q

from thrive.base.access.models.parties import User, choices
from thrive.base.access.rules import ACCOUNT_CHANGE_WORDS, AGREED_FOR, ASKED_FOR, AccountChange
from thrive.base.calendar import clock
from thrive.base.history.fields import RefField
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.wall import Unguarded


class AccountRequest(models.Model):
    """An administrator asks to change how `user` signs in; somebody else agrees or refuses; then it is done, once.

    Working matter, written on as it goes: the log keeps each step. `new_email` only where that is what changes.
    `read_at`: when the user said that they had read what was last told them of it.
    """

    ref = RefField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="account_requests")
    change = models.CharField(max_length=8, choices=choices(AccountChange, ACCOUNT_CHANGE_WORDS))
    new_email = models.CharField(max_length=254, blank=True)
    why = models.CharField(max_length=200)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    is_agreed = models.BooleanField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    ROWS = Unguarded("who asked to mend whose sign-in: staff, and nobody whom a record is about")
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "user": Sensitivity.STAFF,
        "change": Sensitivity.STAFF,
        "new_email": Sensitivity.STAFF,
        "why": Sensitivity.STAFF,
        "asked_by": Sensitivity.STAFF,
        "asked_at": Sensitivity.STAFF,
        "answered_by": Sensitivity.STAFF,
        "answered_at": Sensitivity.STAFF,
        "is_agreed": Sensitivity.STAFF,
        "used_at": Sensitivity.STAFF,
        "read_at": Sensitivity.STAFF,
    }

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(answered_at=None), name="account_requests_open"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="account_requests_unread"),
        ]

    def __str__(self) -> str:
        return f"Account request {self.ref}"

    @property
    def until(self) -> dt.datetime:
        """When it lapses: unanswered, or agreed to and not used."""
        return self.answered_at + AGREED_FOR if self.answered_at else self.asked_at + ASKED_FOR

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.used_at:
            return "Done"
        if self.is_agreed is False:
            return "Refused"
        if self.until <= clock.now():
            return "Lapsed"
        return "Agreed" if self.is_agreed else "Waits for a second person"
