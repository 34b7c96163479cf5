"""Drafts, as their authors ask for them. Nobody reads another's."""

from typing import Any, cast

from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotFound
from thrive.base.access.models import Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.permissions import KEEP_DRAFT
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Restriction
from thrive.base.offers import REGISTRY
from thrive.base.record.models import Draft
from thrive.base.record.tokens import Slip


def own_drafts(*, viewer: User) -> list[Draft]:
    """What `viewer` has begun and not finished, last saved first. Two queries.

    Of a draft about somebody whose record has closed to its author since, nothing that was typed is shown; it stays,
    and shows again once the record does.
    """
    rows = Draft.objects.filter(author=viewer, finished_at=None).order_by("-saved_at").select_related("subject")
    return _without_closed(viewer, list(rows))


def draft(*, viewer: User, ref: str) -> Draft:
    """The viewer's own draft called `ref`, finished or not. Raises NotFound for anybody else's."""
    found = Draft.objects.select_related("subject").filter(author=viewer, ref=ref).first()
    if found is None:
        raise NotFound(ref)
    return _without_closed(viewer, [found])[0]


def _without_closed(viewer: User, drafts: list[Draft]) -> list[Draft]:
    """Mark the drafts about people whose record no longer answers to their author."""
    about = {one.subject_id: one.subject for one in drafts if one.subject is not None}
    known = policy.decide_all(viewer, KEEP_DRAFT, about.values()) if about else {}
    for one in drafts:
        one.is_closed = one.subject_id is not None and not known[one.subject_id].ok
    return drafts


def begun(*, viewer: User, form: str, path: str) -> list[Draft]:
    """The viewer's unfinished drafts of the form that stands at `path`, last saved first. One query."""
    rows = Draft.objects.filter(author=viewer, finished_at=None, form=form, path=path)
    return list(rows.order_by("-saved_at"))


def begun_panel(*, viewer: Viewer, subject: Subject) -> dict[str, Any] | None:
    """What `viewer` has begun about one person, for the person's summary; None for nothing. One query."""
    if not isinstance(viewer, User):
        return None
    found = list(Draft.objects.filter(author=viewer, finished_at=None, subject=subject).order_by("-saved_at"))
    return {"begun": found} if found else None


def place_of(*, viewer: User, form: str, about: str | None) -> tuple[Subject | None, str, str]:
    """Where a draft of `form` about the record called `about` is gone on with: the Subject, the address, its title.

    Raises BadAnswer for a form that nobody offers, NotFound for a record the viewer may not know of, and NotAllowed.
    """
    offered = REGISTRY.draft_forms.get(form)
    if offered is None:
        raise BadAnswer("There is no such form", field="form")
    subject = Subject.objects.filter(ref=about or "").first()
    if subject is None:
        raise NotFound(about)
    needs = cast(Permission, offered.needs)
    if subject.restriction == Restriction.SEALED and not policy.decide(viewer, needs, subject).ok:
        raise NotFound(about)
    policy.require(viewer, needs, subject)
    return subject, reverse(offered.url_name, args=[subject.ref]), offered.title


def author_of(slip: Slip) -> User | None:
    """Who opened the form that carries `slip`; None if they may no longer sign in."""
    user = User.objects.select_related("organisation").filter(pk=slip.author_id).first()
    return user if user is not None and user.is_active else None
