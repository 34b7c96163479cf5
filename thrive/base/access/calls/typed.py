"""A call that is checked by the form of the page that does the same: its answers are put into the boxes of the form,
and what the form refuses is named as the call names it. So no rule about an answer is written twice."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import QueryDict

from thrive.base.access.calls.problems import Problem

FormT = TypeVar("FormT", bound=BaseForm)
NOT_ASKED = "This is not asked here. Leave it out"


def checked(
    make: Callable[[QueryDict], FormT], answers: Mapping[str, Any], *, called: Callable[[str], str] = str
) -> FormT:
    """The form that `make` gives for these answers, by the names of its boxes.

    Raises Problem where the form refuses one, or does not ask it: an answer is refused, never lost. `called` gives
    the call's own name of a box.
    """
    form = make(boxes(answers))
    unknown = [name for name, value in answers.items() if value and name.partition("-")[0] not in form.fields]
    if unknown:
        raise wrong(*((called(name.partition("-")[0]), NOT_ASKED) for name in unknown))
    if not form.is_valid():
        raise wrong(*((called(name), str(said)) for name, some in form.errors.items() for said in some))
    return form


def boxes(answers: Mapping[str, Any]) -> QueryDict:
    """Answers as a page posts them: a day in three boxes, a tick as "on", several as several; None and False as
    nothing."""
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        for box, texts in _typed(name, value):
            data.setlist(box, texts)
    return data


def wrong(*faults: tuple[str, str]) -> Problem:
    """The problem of answers that cannot be taken: the name of each, and what to give instead."""
    return Problem(
        "answers-wrong",
        errors=[{"field": "" if field == "__all__" else field, "detail": detail} for field, detail in faults],
    )


def _typed(name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    if value is None or value is False:
        return
    if isinstance(value, dt.date):
        yield f"{name}-day", [str(value.day)]
        yield f"{name}-month", [str(value.month)]
        yield f"{name}-year", [f"{value.year:04}"]
    elif isinstance(value, dt.time):
        yield name, [f"{value:%H:%M}"]
    elif isinstance(value, list | tuple):
        yield name, [str(one) for one in value]
    else:
        yield name, ["on" if value is True else str(value)]
