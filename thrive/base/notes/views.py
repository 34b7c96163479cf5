"""The timeline, reading it in full, events, and writing, reading and correcting notes."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from thrive.base.access import policy
from thrive.base.access.pages import SignedIn, page
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.refs import looks_like_ref, new_ref
from thrive.base.notes import actions
from thrive.base.notes.forms import ADD, FilterForm, NoteForm, WhoseParagraph, filled_from
from thrive.base.notes.models import Note
from thrive.base.notes.permissions import READ_NOTE, READ_TIMELINE, WRITE_NOTE
from thrive.base.notes.queries import filters as kept
from thrive.base.notes.queries import notes, timeline, writing
from thrive.base.notes.queries.filters import Filters
from thrive.base.notes.queries.timeline import Entry, Timeline
from thrive.base.notes.rules import NoteFault, recorded_later
from thrive.base.offers import REGISTRY
from thrive.base.people.queries import members, records
from thrive.base.people.queries.members import Member
from thrive.base.people.queries.records import Record
from thrive.base.people.rules import NAME_NOT_RECORDED
from thrive.base.record import drafting
from thrive.base.record.drafting import Drafting
from thrive.base.record.rules import EVENT_GROUPS
from thrive.govuk import words
from thrive.govuk.pages import Day, Link, Moment, Tag
from thrive.govuk.versions import Versions

VIEWS = "timeline_views"  # in the session: filters by key, newest last
VIEWS_KEPT = 20
BACK, CHECKED = "do_back", "do_checked"


# ---------- the timeline


@page(needs=READ_TIMELINE)
def show_timeline(request: SignedIn, ref: str) -> HttpResponse:
    """A person's timeline. The filter is posted and kept in the session, so that no address says what was sought."""
    record = records.open_record(viewer=request.user, ref=ref, tab="timeline", needs=READ_TIMELINE)
    asked = _asked(request)
    if request.method == "POST":
        found = timeline.timeline(viewer=request.user, record=record, filters=Filters())
        form = FilterForm(request.POST, timeline=found, filters=Filters())
        if form.is_valid():
            return redirect(_address(ref, _keep(request, form.filters(found)), oldest=_is_oldest(request)))
    else:
        found = _found(request, record, asked)
        form = FilterForm(timeline=found, filters=asked)
    tags = _removable(request, asked, found)
    context = {
        "record": record,
        "form": form,
        "found": found,
        "days": _days(found.entries, record),
        "oldest_first": _is_oldest(request),
        "whom": _whom(found),
        "tags": tags,
        "filter_title": f"Show ({words.plural(len(tags), 'filter')} on)" if tags else "Show",
        "turned": _turned(request),
        "in_full": f"{reverse('notes:read', args=[ref])}?{_query(request)}".rstrip("?"),
        "may_read_notes": policy.holds(request.user, READ_NOTE),
    }
    return render(request, "notes/timeline.html", context)


@page(needs=READ_NOTE)
@require_safe
def read_all(request: SignedIn, ref: str) -> HttpResponse:
    """The events of a timeline in order with the notes in full, for reading and printing."""
    record = records.open_record(viewer=request.user, ref=ref, tab="timeline", needs=READ_NOTE)
    found = _found(request, record, _asked(request), in_full=True)
    context = {
        "record": record,
        "found": found,
        "readings": [(entry, _moment(entry, record)) for entry in found.entries],
        "oldest_first": _is_oldest(request),
        "whom": _whom(found),
        "turned": _turned(request),
        "back": f"{reverse('notes:timeline', args=[ref])}?{_query(request)}".rstrip("?"),
    }
    return render(request, "notes/read.html", context)


@page(needs=READ_TIMELINE)
@require_safe
def event(request: SignedIn, ref: str) -> HttpResponse:
    """One event; for a note, the note itself."""
    seen_from = request.GET.get("from", "")
    entry, subject, note_ref = timeline.event(viewer=request.user, ref=ref, as_seen_from=seen_from)
    if note_ref:
        return redirect(f"{reverse('notes:note', args=[note_ref])}?{urlencode({'from': subject.ref})}")
    record = records.open_record(viewer=request.user, ref=subject.ref, tab="timeline", needs=READ_TIMELINE)
    context = {
        "record": record,
        "entry": entry,
        "moment": _moment(entry, record),
        "group": EVENT_GROUPS.get(entry.event.group, ""),
        "on": words.approx_date(entry.event.happened_on, entry.event.precision),
        "panels": _event_panels(request, record, entry),
    }
    return render(request, "notes/event.html", context)


