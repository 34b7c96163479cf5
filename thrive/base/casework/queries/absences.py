"""When somebody is away and who covers: one's own, those of one's team, and whom one covers for."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import CircleMember, Involvement, Subject, User
from thrive.base.calendar import clock
from thrive.base.casework.facts import absences as facts
from thrive.base.casework.models import Absence
from thrive.base.casework.permissions import KEEP_ABSENCE, OWN_ABSENCE
from thrive.base.casework.queries.team import worker_called
from thrive.base.history import audit, wall
from thrive.base.people.queries.withheld_words import words_kept_from
from thrive.govuk.words import short_date


@dataclass(frozen=True)
class AbsenceLine:
    """An absence in a list."""

    row: Absence

    @property
    def cover(self) -> str:
        """Who covers."""
        return self.row.cover.name if self.row.cover else "Nobody"

    @property
    def state(self) -> str:
        """Whether it is now, to come or over."""
        if self.row.is_off:
            return "Taken back"
        if self.row.is_over:
            return "Over"
        return "Now" if self.row.has_begun else "To come"

    @property
    def is_over(self) -> bool:
        """Whether nothing can be changed about it."""
        return self.row.is_over


@dataclass(frozen=True)
class AbsencesPage:
    """The absences of one worker, the latest first, and those they cover or will."""

    worker: User
    absences: list[AbsenceLine]
    covers: list[AbsenceLine]


@dataclass(frozen=True)
class AbsenceVersion:
    """What was done with an absence, by whom, when and why."""

    what: str
    by: str
    at: dt.datetime
    why: str


@dataclass(frozen=True)
class AbsencePage:
    """One absence in full. `note` is without what is withheld from the viewer."""

    line: AbsenceLine
    note: str
    versions: list[AbsenceVersion]
    may_keep: bool
    is_own: bool

    @property
    def row(self) -> Absence:
        """The version that holds."""
        return self.line.row

    def note_after(self, said: str) -> str:
        """The note once `said` was sent back: as it was where that is what was shown; nothing withheld is lost."""
        return self.row.note if said == self.note else said


def own_absences(*, viewer: User) -> AbsencesPage:
    """The viewer's own. Two queries. Raises NotAllowed for whoever has no work that could be covered."""
    policy.require_role(viewer, OWN_ABSENCE)
    return _page(viewer)


def absences_of(*, viewer: User, ref: str) -> AbsencesPage:
    """Those of a worker in a team of the viewer's. Three queries. Raises NotAllowed, and NotFound for anybody else."""
    policy.require_role(viewer, KEEP_ABSENCE)
    return _page(worker_called(viewer=viewer, ref=ref))


def absence_page(*, viewer: User, thread: str) -> AbsencePage:
    """The absence called `thread`, for whoever is away, whoever covers and whoever manages them; it is logged. Raises
    NotFound for anybody else."""
    row = _rows().filter(thread=thread).first()
    may_keep = row is not None and _may_keep(viewer, row.user)
    if row is None or not (may_keep or viewer.pk in (row.user_id, row.cover_id)):
        raise NotFound(thread)
    audit.looked(viewer, "casework.absence.read", row, of=row.user_id)
    rows = Absence.objects.filter(thread=thread).select_related("recorded_by", "cover").order_by("pk")
    words = words_kept_from(viewer, _worked_with(row.user))
    found = list(rows)
    return AbsencePage(
        line=AbsenceLine(row),
        note=words.over(row.note, row.noted_by_id),
        versions=[
            AbsenceVersion(
                _what(one, before), one.recorded_by.name if one.recorded_by else "Thrive", one.recorded_at,
                words.over(one.why, one.recorded_by_id),
            )
            for one, before in zip(found, [None, *found], strict=False)
        ],
        may_keep=may_keep,
        is_own=row.user_id == viewer.pk,
    )  # fmt: skip


def _page(worker: User) -> AbsencesPage:
    rows = _rows().filter(Q(user=worker) | Q(cover=worker, is_off=False, ends_on__gt=clock.today()))
    found = list(rows.order_by("-starts_on", "-pk"))
    return AbsencesPage(
        worker,
        absences=[AbsenceLine(one) for one in found if one.user_id == worker.pk],
        covers=[AbsenceLine(one) for one in found if one.user_id != worker.pk],
    )


def _rows() -> "QuerySet[Absence]":
    return Absence.objects.current().select_related("user", "cover", "recorded_by")


def _may_keep(viewer: User, user: User) -> bool:
    if viewer.pk == user.pk:
        return policy.holds(viewer, OWN_ABSENCE)
    return policy.holds(viewer, KEEP_ABSENCE) and facts.works_in_team_of(viewer, user)


def _worked_with(user: User) -> list[Subject]:
    """Everybody somebody works with by name: whom a note for whoever covers may be about."""
    mine = Involvement.objects.now().filter(user=user, purpose__in=sorted(facts.HAS))
    with wall.whole("what a note tells of somebody who is not shown is withheld: who that may be must be known first"):
        circles = CircleMember.objects.now().filter(circle__in=mine.exclude(circle=None).values("circle"))
        keys = set(mine.exclude(subject=None).values_list("subject_id", flat=True))
        keys |= set(circles.values_list("subject_id", flat=True))
        return list(Subject.objects.filter(pk__in=keys))


def _what(row: Absence, before: Absence | None) -> str:
    cover = row.cover.name if row.cover else "Nobody"
    if before is None:
        return f"Recorded: to {short_date(row.last_day)}. {cover} covers"
    if row.is_off and not before.is_off:
        return "Taken back"
    parts = []
    if row.ends_on != before.ends_on:
        parts.append(f"Last day {short_date(row.last_day)}, before {short_date(before.last_day)}")
    if row.cover_id != before.cover_id:
        parts.append(f"{cover} covers")
    return ". ".join(parts) or "What whoever covers should know was written anew"
