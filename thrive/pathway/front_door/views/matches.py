"""Who the people of a contact may be, while it is typed: the part of the page that the button shows as well.

What is typed comes in the body of the request, never in an address. The page works without this.
"""

from django.forms.utils import ErrorDict
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from thrive.base.access.calls import limits
from thrive.base.access.pages import SignedIn, page
from thrive.base.matching.identity import Identity
from thrive.pathway.front_door.forms.contact import ContactForm
from thrive.pathway.front_door.permissions import TAKE_CONTACT
from thrive.pathway.front_door.queries import people as queries

MOST_A_MINUTE = 60  # of one worker: faster than anybody types names
SHORTEST = 2  # letters of a name


@page(needs=TAKE_CONTACT)
@require_POST
def matches(request: SignedIn) -> HttpResponse:
    """Those of whom enough is typed, and who on record each may be. What was looked at is logged, as a look for
    matches is."""
    calls, _ = limits.count_in(f"matches user {request.user.pk}", minutes=1)
    if calls > MOST_A_MINUTE:
        return HttpResponse(status=429)
    typed = ContactForm(request.POST)
    typed.is_valid()
    identities = {number: one for number, one in typed.identities().items() if is_enough(one)}
    found = queries.candidates(identities, viewer=request.user) if identities else {}
    form = ContactForm(request.POST, candidates=found)
    form.__dict__["_errors"] = ErrorDict()  # filled in, not yet checked
    count = len({one.ref for some in found.values() for one in some})
    return render(request, "front_door/matches.html", {"form": form, "count": count})


def is_enough(one: Identity) -> bool:
    """Whether a look would tell people apart: both names, a name with a day of birth, or a whole number."""
    names = sum(len(name.strip()) >= SHORTEST for name in (one.given, one.family))
    return names == 2 or bool(names and one.birth_date) or bool(one.nhs_number or one.upn)
