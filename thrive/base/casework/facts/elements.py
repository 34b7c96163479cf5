"""Which statuses people have, judged by the elements on record and the rules the pathway offers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from thrive.base.casework.models import CollectionSeen, ImportedElement
from thrive.base.history.prepared import prepared
from thrive.base.local import codes
from thrive.base.offers import REGISTRY, Status, StatusRule


def statuses(people: Sequence[int], day: dt.date, known: dt.datetime | None = None) -> dict[int, list[Status]]:
    """The statuses of these people on `day`, as known at `known` (default now): one for each rule of which an element
    was open that day; without what a domain has taken over.

    Two queries at most, whatever the number of people. The earliest open element gives the start.
    """
    rules = {rule.kind: rule for rule in REGISTRY.status_rules if rule.kind not in REGISTRY.taken_over}
    found: dict[int, dict[str, Status]] = defaultdict(dict)
    for row in _open(people=people, kinds=list(rules), day=day, known=known):
        rule = rules[row.kind]
        if not (rule.unless and row.content.get(rule.unless)):
            found[row.subject_id].setdefault(rule.key, _status(rule, row))
    return {person: list(some.values()) for person, some in found.items()}


@prepared
def _open(
    *, people: Sequence[int], kinds: Sequence[str], day: dt.date, known: dt.datetime | None
) -> "QuerySet[ImportedElement]":
    rows = ImportedElement.objects.as_at(day, known).filter(subject_id__in=people, kind__in=kinds)
    return rows.order_by("true_from", "pk")


def newest_seen(subjects: Sequence[int], collection: str) -> dict[int, dt.date]:
    """The day of the newest collection of this kind that spoke of each of these Subjects, where any has."""
    seen = CollectionSeen.objects.filter(subject_id__in=subjects, collection=collection)
    return dict(seen.values_list("subject_id", "as_at"))


def _status(rule: StatusRule, row: ImportedElement) -> Status:
    code = row.content.get(rule.adds, "") if rule.adds else ""
    words = codes.words(rule.adds_list, code, row.collection_year) if code else None
    label = f"{rule.label}: {words.lower()}" if words else rule.label
    return Status(rule.key, label, rule.tone, rule.rank, row.true_from, row.ref)


def turned_on(day: dt.date) -> set[int]:
    """People of whom an element begins or ends on `day`, so that a status may."""
    rows = ImportedElement.objects.current().filter(Q(true_from=day) | Q(true_to=day))
    return set(rows.values_list("subject_id", flat=True))
