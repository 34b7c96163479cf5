"""Everything kept about a person by kind, the history of each, and the pages that change it."""

import datetime as dt
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.pages import SignedIn, page
from thrive.base.calendar import clock
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile, EndsBeforeStart
from thrive.base.people import permissions, sealed
from thrive.base.people.errors import CannotBe
from thrive.base.people.forms.details import FIND, KnownForm
from thrive.base.people.queries import details, records
from thrive.base.people.views import changing
from thrive.base.record import drafting
from thrive.govuk import forms

_FIELDS = {"true_from": "since", "true_to": "until", "born_on": "born", "died_on": "died", "pregnancy_ended_on": "on"}


@page(needs=permissions.OPEN_RECORD)
def show(request: SignedIn, ref: str) -> HttpResponse:
    """Who somebody is as it is recorded now; each kind of fact leads to its history."""
    record = records.open_record(viewer=request.user, ref=ref, tab="details")
    identity, traits, elsewhere = details.details(record)
    context = {
        "record": record,
        "identity": identity,
        "traits": traits,
        "elsewhere": elsewhere,
        "may_change": record.may_change,
        "may_restrict": policy.decide(request.user, permissions.RESTRICT, record.subject).ok,
        "reads_sealed": policy.is_named_for_sealed(request.user, record.subject),
    }
    return render(request, "people/details/details.html", context)


@page(needs=permissions.OPEN_RECORD)
def history(request: SignedIn, ref: str, kind: str) -> HttpResponse:
    """The history of one kind of fact, or what was known of it at the end of a day."""
    record = records.open_record(viewer=request.user, ref=ref, tab="details")
    what = details.kind_called(kind)
    form = KnownForm(request.GET if "known_on-day" in request.GET else None)
    here = reverse("people:history", args=[ref, kind])
    if form.is_bound and form.is_valid():
        return redirect(f"{here}?known={form.cleaned_data['known_on'].isoformat()}")
    known = _day(request.GET.get("known", ""))
    may_change = record.may_change_address if what.key == "addresses" else record.may_change
    steps = what.steps if known is None and may_change else ()
    if what.key == "life" and steps:
        life = details.life_of(record)
        steps = (*details.life_steps(life), *(("correct",) if life.pk else ()))
    context = {
        "record": record,
        "kind": what,
        "history": details.history(record, what, known=known),
        "form": form,
        "here": here,
        "steps": steps,
        "may_seal": known is None and what.model in sealed.SEALABLE.values() and record.may_seal,
        "new_steps": [(step, details.title_of(step, what)) for step in steps if step in changing.WITHOUT_A_ROW],
    }
    return render(request, "people/details/history.html", context)


@page(needs=permissions.CHANGE_PERSON)
def change(request: SignedIn, ref: str, kind: str, step: str, row: int | None = None) -> HttpResponse:
    """One step by which a fact changes: its form, kept as a draft until it is sent, and what comes of it."""
    record = records.open_record(viewer=request.user, ref=ref, tab="details", needs=permissions.CHANGE_PERSON)
    what = details.kind_called(kind)
    if step not in what.steps or (row is None) != (step in changing.WITHOUT_A_ROW):
        raise NotFound(step)
    changing.refuse_withheld(record, what)
    target = details.target(record, what, row) if row is not None else None
    title, back = details.title_of(step, what), reverse("people:history", args=[ref, kind])
    if step == "add" and kind == "summary":
        back = reverse("people:record", args=[ref])
    draft = drafting.begin(
        request,
        form=f"people.{kind}.{step}",
        title=title,
        subject=record.subject,
        leave_to=back,
        shared=row is not None,
    )
    doing = changing.Doing(record=record, kind=what, step=step, target=target, by=request.user)

    def make(data: QueryDict | None) -> forms.GovukForm:
        return doing.form(data)

    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, make)
    if draft.result:
        return redirect(back)
    is_ready = draft.is_sent and not draft.pressed(FIND)
    form = draft.bind(make, check=is_ready)
    has_moved_on = target is not None and doing.has_moved_on(form)
    versions = doing.versions(form, request.POST) if has_moved_on and is_ready else None
    if versions and versions.is_open:
        context = {"record": record, "versions": versions, "back": back}
        return render(request, "people/details/versions.html", context, status=HTTPStatus.CONFLICT)
    if versions and versions.needs_check:
        messages.info(request, "Check what you chose, then save it.")
        form, has_moved_on = versions.merged(), False  # type: ignore[assignment]
    elif is_ready and form.is_valid() and not has_moved_on and _do(draft, doing, form):
        messages.success(request, changing.said(step, what))
        return redirect(back)
    context = {
        "record": record,
        "kind": what,
        "step": step,
        "title": title,
        "button": changing.BUTTONS[step],
        "form": form,
        "draft": draft,
        "back": back,
        "target": target,
        "has_moved_on": has_moved_on,
        "says_now": doing.says_now,
        "finds": step in ("add", "correct") and what.key == "places",
    }
    return render(request, "people/details/change.html", context)


def _do(draft: drafting.Drafting, doing: changing.Doing, form: forms.GovukForm) -> bool:
    """Do it, once for this draft. False, with the form saying why, where it was refused."""
    try:
        draft.finish(lambda: doing.do(form))
    except (CannotBe, AlreadyRecorded, EndsBeforeStart) as problem:
        _say(form, problem)
    except ChangedMeanwhile:
        form.add_error(None, "Somebody else has just changed this. Go back to the history and look again")
    else:
        return True
    return False


def _say(form: forms.GovukForm, problem: CannotBe | AlreadyRecorded | EndsBeforeStart) -> None:
    """The words of a refusal beside the field they are about, or on top."""
    field = _FIELDS.get(problem.field, problem.field)
    if field not in form.fields and isinstance(problem, AlreadyRecorded) and "value" in form.fields:
        field = "value"
    if field not in form.fields and isinstance(problem, EndsBeforeStart) and "on" in form.fields:
        field = "on"
    form.add_error(field if field in form.fields else None, str(problem))


def _day(text: str) -> dt.date | None:
    """A day of the past from the address; None for anything else."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < clock.today() else None
