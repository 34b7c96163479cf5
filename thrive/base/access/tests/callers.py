"""Programs that call, for tests of any room's operations: systems with tokens, people with sessions."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.test import Client

from thrive.base.access import actions
from thrive.base.access.models import ApiClient, Organisation, User
from thrive.base.access.tests import factories

API = "/api/v1"
_key = count(1)


def new_key() -> str:
    """An Idempotency-Key that no other call of the tests has."""
    return f"test-{next(_key)}"


@dataclass
class Caller:
    """A program that calls. `headers` go with every call."""

    client: Client
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Any:
        """A read."""
        return self.client.get(f"{API}{path}", headers={**self.headers, **headers})

    def post(self, path: str, body: Any = None, *, method: str = "post", key: str = "", **headers: str) -> Any:
        """A question or a write, with an Idempotency-Key: `key`, or one of its own."""
        sent = {"Idempotency-Key": key or new_key(), **self.headers, **headers}
        call = getattr(self.client, method)
        return call(f"{API}{path}", json.dumps(body or {}), content_type="application/json", headers=sent)


def person(user: User) -> Caller:
    """Somebody signed in to the pages, whose own page calls."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    token = client.get(f"{API}/me").json()["csrf_token"]
    return Caller(client, {"X-CSRFToken": token})


def client_of(organisation: Organisation, scopes: Iterable[str], **values: Any) -> tuple[ApiClient, str]:
    """A system of that organisation with these scopes, and its secret."""
    keeper = factories.user(["administrator"])
    number = next(_key)
    return actions.add_client(
        organisation, by=keeper, name=f"System {number}", purpose="keeping in step", scopes=list(scopes), **values
    )


def system(organisation: Organisation, scopes: Iterable[str]) -> Caller:
    """A system of that organisation, with a token for these scopes."""
    client, secret = client_of(organisation, scopes)
    given = actions.give_token(client.ref, secret)
    assert given is not None
    return Caller(Client(enforce_csrf_checks=True), {"Authorization": f"Bearer {given.text}"})


def fields(answer: Any) -> list[str]:
    """The answers that a refused call is told to mend."""
    assert answer.status_code == 422, answer.content
    return [one["field"] for one in answer.json()["errors"]]
