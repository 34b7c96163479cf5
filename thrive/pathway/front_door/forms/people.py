"""The people of a contact, typed in boxes that can be added to, and who each of them is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from thrive.base.calendar.precision import Precision
from thrive.base.matching.identity import Identity
from thrive.base.people.queries.matching import Candidate
from thrive.base.people.rules import IDENTIFIERS, SEXES
from thrive.govuk import forms
from thrive.pathway.front_door.actions.taking import MOST_PEOPLE, Stated
from thrive.pathway.front_door.models import ContactPerson
from thrive.pathway.front_door.rules import QuestionSet

ADD_CHILD, ADD_ADULT = "do_add_child", "do_add_adult"
PART, WHO, WHY = "part", "who", "why"
NEW, UNKNOWN = "new", "unknown"
NUMBERED = re.compile(rf"(?:{PART}|given)_(\d{{1,2}})")  # a radio that was left alone is not posted
#: What is typed of each person in a box of its own, by the column it is kept in.
TYPED = (
    "given",
    "family",
    "known_as",
    "relation",
    "sex",
    "address",
    "postcode",
    "school",
    "nhs_number",
    "upn",
    "phone",
)


@dataclass(frozen=True)
class Person:
    """One person of the form: number, its boxes, and, once looked for, who on record it may be."""

    number: int
    is_child: bool
    says: str
    fields: Mapping[str, Any]
    candidates: Sequence[Candidate]
    who: Any = None
    why: Any = None

    @property
    def working(self) -> list[Candidate]:
        """Those very likely meant with whom somebody works now."""
        return [one for one in self.candidates if one.is_very_likely and one.lead]


class PeopleForm(forms.GovukForm):
    """A form with boxes for several people. `candidates`: who each may be, by number; then each is asked about."""

    def add_people(
        self,
        data: QueryDict | None,
        *,
        asks: QuestionSet,
        candidates: Mapping[int, Sequence[Candidate]] | None = None,
        more: str = "",
    ) -> None:
        """Make the boxes: those posted, at least one child, and one more of the kind asked for with `more`."""
        self.candidates = dict(candidates or {})
        self.parts = parts_in(data, self.initial)
        if more and len(self.parts) < MOST_PEOPLE:
            number = max(self.parts) + 1
            self.parts[number] = more
            if self.is_bound:
                typed = QueryDict(mutable=True)
                typed.update(self.data)
                typed[f"{PART}_{number}"] = more
                self.data = typed
        for number, part in self.parts.items():
            self._add_person(number, is_child=part != ContactPerson.Part.ADULT, asks=asks)
            if number in self.candidates:
                self._ask_who(number)

    def _add_person(self, number: int, *, is_child: bool, asks: QuestionSet) -> None:
        add, what = self.fields.__setitem__, "the child" if is_child else "the adult"
        if is_child:
            kinds = [(ContactPerson.Part.CHILD, "Yes"), (ContactPerson.Part.UNBORN, "Not yet")]
            add(f"{PART}_{number}", forms.ChoiceField(
                "Is the child born?", choices=[(key.value, said) for key, said in kinds], initial="child", inline=True,
                required=False, empty_value=ContactPerson.Part.CHILD.value,
            ))  # fmt: skip
        else:
            add(f"{PART}_{number}", forms.HiddenField(initial=ContactPerson.Part.ADULT.value))
        add(f"given_{number}", forms.TextField("First name", required=False, max_length=100))
        add(f"family_{number}", forms.TextField("Last name", required=False, max_length=100))
        add(f"known_as_{number}", forms.TextField("Known as", required=False, max_length=100))
        if number > 1:
            add(f"relation_{number}", forms.TextField(
                "Who they are to the first child", required=False, max_length=120,
                hint="For example, brother, mother’s partner",
            ))  # fmt: skip
        if is_child:
            add(f"born_{number}", forms.ApproxDateField(
                "Date of birth", required=False, past=True, hint="A month or a year will do"
            ))  # fmt: skip
            add(f"expected_on_{number}", forms.DateField("Expected date of birth", required=False))
        else:
            add(f"born_{number}", forms.ApproxDateField("Date of birth", required=False, past=True))
        add(f"sex_{number}", forms.ChoiceField(
            "Sex", required=False, choices=list(SEXES.items()), inline=True, what=f"the sex of {what}"
        ))  # fmt: skip
        if number > 1:
            add(f"same_home_{number}", forms.TickField("Lives at the same address as the first child", required=False))
        add(f"address_{number}", forms.TextField("Address", required=False, max_length=300))
        add(f"postcode_{number}", forms.PostcodeField("Postcode", required=False))
        add(f"phone_{number}", forms.PhoneField("Telephone", required=False))
        if is_child:
            add(f"school_{number}", forms.TextField("School or nursery", required=False, max_length=200))
            for scheme, name, label in (
                ("nhs", "nhs_number", "NHS number"),
                ("upn", "upn", "Unique pupil number (UPN)"),
            ):
                hint = IDENTIFIERS[scheme].hint
                add(f"{name}_{number}", forms.TextField(label, required=False, width=20, hint=hint))
            add(f"harm_{number}", forms.MultiChoiceField(
                "Signs of harm outside the home", required=False, choices=list(asks.asks.items()),
                hint="Tick what was seen or said. None of it decides anything",
            ))  # fmt: skip

    def _ask_who(self, number: int) -> None:
        found = self.candidates[number]
        answers: list[Any] = [forms.Choice(one.ref, one.name, hint=one.note) for one in found if not one.is_closed]
        if any(one.is_closed for one in found):
            closed = next(one for one in found if one.is_closed)
            answers.append(forms.Choice(closed.ref, f"{closed.name} (restricted record)", hint=closed.note))
        answers += [
            forms.Choice(NEW, "Somebody who is not on record: add them" if found else "Add them to the records"),
            forms.Choice(UNKNOWN, "Not known yet", divider="or"),
        ]
        self.fields[f"{WHO}_{number}"] = forms.ChoiceField(
            "Who is this?", choices=answers, initial=None if found else NEW, what=f"who person {number} is"
        )
        if found:
            self.fields[f"{WHY}_{number}"] = forms.TextField(
                "Why none of them, if you add somebody", required=False, max_length=400, what="why it is none of them"
            )

    def clean(self) -> dict[str, Any]:
        """Numbers are what they say; nobody is added beside look-alikes without a reason."""
        answers = super().clean() or {}
        for number in self.parts:
            self._clean_numbers(number)
            is_new = answers.get(f"{WHO}_{number}") == NEW and f"{WHY}_{number}" in self.fields
            if is_new and not answers.get(f"{WHY}_{number}"):
                self.add_error(f"{WHY}_{number}", "Enter why it is none of them")
        chosen = [answers.get(f"{WHO}_{number}") for number in self.parts]
        for number in self.parts:
            who = answers.get(f"{WHO}_{number}")
            if who and who not in (NEW, UNKNOWN) and chosen.count(who) > 1:
                self.add_error(f"{WHO}_{number}", "Two people of this contact cannot be the same one")
        return answers

    def _clean_numbers(self, number: int) -> None:
        for scheme, name in (("nhs", "nhs_number"), ("upn", "upn")):
            text = self.cleaned_data.get(f"{name}_{number}")
            problem = IDENTIFIERS[scheme].problem(text) if text else None
            if problem:
                self.add_error(f"{name}_{number}", self.fields[f"{name}_{number}"].refuse(problem, "number"))  # type: ignore[attr-defined]
            elif text:
                self.cleaned_data[f"{name}_{number}"] = IDENTIFIERS[scheme].canonical(text)

    # --- What was said

    @property
    def people(self) -> list[Person]:
        """The people with their boxes, for the page."""
        return [
            Person(
                number=number,
                is_child=part != ContactPerson.Part.ADULT,
                says=self.says(number),
                fields={
                    name.rpartition("_")[0]: self[name]
                    for name in self.fields
                    if name.endswith(f"_{number}") and not name.startswith((f"{WHO}_", f"{WHY}_"))
                },
                candidates=self.candidates.get(number, []),
                who=self[f"{WHO}_{number}"] if f"{WHO}_{number}" in self.fields else None,
                why=self[f"{WHY}_{number}"] if f"{WHY}_{number}" in self.fields else None,
            )
            for number, part in self.parts.items()
        ]

    def says(self, number: int) -> str:
        """What a person is called in headings, as far as it is typed."""
        name = " ".join(filter(None, (self.value(f"given_{number}"), self.value(f"family_{number}"))))
        adult = self.parts[number] == ContactPerson.Part.ADULT
        return name or (f"Adult {number}" if adult else f"Child {number}")

    def value(self, name: str) -> str:
        """What stands in a text box."""
        return str(self[name].value() or "").strip()

    def stated(self) -> list[Stated]:
        """Everybody typed, as the action takes them. Only of a form that is valid so far."""
        return [self._stated(number, part) for number, part in self.parts.items()]

    def _stated(self, number: int, part: str) -> Stated:
        said = self.cleaned_data
        typed = {name: said.get(f"{name}_{number}") or "" for name in TYPED}
        if said.get(f"same_home_{number}"):
            typed |= {"address": said.get("address_1") or "", "postcode": said.get("postcode_1") or ""}
        born = said.get(f"born_{number}")
        chosen = said.get(f"{PART}_{number}") or part
        return Stated(
            part=chosen,
            born_on=born.date if born else None,
            born_precision=born.precision if born else Precision.DAY,
            expected_on=said.get(f"expected_on_{number}"),
            harm=tuple(said.get(f"harm_{number}") or ()),
            **typed,
        )

    def identities(self) -> dict[int, Identity]:
        """Those of whom enough is typed to be looked for, by number."""
        return {
            number: identity_of(one)
            for number, one in zip(self.parts, self.stated(), strict=True)
            if one.given or one.family or one.nhs_number or one.upn
        }

    def was_asked_who(self, numbers: Sequence[int]) -> bool:
        """Whether the page that was posted asked who these people are."""
        return all(f"{WHO}_{number}" in self.data for number in numbers)


def identity_of(one: Stated | ContactPerson) -> Identity:
    """A person of a contact in the terms of the comparison."""
    return Identity(
        given=one.given,
        middle=one.middle,
        family=one.family,
        other_names=(one.known_as,) if one.known_as else (),
        birth_date=one.born_on,
        birth_precision=Precision(one.born_precision),
        expected_on=one.expected_on,
        sex=one.sex,
        postcode=one.postcode,
        address=one.address,
        nhs_number=one.nhs_number,
        upn=one.upn,
        phones=(one.phone,) if one.phone else (),
    )


def parts_in(data: QueryDict | None, initial: Mapping[str, Any]) -> dict[int, str]:
    """The people of a form by number, and whether each is a child or an adult: those posted or filled, at least one."""
    source: Mapping[str, Any] = data if data is not None else initial
    numbers = {int(match[1]) for name in source if (match := NUMBERED.fullmatch(name))}
    found = {one: str(source.get(f"{PART}_{one}") or ContactPerson.Part.CHILD) for one in numbers}
    return dict(sorted(found.items())[:MOST_PEOPLE]) or {1: ContactPerson.Part.CHILD.value}


def first_error_of(form: PeopleForm, field: str, number: int | None) -> str | None:
    """The box that an action's refusal is about; None where the form has no such box."""
    name = f"{field}_{number}" if number else field
    return name if name in form.fields else (field if field in form.fields else None)
