"""One-time links over HTTP: the list, making one to tell of a worry or to answer a check, taking one back."""

import datetime as dt
import secrets
from typing import Annotated

from django.urls import reverse
from django.utils.http import urlencode
from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.shapes import Line, Ref, Sent, one_of
from thrive.base.access.calls.typed import checked
from thrive.pathway.front_door.actions import links as actions
from thrive.pathway.front_door.api.room import DoorKept, room
from thrive.pathway.front_door.forms.links import NOT_OF_A_BODY, ReportLinkForm, WhomForm
from thrive.pathway.front_door.models import OneTimeLink
from thrive.pathway.front_door.permissions import SEND_LINK
from thrive.pathway.front_door.queries import contacts
from thrive.pathway.front_door.queries import links as queries
from thrive.pathway.front_door.rules import FORMS
from thrive.pathway.front_door.rules.links import LINKS_FOR

Name = Annotated[Line, Field(max_length=200)]
Role = Annotated[Line, Field(max_length=120)]


class LinkListed(Schema):
    """A link that was made: what for, for whom, to which day, and how it stands. The link itself is kept nowhere.
    `purpose`: report or answer; whom a link to answer is for is told to whoever made it alone."""

    ref: str
    purpose: Annotated[str, Field(pattern=one_of(LINKS_FOR))]
    whom: str
    last_on: dt.date
    state: str
    is_open: bool
    is_mine: bool


class LinksListed(Schema):
    """The links of the caller's authority, the newest first."""

    links: list[LinkListed]


class LinkMade(Schema):
    """A link, shown this once: whoever opens `address` on its days, once, needs no account."""

    ref: str
    address: str
    last_on: dt.date


class WhomSent(Sent):
    """For whom a link is."""

    for_name: Name
    for_role: Role = ""


class ReportLinkSent(WhomSent):
    """For whom, of which body (by ref, or by name where it is not on record), and which form they fill in."""

    organisation: Ref | None = None
    agency: Name = ""
    form: Annotated[str, Field(pattern=one_of(key for key in FORMS if key not in NOT_OF_A_BODY))]


@room.read("/links", needs=SEND_LINK, answers=LinksListed, people_only=True)
def list_links(request: CallOfUser) -> LinksListed:
    """List the one-time links that were made, and how each stands."""
    return LinksListed(links=[_listed(one) for one in queries.links(viewer=request.viewer)])


@room.write("/links", needs=SEND_LINK, answers=LinkMade, shows_once=True)
def make_report_link(request: CallOfUser, sent: ReportLinkSent) -> LinkMade:
    """Make a link by which somebody tells the front door of a worry. A repeat of the call is told that it was made."""
    bodies = queries.bodies(viewer=request.viewer)
    form = checked(lambda data: ReportLinkForm(data, bodies=bodies), {**sent.model_dump(), "once": _once()})
    return _made(request, *actions.make_report_link(by=request.viewer, **form.answers()))


@room.write("/checks/{ref}/links", needs=SEND_LINK, answers=LinkMade, shows_once=True)
def make_answer_link(request: CallOfUser, ref: Ref, sent: WhomSent) -> LinkMade:
    """Make a link by which somebody of the body that was asked answers. A repeat is told that it was made."""
    check = contacts.check_asked(viewer=request.viewer, ref=ref)
    form = checked(lambda data: WhomForm(data), {**sent.model_dump(), "once": _once()})
    return _made(request, *actions.make_answer_link(check, by=request.viewer, **form.cleaned_data))


@room.write("/links/{ref}/take-back", needs=SEND_LINK, answers=DoorKept, status=200)
def take_back_link(request: CallOfUser, ref: Ref) -> DoorKept:
    """Nobody can use it any more."""
    actions.take_back_link(queries.link(viewer=request.viewer, ref=ref).link, by=request.viewer)
    return DoorKept(ref=ref)


def _once() -> str:
    """What tells one sending of a page's form from the next; a call has its Idempotency-Key for that."""
    return secrets.token_urlsafe(16)


def _made(request: CallOfUser, link: OneTimeLink, key: str) -> LinkMade:
    address = f"{request.build_absolute_uri(reverse('front_door:by-link'))}?{urlencode({'key': key})}"
    return LinkMade(ref=link.ref, address=address, last_on=link.last_on)


def _listed(one: queries.Listed) -> LinkListed:
    link = one.link
    return LinkListed(
        ref=link.ref,
        purpose=link.purpose,
        whom=one.whom,
        last_on=link.last_on,
        state=one.state,
        is_open=one.is_open,
        is_mine=one.is_mine,
    )
