"""The form of a letter: whom it is about, who gets it, what it says, and how it goes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from thrive.base.access.models import Organisation, Subject
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.casework.queries.writing import Recipient
from thrive.base.casework.rules.letters import ADDRESS_MOST, HOW_SENT, LANGUAGES, NAME_MOST, PART_MOST, SIZES
from thrive.base.offers import Audience, LetterKind
from thrive.base.people.queries.members import Member
from thrive.govuk import forms

PERSON, ORGANISATION, OTHER = "person-", "organisation-", "other"
CAPACITY_HINTS = {Capacity.ADULT: "parent or carer", Capacity.OTHER: "somebody else"}


class LetterForm(forms.GovukForm):
    """A letter of one kind, opened from a record. `members` are the family, the person it is opened from first; with
    `to` it goes to whom that says, and nobody is asked."""

    mark_optional = False

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: LetterKind,
        members: Sequence[Member],
        organisations: Sequence[Organisation] = (),
        to: Recipient | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.kind = kind
        self.members = {one.ref: one for one in members}
        self.organisations = {one.ref: one for one in organisations}
        if kind.content is None:
            self.fields["about"] = forms.MultiChoiceField(
                "Who is the letter about?",
                what="who the letter is about",
                choices=[forms.Choice(one.ref, one.name, hint=_hint(one)) for one in members],
                initial=[one.ref for one in members[:1]],
            )
        self.goes_to = to
        if to is None:
            self._add_recipient(members, organisations)
        elif to.person is None:
            self.fields["to_address"] = forms.TextField(
                "Address (only where it is posted)", required=False, max_chars=ADDRESS_MOST, subject="Address",
                hint="With commas between its lines.",
            )  # fmt: skip
        for part in kind.parts:
            self.fields[part.key] = forms.LongTextField(
                part.label, hint=part.hint, required=part.required, max_chars=PART_MOST, rows=8
            )
        self._add_sending()

    def _add_recipient(self, members: Sequence[Member], organisations: Sequence[Organisation]) -> None:
        people = [forms.Choice(f"{PERSON}{one.ref}", one.name, hint=_hint(one)) for one in members if one.is_living]
        bodies = [forms.Choice(f"{ORGANISATION}{one.ref}", one.name) for one in organisations]
        choices = [*people, *bodies] if self.kind.audience is Audience.FAMILY else [*bodies, *people]
        self.fields["to"] = forms.ChoiceField(
            "Who is it to?",
            what="who the letter is to",
            choices=[*choices, forms.Choice(OTHER, "Somebody else", divider="or")],
        )
        self.fields["to_name"] = forms.TextField(
            "Name (only for somebody else)", required=False, max_chars=NAME_MOST, subject="Name"
        )
        self.fields["to_address"] = forms.TextField(
            "Address (only for somebody else, or an organisation it is posted to)",
            required=False,
            max_chars=ADDRESS_MOST,
            subject="Address",
            hint="With commas between its lines. For somebody in the family, the address on record is used.",
        )

    def _add_sending(self) -> None:
        self.fields["language"] = forms.ChoiceField(
            "Which language is it in?",
            what="the language",
            choices=[(one.code, one.title) for one in LANGUAGES.values()],
            hint="The sentences that are in every letter follow it. What you write stays as you write it.",
            initial="en-gb",
            inline=True,
        )
        self.fields["size"] = forms.ChoiceField(
            "Size of print", what="the size of print", choices=list(SIZES.items()), initial="ordinary", inline=True
        )
        self.fields["how"] = forms.ChoiceField("How is it sent?", what="how it is sent", choices=list(HOW_SENT.items()))
        self.fields["sent_on"] = forms.DateField("Date it is sent", past=True, initial=clock.today())

    @property
    def part_fields(self) -> list[Any]:
        """What its writer says."""
        return [self[one.key] for one in self.kind.parts]

    @property
    def ticked(self) -> list[Member]:
        """Whom it is about."""
        return [one for ref, one in self.members.items() if ref in self.cleaned_data.get("about", ())]

    def clean(self) -> dict[str, Any]:
        """Somebody else has a name."""
        answers = super().clean() or {}
        if answers.get("to") == OTHER and not answers.get("to_name"):
            self.add_error("to_name", "Enter the name of who it is to")
        return answers

    def recipient(self, subjects: dict[str, Subject]) -> Recipient:
        """Who it is to; `subjects` go by ref."""
        if self.goes_to is not None:
            return replace(self.goes_to, address=self.cleaned_data.get("to_address", ""))
        to = self.cleaned_data["to"]
        if to.startswith(PERSON):
            return Recipient(person=subjects[to.removeprefix(PERSON)])
        address = self.cleaned_data["to_address"]
        if to.startswith(ORGANISATION):
            return Recipient(organisation=self.organisations[to.removeprefix(ORGANISATION)], address=address)
        return Recipient(name=self.cleaned_data["to_name"], address=address)

    @property
    def recipient_ref(self) -> str:
        """The ref of the record it is to; empty where it goes to nobody on record."""
        to = self.cleaned_data.get("to", "")
        return to.removeprefix(PERSON) if to.startswith(PERSON) else ""

    def answers(self) -> dict[str, Any]:
        """What the action is given, beside the people."""
        said = self.cleaned_data
        return {
            "parts": {one.key: said[one.key] for one in self.kind.parts},
            **{name: said[name] for name in ("how", "sent_on", "language", "size")},
        }


def _hint(member: Member) -> str:
    return ", ".join(part for part in (member.age_words, CAPACITY_HINTS.get(member.capacity, "")) if part)


class ReceiptForm(forms.GovukForm):
    """Since when somebody has a letter, and how that is known."""

    received_on = forms.DateField("Since when do they have it?", what="the date", past=True)
    said = forms.TextField("How do you know?", what="how you know", max_chars=400, hint="For example, she rang today")
