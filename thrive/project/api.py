"""The API: every room's operations under one address, and their description, made from the operations themselves."""

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NoReturn

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from thrive.base.access.calls import once, shapes
from thrive.base.access.calls.problems import MEDIA_TYPE
from thrive.base.access.calls.room import Declared, Room
from thrive.base.access.pages import public
from thrive.base.access.permission import Permission

PREFIX = "api/v1/"
ABOUT = (
    "Records of children and families. People call with the session of the pages, and send its csrf_token with what "
    "changes something; systems call with a token. Every call is decided by the policy of the pages and logged. "
    "What is sought is posted, so that no address names anybody. Failures are problem details (RFC 9457)."
)
FAILURES = {
    400: "The call cannot be understood, or lacks an Idempotency-Key",
    401: "Nobody is signed in, or the token is not good",
    403: "The caller may not do this",
    404: "There is no such record, or the caller may not know that there is",
    405: "The address does not answer to that method",
    409: "Somebody else changed it first, or it is recorded already",
    412: "It is not as the caller saw it",
    413: "The call is too large",
    422: "Some answers cannot be taken, or the Idempotency-Key belongs to another call",
    428: "The call must say which revision it saw",
    429: "Too many calls; Retry-After says for how many seconds to wait",
    500: "Something broke",
}
WRITE_HEADER = {
    "in": "header",
    "name": once.HEADER,
    "required": True,
    "description": "A value of the caller's own for this write. Sent again within 48 hours it gets the same answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": once.LONGEST, "pattern": "^[!-~]+$"},
}


class Api(NinjaAPI):
    """Leaves every failure to the one place that answers failures (`project.errors`)."""

    def on_exception(self, request: HttpRequest, exc: Any) -> NoReturn:
        """Let it reach the middleware, so that what the call began is rolled back first."""
        raise exc


def rooms() -> Iterator[Room]:
    """The operations of every room that has an `api.py`, in the order of the addresses."""
    from thrive.project.urls import ROOMS

    for room in ROOMS:
        if find_spec(f"{room}.api"):
            yield import_module(f"{room}.api").room


def declared() -> list[Declared]:
    """Every operation as its room declared it: method, path below the mount, and what it needs."""
    return [one for room in rooms() for one in room.declared]


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 description."""
    made = api().get_openapi_schema(path_prefix=PREFIX)
    by_key = {one.key: one for one in declared()}
    for methods in made["paths"].values():
        for operation in methods.values():
            _complete(operation, by_key[operation["operationId"]])
    schemas = made["components"]["schemas"]
    for name in (shapes.ProblemDetails, shapes.Fault):
        schemas[name.__name__] = _schema(name)
    made["components"]["securitySchemes"] = _schemes()
    return {**made}


@public
@require_safe
def describe(request: HttpRequest) -> HttpResponseBase:
    """The description as a file."""
    return JsonResponse(description())


@lru_cache(maxsize=1)
def api() -> Api:
    """The one API, with every room mounted."""
    made = Api(title="Thrive", version="1", description=ABOUT, docs_url=None, openapi_url=None, urls_namespace="api")
    for room in rooms():
        made.add_router("", room.in_order())
    return made


def addresses() -> list[URLPattern]:
    """The addresses of the operations, and of their description."""
    found = [one for one in api().urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    by_path: dict[str, list[Declared]] = {}
    for one in declared():
        by_path.setdefault(one.path.lstrip("/"), []).append(one)
    for pattern in found:
        route = str(pattern.pattern).replace("<", "{").replace(">", "}")
        pattern.callback.operations = by_path[route]  # type: ignore[attr-defined]
    return [*found, path("openapi.json", describe, name="description")]


def _complete(operation: dict[str, Any], one: Declared) -> None:
    """Put to a described operation what every operation has: failures, who may call, the key of a write."""
    problem = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}}
    operation["responses"] |= {status: {"description": words, **problem} for status, words in FAILURES.items()}
    if one.writes:
        operation["parameters"].append(WRITE_HEADER)
    if one.needs == "public":
        operation["security"] = []
        return
    needs = one.needs.key if isinstance(one.needs, Permission) else ""
    operation["x-needs"] = needs or one.needs
    operation["security"] = [{"session": []}]
    if not one.people_only:
        operation["security"].append({"client": [needs] if needs else []})


def _schemes() -> dict[str, Any]:
    scopes = {
        one.needs.key: one.needs.title
        for one in declared()
        if isinstance(one.needs, Permission) and not one.people_only
    }
    flow = {"clientCredentials": {"tokenUrl": f"/{PREFIX}token", "scopes": scopes}}
    return {
        "session": {"type": "apiKey", "in": "cookie", "name": "thrive_session"},
        "client": {"type": "oauth2", "flows": flow},
    }


def _schema(shape: Any) -> dict[str, Any]:
    made = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    made.pop("$defs", None)
    return made
