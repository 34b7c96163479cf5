"""Adding a person, and what is said of those who may be the same."""

from collections.abc import Sequence
from typing import Any

from thrive.base.calendar import clock
from thrive.base.calendar.precision import Precision
from thrive.base.matching.identity import Identity
from thrive.base.people.models import Characteristic, Identifier, Life, Name, PersonFact, Residence
from thrive.base.people.queries.matching import Candidate
from thrive.base.people.rules import CODED, IDENTIFIERS, SEXES, name_problem
from thrive.base.people.searching.terms import Terms
from thrive.govuk import forms

CHILD, ADULT, UNBORN = "child", "adult", "unborn"
LONGEST_PREGNANCY_DAYS = 300  # from today; later than that is a slip of the year
SAME, DIFFERENT, NOT_SURE = "same", "different", "not_sure"
NOBODY = "nobody"
MOTHER = "mother"


class PersonForm(forms.GovukForm):
    """Who is to be added. Nothing but a name, or for an unborn child the expected date, must be known."""

    kind = forms.ChoiceField(
        "Who are you adding?",
        choices=[(CHILD, "A child or young person"), (UNBORN, "An unborn child"), (ADULT, "An adult")],
        what="who you are adding",
    )
    given = forms.TextField("First name", required=False, max_length=100)
    middle = forms.TextField("Middle names", required=False, max_length=200)
    family = forms.TextField("Last name", required=False, max_length=100)
    full = forms.TextField(
        "Full name", required=False, max_length=300, hint="Instead of the boxes above, for a name that does not split"
    )
    known_as = forms.TextField("Known as", required=False, max_length=100)
    born = forms.ApproxDateField("Date of birth", required=False, past=True, hint="A month or a year will do")
    expected = forms.DateField("Expected date of birth", required=False, today_or_after=True)
    mother = forms.TextField("Mother", required=False, hint="Her name, NHS number or child id")
    sex = forms.ChoiceField("Sex", required=False, choices=list(SEXES.items()), inline=True)
    address = forms.TextField("Address", required=False, max_length=300, hint="House and street, town")
    postcode = forms.PostcodeField("Postcode", required=False)
    nhs = forms.TextField("NHS number", required=False, width=20, hint=IDENTIFIERS["nhs"].hint)
    upn = forms.TextField("Unique pupil number (UPN)", required=False, width=20, hint=IDENTIFIERS["upn"].hint)

    def clean_nhs(self) -> str:
        """The ten digits, or what is wrong with them."""
        return self._number("nhs")

    def clean_upn(self) -> str:
        """The thirteen characters, or what is wrong with them."""
        return self._number("upn")

    def _number(self, scheme: str) -> str:
        text = self.cleaned_data[scheme]
        problem = IDENTIFIERS[scheme].problem(text) if text else None
        if problem:
            raise self.fields[scheme].refuse(problem, "number")  # type: ignore[attr-defined]
        return IDENTIFIERS[scheme].canonical(text)

    def clean(self) -> dict[str, Any]:
        """An unborn child has an expected date and a mother; everybody else a name and no expected date."""
        answers = self.cleaned_data
        kind = answers.get("kind")
        if kind == UNBORN:
            self._check_unborn(answers)
        elif kind:
            problem = name_problem(**{part: answers.get(part, "") for part in ("given", "family", "full")})
            if problem and "given" not in self.errors:
                self.add_error("full" if answers.get("full") else "given", problem)
            if answers.get("expected"):
                self.add_error("expected", "Leave out the expected date for somebody who is born")
        return answers

    def _check_unborn(self, answers: dict[str, Any]) -> None:
        if answers.get("born"):
            self.add_error("born", "Leave out the date of birth of a child who is not born")
        expected = answers.get("expected")
        if expected is None and "expected" not in self.errors:
            self.add_error("expected", "Enter the expected date of birth")
        elif expected and (expected - clock.today()).days > LONGEST_PREGNANCY_DAYS:
            self.add_error("expected", f"Expected date of birth must be within {LONGEST_PREGNANCY_DAYS} days")
        if not answers.get("mother"):
            self.add_error("mother", "Enter the mother’s name or number: the child is found through her")
        if answers.get("full") and (answers.get("given") or answers.get("family")):
            self.add_error("full", str(name_problem(given="x", family="x", full="x")))

    @property
    def unborn_is_open(self) -> bool:
        """Whether the questions about an unborn child stand open: they are answered, or wrong."""
        return any(
            self[name].value() not in (None, "") and any(self[name].value()) for name in ("expected", "mother")
        ) or bool(self.errors and ("expected" in self.errors or "mother" in self.errors))

    # --- What was said, in other terms

    @property
    def is_unborn(self) -> bool:
        """Whether the child is not born."""
        return bool(self.cleaned_data["kind"] == UNBORN)

    @property
    def has_childhood_record(self) -> bool:
        """Whether the record is kept about a child."""
        return bool(self.cleaned_data["kind"] != ADULT)

    @property
    def says(self) -> str:
        """The name typed, for headings."""
        answers = self.cleaned_data
        return answers["full"] or " ".join(filter(None, (answers["given"], answers["family"]))) or "Unborn child"

    def identity(self) -> Identity:
        """What was typed, for the comparison."""
        answers = self.cleaned_data
        born = answers["born"]
        given, family = answers["given"], answers["family"]
        if answers["full"]:
            given, _, family = answers["full"].rpartition(" ")
        return Identity(
            given=given,
            middle=answers["middle"],
            family=family,
            other_names=(answers["known_as"],) if answers["known_as"] else (),
            birth_date=born.date if born else None,
            birth_precision=born.precision if born else Precision.DAY,
            expected_on=answers["expected"],
            sex=answers["sex"],
            postcode=answers["postcode"],
            address=answers["address"],
            nhs_number=answers["nhs"],
            upn=answers["upn"],
        )

    def facts(self) -> list[PersonFact]:
        """What was typed, as unsaved facts. Nothing is made up: what was left out is not recorded."""
        answers = self.cleaned_data
        born = answers["born"]
        found: list[PersonFact] = []
        if not self.is_unborn:
            precision = born.precision if born else Precision.DAY
            found.append(Life(born_on=born.date if born else None, born_precision=precision))
        if any(answers[part] for part in ("given", "family", "full")):
            parts = {part: answers[part] for part in ("given", "middle", "family", "full")}
            found.append(Name(kind="legal", **parts))
        if answers["known_as"]:
            found.append(Name(kind="preferred", given=answers["known_as"]))
        if answers["sex"]:
            known = answers["sex"] not in CODED["sex"]
            asked_on = None if known else clock.today()
            found.append(Characteristic(kind="sex", value=answers["sex"] if known else "", asked_on=asked_on))
        if answers["address"] or answers["postcode"]:
            found.append(Residence(address=answers["address"], postcode=answers["postcode"]))
        return found + [Identifier(scheme=one, value=answers[one]) for one in ("nhs", "upn") if answers[one]]


