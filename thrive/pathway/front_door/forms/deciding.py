"""The forms by which a contact is triaged and decided, and a referral responded to."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from thrive.base.calendar import clock
from thrive.base.casework.road.asking import StepForm
from thrive.govuk import forms
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions.deciding import Judged
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.models.contacts import WORDS_MOST
from thrive.pathway.front_door.queries import people as people_queries
from thrive.pathway.front_door.queries.shown import Line
from thrive.pathway.front_door.rules.contacts import Outcome, Response

LATER = "later"
FAMILY_TOLD = {"yes": "Yes", "no": "Not yet", "not_safe": "No, because it may put a child at more risk"}


class DecideForm(forms.GovukForm):
    """What comes of a contact, for each of its children; a child can be left for later.

    `is_late` asks for the reason; with `only_emergencies` no more can be chosen than to protect a child now.
    """

    mark_optional = False

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        lines: Sequence[Line],
        is_late: bool = False,
        only_emergencies: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.lines = {one.stated.number: one for one in lines}
        for number, line in self.lines.items():
            self._add_child(number, line, only_emergencies)
        self.fields["dissent"] = forms.LongTextField(
            "Who saw it otherwise, and why", max_chars=WORDS_MOST, rows=2, required=False,
            hint="Leave it empty where everybody agreed",
        )  # fmt: skip
        if is_late:
            self.fields["late_because"] = forms.LongTextField(
                "Why is it late?", what="why it is late", max_chars=WORDS_MOST, rows=2
            )
        self.fields["reply"] = forms.LongTextField(
            "What else whoever told us may know", max_chars=WORDS_MOST, rows=2, required=False,
            hint="They are told the outcome in fixed words. Nothing here about the family",
        )  # fmt: skip
        self.fields["not_told_because"] = forms.TextField(
            "Why they are not told at all", required=False, max_length=400, hint="Leave it empty to tell them"
        )

    def _add_child(self, number: int, line: Line, only_emergencies: bool) -> None:
        outcomes = [
            (one.key.value, one.title)
            for one in rules.CONTACT_OUTCOMES.values()
            if not only_emergencies or one.key == Outcome.IMMEDIATE_PROTECTION
        ]
        name = line.stated.says
        add = self.fields.__setitem__
        add(f"outcome_{number}", forms.ChoiceField(
            "What happens next", choices=[*outcomes, forms.Choice(LATER, "Decide later", divider="or")],
            what=f"what happens next for {name}", initial=LATER if line.match is None else None,
        ))  # fmt: skip
        add(f"responses_{number}", forms.MultiChoiceField(
            "If it is a referral, how children’s services respond",
            choices=[(one.key.value, one.title) for one in rules.RESPONSES.values()],
            required=False, hint="Leave it empty to decide the referral later",
        ))  # fmt: skip
        add(f"level_{number}", forms.ChoiceField(
            "Level of need", choices=list(rules.LEVELS.items()), look="select", required=False,
            what=f"the level of need of {name}",
        ))  # fmt: skip
        add(f"needs_{number}", forms.MultiChoiceField(
            "Needs found", required=False,
            choices=[(heading, [(one.code, one.words) for one in some]) for heading, some in rules.headings().items()],
        ))  # fmt: skip
        add(f"strengths_{number}", forms.LongTextField(
            "What keeps the child safe, and who helps", max_chars=WORDS_MOST, rows=2, required=False
        ))  # fmt: skip
        add(f"reason_{number}", forms.LongTextField(
            "Reason", max_chars=WORDS_MOST, rows=3, required=False, what=f"why, for {name}"
        ))  # fmt: skip
        add(f"family_told_{number}", forms.ChoiceField(
            "Has the family been told?", choices=list(FAMILY_TOLD.items()), look="select", required=False
        ))  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Who is decided for has a level and a reason; at least one child is."""
        answers = super().clean() or {}
        decided = [number for number in self.lines if answers.get(f"outcome_{number}") not in (None, "", LATER)]
        for number in decided:
            name = self.lines[number].stated.says
            if not answers.get(f"level_{number}"):
                self.add_error(f"level_{number}", f"Select the level of need of {name}")
            if not answers.get(f"reason_{number}"):
                self.add_error(f"reason_{number}", f"Enter why, for {name}")
        if not decided and not self.errors:
            self.add_error(f"outcome_{next(iter(self.lines))}", "Decide for at least one child")
        return answers

    @property
    def children(self) -> list[tuple[Line, dict[str, Any]]]:
        """Each child with their questions, for the page."""
        names = ("outcome", "responses", "level", "needs", "strengths", "reason", "family_told")
        return [(line, {name: self[f"{name}_{number}"] for name in names}) for number, line in self.lines.items()]

    def judged(self) -> list[Judged]:
        """What the action is given: the children who are decided for."""
        said = self.cleaned_data
        return [
            Judged(
                person=line.stated,
                outcome=Outcome(said[f"outcome_{number}"]),
                level=said[f"level_{number}"],
                reason=said[f"reason_{number}"],
                needs=tuple(said[f"needs_{number}"]),
                strengths=said[f"strengths_{number}"],
                responses=tuple(Response(one) for one in said[f"responses_{number}"]),
                family_told=said[f"family_told_{number}"],
            )
            for number, line in self.lines.items()
            if said[f"outcome_{number}"] != LATER
        ]

    def refuse(self, fault: ContactFault) -> None:
        """Show what the action refused beside the answer it is about."""
        field = f"{fault.field or 'outcome'}_{fault.number}" if fault.number else fault.field
        self.add_error(field if field in self.fields else None, str(fault))


