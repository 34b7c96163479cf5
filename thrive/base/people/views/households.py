"""Who lives with whom, and the pages that change it; parental responsibility by itself."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access.errors import NotFound
from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile, EndsBeforeStart
from thrive.base.people import permissions
from thrive.base.people.actions import family as actions
from thrive.base.people.errors import CannotBe
from thrive.base.people.forms.details import WithdrawForm
from thrive.base.people.forms.households import HouseholdForm, JoinForm, LeftForm, ResponsibilityForm, StayForm
from thrive.base.people.models import Person
from thrive.base.people.queries import records
from thrive.base.people.queries.family import choosing, households
from thrive.base.people.queries.family.choosing import Candidate
from thrive.base.people.queries.family.households import Stay
from thrive.base.people.queries.records import Record
from thrive.govuk import forms, words

_FIELDS = {"true_from": "since", "true_to": "until"}
TITLES = {
    "left": "Record that {name} left",
    "dates": "Correct when {name} lived there",
    "mistake": "Take back a household entered in error",
}


@page(needs=permissions.SEE_FAMILY)
def listing(request: SignedIn, ref: str) -> HttpResponse:
    """Every household the person lives or lived in, and who with."""
    record = records.open_record(viewer=request.user, ref=ref, tab="family", needs=permissions.SEE_FAMILY)
    context = {"record": record, "households": households.households(record), "may_change": record.may_change}
    return render(request, "people/households/households.html", context)


@page(needs=permissions.CHANGE_PERSON)
def start(request: SignedIn, ref: str) -> HttpResponse:
    """A household begins: the person of the record, and whoever lives there with them."""
    record = _to_change(request, ref)
    mates = choosing.housemates(record)
    form = HouseholdForm(posted(request), people=_pairs(mates))
    if form.is_valid():
        answers = form.cleaned_data
        people = [record.person, *_chosen(mates, answers)]
        where = {"address": answers["address"], "postcode": answers["postcode"]}

        def act() -> object:
            if answers["moved"] == "yes":
                return actions.move_household(people, by=request.user, on=answers["since"], **where)
            return actions.join_household(people, by=request.user, true_from=answers["since"], **where)

        if _attempt(form, act, on="since"):
            messages.success(request, "The household was recorded. Addresses are changed on the summary.")
            return redirect("people:households", ref)
    return _ask(request, record, form, "Start a household", "Save the household")


@page(needs=permissions.CHANGE_PERSON)
def join(request: SignedIn, ref: str, household: int) -> HttpResponse:
    """Somebody comes to live in a household."""
    record = _to_change(request, ref)
    where, mates = choosing.joiners(record, household)
    if not mates:
        return render(request, "people/households/nobody.html", {"record": record, "where": where})
    form = JoinForm(posted(request), people=_pairs(mates))
    if form.is_valid():
        people, since = _chosen(mates, form.cleaned_data), form.cleaned_data["since"]
        home = households.household(record, household).household
        if _attempt(form, lambda: actions.join_household(people, home, by=request.user, true_from=since)):
            messages.success(request, "The household was changed.")
            return redirect("people:households", ref)
    return _ask(request, record, form, "Who joined the household?", "Save", where)


@page(needs=permissions.CHANGE_PERSON)
def change(request: SignedIn, ref: str, stay: int, step: str) -> HttpResponse:
    """Somebody left, the days were wrong, or it was entered in error."""
    record = _to_change(request, ref)
    if step not in TITLES:
        raise NotFound(step)
    home, seen = households.stay(record, stay)
    if seen is None or (step == "left" and seen.is_over):
        messages.warning(request, "Somebody else has changed this. Look at it as it is now.")
        return redirect("people:households", ref)
    form = _form_of(step, seen, posted(request))
    if form.is_valid() and _attempt(form, lambda: _do(step, seen, form, request)):
        messages.success(request, "The household was changed. What was recorded before stays in the history.")
        return redirect("people:households", ref)
    button = {"left": "Save", "dates": "Save the correction", "mistake": "Take it back"}[step]
    return _ask(request, record, form, TITLES[step].format(name=seen.name), button, home.where)


@page(needs=permissions.CHANGE_PERSON)
def end(request: SignedIn, ref: str, household: int) -> HttpResponse:
    """Everybody left: the household is no more."""
    record = _to_change(request, ref)
    home = households.household(record, household)
    if not home.may_end:
        messages.warning(request, "Nobody lives there any more, or you may not change everybody’s record.")
        return redirect("people:households", ref)
    form = LeftForm(posted(request))
    if form.is_valid():
        answers = form.cleaned_data
        if _attempt(form, lambda: actions.end_household(home.household, by=request.user, **answers)):
            messages.success(request, "The household has ended.")
            return redirect("people:households", ref)
    return _ask(request, record, form, "End the household", "End it for everybody", home.where)


@page(needs=permissions.CHANGE_PERSON)
def responsibility(request: SignedIn, ref: str) -> HttpResponse:
    """Record who has parental responsibility, without a new relationship."""
    record = _to_change(request, ref)
    holders = choosing.possible_holders(record)
    if holders is None:
        messages.warning(request, "Parental responsibility is for children.")
        return redirect("people:family", ref)
    form = ResponsibilityForm(posted(request), people=_pairs(holders))
    if form.is_valid():
        holder = next(one for one in holders if one.ref == form.cleaned_data["holder"])
        if _attempt(
            form,
            lambda: actions.set_responsibility(record.person, holder.person, by=request.user, **form.answers()),
        ):
            messages.success(request, f"Parental responsibility was recorded of {holder.name}.")
            return redirect("people:history", ref, "responsibility")
    return render(request, "people/family/responsibility.html", {"record": record, "form": form, "holders": holders})


def _form_of(step: str, seen: Stay, data: Any) -> forms.GovukForm:
    if step == "left":
        return LeftForm(data)
    if step == "mistake":
        return WithdrawForm(data)
    return StayForm(data, initial={"since": seen.row.true_from, "until": seen.row.true_to})


def _do(step: str, seen: Stay, form: forms.GovukForm, request: SignedIn) -> object:
    answers = form.cleaned_data
    if step == "left":
        return actions.leave_household(seen.row, by=request.user, on=answers["on"], why=answers["why"])
    if step == "mistake":
        return actions.withdraw_stay(seen.row, by=request.user, why=answers["why"])
    return actions.correct_stay(
        seen.row, by=request.user, true_from=answers["since"], true_to=answers["until"], why=answers["why"]
    )


def _ask(
    request: SignedIn,
    record: Record,
    form: forms.GovukForm,
    title: str,
    button: str,
    where: str = "",
) -> HttpResponse:
    context = {"record": record, "form": form, "title": title, "button": button, "where": where}
    return render(request, "people/households/ask.html", context)


def _pairs(people: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Whom to choose: by ref, with what they are, so that two of one name are told apart."""
    return [(one.ref, f"{one.name}, {words.lower_first(one.relation)}, {words.lower_first(one.age)}") for one in people]


def _chosen(people: Sequence[Candidate], answers: dict[str, Any]) -> list[Person]:
    return [one.person for one in people if one.ref in answers.get("people", ())]


def _to_change(request: SignedIn, ref: str) -> Record:
    return records.open_record(viewer=request.user, ref=ref, tab="family", needs=permissions.CHANGE_PERSON)


def _attempt(form: forms.GovukForm, act: Callable[[], object], **named: str) -> bool:
    """Do it. False, with the form saying why beside the field it is about, where it was refused."""
    try:
        act()
    except (CannotBe, AlreadyRecorded, EndsBeforeStart) as problem:
        called = getattr(problem, "field", "")
        field = named.get(called, _FIELDS.get(called, called))
        form.add_error(field if field in form.fields else None, str(problem))
    except ChangedMeanwhile:
        form.add_error(None, "Somebody else has changed this. Go back and look at it as it is now")
    else:
        return True
    return False
