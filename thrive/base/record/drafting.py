"""Drafts for any form, in four lines of a view.

    draft = drafting.begin(request, form="notes.note", title="Note", subject=record.subject, leave_to=record_url)
    if draft.answer:
        return draft.answer                         # saved and left, or set right first: a page is ready
    form = draft.bind(lambda data: NoteForm(data))
    if draft.is_sent and form.is_valid():
        ref = draft.finish(lambda: actions.write_note(..., by=request.user).ref)

and in its template, with `{% load drafts %}`: `{% draft_notice draft %}` above the form, `{% draft_form draft form %}`
around it, `{% draft_leave %}` beside the main button. `begin` has kept what was posted before the view sees it, so
that no error, refusal or fault loses anything; `finish` makes sending twice sending once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.forms import BaseForm
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access.models import Subject, User
from thrive.base.history.refs import looks_like_ref, new_ref
from thrive.base.record import actions, queries, tokens
from thrive.base.record import answers as said
from thrive.base.record.answers import Answers
from thrive.base.record.errors import DraftConflict, DraftFinished
from thrive.base.record.models import Draft
from thrive.base.record.queries import Present
from thrive.base.record.tokens import Slip
from thrive.govuk import words

FormT = TypeVar("FormT", bound=BaseForm)
Make = Callable[[QueryDict | None], FormT]

SLIP = "draft_slip"
REVISION = "draft_revision"
LEAVE = "draft_leave"
SETTLE = "draft_settle"
KEEP = "draft_keep_"  # before a question's name: which of two versions is kept
THEIRS = "theirs"


@dataclass
class Drafting:
    """A form being filled in: its draft, what was typed, and what the view must still do.

    `answer` is a page to return at once. `is_sent`: the main button was pressed and nothing stands in the way.
    `data` is what the form is filled with. `others` are earlier drafts of the same form; `present` is who else is
    changing the same thing.
    """

    request: HttpRequest
    slip: Slip
    revision: int = 0
    saved_at: str = ""
    data: QueryDict | None = None
    is_sent: bool = False
    others: list[Draft] = field(default_factory=list)
    present: list[Present] = field(default_factory=list)
    conflict: DraftConflict | None = None
    result: str = ""
    answer: HttpResponse | None = None

    @property
    def ref(self) -> str:
        """The draft's ref, which is its submission token too."""
        return self.slip.ref

    @property
    def url(self) -> str:
        """Where it is saved to."""
        return reverse("record:draft", args=[self.ref])

    @property
    def author(self) -> User:
        """Who is typing: always the one signed in."""
        assert isinstance(self.request.user, User)
        return self.request.user

    def pressed(self, name: str) -> bool:
        """Whether the form was posted with the button called `name` (which begins "do_")."""
        return self.request.method == "POST" and name in self.request.POST

    def bind(self, make: Make[FormT], *, check: bool | None = None) -> FormT:
        """The form filled with what was typed; its errors show only once it is sent (or as `check` says)."""
        form = make(self.data)
        if not (self.is_sent if check is None else check):
            form.__dict__["_errors"] = ErrorDict()  # filled in, not yet checked
        return form

    def finish(self, make: Callable[[], str]) -> str:
        """Do `make` once for this draft, however often it is sent, and return the ref it gives."""
        self.result = actions.finish_draft(
            self.ref,
            by=self.author,
            form=self.slip.form,
            title=self.slip.title,
            subject=self.slip.subject_id,
            answers=posted_answers(self.request),
            make=make,
            page=self.slip.page,
        )
        return self.result


@dataclass(frozen=True)
class Difference:
    """One question answered differently in two versions, in words."""

    name: str
    label: str
    ours: str
    theirs: str


