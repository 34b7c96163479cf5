"""A family as a list and a diagram, and adding to it, ending and taking back what was recorded."""

import datetime as dt
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from thrive.base.access import policy
from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.calendar import clock
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile, EndsBeforeStart
from thrive.base.people import genogram, permissions
from thrive.base.people.actions import family as actions
from thrive.base.people.actions import searches
from thrive.base.people.errors import CannotBe, Doubtful
from thrive.base.people.forms import known as looking_back
from thrive.base.people.forms.family import DayForm, EndForm, FindForm, RelationForm, UnbornForm
from thrive.base.people.queries import mothers, records, search
from thrive.base.people.queries.family import choosing, family_view
from thrive.base.people.queries.records import Record
from thrive.base.people.searching.terms import Terms

_FIELDS = {"kind": "relation", "true_from": "since"}


@page(needs=permissions.SEE_FAMILY)
def family(request: SignedIn, ref: str) -> HttpResponse:
    """Everybody in a list and the family in a diagram, as at a day."""
    record = records.open_record(viewer=request.user, ref=ref, tab="family", needs=permissions.SEE_FAMILY)
    form = DayForm(request.GET if "as_at-day" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect(f"{reverse('people:family', args=[ref])}?{_address(form)}")
    known = looking_back.read(request.GET.get("known", ""))
    shown = family_view(viewer=request.user, ref=ref, day=_day(request.GET.get("day", "")), known=known, record=record)
    context = {
        "record": record,
        "family": shown,
        "drawing": mark_safe(shown.drawing.svg),  # noqa: S308 - every word in it is escaped where it is written
        "key": [(mark_safe(genogram.symbol_of(mark)), genogram.KEY[mark]) for mark in shown.drawing.marks],  # noqa: S308
        "caption": f"Family and network of {shown.name}",
        "relation_head": f"To {shown.first_name}",
        "ended_title": f"Ended relationships ({len(shown.ended)})",
        "day_form": form,
        "known_words": looking_back.in_words(known) if known else "",
        "may_expect": mothers.may_expect(record.card),
        "expecting": f"{shown.first_name} expects a child",
        "may_change": policy.holds(request.user, permissions.CHANGE_PERSON),  # as near as SEE_FAMILY asks to be
    }
    return render(request, "people/family/family.html", context)


@page(needs=permissions.CHANGE_PERSON)
def add(request: SignedIn, ref: str) -> HttpResponse:
    """Add somebody: choose among the family, or search; then say what they are."""
    record = _to_change(request, ref)
    if request.GET.get("with"):
        return _say_how(request, record, request.GET["with"])
    form = FindForm(posted(request))
    if form.is_valid():
        saved = searches.search(Terms(find=form.cleaned_data["who"]), by=request.user)
        return redirect(f"{reverse('people:family-add', args=[ref])}?found={saved.ref}")
    found = request.GET.get("found", "")
    context = {
        "record": record,
        "form": form,
        "found": search.results(viewer=request.user, ref=found, page=1) if found else None,
        "candidates": choosing.candidates(record),
    }
    return render(request, "people/family/choose.html", context)


def _say_how(request: SignedIn, record: Record, other_ref: str) -> HttpResponse:
    """What somebody is to the person of the record."""
    other = records.open_record(viewer=request.user, ref=other_ref, tab="header", needs=permissions.SEE_HEADER)
    families = choosing.working_families(record)
    form = RelationForm(posted(request), families=families, asks_responsibility=choosing.is_a_child(record))
    if form.is_valid():
        chosen = [family for family in families if family.ref in form.cleaned_data.get("families", [])]
        try:
            actions.add_someone(record.person, other.person, by=request.user, families=chosen, **form.answers())
        except Doubtful as question:
            form.ask(str(question))
        except (CannotBe, AlreadyRecorded) as problem:
            _say(form, problem)
        else:
            messages.success(request, f"{other.name} was added to the family.")
            return redirect("people:family", record.ref)
    return render(request, "people/family/relation.html", {"record": record, "other": other, "form": form})


@page(needs=permissions.CHANGE_PERSON)
def end(request: SignedIn, ref: str, tie: str) -> HttpResponse:
    """End a relationship, or take one back that was entered in error."""
    record = _to_change(request, ref)
    seen = choosing.tie(record=record, tie_ref=tie)
    form = EndForm(posted(request), can_end=seen.can_end)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            if answers["what"] == "ended":
                actions.end_relationship(seen.row, by=request.user, on=answers["on"], why=answers["why"])
                done = "ended"
            else:
                actions.withdraw_relationship(seen.row, by=request.user, why=answers["why"])
                done = "taken back"
        except ChangedMeanwhile:
            form.add_error(None, "Somebody else has changed this relationship. Go back to the family and look again")
        except (CannotBe, EndsBeforeStart) as problem:
            _say(form, problem)
        else:
            messages.success(request, f"The relationship with {seen.name} was {done}.")
            return redirect("people:family", ref)
    return render(request, "people/family/end.html", {"record": record, "tie": seen, "form": form})


@page(needs=permissions.CHANGE_PERSON)
def unborn(request: SignedIn, ref: str) -> HttpResponse:
    """Start the record of a child this person expects."""
    record = _to_change(request, ref)
    families = choosing.working_families(record)
    form = UnbornForm(posted(request), families=families)
    if form.is_valid():
        chosen = next((one for one in families if one.ref == form.cleaned_data.get("family")), None)
        try:
            actions.add_unborn(
                record.person, by=request.user, expected_on=form.cleaned_data["expected_on"], family=chosen
            )
        except CannotBe as problem:
            _say(form, problem)
        else:
            messages.success(request, "The record of the unborn child was started.")
            return redirect("people:family", ref)
    return render(request, "people/family/unborn.html", {"record": record, "form": form})


def _to_change(request: SignedIn, ref: str) -> Record:
    return records.open_record(viewer=request.user, ref=ref, tab="family", needs=permissions.CHANGE_PERSON)


def _say(form: RelationForm | EndForm | UnbornForm, problem: Exception) -> None:
    """The words of a refusal beside the field they are about, or on top."""
    named = getattr(problem, "field", "")
    field = _FIELDS.get(named, named)
    form.add_error(field if field in form.fields else None, str(problem))


def _address(form: DayForm) -> str:
    """The day asked for, and when it was known, as an address says it."""
    answers = form.cleaned_data
    found = {"day": answers["as_at"].isoformat()}
    if answers["known_on"]:
        found["known"] = looking_back.written(looking_back.at(answers["known_on"], answers["known_time"]))
    return urlencode(found)


def _day(text: str) -> dt.date | None:
    """A day of the past from the address; today for anything else."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < clock.today() else None
