"""Giving work to somebody, and saying why."""

from collections.abc import Sequence
from typing import Any

from thrive.base.casework.queries.parties import Party
from thrive.base.casework.rules.work import REASON_MOST
from thrive.govuk import forms


class ReasonForm(forms.GovukForm):
    """Why something is done."""

    reason = forms.TextField("Why?", what="why", subject="The reason", max_chars=REASON_MOST)


class PassOnForm(ReasonForm):
    """To whom something goes, and why."""

    to = forms.ChoiceField("To whom?", what="who is to have it", look="select")
    field_order = ("to", "reason")

    def __init__(self, *args: Any, parties: Sequence[Party] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].choices = party_choices(parties)  # type: ignore[attr-defined]


def party_choices(parties: Sequence[Party]) -> list[tuple[str, str]]:
    """People and teams as the answers of a list."""
    return [(one.value, f"{one.name}, {one.hint}" if one.hint else one.name) for one in parties]
