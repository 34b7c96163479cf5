"""Declaring operations: each says who may use it, and is refused to anybody else before it runs.

    room = Room("people", "People")

    @room.read("/people/{ref}", needs=SEE_HEADER, answers=PersonOut)
    def person(request: Call, ref: str) -> PersonOut: ...

`ask` is a read whose question is too personal for an address, so it is posted; `write` demands an Idempotency-Key.
What every operation declares is in `declared`, for the description and for the tests that walk them all.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from thrive.base.access import policy
from thrive.base.access.calls import caller, once
from thrive.base.access.calls.problems import Problem
from thrive.base.access.models import User
from thrive.base.access.permission import Permission
from thrive.base.access.signing_in import visit

Operation = Callable[..., Any]
OperationT = TypeVar("OperationT", bound=Operation)
Needs = Permission | Literal["public", "signed in"]


@dataclass(frozen=True)
class Declared:
    """An operation as it was declared. `needs` is a permission, "signed in" or "public"."""

    key: str  # "people.person"
    method: str
    path: str  # below the mount: "/people/{ref}"
    needs: Needs
    writes: bool = False
    people_only: bool = False
    fresh: bool = False
    shows_once: bool = False

    def admit(self, request: HttpRequest) -> None:
        """Raises Problem or NotAllowed unless the caller may use the operation at all; sets the request's viewer.

        Whether about a given person is for the query or action behind it, which knows the Subject.
        """
        if self.needs == "public":
            return
        viewer = caller.viewer_of(request)
        if viewer is None:
            raise Problem("not-signed-in", "Sign in, or send a token.", headers=caller.CHALLENGE)
        if self.people_only and not isinstance(viewer, User):
            raise Problem("not-allowed", "Only people may do this, not another system.")
        if isinstance(self.needs, Permission):
            policy.require_role(viewer, self.needs)
        caller.require_own_page(request, viewer)
        if self.fresh and not visit.is_fresh(request.session):
            raise Problem("not-allowed", "Prove again who you are first: open /confirm in the pages, then call again.")
        request.viewer = viewer  # type: ignore[attr-defined]


class Room(Router):
    """The operations of one room."""

    def __init__(self, key: str, title: str) -> None:
        super().__init__(tags=[title])
        self.key = key
        self.declared: list[Declared] = []

    def in_order(self) -> "Room":
        """The room with addresses that are written out before those of which a part is left open: whatever order they
        were declared in, `/contacts/questions` is never taken for the contact of that name."""

        def is_open(path: str) -> list[bool]:
            return [part.startswith("{") for part in path.split("/")]

        ordered = sorted(self.path_operations.items(), key=lambda one: is_open(one[0]))
        self.path_operations.clear()
        self.path_operations.update(ordered)
        return self

    def read(
        self, path: str, *, needs: Needs, answers: Any, people_only: bool = False
    ) -> Callable[[OperationT], OperationT]:
        """A read: the address says all there is to ask."""
        return self._operation("GET", path, needs=needs, answers={200: answers}, people_only=people_only)

    def ask(
        self, path: str, *, needs: Needs, answers: Any, people_only: bool = False
    ) -> Callable[[OperationT], OperationT]:
        """A read whose question is posted: what is sought may name somebody, and addresses are logged."""
        return self._operation("POST", path, needs=needs, answers={200: answers}, people_only=people_only)

    def write(
        self,
        path: str,
        *,
        needs: Needs,
        answers: Any,
        method: str = "POST",
        status: int = 201,
        people_only: bool = True,
        fresh: bool = False,
        shows_once: bool = False,
    ) -> Callable[[OperationT], OperationT]:
        """A write: done once for each Idempotency-Key. By people, unless it says otherwise; `fresh`: by those alone
        who proved a short while ago who they are, as on the page that does the same; `shows_once`: its answer holds
        something that is kept nowhere, so a repeat is not given it again."""
        return self._operation(
            method, path, needs=needs, answers={status: answers}, people_only=people_only, writes=True, fresh=fresh,
            shows_once=shows_once,
        )  # fmt: skip

    def _operation(
        self,
        method: str,
        path: str,
        *,
        needs: Needs,
        answers: dict[int, Any],
        people_only: bool,
        writes: bool = False,
        fresh: bool = False,
        shows_once: bool = False,
    ) -> Callable[[OperationT], OperationT]:
        def declare(operation: OperationT) -> OperationT:
            name = f"{self.key}.{operation.__name__}"
            declared = Declared(name, method, path, needs, writes, people_only, fresh, shows_once)
            self.declared.append(declared)
            operation.needs = needs  # type: ignore[attr-defined]
            guarded = decorate_view(lambda run: _guarded(declared, run))(operation)
            summary, _, rest = (inspect.getdoc(operation) or "").partition("\n")
            options: dict[str, Any] = {
                "response": answers,
                "operation_id": name,
                "url_name": name,
                "summary": summary.rstrip("."),
                "description": rest.strip() or summary,
            }
            return self.api_operation([method], path, **options)(guarded)

        return declare


def _guarded(declared: Declared, run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def guarded(request: HttpRequest, **parts: Any) -> HttpResponse:
        declared.admit(request)
        if declared.writes:
            viewer, act = request.viewer, lambda: run(request, **parts)  # type: ignore[attr-defined]
            response = once.answer(request, viewer, act, shows_once=declared.shows_once)
        else:
            response = run(request, **parts)
        response["Cache-Control"] = "private, no-store" if declared.needs != "public" else "no-store"
        return response

    return guarded
