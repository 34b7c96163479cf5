"""The due dates that are stored are those that the page "Why this date?" works out, over an invented authority."""

import pytest

from thrive.base.access.models import Subject
from thrive.base.calendar import clock
from thrive.base.casework.actions import dues
from thrive.base.casework.models import DueDate, ImportedElement
from thrive.base.casework.queries.why import judged
from thrive.base.offers import REGISTRY
from thrive.pathway.front_door.models import Referral
from thrive.project import invented

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Running = set[tuple[int, str, str, str, str]]


@pytest.fixture(scope="module", autouse=True)
def empty_tables(sweep):
    sweep()


def stored() -> Running:
    """What stands in the table."""
    rows = DueDate.objects.values_list("subject_id", "rule", "element_ref", "due_on", "spoken_on")
    return {(key, rule, ref, str(due), str(spoken)) for key, rule, ref, due, spoken in rows}


def worked_out() -> Running:
    """What the page works out of every element, one by one: of what a file brought, and of referrals."""
    found = set()
    imported = ImportedElement.objects.current().exclude(kind="referral").values_list("ref", flat=True)
    for ref in [*imported, *Referral.objects.current().values_list("ref", flat=True)]:
        called = REGISTRY.element_called(ref)
        if called is None:  # a kind that starts no clock
            continue
        for one in judged(called, REGISTRY.clocks_for(called.element.kind)):
            if one.is_open:
                spoken = str(one.run.element.spoken_on)
                found.add((called.subject.pk, one.key, called.element.ref, str(one.due.on), spoken))
    return found


def test_what_is_stored_is_what_is_worked_out() -> None:
    invented.build(children=80, seed=1, as_of=clock.today())
    assert len(stored()) > 5
    assert stored() == worked_out()
    before = stored()
    DueDate.objects.all().delete()
    dues.refresh(Subject.objects.values_list("pk", flat=True))
    assert stored() == before
