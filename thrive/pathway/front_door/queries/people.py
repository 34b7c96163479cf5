"""Who on record the people of a contact may be, as a worker of the front door may see it."""

from collections.abc import Mapping

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.matching.identity import Identity
from thrive.base.people.queries import matching
from thrive.base.people.queries.matching import Candidates
from thrive.base.people.queries.records import find_subject
from thrive.pathway.front_door.permissions import TAKE_CONTACT


def candidates(identities: Mapping[int, Identity], *, viewer: User) -> dict[int, Candidates]:
    """Who each of these may be, by number. About eight queries, however many. Raises NotAllowed."""
    policy.require_role(viewer, TAKE_CONTACT)
    found = matching.candidates_of(list(identities.values()), viewer=viewer)
    return dict(zip(identities, found, strict=True))


def subject_called(*, viewer: User, ref: str):  # type: ignore[no-untyped-def]
    """The record that was chosen among candidates. The action asks whether it is open. Raises NotFound."""
    policy.require_role(viewer, TAKE_CONTACT)
    return find_subject(ref)


def workers(*, viewer: User) -> list[User]:
    """Who works at the front door of the viewer's authority today, by name. Raises NotAllowed."""
    policy.require_role(viewer, TAKE_CONTACT)
    today = clock.today()
    rows = (
        User.objects.filter(organisation_id=viewer.organisation_id, holdings__role__in=TAKE_CONTACT.roles)
        .filter(holdings__starts_on__lte=today)
        .exclude(holdings__ends_on__lte=today)
        .distinct()
    )
    return [one for one in rows.order_by("name", "pk") if one.is_active]