def begin(
    request: HttpRequest,
    *,
    form: str,
    title: str,
    subject: Subject | None = None,
    leave_to: str = "/",
    shared: bool = False,
) -> Drafting:
    """Start, take up or go on with a draft of `form`. What was posted is kept before anything else happens.

    `title` is what lists call it and says nothing of anyone. `leave_to` is where "Save and come back" leads.
    `shared`: the form changes something that others may be changing, so each is told of the other.
    Raises NotFound for `?draft=` with a draft that is not the viewer's own, and SuspiciousOperation for a form
    posted to another page than its own.
    """
    user = request.user
    assert isinstance(user, User)
    subject_id = subject.pk if subject else None
    fresh = Slip(new_ref(), user.pk, form, title, subject_id, request.path, new_ref(), shared)
    if request.method == "POST":
        mark_begun(request)
        return _posted(request, fresh, leave_to)
    return _opened(request, fresh)


def mark_begun(request: HttpRequest) -> None:
    """Note that what this request brought has been kept."""
    request._draft_begun = True  # type: ignore[attr-defined]


def was_begun(request: HttpRequest) -> bool:
    """Whether what this request brought has been kept."""
    return getattr(request, "_draft_begun", False)


def posted_answers(request: HttpRequest) -> Answers:
    """The answers in a posted form."""
    return said.clean(request.POST.lists())


def save(slip: Slip, *, author: User, answers: Answers, revision: int, is_sent: bool = False) -> Draft:
    """Keep `answers` under the slip. Raises as `actions.save_draft` does."""
    return actions.save_draft(
        slip.ref,
        by=author,
        form=slip.form,
        title=slip.title,
        subject=slip.subject_id,
        answers=answers,
        revision=revision,
        path=slip.path,
        page=slip.page,
        is_sent=is_sent,
    )


def save_anyway(slip: Slip, *, author: User, answers: Answers, revision: int) -> str:
    """Keep `answers` come what may, and return the ref of the draft they are in; empty if nothing was typed."""
    if said.says_nothing(answers):
        return ""
    try:
        return save(slip, author=author, answers=answers, revision=revision, is_sent=True).ref
    except DraftConflict as conflict:
        return conflict.copy.ref
    except DraftFinished as finished:
        return finished.copy.ref if finished.copy else finished.stored.ref