class VerdictsForm(forms.GovukForm):
    """What the worker says of each candidate, and which of several is the mother."""

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        candidates: Sequence[Candidate] = (),
        mothers: Sequence[tuple[str, str]] = (),
        asks_mother: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.candidates = list(candidates)
        if asks_mother:
            self.fields["mother_ref"] = forms.ChoiceField(
                "Who is the mother?",
                choices=[*mothers, forms.Choice(NOBODY, "She is not on record, or not known", divider="or")],
                what="who the mother is",
            )
        for one in self.candidates:
            self.fields[f"verdict-{one.ref}"] = forms.ChoiceField(
                f"Is this {one.name}?",
                choices=[(SAME, "Same person"), (DIFFERENT, "Different"), (NOT_SURE, "Not sure")],
                inline=True,
                message=f"Select whether this is {one.name}",
            )
            self.fields[f"why-{one.ref}"] = forms.TextField(
                "Why, if they are different", required=False, max_length=400, what=f"why this is not {one.name}"
            )

    def clean(self) -> dict[str, Any]:
        """A difference has a reason; only one candidate can be the person."""
        answers = self.cleaned_data
        for one in self.candidates:
            if answers.get(f"verdict-{one.ref}") == DIFFERENT and not answers.get(f"why-{one.ref}"):
                self.add_error(f"why-{one.ref}", f"Enter why this is not {one.name}")
        if len(self.same) > 1:
            self.add_error(f"verdict-{self.same[1].ref}", "Select “Same person” for one record only")
        return answers

    @property
    def same(self) -> list[Candidate]:
        """Those said to be the same person."""
        return [one for one in self.candidates if self.cleaned_data.get(f"verdict-{one.ref}") == SAME]

    @property
    def rows(self) -> list[tuple[Candidate, Any, Any]]:
        """Each candidate with its two questions."""
        return [(one, self[f"verdict-{one.ref}"], self[f"why-{one.ref}"]) for one in self.candidates]

    @property
    def asked(self) -> list[str]:
        """What the page asks about, posted with it, so that an answer left out is told from a question not put."""
        return [*([MOTHER] if "mother_ref" in self.fields else []), *(one.ref for one in self.candidates)]

    def was_asked(self, posted: Sequence[str]) -> bool:
        """Whether these very questions were on the page that was posted."""
        return set(self.asked) <= set(posted)


def from_search(terms: Terms) -> dict[str, Any]:
    """What a search that found nobody says already of the person to be added."""
    query = terms.query()
    words = [word.capitalize() for word in query.words]
    typed = terms.find.split()
    if words:  # as typed, where the words are the name
        said = {word.casefold(): word for word in typed}
        words = [said.get(word.casefold(), word) for word in words]
        words = [word[:1].upper() + word[1:] for word in words]
    born = query.first("born")
    postcode = query.first("postcode")
    nhs, upn = query.first("nhs_number"), query.first("upn")
    address = query.first("address")
    return {
        "kind": CHILD,
        "given": words[0] if len(words) > 1 else "",
        "middle": " ".join(words[1:-1]),
        "family": words[-1] if words else "",
        "born": forms.ApproxDate(born.born.first, born.born.precision) if born and born.born else None,
        "postcode": postcode.value if postcode else "",
        "address": address.value.title() if address else "",
        "nhs": nhs.value if nhs else "",
        "upn": upn.value if upn else "",
    }
