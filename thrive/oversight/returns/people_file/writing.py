"""Writing an authority's people as a people file, so that another database, or a spreadsheet, can take them.

It says what the file's columns can say: not what happened, and of former homes and schools nothing. Sealed records
are left out; restrictions are said, so that whoever takes the file in keeps them.
"""

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.models import Authority, CircleMember, Involvement, Subject
from thrive.base.access.rules import Capacity, Purpose, Restriction
from thrive.base.access.viewers import SystemViewer
from thrive.base.directory.models import Place
from thrive.base.history import audit
from thrive.base.people.models import (
    Characteristic,
    ContactPoint,
    Family,
    Identifier,
    Life,
    Name,
    PlaceLink,
    Relationship,
    Residence,
)
from thrive.oversight.returns.people_file.columns import COLUMNS

BATCH = 500  # children
PARENTS = {"F": "mother", "M": "father"}
NUMBERS = {"la_child_id": "child_id", "nhs": "nhs_number", "upn": "upn"}
FORMER = ("former", "maiden", "birth", "alias")
YES = "yes"

Row = dict[str, str]


@dataclass
class _Facts:
    """Facts true on the day of the file, by person key."""

    subjects: dict[int, Subject] = field(default_factory=dict)
    lives: dict[int, Life] = field(default_factory=dict)
    names: dict[int, list[Name]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    traits: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    homes: dict[int, Residence] = field(default_factory=dict)
    phones: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    places: dict[int, dict[str, PlaceLink]] = field(default_factory=lambda: defaultdict(dict))
    families: dict[int, tuple[str, int]] = field(default_factory=dict)  # ref and circle
    work: dict[int, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    parents: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def write(path: Path, *, authority: Authority, as_at: dt.date, by: SystemViewer) -> int:
    """Write the children of `authority` as they stand on `as_at`. Returns how many rows there are.

    The file stands only once it is whole. Writes an audit entry.
    """
    part = path.with_name(f".{path.name}.part")
    number = 0
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, [one.heading for one in COLUMNS], lineterminator="\n")
            table.writeheader()
            headings = {one.key: one.heading for one in COLUMNS}
            for row in _rows(authority, as_at):
                table.writerow({headings[key]: value for key, value in row.items()})
                number += 1
        audit.note(by, "returns.people.written", authority, children=number)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return number


def _rows(authority: Authority, as_at: dt.date) -> Iterator[Row]:
    rows = (
        Identifier.objects.current()
        .filter(scheme="la_child_id", authority=authority, status=Identifier.Status.ACTIVE)
        .exclude(person__subject__restriction=Restriction.SEALED)
    )
    ids = sorted((value, key) for key, value in rows.values_list("person_id", "value"))
    for start in range(0, len(ids), BATCH):
        keys = [key for _, key in ids[start : start + BATCH]]
        known = _gather(keys, as_at)
        yield from (_row(key, known, as_at) for key in keys)


def _gather(keys: Sequence[int], as_at: dt.date) -> _Facts:
    known = _Facts()
    of_children = Relationship.objects.as_at(as_at).filter(other_id__in=keys, kind="parent").order_by("pk")
    for parent, child in of_children.values_list("person_id", "other_id"):
        known.parents[child].append(parent)
    everybody = [*keys, *{parent for some in known.parents.values() for parent in some}]
    _gather_people(known, everybody, as_at)
    _gather_places(known, keys, as_at)
    _gather_work(known, keys, as_at)
    return known


def _gather_people(known: _Facts, keys: Sequence[int], as_at: dt.date) -> None:
    known.subjects = {one.pk: one for one in Subject.objects.filter(pk__in=keys)}
    known.lives = {one.person_id: one for one in Life.objects.current().filter(person_id__in=keys)}
    for name in Name.objects.as_at(as_at).filter(person_id__in=keys).order_by("true_from", "pk"):
        known.names[name.person_id].append(name)
    numbers = Identifier.objects.current().filter(person_id__in=keys, scheme__in=list(NUMBERS), true_to=None)
    for number in numbers.filter(status=Identifier.Status.ACTIVE).order_by("pk"):
        known.numbers[number.person_id][number.scheme] = number.value
    traits = Characteristic.objects.as_at(as_at).filter(person_id__in=keys, kind__in=("sex", "ethnicity"))
    for trait in traits.order_by("pk"):
        known.traits[trait.person_id][trait.kind] = trait.value
    homes = Residence.objects.as_at(as_at).filter(person_id__in=keys, kind=Residence.Kind.HOME)
    known.homes = {one.person_id: one for one in homes.order_by("true_from", "pk")}
    phones = ContactPoint.objects.as_at(as_at).filter(person_id__in=keys).exclude(kind=ContactPoint.Kind.EMAIL)
    for point in phones.order_by("pk"):
        known.phones[point.person_id].append(point.value)


def _gather_places(known: _Facts, keys: Sequence[int], as_at: dt.date) -> None:
    links = PlaceLink.objects.as_at(as_at).filter(person_id__in=keys).select_related("place")
    for link in links.order_by("true_from", "pk"):
        known.places[link.person_id][link.place.kind] = link


def _gather_work(known: _Facts, keys: Sequence[int], as_at: dt.date) -> None:
    """The family each child has been in longest as a child, and who works with the child or that family."""
    members = (
        CircleMember.objects.as_at(as_at)
        .filter(subject_id__in=keys, capacity=Capacity.CHILD)
        .order_by("-circle_id")
        .values_list("subject_id", "circle_id")
    )
    circles: dict[int, list[int]] = defaultdict(list)
    refs = dict(Family.objects.filter(circle_id__in={one for _, one in members}).values_list("circle_id", "ref"))
    for subject, circle in members:
        circles[circle].append(subject)
        if circle in refs:
            known.families[subject] = (refs[circle], circle)
    rows = (
        Involvement.objects.as_at(as_at)
        .filter(Q(subject_id__in=keys) | Q(circle_id__in=list(circles)), organisation=None)
        .filter(purpose__in=(Purpose.ALLOCATED, Purpose.TEAM))
        .exclude(role=policy.SEALED_ACCESS)
        .select_related("user", "team")
        .order_by("pk")
    )
    for row in rows:
        for key in [row.subject_id] if row.subject_id else circles[row.circle_id or 0]:
            known.work[key]["team" if row.team_id else "worker"] = row


def _row(key: int, known: _Facts, as_at: dt.date) -> Row:
    life, subject = known.lives.get(key) or Life(), known.subjects[key]
    row: Row = {column: known.numbers[key].get(scheme, "") for scheme, column in NUMBERS.items()}
    row |= _names(known.names[key])
    row |= {
        "born_on": _iso(life.born_on),
        "expected_on": "" if life.born_on else _iso(life.expected_on),
        "died_on": _iso(life.died_on),
        "sex": known.traits[key].get("sex", ""),
        "ethnicity": known.traits[key].get("ethnicity", ""),
        "phone": "; ".join(known.phones[key]),
        "restricted": YES if subject.restriction == Restriction.RESTRICTED else "",
        "address_restricted": YES if subject.address_restricted else "",
        "family_key": known.families[key][0] if key in known.families else "",
        "as_at": as_at.isoformat(),
    }
    row |= _home(known.homes.get(key), "")
    row |= _places(known.places[key]) | _work(known.work[key])
    taken: set[str] = set()
    for parent in known.parents[key]:
        role = PARENTS.get(known.traits[parent].get("sex", ""), "parent")
        role = role if role not in taken else "parent"
        if role not in taken:
            taken.add(role)
            row |= _parent(role, parent, known)
    return row


def _names(names: Sequence[Name], prefix: str = "") -> Row:
    legal = next((one for one in reversed(names) if one.kind == "legal"), None)
    row: Row = {}
    if legal is not None and legal.full:
        row[f"{prefix}full"] = legal.full
    elif legal is not None:
        row |= {f"{prefix}given": legal.given, f"{prefix}family": legal.family}
    if not prefix:
        preferred = next((one for one in reversed(names) if one.kind == "preferred"), None)
        row["middle"] = legal.middle if legal else ""
        row["known_as"] = (preferred.given or preferred.full) if preferred else ""
        row["former"] = "; ".join(one.words for one in names if one.kind in FORMER)
    return row


def _home(home: Residence | None, prefix: str) -> Row:
    if home is None:
        return {}
    row = {f"{prefix}address": home.address, f"{prefix}postcode": home.postcode}
    return row if prefix else {**row, "address_since": _iso(home.true_from)}


def _places(links: Mapping[str, PlaceLink]) -> Row:
    row: Row = {}
    if school := links.get(Place.Kind.SCHOOL):
        row |= {"school_urn": school.place.code, "school": school.place.name, "school_since": _iso(school.true_from)}
    if surgery := links.get(Place.Kind.SURGERY):
        row |= {"surgery_code": surgery.place.code, "surgery": surgery.place.name}
    return row


def _work(work: Mapping[str, Involvement]) -> Row:
    row: Row = {}
    if team := work.get("team"):
        row["team"] = team.team.name if team.team else ""
    if (worker := work.get("worker")) and worker.user:
        row |= {
            "worker": worker.user.name,
            "worker_email": worker.user.email,
            "worker_code": worker.user.staff_code,
            "worker_since": _iso(worker.true_from),
        }
    return row


def _parent(role: str, key: int, known: _Facts) -> Row:
    life = known.lives.get(key) or Life()
    own = known.numbers[key].get("la_child_id", "")  # a parent who was a child of this authority is one person
    return {
        **_names(known.names[key], f"{role}_"),
        f"{role}_born_on": _iso(life.born_on),
        f"{role}_key": own or known.subjects[key].ref,
        f"{role}_phone": "; ".join(known.phones[key]),
        **_home(known.homes.get(key), f"{role}_"),
    }


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
