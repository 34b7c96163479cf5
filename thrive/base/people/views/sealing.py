"""What is sealed of a record, sealing a part of it, and lifting a seal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.people import permissions
from thrive.base.people.actions import sealing as actions
from thrive.base.people.errors import CannotBe
from thrive.base.people.forms.guarding import LiftForm, SealForm
from thrive.base.people.queries import records, sealing
from thrive.base.people.queries.guarding import named_on
from thrive.govuk import forms


@page(needs=permissions.OPEN_RECORD)
def listing(request: SignedIn, ref: str) -> HttpResponse:
    """What is sealed, for whoever is named for it; to all others there is no such page."""
    record = records.open_record(viewer=request.user, ref=ref, tab="details")
    context = {"record": record, "parts": sealing.parts_of(record), "may_lift": record.may_seal}
    return render(request, "people/sealing/sealed.html", context)


@page(needs=permissions.RESTRICT, fresh=True)
def seal(request: SignedIn, ref: str, part: str, row: int) -> HttpResponse:
    """What sealing does, why it is done, and who else may read it."""
    record = records.open_record(viewer=request.user, ref=ref, tab="details", needs=permissions.RESTRICT)
    asked = sealing.asked_for(record, part, row)
    others = [one for one in named_on(record.subject) if one.key != request.user.pk]
    form = SealForm(posted(request), named=[(str(one.key), f"{one.name}, {one.part}") for one in others])
    if form.is_valid():
        chosen = [int(key) for key in form.cleaned_data.get("readers", [])]
        answers = {name: form.cleaned_data[name] for name in ("reason", "why")}
        try:
            actions.seal_part(record.person, asked.row, by=request.user, readers=chosen, **answers)
        except (CannotBe, ChangedMeanwhile) as problem:
            _say(form, problem)
        else:
            messages.success(request, f"The {asked.kind.lower()} was sealed. Your reason has been kept with it.")
            return redirect("people:sealed", ref)
    back = reverse("people:family", args=[ref])
    if part != "relationships":
        back = reverse("people:history", args=[ref, part])
    return render(request, "people/sealing/seal.html", {"record": record, "asked": asked, "form": form, "back": back})


@page(needs=permissions.RESTRICT, fresh=True)
def lift(request: SignedIn, ref: str, seal: str) -> HttpResponse:
    """Lift one seal, with the reason."""
    record = records.open_record(viewer=request.user, ref=ref, tab="details", needs=permissions.RESTRICT)
    part = sealing.part_called(record, seal)
    form = LiftForm(posted(request))
    if form.is_valid():
        try:
            actions.lift_seal(part.seal, by=request.user, why=form.cleaned_data["why"])
        except AlreadyRecorded:
            form.add_error(None, "The same was recorded openly meanwhile. Take that back first, or leave this sealed")
        except (CannotBe, ChangedMeanwhile) as problem:
            _say(form, problem)
        else:
            messages.success(request, "The seal was lifted. Your reason has been kept.")
            return redirect("people:sealed", ref)
    return render(request, "people/sealing/lift.html", {"record": record, "part": part, "form": form})


def _say(form: forms.GovukForm, problem: CannotBe | ChangedMeanwhile) -> None:
    field = getattr(problem, "field", "")
    form.add_error(field if field in form.fields else None, str(problem))
