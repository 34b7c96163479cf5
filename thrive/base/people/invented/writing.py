"""Writing planned families through intake, with the facts, families and schools of each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from thrive.base.access.invented import Cast
from thrive.base.access.models import Involvement
from thrive.base.access.rules import Capacity, Purpose
from thrive.base.directory.models import Place
from thrive.base.history import bulk
from thrive.base.history.models import TwoTime
from thrive.base.people import intake
from thrive.base.people.invented.numbers import Numbers
from thrive.base.people.invented.places import Places
from thrive.base.people.invented.shapes import Caution, FamilyPlan, Home, OtherFamily, Someone, days_before
from thrive.base.people.invented.stock import DAYS_IN_YEAR
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
HAS_PUPIL_NUMBER = 4 * DAYS_IN_YEAR  # days old


@dataclass
class Written:
    """A planned family as it now stands: the keys of its people, in the plan's order, the family, schools by key."""

    plan: FamilyPlan
    keys: list[int]
    family: Family
    schools: dict[int, str]


def write(
    plans: Sequence[FamilyPlan], *, cast: Cast, numbers: Numbers, places: Places, seed: int, as_of: dt.date
) -> list[Written]:
    """Write these families. The caller rebuilds the cards."""
    facts = _Facts(numbers, places, as_of, cast)
    new: list[intake.NewPerson] = []
    for plan in plans:
        rng = Random(f"{seed}:facts:{plan.number}")
        new += [
            intake.NewPerson(
                authority=cast.authority,
                facts=facts.of(one, plan, rng),
                has_childhood_record=one.is_child or one.was_in_care,
                restriction=one.restriction,
                address_restricted=one.address_restricted,
            )
            for one in plan.people
        ]
    people = iter(intake.add_people(new, by=cast.by, source=SOURCE, rebuild=False))
    keys = [[next(people).pk for _ in plan.people] for plan in plans]
    families = _families(plans, keys, cast)
    schools = _enrol(new)
    written = [
        Written(plan, some, family, {key: schools[key] for key in some if key in schools})
        for plan, some, family in zip(plans, keys, families, strict=True)
    ]
    rows = _households(written)
    for one in written:
        rows += _ties(one)
    intake.add_facts(rows, by=cast.by, source=SOURCE)
    return written


def _families(plans: Sequence[FamilyPlan], keys: Sequence[Sequence[int]], cast: Cast) -> list[Family]:
    """The family of each plan; after them the second working sets that some of their people are in."""
    new = [
        intake.NewFamily(
            authority=cast.authority,
            name=plan.name,
            members=[
                (key, Capacity.CHILD if one.is_child else Capacity.ADULT, None)
                for key, one in zip(some, plan.people, strict=True)
            ],
        )
        for plan, some in zip(plans, keys, strict=True)
    ]
    new += [_other(one, some, cast) for plan, some in zip(plans, keys, strict=True) for one in plan.others]
    return intake.add_families(new, by=cast.by, source=SOURCE)[: len(plans)]


def _other(one: OtherFamily, keys: Sequence[int], cast: Cast) -> intake.NewFamily:
    return intake.NewFamily(
        authority=cast.authority,
        name=one.name,
        members=[(keys[place], capacity, since) for place, capacity, since, _ in one.members],
        until={keys[place]: until for place, _, _, until in one.members if until},
    )


