"""Samples for audits and inspections: naming one, the records in it, and ending it early."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.access.views import administration as admin
from thrive.base.people import permissions
from thrive.base.people.actions import samples as actions
from thrive.base.people.actions import searches
from thrive.base.people.errors import CannotBe
from thrive.base.people.forms.family import FindForm
from thrive.base.people.forms.samples import RecordsForm, SampleForm, WhyForm
from thrive.base.people.queries import samples, search
from thrive.base.people.queries.search import FoundPage
from thrive.base.people.searching.terms import Terms
from thrive.govuk import forms, words


@page(needs=permissions.NAME_SAMPLE)
def listing(request: SignedIn) -> HttpResponse:
    """Every sample of the authority, those that end last first."""
    page_obj = admin.paged(request, samples.samples(viewer=request.user))
    return render(request, "people/samples/list.html", {"page_obj": page_obj})


@page(needs=permissions.NAME_SAMPLE, fresh=True)
def name_one(request: SignedIn) -> HttpResponse:
    """Who reads, what for, and for how long; the records come next."""
    form = SampleForm(posted(request))
    if form.is_valid():
        answers = dict(form.cleaned_data)
        try:
            reader = samples.reader_called(viewer=request.user, email=answers.pop("reader"))
            made = actions.name_sample(reader, by=request.user, **answers)
        except CannotBe as problem:
            form.add_error(problem.field or None, str(problem))
        else:
            messages.success(request, "The sample was named. Now choose its records.")
            return redirect("people:sample-add", made.ref)
    return render(request, "people/samples/new.html", {"form": form})


@page(needs=permissions.NAME_SAMPLE)
def show(request: SignedIn, ref: str) -> HttpResponse:
    """A sample and the records in it."""
    return render(request, "people/samples/sample.html", {"found": samples.sample(viewer=request.user, ref=ref)})


@page(needs=permissions.NAME_SAMPLE, fresh=True)
def add(request: SignedIn, ref: str) -> HttpResponse:
    """Choose records: by searching for people, or by reference."""
    sample = samples.called(viewer=request.user, ref=ref)
    finding = FindForm(posted(request) if "look" in request.POST else None)
    if finding.is_valid():
        saved = searches.search(Terms(find=finding.cleaned_data["who"]), by=request.user)
        return redirect(f"{reverse('people:sample-add', args=[ref])}?found={saved.ref}")
    key = request.GET.get("found", "")
    found = search.results(viewer=request.user, ref=key, page=1) if key else None
    form = RecordsForm(posted(request) if "look" not in request.POST else None, found=_choices(found))
    if form.is_valid():
        try:
            subjects = samples.records_called(viewer=request.user, names=form.names())
            actions.put_in(sample, subjects, by=request.user, with_guarded=form.cleaned_data["guarded"])
        except CannotBe as problem:
            form.add_error(problem.field or None, str(problem))
        else:
            messages.success(request, f"{words.plural(len(subjects), 'record is', 'records are')} in the sample.")
            return redirect("people:sample", ref)
    context = {"sample": sample, "finding": finding, "form": form, "found": found}
    return render(request, "people/samples/add.html", context)


@page(needs=permissions.NAME_SAMPLE)
def take_out(request: SignedIn, ref: str, record: str) -> HttpResponse:
    """Take one record out: it closes to the reader at once."""
    sample = samples.called(viewer=request.user, ref=ref)
    subject, name = samples.record_in(viewer=request.user, sample=sample, ref=record)
    form = WhyForm(posted(request))
    if form.is_valid():
        try:
            actions.take_out(sample, subject, by=request.user, **form.cleaned_data)
        except CannotBe as problem:
            form.add_error(problem.field or None, str(problem))
        else:
            messages.success(request, "The record was taken out of the sample.")
            return redirect("people:sample", ref)
    context = {"sample": sample, "form": form, "name": name, "says": "Take it out"}
    return render(request, "people/samples/end.html", context)


@page(needs=permissions.NAME_SAMPLE)
def end(request: SignedIn, ref: str) -> HttpResponse:
    """End a sample before its last day."""
    sample = samples.called(viewer=request.user, ref=ref)
    form = WhyForm(posted(request))
    if form.is_valid():
        try:
            actions.end_sample(sample, by=request.user, **form.cleaned_data)
        except CannotBe as problem:
            form.add_error(problem.field or None, str(problem))
        else:
            messages.success(request, "The sample has ended.")
            return redirect("people:sample", ref)
    return render(request, "people/samples/end.html", {"sample": sample, "form": form, "says": "End it now"})


def _choices(found: FoundPage | None) -> list[tuple[str, forms.Choice]]:
    """Those found, to be ticked; of a closed record the name, and that it is restricted."""
    if found is None:
        return []
    choices = []
    for line in found.lines:
        name = "".join(piece.text for piece in line.name)
        hint = "Restricted record" if line.is_closed else ", ".join(p for p in (line.age, line.born, line.where) if p)
        choices.append(forms.Choice(line.ref, name, hint))
    return choices  # type: ignore[return-value]