class ReferralForm(forms.GovukForm):
    """How children's services respond to a referral."""

    mark_optional = False
    responses = forms.MultiChoiceField(
        "How children’s services respond",
        choices=[(one.key.value, one.title) for one in rules.RESPONSES.values()],
        what="at least one response",
    )
    reason = forms.LongTextField("Reason", what="why", max_chars=WORDS_MOST, rows=3)
    need = forms.ChoiceField("Main need, for the census", look="select", required=False)
    family_told = forms.ChoiceField(
        "Has the family been told?", choices=list(FAMILY_TOLD.items()), what="whether the family has been told"
    )
    reply = forms.LongTextField(
        "What else whoever told us may know",
        max_chars=WORDS_MOST,
        rows=2,
        required=False,
        hint="They are told the outcome in fixed words. Nothing here about the family",
    )
    not_told_because = forms.TextField(
        "Why they are not told at all", required=False, max_length=400, hint="Leave it empty to tell them"
    )

    def __init__(
        self, *args: Any, is_late: bool = False, only_emergencies: bool = False, is_imported: bool = False,
        need: str = "", **options: Any,
    ) -> None:  # fmt: skip
        """`is_imported`: a file brought the referral, so that it may have been decided on a day that has passed, and
        nobody is told through Thrive. `need` is the main need as it is known."""
        super().__init__(*args, initial={"need": need}, **options)
        needs = [("", "Not clear yet"), *rules.main_needs(clock.today()).items()]
        self.fields["need"].choices = needs  # type: ignore[attr-defined]
        if is_imported:
            del self.fields["reply"], self.fields["not_told_because"]
            self.fields["decided_on"] = forms.DateField(
                "On which day was it decided?", what="the day it was decided", initial=clock.today()
            )
        if is_late:
            self.fields["late_because"] = forms.LongTextField(
                "If it was late, why?" if is_imported else "Why is it late?", what="why it is late",
                max_chars=WORDS_MOST, rows=2, required=not is_imported,
            )  # fmt: skip
        if only_emergencies:
            now = rules.RESPONSES[Response.IMMEDIATE_PROTECTION]
            self.fields["responses"].choices = [(now.key.value, now.title)]  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """What the action is given."""
        said = dict(self.cleaned_data)
        return {**said, "responses": [Response(one) for one in said["responses"]]}


class TriageForm(StepForm):
    """How urgent a contact is, who looks into it, what was made of it."""

    urgency = forms.ChoiceField("How urgent is it?", choices=list(rules.URGENCIES.items()), what="how urgent it is")
    worker = forms.ChoiceField("Who looks into it", look="select", required=False)
    analysis = forms.LongTextField(
        "What we make of it so far", what="what you make of it", max_chars=WORDS_MOST, rows=5, required=False,
        hint="Our own judgement, apart from the source’s words",
    )  # fmt: skip
    is_ready = forms.TickField("Ready for a manager to decide", required=False)
    over = forms.HiddenField(required=False)

    def prepare(self) -> None:
        """Start from the triage before. What the viewer does not read of it is kept where they write nothing."""
        before, is_withheld = self.found.triage, self.found.hides_analysis
        workers = people_queries.workers(viewer=self.viewer)
        self.kept = before.analysis if before is not None and is_withheld else ""
        if self.kept:
            self.fields[
                "analysis"
            ].help_text = "What is written here is withheld from you. It stays if you write nothing"
        self.workers = {one.ref: one for one in workers}
        self.fields["worker"].choices = [("", "Nobody yet"), *((one.ref, one.name) for one in workers)]  # type: ignore[attr-defined]
        if before is not None:
            self.initial = {
                "urgency": before.urgency,
                "worker": before.worker.ref if before.worker else "",
                "analysis": "" if is_withheld else before.analysis,
                "is_ready": before.is_ready,
                "over": str(before.pk),
            }

    def answers(self) -> dict[str, Any]:
        """What the action is given."""
        said = self.cleaned_data
        return {
            "urgency": said["urgency"],
            "worker": self.workers.get(said["worker"]),
            "analysis": said["analysis"] or self.kept,
            "is_ready": said["is_ready"],
            "over": int(said["over"]) if said["over"].isdecimal() else None,
        }
