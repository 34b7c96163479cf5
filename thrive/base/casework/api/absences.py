"""When somebody is away and who covers, over HTTP: one's own, those of one's team, changing and ending one."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.revisions import require_seen, revision_of
from thrive.base.access.calls.shapes import Day, Line, Printed, Ref, Revision, Sent
from thrive.base.access.calls.typed import checked
from thrive.base.access.models import User
from thrive.base.casework.actions import absences as actions
from thrive.base.casework.api.letters import Kept, room
from thrive.base.casework.forms.absences import AbsenceForm, ChangeAbsenceForm, EndAbsenceForm
from thrive.base.casework.permissions import KEEP_ABSENCE, OWN_ABSENCE
from thrive.base.casework.queries import absences
from thrive.base.casework.queries.parties import USER, Party, who_may_cover, worker_party
from thrive.base.casework.rules.absences import NOTE_MOST, WHY_MOST

Note = Annotated[Printed, Field(max_length=NOTE_MOST)]
Why = Annotated[Line, Field(max_length=WHY_MOST)]
VERSION = "absence"
MOVED = "Somebody else changed this absence since you read it"


class Worker(Schema):
    """Somebody who works here."""

    ref: str
    name: str


class AbsenceListed(Schema):
    """An absence on the days from `first_day` to `last_day`, both included. `state`: Now, To come, Over, Taken back."""

    ref: str
    worker: Worker
    cover: Worker | None
    first_day: dt.date
    last_day: dt.date
    state: str


class AbsencesListed(Schema):
    """When a worker is away, the latest first, and those for whom they cover now or will."""

    absences: list[AbsenceListed]
    covers: list[AbsenceListed]


class AbsenceChanged(Schema):
    """What was done with an absence."""

    what: str
    by: str
    at: dt.datetime
    why: str


class AbsenceSeen(AbsenceListed):
    """An absence with what whoever covers should know. `revision` is sent back with a change."""

    note: str
    versions: list[AbsenceChanged]
    may_keep: bool
    revision: str


class AbsenceSent(Sent):
    """The first and the last day away, who covers (nobody where it is left out), and what they should know."""

    first_day: Day
    last_day: Day
    cover: Ref | None = None
    note: Note = ""


class AbsenceMoved(Sent):
    """The last day away, who covers and what they should know from now on; why it changes. `seen`: what was read."""

    last_day: Day
    cover: Ref | None = None
    note: Note = ""
    why: Why = ""
    seen: Revision


class AbsenceOver(Sent):
    """Why somebody is back earlier, or not away after all."""

    why: Why = ""
    seen: Revision


@room.read("/absences", needs=OWN_ABSENCE, answers=AbsencesListed, people_only=True)
def list_own_absences(request: CallOfUser) -> AbsencesListed:
    """List when the caller is away, and for whom they cover."""
    return _listed(absences.own_absences(viewer=request.viewer))


@room.write("/absences", needs=OWN_ABSENCE, answers=Kept)
def record_own_absence(request: CallOfUser, sent: AbsenceSent) -> Kept:
    """Say that one is away. Whoever covers sees the work on those days, and nothing that is restricted."""
    return _record(request, request.viewer, sent)


@room.read("/team/{ref}/absences", needs=KEEP_ABSENCE, answers=AbsencesListed, people_only=True)
def list_absences_of_worker(request: CallOfUser, ref: Ref) -> AbsencesListed:
    """List when somebody of a team of the caller's is away, and for whom they cover."""
    return _listed(absences.absences_of(viewer=request.viewer, ref=ref))


@room.write("/team/{ref}/absences", needs=KEEP_ABSENCE, answers=Kept)
def record_absence_of_worker(request: CallOfUser, ref: Ref, sent: AbsenceSent) -> Kept:
    """Say that somebody of a team of the caller's is away."""
    return _record(request, absences.absences_of(viewer=request.viewer, ref=ref).worker, sent)


