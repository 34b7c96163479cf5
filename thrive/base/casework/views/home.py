"""The page one lands on: search first, then what is mine."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from thrive.base.access import permissions as access
from thrive.base.access import policy
from thrive.base.access.pages import SignedIn, signed_in
from thrive.base.access.queries.second_person import account_notices
from thrive.base.calendar import clock
from thrive.base.casework import permissions, queries
from thrive.base.casework.rules.work import UNKNOWN
from thrive.base.notes import permissions as notes
from thrive.base.people import permissions as people
from thrive.base.people.queries import emergencies, samples


@signed_in
def home(request: SignedIn) -> HttpResponse:
    """Search, the children I am involved with, who else opened their records, what I opened today, my drafts."""
    user = request.user
    only_samples = samples.reads_samples(user, nothing_else=True)
    holding = queries.holding(viewer=user, number=request.GET.get("page", "1"))
    theirs = holding.keys if policy.holds(user, permissions.SEE_WORK) else []
    work = [one for one in queries.worklist(viewer=user, people=theirs) if one.group != UNKNOWN]
    context = {
        "today": clock.today(),
        "add_url": reverse("people:add"),
        "work": queries.by_date(work),
        "holding": holding,
        "lists": queries.lists(viewer=user),
        "reads_samples": samples.reads_samples(user),
        "only_samples": only_samples,
        "may_search": policy.holds(user, people.SEARCH),
        "opens_with_reason": user.standing.is_own_staff and policy.holds(user, people.OPEN_RECORD) and not only_samples,
        "writes": policy.holds(user, notes.WRITE_NOTE) or policy.holds(user, access.ADMINISTER),
        "may_add": policy.holds(user, people.ADD_PERSON),
        "samples": samples.reading(viewer=user),
        "account_notices": account_notices(viewer=user),
        "notices": emergencies.notices(viewer=user),
        "roles": policy.role_titles(user.standing.roles),
        "anyone": queries.subject_exists,  # asked only where there is nobody to show
    }
    return render(request, "casework/home.html", context)
