"""What a marked row allows is what `decide` would say."""

from itertools import product

import pytest

from thrive.base.access import policy
from thrive.base.access.models import Subject
from thrive.base.access.permission import Permission
from thrive.base.access.rules import OrganisationKind, Purpose, Restriction, Ring
from thrive.base.access.tests import factories

pytestmark = pytest.mark.django_db

EVERYBODY = frozenset({"lead_practitioner", "out_of_hours_worker", "police_officer"})
NEAR = Permission("test.near", "do what takes involvement", EVERYBODY)
WIDE = Permission("test.wide", "do what the authority may", EVERYBODY, Ring.AUTHORITY)
NAME = Permission("test.name", "see a name", EVERYBODY, Ring.AUTHORITY, names_restricted=True)
OTHERS = Permission("test.others", "do what others do", frozenset({"administrator"}))


def test_rows_marked_with_nearness_allow_what_decide_allows() -> None:
    team = factories.team()
    worker = factories.user(roles=["lead_practitioner"], team=team)
    others = [
        factories.user(roles=["lead_practitioner"], organisation=worker.organisation),
        factories.user(roles=["out_of_hours_worker"], organisation=worker.organisation),
        factories.user(roles=["police_officer"], organisation=factories.organisation(OrganisationKind.POLICE)),
    ]
    for restriction in Restriction:
        alone, in_circle, of_team, opened, sealed, by_police = (
            factories.subject(restriction=restriction) for _ in range(6)
        )
        factories.subject(restriction=restriction)  # nobody's
        factories.involvement(alone, worker)
        factories.involvement(factories.circle(in_circle), worker)
        factories.involvement(of_team, team)
        factories.involvement(opened, worker, purpose=Purpose.OPENED)
        factories.involvement(sealed, worker, role=policy.SEALED_ACCESS)
        factories.involvement(by_police, others[2].organisation)
    answers = set()
    all_needs = (NEAR, WIDE, NAME, OTHERS)
    for viewer in [worker, *others]:
        for row, permission in product(policy.with_nearness(Subject.objects.all(), viewer, "", all_needs), all_needs):
            told = policy.allows(row, permission)
            assert told == policy.decide(viewer, permission, row).ok, (viewer, permission.key, row.restriction)
            answers.add(told)
    assert answers == {True, False}


def test_a_row_marked_by_name_is_one_the_viewer_is_named_for() -> None:
    worker = factories.user(roles=["lead_practitioner"])
    one, other = factories.subject(), factories.subject()
    factories.involvement(one, worker)
    factories.involvement(other, worker, purpose=Purpose.OPENED)
    marked = {row.pk: row.is_by_name for row in policy.with_nearness(Subject.objects.all(), worker, "", ())}
    assert {key: bool(is_by_name) for key, is_by_name in marked.items()} == {
        subject.pk: policy.is_named(worker, subject) for subject in (one, other)
    }
