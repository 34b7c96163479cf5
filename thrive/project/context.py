"""The frame of every page: where one is, what one may go to, who is signed in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from thrive.base.access import permissions as access
from thrive.base.access import policy, printing
from thrive.base.access.models import User
from thrive.base.access.permission import Permission
from thrive.base.access.signing_in import visit
from thrive.base.calendar import clock
from thrive.base.casework import permissions as casework
from thrive.base.people import permissions as people
from thrive.govuk import words
from thrive.govuk.pages import Link, NavItem, Page, Visit
from thrive.oversight.returns import permissions as returns
from thrive.pathway.front_door import permissions as front_door


@dataclass(frozen=True)
class Place:
    """A place in the main navigation: for whom, and the addresses that count as being in it."""

    label: str
    url_name: str
    under: tuple[str, ...]
    needs: Permission | None = None


PLACES = (
    Place("Home", "casework:home", ("/drafts", "/tasks", "/handovers", "/absence", "/absences", "/approvals")),
    Place(
        "Find people",
        "people:search",
        ("/search", "/people", "/notes", "/events", "/letters", "/meetings", "/plans", "/seats", "/why"),
        people.SEARCH,
    ),
    Place("Front door", "front_door:board", ("/front-door",), front_door.READ_CONTACT),
    Place("Reports", "front_door:reports", ("/front-door",), front_door.REPORT),
    Place("Team", "casework:team", ("/team",), casework.SEE_TEAM),
    Place("Duties", "local:duties", ("/duties",)),
    Place("Imports", "returns:imports", ("/imports",), returns.SEE_IMPORTS),
    Place("Samples", "people:samples", ("/samples",), people.NAME_SAMPLE),
    Place("Who may see", "access:policy", ("/policy",), access.SEE_POLICY),
    Place("The log", "people:log", ("/log", "/emergencies"), access.SEE_WHAT_USERS_DID),
    Place("Administration", "access:organisations", ("/administration", "/account/second-person"), access.ADMINISTER),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """`page`: what the layouts need (`thrive.govuk.pages.Page`). One query at most, for roles held."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"page": Page(training=settings.THRIVE_TRAINING, duty_line=settings.THRIVE_DUTY_LINE)}
    authority = user.organisation.name
    return {
        "page": Page(
            authority_name=authority,
            home_url=reverse("casework:home"),
            nav=_places(request.path, user),
            user_name=user.name,
            account_url=reverse("access:account"),
            search_url=reverse("people:search") if policy.holds(user, people.SEARCH) else "",
            footer=_footer(),
            training=settings.THRIVE_TRAINING,
            print_line=f"{authority}. Official-Sensitive. Printed by {user.name}, {words.at_time(clock.now())}.",
            print_url=printing.print_address(request),
            is_print=printing.is_print(request),
            page_url=printing.page_address(request) if printing.is_print(request) else "",
            duty_line=settings.THRIVE_DUTY_LINE,
            visit=_visit(request),
        )
    }


def _visit(request: HttpRequest) -> Visit:
    """When this visit ends if the reader does nothing more."""
    end = visit.ends_at(request.session)
    return Visit(
        ends_at=words.clock_time(end),
        seconds=int((end - clock.now()).total_seconds()),
        warn_seconds=int(visit.warn_before().total_seconds()),
        stay_url=reverse("access:stay") if visit.may_be_longer(request.session) else "",
        left_url=reverse("access:time-left"),
        sign_in_url=reverse("access:sign-in"),
    )


def _places(path: str, user: User) -> list[NavItem]:
    allowed = [one for one in PLACES if one.needs is None or policy.holds(user, one.needs)]
    return [NavItem(one.label, reverse(one.url_name), _is_in(path, one)) for one in allowed]


def _is_in(path: str, place: Place) -> bool:
    here = reverse(place.url_name)
    return path == here or any(path == start or path.startswith(f"{start}/") for start in place.under)


def _footer() -> list[Link]:
    return [
        Link("The pathway", reverse("casework:pathway")),
        Link("Accessibility", reverse("project:accessibility")),
        Link("How we use information", reverse("project:information")),
    ]
