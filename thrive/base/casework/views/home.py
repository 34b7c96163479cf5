"""The page one lands on: search first, then what is mine."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access import permissions as access
from thrive.base.access import policy
from thrive.base.access.actions import keep_grouping
from thrive.base.access.pages import SignedIn, signed_in
from thrive.base.access.queries.second_person import account_notices
from thrive.base.calendar import clock
from thrive.base.casework import queries
from thrive.base.casework.permissions import OWN_ABSENCE
from thrive.base.casework.queries import Work
from thrive.base.casework.queries.home import Mine
from thrive.base.casework.queries.worklist import Group, is_among, together
from thrive.base.casework.rules.work import DATE, GROUPED_BY, MOST_ROWS
from thrive.base.notes import permissions as notes
from thrive.base.people import permissions as people
from thrive.base.people.queries import emergencies, samples
from thrive.govuk.pages import Count

SHOWN = {
    "late": "what is late",
    "soon": "what is due in 7 days",
    "approve": "what waits for your approval",
    "returned": "what was returned to you",
    "new": "what is new to you",
}


@signed_in
def group_by(request: SignedIn) -> HttpResponse:
    """How the list is grouped from now on: kept with the worker."""
    chosen = request.POST.get("by", "")
    if request.method == "POST" and chosen in GROUPED_BY:
        keep_grouping(request.user, grouped_by=chosen)
    return redirect("casework:home")


@signed_in
def home(request: SignedIn) -> HttpResponse:
    """Search, the children I am involved with, who else opened their records, what I opened today, my drafts."""
    user = request.user
    only_samples = samples.reads_samples(user, nothing_else=True)
    holding = queries.holding(viewer=user, number=request.GET.get("page", "1"))
    shown = request.GET.get("show", "")
    pages: list[Page] = []

    def choose(rows: list[Work]) -> list[Work]:
        wanted = [one for one in rows if is_among(one, shown)]
        in_order = together(wanted, user.work_grouped_by, holding.families)
        pages.append(Paginator(in_order, MOST_ROWS).get_page(request.GET.get("rows", "1")))
        return list(pages[0])

    needs, lists = queries.rest(viewer=user, held=holding, choose=choose)
    context = {
        "today": clock.today(),
        "add_url": reverse("people:add"),
        "work": queries.grouped(needs.shown, user.work_grouped_by),
        "covering": _covering(needs.covering, list(holding.away.values())),
        "keeps_absence": policy.holds(user, OWN_ABSENCE),
        "work_page": pages[0],
        "counts": _counts(needs.every, len(lists.drafts)) if needs.every or lists.drafts else [],
        "shown": SHOWN.get(shown, ""),
        "grouped_by": user.work_grouped_by or DATE,
        "groupings": GROUPED_BY,
        "holding": holding,
        "lists": lists,
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


@dataclass
class Covering:
    """Whom the viewer covers for, until when where that is known, and the work and the children of theirs."""

    name: str
    work: list[Group]
    children: list[Mine]

    @property
    def until(self) -> dt.date | None:
        """The last day, as far as a child tells it."""
        return max((one.until for one in self.children if one.until), default=None)


def _covering(rows: list[Work], children: list[Mine]) -> list[Covering]:
    """What the viewer sees for each colleague who is away, by name."""
    names = sorted({one.covering for one in rows} | {one.covering for one in children})
    return [
        Covering(
            name,
            queries.by_date(one for one in rows if one.covering == name),
            [one for one in children if one.covering == name],
        )
        for name in names
    ]


def _counts(rows: list[Work], drafts: int) -> list[Count]:
    """How many are late, due in seven days and new, each with its list; and drafts. None of a thing is left out."""
    home = reverse("casework:home")
    found = [(sum(1 for one in rows if is_among(one, key)), key) for key in SHOWN]
    words = {
        "late": "late", "soon": "due in 7 days", "new": "new to you", "approve": "waiting for your approval",
        "returned": "returned to you",
    }  # fmt: skip
    counts = [Count(number, words[key], f"{home}?show={key}", late=key == "late") for number, key in found if number]
    if drafts:
        counts.append(Count(drafts, f"draft{'' if drafts == 1 else 's'} not finished", reverse("record:drafts")))
    return counts
