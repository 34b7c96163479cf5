"""The authority's own choices: the list, entering one, checking it, taking it back."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from thrive.base import law
from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotFound
from thrive.base.access.models import User
from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile, EndsBeforeStart
from thrive.base.local import actions, forms, queries
from thrive.base.local.models import Checked
from thrive.base.local.permissions import KEEP_CHOICES, SEE_DUTIES
from thrive.base.local.queries.choices import STATES
from thrive.govuk.pages import Row

PER_PAGE = 50
_FORMS: Mapping[str, type[forms.EnterForm]] = {
    "variation": forms.VariationForm,
    "commencement": forms.CommencementForm,
    "holiday": forms.HolidayForm,
}
_FIELDS = {"true_from": "on", "true_to": "last"}


@page(needs=SEE_DUTIES)
def listing(request: SignedIn) -> HttpResponse:
    """Every local choice with how it stands, what waits for a check first."""
    kinds = [(one.key, one.title) for one in queries.KINDS.values()]
    form = forms.ChoicesForm(request.GET, states=list(STATES.items()), kinds=kinds)
    found = queries.local_choices(viewer=request.user, asked=form.asked())
    context = {
        "filter": form,
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "place": request.user.organisation.name,
        "kinds": queries.KINDS.values() if policy.holds(request.user, KEEP_CHOICES) else (),
    }
    return render(request, "local/choices.html", context)


@page(needs=SEE_DUTIES)
def choice(request: SignedIn, kind: str, key: int) -> HttpResponse:
    """One choice: what it says, what it changes and from which day, who entered, checked or took it back."""
    found = queries.local_choice(viewer=request.user, kind=kind, key=key)
    context = {"page_of": found, "choice": found.choice, "rows": _rows(found)}
    return render(request, "local/choice.html", context)


@page(needs=KEEP_CHOICES)
def enter(request: SignedIn, kind: str) -> HttpResponse:
    """Enter a choice; what it would change can be seen first. Nothing counts until somebody else has checked it."""
    if kind not in _FORMS:
        raise NotFound(kind)
    form = _form(request, kind)
    effect = None
    if form.is_valid():
        values = form.values(request.user.organisation.authority)
        if "preview" in request.POST:
            effect = _attempt(form, lambda: queries.effect_of_answers(kind, viewer=request.user, **values))
        else:
            made = _attempt(form, lambda: _enter(kind, request.user, values))
            if made is not None:
                messages.success(request, "Entered. It counts once somebody else has checked it.")
                return redirect("local:choice", kind, made.pk)
    context = {"form": form, "kind": queries.KINDS[kind], "effect": effect}
    return render(request, "local/enter.html", context)


@require_POST
@page(needs=KEEP_CHOICES)
def check(request: SignedIn, kind: str, key: int) -> HttpResponse:
    """Confirm what somebody else entered."""
    found = queries.local_choice(viewer=request.user, kind=kind, key=key)
    if found.choice.row.pk != key:  # it was checked or taken back while this page stood open
        messages.warning(request, "Somebody else has changed this. Look at it as it is now.")
        return redirect("local:choice", kind, found.choice.row.pk)
    row = actions.check(found.choice.row, by=request.user)
    messages.success(request, "Checked. It counts now, for its days.")
    return redirect("local:choice", kind, row.pk)


@page(needs=KEEP_CHOICES)
def take_back(request: SignedIn, kind: str, key: int) -> HttpResponse:
    """Take back a choice that was entered in error."""
    found = queries.local_choice(viewer=request.user, kind=kind, key=key)
    row = found.choice.row
    if not found.may_take_back:
        return redirect("local:choice", kind, row.pk)
    form = forms.TakeBackForm(posted(request))
    if form.is_valid():
        gone = _attempt(form, lambda: actions.withdraw(row, by=request.user, why=form.cleaned_data["why"]))
        if gone is not None:
            messages.success(request, "Taken back. It counts no longer, for any day.")
            return redirect("local:choice", kind, gone.pk)
    return render(request, "local/take_back.html", {"form": form, "choice": found.choice})


@page(needs=KEEP_CHOICES)
def end(request: SignedIn, kind: str, key: int) -> HttpResponse:
    """Enter that a checked choice ends before its own day; somebody else checks it."""
    found = queries.local_choice(viewer=request.user, kind=kind, key=key)
    row = found.choice.row
    if not found.may_end:
        return redirect("local:choice", kind, row.pk)
    form = forms.EndForm(posted(request))
    if form.is_valid():
        answers = form.cleaned_data
        made = _attempt(
            form, lambda: actions.enter_end(row, by=request.user, last_day=answers["last"], why=answers["why"])
        )
        if made is not None:
            messages.success(request, "Entered. It ends then once somebody else has checked it.")
            return redirect("local:choice", kind, row.pk)
    return render(request, "local/end.html", {"form": form, "choice": found.choice})


@require_POST
@page(needs=KEEP_CHOICES)
def check_end(request: SignedIn, kind: str, key: int) -> HttpResponse:
    """Confirm an early end that somebody else entered, or drop it."""
    found = queries.local_choice(viewer=request.user, kind=kind, key=key)
    row = found.choice.row
    try:
        if request.POST.get("answer") == "drop":
            actions.drop_end(row, by=request.user)
            messages.success(request, "Dropped. The choice stays as it is.")
        else:
            row = actions.check_end(row, by=request.user)
            messages.success(request, "Checked. It ends on that day.")
    except ChangedMeanwhile:
        messages.warning(request, "Somebody else has changed this. Look at it as it is now.")
    return redirect("local:choice", kind, row.pk)


def _form(request: SignedIn, kind: str) -> forms.EnterForm:
    options: dict[str, Any] = {"places": queries.where(request.user)}
    if kind != "holiday":
        options["rules"] = queries.rules_that_vary(kind)
        options["initial"] = _start(request, kind, {key for key, _ in options["rules"]})
    return _FORMS[kind](posted(request), **options)


def _start(request: HttpRequest, kind: str, offered: set[str]) -> dict[str, Any]:
    """The duty that a link came from."""
    key = request.GET.get("duty", "")
    if key not in offered:
        return {}
    return forms.VariationForm.initial_of(law.rule_for(key)) if kind == "variation" else {"rule": key}


def _enter(kind: str, by: User, values: dict[str, Any]) -> Checked:
    if kind == "holiday":
        return actions.enter_holiday(by=by, **values)
    about = {name: value for name, value in values.items() if name not in ("rule", "true_from", "true_to")}
    span = {"on": values["true_from"], "until": values["true_to"]}
    act = actions.enter_variation if kind == "variation" else actions.enter_commencement
    made: Checked = act(values["rule"], by=by, **span, **about)
    return made


def _attempt(form: Any, act: Callable[[], Any]) -> Any:
    """Do it; what is refused becomes a message by the field it is about."""
    try:
        return act()
    except (BadAnswer, AlreadyRecorded, EndsBeforeStart) as problem:
        named = getattr(problem, "field", "")
        field = _FIELDS.get(named, named)
        form.add_error(field if field in form.fields else None, _said(problem))
    except ChangedMeanwhile:
        form.add_error(None, "Somebody else has changed this. Go back and look at it as it is now")
    return None


def _said(problem: Exception) -> str:
    if isinstance(problem, AlreadyRecorded):
        return "A choice for the same duty, place and purpose is entered for part of that time. Take it back first"
    return str(problem)


def _rows(found: queries.ChoicePage) -> list[Row]:
    one = found.choice
    label = "The duty" if hasattr(one.row, "rule") else "Called"
    return [
        Row(label, one.what),
        Row("Says", one.says),
        Row("When", one.when),
        Row("Where", one.where),
        Row("Rests on", one.rests_on),
        Row("How it stands", one.state_words),
    ]
