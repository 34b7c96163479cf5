"""Duties over HTTP: what the law says, and what the authority has made of it."""

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.room import Room
from thrive.base.access.calls.shapes import Line
from thrive.base.local import queries
from thrive.base.local.permissions import SEE_DUTIES
from thrive.base.local.queries import Duty

room = Room("local", "Duties")


Key = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,80}$", description="A duty's name, beginning with its domain")]


class SourceOf(Schema):
    """The text a duty comes from, and how sure we are of it."""

    title: str
    url: str
    kind: str
    status: str
    confidence: str
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    checked: dt.date | None


class DutyOf(Schema):
    """A duty as it stands today where the caller works. `force` says whether it binds, warns or has ended."""

    key: str
    duty: str
    says: str
    owner: str
    note: str
    domain: str
    force: str
    is_varied: bool
    source: SourceOf


@room.read("/duties", needs=SEE_DUTIES, answers=list[DutyOf], people_only=True)
def list_duties(
    request: CallOfUser, words: Line = "", domain: Line = "", kind: Line = "", force: Line = ""
) -> list[DutyOf]:
    """List duties, narrowed by words, domain, kind of source or force."""
    asked = {"words": words, "domain": domain, "kind": kind, "force": force}
    return [_duty(one) for one in queries.duties(viewer=request.viewer, asked=asked)]


@room.read("/duties/{key}", needs=SEE_DUTIES, answers=DutyOf, people_only=True)
def read_duty(request: CallOfUser, key: Key) -> DutyOf:
    """Read one duty."""
    return _duty(queries.duty(viewer=request.viewer, key=key).duty)


def _duty(one: Duty) -> DutyOf:
    rule, source = one.rule, one.source
    return DutyOf(
        key=rule.key,
        duty=rule.duty,
        says=rule.says,
        owner=rule.owner,
        note=rule.note,
        domain=one.domain,
        force=one.force.value,
        is_varied=one.variation is not None,
        source=SourceOf(
            title=source.title,
            url=source.url,
            kind=source.kind.value,
            status=source.status.value,
            confidence=source.confidence.value,
            in_force_from=source.in_force_from,
            in_force_to=source.in_force_to,
            checked=source.checked,
        ),
    )