class _Facts:
    """The facts of one person, unsaved."""

    def __init__(self, numbers: Numbers, places: Places, as_of: dt.date, cast: Cast) -> None:
        self.numbers, self.places, self.as_of, self.cast = numbers, places, as_of, cast

    def of(self, one: Someone, plan: FamilyPlan, rng: Random) -> list[PersonFact]:
        """Everything that is recorded about one planned person."""
        rows: list[PersonFact] = [Life(born_on=one.born_on, expected_on=one.expected_on, died_on=one.died_on)]
        rows += self._names(one)
        rows += self._traits(one)
        rows += self._numbers(one, rng)
        rows += self._homes(one, plan)
        if one.phone:
            rows.append(ContactPoint(kind="mobile", value=one.phone, safe_note=one.safe_note))
        if one.is_child and one.born_on:
            is_disabled = bool(set(one.disabilities) - {"NONE"})
            rows += self.places.links(rng, one.born_on, self.as_of, is_disabled=is_disabled)
        rows += [self._warning(caution, plan) for caution in one.cautions]
        return rows

    def _names(self, one: Someone) -> list[PersonFact]:
        if not (one.given or one.family):
            return []
        rows: list[PersonFact] = [
            Name(kind="legal", given=one.given, family=one.family, true_from=one.former_until or one.born_on)
        ]
        if one.known_as:
            rows.append(Name(kind="preferred", given=one.known_as, family=one.family))
        if one.former_family or one.former_given:
            given, family = one.former_given or one.given, one.former_family or one.family
            rows.append(Name(kind="former", given=given, family=family, true_from=one.born_on))
        return rows

    def _traits(self, one: Someone) -> list[PersonFact]:
        traits = [
            ("sex", one.sex),
            ("ethnicity", one.ethnicity),
            ("language", one.language),
            ("faith", one.faith),
            ("pronoun", one.pronoun),
            ("nationality", one.nationality),
            ("communication", one.communication),
            ("interpreter", "Needed" if one.interpreter else ""),
        ]
        traits += [("disability", code) for code in one.disabilities]
        if one.is_child and one.born_on and self._days(one.born_on) < HAS_PUPIL_NUMBER:
            traits.append(("upn_unknown", "UN1"))
        return [Characteristic(kind=kind, value=value) for kind, value in traits if value]

    def _numbers(self, one: Someone, rng: Random) -> list[PersonFact]:
        rows: list[PersonFact] = []
        if one.is_child or one.was_in_care:
            rows.append(Identifier(scheme="la_child_id", value=self.numbers.child_id(), authority=self.cast.authority))
        is_known, is_verified = rng.random() < 0.4, rng.random() < 0.8
        if one.born_on and (one.is_child or is_known):
            assurance = Identifier.Assurance.VERIFIED if is_verified else Identifier.Assurance.STATED
            rows.append(Identifier(scheme="nhs", value=self.numbers.nhs_number(), assurance=assurance))
        if one.is_child and one.born_on and self._days(one.born_on) >= HAS_PUPIL_NUMBER:
            rows.append(Identifier(scheme="upn", value=self.numbers.upn(one.born_on)))
        return rows

    def _homes(self, one: Someone, plan: FamilyPlan) -> list[PersonFact]:
        if not plan.homes or one.died_on or not one.born_on:
            return []
        home = plan.homes[one.home]
        since = max(home.since, one.born_on)
        rows: list[PersonFact] = []
        for place, earlier, until in plan.former_homes:
            if plan.people[place] is one and until > one.born_on:
                rows.append(_residence(earlier, max(earlier.since, one.born_on), until))
                since = until
        return [*rows, _residence(home, since, None)]

    def _warning(self, one: Caution, plan: FamilyPlan) -> Warning:
        """A warning, written by one of the lead practitioners."""
        leads = self.cast.leads
        return Warning(
            recorded_by=leads[plan.number % len(leads)][0] if leads else None,
            kind=one.kind,
            instruction=one.instruction,
            reason=one.reason,
            risk_to_children=one.risk_to_children,
            review_on=self.as_of + dt.timedelta(one.review_in),
            true_from=days_before(self.as_of, one.since),
        )

    def _days(self, born: dt.date) -> int:
        return (self.as_of - born).days


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
    made = bulk.insert_keyed([Household(address=home.address, postcode=home.postcode) for _, _, home in homes])
    rows: list[TwoTime] = []
    for household, (one, number, home) in zip(made, homes, strict=True):
        for key, someone in zip(one.keys, one.plan.people, strict=True):
            if someone.home == number and not someone.died_on and someone.born_on:
                since = max(home.since, someone.born_on)
                rows.append(HouseholdMember(person_id=key, household=household, true_from=since))
    return rows


def _enrol(new: Sequence[intake.NewPerson]) -> dict[int, str]:
    """A pupil's school is involved with them while they are enrolled. Returns the names of today's schools by key."""
    links = [
        fact
        for one in new
        for fact in one.facts
        if isinstance(fact, PlaceLink) and fact.place.kind == Place.Kind.SCHOOL
    ]
    bulk.insert(
        [
            Involvement(
                subject_id=link.person_id,
                organisation_id=link.place.organisation_id,
                role="school",
                purpose=Purpose.EDUCATION,
                capacity=Capacity.CHILD,
                true_from=link.true_from,
                true_to=link.true_to,
                source=SOURCE,
            )
            for link in links
        ]
    )
    return {link.person_id: link.place.name for link in links if link.true_to is None}