def _event_panels(request: SignedIn, record: Record, entry: Entry) -> list[SafeString]:
    """The sections other domains put on the page of this event."""
    found = []
    for panel in REGISTRY.panels("event"):
        context = panel.query(viewer=request.user, subject=record.subject, event=entry.event)
        if context is not None:
            found.append(render_to_string(panel.template, {**context, "title": panel.title, "record": record}, request))
    return found


def _found(request: SignedIn, record: Record, asked: Filters, *, in_full: bool = False) -> Timeline:
    number = request.GET.get("page", "1")
    return timeline.timeline(
        viewer=request.user,
        record=record,
        filters=asked,
        oldest_first=_is_oldest(request),
        number=int(number) if number.isdecimal() and len(number) < 7 else 1,
        in_full=in_full,
    )


def _whom(found: Timeline) -> str:
    """Whose events these are, in a sentence."""
    return words.listed(["this person" if one.short == NAME_NOT_RECORDED else one.short for one in found.chosen])


def _is_oldest(request: SignedIn) -> bool:
    return request.GET.get("order") == "oldest"


def _asked(request: SignedIn) -> Filters:
    """The filter kept under the key in the address, less the parts taken off since."""
    row = request.session.get(VIEWS, {}).get(request.GET.get("view", ""), {})
    asked = kept.read(row)
    for name in request.GET.getlist("without"):
        asked = asked.without(name)
    return asked


def _keep(request: SignedIn, asked: Filters) -> str:
    """Keep a filter in the session and return its key; empty for none."""
    if asked.is_empty:
        return ""
    key = new_ref()
    views = {**request.session.get(VIEWS, {}), key: asked.as_row()}
    request.session[VIEWS] = dict(list(views.items())[-VIEWS_KEPT:])
    return key


def _address(ref: str, key: str, *, oldest: bool) -> str:
    query = urlencode({**({"view": key} if key else {}), **({"order": "oldest"} if oldest else {})})
    return f"{reverse('notes:timeline', args=[ref])}?{query}".rstrip("?")


def _query(request: SignedIn, **changes: Any) -> str:
    """This page's query with changes, from the first page on."""
    query = request.GET.copy()
    for name in ("page", *changes):
        query.pop(name, None)
    for name, value in changes.items():
        if value:
            query[name] = value
    return query.urlencode()


def _turned(request: SignedIn) -> str:
    """The same list the other way round."""
    return f"?{_query(request, order='' if _is_oldest(request) else 'oldest')}"


def _removable(request: SignedIn, asked: Filters, found: Timeline) -> list[Link]:
    """What the filter holds, each with the address of the list without it."""

    def off(text: str, name: str) -> Link:
        query = request.GET.copy()
        query.pop("page", None)
        query.appendlist("without", name)
        return Link(text, f"?{query.urlencode()}")

    tags = [off(EVENT_GROUPS[one], f"groups:{one}") for one in asked.groups]
    tags += [off(one.short, f"children:{one.ref}") for one in found.chosen if one.ref in asked.children]
    if asked.significant:
        tags.append(off("Significant only", "significant"))
    if asked.from_on:
        tags.append(off(f"From {words.short_date(asked.from_on)}", "from_on"))
    if asked.to_on:
        tags.append(off(f"To {words.short_date(asked.to_on)}", "to_on"))
    if asked.author:
        tags.append(off(f"By {dict(found.authors).get(asked.author, 'somebody else')}", "author"))
    if asked.agency:
        tags.append(off(asked.agency, "agency"))
    if asked.words:
        tags.append(off(f"“{asked.words}”", "words"))
    return tags


def _days(entries: Sequence[Entry], record: Record) -> list[Day]:
    """The events by day, as far as each day is known."""
    days = []
    for (on, precision), some in groupby(entries, key=lambda one: (one.event.happened_on, one.event.precision)):
        exact = precision == "day"
        date = words.short_date(on) if exact else words.upper_first(words.approx_date(on, precision))
        days.append(Day(date, words.weekday(on) if exact else "", [_moment(one, record) for one in some]))
    return days


