"""Writing planned families through intake, with the facts, families and involvement of each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from thrive.base.access.invented import Cast
from thrive.base.access.models import Involvement
from thrive.base.access.rules import Capacity, Purpose
from thrive.base.calendar.ages import age_on
from thrive.base.directory.models import Place
from thrive.base.history.models import TwoTime
from thrive.base.people import intake
from thrive.base.people.invented.plan import FamilyPlan, Home, Someone, days_before
from thrive.base.people.models import (
    Characteristic,
    ContactPoint,
    Family,
    Household,
    HouseholdMember,
    Identifier,
    Life,
    Name,
    ParentalResponsibility,
    PersonFact,
    PlaceLink,
    Relationship,
    Residence,
    Warning,
)

SOURCE = "Invented"
PSEUDO_AUTHORITY = "001"  # in a pupil number: one of the codes that belong to no authority
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
SCHOOL_AGE = range(4, 17)


@dataclass
class Written:
    """A planned family as it now stands: the keys of its people, in the plan's order, and the family."""

    plan: FamilyPlan
    keys: list[int]
    family: Family


class Numbers:
    """Child ids, NHS numbers of the range that is never issued, and pupil numbers, each given once."""

    def __init__(self, first: int = 0) -> None:
        self.child, self.nhs, self.pupil = first, first * 3, first

    def child_id(self) -> str:
        """The next child id."""
        self.child += 1
        return f"WX{self.child:06d}"

    def nhs_number(self) -> str:
        """The next NHS number with a right check digit, from 999 000 0000 on."""
        while True:
            self.nhs += 1
            first = f"999{self.nhs:06d}"
            check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(first)) % 11
            if check != 10:
                return f"{first}{check % 11}"

    def upn(self, born: dt.date) -> str:
        """The next pupil number of a child born on that day, with its check letter."""
        self.pupil += 1
        school, serial = 2000 + self.pupil // 1000 % 7000, self.pupil % 1000
        digits = f"{PSEUDO_AUTHORITY}{school:04d}{(born.year + 4) % 100:02d}{serial:03d}"
        check = sum(int(digit) * place for place, digit in enumerate(digits, start=2)) % 23
        return f"{CHECK_LETTERS[check]}{digits}"


def places(cast: Cast) -> tuple[list[Place], list[Place]]:
    """The authority's schools and surgeries, in the directory."""
    schools = Place.objects.bulk_create(
        [
            Place(kind=Place.Kind.SCHOOL, code=one.code, name=one.name, organisation=one, starts_on=one.starts_on)
            for one in cast.schools
        ]
    )
    surgeries = Place.objects.bulk_create(
        [
            Place(kind=Place.Kind.SURGERY, code=f"Y{number:05d}", name=name, starts_on=cast.council.starts_on)
            for number, name in enumerate(cast.surgeries)
        ]
    )
    return schools, surgeries


def write(
    plans: Sequence[FamilyPlan],
    *,
    cast: Cast,
    numbers: Numbers,
    schools: Sequence[Place],
    surgeries: Sequence[Place],
    rng: Random,
    as_of: dt.date,
) -> list[Written]:
    """Write these families. The caller rebuilds the cards."""
    facts = _Facts(numbers, schools, surgeries, rng, as_of, cast)
    new = [
        intake.NewPerson(authority=cast.authority, facts=facts.of(one, plan), has_childhood_record=one.is_child)
        for plan in plans
        for one in plan.people
    ]
    people = iter(intake.add_people(new, by=cast.by, source=SOURCE, rebuild=False))
    keys = [[next(people).pk for _ in plan.people] for plan in plans]
    families = intake.add_families(
        [
            intake.NewFamily(
                authority=cast.authority,
                name=plan.name,
                members=[
                    (key, Capacity.CHILD if one.is_child else Capacity.ADULT, None)
                    for key, one in zip(some, plan.people, strict=True)
                ],
            )
            for plan, some in zip(plans, keys, strict=True)
        ],
        by=cast.by,
        source=SOURCE,
    )
    written = [Written(plan, some, family) for plan, some, family in zip(plans, keys, families, strict=True)]
    rows = _households(written)
    for one in written:
        rows += _ties(one)
    intake.add_facts(rows, by=cast.by, source=SOURCE)
    _enrol(new)
    return written


