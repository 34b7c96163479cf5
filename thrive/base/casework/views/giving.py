"""Who has the work with somebody; allocating it and handing it over, each looked at before it is sent."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access.errors import BadAnswer
from thrive.base.access.models import Circle, Subject, Team, User
from thrive.base.access.pages import SignedIn, page, posted, signed_in
from thrive.base.casework import queries
from thrive.base.casework.actions import allocations, handovers
from thrive.base.casework.actions.handovers import Grounds
from thrive.base.casework.forms.giving import (
    AllocateForm,
    AnswerForm,
    GivingForm,
    PassToForm,
    ReferForm,
    ShareForm,
    TransferForm,
)
from thrive.base.casework.forms.work import ReasonForm
from thrive.base.casework.permissions import HAND_OVER, MOVE_WORK, SEE_WORK
from thrive.base.casework.queries import holding_work
from thrive.base.casework.rules.giving import BASES, CONSENT, PARTS, WORDS, HandoverKind
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.people.queries.records import Record, open_record
from thrive.govuk import words
from thrive.govuk.pages import Row

Given = Mapping[str, Any]
FORMS: Mapping[str, type[GivingForm]] = {
    HandoverKind.ALLOCATE: AllocateForm,
    HandoverKind.TRANSFER: TransferForm,
    HandoverKind.REFER: ReferForm,
    HandoverKind.SHARE: ShareForm,
}
SAYS = {
    HandoverKind.ALLOCATE: ("Allocate it", "{to} has the work now, and is asked to take it up."),
    HandoverKind.TRANSFER: (
        "Send the transfer",
        "The transfer was sent to {to}. You have the work until they take it on.",
    ),
    HandoverKind.REFER: ("Send the referral", "The referral was sent to {to}. Responsibility stays where it is."),
    HandoverKind.SHARE: ("Share it", "It is open to {to} until the day you named. You can take it back at any time."),
}


@page(needs=SEE_WORK)
def work(request: SignedIn, ref: str) -> HttpResponse:
    """Who has the work now, who had it before, and what was handed over."""
    record, found = holding_work.work_page(viewer=request.user, ref=ref)
    return render(request, "casework/giving/work.html", {"record": record, "found": found})


@page(needs=MOVE_WORK)
def allocate(request: SignedIn, ref: str) -> HttpResponse:
    """Give the work to a worker or a team; whoever led before ends on that day."""
    record = open_record(viewer=request.user, ref=ref, tab="work", needs=MOVE_WORK)
    return _give(request, record, HandoverKind.ALLOCATE, _allocate)


@page(needs=HAND_OVER)
def hand_over(request: SignedIn, ref: str, kind: str) -> HttpResponse:
    """Transfer, refer or share."""
    acts = {HandoverKind.TRANSFER: _transfer, HandoverKind.REFER: _refer, HandoverKind.SHARE: _share}
    if kind not in list(acts):
        raise Http404
    record = open_record(viewer=request.user, ref=ref, tab="work", needs=HAND_OVER)
    return _give(request, record, HandoverKind(kind), acts[HandoverKind(kind)])


def _give(request: SignedIn, record: Record, kind: HandoverKind, act: Callable[..., Any]) -> HttpResponse:
    """The form; then what will be sent, to be looked at; then it is sent."""
    viewer = request.user
    form = FORMS[kind](
        posted(request),
        parties=queries.parties(viewer=viewer),
        about=holding_work.about_choices(viewer=viewer, record=record, any_family=kind == HandoverKind.ALLOCATE),
    )
    context = {"record": record, "form": form, "word": WORDS[kind][0], "means": WORDS[kind][1], "button": SAYS[kind][0]}
    if form.is_valid() and "change" not in request.POST:
        try:
            to = queries.party_called(viewer=viewer, value=form.cleaned_data["to"])
            about = holding_work.about_called(viewer=viewer, record=record, value=form.cleaned_data["about"])
            if "send" in request.POST:
                act(about, to=to, by=viewer, given=form.cleaned_data)
                messages.success(request, SAYS[kind][1].format(to=to.name))
                return redirect("casework:work", record.ref)
            allocations.refuse_unsendable(kind, about, to=to, by=viewer, role=form.cleaned_data.get("role", ""))
        except BadAnswer as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        except (AlreadyRecorded, ChangedMeanwhile) as problem:
            form.add_error(None, str(problem))
        else:
            rows = _rows(form, to)
            return render(request, "casework/giving/check.html", {**context, "rows": rows, "typed": _hidden(request)})
    return render(request, "casework/giving/give.html", context)


def _allocate(about: Subject | Circle, *, to: User | Team, by: User, given: Given) -> None:
    allocations.allocate(
        about, to=to, by=by, role=given["role"], reason=given["reason"], note=given["note"], from_on=given["from_on"]
    )


def _transfer(about: Subject | Circle, *, to: User | Team, by: User, given: Given) -> None:
    handovers.transfer(
        about, to=to, by=by, role=given["role"], reason=given["reason"], note=given["note"], grounds=_grounds(given),
        reply_by=given["reply_by"],
    )  # fmt: skip


def _refer(about: Subject | Circle, *, to: User | Team, by: User, given: Given) -> None:
    handovers.refer(
        about, to=to, by=by, reason=given["reason"], note=given["note"], grounds=_grounds(given),
        reply_by=given["reply_by"],
    )  # fmt: skip


def _share(about: Subject | Circle, *, to: User | Team, by: User, given: Given) -> None:
    handovers.share(
        about, to=to, by=by, reason=given["reason"], note=given["note"], grounds=_grounds(given),
        until_on=given["until_on"],
    )  # fmt: skip


def _grounds(given: Given) -> Grounds:
    return Grounds(basis=given["basis"], consent=given["consent"], why=given["consent_why"])


def _rows(form: GivingForm, to: User | Team) -> list[Row]:
    """What will be sent, in words: the answers as they were given."""
    said = form.cleaned_data
    listed = {"role": PARTS, "basis": BASES, "consent": CONSENT, "about": dict(form.fields["about"].choices)}  # type: ignore[attr-defined]
    rows = []
    for name, field in form.fields.items():
        value = said.get(name)
        if name == "to":
            value = to.name
        elif name in listed:
            value = listed[name].get(value, value)
        elif isinstance(value, dt.date):
            value = words.weekday_date(value)
        rows.append(Row(str(field.label), value or "None"))
    return rows


def _hidden(request: SignedIn) -> list[tuple[str, str]]:
    """What was typed, to be sent again."""
    left_out = {"csrfmiddlewaretoken", "send", "change"}
    return [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]


@signed_in
def handover(request: SignedIn, ref: str) -> HttpResponse:
    """One hand-over: what was sent, the answer to it, and answering it."""
    found = holding_work.handover_page(viewer=request.user, thread=ref)
    form = AnswerForm(posted(request)) if found.may_answer else None
    if form is not None and form.is_valid():
        try:
            said = _answer(found, form, request.user)
        except BadAnswer as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        except (AlreadyRecorded, ChangedMeanwhile) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, said)
            return redirect("casework:handover", ref)
    context = {"found": found, "form": form, "rows": _handover_rows(found)}
    return render(request, "casework/giving/handover.html", context)


def _answer(found: holding_work.HandoverPage, form: AnswerForm, by: User) -> str:
    if form.cleaned_data["answer"] == "accept":
        handovers.accept(found.row, by=by)
        return "You have it now." if found.row.kind != HandoverKind.REFER else "You took it on."
    handovers.decline(found.row, by=by, reason=form.cleaned_data["reason"])
    return "Whoever sent it is asked to read why."


@signed_in
def revoke(request: SignedIn, ref: str) -> HttpResponse:
    """Take back what was handed over."""
    found = holding_work.handover_page(viewer=request.user, thread=ref)
    if not found.may_revoke:
        return redirect("casework:handover", ref)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            handovers.revoke(found.row, by=request.user, **form.cleaned_data)
        except BadAnswer as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        except ChangedMeanwhile as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It was taken back. What it opened is closed.")
            return redirect("casework:handover", ref)
    return render(request, "casework/giving/revoke.html", {"found": found, "form": form})


@signed_in
def pass_to(request: SignedIn, ref: str) -> HttpResponse:
    """Say who takes up what was passed forward, or ask somebody else."""
    found = holding_work.handover_page(viewer=request.user, thread=ref)
    if not found.may_pass_to:
        return redirect("casework:handover", ref)
    form = PassToForm(posted(request), parties=queries.parties(viewer=request.user))
    if form.is_valid():
        said = form.cleaned_data
        try:
            to = queries.party_called(viewer=request.user, value=said["to"])
            handovers.pass_to(found.row, to=to, by=request.user, role=said["role"], note=said["note"])
        except BadAnswer as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        except ChangedMeanwhile as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{to.name} is asked to take it up.")
            return redirect("casework:handover", ref)
    return render(request, "casework/giving/pass_to.html", {"found": found, "form": form})


@signed_in
def acknowledge(request: SignedIn, ref: str) -> HttpResponse:
    """The sender says that they have read the answer."""
    found = holding_work.handover_page(viewer=request.user, thread=ref)
    if request.method == "POST" and found.may_acknowledge:
        handovers.acknowledge(found.row, by=request.user)
        return redirect("/")
    return redirect("casework:handover", ref)


def _handover_rows(found: holding_work.HandoverPage) -> list[Row]:
    first, row = found.first, found.row
    rows = [
        Row("What", f"{found.what}: {found.means}"),
        Row("From", row.sent_by.name if row.sent_by else "Thrive"),
        Row("To", found.to),
        Row("Sent", words.at_time(row.sent_at)),
        Row("State", row.get_state_display()),
    ]
    if found.is_closed:
        return [*rows, Row("About", "What was in it is closed to you")]
    if row.reply_by:
        rows.append(Row("Answer by", words.weekday_date(row.reply_by)))
    if row.until_on:
        rows.append(Row("Open until", words.weekday_date(row.until_on)))
    rows.append(Row("Why", found.reason or "No reason was given"))
    if first.basis:
        consent = CONSENT[first.consent] + (f". {found.consent_why}" if found.consent_why else "")
        rows += [Row("Lawful basis", BASES[first.basis]), Row("Asked", consent)]
    if found.answer:
        rows.append(Row("Answer", found.answer))
    return rows
