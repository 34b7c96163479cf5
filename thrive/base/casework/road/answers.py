"""What a program sends to do an ordinary step: its shape, made from the form, and the form filled with it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django import forms as django
from pydantic import Field, create_model

from thrive.base.access.calls.shapes import Day, Line, Prose, Sent, one_of
from thrive.base.access.calls.typed import boxes
from thrive.base.access.models import User
from thrive.base.casework.road.asking import StepForm, form_of
from thrive.base.offers import Step
from thrive.govuk import forms

#: What a program sends for each kind of field, the first that fits. A field of another kind is refused at the start.
SHAPES: tuple[tuple[type[django.Field], Any], ...] = (
    (forms.DateField, Day),
    (forms.MultiChoiceField, Annotated[list[Line], Field(max_length=100)]),
    (forms.TickField, bool),
    (forms.NumberField, int),
    (forms.LongTextField, Prose),
    (forms.TextField, Line),
    (forms.ChoiceField, Line),
)
NOTHING: Mapping[Any, Any] = {Day: None, bool: False, int: None}


def shape_of(step: Step) -> type[Sent]:
    """What a program sends to do an ordinary step: an answer for each field that is not hidden.

    Raises TypeError for a field that cannot be described: write the operation by hand.
    """
    fields = {name: _member(step, name, one) for name, one in _asked(form_of(step)).items()}
    made: Callable[..., type[Sent]] = create_model
    name = "".join(part.capitalize() for part in step.key.replace(".", "_").split("_"))
    return made(f"{name}Sent", __base__=Sent, __doc__=f"The answers of: {step.title}.", **fields)


def filled(step: Step, sent: Sent, *, found: Any, viewer: User) -> StepForm:
    """The form of a step with what a program sent. What is hidden is filled in as the page would have had it: a program
    answers to what stands when it calls."""
    shown = form_of(step)(found=found, viewer=viewer)
    asked = type(sent).model_fields
    said = {
        name: getattr(sent, name) if name in asked else shown.get_initial_for_field(one, name)
        for name, one in shown.fields.items()
    }
    return form_of(step)(boxes(said), found=found, viewer=viewer)


def _asked(form: type[StepForm]) -> dict[str, django.Field]:
    return {name: one for name, one in form.base_fields.items() if not isinstance(one, forms.HiddenField)}


def _member(step: Step, name: str, one: django.Field) -> tuple[Any, Any]:
    """A field as a member of the shape: its type, and what it is where it is left out."""
    shape = next((shape for kind, shape in SHAPES if isinstance(one, kind)), None)
    if shape is None or isinstance(one, forms.ApproxDateField):
        raise TypeError(f"{step.key}: an API operation cannot be made of the field {name!r}")
    said = " ".join(str(part) for part in (one.label, one.help_text and f"({one.help_text})") if part)
    if one.required:
        return _one_of(one) or shape, Field(description=said)
    if isinstance(one, forms.MultiChoiceField):
        return shape, Field(default=[], description=said)
    empty = NOTHING.get(shape, "")
    return (shape | None if empty is None else shape), Field(default=empty, description=said)


def _one_of(one: django.Field) -> Any:
    """The shape of an answer that is one of a few, where the form says which; None where they depend on the matter."""
    known = [str(key) for key, _ in getattr(one, "choices", ())] if isinstance(one, forms.ChoiceField) else []
    return Annotated[str, Field(pattern=one_of(known))] if known else None
