"""The team page, the lists behind its numbers, and moving work."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access.errors import BadAnswer
from thrive.base.access.models import User
from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.casework import queries
from thrive.base.casework.actions import moving
from thrive.base.casework.forms.moving import MoveForm
from thrive.base.casework.permissions import MOVE_WORK, SEE_TEAM
from thrive.base.casework.queries import team
from thrive.base.casework.queries.held import Held, held_work
from thrive.base.casework.rules.work import UNSEEN_AFTER
from thrive.base.offers import REGISTRY
from thrive.govuk import words

NOT_TYPED = ("csrfmiddlewaretoken", "send", "change")


@page(needs=SEE_TEAM)
def show(request: SignedIn) -> HttpResponse:
    """What everybody in the team has, as numbers that each open their list."""
    context = {"found": team.team_page(viewer=request.user), "days": UNSEEN_AFTER.days}
    return render(request, "casework/team/team.html", context)


@page(needs=SEE_TEAM)
def listing(request: SignedIn, ref: str, which: str) -> HttpResponse:
    """The children behind one number."""
    line = team.worker_line(viewer=request.user, ref=ref, which=which)
    labels = {f"{team.STATUS}{one.key}": one.label for one in REGISTRY.status_rules}
    title = {**team.TITLES, **labels}[which]
    return render(request, "casework/team/list.html", {"line": line, "which": which, "title": title})


@page(needs=MOVE_WORK)
def move(request: SignedIn, ref: str) -> HttpResponse:
    """Move families and people to another worker: chosen, looked at, moved; then what moved, what did not, and why."""
    worker = team.worker_line(viewer=request.user, ref=ref, which=team.ALL).worker
    held = held_work(viewer=request.user, worker=worker)
    parties = queries.who_may_cover(viewer=request.user, worker=worker)
    form = MoveForm(posted(request), held=held, parties=parties)
    context = {"worker": worker, "form": form, "held": held}
    if form.is_valid() and "change" not in request.POST:
        chosen = [one for one in held if one.value in form.cleaned_data["what"]]
        try:
            to = queries.worker_party(viewer=request.user, value=form.cleaned_data["to"])
            if "send" in request.POST:
                return _moved(request, worker, to, chosen, form)
            lists = [(name, values) for name, values in request.POST.lists() if name not in NOT_TYPED]
            typed = [(name, value) for name, values in lists for value in values]
            checked = {**context, "chosen": chosen, "to": to, "typed": typed}
            return render(request, "casework/team/check.html", checked)
        except BadAnswer as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    return render(request, "casework/team/move.html", context)


def _moved(request: SignedIn, worker: User, to: User, chosen: list[Held], form: MoveForm) -> HttpResponse:
    """Move, and say what moved and what did not."""
    done = moving.move_many(
        [one.row for one in chosen], to=to, by=request.user, reason=form.cleaned_data["reason"],
        note=form.cleaned_data["note"],
    )  # fmt: skip
    told = list(zip(chosen, done, strict=True))
    if all(not one.why_not and not one.left for one in done):
        number = words.plural(len(done), "family or person", "families or people")
        messages.success(request, f"{number} moved from {worker.name} to {to.name}.")
        return redirect("casework:team")
    return render(request, "casework/team/done.html", {"worker": worker, "to": to, "told": told})
