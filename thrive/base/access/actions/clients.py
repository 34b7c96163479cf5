"""Letting other systems call: adding, changing and ending clients, their secrets and their tokens."""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thrive.base.access import policy
from thrive.base.access.calls import tokens
from thrive.base.access.calls.caller import client_viewer, open_client
from thrive.base.access.errors import BadAnswer
from thrive.base.access.models import ApiClient, Organisation, User
from thrive.base.access.queries.clients import scope_choices
from thrive.base.calendar import clock
from thrive.base.calendar.words import say
from thrive.base.history import audit
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.wall import action

SECRET_BYTES = 32  # beyond all guessing, so that a plain digest is enough to keep


@dataclass(frozen=True)
class Given:
    """A token given to a client: its text, for how many seconds it is good and for which scopes."""

    text: str
    seconds: int
    scopes: frozenset[str]


@action
def add_client(
    organisation: Organisation,
    *,
    by: User,
    name: str,
    purpose: str,
    scopes: Sequence[str],
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> tuple[ApiClient, str]:
    """Let a system of `organisation` call the API; returns it with its secret, which is not kept and shown once.

    Raises NotAllowed, AlreadyRecorded (field "name"), and BadAnswer for a scope that nobody of the organisation could
    hold, for none, and for an end before its beginning.
    """
    policy.require_keeper(by, organisation)
    _refuse_known_name(organisation, name)
    _check_scopes(organisation, scopes)
    starts_on = starts_on or clock.today()
    if ends_on is not None and ends_on <= starts_on:
        raise BadAnswer(f"The last day must be {say(starts_on)} or later", field="ends_on")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    client = ApiClient.objects.create(
        organisation=organisation,
        name=name,
        purpose=purpose,
        scopes=sorted(scopes),
        secret_digest=_digest(secret),
        starts_on=starts_on,
        ends_on=ends_on,
        added_by=by,
    )
    audit.note(by, "access.client.added", client, organisation=organisation.pk, scopes=sorted(scopes))
    return client, secret


@action
def change_client(
    client: ApiClient, *, by: User, revision: int, name: str, purpose: str, scopes: Sequence[str]
) -> ApiClient:
    """Change a system's name, purpose or scopes; tokens under way lose a scope at once.

    Raises NotAllowed, AlreadyRecorded (field "name"), BadAnswer (field "scopes") and ChangedMeanwhile.
    """
    policy.require_keeper(by, client.organisation)
    if name != client.name:
        _refuse_known_name(client.organisation, name)
    _check_scopes(client.organisation, scopes)
    changed = client.rewrite(revision=revision, name=name, purpose=purpose, scopes=sorted(scopes))
    if changed:
        audit.note(by, "access.client.changed", client, fields=changed)
    return client


@action
def end_client(client: ApiClient, *, by: User, revision: int, on: dt.date | None) -> ApiClient:
    """Say that a system may call no longer: `on` is the first day, today ends it at once. None takes the end back.

    Raises NotAllowed, ChangedMeanwhile, and BadAnswer for a day before it began.
    """
    policy.require_keeper(by, client.organisation)
    if on is not None and on < client.starts_on:
        raise BadAnswer(f"The end must be {say(client.starts_on)} or later, when it began", field="ends_on")
    client.rewrite(revision=revision, ends_on=on)
    audit.note(by, "access.client.ended", client, on=on)
    return client


@action
def new_secret(client: ApiClient, *, by: User) -> str:
    """Give a system another secret, shown once; the old one is good no longer. Raises NotAllowed."""
    policy.require_keeper(by, client.organisation)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    client.secret_digest, client.secret_made_at = _digest(secret), clock.now()
    client.save(update_fields=["secret_digest", "secret_made_at"])
    audit.note(by, "access.client.secret_made", client)
    return secret


def give_token(client_ref: str, secret: str, *, scopes: Iterable[str] = ()) -> Given | None:
    """A token for `scopes` (all of the client's, for none), or None where id and secret are not those of a client
    that may call today. Either is logged. Scopes the client does not have are left out."""
    client = open_client(client_ref)
    if client is None or not hmac.compare_digest(client.secret_digest, _digest(secret)):
        audit.note(None, "access.client.refused", client)
        return None
    held = frozenset(client.scopes)
    given = held & frozenset(scopes) if any(scopes) else held
    audit.note(client_viewer(client, given), "access.client.signed_in", client)
    return Given(tokens.issue(client.ref, given), tokens.GOOD_FOR_SECONDS, given)


def _refuse_known_name(organisation: Organisation, name: str) -> None:
    if ApiClient.objects.filter(organisation=organisation, name=name).exists():
        raise AlreadyRecorded(f"{organisation.name} already has a system of this name", field="name")


def _check_scopes(organisation: Organisation, scopes: Sequence[str]) -> None:
    if not scopes:
        raise BadAnswer("Select what the system may do", field="scopes")
    if set(scopes) - {one.key for one in scope_choices(of=organisation)}:
        raise BadAnswer(f"Select only what somebody of {organisation.name} could be let do", field="scopes")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
