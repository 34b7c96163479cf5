"""What a contact says: taken by a worker, or reported by somebody of another service."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from thrive.base.calendar import clock
from thrive.base.local import codes
from thrive.base.people.queries.matching import Candidate
from thrive.govuk import forms
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions.taking import Told
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.forms.people import PeopleForm, first_error_of
from thrive.pathway.front_door.models import OneTimeLink
from thrive.pathway.front_door.models.contacts import CONCERN_MOST, WORDS_MOST
from thrive.pathway.front_door.rules import ReportForm
from thrive.pathway.front_door.rules.contacts import BY_ITSELF, Channel

#: Fields that only some forms ask, as `ReportForm.asks` names them.
_ASKED: Mapping[str, Any] = {
    "child_words": lambda: forms.LongTextField(
        "What the child said, in their words", what="what the child said", max_chars=WORDS_MOST, rows=3, required=False
    ),
    "tried_so_far": lambda: forms.LongTextField(
        "What you have done about it so far", what="what was done", max_chars=WORDS_MOST, rows=3, required=False
    ),
    "source_reference": lambda: forms.TextField("Your reference for the incident", required=False, max_length=60),
    "incident_on": lambda: forms.DateField("When it happened", required=False, past=True),
    "children_present": lambda: forms.ChoiceField(
        "Was a child there?",
        choices=list(rules.YES_NO.items()),
        inline=True,
        required=False,
        what="whether a child was there",
    ),
    "attendance_percent": lambda: forms.NumberField(
        "Attendance this year, in per cent", required=False, least=0, most=100
    ),
}


class ContactForm(PeopleForm):
    """A contact: what is said, about whom, and who says it.

    `report`: the form that the source's kind of body uses; None for a worker of the front door, who chooses. With
    `signed_in` the source is who is signed in and is not asked for.
    """

    mark_optional = False  # almost everything may be left out; the page says so once

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        report: ReportForm | None = None,
        signed_in: bool = False,
        candidates: Mapping[int, Sequence[Candidate]] | None = None,
        more: str = "",
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.report = report
        self.signed_in = signed_in
        asks = rules.harm_questions(clock.today())
        if report is None:
            self._add_taking()
        if not signed_in:
            self._add_source(by_worker=report is None)
        self._add_words()
        for name in report.asks if report else dict.fromkeys(one for form in rules.FORMS.values() for one in form.asks):
            field = "incident_on" if name == "happened_on" else name
            self.fields[field] = _ASKED[field]()
        self._add_ground()
        self.add_people(data, asks=asks, candidates=candidates, more=more)

    def _add_taking(self) -> None:
        choices = [(one.key, one.title) for one in rules.FORMS.values()]
        self.fields["form"] = forms.ChoiceField(
            "Kind of contact", choices=choices, look="select", what="what kind of contact it is"
        )
        channels = [(key, said) for key, said in rules.CHANNELS.items() if key not in BY_ITSELF]
        self.fields["channel"] = forms.ChoiceField(
            "How it came", choices=channels, look="select", initial=Channel.TELEPHONE, what="how it came"
        )
        self.fields["received_on"] = forms.DateField("Day it came", past=True, initial=clock.today())
        self.fields["received_at"] = forms.TimeField(
            "Time it came",
            required=False,
            hint="Like 9:12am. Leave it empty if it came just now",
            subject="Time it came",
        )

    def _add_source(self, *, by_worker: bool) -> None:
        their = "Their" if by_worker else "Your"
        self.fields["source_name"] = forms.TextField(f"{their} name", required=False, max_length=200)
        self.fields["source_role"] = forms.TextField(f"{their} role", required=False, max_length=120)
        self.fields["source_agency"] = forms.TextField("Organisation", required=False, max_length=200)
        self.fields["source_phone"] = forms.PhoneField("Safe number to call back", required=False)
        self.fields["source_email"] = forms.EmailField("Email address", required=False)
        self.fields["is_anonymous"] = forms.TickField("The family must not learn who said it", required=False)
        if by_worker:
            sources = [(one.code, one.words) for one in codes.known("referral_source")]
            self.fields["source_code"] = forms.ChoiceField(
                "Source, as the census counts it", choices=[("", "As the kind of contact says"), *sources],
                look="select", required=False, what="the source",
            )  # fmt: skip

    def _add_words(self) -> None:
        label = self.report.concern_label if self.report else "What they say, in their words"
        self.fields["concern"] = forms.LongTextField(label, what="what the worry is", max_chars=CONCERN_MOST, rows=6)
        self.fields["in_danger"] = forms.ChoiceField(
            "Is any child in danger right now?", choices=list(rules.YES_NO.items()), inline=True,
            what="whether a child is in danger now",
        )  # fmt: skip
        self.fields["danger_words"] = forms.LongTextField(
            "What was done to make them safe", what="what was done", max_chars=WORDS_MOST, rows=2, required=False
        )

    def _add_ground(self) -> None:
        self.fields["family_knows"] = forms.ChoiceField(
            "Does the family know?", choices=list(rules.WHOSE_KNOWLEDGE.items()), what="whether the family knows"
        )
        self.fields["consent"] = forms.ChoiceField(
            "Consent of somebody with parental responsibility",
            choices=list(rules.CONSENTS.items()),
            what="about consent",
        )
        self.fields["consent_why"] = forms.TextField(
            "Why consent was refused or is not needed", required=False, max_length=400
        )
        self.fields["asks_for_decision"] = forms.TickField(
            "This is a referral: children’s services are asked to decide", required=False,
            initial=bool(self.report and self.report.asks_for_decision),
        )  # fmt: skip

    def told(self) -> Told:
        """What the contact says, as the action takes it."""
        said = self.cleaned_data
        form = self.report.key if self.report else said["form"]
        names = (
            "concern", "in_danger", "danger_words", "family_knows", "consent", "consent_why", "child_words",
            "tried_so_far", "source_reference", "children_present",
        )  # fmt: skip
        source = {
            name: said.get(f"source_{name}") or "" for name in ("name", "role", "agency", "phone", "email", "code")
        }
        return Told(
            form=form,
            channel=Channel(said.get("channel") or Channel.ONLINE),
            asks_for_decision=bool(said.get("asks_for_decision")),
            incident_on=said.get("incident_on"),
            attendance_percent=said.get("attendance_percent"),
            is_anonymous=bool(said.get("is_anonymous")),
            source=source,
            **{name: said.get(name) or "" for name in names},
        )

    def told_by_link(self, link: OneTimeLink) -> Told:
        """As `told`, where the source is whoever a link was made for."""
        source = {"name": link.for_name, "role": link.for_role, "agency": link.agency}
        return replace(self.told(), channel=Channel.LINK, source=source)

    def received_at(self) -> dt.datetime:
        """When it came: the day and time given, or now."""
        day, time = self.cleaned_data.get("received_on"), self.cleaned_data.get("received_at")
        if day is None or (time is None and day == clock.today()):
            return clock.now()
        return dt.datetime.combine(day, time or dt.time(12), tzinfo=clock.LONDON).astimezone(dt.UTC)

    def refuse(self, fault: ContactFault) -> None:
        """Show what the action refused beside the answer it is about."""
        field = {"received": "received_at", "people": "given"}.get(fault.field, fault.field)
        number = 1 if fault.field == "people" else fault.number
        self.add_error(first_error_of(self, field, number), str(fault))
