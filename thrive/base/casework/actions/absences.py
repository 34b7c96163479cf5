"""Absences: said, changed, ended; and the involvement of whoever covers, which begins and ends by its days."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from thrive.base.access import policy
from thrive.base.access.actions import end_involvement, involve
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Involvement, Subject, User
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Purpose
from thrive.base.calendar import clock
from thrive.base.calendar.holidays import ONE_DAY
from thrive.base.calendar.words import say
from thrive.base.casework.errors import AlreadyOver
from thrive.base.casework.facts import absences as away
from thrive.base.casework.models import Absence
from thrive.base.casework.permissions import KEEP_ABSENCE, OWN_ABSENCE
from thrive.base.casework.rules.absences import COVERING, LONGEST, NOTE_MOST, WHY_MOST
from thrive.base.history import audit, versions
from thrive.base.history.wall import action
from thrive.base.people.permissions import OPEN_RECORD


@action
def record_absence(
    user: User, *, by: User, starts_on: dt.date, last_day: dt.date, cover: User | None = None, note: str = ""
) -> Absence:
    """Say that `user` is away from `starts_on` to `last_day`, both included, and who covers. By themselves or by a
    manager of a team of theirs.

    Whoever covers sees the work meanwhile as `facts.to_be_covered` says, from today where the days began earlier.
    Raises NotAllowed, and BadAnswer (fields "starts_on", "last_day", "cover", "note").
    """
    require_keeper(by, user)
    _lock(user, cover)
    _check_days(starts_on, last_day)
    _check_note(note)
    ends_on = last_day + ONE_DAY
    _refuse_overlap(user, starts_on, ends_on)
    _refuse_unfit_cover(cover, user, starts_on, ends_on)
    row = Absence(
        user=user, cover=cover, starts_on=starts_on, ends_on=ends_on, note=note.strip(), noted_by=by, recorded_by=by,
        happened_on=clock.today(),
    )  # fmt: skip
    row.save()
    audit.note(by, "casework.absence.recorded", row, of=user.pk, cover=cover.pk if cover else None)
    agree(row, by=by)
    return row


@action
def change_absence(
    absence: Absence, *, by: User, last_day: dt.date, cover: User | None, note: str, why: str = ""
) -> Absence:
    """Say that an absence lasts to another day, or that somebody else covers from today on.

    Raises as `record_absence` does; AlreadyOver for one that has ended, and ChangedMeanwhile.
    """
    require_keeper(by, absence.user)
    _lock(absence.user, cover)
    _refuse_over(absence)
    _check_days(absence.starts_on, last_day)
    _check_note(note)
    ends_on = last_day + ONE_DAY
    _refuse_overlap(absence.user, absence.starts_on, ends_on, but=absence.thread)
    _refuse_unfit_cover(cover, absence.user, max(absence.starts_on, clock.today()), ends_on, but=absence.thread)
    noted = {} if note.strip() == absence.note else {"note": note.strip(), "noted_by": by}
    made = _next(absence, by=by, why=why[:WHY_MOST], ends_on=ends_on, cover=cover, **noted)
    audit.note(by, "casework.absence.changed", made, of=made.user_id, cover=made.cover_id)
    agree(made, by=by)
    return made


@action
def end_absence(absence: Absence, *, by: User, why: str = "") -> Absence:
    """Say that somebody is back today, or is not away after all: whoever covered sees the work no longer.

    Raises NotAllowed, AlreadyOver, ChangedMeanwhile.
    """
    require_keeper(by, absence.user)
    _lock(absence.user, absence.cover)
    _refuse_over(absence)
    today = clock.today()
    over: dict[str, Any] = {"ends_on": today} if absence.starts_on < today else {"is_off": True}
    made = _next(absence, by=by, why=why[:WHY_MOST], **over)
    audit.note(by, "casework.absence.ended", made, of=made.user_id)
    agree(made, by=by)
    return made


@action
def agree(absence: Absence, *, by: Viewer) -> int:
    """Make the involvement of whoever covers agree with who the absent worker works with now. Returns what was made.

    The caller has checked that it may be. Each row that it makes or ends has its entry (`involve`).
    """
    wanted = away.to_be_covered(absence)
    rows = Involvement.objects.current().filter(purpose=Purpose.COVER, source=absence.thread)
    rows = rows.exclude(true_to__lte=clock.today())
    policy.lock(*[one.pk for piece in wanted.values() if isinstance(one := piece.about, Subject)])
    held: dict[tuple[int | None, int | None], Involvement] = {}
    for row in rows.select_related("subject", "circle").order_by("true_from", "pk"):
        piece = wanted.get((row.subject_id, row.circle_id))
        if piece is None or row.user_id != absence.cover_id:
            end_involvement(row, by=by, on=clock.today(), why="Nobody is covered for here any longer")
        elif row.true_to is None or row.true_to > piece.until:
            held[piece.key] = end_involvement(row, by=by, on=piece.until, why="The days of the cover changed")
        else:
            held[piece.key] = row
    made = 0
    for key, piece in wanted.items():
        before = held.get(key)
        since = before.true_to if before is not None and before.true_to is not None else piece.since
        if since < piece.until:
            assert absence.cover is not None
            involve(
                piece.about, by=by, party=absence.cover, role=COVERING, purpose=Purpose.COVER, true_from=since,
                true_to=piece.until, source=absence.thread,
            )  # fmt: skip
            made += 1
    return made


def follow(users: Sequence[int], *, by: Viewer) -> None:
    """Whoever covers for one of these users sees what they now work with, and no more. Called by whatever begins or
    ends an involvement; each row has the entries of `agree`."""
    for absence in away.not_over(list(users)):
        agree(absence, by=by)


@action
def end_covering(user: User, *, by: User, on: dt.date | None) -> None:
    """Somebody works here no longer from `on` (None: they stay after all): they cover for nobody from that day on.

    Leaves an entry for each absence that has nobody to cover it now.
    """
    for absence in away.not_over(cover=user):
        if on is not None and on <= clock.today():
            made = _next(absence, by=by, why=f"{user.name} works here no longer"[:WHY_MOST], cover=None)
            audit.note(by, "casework.absence.changed", made, of=made.user_id, cover=None)
            agree(made, by=by)
        else:
            agree(absence, by=by)


def require_keeper(by: User, user: User) -> None:
    """Raises NotAllowed unless it is one's own absence, or that of somebody in a team one manages."""
    if by.pk == user.pk:
        policy.require_role(by, OWN_ABSENCE)
        return
    policy.require_role(by, KEEP_ABSENCE)
    if not away.works_in_team_of(by, user):
        raise NotAllowed(f"{user.name} works in no team of yours.", permission=KEEP_ABSENCE)


