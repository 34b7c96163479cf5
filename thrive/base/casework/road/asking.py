"""The form of an ordinary step, made from its questions, and doing it with the answers."""

from typing import Any

from thrive.base.access.models import User
from thrive.base.offers import Questions, Step
from thrive.govuk.forms import GovukForm

_made: dict[str, type["StepForm"]] = {}


class StepForm(GovukForm):
    """What a step asks of whoever does it. `found` is the matter as it was found, `viewer` who is asked.

    A form of one's own declares its fields on the class, so that the API can describe them, and fills in choices and
    what is known already in `prepare`.
    """

    mark_optional = False

    def __init__(self, data: Any = None, *, found: Any, viewer: User, **options: Any) -> None:
        super().__init__(data, **options)
        self.found, self.viewer = found, viewer
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices and first values; nothing, unless a step has some."""

    def answers(self) -> dict[str, Any]:
        """What the action is given beside the thing it is done to."""
        return dict(self.cleaned_data)


def questions(step: Step) -> Questions:
    """What an ordinary step asks. Raises LookupError for a step that has a page of its own."""
    if step.asks is None:
        raise LookupError(f"{step.key} asks nothing")
    return step.asks


def form_of(step: Step) -> type[StepForm]:
    """The class of the form of an ordinary step."""
    asks = questions(step)
    if asks.form is not None:
        return asks.form
    if step.key not in _made:
        _made[step.key] = type("QuestionsOfStep", (StepForm,), {**asks.fields, "__doc__": step.title})
    return _made[step.key]


def do(step: Step, thing: Any, form: StepForm, *, by: User) -> str:
    """Do an ordinary step with the answers of a valid form, and return the ref, else the key, of what was written.

    Raises what its action raises.
    """
    row = questions(step).action(thing, by=by, **form.answers())
    return str(getattr(row, "ref", "") or getattr(row, "pk", ""))
