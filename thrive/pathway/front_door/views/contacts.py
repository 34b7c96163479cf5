"""The board, a contact and its decision, who its people are, referrals."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.access.printing import is_print
from thrive.base.calendar import clock
from thrive.base.casework.road import standing
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.law import DutyMissed
from thrive.base.people.errors import CannotBe
from thrive.base.record import drafting
from thrive.govuk import words
from thrive.govuk.pages import Clock
from thrive.pathway.front_door.actions import checking, deciding, following, matching
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.forms.deciding import DecideForm
from thrive.pathway.front_door.forms.matching import MatchForm, TakeBackForm, verdicts
from thrive.pathway.front_door.forms.people import NEW, UNKNOWN, identity_of
from thrive.pathway.front_door.permissions import ASK_PARTNERS, READ_CONTACT, READ_REFERRAL, TAKE_CONTACT
from thrive.pathway.front_door.queries import board as boards
from thrive.pathway.front_door.queries import contacts
from thrive.pathway.front_door.queries import people as people_queries
from thrive.pathway.front_door.queries.shown import ContactPage, Line


@page(needs=READ_CONTACT)
@require_safe
def board(request: SignedIn) -> HttpResponse:
    """Open contacts: as columns, or as one table."""
    found = boards.board(viewer=request.user)
    as_table = request.GET.get("as") == "table"
    return render(request, "front_door/board.html", {"board": found, "as_table": as_table})


@page(needs=READ_CONTACT)
def contact(request: SignedIn, ref: str) -> HttpResponse:
    """One contact, with the decision on it for who may decide."""
    found = contacts.contact(viewer=request.user, ref=ref)
    context: dict[str, Any] = {
        "found": found,
        "clock": _clock(found),
        "steps": standing.task_list(contacts.MATTER, found, viewer=request.user),
    }
    if not found.may_decide or not found.undecided or is_print(request):
        return render(request, "front_door/contact.html", context)
    return _decide(request, found, context)


def _decide(request: SignedIn, found: ContactPage, context: dict[str, Any]) -> HttpResponse:
    ref = found.contact.ref
    draft = drafting.begin(
        request,
        form="front_door.decision",
        title="Decision on a contact",
        leave_to=reverse("front_door:board"),
        shared=True,
    )
    if draft.answer:
        return draft.answer
    if draft.result:
        return redirect("front_door:contact", ref)
    late = found.due is not None and found.due.is_missed_by(clock.today())

    def make(data: Any) -> DecideForm:
        return DecideForm(data, lines=found.undecided, is_late=late, only_emergencies=found.only_emergencies)

    if draft.conflict:
        return drafting.compare(request, draft, make)
    form = draft.bind(make)
    if draft.is_sent and form.is_valid() and _decided(request, draft, form, found):
        told = (
            "" if form.cleaned_data["not_told_because"] else " Whoever told us learns the outcome once all is decided."
        )
        messages.success(request, f"Decision recorded.{told}")
        return redirect("front_door:contact", ref)
    return render(request, "front_door/contact.html", {**context, "draft": draft, "form": form})


def _decided(request: SignedIn, draft: drafting.Drafting, form: DecideForm, found: ContactPage) -> bool:
    said = form.cleaned_data
    try:
        draft.finish(
            lambda: (
                deciding.decide(
                    found.contact,
                    form.judged(),
                    by=request.user,
                    dissent=said["dissent"],
                    late_because=said.get("late_because", ""),
                    reply=said["reply"],
                    not_told_because=said["not_told_because"],
                )
                .decisions[0]
                .ref
            )
        )
    except ContactFault as fault:
        form.refuse(fault)
        return False
    except DutyMissed as missed:
        form.add_error(missed.field if missed.field in form.fields else None, str(missed))
        return False
    except ChangedMeanwhile as changed:
        form.add_error(None, f"{changed}. Look at the contact again")
        return False
    return True


@page(needs=READ_REFERRAL)
def information(request: SignedIn, ref: str) -> HttpResponse:
    """What the front door was told about children one works with."""
    found = contacts.information(viewer=request.user, ref=ref)
    if request.method == "POST":
        following.read_information(found.contact, by=request.user)
        messages.success(request, "It is off your list. The contact stays on the timeline.")
        return redirect("people:record", found.lines[0].header.card.ref if found.lines[0].header else "")
    return render(request, "front_door/information.html", {"found": found})


@page(needs=TAKE_CONTACT)
def person(request: SignedIn, ref: str, number: int) -> HttpResponse:
    """Who one person of a contact is."""
    viewer = request.user
    line = contacts.person_of(viewer=viewer, ref=ref, number=number)
    if line.subject is not None:
        return _take_back(request, line, ref)
    stated = line.stated
    found = people_queries.candidates({number: identity_of(stated)}, viewer=viewer)[number]
    form = MatchForm(posted(request), candidates=found, says=stated.says)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["who"]
        try:
            if chosen == NEW:
                matching.add_as_new(stated, by=viewer, verdicts=verdicts(found, form.cleaned_data.get("why", "")))
            elif chosen == UNKNOWN:
                matching.leave_unknown(stated, by=viewer)
            else:
                candidate = next(one for one in found if one.ref == chosen)
                subject = people_queries.subject_called(viewer=viewer, ref=chosen)
                matching.match_to(stated, subject, by=viewer, band=candidate.band, version=candidate.version)
        except (ContactFault, AlreadyRecorded, CannotBe, ChangedMeanwhile) as problem:
            form.add_error("who", str(problem))
        else:
            messages.success(request, f"{stated.says}: saved.")
            return redirect("front_door:contact", ref)
    context = {"line": line, "form": form, "candidates": found, "ref": ref}
    return render(request, "front_door/person.html", context)


def _take_back(request: SignedIn, line: Line, ref: str) -> HttpResponse:
    """Somebody has said who it is: it can be taken back, with the reason, until it is decided."""
    assert line.match is not None
    form = TakeBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            matching.undo_match(line.match, by=request.user, why=form.cleaned_data["why"])
        except (ContactFault, ChangedMeanwhile) as problem:
            form.add_error("why", str(problem))
        else:
            messages.success(request, f"Taken back. Say who {line.stated.says} is.")
            return redirect("front_door:person", ref, line.stated.number)
    return render(request, "front_door/take_back.html", {"line": line, "form": form, "ref": ref})


@page(needs=ASK_PARTNERS)
@require_POST
def take_back_check(request: SignedIn, ref: str) -> HttpResponse:
    """Say that a partner's answer is no longer needed."""
    check = contacts.check_asked(viewer=request.user, ref=ref)
    try:
        checking.take_back_check(check, by=request.user)
    except ContactFault as fault:
        messages.error(request, f"{fault}.")
    else:
        messages.success(request, "Taken back. The partner sees that no answer is needed.")
    return redirect("front_door:contact", check.contact.ref)


def due_clock(what: str, due: Any) -> Clock:
    """The clock of something that is to be decided by a day."""
    today = clock.today()
    state = due.state(today).value
    return Clock(
        what=what,
        left=due.words(today),
        foot=f"By {words.weekday_date(due.on)}.",
        state={"today": "soon", "later": "ok"}.get(state, state),
        why_url=reverse("local:duty", args=[due.rule.key]),
        why_text="Why this time?",
    )


def _clock(found: ContactPage) -> Clock | None:
    return due_clock("Decide this contact", found.due) if found.due else None
