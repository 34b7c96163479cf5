"""Making and ending relationships, and opening a record with a reason.

Every domain that makes somebody involved calls `involve` in its own transaction: allocation, enrolment at a
school, a seat in a team, an import.
"""

import datetime as dt
from collections.abc import Iterable

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Circle, CircleMember, Involvement, Organisation, Subject, Team, User
from thrive.base.access.permission import Permission
from thrive.base.access.rules import NOT_NAMED, OPENING_REASONS, WORK, Capacity, Purpose
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.history import audit, twotime
from thrive.base.history.wall import action
from thrive.base.offers import REGISTRY


@action
def involve(
    about: Subject | Circle,
    *,
    by: policy.Viewer,
    party: User | Team | Organisation,
    role: str,
    purpose: Purpose,
    capacity: Capacity = Capacity.ANY,
    true_from: dt.date | None = None,
    true_to: dt.date | None = None,
    source: str = "",
) -> Involvement:
    """Say that `party` has to do with a person or a family from `true_from` (default today), until `true_to`.

    The caller has checked that it may be said. Writing the same involvement again returns the one on record.
    """
    row = Involvement(
        subject=about if isinstance(about, Subject) else None,
        circle=about if isinstance(about, Circle) else None,
        user=party if isinstance(party, User) else None,
        team=party if isinstance(party, Team) else None,
        organisation=party if isinstance(party, Organisation) else None,
        role=role,
        purpose=purpose,
        capacity=capacity,
        true_from=true_from or clock.today(),
        true_to=true_to,
        source=source,
        recorded_by=by if isinstance(by, User) else None,
    )
    existing = _same(row)
    if existing is not None:
        return existing
    twotime.add(row)
    policy.forget()
    audit.note(by, "access.involved", row, about=_subjects_of(about), role=role, purpose=str(purpose))
    _tell(row, by=by)
    return row


@action
def end_involvement(row: Involvement, *, by: policy.Viewer, on: dt.date, why: str = "") -> Involvement:
    """Say that an involvement stopped: `on` is the first day on which it no longer holds."""
    recorder = by if isinstance(by, User) else None
    if row.true_from is not None and on <= row.true_from:
        ended = twotime.withdraw(row, why=why, recorded_by=recorder)
    else:
        ended = twotime.end(row, on=on, why=why, recorded_by=recorder)
    policy.forget()
    about = row.subject or row.circle
    assert about is not None
    audit.note(by, "access.involvement.ended", ended, about=_subjects_of(about), on=on)
    _tell(ended, by=by)
    return ended


@action
def open_with_reason(
    subject: Subject, *, by: User, permission: Permission, reason: str, with_circles: Iterable[Circle] = ()
) -> list[Involvement]:
    """Open an ordinary record of the authority for the rest of today, for one of OPENING_REASONS.

    `with_circles` opens the families named beside it, each of which the person must be in today; their adults open
    as parents and carers only, and whoever is restricted does not open. Raises NotAllowed where a reason would not
    be enough (restricted, sealed, a partner), and ValueError for a reason that is not on the list.
    """
    if reason not in OPENING_REASONS:
        raise ValueError("Select why you need to open this record")
    decision = policy.decide(by, permission, subject)
    if not decision.ok and not decision.can_open:
        raise NotAllowed(decision.reason, permission=permission, subject_ref=subject.ref, subject_id=subject.pk)
    own = set(CircleMember.objects.now().filter(subject=subject).values_list("circle_id", flat=True))
    opened: list[Subject | Circle] = [subject, *(one for one in with_circles if one.pk in own)]
    return [_open(about, by, reason) for about in opened]


def _tell(row: Involvement, *, by: policy.Viewer) -> None:
    """Tell whoever rests on it that somebody's own work has changed."""
    if row.user_id is not None and row.purpose in WORK - NOT_NAMED:
        REGISTRY.involvement_changed([row.user_id], by=by)


def _open(about: Subject | Circle, by: User, reason: str) -> Involvement:
    """The involvement of an opening; the one on record where it was opened before for the same reason."""
    today = clock.today()
    row = Involvement(
        subject=about if isinstance(about, Subject) else None,
        circle=about if isinstance(about, Circle) else None,
        user=by,
        role="opened with a reason",
        purpose=Purpose.OPENED,
        capacity=Capacity.ANY,
        true_from=today,
        true_to=Days(1).after(today),
        why=OPENING_REASONS[reason],
        recorded_by=by,
    )
    existing = _same(row)
    if existing is None:
        twotime.add(row)
        policy.forget()
    written = existing or row
    audit.note(by, "access.opened_with_reason", written, about=_subjects_of(about), reason=OPENING_REASONS[reason])
    return written


def _same(row: Involvement) -> Involvement | None:
    """The current row that already says this, if any."""
    names = ("subject", "circle", "user", "team", "organisation", "role", "purpose", "true_from", "true_to")
    return Involvement.objects.current().filter(**{name: getattr(row, name) for name in names}).first()


def _subjects_of(about: Subject | Circle) -> list[int]:
    if isinstance(about, Subject):
        return [about.pk]
    return list(CircleMember.objects.now().filter(circle=about).values_list("subject_id", flat=True))
