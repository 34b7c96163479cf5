"""Writing an authority's own census for a year from the record, child by child as a stream.

Referrals are those of the front door, whether made there or brought by a file; what followed is what files brought.
The file has the shape of its year: GenderCurrent until 2024 and Sex from 2025, pre-proceedings from 2027. One element
`Reviews` is written for each review, and flags as 0 or 1, as checks elsewhere expect. Sealed records are left out.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape

from thrive.base.access.models import Authority
from thrive.base.access.rules import Restriction
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.casework.models import ImportedElement
from thrive.base.history import audit
from thrive.base.people.models import Characteristic, Identifier, Life
from thrive.oversight.returns.census import period as periods
from thrive.oversight.returns.census.period import Period
from thrive.oversight.returns.census.shape import (
    ASSESSMENT,
    CIN_PLAN,
    CP_PLAN,
    FACTORS,
    GENDER_AS_SEX,
    MODULES,
    PRE_PROCEEDINGS,
    REFERRAL,
    REVIEWS,
    SECTION_47,
    Module,
)
from thrive.pathway.front_door.queries import returned
from thrive.pathway.front_door.queries.returned import Standing

BATCH = 500  # children
NOT_ASKED, UNDER_AGE = "NOBT", "UN1"
SCHOOL_AGE = 5  # years: a younger child without a pupil number needs no other reason
GENDERS = {sex: gender for gender, sex in reversed(list(GENDER_AS_SEX.items()))}
MODULE_NAMES = {module.kind: name for name, module in MODULES.items()}
#: The order within a referral. No further action is said before child protection plans.
BEFORE_FLAG = (ASSESSMENT, CIN_PLAN, SECTION_47)
AFTER_FLAG = (CP_PLAN, PRE_PROCEEDINGS)


@dataclass
class Child:
    """What a census says of a child, as it stands on record."""

    child_id: str
    life: Life
    upn: str = ""
    former_upn: str = ""
    traits: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    referrals: list[Standing] = field(default_factory=list)
    elements: list[ImportedElement] = field(default_factory=list)

    def trait(self, kind: str) -> str:
        """The one value of a kind; empty where nothing is recorded."""
        return next(iter(self.traits[kind]), "")


def write(path: Path, *, authority: Authority, year: int, by: SystemViewer) -> int:
    """Write the census of `authority` for the collection that ends in `year`. Returns how many children it has.

    The file stands only once it is whole. Writes an audit entry.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            number = _Writer(file, authority, Period(year)).write()
        audit.note(by, "returns.census.written", authority, year=year, children=number)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return number


