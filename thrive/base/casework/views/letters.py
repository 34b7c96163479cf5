"""Letters: those about somebody, choosing a kind, writing, looking at it as its reader will, and what was sent."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_safe

from thrive.base.access import policy
from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.casework import paper
from thrive.base.casework.actions.letters import record_receipt, send_letter
from thrive.base.casework.forms.letters import LetterForm, ReceiptForm
from thrive.base.casework.permissions import READ_LETTERS, WRITE_LETTER
from thrive.base.casework.queries import letters, writing
from thrive.base.casework.queries.writing import Composed, Written
from thrive.base.history import audit
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.offers import LetterKind
from thrive.base.people.errors import CannotBe
from thrive.base.people.queries import members, records
from thrive.base.people.queries.records import Record
from thrive.base.record import drafting
from thrive.base.record.drafting import Drafting
from thrive.govuk import downloads

SEND, BACK = "do_send", "do_back"


@page(needs=READ_LETTERS)
@require_safe
def show_letters(request: SignedIn, ref: str) -> HttpResponse:
    """Letters about somebody, the latest first."""
    record = records.open_record(viewer=request.user, ref=ref, tab="letters", needs=READ_LETTERS)
    found = letters.letters_of(viewer=request.user, record=record)
    kinds = writing.letter_kinds(viewer=request.user)
    return render(request, "casework/letters/list.html", {"record": record, "letters": found, "may_write": bool(kinds)})


@page(needs=WRITE_LETTER)
@require_safe
def choose_kind(request: SignedIn, ref: str) -> HttpResponse:
    """Which kind of letter to write."""
    record = records.open_record(viewer=request.user, ref=ref, tab="letters", needs=WRITE_LETTER)
    writing.require_author(request.user, record.subject)
    kinds = writing.letter_kinds(viewer=request.user)
    return render(request, "casework/letters/choose.html", {"record": without_buttons(record), "kinds": kinds})


@page(needs=WRITE_LETTER)
def new_letter(request: SignedIn, ref: str, kind: str) -> HttpResponse:
    """Write a letter; look at it as its reader will; send it."""
    viewer = request.user
    chosen = writing.letter_kind(kind, viewer=viewer)
    record = records.open_record(viewer=viewer, ref=ref, tab="letters", needs=WRITE_LETTER)
    writing.require_author(viewer, record.subject)
    family = members.family_of(record.subject, viewer=viewer, needs=WRITE_LETTER)
    bodies = writing.organisations_near(record.subject, viewer=viewer)
    back = reverse("casework:letters", args=[ref])
    draft = drafting.begin(request, form="casework.letter", title="Letter", subject=record.subject, leave_to=back)

    def make(data: QueryDict | None) -> LetterForm:
        return LetterForm(data, kind=chosen, members=family, organisations=bodies)

    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, make)
    if draft.result:
        return redirect(_address(draft.result, ref))
    is_ready = draft.is_sent and not draft.pressed(BACK)
    form = draft.bind(make, check=is_ready)
    context = {"record": without_buttons(record), "form": form, "draft": draft, "back": back, "kind": chosen}
    if is_ready and form.is_valid():
        answer = look_or_send(request, form, draft, context)
        if answer is not None:
            return answer
    return render(request, "casework/letters/write.html", context)


@page(needs=READ_LETTERS)
@require_safe
def show_letter(request: SignedIn, ref: str) -> HttpResponse:
    """A letter as it was sent."""
    found = letters.letter(viewer=request.user, ref=ref, seen_from=request.GET.get("from", ""))
    record = records.open_record(viewer=request.user, ref=found.seen_from, tab="letters", needs=READ_LETTERS)
    context = {
        "record": record,
        "found": found,
        "can_make_pdf": paper.can_make_pdf(),
        "may_say_received": policy.holds(request.user, WRITE_LETTER),
    }
    return render(request, "casework/letters/letter.html", context)


@page(needs=WRITE_LETTER)
def received(request: SignedIn, ref: str) -> HttpResponse:
    """Say that whoever it went to has it."""
    found = letters.letter(viewer=request.user, ref=ref)
    record = records.open_record(viewer=request.user, ref=found.seen_from, tab="letters", needs=WRITE_LETTER)
    form = ReceiptForm(posted(request))
    if form.is_valid():
        try:
            record_receipt(found.letter, by=request.user, **form.cleaned_data)
        except CannotBe as fault:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        except AlreadyRecorded as known:
            form.add_error(None, str(known))
        else:
            messages.success(request, "It is on record that they have it.")
            return redirect(_address(ref, found.seen_from))
    context = {"record": without_buttons(record), "found": found, "form": form}
    return render(request, "casework/letters/received.html", context)


@page(needs=READ_LETTERS)
@require_GET
def print_letter(request: SignedIn, ref: str) -> HttpResponse:
    """The letter alone, as it goes into the envelope. That it was given out is logged."""
    found = letters.letter(viewer=request.user, ref=ref)
    if not found.html:
        return redirect(_address(ref, found.seen_from))
    audit.given_out(request.user, "access.printed", tab="letter")
    context = {"found": found, "lang": paper.language_of(found.language), "title": found.heading}
    return render(request, "casework/letters/paper.html", context)


@page(needs=READ_LETTERS)
@require_GET
def letter_file(request: SignedIn, ref: str) -> HttpResponse:
    """The letter as an accessible PDF. That it was given out is logged."""
    found = letters.letter(viewer=request.user, ref=ref)
    if not found.html or not paper.can_make_pdf():
        return redirect(_address(ref, found.seen_from))
    audit.given_out(request.user, "access.printed", tab="letter as a PDF")
    made = paper.pdf(found.html, title=found.heading, language=paper.language_of(found.language))
    return downloads.document(made, name=f"{found.sent_on.isoformat()}-letter-{found.ref}")


def look_or_send(
    request: SignedIn, form: LetterForm, draft: Drafting, context: dict[str, Any], *, of: str = ""
) -> HttpResponse | None:
    """The letter as its reader will see it; once it was looked at, sent. None, with the form saying why, where it may
    not go so. `of` is the ref of what it is made from."""
    ticked = {one.ref: one.subject_id for one in form.ticked}
    refs = [*ticked, *([form.recipient_ref] if form.recipient_ref else [])]
    subjects = writing.subjects_called(refs, viewer=request.user)
    to, about = form.recipient(subjects), [subjects[one] for one in ticked]
    capacities = {one.subject_id: one.capacity for one in form.ticked}
    kind: LetterKind = form.kind
    try:
        if draft.pressed(SEND):
            draft.finish(
                lambda: (
                    send_letter(
                        kind, about=about, by=request.user, to=to, capacities=capacities, of=of, **form.answers()
                    ).ref
                )
            )
            messages.success(request, "Letter kept as it was sent. Print it here, or take it as a PDF.")
            return redirect(_address(draft.result, context["record"].ref))
        made = writing.composed(Written(kind=kind, about=about, to=to, of=of, **form.answers()), by=request.user)
    except CannotBe as fault:
        form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        return None
    return _look(request, made, context)


def _look(request: SignedIn, made: Composed, context: dict[str, Any]) -> HttpResponse:
    answers = drafting.posted_answers(request)
    carried = [(name, value) for name, some in answers.items() for value in some]
    return render(request, "casework/letters/look.html", {**context, "made": made, "carried": carried})


def without_buttons(record: Record) -> Record:
    """A page with a main button of its own shows none beside the name."""
    record.bar = replace(record.bar, actions=())
    return record


def _address(letter_ref: str, seen_from: str) -> str:
    return f"{reverse('casework:letter', args=[letter_ref])}?{urlencode({'from': seen_from})}"
