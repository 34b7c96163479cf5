"""Looking at what is on record after an import: rows counted, facts and timelines in words."""

import datetime as dt
from pathlib import Path

from django.apps import apps

from thrive.base.casework.models import ImportedElement
from thrive.base.people.models import Card, Characteristic, Identifier, Life, Person
from thrive.base.record.models import Event
from thrive.oversight.returns import actions
from thrive.oversight.returns.report import Report
from thrive.oversight.returns.tests.files import message, save

RUNS = {"returns.ImportRun", "returns.ImportFinding", "history.AuditEntry"}


def bring_in(folder: Path, *children: str, **header: object) -> Report:
    """Import a census of these children."""
    return bring_in_text(folder, message(*children, **header))


def bring_in_text(folder: Path, text: str | bytes, **options: object) -> Report:
    """Import a file with this text."""
    reports = actions.import_paths([save(folder, text)], **options)
    assert len(reports) == 1
    return reports[0]


def rows() -> dict[str, int]:
    """How many rows each table of Thrive holds, other than runs and the log."""
    models = [model for model in apps.get_models() if model.__module__.startswith("thrive.")]
    return {model._meta.label: model._default_manager.count() for model in models if model._meta.label not in RUNS}


def person(child_id: str = "A1") -> Person:
    """Whoever bears this child id today."""
    return Person.objects.get(
        pk=Identifier.objects.current().get(scheme="la_child_id", value=child_id, true_to=None).person_id
    )


def card(child_id: str = "A1") -> Card:
    """Their card."""
    return person(child_id).card


def life(child_id: str = "A1") -> Life:
    """Their birth and death, as known today."""
    return Life.objects.current().get(person=person(child_id))


def trait(kind: str, child_id: str = "A1") -> list[str]:
    """Their current characteristics of a kind."""
    rows = Characteristic.objects.current().filter(person=person(child_id), kind=kind)
    return sorted(rows.values_list("value", flat=True))


def elements(child_id: str = "A1", kind: str | None = None) -> list[ImportedElement]:
    """Their current imported elements."""
    rows = ImportedElement.objects.current().filter(subject_id=person(child_id).pk).order_by("kind", "natural_key")
    return [row for row in rows if kind in (None, row.kind)]


def timeline(child_id: str = "A1") -> list[tuple[dt.date, str]]:
    """What their timeline tells, oldest first."""
    events = Event.objects.current().filter(about__subject_id=person(child_id).pk)
    return sorted(events.values_list("happened_on", "title"))
