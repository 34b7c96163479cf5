"""Drafts, as their authors ask for them. Nobody reads another's; a manager sees that there is one, and how old."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotFound
from thrive.base.access.models import RoleHolding, Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.permissions import KEEP_DRAFT
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import MANAGERS, Restriction
from thrive.base.calendar import clock
from thrive.base.history.prepared import at_asking, prepared
from thrive.base.offers import REGISTRY
from thrive.base.record.models import Draft
from thrive.base.record.tokens import Slip

PRESENT_FOR = dt.timedelta(minutes=15)  # somebody who has typed nothing for longer is taken to have gone


def own_drafts(*, viewer: User) -> list[Draft]:
    """What `viewer` has begun and not finished, last saved first. Two queries.

    Of a draft about somebody whose record has closed to its author since, nothing that was typed is shown; it stays,
    and shows again once the record does.
    """
    return _without_closed(viewer, list(_own(viewer)))


def whom_about(drafts: Iterable[Draft], *, viewer: User) -> list[tuple[Draft, str]]:
    """Each draft with the name of whom it is about; empty where it is about nobody, or the name may not be seen. One
    query, or none where it is about nobody."""
    found = list(drafts)
    known = REGISTRY.names(viewer=viewer, subject_ids={one.subject_id for one in found if one.subject_id is not None})
    return [(one, known.get(one.subject_id or 0, "")) for one in found]


def own_draft_titles(*, viewer: User) -> list[Draft]:
    """As `own_drafts`, for a list that says what was begun and when, and nothing of what was typed. One query."""
    return _own_titles(viewer=viewer)


@prepared
def _own_titles(*, viewer: User) -> "QuerySet[Draft]":
    return _own(viewer).defer("answers")


def _own(viewer: User) -> "QuerySet[Draft]":
    return Draft.objects.filter(author_id=viewer.pk, finished_at=None).order_by("-saved_at").select_related("subject")


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


@dataclass(frozen=True)
class Present:
    """Somebody else who is changing the same thing, and since when."""

    name: str
    since: dt.datetime


def begun(*, viewer: User, form: str, path: str, shared: bool = False) -> tuple[list[Draft], list[Present]]:
    """The viewer's unfinished drafts of the form that stands at `path`, last saved first; and, where it changes
    something `shared`, who else has typed into it lately. One query for both."""
    rows = Draft.objects.filter(finished_at=None, form=form, path=path)
    if shared:
        rows = rows.filter(Q(author=viewer) | Q(saved_at__gte=clock.now() - PRESENT_FOR)).select_related("author")
    else:
        rows = rows.filter(author=viewer)
    found = list(rows.order_by("-saved_at"))
    others: dict[int, Present] = {}
    for one in found:
        if one.author_id != viewer.pk:
            others.setdefault(one.author_id, Present(one.author.name, one.started_at))
    return [one for one in found if one.author_id == viewer.pk], sorted(others.values(), key=lambda one: one.since)


def present(*, viewer: User, form: str, path: str) -> list[Present]:
    """Who else has typed lately into the form at `path`, which changes something that is shared. One query."""
    return begun(viewer=viewer, form=form, path=path, shared=True)[1]


def begun_panel(*, viewer: Viewer, subject: Subject) -> dict[str, Any] | None:
    """What `viewer` has begun about one person, for the person's summary, and to a manager what their staff have;
    None for nothing. One query."""
    if not isinstance(viewer, User):
        return None
    found = _begun_about(viewer=viewer, subject=subject.pk)
    own = [one for one in found if one.author_id == viewer.pk]
    theirs = [one for one in found if one.author_id != viewer.pk]
    return {"begun": own, "begun_by_others": theirs} if found else None


@prepared
def _begun_about(*, viewer: User, subject: int) -> "QuerySet[Draft]":
    rows = Draft.objects.filter(_own_or_managed(viewer), finished_at=None, subject_id=subject)
    return rows.select_related("author").order_by("-saved_at", "pk").distinct()


def staff_drafts(*, viewer: User) -> list[Draft]:
    """What people in the teams that `viewer` manages have begun and not finished, the oldest first, with whom it is
    about. What they typed is theirs: it is not read here. One query, or none for somebody who manages nobody."""
    if not _manages(viewer):
        return []
    rows = Draft.objects.filter(_managed_by(viewer), finished_at=None).exclude(author=viewer)
    return list(rows.select_related("author", "subject").defer("answers").order_by("started_at", "pk").distinct())


def begun_by_own_or_staff(*, viewer: User) -> tuple[list[Draft], list[Draft]]:
    """`own_draft_titles` and `staff_drafts` of `viewer`, in one query."""
    rows = Draft.objects.filter(_own_or_managed(viewer), finished_at=None).select_related("author", "subject")
    found = list(rows.defer("answers").order_by("pk").distinct()) if _manages(viewer) else _own_titles(viewer=viewer)
    own = [one for one in found if one.author_id == viewer.pk]
    staff = [one for one in found if one.author_id != viewer.pk]
    return (
        sorted(own, key=lambda one: one.saved_at, reverse=True),
        sorted(staff, key=lambda one: (one.started_at, one.pk)),
    )


def _own_or_managed(viewer: User) -> Q:
    own = Q(author_id=viewer.pk)
    return own | _managed_by(viewer) if _manages(viewer) else own


def _manages(viewer: User) -> bool:
    standing = viewer.standing
    return bool(standing.is_own_staff and standing.team_ids and MANAGERS & standing.roles)


def _managed_by(viewer: User) -> Q:
    """Drafts of people who hold a role today in a team in which the viewer does."""
    staff = RoleHolding.objects.filter(RoleHolding.on(at_asking(clock.today)), team_id__in=viewer.standing.team_ids)
    return Q(author_id__in=staff.values("user_id"))


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
