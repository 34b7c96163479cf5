"""The forms of plans: a version, the answer to it, how an action stands, and which two versions are compared."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Capacity
from thrive.base.casework.actions.plans import ActionSaid, NeedSaid, OpinionSaid
from thrive.base.casework.forms.approvals import AskForm, DecideForm
from thrive.base.casework.queries.plans import PlanView
from thrive.base.casework.rules.plans import LINE_MOST, STATES, TEXT_MOST, WHY_MOST
from thrive.base.offers import PlanKind
from thrive.base.people.queries.members import Member
from thrive.govuk import forms

ADD = "do_add"
FEWEST, MOST = 1, 20  # needs
SPARE, MOST_ACTIONS = 2, 20  # empty boxes for actions under a need, and all of them
NEED, OUTCOME, KNOWN = "need_", "outcome_", "known_"
WHAT, WHO, BY, STEP = "what_", "who_", "by_", "step_"
SAYS, WHY_NOT = "says_", "whynot_"
NUMBERED = re.compile(rf"{NEED}(\d{{1,2}})")
ACTION = re.compile(rf"{WHAT}(\d{{1,2}})_(\d{{1,2}})")
USER, PERSON = "user-", "person-"


class PlanForm(AskForm):
    """A version of a plan: needs with outcomes and actions, and what the children and parents think of it.

    `one_more` adds a need. With `view` it follows that version: the people are given, and a reason is asked for.
    """

    mark_optional = False

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        members: Sequence[Member],
        workers: Sequence[User],
        approvers: Sequence[User],
        kinds: Sequence[PlanKind],
        view: PlanView | None = None,
        one_more: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(data, approvers=approvers, **options)
        self.members = {one.ref: one for one in members}
        self.workers = {one.ref: one for one in workers}
        self.kinds = {one.key: one for one in kinds}
        self.view = view
        if view is None:
            self.fields["about"] = forms.MultiChoiceField(
                "Who is the plan about?",
                what="who the plan is about",
                choices=[forms.Choice(one.ref, one.name, hint=one.age_words) for one in members if one.is_child],
                initial=[one.ref for one in members[:1]],
            )
        else:
            self.fields["why"] = forms.TextField(
                "Why is there a further version?", what="why there is a further version", max_chars=WHY_MOST
            )
            self.fields["seen"] = forms.HiddenField(required=False, initial=str(view.version.number))
        if len(kinds) > 1:
            self.fields["moves_to"] = forms.ChoiceField(
                "Which kind of plan is it now?", what="the kind of plan", initial=kinds[0].key,
                choices=[(one.key, one.title) for one in kinds],
            )  # fmt: skip
        self.fields["review_on"] = forms.DateField("When is it looked at again?", what="when it is looked at again")
        self.boxes = min(MOST, _needs_in(data, self.initial) + one_more)
        for number in range(1, self.boxes + 1):
            self._add_need(number, data)
        for one in members:
            if one.is_living and (one.is_child or one.capacity == Capacity.ADULT):
                self.fields[f"{SAYS}{one.ref}"] = forms.LongTextField(
                    f"What {one.short} thinks of the plan", required=False, max_chars=TEXT_MOST, rows=2
                )
                self.fields[f"{WHY_NOT}{one.ref}"] = forms.TextField(
                    f"If that is not there, why? ({one.short})", required=False, max_chars=LINE_MOST * 2
                )

    def _add_need(self, number: int, data: QueryDict | None) -> None:
        self.fields[f"{NEED}{number}"] = forms.TextField(f"Need {number}", required=False, max_chars=LINE_MOST)
        self.fields[f"{OUTCOME}{number}"] = forms.LongTextField(
            "What shall come of it, in the family’s words", required=False, max_chars=TEXT_MOST, rows=2
        )
        self.fields[f"{KNOWN}{number}"] = forms.LongTextField(
            "How will we know?", required=False, max_chars=TEXT_MOST, rows=2
        )
        who = [
            ("", "Choose"),
            *((f"{PERSON}{one.ref}", one.name) for one in self.members.values() if one.is_living),
            *((f"{USER}{one.ref}", one.name) for one in self.workers.values()),
        ]
        for place in range(1, self._actions_of(number, data) + 1):
            end = f"{number}_{place}"
            self.fields[f"{WHAT}{end}"] = forms.TextField(
                f"Action {place} for need {number}", required=False, max_chars=LINE_MOST * 2
            )
            self.fields[f"{WHO}{end}"] = forms.ChoiceField(
                f"Who does action {place} for need {number}?", choices=who, look="select", required=False
            )
            self.fields[f"{BY}{end}"] = forms.DateField(
                f"By when is action {place} for need {number} done?", required=False
            )
            self.fields[f"{STEP}{end}"] = forms.HiddenField(required=False)

    def _actions_of(self, number: int, data: QueryDict | None) -> int:
        found = [match for name in [*(data or {}), *self.initial] if (match := ACTION.fullmatch(name))]
        places = [int(match[2]) for match in found if int(match[1]) == number]
        filled = [place for place in places if self.initial.get(f"{WHAT}{number}_{place}")]
        return min(MOST_ACTIONS, max([SPARE, len(filled) + SPARE, *places]))

    @property
    def need_rows(self) -> list[tuple[int, list[Any], list[tuple[list[Any], Any]]]]:
        """Each need: its number, its boxes, and those of its actions with the hidden one."""
        rows = []
        for number in range(1, self.boxes + 1):
            places = [int(one[2]) for name in self.fields if (one := ACTION.fullmatch(name)) and int(one[1]) == number]
            acts = [
                ([self[f"{name}{number}_{place}"] for name in (WHAT, WHO, BY)], self[f"{STEP}{number}_{place}"])
                for place in places
            ]
            rows.append((number, [self[f"{name}{number}"] for name in (NEED, OUTCOME, KNOWN)], acts))
        return rows

    @property
    def opinion_rows(self) -> list[list[Any]]:
        """The boxes for what each thinks."""
        return [
            [self[name], self[f"{WHY_NOT}{name.removeprefix(SAYS)}"]] for name in self.fields if name.startswith(SAYS)
        ]

    @property
    def ticked(self) -> list[Member]:
        """Whom it is about."""
        if self.view is not None:
            keys = {one.pk for one in self.view.subjects}
            return [one for one in self.members.values() if one.subject_id in keys]
        return [one for ref, one in self.members.items() if ref in self.cleaned_data.get("about", ())]

    def clean(self) -> dict[str, Any]:
        """A need has an outcome, an action somebody who does it, and each child an opinion or why there is none."""
        answers = super().clean() or {}
        if not any(answers.get(f"{NEED}{number}") for number in range(1, self.boxes + 1)):
            self.add_error(f"{NEED}1", "Enter a need")
        for number in range(1, self.boxes + 1):
            if answers.get(f"{NEED}{number}") and not answers.get(f"{OUTCOME}{number}"):
                self.add_error(f"{OUTCOME}{number}", "Enter what shall come of it, in the family’s words")
        for name in list(self.fields):
            if (match := ACTION.fullmatch(name)) and answers.get(name):
                end = f"{match[1]}_{match[2]}"
                if not answers.get(f"{WHO}{end}"):
                    self.add_error(f"{WHO}{end}", f"Select who does action {match[2]} for need {match[1]}")
                if not answers.get(f"{NEED}{match[1]}"):
                    self.add_error(f"{NEED}{match[1]}", f"Enter need {match[1]}, or take its actions out")
        for one in self.ticked:
            says = f"{SAYS}{one.ref}"
            if says in self.fields and not answers.get(says) and not answers.get(f"{WHY_NOT}{one.ref}"):
                self.add_error(says, f"Enter what {one.short} thinks of the plan, or why that is not there")
        return answers

    def kind(self) -> PlanKind:
        """Which kind of plan it is now."""
        return self.kinds[self.cleaned_data.get("moves_to") or next(iter(self.kinds))]

    def answers(self, people: Mapping[str, Subject]) -> dict[str, Any]:
        """What the action is given; `people` go by ref."""
        said = self.cleaned_data
        needs = [
            NeedSaid(
                need=said[f"{NEED}{number}"],
                outcome=said[f"{OUTCOME}{number}"],
                known_by=said[f"{KNOWN}{number}"],
                actions=[
                    self._action(one[0][0].name.removeprefix(WHAT), people) for one in acts if said[one[0][0].name]
                ],
            )
            for number, _, acts in self.need_rows
            if said[f"{NEED}{number}"]
        ]
        opinions = {
            one.subject_id: OpinionSaid(text=said[f"{SAYS}{ref}"], why_not=said[f"{WHY_NOT}{ref}"])
            for ref, one in self.members.items()
            if said.get(f"{SAYS}{ref}") or said.get(f"{WHY_NOT}{ref}")
        }
        return {"needs": needs, "opinions": opinions, "review_on": said["review_on"], **self.asks()}

    def _action(self, end: str, people: Mapping[str, Subject]) -> ActionSaid:
        said = self.cleaned_data
        who = said[f"{WHO}{end}"]
        return ActionSaid(
            what=said[f"{WHAT}{end}"],
            user=self.workers.get(who.removeprefix(USER)) if who.startswith(USER) else None,
            person=people.get(who.removeprefix(PERSON)) if who.startswith(PERSON) else None,
            due_on=said[f"{BY}{end}"],
            step=said[f"{STEP}{end}"],
        )


def filled_from(view: PlanView, members: Sequence[Member], workers: Sequence[User]) -> dict[str, Any]:
    """What a further version starts from: the one before, with its actions that are open."""
    refs = {one.subject_id: one.ref for one in members}
    users = {one.pk: one.ref for one in workers}
    initial: dict[str, Any] = {"moves_to": view.kind.key}
    for number, one in enumerate(view.needs, start=1):
        initial |= {f"{NEED}{number}": one.need, f"{OUTCOME}{number}": one.outcome, f"{KNOWN}{number}": one.known_by}
        for place, act in enumerate([act for act in one.actions if act.is_open], start=1):
            end = f"{number}_{place}"
            who = f"{USER}{users[act.user]}" if act.user in users else ""
            who = f"{PERSON}{refs[act.person]}" if act.person in refs else who
            initial |= {f"{WHAT}{end}": act.what, f"{WHO}{end}": who, f"{BY}{end}": act.due_on, f"{STEP}{end}": act.ref}
    return initial


def _needs_in(data: QueryDict | None, initial: Mapping[str, Any]) -> int:
    names = [*(data or {}), *initial]
    return max([FEWEST, *(int(match[1]) for name in names if (match := NUMBERED.fullmatch(name)))])


class AnswerForm(DecideForm):
    """Agreed, with what one wants to say of it, or returned with the reason."""

    outcome = forms.ChoiceField(
        "What is your answer?", what="your answer",
        choices=[("agreed", "Agree to it"), ("returned", "Return it for changes")],
    )  # fmt: skip


class ProgressForm(forms.GovukForm):
    """How an action stands."""

    mark_optional = False
    state = forms.ChoiceField("How does it stand?", what="how it stands", choices=list(STATES.items()))
    said = forms.LongTextField(
        "What has been done? (optional)", required=False, subject="What has been done", max_chars=LINE_MOST * 2, rows=2
    )
    why = forms.TextField(
        "Why is it no longer needed? (only where it is not)", required=False, subject="Why", max_chars=WHY_MOST
    )


class CompareForm(forms.GovukForm):
    """Two versions by number."""

    mark_optional = False

    def __init__(self, data: QueryDict | None = None, *, numbers: Sequence[int], **options: Any) -> None:
        super().__init__(data, **options)
        choices = [(str(one), f"Version {one}") for one in numbers]
        self.fields["before"] = forms.ChoiceField("From", what="a version", choices=choices, look="select")
        self.fields["after"] = forms.ChoiceField("To", what="a version", choices=choices, look="select")
