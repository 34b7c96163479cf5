"""Ordinary steps over HTTP: an operation for each that has none written by hand, made from its questions."""

from collections.abc import Callable
from typing import Any

from ninja import Schema

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.problems import Problem
from thrive.base.access.calls.shapes import Ref, Sent
from thrive.base.access.errors import BadAnswer
from thrive.base.casework.api.letters import room
from thrive.base.casework.road import answers, asking, standing
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.law import DutyMissed
from thrive.base.offers import REGISTRY, Step


class StepDone(Schema):
    """What was written: its ref, or its number where it has none."""

    ref: str


def operation_of(step: Step) -> Callable[..., StepDone]:
    """The function that does an ordinary step for a program, with the shape of what it is sent."""
    shape = answers.shape_of(step)

    def run(request: CallOfUser, ref: str, sent: Sent) -> StepDone:
        return StepDone(ref=_do(step, request, ref, sent))

    run.__annotations__ = {"request": CallOfUser, "ref": Ref, "sent": shape, "return": StepDone}
    run.__name__ = f"step_{step.key.replace('.', '_')}"
    run.__doc__ = f"{step.title}.\n\nRefused where nothing more is to be done, or something else comes first."
    return run


def _do(step: Step, request: CallOfUser, ref: str, sent: Sent) -> str:
    viewer, matter = request.viewer, REGISTRY.matters[step.about]
    found = matter.find(viewer=viewer, ref=ref)
    if why := standing.held_up(step, matter, found):
        raise ChangedMeanwhile(why)
    form = answers.filled(step, sent, found=found, viewer=viewer)
    if not form.is_valid():
        faults = [{"field": name, "detail": str(said)} for name, some in form.errors.items() for said in some]
        raise Problem("answers-wrong", errors=faults)
    try:
        return asking.do(step, matter.thing(found), form, by=viewer)
    except DutyMissed as missed:
        raise BadAnswer(str(missed), field=missed.field) from missed


def _declare(made: Any) -> None:
    for step in REGISTRY.steps.values():
        if step.asks is not None and not step.api:
            declare: Any = made.write(f"/steps/{step.key}/{{ref}}", needs=step.needs, answers=StepDone)
            declare(operation_of(step))


_declare(room)