@room.read("/absences/{ref}", needs="signed in", answers=AbsenceSeen, people_only=True)
def read_absence(request: CallOfUser, ref: Ref) -> AbsenceSeen:
    """Read an absence, as whoever is away, covers or manages them."""
    found = absences.absence_page(viewer=request.viewer, thread=ref)
    return AbsenceSeen(
        **_line(found.line),
        note=found.note,
        versions=[AbsenceChanged(**vars(one)) for one in found.versions],
        may_keep=found.may_keep,
        revision=revision_of(VERSION, found.row.pk),
    )


@room.write("/absences/{ref}/change", needs="signed in", answers=Kept)
def change_absence(request: CallOfUser, ref: Ref, sent: AbsenceMoved) -> Kept:
    """Say that an absence lasts to another day, or that somebody else covers from today on."""
    found = _seen(request, ref, sent.seen)
    user = found.row.user
    form = checked(
        lambda data: ChangeAbsenceForm(data, parties=_parties(request, user)), _typed(sent.model_dump(exclude={"seen"}))
    )
    said = form.cleaned_data
    made = actions.change_absence(
        found.row, by=request.viewer, last_day=said["last_day"], why=said["why"],
        cover=_cover(request, said), note=found.note_after(said["note"]),
    )  # fmt: skip
    return Kept(ref=made.thread)


@room.write("/absences/{ref}/end", needs="signed in", answers=Kept)
def end_absence(request: CallOfUser, ref: Ref, sent: AbsenceOver) -> Kept:
    """Say that somebody is back today, or is not away after all. Whoever covered sees the work no longer."""
    found = _seen(request, ref, sent.seen)
    form = checked(lambda data: EndAbsenceForm(data), {"why": sent.why})
    return Kept(ref=actions.end_absence(found.row, by=request.viewer, **form.cleaned_data).thread)


def _record(request: CallOfUser, user: User, sent: AbsenceSent) -> Kept:
    answers = _typed(sent.model_dump(exclude={"first_day"}))
    form = checked(
        lambda data: AbsenceForm(data, parties=_parties(request, user)),
        {**answers, "starts_on": sent.first_day},
        called=lambda box: "first_day" if box == "starts_on" else box,
    )
    said = {**form.cleaned_data, "cover": _cover(request, form.cleaned_data)}
    return Kept(ref=actions.record_absence(user, by=request.viewer, **said).thread)


def _seen(request: CallOfUser, ref: str, seen: str) -> absences.AbsencePage:
    """The absence, where `seen` names the version that holds. Raises NotFound, and ChangedMeanwhile."""
    found = absences.absence_page(viewer=request.viewer, thread=ref)
    require_seen(VERSION, found.row.pk, seen=seen, says=MOVED)
    return found


def _parties(request: CallOfUser, user: User) -> list[Party]:
    return who_may_cover(viewer=request.viewer, worker=user)


def _cover(request: CallOfUser, said: Mapping[str, Any]) -> User | None:
    return worker_party(viewer=request.viewer, value=said["cover"], field="cover") if said["cover"] else None


def _typed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, with who covers as the form calls them."""
    return {**answers, "cover": f"{USER}:{answers['cover']}" if answers["cover"] else ""}


def _listed(found: absences.AbsencesPage) -> AbsencesListed:
    return AbsencesListed(
        absences=[AbsenceListed(**_line(one)) for one in found.absences],
        covers=[AbsenceListed(**_line(one)) for one in found.covers],
    )


def _line(line: absences.AbsenceLine) -> dict[str, Any]:
    row = line.row
    return {
        "ref": row.thread,
        "worker": _worker(row.user),
        "cover": _worker(row.cover) if row.cover else None,
        "first_day": row.starts_on,
        "last_day": row.last_day,
        "state": line.state,
    }


def _worker(user: User) -> Worker:
    return Worker(ref=user.ref, name=user.name)
