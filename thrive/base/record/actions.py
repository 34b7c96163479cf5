"""Keeping, finishing and discarding drafts. Only the author's own; nothing is overwritten unseen."""

from collections.abc import Callable

from thrive.base.access.errors import NotFound
from thrive.base.access.models import Subject, User
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.history.refs import new_ref
from thrive.base.history.wall import action
from thrive.base.record import answers as said
from thrive.base.record.answers import Answers
from thrive.base.record.errors import DraftConflict, DraftFinished
from thrive.base.record.models import Draft


def save_draft(
    ref: str,
    *,
    by: User,
    form: str,
    title: str,
    answers: Answers,
    revision: int,
    subject: Subject | int | None = None,
    path: str = "",
    page: str = "",
    is_sent: bool = False,
) -> Draft:
    """Keep what `by` has typed into `form` under `ref`, and return the draft with its new revision.

    `revision` is the one the typist's page last heard of (0: none), `page` that page's own token. A save that says
    what is stored already changes nothing, so a repeat after a lost answer is harmless; so is one from the page
    that alone has saved since `revision`. `is_sent`: the form itself was sent, this is no save on the way.

    Raises NotFound for a draft of somebody else; DraftConflict if another page saved meanwhile, and DraftFinished
    if the draft was finished. What was typed is then kept as a draft of its own.
    """
    fresh = Draft(
        ref=ref,
        author=by,
        form=form,
        title=title,
        subject_id=subject.pk if isinstance(subject, Subject) else subject,
        answers=answers,
        path=path,
        page=page,
    )
    stored, copy = _save(fresh, revision, is_sent=is_sent)
    if stored.is_finished and not _repeats(stored, answers):
        raise DraftFinished(stored, copy)
    if copy is not None:
        raise DraftConflict(stored, copy)
    return stored


@action
def finish_draft(
    ref: str,
    *,
    by: User,
    form: str,
    title: str,
    answers: Answers,
    make: Callable[[], str],
    subject: Subject | int | None = None,
    page: str = "",
) -> str:
    """Turn a draft into what it was for, once: `make` does it and returns the ref of what came of it.

    In the same transaction the draft is closed and its text wiped. A second call for the same draft waits for the
    first and returns its result without making anything. Raises NotFound for a draft of somebody else, and
    whatever `make` raises: then the draft stays as it was.
    """
    subject_id = subject.pk if isinstance(subject, Subject) else subject
    fresh = {"author": by, "form": form, "title": title, "subject_id": subject_id, "answers": answers, "page": page}
    Draft.objects.get_or_create(ref=ref, defaults=fresh)
    draft = _locked(ref, by)
    if draft.result:
        return draft.result
    result = make()
    _close(draft, answers=answers, result=result)
    audit.note(by, "record.draft.finished", draft, about=_about(draft), form=form)
    if page:
        _close_copies(draft, page)
    return result


@action
def discard_draft(ref: str, *, by: User) -> None:
    """Throw a draft away: its text is wiped, that it was there stays. Raises NotFound for somebody else's."""
    draft = _locked(ref, by)
    if not draft.is_finished:
        _close(draft, answers=draft.answers, result="")
        audit.note(by, "record.draft.discarded", draft, about=_about(draft), form=draft.form)


@action
def settle_draft(
    ref: str, *, by: User, answers: Answers, revision: int, page: str, taken: tuple[str, ...] = ()
) -> Draft:
    """Keep the answers chosen from two versions, and close the copy that `page` made.

    `answers` are the page's own, save for the questions in `taken`, which stay as stored. Raises DraftConflict if
    the stored version is no longer the `revision` that was chosen from, and NotFound for somebody else's draft.
    """
    stored = Draft.objects.filter(ref=ref, author=by).first()
    if stored is None:
        raise NotFound(ref)
    for name in taken:
        answers = said.with_field(answers, name, stored.answers)
    draft = save_draft(
        ref,
        by=by,
        form=stored.form,
        title=stored.title,
        answers=answers,
        revision=revision,
        subject=stored.subject_id,
        path=stored.path,
        page=page,
    )
    _close_copies(draft, page)
    audit.note(by, "record.draft.settled", draft, about=_about(draft), form=draft.form)
    return draft


@action
def _save(fresh: Draft, revision: int, *, is_sent: bool) -> tuple[Draft, Draft | None]:
    """The stored draft as it now is, and a copy where what was typed had to be kept apart."""
    values = {name: getattr(fresh, name) for name in ("form", "title", "subject_id", "answers", "path", "page")}
    stored, is_new = Draft.objects.get_or_create(ref=fresh.ref, defaults={**values, "author": fresh.author})
    if is_new:
        audit.note(fresh.author, "record.draft.started", stored, about=_about(stored), form=fresh.form)
        return stored, None
    stored = _locked(fresh.ref, fresh.author)
    if stored.is_finished:
        overtaken = bool(stored.result) and fresh.page == stored.page and not is_sent  # set out before the form did
        return stored, None if overtaken or _repeats(stored, fresh.answers) else _keep_apart(stored, fresh)
    if said.same(stored.answers, fresh.answers):
        return stored, None
    is_own_run = bool(fresh.page) and fresh.page == stored.page and revision >= stored.run_from
    if revision != stored.revision and not is_own_run:
        return stored, _keep_apart(stored, fresh)
    if fresh.page != stored.page:
        stored.page, stored.run_from = fresh.page, stored.revision
    stored.answers = fresh.answers
    stored.revision += 1
    stored.saved_at = clock.now()
    stored.save()
    return stored, None


def _keep_apart(stored: Draft, fresh: Draft) -> Draft:
    """What was typed, as a draft beside the stored one: one for each page, however often it saves."""
    copy = None
    if fresh.page:
        copy = (
            Draft.objects.filter(author=fresh.author, page=fresh.page, finished_at=None).exclude(pk=stored.pk).first()
        )
    if copy is None:
        copy = Draft(
            ref=new_ref(),
            author=fresh.author,
            form=fresh.form,
            title=fresh.title,
            subject_id=fresh.subject_id,
            path=fresh.path,
            page=fresh.page,
            revision=0,
        )
    copy.answers = fresh.answers
    copy.revision += 1
    copy.saved_at = clock.now()
    copy.save()
    audit.note(fresh.author, "record.draft.kept_apart", copy, about=_about(copy), form=copy.form)
    return copy


def _locked(ref: str, by: User) -> Draft:
    """The draft, locked to the end of the transaction. Raises NotFound if it is not the author's own."""
    draft = Draft.objects.select_for_update().filter(ref=ref, author=by).first()
    if draft is None:
        raise NotFound(ref)
    return draft


def _close(draft: Draft, *, answers: Answers, result: str) -> None:
    draft.digest = said.digest(answers)
    draft.answers = {}
    draft.result = result
    draft.finished_at = clock.now()
    draft.save()


def _close_copies(draft: Draft, page: str) -> None:
    """Close what `page` kept apart while the two versions were not yet settled."""
    for copy in Draft.objects.filter(author_id=draft.author_id, page=page, finished_at=None).exclude(pk=draft.pk):
        _close(copy, answers=copy.answers, result=draft.result)


def _repeats(stored: Draft, answers: Answers) -> bool:
    """Whether these answers are what the finished draft became; what was discarded may be sent again."""
    return bool(stored.result) and stored.digest == said.digest(answers)


def _about(draft: Draft) -> list[int]:
    return [draft.subject_id] if draft.subject_id else []