def _moment(entry: Entry, record: Record) -> Moment:
    event, label = entry.event, entry.event.label_words
    corrected = event.replaces_id is not None
    late = "" if corrected or event.recorded_by is None else recorded_later(
        event.happened_on, event.happened_at, event.precision, event.recorded_at
    )  # fmt: skip
    seen_from = {"from": record.ref} if any(one.ref == record.ref for one in entry.about) else {}
    return Moment(
        title=entry.title,
        href=f"{reverse('notes:event', args=[event.ref])}?{urlencode(seen_from)}".rstrip("?"),
        text=entry.sentence,
        meta=[part for part in (words.clock_time(event.happened_at), _by(entry), _about(entry), label) if part],
        key=event.significant,
        late=late,
        tag=Tag("Corrected", "plain") if corrected else None,
    )


def _by(entry: Entry) -> str:
    """Who recorded it and for whom, or which file it came from."""
    event = entry.event
    name = event.recorded_by.name if event.recorded_by else ""
    return ", ".join(part for part in (name, entry.agency) if part) or (
        f"From {words.with_days(event.source)}" if event.source else ""
    )


def _about(entry: Entry) -> str:
    names = [one.short for one in entry.about]
    if entry.others:
        others = f"{entry.others} other{'' if entry.others == 1 else 's'}"
        return f"{', '.join(names)} and {others}" if names else others
    return ", ".join(names)


# ---------- notes


@page(needs=WRITE_NOTE)
def new_note(request: SignedIn, ref: str) -> HttpResponse:
    """Write a note, opened from one record, about anybody of the family."""
    viewer = request.user
    record = records.open_record(viewer=viewer, ref=ref, tab="timeline", needs=WRITE_NOTE)
    family = members.family_of(record.subject, viewer=viewer, needs=WRITE_NOTE)
    back = reverse("notes:timeline", args=[ref])
    draft = drafting.begin(request, form="notes.note", title="Note", subject=record.subject, leave_to=back)
    adding = draft.pressed(ADD)

    def make(data: QueryDict | None) -> NoteForm:
        return NoteForm(data, members=family, one_more=adding, may_keep=record.may_keep_words)

    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, make)
    if draft.result:
        return redirect(_note_address(draft.result, ref))
    form = draft.bind(make, check=_is_ready(draft))
    context = {"record": _without_buttons(record), "form": form, "draft": draft, "back": back}
    if _is_ready(draft) and form.is_valid():
        asked = _ask_whose(request, form, draft, context)
        if asked is not None:
            return asked
        if _write(request, form, draft):
            messages.success(request, _said(form.ticked))
            return redirect(back)
    return render(request, "notes/write.html", context)


@page(needs=READ_NOTE)
@require_safe
def show_note(request: SignedIn, ref: str) -> HttpResponse:
    """A note, as one person's record shows it."""
    viewer = request.user
    note = notes.note(viewer=viewer, ref=ref, as_seen_from=request.GET.get("from", ""))
    record = records.open_record(viewer=viewer, ref=note.seen_from.ref, tab="timeline", needs=READ_NOTE)
    late = recorded_later(note.happened_on, note.happened_at, "day", note.recorded_at) if not note.corrects else ""
    return render(request, "notes/note.html", {"record": record, "note": note, "late": late})


@page(needs=WRITE_NOTE)
def correct_note(request: SignedIn, ref: str) -> HttpResponse:
    """Write a note anew with the reason; the original stays."""
    viewer = request.user
    note, about = notes.latest_note(viewer=viewer, ref=ref)
    seen_from = _seen_from(request, [one.subject.ref for one in about])
    record = records.open_record(viewer=viewer, ref=seen_from, tab="timeline", needs=WRITE_NOTE)
    people = writing.people_of(about, viewer=viewer)
    back = _note_address(ref, seen_from)
    draft = drafting.begin(
        request,
        form="notes.correction",
        title="Correction to a note",
        subject=about[0].subject,
        leave_to=back,
        shared=True,
    )
    adding = draft.pressed(ADD)

    def make(data: QueryDict | None) -> NoteForm:
        return NoteForm(
            data,
            members=people,
            one_more=adding,
            fixed=True,
            may_keep=record.may_keep_words,
            initial=filled_from(note, about),
        )

    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, make)
    if draft.result:
        return redirect(_note_address(draft.result, seen_from))
    form = draft.bind(make, check=_is_ready(draft))
    context = {
        "record": _without_buttons(record),
        "form": form,
        "draft": draft,
        "back": back,
        "people": people,
        "note": note,
    }
    if _is_ready(draft) and form.is_valid() and form.cleaned_data["seen"] != note.ref:
        return _corrected_meanwhile(request, form, note, context)
    if _is_ready(draft) and form.is_valid():
        asked = _ask_whose(request, form, draft, context)
        if asked is not None:
            return asked
        if _correct(request, form, draft, note):
            messages.success(request, "Note corrected. The one before is kept.")
            return redirect(_note_address(draft.result, seen_from))
    return render(request, "notes/write.html", context)