class _Writer:
    def __init__(self, file: TextIO, authority: Authority, period: Period) -> None:
        self.file, self.authority, self.period = file, authority, period
        self.depth = 0

    def write(self) -> int:
        """Write the whole message."""
        self.file.write('<?xml version="1.0" encoding="utf-8"?>\n')
        number = 0
        with self._within("Message"):
            self._header()
            with self._within("Children"):
                for child in children(self.authority, self.period):
                    self._child(child)
                    number += 1
        return number

    def _header(self) -> None:
        with self._within("Header"):
            with self._within("CollectionDetails"):
                self._says("Collection", "CIN")
                self._says("Year", self.period.year)
                self._says("ReferenceDate", self.period.last)
            with self._within("Source"):
                self._says("SourceLevel", "L")
                self._says("LEA", self.authority.dfe_code)
                self._says("SoftwareCode", "Thrive")
                self._says("Release", version("thrive"))
                self._says("SerialNo", "001")
                self._says("DateTime", clock.now().astimezone(clock.LONDON).strftime("%Y-%m-%dT%H:%M:%S"))

    # --- a child -----------------------------------------------------------------------------------------------

    def _child(self, child: Child) -> None:
        with self._within("Child"):
            self._identifiers(child)
            with self._within("ChildCharacteristics"):
                self._says("Ethnicity", child.trait("ethnicity") or NOT_ASKED)
                if child.traits["disability"]:
                    with self._within("Disabilities"):
                        for code in child.traits["disability"]:
                            self._says("Disability", code)
            for referral in sorted(child.referrals, key=lambda one: one.received_on):
                inside = [one for one in child.elements if one.parent_key == referral.natural_key]
                self._details(referral, inside)

    def _identifiers(self, child: Child) -> None:
        born = child.life.born_on
        is_born = born is not None and born <= self.period.last
        with self._within("ChildIdentifiers"):
            self._says("LAchildID", child.child_id)
            self._says("UPN", child.upn if is_born else "")
            self._says("FormerUPN", child.former_upn if is_born else "")
            if not (child.upn and is_born):
                self._says("UPNunknown", self._why_no_upn(child, is_born))
            self._says("PersonBirthDate", born if is_born else None)
            self._says("ExpectedPersonBirthDate", None if is_born else child.life.expected_on or born)
            sex = (child.trait("sex") or "U") if is_born else "U"
            if self.period.year < periods.SEX_FROM:
                self._says("GenderCurrent", GENDERS.get(sex, sex))
            else:
                self._says("Sex", sex)
            died = child.life.died_on
            self._says("PersonDeathDate", died if self.period.holds(died) else None)

    def _why_no_upn(self, child: Child, is_born: bool) -> str:
        born = child.life.born_on
        if not is_born or born is None or (self.period.last - born).days < SCHOOL_AGE * 365:
            return UNDER_AGE
        return child.trait("upn_unknown")

    # --- a referral --------------------------------------------------------------------------------------------

    def _details(self, referral: Standing, inside: Sequence[ImportedElement]) -> None:
        told = self.period.told(_with_conference(referral, inside), REFERRAL)
        flag = told.pop("ReferralNFA", False)
        held = told.get("DateOfInitialCPC")
        if held and dt.date.fromisoformat(held) < self.period.first:
            told.pop("DateOfInitialCPC")
        if "CINclosureDate" not in told:
            told.pop("ReasonForClosure", None)
        with self._within("CINdetails"):
            self._fields(told)
            self._modules(BEFORE_FLAG, inside)
            self._says("ReferralNFA", flag)
            self._modules(AFTER_FLAG, inside)

    def _modules(self, modules: Sequence[Module], inside: Sequence[ImportedElement]) -> None:
        for module in modules:
            found = [one for one in inside if one.kind == module.kind and self.period.has(one.kind, one.content)]
            for one in sorted(found, key=lambda each: (str(each.content.get(module.began)), each.natural_key)):
                with self._within(MODULE_NAMES[module.kind]):
                    self._module(module, one, inside)

    def _module(self, module: Module, one: ImportedElement, inside: Sequence[ImportedElement]) -> None:
        told = self.period.told(one.content, module)
        if self.period.year > periods.INTERNAL_REVIEW_UNTIL:
            told.pop("AssessmentInternalReviewDate", None)
        if module is SECTION_47 and "DateOfInitialCPC" not in told and one.content.get("conference_held_on"):
            told["ICPCnotRequired"] = False
        self._fields(told)
        if module is ASSESSMENT and "AssessmentAuthorisationDate" in told and one.content.get("factors"):
            with self._within(FACTORS[0]):
                for code in one.content["factors"]:
                    self._says(FACTORS[1], code)
        if module is CP_PLAN:
            self._reviews(one, inside)

    def _reviews(self, plan: ImportedElement, inside: Sequence[ImportedElement]) -> None:
        """One `Reviews` for each review: outside checks read only the first date of each."""
        reviews = [one for one in inside if one.kind == "cp_review" and self.period.has(one.kind, one.content)]
        for day in sorted(str(one.content["held_on"]) for one in reviews if _is_of(one, plan)):
            with self._within(REVIEWS[0]):
                self._says(REVIEWS[1], day)

    # --- text --------------------------------------------------------------------------------------------------

    def _fields(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            self._says(name, value)

    def _says(self, name: str, value: object) -> None:
        """An element with its text; nothing for None or no text."""
        if value is None or value == "":
            return
        text = str(int(value)) if isinstance(value, bool) else escape(str(value))
        self.file.write(f"{'  ' * self.depth}<{name}>{text}</{name}>\n")

    def _within(self, name: str) -> "_Within":
        return _Within(self, name)


@dataclass
class _Within:
    """An element with elements inside."""

    writer: _Writer
    name: str

    def __enter__(self) -> None:
        self.writer.file.write(f"{'  ' * self.writer.depth}<{self.name}>\n")
        self.writer.depth += 1

    def __exit__(self, *_: object) -> None:
        self.writer.depth -= 1
        self.writer.file.write(f"{'  ' * self.writer.depth}</{self.name}>\n")


def _with_conference(referral: Standing, inside: Sequence[ImportedElement]) -> dict[str, Any]:
    """What is told of a referral, with the conference that followed no enquiry in it: of a child who came on a plan."""
    found = [one.content["held_on"] for one in inside if one.kind == "conference" and _follows_referral(one)]
    return {**({"conference_held_on": min(found)} if found else {}), **referral.content}


def _follows_referral(conference: ImportedElement) -> bool:
    return conference.content.get("followed") == REFERRAL.kind


def _is_of(review: ImportedElement, plan: ImportedElement) -> bool:
    """Whether a review belongs to a plan: by its key, else by its day."""
    if review.natural_key.startswith(f"{plan.natural_key}/"):
        return True
    has_key_of_a_plan = review.natural_key.count("/") > 1
    ended = plan.content.get("ended_on") or "9999"
    return not has_key_of_a_plan and plan.content["started_on"] < review.content["held_on"] <= ended


# --- what is on record -----------------------------------------------------------------------------------------


def children(authority: Authority, period: Period) -> Iterator[Child]:
    """The children who belong to a collection, in the order of their ids, a batch at a time."""
    rows = (
        Identifier.objects.current()
        .filter(scheme="la_child_id", authority=authority, status=Identifier.Status.ACTIVE)
        .exclude(person__subject__restriction=Restriction.SEALED)
    )
    ids = sorted((value, key) for key, value in rows.values_list("person_id", "value"))
    for start in range(0, len(ids), BATCH):
        yield from _batch(ids[start : start + BATCH], authority, period)


def _batch(ids: Sequence[tuple[str, int]], authority: Authority, period: Period) -> Iterator[Child]:
    keys = [key for _, key in ids]
    elements = ImportedElement.objects.current().filter(subject_id__in=keys, authority=authority)
    found: dict[int, list[ImportedElement]] = defaultdict(list)
    for one in elements.exclude(kind=REFERRAL.kind):
        found[one.subject_id].append(one)
    referrals = returned.standing(keys)
    lives = {one.person_id: one for one in Life.objects.current().filter(person_id__in=keys)}
    made: dict[int, Child] = {}
    for child_id, key in ids:
        belongs = [one for one in referrals.get(key, ()) if period.has_referral(one.content)]
        if belongs:
            inside = _inside(belongs, found[key])
            made[key] = Child(child_id, lives.get(key) or Life(), referrals=belongs, elements=inside)
    _add_facts(made)
    yield from made.values()


def _inside(referrals: Sequence[Standing], elements: Sequence[ImportedElement]) -> list[ImportedElement]:
    """What these referrals hold."""
    keys = {one.natural_key for one in referrals}
    return [one for one in elements if one.parent_key in keys]


def _add_facts(made: Mapping[int, Child]) -> None:
    numbers = Identifier.objects.current().filter(
        person_id__in=list(made), scheme__in=("upn", "former_upn"), status=Identifier.Status.ACTIVE
    )
    for number in numbers:
        setattr(made[number.person_id], number.scheme, number.value)
    kinds = ("sex", "ethnicity", "disability", "upn_unknown")
    traits = Characteristic.objects.current().filter(person_id__in=list(made), kind__in=kinds, true_to=None)
    for trait in traits.exclude(value="").order_by("kind", "value"):
        made[trait.person_id].traits[trait.kind].append(trait.value)