class _Facts:
    """The facts of one person, unsaved."""

    def __init__(
        self,
        numbers: Numbers,
        schools: Sequence[Place],
        surgeries: Sequence[Place],
        rng: Random,
        as_of: dt.date,
        cast: Cast,
    ) -> None:
        self.numbers, self.schools, self.surgeries = numbers, schools, surgeries
        self.rng, self.as_of, self.cast = rng, as_of, cast

    def of(self, one: Someone, plan: FamilyPlan) -> list[PersonFact]:
        """Everything that is recorded about one planned person."""
        rows: list[PersonFact] = [Life(born_on=one.born_on, expected_on=one.expected_on, died_on=one.died_on)]
        rows += self._names(one)
        rows += self._traits(one)
        rows += self._numbers(one)
        rows += self._homes(one, plan)
        if one.phone:
            rows.append(ContactPoint(kind="mobile", value=one.phone, safe_note=one.safe_note))
        if one.is_child and one.born_on:
            rows += self._places(one.born_on)
        if one.risk:
            rows.append(self._warning(one))
        return rows

    def _names(self, one: Someone) -> list[PersonFact]:
        if not (one.given or one.family):
            return []
        rows: list[PersonFact] = [
            Name(kind="legal", given=one.given, family=one.family, true_from=one.former_until or one.born_on)
        ]
        if one.known_as:
            rows.append(Name(kind="preferred", given=one.known_as, family=one.family))
        if one.former_family:
            rows.append(
                Name(
                    kind="former",
                    given=one.given,
                    family=one.former_family,
                    true_from=one.born_on,
                )
            )
        return rows

    def _traits(self, one: Someone) -> list[PersonFact]:
        traits = [("sex", one.sex), ("ethnicity", one.ethnicity), ("language", one.language), ("faith", one.faith)]
        traits += [("disability", code) for code in one.disabilities]
        if one.interpreter:
            traits.append(("interpreter", "Needed"))
        if one.is_child and one.born_on and age_on(one.born_on, self.as_of) < SCHOOL_AGE.start:
            traits.append(("upn_unknown", "UN1"))
        return [Characteristic(kind=kind, value=value) for kind, value in traits if value]

    def _numbers(self, one: Someone) -> list[PersonFact]:
        rows: list[PersonFact] = []
        if one.is_child:
            rows.append(Identifier(scheme="la_child_id", value=self.numbers.child_id(), authority=self.cast.authority))
        if one.born_on and (one.is_child or self.rng.random() < 0.4):
            verified = self.rng.random() < 0.8
            assurance = Identifier.Assurance.VERIFIED if verified else Identifier.Assurance.STATED
            rows.append(Identifier(scheme="nhs", value=self.numbers.nhs_number(), assurance=assurance))
        if one.is_child and one.born_on and age_on(one.born_on, self.as_of) >= SCHOOL_AGE.start:
            rows.append(Identifier(scheme="upn", value=self.numbers.upn(one.born_on)))
        return rows

    def _homes(self, one: Someone, plan: FamilyPlan) -> list[PersonFact]:
        if not plan.homes or one.died_on:
            return []
        home = plan.homes[one.home]
        since = max(home.since, one.born_on) if one.born_on else None
        rows: list[PersonFact] = []
        for place, earlier, until in plan.former_homes:
            if plan.people[place] is one and one.born_on and until > one.born_on:
                rows.append(_residence(earlier, max(earlier.since, one.born_on), until))
                since = until
        return [*rows, _residence(home, since, None)] if one.born_on else rows

    def _places(self, born: dt.date) -> list[PersonFact]:
        rows: list[PersonFact] = [PlaceLink(place=self.rng.choice(self.surgeries), true_from=born)]
        if age_on(born, self.as_of) in SCHOOL_AGE:
            started = min(dt.date(born.year + 5, 9, 1), days_before(self.as_of, 30))
            rows.append(PlaceLink(place=self.rng.choice(self.schools), true_from=started))
        return rows

    def _warning(self, one: Someone) -> Warning:
        since = days_before(self.as_of, 170)
        return Warning(
            kind="risk_to_children",
            instruction=one.risk,
            reason="Assault on a child of a former partner, recorded by the police.",
            risk_to_children=True,
            review_on=self.as_of + dt.timedelta(12),
            true_from=since,
        )


def _residence(home: Home, since: dt.date | None, until: dt.date | None) -> Residence:
    return Residence(address=home.address, postcode=home.postcode, true_from=since, true_to=until)


def _ties(one: Written) -> list[TwoTime]:
    """Relationships and parental responsibility of one family."""
    rows: list[TwoTime] = [
        Relationship(person_id=one.keys[tie.person], kind=tie.kind, other_id=one.keys[tie.other], true_from=tie.since)
        for tie in one.plan.ties
    ]
    rows += [
        ParentalResponsibility(
            person_id=one.keys[holder],
            child_id=one.keys[child],
            basis=basis,
            true_from=one.plan.people[child].born_on,
        )
        for holder, child, basis in one.plan.responsible
        if one.plan.people[child].born_on
    ]
    return rows


def _households(written: Sequence[Written]) -> list[TwoTime]:
    """Who lives with whom today."""
    homes = [(one, number, home) for one in written for number, home in enumerate(one.plan.homes)]
    made = Household.objects.bulk_create(
        [Household(address=home.address, postcode=home.postcode) for _, _, home in homes], batch_size=intake.BATCH
    )
    rows: list[TwoTime] = []
    for household, (one, number, home) in zip(made, homes, strict=True):
        for key, someone in zip(one.keys, one.plan.people, strict=True):
            if someone.home == number and not someone.died_on and someone.born_on:
                since = max(home.since, someone.born_on)
                rows.append(HouseholdMember(person_id=key, household=household, true_from=since))
    return rows


def _enrol(new: Sequence[intake.NewPerson]) -> None:
    """A pupil's school is involved with them, for their education, since they were enrolled."""
    links = [fact for one in new for fact in one.facts if isinstance(fact, PlaceLink)]
    Involvement.objects.bulk_create(
        [
            Involvement(
                subject_id=link.person_id,
                organisation_id=link.place.organisation_id,
                role="school",
                purpose=Purpose.EDUCATION,
                capacity=Capacity.CHILD,
                true_from=link.true_from,
                source=SOURCE,
            )
            for link in links
            if link.place.organisation_id
        ],
        batch_size=intake.BATCH,
    )
