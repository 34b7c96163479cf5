"""Tokens for other systems, and who the caller is."""

import base64
import binascii
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Form, Schema

from thrive.base.access import actions
from thrive.base.access.calls import problems
from thrive.base.access.calls.caller import Call
from thrive.base.access.calls.problems import Problem
from thrive.base.access.calls.room import Room
from thrive.base.access.calls.shapes import Sent
from thrive.base.access.models import User
from thrive.base.access.queries import clients

room = Room("access", "Signing in")

NO_SUCH_CLIENT = Problem(
    "not-signed-in",
    "There is no such client, or its secret is another, or its time is over.",
    headers={"WWW-Authenticate": 'Basic realm="thrive"'},
    error="invalid_client",
)


class TokenAsked(Sent):
    """What a client sends for a token: its id and secret here, or as HTTP Basic."""

    grant_type: Literal["client_credentials"]
    scope: Annotated[str, "Scopes, with blanks between them; all of the client's for none"] = ""
    client_id: str = ""
    client_secret: str = ""


class Token(Schema):
    """A token, and for how many seconds it is good."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    scope: str


class Me(Schema):
    """Who calls. `csrf_token` is what a page of ours sends back with its writes."""

    kind: Literal["person", "system"]
    ref: str
    name: str
    organisation: str
    roles: list[str]
    scopes: list[str]
    csrf_token: str


@room.ask("/token", needs="public", answers=Token)
def token(request: HttpRequest, asked: Form[TokenAsked]) -> Token | HttpResponse:
    """Give a token for a client's id and secret.

    OAuth 2.0 client credentials (RFC 6749 section 4.4). The token is good for ten minutes; send it as
    `Authorization: Bearer ...`. A problem has the member `error` by that RFC beside its own.
    """
    client_id, secret = _basic(request) or (asked.client_id, asked.client_secret)
    given = actions.give_token(client_id, secret, scopes=asked.scope.split())
    if given is None:
        return problems.answer(NO_SUCH_CLIENT)  # answered, not raised: what was logged of it stays
    return Token(
        access_token=given.text, token_type="Bearer", expires_in=given.seconds, scope=" ".join(sorted(given.scopes))
    )


@room.read("/me", needs="signed in", answers=Me)
def me(request: Call) -> Me:
    """Say who the caller is, and with which roles or scopes."""
    viewer = request.viewer
    found = clients.caller_words(viewer=viewer)
    is_person = isinstance(viewer, User)
    return Me(**found, csrf_token=get_token(request) if is_person else "")


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    """Id and secret from an HTTP Basic header; None where there is none that can be read."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return client_id, secret
