"""Rebuilding the card of a person: the one row that lists and the identity bar read.

Set-based: a constant number of queries for any number of people up to a batch. What a domain above knows
(statuses) it offers through the registry; nothing here looks upwards.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from thrive.base.access.models import CircleMember, Involvement, Team, User
from thrive.base.access.rules import NOT_NAMED, Purpose
from thrive.base.calendar import clock
from thrive.base.directory.models import Place
from thrive.base.history import wall
from thrive.base.history.prepared import prepared
from thrive.base.offers import REGISTRY
from thrive.base.people import sheets, whereabouts
from thrive.base.people.models import (
    Card,
    Characteristic,
    HouseholdMember,
    Identifier,
    Life,
    MatchDecision,
    Name,
    Person,
    PersonFact,
    PlaceLink,
    Residence,
    Warning,
)
from thrive.base.people.searching import index

BATCH = 500
MAIN_NAMES = ("legal", "birth", "religious", "alias", "former", "maiden", "preferred")  # first that is recorded
LEAD_ROLES = ("lead_practitioner", "lead_child_protection_practitioner")
OLDEST_FIRST = F("true_from").asc(nulls_first=True)  # an unknown beginning comes first, in every database

FACTS: tuple[type[PersonFact], ...] = (
    Name, Identifier, Characteristic, Residence, PlaceLink, HouseholdMember, Warning,
)  # fmt: skip


@dataclass
class Gathered:
    """Current facts of a batch of people, by person key."""

    life: dict[int, Life] = field(default_factory=dict)
    names: dict[int, list[Name]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[int, dict[str, Identifier]] = field(default_factory=lambda: defaultdict(dict))
    traits: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    homes: dict[int, Residence] = field(default_factory=dict)
    schools: dict[int, str] = field(default_factory=dict)
    household: dict[int, int] = field(default_factory=dict)
    warnings: dict[int, list[Warning]] = field(default_factory=lambda: defaultdict(list))
    leads: dict[int, tuple[str, str]] = field(default_factory=dict)
    teams: dict[int, str] = field(default_factory=dict)
    guarded: set[int] = field(default_factory=set)
    team_guarded: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)


def rebuild(person_ids: Iterable[int]) -> None:
    """Make the cards and search keys of these people agree with the facts true today, and the cards of whoever would
    give away where one of them is."""
    asked = set(person_ids)
    with wall.whole("a card is the same whoever caused it to be made"):
        keys = sorted(asked | whereabouts.companions(asked))
        for start in range(0, len(keys), BATCH):
            _rebuild_batch(keys[start : start + BATCH], clock.today())
        index(keys)


def turned_on(day: dt.date) -> set[int]:
    """People about whom something begins or stops being true on `day`: their cards are out of date that morning."""
    found: set[int] = set()
    turning = Q(true_from=day) | Q(true_to=day)
    for facts in FACTS:
        found |= set(facts._default_manager.filter(turning, replaced_at=None).values_list("person_id", flat=True))
    members = CircleMember.objects.current().filter(turning)
    involved = Involvement.objects.current().filter(turning)
    circles = involved.filter(circle__isnull=False).values("circle_id")
    found |= set(members.filter(subject__person__isnull=False).values_list("subject_id", flat=True))
    found |= set(involved.filter(subject__person__isnull=False).values_list("subject_id", flat=True).distinct())
    found |= set(CircleMember.objects.now().filter(circle_id__in=circles).values_list("subject_id", flat=True))
    return found | REGISTRY.turned_on(day)


def _rebuild_batch(keys: Sequence[int], today: dt.date) -> None:
    people = _people(keys=keys)
    known = _gather(keys)
    statuses = REGISTRY.statuses(keys, today)
    pages = sheets.gather(keys, {key: called(names)[0] for key, names in known.names.items()})
    fresh = [_card(person, known, statuses.get(person.pk, []), pages[person.pk]) for person in people]
    columns = [one.attname for one in Card._meta.concrete_fields if not one.primary_key]
    Card.objects.bulk_create(fresh, update_conflicts=True, unique_fields=["person"], update_fields=columns)


@prepared
def _people(*, keys: Sequence[int]) -> "QuerySet[Person]":
    return Person.objects.filter(pk__in=keys).select_related("subject")


def _gather(keys: Sequence[int]) -> Gathered:
    known = Gathered()
    known.life = {row.person_id: row for row in _lives(people=keys)}
    for name in _names_held(people=keys):
        known.names[name.person_id].append(name)
    for number in _numbers(people=keys):
        known.numbers[number.person_id][number.scheme] = number
    for trait in _traits(people=keys):
        known.traits[trait.person_id][trait.kind] = trait.value
    for home in _homes(people=keys):
        if home.kind == Residence.Kind.HOME or home.person_id not in known.homes:
            known.homes[home.person_id] = home
    known.schools = dict(_schools(people=keys))
    for warning in _warnings(people=keys):
        known.warnings[warning.person_id].append(warning)
    known.household = _household_sizes(keys)
    known.guarded = whereabouts.guarded_among(keys)
    known.team_guarded = known.guarded | whereabouts.in_family_of_guarded(keys)
    known.doubted = {key for pair in (*_doubts(people=keys), *_doubts_of_other(people=keys)) for key in pair}
    _gather_workers(known, keys)
    return known


@prepared
def _lives(*, people: Sequence[int]) -> "QuerySet[Life]":
    return Life.objects.current().filter(person_id__in=people)


@prepared
def _names_held(*, people: Sequence[int]) -> "QuerySet[Name]":
    return Name.objects.now().filter(person_id__in=people).order_by(OLDEST_FIRST, "pk")


@prepared
def _numbers(*, people: Sequence[int]) -> "QuerySet[Identifier]":
    return Identifier.objects.now().filter(person_id__in=people, status=Identifier.Status.ACTIVE)


@prepared
def _traits(*, people: Sequence[int]) -> "QuerySet[Characteristic]":
    wanted = (Characteristic.Kind.SEX, Characteristic.Kind.PRONOUN)
    return Characteristic.objects.now().filter(person_id__in=people, kind__in=wanted)


@prepared
def _homes(*, people: Sequence[int]) -> "QuerySet[Residence]":
    return Residence.objects.now().filter(person_id__in=people).order_by(OLDEST_FIRST, "pk")


@prepared
def _schools(*, people: Sequence[int]) -> "QuerySet[PlaceLink, tuple[int, str]]":
    rows = PlaceLink.objects.now().filter(person_id__in=people, place__kind=Place.Kind.SCHOOL)
    return rows.order_by(OLDEST_FIRST, "pk").values_list("person_id", "place__name")


@prepared
def _warnings(*, people: Sequence[int]) -> "QuerySet[Warning]":
    return Warning.objects.now().filter(person_id__in=people)


@prepared
def _doubts(*, people: Sequence[int]) -> "QuerySet[MatchDecision, tuple[int, int]]":
    """Where the record of one of these people may be of somebody else with a record."""
    return _unsure().filter(person_id__in=people).values_list("person_id", "other_id")


@prepared
def _doubts_of_other(*, people: Sequence[int]) -> "QuerySet[MatchDecision, tuple[int, int]]":
    return _unsure().filter(other_id__in=people).values_list("person_id", "other_id")


def _unsure() -> "QuerySet[MatchDecision]":
    return MatchDecision.objects.current().filter(verdict=MatchDecision.Verdict.NOT_SURE)


def _household_sizes(keys: Sequence[int]) -> dict[int, int]:
    lives_in = dict(_households(people=keys))
    sizes = dict(_sizes(households=sorted(set(lives_in.values()))))
    return {person: sizes.get(household, 0) for person, household in lives_in.items()}


@prepared
def _households(*, people: Sequence[int]) -> "QuerySet[HouseholdMember, tuple[int, int]]":
    return HouseholdMember.objects.now().filter(person_id__in=people).values_list("person_id", "household_id")


@prepared
def _sizes(*, households: Sequence[int]) -> "QuerySet[HouseholdMember, tuple[int, int]]":
    rows = HouseholdMember.objects.now().filter(household_id__in=households).values("household_id")
    counted = rows.annotate(members=Count("person_id", distinct=True)).values_list("household_id", "members")
    return counted.order_by("household_id")


def _gather_workers(known: Gathered, keys: Sequence[int]) -> None:
    """Who leads, and which team has the work: an allocation to the person outranks one to the family."""
    circles: dict[int, list[int]] = defaultdict(list)
    for circle, subject in _circles(people=keys):
        circles[circle].append(subject)
    for row in _involvements(people=keys, circles=list(circles)):
        for person in [row.subject_id] if row.subject_id else circles[row.circle_id or 0]:
            if row.team is not None:
                known.teams[person] = _team(row.team)
            elif row.user is not None and row.purpose == Purpose.ALLOCATED:
                _lead(known, person, row.user, row.role)


@prepared
def _circles(*, people: Sequence[int]) -> "QuerySet[CircleMember, tuple[int, int]]":
    return CircleMember.objects.now().filter(subject_id__in=people).values_list("circle_id", "subject_id")


@prepared
def _involvements(*, people: Sequence[int], circles: Sequence[int]) -> "QuerySet[Involvement]":
    return (
        Involvement.objects.now()
        .filter(Q(subject_id__in=people) | Q(circle_id__in=circles), organisation=None)
        .exclude(purpose__in=[*NOT_NAMED, Purpose.EMERGENCY])
        .order_by(F("subject_id").asc(nulls_first=True), "true_from", "pk")
        .select_related("user", "team")
    )


def _lead(known: Gathered, person: int, user: User, role: str) -> None:
    if role in LEAD_ROLES or person not in known.leads:
        known.leads[person] = (user.name, user.phone)


def _team(team: Team) -> str:
    return team.name


def _card(person: Person, known: Gathered, statuses: list[dict], sheet: dict) -> Card:
    key = person.pk
    life = known.life.get(key) or Life()
    main, known_as = _names(known.names[key])
    numbers = known.numbers[key]
    nhs = numbers.get("nhs")
    home = known.homes.get(key)
    lead_name, lead_phone = known.leads.get(key, ("", ""))
    warnings = known.warnings[key]
    return Card(
        person=person,
        authority_id=person.subject.authority_id,
        ref=person.subject.ref,
        name=main.short if main else "",
        sort_name=_sort_name(main),
        known_as=known_as,
        born_on=life.born_on,
        born_precision=life.born_precision,
        expected_on=life.expected_on,
        pregnancy_ended_on=life.pregnancy_ended_on,
        died_on=life.died_on,
        sex=known.traits[key].get("sex", "")[:1],
        pronoun=known.traits[key].get("pronoun", ""),
        address=home.address if home else "",
        postcode=home.postcode if home else "",
        nhs_number=nhs.value if nhs else "",
        nhs_verified=bool(nhs and nhs.assurance == Identifier.Assurance.VERIFIED),
        upn=numbers["upn"].value if "upn" in numbers else "",
        local_id=numbers["la_child_id"].value if "la_child_id" in numbers else "",
        school=known.schools.get(key, ""),
        household_size=known.household.get(key, 0),
        where_guarded=key in known.guarded,
        team_guarded=key in known.team_guarded,
        warnings=len(warnings),
        is_doubted=key in known.doubted,
        risk_to_children=any(one.risk_to_children for one in warnings),
        is_child=person.has_childhood_record,
        statuses=statuses,
        sheet=sheet,
        lead_name=lead_name,
        lead_phone=lead_phone,
        team_name=known.teams.get(key, ""),
    )


def called(names: Sequence[Name]) -> tuple[str, str]:
    """What a record goes by, and what the person is known as where that differs, by these names, oldest first."""
    main, known_as = _names(names)
    return (main.short if main else ""), known_as


def _names(names: Sequence[Name]) -> tuple[Name | None, str]:
    """The name a record goes by, and what the person is known as where that differs. The latest of a kind wins."""
    by_kind = {name.kind: name for name in names}
    main = next((by_kind[kind] for kind in MAIN_NAMES if kind in by_kind), None)
    preferred = by_kind.get("preferred")
    known_as = (preferred.full or preferred.given) if preferred and preferred is not main else ""
    return main, known_as


def _sort_name(name: Name | None) -> str:
    if name is None:
        return ""
    return (name.full or f"{name.family} {name.given}").strip().casefold()
