"""Saving drafts while they are typed, listing one's own, and throwing one away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from thrive.base.access.models import User
from thrive.base.access.pages import SignedIn, public, signed_in
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.record import actions, drafting, queries, tokens
from thrive.base.record.tokens import Slip
from thrive.govuk import words


@csrf_exempt
@public
@require_POST
def draft(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep what has been typed so far. Answers with the time and revision, or 409 when two pages disagree.

    The form's signed slip says whose draft it is, so that words still reach it after the session has ended;
    nothing is read out in return. 403 without a good slip.
    """
    slip = tokens.read(request.POST.get(drafting.SLIP, ""))
    author = queries.author_of(slip) if slip and slip.ref == ref else None
    if slip is None or author is None:
        return JsonResponse({"saved": False}, status=403)
    answers = drafting.posted_answers(request)
    try:
        stored = drafting.save(slip, author=author, answers=answers, revision=drafting.revision_in(request))
    except ChangedMeanwhile:
        return JsonResponse({"conflict": True}, status=409)
    said = {"saved_at": words.clock_time(stored.saved_at), "revision": stored.revision}
    return JsonResponse({**said, "present": _also_there(request, slip)})


def _also_there(request: HttpRequest, slip: Slip) -> str:
    """Who else is changing the same thing, in words; read out to nobody but the author, signed in."""
    user = request.user
    if not slip.shared or not isinstance(user, User) or user.pk != slip.author_id:
        return ""
    names = [one.name for one in queries.present(viewer=user, form=slip.form, path=slip.path)]
    return f"{words.listed(names)} {'is' if len(names) == 1 else 'are'} editing this too." if names else ""


@signed_in
@require_safe
def drafts(request: SignedIn) -> HttpResponse:
    """The viewer's own unfinished drafts."""
    found = queries.own_drafts(viewer=request.user)
    return render(request, "record/drafts.html", {"drafts": queries.whom_about(found, viewer=request.user)})


@signed_in
def discard(request: SignedIn, ref: str) -> HttpResponse:
    """Ask whether to throw a draft away, and do it."""
    found = queries.draft(viewer=request.user, ref=ref)
    if found.is_finished:
        return redirect("record:drafts")
    if request.method == "POST":
        actions.discard_draft(ref, by=request.user)
        messages.success(request, "Draft discarded.")
        return redirect("record:drafts")
    _, about = queries.whom_about([found], viewer=request.user)[0]
    return render(request, "record/discard.html", {"draft": found, "about": about})
