"""Meetings: those about somebody, setting one up, its page, one screen while it goes on, its end and its minutes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.calendar import clock
from thrive.base.casework.actions import meetings as actions
from thrive.base.casework.forms.letters import LetterForm
from thrive.base.casework.forms.meetings import (
    ActionForm,
    ArrangeForm,
    CallOffForm,
    EndForm,
    HoldForm,
    MinutesForm,
    SeatForm,
    SetUpForm,
)
from thrive.base.casework.permissions import HOLD_MEETING, READ_MEETINGS
from thrive.base.casework.queries import circulating, meetings, writing
from thrive.base.casework.queries.meetings import MeetingView
from thrive.base.casework.queries.whole import require_whole
from thrive.base.casework.views.letters import BACK, look_or_send, without_buttons
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.people.errors import CannotBe
from thrive.base.people.queries import members, records
from thrive.base.people.queries.records import Record
from thrive.base.record import drafting
from thrive.govuk import words


@page(needs=READ_MEETINGS)
@require_safe
def show_meetings(request: SignedIn, ref: str) -> HttpResponse:
    """Meetings about somebody, the latest first."""
    record = records.open_record(viewer=request.user, ref=ref, tab="meetings", needs=READ_MEETINGS)
    found = meetings.meetings_of(viewer=request.user, record=record)
    context = {"record": record, "meetings": found, "kinds": meetings.meeting_kinds(viewer=request.user)}
    return render(request, "casework/meetings/list.html", context)


@page(needs=HOLD_MEETING)
def new_meeting(request: SignedIn, ref: str, kind: str) -> HttpResponse:
    """Set up a meeting of one kind."""
    viewer = request.user
    chosen = meetings.meeting_kind(kind, viewer=viewer)
    record = records.open_record(viewer=viewer, ref=ref, tab="meetings", needs=HOLD_MEETING)
    family = members.family_of(record.subject, viewer=viewer, needs=HOLD_MEETING)
    back = reverse("casework:meetings", args=[ref])
    draft = drafting.begin(request, form="casework.meeting", title="Meeting", subject=record.subject, leave_to=back)

    def make(data: QueryDict | None) -> SetUpForm:
        return SetUpForm(data, kind=chosen, members=family)

    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, make)
    if draft.result:
        return redirect(_address(draft.result, ref))
    form = draft.bind(make)
    if draft.is_sent and form.is_valid():
        called = writing.subjects_called([one.ref for one in form.ticked], viewer=viewer)
        about, capacities = list(called.values()), form.capacities
        try:
            draft.finish(
                lambda: (
                    actions.set_up_meeting(chosen, about=about, by=viewer, capacities=capacities, **form.answers()).ref
                )
            )
        except CannotBe as fault:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        else:
            messages.success(request, "Meeting set up. Say next who is asked.")
            return redirect(_address(draft.result, ref))
    context = {"record": without_buttons(record), "form": form, "draft": draft, "back": back, "kind": chosen}
    return render(request, "casework/meetings/set_up.html", context)


@page(needs=READ_MEETINGS)
@require_safe
def show_meeting(request: SignedIn, ref: str) -> HttpResponse:
    """A meeting: who is asked, who came, what was said, decided and agreed."""
    view = meetings.meeting(viewer=request.user, ref=ref, seen_from=request.GET.get("from", ""))
    record = records.open_record(viewer=request.user, ref=view.seen_from, tab="meetings", needs=READ_MEETINGS)
    return render(request, "casework/meetings/meeting.html", {"record": record, "view": view})


@page(needs=HOLD_MEETING)
def arrange(request: SignedIn, ref: str) -> HttpResponse:
    """Move a meeting, with the reason."""
    view, record = _to_hold(request, ref)
    require_whole(view)
    starts = words.local(view.starts_at)
    initial = {"on": starts.date(), "at": starts.time(), "where": view.where, "chair": view.chair}
    initial["seen"] = str(view.arrangement)
    form = ArrangeForm(posted(request), chair=view.kind.chair, changing=True, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        seen = int(said["seen"]) if said["seen"].isdecimal() else 0
        try:
            actions.arrange_anew(
                view.meeting, by=request.user, why=said["why"], starts_at=form.starts_at, where=said["where"],
                chair=said["chair"], seen=seen,
            )  # fmt: skip
        except (CannotBe, ChangedMeanwhile) as fault:
            _refuse(form, fault)
        else:
            messages.success(request, "Meeting changed. What it was is kept, with your reason.")
            return redirect(_address(ref, record.ref))
    return _form(request, view, record, form, "Change when or where it is", "Save")


@page(needs=HOLD_MEETING)
def add_seat(request: SignedIn, ref: str) -> HttpResponse:
    """Say who is asked, or is not and why."""
    view, record = _to_hold(request, ref)
    family = members.family_of(record.subject, viewer=request.user, needs=HOLD_MEETING)
    bodies = writing.organisations_near(record.subject, viewer=request.user) if record.shows_team else []
    workers = writing.workers_near(record.subject, viewer=request.user) if record.shows_team else [request.user]
    form = SeatForm(posted(request), members=family, organisations=bodies, workers=workers)
    if form.is_valid():
        ref_of = form.member_ref
        person = writing.subjects_called([ref_of], viewer=request.user)[ref_of] if ref_of else None
        try:
            actions.add_seat(view.meeting, by=request.user, person=person, **form.answers())
        except CannotBe as fault:
            _refuse(form, fault)
        else:
            messages.success(request, "They are on the list. Send them an invitation, or ask them in another way.")
            return redirect(_address(ref, record.ref))
    return _form(request, view, record, form, "Who is asked?", "Put on the list")


@page(needs=HOLD_MEETING)
def hold(request: SignedIn, ref: str) -> HttpResponse:
    """One screen while the meeting goes on: what is filled in is kept, and the boxes are empty again."""
    view, record = _to_hold(request, ref)
    here = reverse("casework:meeting-hold", args=[ref])
    back = _address(ref, record.ref)
    if view.was_held is not None:
        return redirect(back)
    draft = drafting.begin(request, form="casework.hold", title="Meeting", subject=view.subjects[0], leave_to=back)

    def make(data: QueryDict | None) -> HoldForm:
        return HoldForm(data, view=view)

    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, make)
    if draft.result:
        return redirect(here)
    form = draft.bind(make)
    if draft.is_sent and form.is_valid():
        try:
            draft.finish(lambda: _record(view, form, request))
        except CannotBe as fault:
            _refuse(form, fault)
        else:
            messages.success(request, f"Kept at {words.clock_time(clock.now())}. Go on, or end the meeting.")
            return redirect(here)
    context = {"record": without_buttons(record), "view": view, "form": form, "draft": draft, "back": back}
    return render(request, "casework/meetings/hold.html", context)


@page(needs=HOLD_MEETING)
def end(request: SignedIn, ref: str) -> HttpResponse:
    """Say that it is over; where too few were there, why it went on."""
    view, record = _to_hold(request, ref)
    form = EndForm(posted(request), short=bool(view.short))
    if form.is_valid():
        because = form.cleaned_data.get("went_on_because", "")
        try:
            actions.end_meeting(view.meeting, by=request.user, ended_at=form.ended_at, went_on_because=because)
        except CannotBe as fault:
            _refuse(form, fault, ended_at="at")
        else:
            messages.success(request, "The meeting has ended. Write its minutes next.")
            return redirect(_address(ref, record.ref))
    return _form(request, view, record, form, "End the meeting", "End the meeting")


@page(needs=HOLD_MEETING)
def call_off(request: SignedIn, ref: str) -> HttpResponse:
    """Say that it is not held, and why."""
    view, record = _to_hold(request, ref)
    form = CallOffForm(posted(request))
    if form.is_valid():
        try:
            actions.call_off_meeting(view.meeting, by=request.user, why=form.cleaned_data["why"])
        except CannotBe as fault:
            _refuse(form, fault)
        else:
            messages.success(request, "The meeting is called off. Tell those who were asked.")
            return redirect(_address(ref, record.ref))
    return _form(request, view, record, form, "Call the meeting off", "Call it off")


@page(needs=HOLD_MEETING)
def minutes(request: SignedIn, ref: str) -> HttpResponse:
    """Write the minutes, or a further version of them."""
    view, record = _to_hold(request, ref)
    require_whole(view)
    back = _address(ref, record.ref)
    draft = drafting.begin(
        request, form="casework.minutes", title="Minutes", subject=view.subjects[0], leave_to=back, shared=True
    )

    def make(data: QueryDict | None) -> MinutesForm:
        return MinutesForm(data, before=view.minutes_number, initial={"text": view.minutes})

    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, make)
    if draft.result:
        return redirect(back)
    form = draft.bind(make)
    if draft.is_sent and form.is_valid():
        said = form.cleaned_data
        seen = int(said["seen"]) if said["seen"].isdecimal() else 0
        try:
            draft.finish(
                lambda: (
                    actions.write_minutes(
                        view.meeting, by=request.user, text=said["text"], why=said.get("why", ""), seen=seen
                    ).ref
                )
            )
        except (CannotBe, ChangedMeanwhile) as fault:
            _refuse(form, fault)
        else:
            messages.success(request, "Minutes kept. Send each their copy from the list of who was asked.")
            return redirect(back)
    context = {"record": without_buttons(record), "view": view, "form": form, "draft": draft, "back": back}
    return render(request, "casework/meetings/minutes.html", context)


@page(needs=READ_MEETINGS)
def end_action(request: SignedIn, ref: str) -> HttpResponse:
    """Say that an action was done, or is no longer needed and why."""
    entry = meetings.action_called(ref, viewer=request.user)
    view = meetings.meeting(viewer=request.user, ref=entry.meeting.ref)
    record = records.open_record(viewer=request.user, ref=view.seen_from, tab="meetings", needs=READ_MEETINGS)
    form = ActionForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.end_action(entry, by=request.user, was_done=said["was_done"] == "yes", why=said["why"])
        except (CannotBe, AlreadyRecorded) as fault:
            _refuse(form, fault)
        else:
            messages.success(request, "It is on record how the action ended.")
            return redirect(_address(view.ref, record.ref))
    return _form(request, view, record, form, "How the action ended", "Save")


@page(needs=READ_MEETINGS)
@require_safe
def show_minutes(request: SignedIn, ref: str) -> HttpResponse:
    """Every version of the minutes, the latest first."""
    view = meetings.meeting(viewer=request.user, ref=ref)
    record = records.open_record(viewer=request.user, ref=view.seen_from, tab="meetings", needs=READ_MEETINGS)
    found = meetings.versions(viewer=request.user, view=view)
    return render(request, "casework/meetings/versions.html", {"record": record, "view": view, "versions": found})


@page(needs=HOLD_MEETING)
def send_to_seat(request: SignedIn, ref: str, kind: str) -> HttpResponse:
    """An invitation or a copy of the minutes for one who has a seat: looked at as they will read it, then sent."""
    viewer = request.user
    chosen = writing.letter_kind(kind, viewer=viewer)
    seat = circulating.seat_called(ref, viewer=viewer)
    view, record = _to_hold(request, seat.meeting.ref)
    writing.require_author(viewer, record.subject)
    back = _address(view.ref, record.ref)
    draft = drafting.begin(request, form="casework.copy", title="Letter", subject=record.subject, leave_to=back)
    to = circulating.recipient_of(seat)

    def make(data: QueryDict | None) -> LetterForm:
        return LetterForm(data, kind=chosen, members=(), to=to)

    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, make)
    if draft.result:
        return redirect(back)
    is_ready = draft.is_sent and not draft.pressed(BACK)
    form = draft.bind(make, check=is_ready)
    context = {"record": without_buttons(record), "form": form, "draft": draft, "back": back, "kind": chosen}
    if is_ready and form.is_valid():
        answer = look_or_send(request, form, draft, context, of=seat.ref)
        if answer is not None:
            return answer
    name = next((one.name for one in view.seats if one.key == seat.pk), "")
    return render(request, "casework/letters/write.html", {**context, "seat_name": name})


def _to_hold(request: SignedIn, ref: str) -> tuple[MeetingView, Record]:
    """The meeting, for whoever may hold it, and the record it is opened from."""
    seen_from = request.GET.get("from", "")
    view = meetings.meeting(viewer=request.user, ref=ref, seen_from=seen_from, to_hold=True)
    return view, records.open_record(viewer=request.user, ref=view.seen_from, tab="meetings", needs=HOLD_MEETING)


def _record(view: MeetingView, form: HoldForm, request: SignedIn) -> str:
    actions.record_meeting(view.meeting, by=request.user, attendance=form.attendance, said=form.said)
    return view.ref


def _refuse(form: Any, fault: Exception, **fields: str) -> None:
    """Show what the action refused beside the answer it is about."""
    field = getattr(fault, "field", "")
    field = fields.get(field, field)
    form.add_error(field if field in form.fields else None, str(fault))


def _form(request: SignedIn, view: MeetingView, record: Record, form: Any, title: str, button: str) -> HttpResponse:
    context = {
        "record": without_buttons(record),
        "view": view,
        "form": form,
        "title": title,
        "button": button,
        "back": _address(view.ref, record.ref),
    }
    return render(request, "casework/meetings/form.html", context)


def _address(meeting_ref: str, seen_from: str) -> str:
    return f"{reverse('casework:meeting', args=[meeting_ref])}?{urlencode({'from': seen_from})}"
