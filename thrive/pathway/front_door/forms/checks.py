"""Asking partners, and answering."""

from collections.abc import Mapping, Sequence
from typing import Any

from thrive.base.access.models import Organisation
from thrive.govuk import forms
from thrive.pathway.front_door.models import CheckAnswer, ContactPerson
from thrive.pathway.front_door.models.contacts import WORDS_MOST
from thrive.pathway.front_door.rules.checks import ASKED, BASES


class AskForm(forms.GovukForm):
    """One partner asked about some people of a contact."""

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        partners: Mapping[str, Sequence[Organisation]],
        people: Sequence[ContactPerson],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.organisations = {one.ref: one for some in partners.values() for one in some}
        self.people = {str(one.number): one for one in people}
        groups = [(title, [(one.ref, one.name) for one in some]) for title, some in partners.items() if some]
        self.fields["organisation"] = forms.ChoiceField(
            "Whom do you ask?", choices=groups, look="select", what="whom you ask"
        )
        self.fields["about"] = forms.MultiChoiceField(
            "About whom?", choices=[(key, one.says) for key, one in self.people.items()], what="whom you ask about",
            initial=list(self.people),
            hint="They see these names, births and addresses, and nothing else of the contact",
        )  # fmt: skip
        self.fields["question"] = forms.LongTextField(
            "What do you need to know?", what="what you need to know", max_chars=WORDS_MOST, rows=4,
            hint=" ".join(f"{one.title}: {one.question}" for one in ASKED),
        )  # fmt: skip
        self.fields["basis"] = forms.ChoiceField(
            "On what basis?", choices=list(BASES.items()), what="on what basis you ask"
        )

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
