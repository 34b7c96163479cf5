"""Moving work: which of it, to whom, why."""

from collections.abc import Sequence
from typing import Any

from thrive.base.casework.forms.work import party_choices
from thrive.base.casework.queries.held import Held
from thrive.base.casework.queries.parties import Party
from thrive.base.casework.rules.giving import NOTE_MOST
from thrive.base.casework.rules.work import REASON_MOST
from thrive.govuk import forms


class MoveForm(forms.GovukForm):
    """Families and people to move, who is to have them, and what they should know."""

    what = forms.MultiChoiceField("What is to move?", what="what is to move")
    to = forms.ChoiceField("To whom?", what="who is to have it", look="select")
    reason = forms.TextField("Why?", what="why", subject="The reason", max_chars=REASON_MOST)
    note = forms.LongTextField(
        "Hand-over note", required=False, max_chars=NOTE_MOST, rows=4,
        hint="For all that moves. What one family needs to have said belongs on its record.",
    )  # fmt: skip

    def __init__(self, *args: Any, held: Sequence[Held] = (), parties: Sequence[Party] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [forms.Choice(one.value, one.name, one.part) for one in held]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]
        self.fields["to"].choices = party_choices(parties)  # type: ignore[attr-defined]