def _lock(*users: User | None) -> None:
    """Two people say something of the same workers one after the other."""
    keys = sorted(one.pk for one in users if one is not None)
    list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def _check_days(starts_on: dt.date, last_day: dt.date) -> None:
    if last_day < starts_on:
        raise BadAnswer(f"Last day must be the same as or after {say(starts_on)}, the first day", field="last_day")
    if last_day < clock.today():
        raise BadAnswer("Last day must be today or in the future", field="last_day")
    latest = LONGEST.beginning_with(starts_on)
    if last_day > latest:
        raise BadAnswer(f"Last day must be {say(latest)} or earlier: {LONGEST.words()} in all", field="last_day")


def _check_note(note: str) -> None:
    if len(note.strip()) > NOTE_MOST:
        raise BadAnswer(f"The note must be {NOTE_MOST:,} characters or fewer", field="note")


def _refuse_overlap(user: User, starts_on: dt.date, ends_on: dt.date, *, but: str = "") -> None:
    met = away.absences_meeting(starts_on, ends_on, user=user, but=but).first()
    if met is not None:
        raise BadAnswer(
            f"{user.name} is already away from {say(met.starts_on)} to {say(met.last_day)}. Change that, or choose "
            "other days",
            field="starts_on",
        )
    covered = away.absences_meeting(starts_on, ends_on, cover=user).first()
    if covered is not None:
        raise BadAnswer(
            f"{user.name} covers for {covered.user.name} from {say(covered.starts_on)} to {say(covered.last_day)}. "
            "Have somebody else cover for them first",
            field="starts_on",
        )


def _refuse_unfit_cover(cover: User | None, user: User, starts_on: dt.date, ends_on: dt.date, *, but: str = "") -> None:
    if cover is None:
        return
    if cover.pk == user.pk:
        raise BadAnswer("Select somebody else: nobody covers for themselves", field="cover")
    if cover.organisation_id != user.organisation_id or not cover.is_active or not policy.holds(cover, OPEN_RECORD):
        raise BadAnswer(f"{cover.name} holds no role today that opens records here", field="cover")
    if cover.ends_on is not None and cover.ends_on < ends_on:
        raise BadAnswer(f"{cover.name} works here only until {say(cover.ends_on - ONE_DAY)}", field="cover")
    met = away.absences_meeting(starts_on, ends_on, user=cover, but=but).first()
    if met is not None:
        raise BadAnswer(
            f"{cover.name} is away from {say(met.starts_on)} to {say(met.last_day)}. Select somebody else",
            field="cover",
        )


def _refuse_over(absence: Absence) -> None:
    if absence.is_over:
        raise AlreadyOver("This absence is over already", field="")


def _next(absence: Absence, *, by: User, why: str, **values: Any) -> Absence:
    """The version that follows. Raises ChangedMeanwhile where somebody else made one already."""
    taken = "Somebody else changed this absence while you had it open"
    fresh = versions.following(absence, by=by.pk, taken=taken, why=why.strip(), **values)
    fresh.save()
    return fresh


__all__ = ["agree", "change_absence", "end_absence", "end_covering", "follow", "record_absence", "require_keeper"]
