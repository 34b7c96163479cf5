"""Reports of other services over HTTP: sending one, and reading what came of it. By people and by systems."""

import dataclasses
import datetime as dt
from typing import Any

from ninja import Schema

from thrive.base.access.calls.caller import Call
from thrive.base.access.calls.shapes import PageNumber, Ref
from thrive.base.access.calls.typed import checked, wrong
from thrive.base.access.models import User
from thrive.base.access.rules import OrganisationKind
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions import taking
from thrive.pathway.front_door.api.room import DoorKept, faults_named, room
from thrive.pathway.front_door.api.sent import ReportSent, called, filled, named
from thrive.pathway.front_door.forms.contact import ContactForm
from thrive.pathway.front_door.permissions import REPORT
from thrive.pathway.front_door.queries import reports
from thrive.pathway.front_door.queries.reports import Report
from thrive.pathway.front_door.rules.contacts import Channel


class ReportListed(Schema):
    """A report in a list, with the children as they were named."""

    ref: str
    title: str
    sent_at: dt.datetime
    source_reference: str
    children: list[str]
    is_answered: bool


class ReportsListed(Schema):
    """A page of what was reported, the newest first."""

    reports: list[ReportListed]
    total: int
    page: int
    pages: int


class ReportSeen(ReportListed):
    """A report as its own organisation reads it: its words, and `outcome`, what it may know of what came of it. Empty
    until that is decided for every child."""

    by: str
    concern: str
    outcome: str


@room.write("/reports", needs=REPORT, answers=DoorKept, people_only=False)
def send_report(request: Call, sent: ReportSent) -> DoorKept:
    """Tell the front door of a worry, for one's own organisation.

    A system says in `source` who in its organisation worries. Where a child is in danger now, ring as well: nobody
    looks at what is sent at once.
    """
    viewer = request.viewer
    body = reports.body_of(viewer)
    kind = rules.form_for(OrganisationKind(body.kind))
    is_person = isinstance(viewer, User)
    if is_person and (sent.source is not None or sent.is_anonymous):
        raise wrong(("source", "You are its source. Leave this out"))
    answers: dict[str, Any] = filled(sent, asks_for_decision=kind.asks_for_decision)
    form = checked(lambda data: ContactForm(data, report=kind, signed_in=is_person), answers, called=called)
    told = form.told() if is_person else dataclasses.replace(form.told(), channel=Channel.SYSTEM)
    with faults_named(named):
        made = taking.take_contact(
            told, form.stated(), by=viewer, authority=reports.front_door_of(viewer), organisation=body
        )
    return DoorKept(ref=made.ref)


@room.read("/reports", needs=REPORT, answers=ReportsListed)
def list_reports(request: Call, page: PageNumber = 1) -> ReportsListed:
    """List what the caller reported and, in a small body such as a school, what colleagues did.

    A system of a larger body reads what was sent by systems of it.
    """
    shown, found = reports.reports(viewer=request.viewer, number=str(page))
    return ReportsListed(
        reports=[ReportListed(**_listed(one)) for one in found],
        total=shown.paginator.count,
        page=shown.number,
        pages=shown.paginator.num_pages,
    )


@room.read("/reports/{ref}", needs=REPORT, answers=ReportSeen)
def read_report(request: Call, ref: Ref) -> ReportSeen:
    """Read a report, and what came of it."""
    found = reports.report(viewer=request.viewer, ref=ref)
    row = found.contact
    by = row.reporter.name if row.reporter else row.source_name
    return ReportSeen(**_listed(found), by=by, concern=row.concern, outcome=found.reply)


def _listed(one: Report) -> dict[str, Any]:
    row = one.contact
    return {
        "ref": row.ref,
        "title": row.report_form.title,
        "sent_at": row.received_at,
        "source_reference": row.source_reference,
        "children": list(one.children),
        "is_answered": one.is_answered,
    }
