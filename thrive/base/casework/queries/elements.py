"""An imported record in full: what the file said, in words, since when it is known, and what was known before."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Capacity
from thrive.base.casework import facts
from thrive.base.casework.models import ImportedElement
from thrive.base.casework.queries.why import Why, judged_of, reads_as_child
from thrive.base.casework.rules import AS_IT_CAME, ELEMENT_TITLES, FIELDS, Kept
from thrive.base.history import audit, wall
from thrive.base.local import codes
from thrive.base.offers import REGISTRY
from thrive.base.people.permissions import OPEN_RECORD
from thrive.base.people.queries.records import Record, open_record
from thrive.base.record.models import Event
from thrive.govuk import words


@dataclass(frozen=True)
class Version:
    """What was held to be so from one import to the next. `changed` are the labels of fields that then differed."""

    row: ImportedElement
    changed: list[str]


@dataclass(frozen=True)
class ElementPage:
    """Everything about one imported record."""

    element: ImportedElement
    fields: list[tuple[str, list[str]]]  # label and what is said, one or several
    as_it_came: list[tuple[str, str]]
    dates: list[Why]
    versions: list[Version]
    url: str = ""  # the page of the domain that has taken it over

    @property
    def title(self) -> str:
        """What it is: "Referral"."""
        return title_of(self.element)


def element(*, viewer: User, ref: str) -> tuple[Record, ElementPage]:
    """The imported record `ref`, or the one that stands in its place; and whose record it is on.

    Logs that it was looked at. Raises NotFound where there is none, and NotAllowed as opening the record does: also
    to those who may not read what concerns the person as a child.
    """
    with wall.whole("whose record somebody was refused is said in the log"):
        found = facts.imported_called(ref)
        taken = REGISTRY.element_called(ref) if found is not None and found.kind in REGISTRY.taken_over else None
    if found is None:
        raise NotFound(ref)
    record = open_record(viewer=viewer, ref=found.subject.ref, tab="element")
    if not record.reads(Capacity.CHILD):
        raise NotAllowed("This is in a part of the record that is not open to you.", permission=OPEN_RECORD)
    audit.looked(viewer, "casework.element.read", found, about=[found.subject_id])
    return record, ElementPage(
        element=found,
        fields=[(label, [record.words.over(one) for one in said]) for label, said in _fields(found.content)],
        as_it_came=list(_flat(found.content.get(AS_IT_CAME, {}))) if record.shows_address else [],
        dates=judged_of(found, REGISTRY.clocks_for(found.kind)),
        versions=_versions(found),
        url=taken.url if taken else "",
    )


def element_panel(*, viewer: User, subject: Subject, event: Event) -> dict[str, Any] | None:
    """The imported record that an event on the timeline tells of. One query, beside the decision."""
    if event.object_type != ImportedElement._meta.label_lower:
        return None
    if not reads_as_child(viewer, subject):
        return None
    rows = ImportedElement.objects.current().filter(pk=event.object_id or 0, subject_id__in=subject.about_ids())
    found = rows.first()
    return {"element": found, "title": title_of(found)} if found else None


def title_of(row: ImportedElement) -> str:
    """What an imported record is, in words."""
    return ELEMENT_TITLES.get(row.kind, row.kind.replace("_", " ").capitalize())


def _fields(content: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Known fields in their order, then any others."""
    others = [name for name in content if name not in FIELDS and name != AS_IT_CAME]
    for name in (*FIELDS, *others):
        if name in content:
            kept = FIELDS.get(name) or Kept(name.replace("_", " ").capitalize())
            yield kept.label, [_in_words(value, kept) for value in _listed(content[name])]


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _in_words(value: Any, kept: Kept) -> str:
    """A value as a page shows it. A code nobody knows is shown as it came, and said to be unknown."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    text = str(value)
    if kept.code_list:
        known = codes.words(kept.code_list, text)
        return f"{known} ({text})" if known else f"{text} (code not known)"
    if text in ELEMENT_TITLES:
        return ELEMENT_TITLES[text]
    try:
        return words.long_date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _flat(elements: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every element of the file by its path: "Reviews, CPPreviewDate"."""
    if isinstance(elements, Mapping):
        for name, value in elements.items():
            yield from _flat(value, f"{prefix}, {name}" if prefix else name)
    elif isinstance(elements, list):
        for value in elements:
            yield from _flat(value, prefix)
    elif elements not in ("", None):
        yield prefix, str(elements)


def _versions(current: ImportedElement) -> list[Version]:
    """What was held before, the latest first, each with what the next one said otherwise."""
    rows = ImportedElement.objects.filter(
        subject_id=current.subject_id, kind=current.kind, natural_key=current.natural_key, replaced_at__isnull=False
    ).order_by("-recorded_at", "-pk")
    found = []
    later = current
    for row in rows:
        found.append(Version(row, _changed(row.content, later.content)))
        later = row
    return found


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    names = [name for name in {**before, **after} if name != AS_IT_CAME and before.get(name) != after.get(name)]
    known = [FIELDS[name].label if name in FIELDS else name.replace("_", " ").capitalize() for name in names]
    return known or ["When it ended"]
