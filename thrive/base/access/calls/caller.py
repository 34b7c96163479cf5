"""Who calls: somebody signed in to a page, or a system with a token. Worked out once for a request."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from thrive.base.access.calls import tokens
from thrive.base.access.calls.problems import Problem
from thrive.base.access.models import ApiClient, User
from thrive.base.access.permission import Permission
from thrive.base.access.policy import Viewer
from thrive.base.access.signing_in import visit
from thrive.base.access.viewers import ClientViewer
from thrive.base.calendar import clock
from thrive.base.offers import REGISTRY

SCHEME = "Bearer "
SAFE = ("GET", "HEAD", "OPTIONS")
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="thrive"'}


class Call(HttpRequest):
    """A request to an operation, for type hints: its viewer is known and holds what the operation needs."""

    viewer: Viewer


class CallOfUser(HttpRequest):
    """A request to an operation that only people may use."""

    viewer: User
    user: User


def viewer_of(request: HttpRequest) -> Viewer | None:
    """Who calls; None for nobody. Raises Problem for a token that is not good: nobody is never a stand-in for it."""
    known: dict[str, Any] = vars(request)
    if "_caller" not in known:
        known["_caller"] = _identify(request)
    found: Viewer | None = known["_caller"]
    return found


def name_of(request: HttpRequest, viewer: Viewer | None) -> str:
    """The caller as counts and kept answers name them."""
    if isinstance(viewer, User):
        return f"user {viewer.pk}"
    if isinstance(viewer, ClientViewer):
        return viewer.actor_key
    return f"address {request.META.get('REMOTE_ADDR', '')}"


def require_own_page(request: HttpRequest, viewer: Viewer) -> None:
    """Raises Problem where a person's browser calls and another site may have made it."""
    if isinstance(viewer, User) and request.method not in SAFE:
        reason = _OwnPage(_nothing).reason_against(request)
        if reason:
            raise Problem("not-your-page", f"{reason} Send the csrf_token of /api/v1/me as the header X-CSRFToken.")


def scopes_on_offer() -> dict[str, Permission]:
    """Every permission by its key: what a scope may name."""
    return {one.key: one for one in REGISTRY.permissions if isinstance(one, Permission)}


def client_viewer(client: ApiClient, scopes: frozenset[str]) -> ClientViewer:
    """A client as the policy knows it, with those of its scopes that were asked for."""
    known = scopes_on_offer()
    organisation = client.organisation
    return ClientViewer(
        ref=client.ref,
        name=client.name,
        purpose=client.purpose,
        organisation_id=organisation.pk,
        authority_id=organisation.authority_id,
        is_own_staff=organisation.is_council,
        permissions=frozenset(known[key] for key in scopes & set(client.scopes) if key in known),
        organisation_kind=organisation.kind,
    )


def open_client(ref: str) -> ApiClient | None:
    """The client called `ref`, if it and its organisation may call today. One query."""
    found = ApiClient.objects.select_related("organisation").filter(ref=ref).first()
    if found is None or found.has_ended or found.organisation.has_ended or found.starts_on > clock.today():
        return None
    return found


def _identify(request: HttpRequest) -> Viewer | None:
    given = request.headers.get("Authorization", "")
    if given.startswith(SCHEME):
        claims = tokens.read(given.removeprefix(SCHEME).strip())
        client = open_client(claims.client_ref) if claims else None
        if claims is None or client is None:
            raise Problem(
                "not-signed-in", "The token is not good, or its ten minutes are over. Ask for another.",
                headers={"WWW-Authenticate": 'Bearer realm="thrive", error="invalid_token"'},
            )  # fmt: skip
        return client_viewer(client, claims.scopes)
    user = getattr(request, "user", None)
    if isinstance(user, User) and user.is_authenticated and user.is_active:
        if user.password_is_first:
            raise Problem("not-allowed", "Choose a password of your own first: sign in to the pages.")
        if visit.owes_factor(user, request.session):
            raise Problem("not-allowed", "Set up a second factor first: sign in to the pages.")
        return user
    return None


class _OwnPage(CsrfViewMiddleware):
    """Django's check against forged requests, which says what is wrong instead of showing a page."""

    def reason_against(self, request: HttpRequest) -> str:
        """Why the request may not be of the user's own page; empty where it is."""
        request.csrf_processing_done = False  # type: ignore[attr-defined]
        self.process_request(request)
        refused = self.process_view(request, _nothing, (), {})
        return str(refused or "")

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason if reason.endswith(".") else f"{reason}."


def _nothing(request: HttpRequest) -> HttpResponseBase:
    """A view that is never called."""
    return HttpResponse()