def _corrected_meanwhile(request: SignedIn, form: NoteForm, note: Note, context: dict[str, Any]) -> HttpResponse:
    """Somebody else corrected the note since the form was opened: both versions, then the form with what was chosen."""
    versions = Versions(
        form,
        theirs=form.initial,
        sent=request.POST,
        key=note.ref,
        by=note.recorded_by.name,
        at=words.at_time(note.recorded_at),
        leaving_out=("seen",),
    )
    if versions.is_open:
        return render(request, "notes/versions.html", {**context, "versions": versions}, status=HTTPStatus.CONFLICT)
    messages.info(request, "Somebody else corrected this note meanwhile. Check it, then save it.")
    merged = versions.merged()
    merged.initial["seen"] = note.ref
    return render(request, "notes/write.html", {**context, "form": merged})


def _without_buttons(record: Record) -> Record:
    """A page with a main button of its own shows none beside the name."""
    record.bar = replace(record.bar, actions=())
    return record


def _is_ready(draft: Drafting) -> bool:
    """Whether the form was sent to be finished, not for another box or to change something."""
    return draft.is_sent and not draft.pressed(ADD) and not draft.pressed(BACK)


def _seen_from(request: SignedIn, refs: Sequence[str]) -> str:
    """The record a correction is opened from: the one in the address, or the first the note is about."""
    asked = request.GET.get("from", "")
    return asked if looks_like_ref(asked) and asked in refs else refs[0]


def _note_address(note_ref: str, seen_from: str) -> str:
    return f"{reverse('notes:note', args=[note_ref])}?{urlencode({'from': seen_from})}"


def _ask_whose(request: SignedIn, form: NoteForm, draft: Drafting, context: dict[str, Any]) -> HttpResponse | None:
    """The page that asks about paragraphs that name an adult of another family; None when there is nothing to ask."""
    found = writing.strays(
        viewer=request.user,
        ticked=form.ticked,
        paragraphs=[(text, owner.subject_id if owner else None) for _, text, owner in form.paragraphs],
    )
    if not found:
        return None
    question = WhoseParagraph(request.POST if draft.pressed(CHECKED) else None, note=form, strays=found)
    if question.is_valid():
        return None
    answers = drafting.posted_answers(request)
    carried = [(name, value) for name, some in answers.items() if name not in question.fields for value in some]
    return render(request, "notes/whose.html", {**context, "form": question, "carried": carried})


def _write(request: SignedIn, form: NoteForm, draft: Drafting) -> bool:
    """Write the note, once for this draft. False, with the form saying why, if it was refused."""
    subjects = writing.subjects_of(form.ticked)
    capacities = {one.subject_id: one.capacity for one in form.ticked}
    viewer = request.user
    try:
        draft.finish(lambda: actions.write_note(subjects, by=viewer, capacities=capacities, **form.answers()).ref)
    except NoteFault as fault:
        form.refuse(fault)
        return False
    return True


def _correct(request: SignedIn, form: NoteForm, draft: Drafting, note: Any) -> bool:
    """Write the correction, once for this draft. False, with the form saying why, if it was refused."""
    viewer, why = request.user, form.cleaned_data["why"]
    try:
        draft.finish(lambda: actions.correct_note(note, by=viewer, why=why, **form.answers()).ref)
    except NoteFault as fault:
        form.refuse(fault)
        return False
    except ChangedMeanwhile as changed:
        form.add_error(None, f"{changed}. What you typed is kept as a draft.")
        return False
    return True


def _said(ticked: Sequence[Member]) -> str:
    names = words.listed([one.short for one in ticked])
    return f"Note added to the record{'' if len(ticked) == 1 else 's'} of {names}."
