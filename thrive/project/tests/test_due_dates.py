"""The due dates that are stored are those that the page "Why this date?" works out, over an invented authority."""

import pytest

from thrive.base.calendar import clock
from thrive.base.casework.actions import dues
from thrive.base.casework.models import DueDate, ImportedElement
from thrive.base.casework.queries.why import judged
from thrive.base.offers import REGISTRY
from thrive.project import invented

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Running = set[tuple[int, str, str, str, str]]


def stored() -> Running:
    """What stands in the table of elements that a file brought."""
    imported = DueDate.objects.filter(element_type=ImportedElement._meta.label_lower)
    rows = imported.values_list("subject_id", "rule", "element_ref", "due_on", "spoken_on")
    return {(key, rule, ref, str(due), str(spoken)) for key, rule, ref, due, spoken in rows}


def worked_out() -> Running:
    """What the page works out of every element, one by one."""
    found = set()
    for element in ImportedElement.objects.current().select_related("subject", "authority"):
        for one in judged(element, REGISTRY.clocks_for(element.kind)):
            if one.is_open:
                found.add((element.subject_id, one.key, element.ref, str(one.due.on), str(one.spoken_on)))
    return found


def test_what_is_stored_is_what_is_worked_out() -> None:
    invented.build(children=80, seed=1, as_of=clock.today())
    assert len(stored()) > 5
    assert stored() == worked_out()
    before = stored()
    DueDate.objects.all().delete()
    dues.refresh(ImportedElement.objects.values_list("subject_id", flat=True))
    assert stored() == before
