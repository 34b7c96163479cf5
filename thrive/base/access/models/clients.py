"""Other systems that call the API, how often they call, and the answers kept so that a repeat changes nothing."""

from django.db import models

from thrive.base.access import wall
from thrive.base.access.models.parties import Organisation, Revised, User
from thrive.base.calendar import clock
from thrive.base.history.fields import RefField
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.wall import Unguarded


class ApiClient(Revised):
    """A system of one organisation that may call the API. The ref is its client id; the secret is kept as a digest.

    `scopes` are keys of permissions. What it sees is what its organisation's own staff would be near enough to see:
    see `viewers.ClientViewer`.
    """

    ref = RefField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="api_clients")
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200)
    scopes = models.JSONField(default=list)
    secret_digest = models.CharField(max_length=64)
    secret_made_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = Unguarded("systems and their scopes, read before it is known which of them calls")
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "organisation": Sensitivity.OPEN,
        "name": Sensitivity.STAFF,
        "purpose": Sensitivity.STAFF,
        "scopes": Sensitivity.TECHNICAL,
        "secret_digest": Sensitivity.TECHNICAL,
        "secret_made_at": Sensitivity.TECHNICAL,
        "added_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="api_client_name_once")]

    def __str__(self) -> str:
        return self.name


class CallCount(models.Model):
    """How often somebody called in one minute. `caller` is a kind and a key, never a name; `minute` since 1970."""

    caller = models.CharField(max_length=80)
    minute = models.BigIntegerField()
    calls = models.PositiveIntegerField(default=1)

    ROWS = Unguarded("how often somebody called, counted before it is known whether they may")
    SENSITIVITY = {
        "caller": Sensitivity.TECHNICAL,
        "minute": Sensitivity.TECHNICAL,
        "calls": Sensitivity.TECHNICAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "minute"], name="calls_counted_once_a_minute")]
        indexes = [models.Index(fields=["minute"], name="calls_by_minute")]

    def __str__(self) -> str:
        return f"Calls {self.pk}"


class ApiAnswer(models.Model):
    """The answer that one write got, under the caller's Idempotency-Key: a repeat gets it again and does nothing.

    `key` and `asked` are digests: of the key, and of method, address and body. Kept for 48 hours.
    """

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)  # 0 while the first call is still at work
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    ROWS = wall.of_caller()
    SENSITIVITY = {
        "caller": Sensitivity.TECHNICAL,
        "key": Sensitivity.TECHNICAL,
        "asked": Sensitivity.TECHNICAL,
        "status": Sensitivity.TECHNICAL,
        "body": Sensitivity.FREE_TEXT,
        "headers": Sensitivity.TECHNICAL,
        "at": Sensitivity.TECHNICAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="api_answer_once_for_a_key")]
        indexes = [models.Index(fields=["at"], name="api_answers_by_age")]

    def __str__(self) -> str:
        return f"ApiAnswer {self.pk}"
