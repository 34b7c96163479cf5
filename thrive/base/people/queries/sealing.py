"""What is sealed of an open record, for the few who are named for it, and what would be sealed with a fact."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import User
from thrive.base.history import audit
from thrive.base.people import permissions, sealed
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Card, Identifier, Name, PartSeal, PersonFact, Relationship
from thrive.base.people.queries.details import wording
from thrive.base.people.queries.guarding import named_on
from thrive.base.people.queries.records import Record
from thrive.base.people.rules import RELATIONSHIPS

RESTRICTED = "Somebody whose record is closed to you"


@dataclass(frozen=True)
class Part:
    """One seal, with what it covers in words. `lines`: once each, what held first."""

    ref: str
    seal: PartSeal
    kind: str
    lines: Sequence[str]
    reason: str
    why: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Asked:
    """A fact that somebody means to seal."""

    row: PersonFact
    kind: str
    lines: Sequence[str]


def parts_of(record: Record) -> list[Part]:
    """What is sealed of this person, the latest first. That it was read is logged. Four queries and one a kind.

    Raises NotFound for whoever is not named for it: that there is anything is not said either.
    """
    if not policy.is_named_for_sealed(record.viewer, record.subject):
        raise NotFound(record.ref)
    seals = list(
        PartSeal.objects.current()
        .filter(subject_id__in=record.subject.about_ids(), lifted=False)
        .select_related("recorded_by", "subject__person")
        .prefetch_related("rows")
        .order_by("-recorded_at", "-pk")
    )
    audit.looked(record.viewer, "people.part.read", record.person, about=[record.subject.pk])
    said = _said(record, seals)
    return [
        Part(
            ref=one.ref,
            seal=one,
            kind=str(one.get_part_display()),
            lines=said[one.pk],
            reason=str(one.get_reason_display()),
            why=one.why,
            by=one.recorded_by.name,
            at=one.recorded_at,
        )
        for one in seals
    ]


def part_called(record: Record, ref: str) -> Part:
    """One of them. Raises NotFound for any other."""
    found = next((one for one in parts_of(record) if one.ref == ref), None)
    if found is None:
        raise NotFound(ref)
    return found


def asked_for(record: Record, part: str, key: int) -> Asked:
    """A fact of this person that is on record now, to be sealed. Raises NotFound for any other row, and for a
    relationship with somebody whose record is closed to the viewer."""
    model = sealed.SEALABLE.get(part)
    row = model.objects.current().filter(pk=key).first() if model else None
    own = {record.person.pk}
    if row is None or not own & ({row.person_id, row.other_id} if isinstance(row, Relationship) else {row.person_id}):
        raise NotFound(str(key))
    lines = _lines(record, [row])
    if lines == [RESTRICTED]:
        raise NotFound(str(key))
    return Asked(row, str(PartSeal.Part(part).label), lines)


def fact_said(record: Record, part: str, *, says: str, other: str = "") -> PersonFact:
    """The fact of this person, on record now, that says this: a name or number in these words, or a relationship with
    the person called `other`. One query, and two for a relationship.

    Raises CannotBe where nothing open to the viewer says so.
    """
    model = sealed.SEALABLE[part]
    own = {record.person.pk}
    if model is Relationship:
        card = Card.objects.filter(_may_name(record), ref=other).first()
        pair = {record.person.pk, card.person_id} if card else own
        rows = model.objects.now().filter(person_id__in=pair, other_id__in=pair).order_by("pk")
        found = [row for row in rows if card and {row.person_id, row.other_id} == pair]
    else:
        sought = " ".join(says.split()).casefold()
        rows = model.objects.current().filter(person_id__in=own).order_by("pk")
        found = [row for row in rows if sought and _plain(row) == sought]
    if not found:
        raise CannotBe("Nothing on the record says this now", field="other" if model is Relationship else "says")
    return found[0]  # every trace goes with it, so that one of several is as good as another


def readers_called(record: Record, refs: Sequence[str]) -> list[int]:
    """The keys of these workers, who are named on the record. Two queries, or none. Raises CannotBe for any other."""
    if not refs:
        return []
    named = {one.key for one in named_on(record.subject)}
    found = set(User.objects.filter(ref__in=refs, pk__in=named).values_list("pk", flat=True))
    if len(found) != len(set(refs)):
        raise CannotBe("Name people who are named on the record", field="readers")
    return sorted(found)


def _plain(row: Name | Identifier) -> str:
    said = row.words if isinstance(row, Name) else row.value
    return " ".join(said.split()).casefold()


def _may_name(record: Record) -> Q:
    return policy.visible(record.viewer, permissions.SEE_HEADER, "person__subject")


def _said(record: Record, seals: Iterable[PartSeal]) -> dict[int, list[str]]:
    """What each seal covers, by the seal's key."""
    wanted: dict[str, dict[int, int]] = defaultdict(dict)
    for one in seals:
        label = sealed.SEALABLE[one.part]._meta.label_lower
        for kept in one.rows.all():
            if kept.table == label and kept.replaced_at is None:
                wanted[label][kept.row_id] = one.pk
    found: dict[int, list[Any]] = defaultdict(list)
    for label, keys in wanted.items():
        rows = apps.get_model(label).with_sealed.filter(pk__in=list(keys))
        for row in rows.order_by("-replaced_at", "-pk"):
            found[keys[row.pk]].append(row)
    return defaultdict(list, {key: _lines(record, rows) for key, rows in found.items()})


def _lines(record: Record, rows: Iterable[Any]) -> list[str]:
    """Rows in words, each once."""
    said: list[str] = []
    for row in rows:
        if isinstance(row, Name):
            said.append(wording.name(row))
        elif isinstance(row, Identifier):
            said.append(wording.identifier(row))
        else:
            said.append(_tie(record, row))
    return list(dict.fromkeys(said))


def _tie(record: Record, row: Relationship) -> str:
    """Who somebody is to the person: "Mother: Halina Zelwer"."""
    own = set(record.subject.about_ids())
    other = row.other_id if row.person_id in own else row.person_id
    card = Card.objects.filter(_may_name(record), person_id=other).first()
    if card is None:
        return RESTRICTED
    kind = RELATIONSHIPS.get(row.kind)
    word = (kind.words if row.person_id == other else kind.back).by(card.sex) if kind else row.kind
    return f"{word}: {card.name or 'Name not recorded'}"