def revision_in(request: HttpRequest) -> int:
    """The revision the page last heard of; 0 for none."""
    text = request.POST.get(REVISION, "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def resume_url(path: str, ref: str) -> str:
    """Where a draft is gone on with."""
    return f"{path}?draft={ref}" if ref else path


def compare(request: HttpRequest, draft: Drafting, make: Make) -> HttpResponse:
    """The page that shows two versions of a draft, question by question, and asks which to keep."""
    assert draft.conflict is not None
    stored = draft.conflict.stored
    ours = posted_answers(request)
    context = {
        "draft": draft,
        "revision": stored.revision,
        "stored_at": words.clock_time(stored.saved_at),
        "differences": differences(make, ours, stored.answers),
        "kept": [(name, value) for name, values in ours.items() for value in values],
        "keep": KEEP,
    }
    return render(request, "record/compare.html", context, status=409)


def differences(make: Make, ours: Answers, theirs: Answers) -> list[Difference]:
    """The questions that two fillings of a form answer differently, in the form's order."""
    here, there = make(as_data(ours)), make(as_data(theirs))
    return [
        Difference(name, str(one.label), _in_words(here, name, ours), _in_words(there, name, theirs))
        for name, one in {**there.fields, **here.fields}.items()
        if not said.same(said.of_field(ours, name), said.of_field(theirs, name))
    ]


def as_data(answers: Answers) -> QueryDict:
    """Answers as a form takes them."""
    data = QueryDict(mutable=True)
    for name, values in answers.items():
        data.setlist(name, values)
    return data


def _opened(request: HttpRequest, fresh: Slip) -> Drafting:
    """A form shown: blank with the offer of earlier drafts, or filled with the draft that was asked for."""
    assert isinstance(request.user, User)
    ref = request.GET.get("draft", "")
    if not looks_like_ref(ref):
        others, present = queries.begun(viewer=request.user, form=fresh.form, path=fresh.path, shared=fresh.shared)
        return Drafting(request, fresh, others=others, present=present)
    stored = queries.draft(viewer=request.user, ref=ref)
    if (stored.form, stored.subject_id, stored.path) != (fresh.form, fresh.subject_id, fresh.path):
        raise SuspiciousOperation("A draft was asked for on the page of another form")
    if stored.is_finished:
        return Drafting(request, fresh, result=stored.result)
    slip = replace(fresh, ref=stored.ref)
    present = queries.present(viewer=request.user, form=fresh.form, path=fresh.path) if fresh.shared else []
    saved_at = words.clock_time(stored.saved_at)
    return Drafting(request, slip, stored.revision, saved_at, as_data(stored.answers), present=present)


def _posted(request: HttpRequest, fresh: Slip, leave_to: str) -> Drafting:
    """A form sent: kept first, then whatever the button asked for."""
    slip = tokens.read(request.POST.get(SLIP, "")) or fresh
    answers = posted_answers(request)
    if slip.author_id != fresh.author_id:
        return Drafting(request, fresh, answer=_not_theirs(request, slip, answers))
    if (slip.form, slip.subject_id, slip.path) != (fresh.form, fresh.subject_id, fresh.path):
        raise SuspiciousOperation("A form was posted to the page of another one")
    draft = Drafting(request, slip, revision_in(request), data=as_data(answers))
    if SETTLE in request.POST:
        return _settle(request, draft, answers)
    try:
        stored = save(slip, author=draft.author, answers=answers, revision=draft.revision, is_sent=True)
    except DraftConflict as conflict:
        draft.conflict = conflict
        return draft
    except DraftFinished as finished:
        draft.answer = _finished(request, slip, finished)
        return draft
    if stored.is_finished:
        draft.result = stored.result
        return draft
    draft.revision, draft.saved_at = stored.revision, words.clock_time(stored.saved_at)
    if LEAVE in request.POST:
        messages.success(request, f"Draft saved at {draft.saved_at}. It is in your drafts.")
        draft.answer = redirect(leave_to)
    else:
        draft.is_sent = True
    return draft


def _settle(request: HttpRequest, draft: Drafting, answers: Answers) -> Drafting:
    """Two versions were shown and one chosen for each question."""
    taken = tuple(
        name.removeprefix(KEEP) for name, value in request.POST.items() if name.startswith(KEEP) and value == THEIRS
    )
    try:
        stored = actions.settle_draft(
            draft.ref, by=draft.author, answers=answers, revision=draft.revision, page=draft.slip.page, taken=taken
        )
    except DraftConflict as conflict:
        draft.conflict = conflict
        return draft
    except DraftFinished as finished:
        draft.answer = _finished(request, draft.slip, finished)
        return draft
    messages.success(request, "One version kept. Check it, then save it.")
    draft.answer = redirect(resume_url(draft.slip.path, stored.ref))
    return draft


def _finished(request: HttpRequest, slip: Slip, finished: DraftFinished) -> HttpResponse:
    """What to show when more was typed into a form that had been sent or thrown away."""
    kept = finished.copy.ref if finished.copy else ""
    messages.warning(request, "This was saved or discarded already. What you have typed since is kept here as a draft.")
    return redirect(resume_url(slip.path, kept))


def _not_theirs(request: HttpRequest, slip: Slip, answers: Answers) -> HttpResponse:
    """Somebody else had signed in on this computer: the words go to whoever opened the form, and are not shown."""
    author = queries.author_of(slip)
    if author is not None:
        save_anyway(slip, author=author, answers=answers, revision=revision_in(request))
    messages.warning(request, "Another person had opened that form. What was typed is kept as their draft.")
    return redirect("/")


def _in_words(form: BaseForm, name: str, answers: Answers) -> str:
    """A question's answer as a reader would say it."""
    values = [value for boxes in said.of_field(answers, name).values() for value in boxes if value.strip()]
    choices = dict(getattr(form.fields.get(name), "choices", ()))
    if choices:
        labels = {str(value): str(label) for value, label in choices.items()}
        return ", ".join(labels.get(value, value) for value in values)
    return " ".join(values)
