"""The questions of the form that anybody may fill in, a page at a time.

Nothing is kept on the server before it is sent: each page carries the answers of the others in hidden boxes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thrive.base.calendar import clock
from thrive.base.calendar.precision import Precision
from thrive.govuk import forms, words
from thrive.govuk.pages import Row
from thrive.pathway.front_door.actions.taking import Stated, Told
from thrive.pathway.front_door.models import ContactPerson
from thrive.pathway.front_door.models.contacts import NAME_MOST
from thrive.pathway.front_door.rules import telling as rules
from thrive.pathway.front_door.rules.contacts import Channel, Consent

ADD_CHILD, ADD_ADULT = "do_add_child", "do_add_adult"
ONCE = "once"
NUMBERED = re.compile(r"(?:part|given|family|age|relation|school)_(\d{1,2})|(?:born)_(\d{1,2})-(?:day|month|year)")
BY_NAME = (
    "about", "in_danger", "concern", "address", "postcode", "family_knows", "source_name", "knows", "source_phone",
    "source_email", "may_tell",
)  # fmt: skip
NOT_SAID = "Not said"


class Question(forms.GovukForm):
    """One page of questions. `about` is whom the reader tells of, as far as they have said."""

    mark_optional = False
    key = ""
    title = ""

    def __init__(self, data: QueryDict, *, about: rules.About, more: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        self.typed = data
        self.about = about
        self.add_fields(more)

    def add_fields(self, more: str) -> None:
        """Make the boxes."""

    def unchecked(self) -> "Question":
        """The same, filled in and not checked yet."""
        self.__dict__["_errors"] = ErrorDict()
        return self

    def heading(self) -> str:
        """What stands over the page, and over its answers."""
        return self.title

    def rows(self) -> list[Row]:
        """What was answered, for the page on which it is looked at once more. Only of a form that is valid."""
        return [
            Row(str(field.label), self.cleaned_data.get(name) or NOT_SAID)
            for name, field in self.fields.items()
            if not isinstance(field, forms.HiddenField)
        ]

    def _said(self, name: str, words_for: Mapping[str, str]) -> str:
        return words_for.get(self.cleaned_data.get(name) or "", NOT_SAID)


class WhomForm(Question):
    """Whom it is about."""

    key, title = "whom", "Who are you telling us about?"

    def add_fields(self, more: str) -> None:
        """The three."""
        choices = [(key, one.title) for key, one in rules.ABOUT.items()]
        self.fields["about"] = forms.ChoiceField(
            _silent(self.title), choices=choices, what="who you are telling us about"
        )

    def rows(self) -> list[Row]:
        """Who."""
        return [Row("About", self.about.title)]


class DangerForm(Question):
    """Whether somebody must be sent now."""

    key, title = "danger", "Is a child in danger right now?"

    def add_fields(self, more: str) -> None:
        """Yes, no, or not known."""
        self.fields["in_danger"] = forms.ChoiceField(
            _silent(self.title), choices=list(rules.DANGER.items()), what="whether a child is in danger right now"
        )

    def rows(self) -> list[Row]:
        """What was said."""
        return [Row("In danger right now", self._said("in_danger", rules.DANGER))]


class WorryForm(Question):
    """The worry."""

    key = "worry"

    def add_fields(self, more: str) -> None:
        """Their own words."""
        self.fields["concern"] = forms.LongTextField(
            _silent(self.about.question), hint=self.about.hint, max_chars=rules.WORDS_MOST, rows=10,
            what="what you want to tell us", subject="What you tell us",
        )  # fmt: skip

    def heading(self) -> str:
        """The question."""
        return self.about.question

    def rows(self) -> list[Row]:
        """The words."""
        return [Row("Your words", self.cleaned_data["concern"])]


class PeopleForm(Question):
    """The children, and others who matter."""

    key, title = "people", "Who is the child, and where do they live?"

    def add_fields(self, more: str) -> None:
        """The boxes that were sent, at least one child, and one more of the kind asked for with `more`."""
        self.parts = parts_in(self.typed)
        if more and len(self.parts) < rules.MOST_PEOPLE:
            number = max(self.parts) + 1
            self.parts[number] = more
            typed = self.typed.copy()
            typed[f"part_{number}"] = more
            self.data = typed
        for number, part in self.parts.items():
            self._add_person(number, part)
        self.fields["address"] = forms.TextField(
            "Where do they live?", required=False, max_chars=300, what="where they live",
            hint="The address, or how somebody would find it",
        )  # fmt: skip
        self.fields["postcode"] = forms.PostcodeField("Postcode", required=False)

    def _add_person(self, number: int, part: str) -> None:
        add = self.fields.__setitem__
        add(f"part_{number}", forms.HiddenField(required=False))
        add(f"given_{number}", forms.TextField("First name", required=False, max_chars=NAME_MOST))
        add(f"family_{number}", forms.TextField("Last name", required=False, max_chars=NAME_MOST))
        if part == ContactPerson.Part.ADULT:
            add(f"relation_{number}", forms.TextField(
                "Who they are to the child", required=False, max_chars=120, hint="For example, mother or neighbour"
            ))  # fmt: skip
            return
        add(f"age_{number}", forms.NumberField(
            "Age in years", required=False, least=0, most=25, width=2, hint="A guess will do. Under 1 is 0",
            subject="Age",
        ))  # fmt: skip
        add(f"born_{number}", forms.DateField("Date of birth, if you know it", required=False, past=True,
                                              what="date of birth"))  # fmt: skip
        add(f"school_{number}", forms.TextField("School or nursery", required=False, max_chars=200))

    @property
    def people(self) -> list[tuple[str, list[Any]]]:
        """Each with what they are called in headings, and their boxes."""
        return [
            (self._called(number), [self[name] for name in self.fields if name.endswith(f"_{number}")])
            for number in self.parts
        ]

    @property
    def may_add(self) -> bool:
        """Whether there is room for one more."""
        return len(self.parts) < rules.MOST_PEOPLE

    def _called(self, number: int) -> str:
        same = [one for one, part in self.parts.items() if part == self.parts[number]]
        kind = "Adult" if self.parts[number] == ContactPerson.Part.ADULT else "Child"
        return kind if len(same) == 1 else f"{kind} {same.index(number) + 1}"

    def rows(self) -> list[Row]:
        """One row for each, then where they live."""
        found = [Row(self._called(number), self._in_words(number)) for number in self.parts]
        place = ", ".join(filter(None, (self.cleaned_data["address"], self.cleaned_data["postcode"])))
        return [*found, Row("Where they live", place or NOT_SAID)]

    def _in_words(self, number: int) -> str:
        said = {
            name: self.cleaned_data.get(f"{name}_{number}")
            for name in ("given", "family", "relation", "age", "born", "school")
        }
        parts = [" ".join(filter(None, (said["given"], said["family"])))]
        parts.append(said["relation"] or "")
        parts.append(f"about {said['age']}" if said["age"] is not None else "")
        parts.append(f"born {words.long_date(said['born'])}" if said["born"] else "")
        parts.append(said["school"] or "")
        return ", ".join(filter(None, parts)) or NOT_SAID

    def stated(self) -> list[Stated]:
        """The people as the action takes them. Only of a form that is valid."""
        return [self._stated(number, part) for number, part in self.parts.items()]

    def _stated(self, number: int, part: str) -> Stated:
        said = {name: self.cleaned_data.get(f"{name}_{number}") for name in ("born", "age")}
        text: dict[str, Any] = {
            name: self.cleaned_data.get(f"{name}_{number}") or "" for name in ("given", "family", "relation", "school")
        }
        if part == ContactPerson.Part.ADULT:
            return Stated(part=part, **text)
        born, precision = said["born"], Precision.DAY
        if born is None and said["age"] is not None:
            born, precision = clock.today().replace(month=1, day=1), Precision.ABOUT
            born = born.replace(year=born.year - said["age"])
        return Stated(
            part=part, born_on=born, born_precision=precision, address=self.cleaned_data["address"],
            postcode=self.cleaned_data["postcode"], **text,
        )  # fmt: skip


class FamilyForm(Question):
    """What the family knows of it."""

    key, title = "family", "Does the family know that you are telling us?"

    def add_fields(self, more: str) -> None:
        """One question."""
        self.fields["family_knows"] = forms.ChoiceField(
            _silent(self.title), choices=list(rules.FAMILY_KNOWS.items()), what="whether the family knows"
        )

    def rows(self) -> list[Row]:
        """What was said."""
        return [Row("The family knows", self._said("family_knows", rules.FAMILY_KNOWS))]


class YouForm(Question):
    """Who tells us, as far as they want to say."""

    key, title = "you", "About you"

    def add_fields(self, more: str) -> None:
        """All may be left out. Only whoever is not of the family is asked whether it may be told who it was."""
        add = self.fields.__setitem__
        add("source_name", forms.TextField("Your name", required=False, max_chars=200, autocomplete="name"))
        if self.about.is_other:
            add("knows", forms.ChoiceField(
                "How do you know the child?", required=False, what="how you know the child",
                choices=[(key, one.title) for key, one in rules.KNOWS.items()],
            ))  # fmt: skip
        add("source_phone", forms.PhoneField(
            "A number on which it is safe to call you", required=False, autocomplete="tel", what="a phone number"
        ))  # fmt: skip
        add("source_email", forms.EmailField("Email address", required=False, autocomplete="email"))
        if self.about.is_other:
            add("may_tell", forms.ChoiceField(
                "May we tell the family that it was you?", choices=[("no", "No"), ("yes", "Yes")], required=False,
                initial="no", what="whether we may tell the family", inline=True,
            ))  # fmt: skip

    def rows(self) -> list[Row]:
        """What was said."""
        said = self.cleaned_data
        rows = [Row("Your name", said["source_name"] or NOT_SAID)]
        if self.about.is_other:
            rows.append(Row("How you know the child", rules.KNOWS[said["knows"]].title))
        rows += [
            Row("Phone number", said["source_phone"] or NOT_SAID),
            Row("Email address", said["source_email"] or NOT_SAID),
        ]
        if self.about.is_other:
            rows.append(Row("We may tell the family it was you", "Yes" if said["may_tell"] == "yes" else "No"))
        return rows


QUESTIONS: Sequence[type[Question]] = (WhomForm, DangerForm, WorryForm, PeopleForm, FamilyForm, YouForm)


class Answers:
    """All the pages with what was sent so far."""

    def __init__(self, data: QueryDict, *, more: str = "") -> None:
        """`more`: one more child or adult was asked for."""
        self.data = data
        self.about = rules.ABOUT.get(data.get("about", ""), rules.ABOUT["child"])
        asked = [one for one in QUESTIONS if one is not FamilyForm or self.about.is_other]
        self.pages = {one.key: one(data, about=self.about, more=more) for one in asked}

    def page(self, key: str) -> Question:
        """The page of this key, else the first."""
        return self.pages.get(key) or next(iter(self.pages.values()))

    def beside(self, page: Question, steps: int) -> Question | None:
        """The page so many steps after this one; None where there is none."""
        keys = list(self.pages)
        at = keys.index(page.key) + steps
        return self.pages[keys[at]] if 0 <= at < len(keys) else None

    def first_wrong(self) -> Question | None:
        """The first page with something to mend or to answer."""
        return next((one for one in self.pages.values() if not one.is_valid()), None)

    def carried(self, page: Question | None) -> Iterator[tuple[str, str]]:
        """What the page sends along of the others, each value once."""
        own = set(page.fields) if page is not None else set()
        for name in self.data:
            if is_ours(name) and name.partition("-")[0] not in own:
                yield name, str(self.data[name])

    def told(self) -> Told:
        """What was said, as the action takes it. Only where nothing is wrong."""
        said = {name: value for page in self.pages.values() for name, value in page.cleaned_data.items()}
        known = rules.KNOWS[said.get("knows") or ""]
        source = {name: said[f"source_{name}"] for name in ("name", "phone", "email")}
        if self.about.is_other:
            source |= {"role": known.role, "code": known.source_code}
        return Told(
            form=self.about.form,
            channel=Channel.PUBLIC,
            concern=said["concern"],
            in_danger=said["in_danger"],
            family_knows=said.get("family_knows") or "yes",
            consent=Consent.NOT_SOUGHT,
            is_anonymous=self.about.is_other and said.get("may_tell") != "yes",
            source=source,
        )

    def stated(self) -> list[Stated]:
        """About whom it is."""
        people = self.pages[PeopleForm.key]
        assert isinstance(people, PeopleForm)
        return people.stated()


def _silent(label: str) -> SafeString:
    """A label that is heard and not seen: the heading of the page says it."""
    return format_html('<span class="govuk-visually-hidden">{}</span>', label)


def is_ours(name: str) -> bool:
    """Whether the form has a box of this name."""
    return name in BY_NAME or bool(NUMBERED.fullmatch(name))


def parts_in(data: QueryDict) -> dict[int, str]:
    """The people of the form by number: those that were sent, at least one child."""
    numbers = {int(match[1] or match[2]) for name in data if (match := NUMBERED.fullmatch(name))}
    adult, child = ContactPerson.Part.ADULT.value, ContactPerson.Part.CHILD.value
    found = {one: adult if data.get(f"part_{one}") == adult else child for one in sorted(numbers)[: rules.MOST_PEOPLE]}
    if child not in found.values():
        found = {min(found, default=1) - 1 if found else 1: child, **found}
    return found
