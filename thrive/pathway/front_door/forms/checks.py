"""Asking partners, and answering."""

from typing import Any

from thrive.base.casework.road.asking import StepForm
from thrive.govuk import forms
from thrive.pathway.front_door.models import CheckAnswer
from thrive.pathway.front_door.models.contacts import WORDS_MOST
from thrive.pathway.front_door.queries import checks
from thrive.pathway.front_door.rules.checks import ASKED, BASES


class AskForm(StepForm):
    """One partner asked about some people of a contact."""

    organisation = forms.ChoiceField("Whom do you ask?", look="select", what="whom you ask")
    about = forms.MultiChoiceField(
        "About whom?", what="whom you ask about",
        hint="They see these names, births and addresses, and nothing else of the contact",
    )  # fmt: skip
    question = forms.LongTextField(
        "What do you need to know?", what="what you need to know", max_chars=WORDS_MOST, rows=4,
        hint=" ".join(f"{one.title}: {one.question}" for one in ASKED),
    )  # fmt: skip
    basis = forms.ChoiceField("On what basis?", choices=list(BASES.items()), what="on what basis you ask")

    def prepare(self) -> None:
        """The partners there are, and the people of the contact."""
        partners = checks.partners(viewer=self.viewer)
        self.organisations = {one.ref: one for some in partners.values() for one in some}
        self.people = {str(line.stated.number): line.stated for line in self.found.lines}
        groups = [(title, [(one.ref, one.name) for one in some]) for title, some in partners.items() if some]
        self.fields["organisation"].choices = groups  # type: ignore[attr-defined]
        self.fields["about"].choices = [(key, one.says) for key, one in self.people.items()]  # type: ignore[attr-defined]
        self.fields["about"].initial = list(self.people)

    def answers(self) -> dict[str, Any]:
        """What the action is given, beside the contact."""
        said = self.cleaned_data
        return {
            "organisation": self.organisations[said["organisation"]],
            "about": [self.people[number] for number in said["about"]],
            "question": said["question"],
            "basis": said["basis"],
        }


class AnswerForm(forms.GovukForm):
    """What a partner answers."""

    mark_optional = False
    kind = forms.ChoiceField(
        "What can you say?",
        choices=[
            (CheckAnswer.Kind.KNOWS.value, "We know something that bears on it"),
            (CheckAnswer.Kind.NOTHING.value, "We know nothing that bears on it"),
            (CheckAnswer.Kind.REFUSED.value, "We do not share it"),
        ],
        what="what you can say",
    )
    words = forms.LongTextField(
        "What you know, or why you do not share it", max_chars=WORDS_MOST, rows=8, required=False, what="what you know"
    )
    is_intelligence = forms.TickField("This is police information that must not be passed on", required=False)
