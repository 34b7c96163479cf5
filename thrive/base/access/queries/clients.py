"""Other systems as administrators see them, and the caller as they see themselves."""

from typing import Any

from django.db.models import QuerySet

from thrive.base.access import policy
from thrive.base.access.calls.caller import scopes_on_offer
from thrive.base.access.errors import NotFound
from thrive.base.access.models import ApiClient, Organisation, User
from thrive.base.access.permission import Permission
from thrive.base.access.permissions import DECLARE, SEE_OWN_ACCOUNT
from thrive.base.access.policy import Viewer
from thrive.base.access.queries.administration import kept_by
from thrive.base.access.rules import ROLES, OrganisationKind
from thrive.base.access.viewers import ClientViewer

FOR_PEOPLE = (DECLARE, SEE_OWN_ACCOUNT)  # a system knows nobody and has no account page


def api_clients(*, viewer: User) -> QuerySet[ApiClient]:
    """The other systems that may call, of organisations the viewer may administer. Raises NotAllowed."""
    rows = ApiClient.objects.filter(kept_by(viewer, "organisation__")).select_related("organisation")
    return rows.order_by("organisation__name", "name", "pk")


def api_client(*, viewer: User, ref: str) -> ApiClient:
    """One of them. Raises NotAllowed, and NotFound for a ref that is not of one the viewer administers."""
    found = api_clients(viewer=viewer).select_related("organisation", "added_by").filter(ref=ref).first()
    if found is None:
        raise NotFound(ref)
    return found


def scope_choices(*, of: Organisation) -> list[Permission]:
    """What a system of this organisation may be let do: no more than one of its own staff could be, and not what only
    makes sense for a person."""
    roles = {key for key, role in ROLES.items() if OrganisationKind(of.kind) in role.kinds}
    return [one for one in scopes_on_offer().values() if one.roles & roles and one not in FOR_PEOPLE]


def caller_words(*, viewer: Viewer) -> dict[str, Any]:
    """The caller in words: kind, ref, name, organisation, roles and scopes."""
    if isinstance(viewer, User):
        return {
            "kind": "person",
            "ref": viewer.ref,
            "name": viewer.name,
            "organisation": viewer.organisation.name,
            "roles": policy.role_titles(viewer.standing.roles),
            "scopes": [],
        }
    assert isinstance(viewer, ClientViewer)
    organisation = Organisation.objects.get(pk=viewer.organisation_id)
    return {
        "kind": "system",
        "ref": viewer.ref,
        "name": viewer.name,
        "organisation": organisation.name,
        "roles": [],
        "scopes": sorted(one.key for one in viewer.permissions),
    }
