"""Plans over HTTP: those about somebody, and one version with its needs, actions and what is thought of it."""

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import Call
from thrive.base.access.calls.shapes import Ref
from thrive.base.casework.api.letters import Somebody, room
from thrive.base.casework.permissions import READ_PLANS
from thrive.base.casework.queries import plans
from thrive.base.people.queries import records


class PlanListed(Schema):
    """A plan in a list, as its latest version has it."""

    ref: str
    title: str
    number: int
    state: str
    written_on: dt.date
    review_on: dt.date
    may_open: bool


class PlansListed(Schema):
    """Every plan about a person, the one written last first."""

    plans: list[PlanListed]


class ActionSeen(Schema):
    """An action. `state`: to_do, under_way, done or not_needed, with what was said of it."""

    ref: str
    what: str
    who: str
    due_on: dt.date | None
    state: str
    said: str
    why: str


class NeedSeen(Schema):
    """A need, what shall come of it in the family's words, how it will be known, and what is done."""

    need: str
    outcome: str
    known_by: str
    actions: list[ActionSeen]


class OpinionSeen(Schema):
    """What somebody thinks of the version, or why that is not there."""

    who: str
    text: str
    why_not: str


class PlanVersionSeen(Schema):
    """A version, by whom and why, and what was answered to it."""

    number: int
    title: str
    written_on: dt.date
    by: str
    why: str
    answer: str
    answered_on: dt.date | None
    answered_by: str


class PlanSeen(Schema):
    """A version of a plan."""

    ref: str
    kind: str
    title: str
    number: int
    review_on: dt.date
    about: list[Somebody]
    others: int
    needs: list[NeedSeen]
    opinions: list[OpinionSeen]
    versions: list[PlanVersionSeen]


@room.read("/people/{ref}/plans", needs=READ_PLANS, answers=PlansListed)
def list_plans(request: Call, ref: Ref) -> PlansListed:
    """List the plans about a person, the one written last first."""
    record = records.open_record(viewer=request.viewer, ref=ref, tab="plans", needs=READ_PLANS)
    return PlansListed(plans=[PlanListed(**vars(one)) for one in plans.plans_of(viewer=request.viewer, record=record)])


@room.read("/plans/{ref}", needs=READ_PLANS, answers=PlanSeen)
def read_plan(request: Call, ref: Ref, version: Annotated[int, Field(ge=0, le=10_000)] = 0) -> PlanSeen:
    """Read a version of a plan; the latest where none is named."""
    view = plans.plan(viewer=request.viewer, ref=ref, number=version)
    action = ("ref", "what", "who", "due_on", "state", "said", "why")
    line = ("number", "title", "written_on", "by", "why", "answer", "answered_on", "answered_by")
    return PlanSeen(
        ref=view.ref,
        kind=view.kind.key,
        title=view.kind.title,
        number=view.version.number,
        review_on=view.version.review_on,
        about=[Somebody(ref=one.ref, name=one.name) for one in view.about],
        others=view.others,
        needs=[
            NeedSeen(
                need=one.need,
                outcome=one.outcome,
                known_by=one.known_by,
                actions=[ActionSeen(**{name: getattr(act, name) for name in action}) for act in one.actions],
            )
            for one in view.needs
        ],
        opinions=[OpinionSeen(who=one.who, text=one.text, why_not=one.why_not) for one in view.opinions],
        versions=[PlanVersionSeen(**{name: getattr(one, name) for name in line}) for one in view.versions],
    )
