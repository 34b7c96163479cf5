"""The forms of meetings: setting one up, who is asked, what is said while it goes on, how it ended, the minutes."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from thrive.base.access.models import Organisation, User
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.casework.actions.meetings import Said
from thrive.base.casework.queries.meetings import MeetingView, SeatLine
from thrive.base.casework.rules.meetings import AGENCIES, ATTENDANCE, LINE_MOST, RIGHTS, TEXT_MOST, WHY_MOST
from thrive.base.offers import MeetingKind
from thrive.base.people.queries.members import Member
from thrive.govuk import forms

ACTIONS = 3  # boxes for actions; saving brings empty ones
SOMEBODY = "somebody"
TOOK, WHY = "attendance_", "why_"
VIEW, RECOMMENDS = "view_", "recommends_"
SAYS, DECISION, REASON = "says_", "decision_", "reason_"
WHAT, WHO, BY = "what_", "who_", "by_"


class ArrangeForm(forms.GovukForm):
    """When and where, who chairs it; with `changing`, why it is changed."""

    mark_optional = False

    def __init__(self, data: QueryDict | None = None, *, chair: str, changing: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["on"] = forms.DateField("Date", what="the date of the meeting")
        self.fields["at"] = forms.TimeField("Time", what="the time of the meeting")
        self.fields["where"] = forms.TextField("Where (optional)", required=False, subject="Where", max_chars=LINE_MOST)
        self.fields["chair"] = forms.TextField("Who chairs it?", what="who chairs it", hint=chair, max_chars=LINE_MOST)
        if changing:
            self.fields["why"] = forms.TextField("Why is it changed?", what="why it is changed", max_chars=WHY_MOST)
            self.fields["seen"] = forms.HiddenField(required=False)

    @property
    def starts_at(self) -> dt.datetime:
        """The instant at which it is to begin."""
        day, time = self.cleaned_data["on"], self.cleaned_data["at"]
        return dt.datetime.combine(day, time, tzinfo=clock.LONDON).astimezone(dt.UTC)


class SetUpForm(ArrangeForm):
    """A meeting of one kind, about whom and what for."""

    def __init__(
        self, data: QueryDict | None = None, *, kind: MeetingKind, members: Sequence[Member], **options: Any
    ) -> None:
        super().__init__(data, chair=kind.chair, **options)
        self.members = {one.ref: one for one in members}
        self.fields["about"] = forms.MultiChoiceField(
            "Who is the meeting about?",
            what="who the meeting is about",
            choices=[forms.Choice(one.ref, one.name, hint=one.age_words) for one in members if one.is_child],
            initial=[one.ref for one in members[:1]],
        )
        self.fields["purpose"] = forms.ChoiceField(
            "What is it for?", what="what the meeting is for", choices=list(kind.purposes)
        )
        self.fields["must_be_by"] = forms.DateField(
            "Last day on which it may be held (optional)", required=False, hint=kind.by_when, subject="Last day"
        )

    @property
    def ticked(self) -> list[Member]:
        """Whom it is about."""
        return [one for ref, one in self.members.items() if ref in self.cleaned_data.get("about", ())]

    @property
    def capacities(self) -> dict[int, Capacity]:
        """In which capacity it concerns each of them."""
        return {one.subject_id: one.capacity for one in self.ticked}

    def answers(self) -> dict[str, Any]:
        """What the action is given, beside the people."""
        said = self.cleaned_data
        return {
            "starts_at": self.starts_at,
            **{name: said[name] for name in ("purpose", "where", "chair", "must_be_by")},
        }


class SeatForm(forms.GovukForm):
    """Somebody who is asked to a meeting, or is not and why."""

    mark_optional = False

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        members: Sequence[Member],
        organisations: Sequence[Organisation],
        workers: Sequence[User],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.members = {one.ref: one for one in members}
        self.workers = {one.ref: one for one in workers}
        self.organisations = {one.ref: one for one in organisations}
        people = [forms.Choice(one.ref, one.name, hint=one.age_words) for one in members if one.is_living]
        self.fields["person"] = forms.ChoiceField(
            "Who?",
            what="who it is",
            choices=[
                *people,
                *(forms.Choice(one.ref, one.name, hint=one.job_title) for one in workers),
                forms.Choice(SOMEBODY, "Somebody else", divider="or"),
            ],
        )
        self.fields["name"] = forms.TextField(
            "Name (only for somebody else)", required=False, subject="Name", max_chars=LINE_MOST
        )
        bodies = [("", "None of these"), *((one.ref, one.name) for one in organisations)]
        self.fields["organisation"] = forms.ChoiceField(
            "Organisation", choices=bodies, look="select", required=False, initial=""
        )
        self.fields["agency"] = forms.ChoiceField(
            "For which agency?", what="the agency", choices=[("", "Choose"), *AGENCIES.items()], look="select"
        )
        self.fields["part"] = forms.TextField(
            "What are they there as? (optional)", required=False, subject="What they are there as", max_chars=LINE_MOST
        )
        self.fields["right"] = forms.ChoiceField(
            "What are they told of it?", what="what they are told", choices=list(RIGHTS.items()), initial="all"
        )
        self.fields["report_due_on"] = forms.DateField(
            "Report asked for by (optional)", required=False, subject="Report asked for by"
        )
        self.fields["not_invited_because"] = forms.TextField(
            "If they are not invited, why? (optional)", required=False, subject="Why", max_chars=WHY_MOST
        )

    def clean(self) -> dict[str, Any]:
        """Somebody else has a name."""
        answers = super().clean() or {}
        if answers.get("person") == SOMEBODY and not answers.get("name"):
            self.add_error("name", "Enter a name, or what they are there as")
        return answers

    @property
    def member_ref(self) -> str:
        """The ref of the record of whoever is in the family; empty for a worker and for somebody else."""
        ref = self.cleaned_data["person"]
        return ref if ref in self.members else ""

    def answers(self) -> dict[str, Any]:
        """What the action is given, beside the person."""
        said = self.cleaned_data
        same = ("agency", "part", "right", "report_due_on", "not_invited_because")
        return {
            "user": self.workers.get(said["person"]),
            "name": said["name"] if said["person"] == SOMEBODY else "",
            "organisation": self.organisations.get(said["organisation"]) if said["person"] == SOMEBODY else None,
            **{name: said[name] for name in same},
        }


class HoldForm(forms.GovukForm):
    """One screen while the meeting goes on. What is left empty is not kept; it may be saved as often as one likes."""

    mark_optional = False

    def __init__(self, data: QueryDict | None = None, *, view: MeetingView, **options: Any) -> None:
        super().__init__(data, **options)
        self.view = view
        self.fields["note"] = self._long("What was said", rows=6)
        self.fields["at"] = forms.TimeField("Time (optional)", required=False, subject="Time")
        people = [(str(one.key), one.label) for one in view.seats]
        if people:
            self.fields["kept_from"] = forms.MultiChoiceField(
                "Who is not to be told what you save now?",
                choices=people,
                required=False,
                hint="It is left out of their copy of the minutes. Decisions and actions are told to everybody.",
            )
        for one in view.seats:
            self._add_seat(one)
        for child, _ in view.children:
            self._add_child(child.ref, child.short)
        self._add_dissent(people)
        for number in range(1, ACTIONS + 1):
            self._add_action(number, people)

    def _long(self, label: str, *, rows: int = 3) -> forms.LongTextField:
        return forms.LongTextField(label, required=False, max_chars=TEXT_MOST, rows=rows)

    def _add_seat(self, one: SeatLine) -> None:
        self.fields[f"{TOOK}{one.ref}"] = forms.ChoiceField(
            f"How {one.label} takes part", choices=[("", "Not recorded"), *ATTENDANCE.items()], look="select",
            required=False, initial=one.state,
        )  # fmt: skip
        self.fields[f"{WHY}{one.ref}"] = forms.TextField(
            f"Why {one.label} was not invited", required=False, max_chars=WHY_MOST, initial=one.why
        )
        self.fields[f"{VIEW}{one.ref}"] = self._long(f"View of {one.label}")
        self.fields[f"{RECOMMENDS}{one.ref}"] = forms.TextField(
            f"What {one.label} recommends", required=False, max_chars=LINE_MOST
        )

    def _add_child(self, ref: str, name: str) -> None:
        decisions = [("", "No decision yet"), *self.view.kind.decisions]
        self.fields[f"{SAYS}{ref}"] = self._long(f"What {name} says")
        self.fields[f"{DECISION}{ref}"] = forms.ChoiceField(
            f"Decision for {name}", choices=decisions, look="select", required=False
        )
        self.fields[f"{REASON}{ref}"] = self._long(f"Reason of the decision for {name}")

    def _add_dissent(self, people: Sequence[tuple[str, str]]) -> None:
        made = [(str(one.key), f"{one.outcome}, {one.child}") for one in self.view.of("decision")]
        if not made or not people:
            return
        self.fields["against"] = forms.ChoiceField(
            "Which decision is not agreed with?", choices=[("", "None"), *made], look="select", required=False
        )
        self.fields["dissents"] = forms.ChoiceField(
            "Who does not agree?", choices=[("", "Nobody"), *people], look="select", required=False
        )
        self.fields["dissent"] = self._long("Why they do not agree")

    def _add_action(self, number: int, people: Sequence[tuple[str, str]]) -> None:
        self.fields[f"{WHAT}{number}"] = forms.TextField(f"Action {number}", required=False, max_chars=LINE_MOST * 2)
        self.fields[f"{WHO}{number}"] = forms.ChoiceField(
            f"Who does action {number}?", choices=[("", "Choose"), *people], look="select", required=False
        )
        self.fields[f"{BY}{number}"] = forms.DateField(f"By when is action {number} done?", required=False)

    def clean(self) -> dict[str, Any]:
        """A decision has its reason, a dissent its name, an action somebody who does it."""
        answers = super().clean() or {}
        for child, _ in self.view.children:
            decision, reason = answers.get(f"{DECISION}{child.ref}"), answers.get(f"{REASON}{child.ref}")
            if decision and not reason:
                self.add_error(f"{REASON}{child.ref}", f"Enter the reason of the decision for {child.short}")
            if reason and not decision:
                self.add_error(f"{DECISION}{child.ref}", f"Select the decision for {child.short}")
        for one in self.view.seats:
            if answers.get(f"{TOOK}{one.ref}") == "not_invited" and not answers.get(f"{WHY}{one.ref}"):
                self.add_error(f"{WHY}{one.ref}", f"Enter why {one.name} was not invited")
            if answers.get(f"{RECOMMENDS}{one.ref}") and not answers.get(f"{VIEW}{one.ref}"):
                self.add_error(f"{VIEW}{one.ref}", f"Enter the view that goes with what {one.name} recommends")
        if answers.get("dissent") and not answers.get("dissents"):
            self.add_error("dissents", "Select who does not agree")
        for number in range(1, ACTIONS + 1):
            if answers.get(f"{WHAT}{number}") and not answers.get(f"{WHO}{number}"):
                self.add_error(f"{WHO}{number}", f"Select who does action {number}")
        return answers

    @property
    def seat_rows(self) -> list[tuple[SeatLine, list[Any]]]:
        """Each seat with its boxes."""
        return [(one, [self[f"{name}{one.ref}"] for name in (TOOK, WHY, VIEW, RECOMMENDS)]) for one in self.view.seats]

    @property
    def child_rows(self) -> list[tuple[Any, list[Any]]]:
        """Each child with their boxes."""
        return [
            (child, [self[f"{name}{child.ref}"] for name in (SAYS, DECISION, REASON)])
            for child, _ in self.view.children
        ]

    @property
    def action_rows(self) -> list[list[Any]]:
        """The boxes of each action."""
        return [[self[f"{name}{number}"] for name in (WHAT, WHO, BY)] for number in range(1, ACTIONS + 1)]

    @property
    def attendance(self) -> dict[int, tuple[str, str]]:
        """How each took part, by key of the seat."""
        said = self.cleaned_data
        return {
            one.key: (said[f"{TOOK}{one.ref}"], said[f"{WHY}{one.ref}"])
            for one in self.view.seats
            if said[f"{TOOK}{one.ref}"]
        }

    @property
    def said(self) -> list[Said]:
        """What was said, recommended, decided and agreed."""
        answers, at = self.cleaned_data, self._at()
        away = [int(one) for one in answers.get("kept_from", ())]
        found = [Said(kind="note", text=answers["note"], kept_from=away, said_at=at)] if answers["note"] else []
        for child, _ in self.view.children:
            key = child.subject_id
            if text := answers[f"{SAYS}{child.ref}"]:
                found.append(Said(kind="child_view", text=text, subject=key, kept_from=away, said_at=at))
            if outcome := answers[f"{DECISION}{child.ref}"]:
                reason = answers[f"{REASON}{child.ref}"]
                found.append(Said(kind="decision", text=reason, subject=key, outcome=outcome, said_at=at))
        for one in self.view.seats:
            if text := answers[f"{VIEW}{one.ref}"]:
                recommends = answers[f"{RECOMMENDS}{one.ref}"]
                found.append(Said(kind="view", text=text, seat=one.key, outcome=recommends, kept_from=away, said_at=at))
        if answers.get("dissent"):
            against = int(answers["against"]) if answers["against"] else None
            found.append(
                Said(
                    kind="dissent", text=answers["dissent"], seat=int(answers["dissents"]), against=against, said_at=at
                )
            )
        for number in range(1, ACTIONS + 1):
            if text := answers[f"{WHAT}{number}"]:
                seat, by = int(answers[f"{WHO}{number}"]), answers[f"{BY}{number}"]
                found.append(Said(kind="action", text=text, seat=seat, due_on=by, said_at=at))
        return found

    def _at(self) -> dt.datetime | None:
        time = self.cleaned_data["at"]
        if time is None:
            return None
        return dt.datetime.combine(clock.today(), time, tzinfo=clock.LONDON).astimezone(dt.UTC)


class EndForm(forms.GovukForm):
    """When it ended and, where too few were there, why it went on."""

    mark_optional = False

    def __init__(self, data: QueryDict | None = None, *, short: bool, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["on"] = forms.DateField("Date", past=True, initial=clock.today())
        self.fields["at"] = forms.TimeField("When did it end?", what="when it ended")
        if short:
            self.fields["went_on_because"] = forms.LongTextField(
                "Why did it go on?", what="why it went on", max_chars=WHY_MOST, rows=2
            )

    @property
    def ended_at(self) -> dt.datetime:
        """The instant at which it ended."""
        day, time = self.cleaned_data["on"], self.cleaned_data["at"]
        return dt.datetime.combine(day, time, tzinfo=clock.LONDON).astimezone(dt.UTC)


class CallOffForm(forms.GovukForm):
    """Why a meeting is not held."""

    why = forms.TextField("Why is it called off?", what="why it is called off", max_chars=WHY_MOST)


class MinutesForm(forms.GovukForm):
    """What the meeting came to; with `before`, why there is a further version."""

    mark_optional = False

    def __init__(self, data: QueryDict | None = None, *, before: int, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["text"] = forms.LongTextField(
            "What the meeting came to",
            what="what the meeting came to",
            max_chars=TEXT_MOST * 4,
            rows=12,
            hint="What was said, decided and agreed goes with it. Write what is to be read by everybody.",
        )
        if before:
            self.fields["why"] = forms.TextField(
                "Why is there a further version?", what="why there is a further version", max_chars=WHY_MOST
            )
        self.fields["seen"] = forms.HiddenField(required=False, initial=str(before))


class ActionForm(forms.GovukForm):
    """How an action that was agreed ended."""

    mark_optional = False
    was_done = forms.ChoiceField(
        "How did it end?", what="how it ended", choices=[("yes", "It was done"), ("no", "It is no longer needed")]
    )
    why = forms.TextField(
        "Why is it no longer needed, or how was it done? (optional where it was done)", required=False,
        subject="Why", max_chars=WHY_MOST,
    )  # fmt: skip
