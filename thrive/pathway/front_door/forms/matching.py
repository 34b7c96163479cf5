"""Who one person of a contact is."""

from collections.abc import Sequence
from typing import Any

from thrive.base.people.actions.adding import Verdict
from thrive.base.people.queries.matching import Candidate
from thrive.govuk import forms
from thrive.pathway.front_door.forms.people import NEW, UNKNOWN


class TakeBackForm(forms.GovukForm):
    """Why a person is somebody else than was said."""

    mark_optional = False
    why = forms.TextField("Why is it somebody else?", max_length=400, what="why it is somebody else")


class MatchForm(forms.GovukForm):
    """Which of these candidates a person is; a new record, or nobody yet."""

    mark_optional = False

    def __init__(self, *args: Any, candidates: Sequence[Candidate], says: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.candidates = list(candidates)
        answers: list[Any] = [forms.Choice(one.ref, one.name, hint=one.note) for one in candidates]
        new = "Somebody who is not on record: add them" if candidates else "Add them to the records"
        answers += [forms.Choice(NEW, new), forms.Choice(UNKNOWN, "Not known yet", divider="or")]
        self.fields["who"] = forms.ChoiceField(f"Who is {says}?", choices=answers, what=f"who {says} is")
        if candidates:
            self.fields["why"] = forms.TextField(
                "Why none of them, if you add somebody", required=False, max_length=400, what="why it is none of them"
            )

    def clean(self) -> dict[str, Any]:
        """Nobody is added beside look-alikes without a reason."""
        answers = super().clean() or {}
        if answers.get("who") == NEW and self.candidates and not answers.get("why"):
            self.add_error("why", "Enter why it is none of them")
        return answers


def verdicts(found: Sequence[Candidate], why: str) -> list[Verdict]:
    """That somebody is none of those who were shown, and why."""
    return [
        Verdict(other_id=one.person_id, is_different=True, why=why, band=one.band, version=one.version) for one in found
    ]
