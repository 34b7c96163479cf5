"""Absence and cover: one's own, those of one's team, one absence, changing and ending it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thrive.base.access.errors import BadAnswer
from thrive.base.access.models import User
from thrive.base.access.pages import SignedIn, page, posted, signed_in
from thrive.base.calendar import clock
from thrive.base.casework.actions import absences as actions
from thrive.base.casework.forms.absences import AbsenceForm, ChangeAbsenceForm, EndAbsenceForm
from thrive.base.casework.permissions import KEEP_ABSENCE, OWN_ABSENCE
from thrive.base.casework.queries import absences
from thrive.base.casework.queries.parties import USER, who_may_cover, worker_party
from thrive.base.history.errors import ChangedMeanwhile
from thrive.govuk import forms


@page(needs=OWN_ABSENCE)
def own(request: SignedIn) -> HttpResponse:
    """When I am away, who covers for me, and for whom I cover."""
    return _listed(request, absences.own_absences(viewer=request.user), reverse("casework:absence"))


@page(needs=KEEP_ABSENCE)
def of_worker(request: SignedIn, ref: str) -> HttpResponse:
    """When somebody of my team is away, and who covers."""
    found = absences.absences_of(viewer=request.user, ref=ref)
    return _listed(request, found, reverse("casework:team-absence", args=[ref]))


@signed_in
@require_safe
def show(request: SignedIn, ref: str) -> HttpResponse:
    """One absence: its days, who covers, what they should know, and what was done with it."""
    found = absences.absence_page(viewer=request.user, thread=ref)
    return render(request, "casework/absences/absence.html", {"found": found, "back": _back(request, found)})


@signed_in
def change(request: SignedIn, ref: str) -> HttpResponse:
    """Another last day, somebody else who covers, or another note."""
    found = absences.absence_page(viewer=request.user, thread=ref)
    if not found.may_keep or found.line.is_over:
        return redirect("casework:absence-one", ref)
    cover = f"{USER}:{found.row.cover.ref}" if found.row.cover else ""
    initial = {"last_day": found.row.last_day, "cover": cover, "note": found.note}
    form = ChangeAbsenceForm(
        posted(request), parties=who_may_cover(viewer=request.user, worker=found.row.user), initial=initial
    )
    if form.is_valid():
        try:
            said = form.cleaned_data
            actions.change_absence(
                found.row, by=request.user, last_day=said["last_day"], why=said["why"],
                cover=_cover(request, said), note=found.note_after(said["note"]),
            )  # fmt: skip
        except (BadAnswer, ChangedMeanwhile) as problem:
            _refused(form, problem)
        else:
            messages.success(request, "It is changed. Whoever covers sees the work on those days.")
            return redirect("casework:absence-one", ref)
    return render(request, "casework/absences/change.html", {"found": found, "form": form})


@signed_in
def end(request: SignedIn, ref: str) -> HttpResponse:
    """Somebody is back earlier, or is not away after all."""
    found = absences.absence_page(viewer=request.user, thread=ref)
    if not found.may_keep or found.line.is_over:
        return redirect("casework:absence-one", ref)
    form = EndAbsenceForm(posted(request))
    if form.is_valid():
        try:
            actions.end_absence(found.row, by=request.user, **form.cleaned_data)
        except (BadAnswer, ChangedMeanwhile) as problem:
            _refused(form, problem)
        else:
            messages.success(request, "It has ended. Whoever covered sees the work no longer.")
            return redirect(_back(request, found))
    return render(request, "casework/absences/end.html", {"found": found, "form": form})


def _listed(request: SignedIn, found: absences.AbsencesPage, here: str) -> HttpResponse:
    parties = who_may_cover(viewer=request.user, worker=found.worker)
    form = AbsenceForm(posted(request), parties=parties, initial={"starts_on": clock.today()})
    if form.is_valid():
        try:
            cover = _cover(request, form.cleaned_data)
            said = {**form.cleaned_data, "cover": cover}
            actions.record_absence(found.worker, by=request.user, **said)
        except BadAnswer as problem:
            _refused(form, problem)
        else:
            messages.success(request, "It is recorded. Cover begins and ends by itself on those days.")
            return redirect(here)
    context = {"found": found, "form": form, "is_own": found.worker == request.user}
    return render(request, "casework/absences/absences.html", context)


def _cover(request: SignedIn, said: Mapping[str, Any]) -> User | None:
    return worker_party(viewer=request.user, value=said["cover"], field="cover") if said["cover"] else None


def _refused(form: forms.GovukForm, problem: Exception) -> None:
    field = getattr(problem, "field", "")
    form.add_error(field if field in form.fields else None, str(problem))


def _back(request: SignedIn, found: absences.AbsencePage) -> str:
    """Where one came from: the worker's absences as a manager sees them, or one's own."""
    if found.is_own or not found.may_keep:
        return reverse("casework:absence")
    return reverse("casework:team-absence", args=[found.row.user.ref])
