"""Allocating work and handing it over: to whom, what for, on what basis."""

from collections.abc import Sequence
from typing import Any

from thrive.base.calendar import clock
from thrive.base.casework.forms.work import party_choices
from thrive.base.casework.queries.parties import Party
from thrive.base.casework.rules.giving import BASES, CONSENT, NOTE_MOST, PARTS, REPLY_WITHIN
from thrive.base.casework.rules.work import REASON_MOST
from thrive.govuk import forms


class GivingForm(forms.GovukForm):
    """What every act asks: who it is about, to whom it goes, why, and what whoever gets it should know."""

    about = forms.ChoiceField("Who is it about?", what="who it is about")
    to = forms.ChoiceField("To whom?", what="to whom it goes", look="select")
    reason = forms.TextField("Why?", what="why", subject="The reason", max_chars=REASON_MOST)
    note = forms.LongTextField(
        "Hand-over note", required=False, max_chars=NOTE_MOST, rows=6,
        hint="What they need to know first: what worries us, what is agreed, what comes next.",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        parties: Sequence[Party] = (),
        about: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = list(about)  # type: ignore[attr-defined]
        self.fields["to"].choices = party_choices(parties)  # type: ignore[attr-defined]


class PassToForm(forms.GovukForm):
    """Who takes up what was passed forward."""

    to = forms.ChoiceField("Who takes it up?", what="who takes it up", look="select")
    role = forms.ChoiceField(
        "What will they be to the family?", what="what they will be to the family", choices=list(PARTS.items()),
        hint="A team is its team, whatever is chosen here.",
    )  # fmt: skip
    note = forms.LongTextField(
        "Hand-over note", required=False, max_chars=NOTE_MOST, rows=6, hint="What they need to know first."
    )

    def __init__(self, *args: Any, parties: Sequence[Party] = (), **options: Any) -> None:
        start = {"role": next(iter(PARTS))}
        super().__init__(*args, initial={**start, **(options.pop("initial", None) or {})}, **options)
        teams_first = sorted(parties, key=lambda one: not one.is_team)  # whose manager then allocates it
        self.fields["to"].choices = party_choices(teams_first)  # type: ignore[attr-defined]


class AllocateForm(GivingForm):
    """Who works with them, as what, from when."""

    role = forms.ChoiceField(
        "What will they be to the family?", what="what they will be to the family", choices=list(PARTS.items()),
        hint="A team that is given the work is its team, whatever is chosen here.",
    )  # fmt: skip
    from_on = forms.DateField("From which day?", what="the day")
    field_order = ("about", "to", "role", "from_on", "reason", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        start = {"role": next(iter(PARTS)), "from_on": clock.today()}
        super().__init__(*args, initial={**start, **(options.pop("initial", None) or {})}, **options)


class GroundsForm(GivingForm):
    """Beside it: the lawful basis, and whether the family was asked."""

    basis = forms.ChoiceField("Lawful basis", what="the lawful basis", choices=list(BASES.items()))
    consent = forms.ChoiceField("Was the family asked?", what="whether they were asked", choices=list(CONSENT.items()))
    consent_why = forms.TextField(
        "If they did not agree or were not asked, why does it go on?", what="why it goes on", subject="The reason",
        required=False, max_chars=REASON_MOST,
    )  # fmt: skip


class ReplyForm(GroundsForm):
    """Something that waits for an answer."""

    reply_by = forms.DateField(
        "Answer by", what="the day by which they answer", hint="If no answer comes by then, you are asked to ask again."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        start = {"reply_by": clock.today() + REPLY_WITHIN}
        super().__init__(*args, initial={**start, **(options.pop("initial", None) or {})}, **options)


class TransferForm(ReplyForm):
    """Responsibility moves when it is accepted."""

    role = forms.ChoiceField("What will they be to the family?", what="what they will be", choices=list(PARTS.items()))
    field_order = ("about", "to", "role", "reason", "note", "basis", "consent", "consent_why", "reply_by")


class ReferForm(ReplyForm):
    """A service is asked for."""

    field_order = ("about", "to", "reason", "note", "basis", "consent", "consent_why", "reply_by")


class ShareForm(GroundsForm):
    """Somebody may see until a day."""

    until_on = forms.DateField("Until which day?", what="the last day", hint="It closes by itself at the end of it.")
    field_order = ("about", "to", "until_on", "reason", "note", "basis", "consent", "consent_why")


class AnswerForm(forms.GovukForm):
    """Whether it is taken on, and if not why."""

    answer = forms.ChoiceField(
        "Do you take it on?", what="whether you take it on", choices=[("accept", "Yes"), ("decline", "No")], inline=True
    )
    reason = forms.TextField(
        "If not, why?", what="why", subject="The reason", required=False, max_chars=REASON_MOST,
        hint="Whoever sent it is asked to read this.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A no has a reason."""
        if self.cleaned_data.get("answer") == "decline" and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", "Enter why you do not take it on")
        return self.cleaned_data
