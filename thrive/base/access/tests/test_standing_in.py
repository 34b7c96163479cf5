"""Who stands in for a viewer while a question is prepared has nothing of the one who asked first but their roles."""

from dataclasses import fields

import pytest

from thrive.base.access import policy
from thrive.base.access.models import Subject, User
from thrive.base.access.tests import factories as make
from thrive.base.access.viewers import ClientViewer, SystemViewer
from thrive.base.history.prepared import Given, prepared, take_apart

pytestmark = pytest.mark.django_db

CLIENT = ClientViewer("c-7", "Health links", "linking", 7001, 7002, False, frozenset(), "health")
SYSTEM = SystemViewer("returns.import", "bringing in a return", 7002, 7001)
KEPT = {"permissions", "reads", "is_own_staff", "organisation_kind"}  # all of it is the form of a question


def stand_in(viewer):
    return take_apart(viewer).stand_in(lambda values: values)


@pytest.mark.parametrize("viewer", [CLIENT, SYSTEM], ids=["client", "system"])
def test_a_program_that_stands_in_keeps_what_belongs_to_the_form_alone(viewer):
    other = stand_in(viewer)
    for field in fields(viewer):
        value = getattr(other, field.name)
        assert value == "" or isinstance(value, Given) or field.name in KEPT, field.name
        if field.name in KEPT:
            assert value == getattr(viewer, field.name)


def test_a_user_who_stands_in_has_no_field_of_whoever_asked():
    user = make.user(["lead_practitioner"], name="Una Oakes")
    other = stand_in(user)
    anybody = User()
    for field in User._meta.concrete_fields:
        if field.name not in {"starts_on", "ends_on"}:
            has, had = getattr(other, field.attname), getattr(user, field.attname)
            assert has != had or has == getattr(anybody, field.attname), field.name
    assert isinstance(other.pk, Given) and other.standing.roles == user.standing.roles
    assert isinstance(other.standing.user_id, Given) and isinstance(other.standing.authority_id, Given)


def test_two_with_the_same_roles_are_asked_for_by_one_form_and_each_sees_their_own():
    mine, theirs = make.subject(), make.subject()
    home = mine.authority
    first, second = (make.user(["lead_practitioner"], make.council(home)) for _ in range(2))
    make.involvement(mine, first)
    make.involvement(theirs, second)
    made = []

    @prepared
    def worked_with(*, viewer):
        made.append(viewer)
        return Subject.objects.filter(policy.named(viewer)).values_list("pk", flat=True)

    assert [worked_with(viewer=make.fresh(one)) for one in (first, second)] == [[mine.pk], [theirs.pk]]
    assert len(made) == 1
