"""Adding a person: what is known, then a look at those who may be the same, then once and only once the record."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import User
from thrive.base.access.pages import page
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.refs import looks_like_ref
from thrive.base.people import permissions
from thrive.base.people.actions import adding as actions
from thrive.base.people.errors import CannotBe
from thrive.base.people.forms.adding import DIFFERENT, NOBODY, NOT_SURE, PersonForm, VerdictsForm, from_search
from thrive.base.people.models import Life, Person
from thrive.base.people.queries import matching, mothers
from thrive.base.people.queries.search import saved_search
from thrive.base.people.searching.terms import Terms
from thrive.base.record import drafting
from thrive.base.record.drafting import Drafting

BACK = "do_back"  # the button that returns from the matches to the form


@page(needs=permissions.ADD_PERSON)
def add(request: HttpRequest) -> HttpResponse:
    """Add a person: the form, then the check for matches, then the record."""
    draft = drafting.begin(request, form="people.add", title="Add a person", leave_to="/")
    if draft.answer:
        return draft.answer
    if draft.result:
        return redirect("people:record", draft.result)
    form = draft.bind(lambda data: PersonForm(data, initial=_initial(request)))
    if draft.conflict:
        return drafting.compare(request, draft, lambda data: PersonForm(data))
    if not draft.is_sent or draft.pressed(BACK) or not form.is_valid():
        return render(request, "people/adding/add.html", {"draft": draft, "form": form})
    return _checked(request, draft, form)


def _checked(request: HttpRequest, draft: Drafting, form: PersonForm) -> HttpResponse:
    """The form is filled: show who may be the same, or add the person once everything shown has been answered."""
    viewer = cast(User, request.user)
    choices = mothers.choices(form.cleaned_data["mother"], viewer=viewer) if form.is_unborn else []
    mother = _mother(request, choices, viewer)
    found = matching.candidates(form.identity(), viewer=viewer, mother_id=mother.pk if mother else None)
    verdicts = VerdictsForm(draft.data, candidates=found, mothers=choices, asks_mother=form.is_unborn)
    if not found and not form.is_unborn:
        return _added(request, draft, form, verdicts, mother, cut=found.cut)
    if not verdicts.was_asked(request.POST.getlist("asked")):
        shown = VerdictsForm(initial=draft.data, candidates=found, mothers=choices, asks_mother=form.is_unborn)
        return _matches(request, draft, form, shown, cut=found.cut)
    if not verdicts.is_valid():
        return _matches(request, draft, form, verdicts, cut=found.cut)
    if verdicts.same:
        same = verdicts.same[0]
        draft.finish(lambda: same.ref)
        messages.success(request, "Nobody was added. This is the record that is there already.")
        return redirect("people:record", same.ref)
    return _added(request, draft, form, verdicts, mother)


def _added(
    request: HttpRequest,
    draft: Drafting,
    form: PersonForm,
    verdicts: VerdictsForm,
    mother: Person | None,
    *,
    cut: int = 0,
) -> HttpResponse:
    viewer = cast(User, request.user)

    def make() -> str:
        said = _verdicts(verdicts) if verdicts.candidates else []
        if mother is not None:
            life = Life(expected_on=form.cleaned_data["expected"])
            return actions.add_checked_unborn(mother, by=viewer, life=life, facts=form.facts(), verdicts=said).ref
        facts = form.facts()
        if form.is_unborn:
            facts.append(Life(expected_on=form.cleaned_data["expected"]))
        authority = viewer.organisation.authority
        assert authority is not None
        return actions.add_checked_person(
            authority, by=viewer, facts=facts, has_childhood_record=form.has_childhood_record, verdicts=said
        ).ref

    try:
        ref = draft.finish(make)
    except AlreadyRecorded as taken:
        form.add_error(taken.field if taken.field in form.fields else None, str(taken))
    except CannotBe as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    except NotAllowed as refusal:
        if mother is None or not refusal.can_open:
            raise
        form.add_error("mother", "Open the mother’s record with a reason first, then go on with this draft")
    else:
        unsure = [one.name for one in verdicts.candidates if verdicts.cleaned_data[f"verdict-{one.ref}"] == NOT_SURE]
        messages.success(request, _told(unsure, cut))
        return redirect("people:record", ref)
    return render(request, "people/adding/add.html", {"draft": draft, "form": form})


def _told(unsure: list[str], cut: int) -> str:
    if not unsure and cut:
        return (
            "Person added. The record is open to you until midnight. Many on record have this name: not all of them "
            "were compared, so search again when you know more."
        )
    if not unsure:
        return "Person added. The record is open to you until midnight."
    return "Person added. Both records say that they may be of one person, until somebody decides."


def _verdicts(form: VerdictsForm) -> list[actions.Verdict]:
    return [
        actions.Verdict(
            other_id=one.person_id,
            is_different=form.cleaned_data[f"verdict-{one.ref}"] == DIFFERENT,
            why=form.cleaned_data[f"why-{one.ref}"],
            band=one.band,
            version=one.version,
        )
        for one in form.candidates
    ]


def _matches(
    request: HttpRequest, draft: Drafting, form: PersonForm, verdicts: VerdictsForm, *, cut: int
) -> HttpResponse:
    """The candidates beside what was typed, in a form that carries it all."""
    posted = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name in _names_of(form) or name.split("-")[0] in _names_of(form)
    ]
    context = {"draft": draft, "person": form, "form": verdicts, "carried": posted, "back": BACK, "cut": cut}
    return render(request, "people/adding/matches.html", context)


def _names_of(form: PersonForm) -> set[str]:
    return set(form.fields)


def _mother(request: HttpRequest, choices: list[tuple[str, str]], viewer: User) -> Person | None:
    """The mother chosen on the page of matches, if she was among those offered."""
    ref = request.POST.get("mother_ref", "")
    if ref == NOBODY or ref not in dict(choices):
        return None
    return mothers.mother(ref, viewer=viewer)


def _initial(request: HttpRequest) -> dict[str, object]:
    """What an earlier search, or the mother's record, says already."""
    if looks_like_ref(request.GET.get("mother", "")):
        return {"kind": "unborn", "mother": request.GET["mother"]}
    ref = request.GET.get("from", "")
    if not looks_like_ref(ref):
        return {}
    try:
        return from_search(Terms.of(saved_search(viewer=cast(User, request.user), ref=ref).terms))
    except NotFound:
        return {}
