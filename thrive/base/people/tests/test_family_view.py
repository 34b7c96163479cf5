"""The family page shows a family as its viewer may see it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import AliasSet, Subject
from thrive.base.access.rules import OrganisationKind, Restriction
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.history import twotime
from thrive.base.people import cards
from thrive.base.people.models import Card, Relationship, Residence, Warning
from thrive.base.people.queries.family import FamilyView, Row, family_view
from thrive.base.people.queries.records import open_record
from thrive.base.people.tests import factories
from thrive.base.people.tests.family_records import Records, household, okoro_marlowe, relate

pytestmark = pytest.mark.django_db


@pytest.fixture
def records() -> Records:
    """The family of the reference picture."""
    return okoro_marlowe()


def view(records: Records, key: str = "ava", **more) -> FamilyView:
    """The family of somebody, as their worker sees it."""
    return family_view(viewer=access.fresh(records.worker), ref=records.ref(key), **more)


def row(family: FamilyView, name: str) -> Row:
    """The row of somebody by name."""
    found = [one for one in family.rows if one.name == name]
    assert len(found) == 1, [one.name for one in family.rows]
    return found[0]


def names(family: FamilyView) -> list[str]:
    """Everybody in the list."""
    return [one.name for one in family.rows]


def guard(records: Records, key: str, **values) -> None:
    """Restrict somebody's record or address."""
    Subject.objects.filter(pk=records[key].pk).update(**values)
    cards.rebuild([records[key].pk])


def test_relations_are_said_from_the_childs_side(records: Records) -> None:
    said = {one.name: one.relation for one in view(records).rows}
    assert said["Kelly Marlowe"] == "Mother"
    assert said["Daniel Okoro"] == "Father"
    assert said["Lee Bannister"] == "Mother’s partner"
    assert said["Theo Okoro"] == "Brother"
    assert said["Zara Okoro"] == "Half-sister (father’s side)"
    assert said["Sheila Marlowe"] == "Grandmother (mother’s side)"
    assert said["Tracey Marlowe"] == "Aunt (mother’s side)"
    assert said["Dot Ferris"] == "Neighbour"


def test_parents_come_first_and_the_network_last(records: Records) -> None:
    listed = names(view(records))
    assert listed[:2] == ["Kelly Marlowe", "Daniel Okoro"]
    assert listed.index("Theo Okoro") < listed.index("Sheila Marlowe") < listed.index("Dot Ferris")


def test_being_in_one_family_shows_nothing_of_another(records: Records) -> None:
    listed = names(view(records))
    assert "Kai Marlowe" in listed
    assert "Ian Dale" not in listed
    assert "Iris Dale" not in listed
    assert {"Ian Dale", "Iris Dale"} <= set(names(view(records, "kai")))


def test_a_parent_kept_from_the_viewer_is_not_called_missing(records: Records) -> None:
    assert "Not recorded" not in names(view(records))


def test_a_parent_nobody_recorded_is_in_the_list_and_the_diagram(records: Records) -> None:
    twotime.withdraw(Relationship.objects.get(person=records["ian"], other=records["kai"]), why="Not the father")
    family = view(records)
    assert row(family, "Not recorded").relation == "Kai’s other parent"
    assert "Kai’s other parent" in family.drawing.svg


def test_ages_homes_and_parental_responsibility(records: Records) -> None:
    family = view(records, day=dt.date(2026, 11, 22))
    kelly, baby = row(family, "Kelly Marlowe"), row(family, "Unborn")
    assert (kelly.age, kelly.lives_at, kelly.responsibility) == ("34 years", "14 Tanner Row", "Yes")
    assert kelly.basis == "Mother"
    assert row(family, "Daniel Okoro").basis == "Father, on the birth registration"
    assert (baby.age, baby.responsibility) == ("Due 14 Feb 2027", "")
    assert row(family, "Sheila Marlowe").responsibility == "Not recorded"
    assert row(family, "Zara Okoro").age == "2 years"


def test_somebody_staying_for_a_time_is_told_apart_from_where_they_live(records: Records) -> None:
    access.involvement(records["sheila"].subject, records.worker)
    for kind, address in (("home", "9 Chapel Street, Wexmoor"), ("temporary", "14 Tanner Row, Wexmoor")):
        Residence.objects.create(person=records["sheila"], kind=kind, address=address)
    assert row(view(records), "Sheila Marlowe").lives_at == "9 Chapel Street, staying at 14 Tanner Row"


def test_an_address_is_not_shown_of_somebody_the_viewer_has_nothing_to_do_with(records: Records) -> None:
    Residence.objects.create(person=records["tracey"], address="Flat 2, Quay House")
    family = view(records)
    assert row(family, "Tracey Marlowe").lives_at == "On their record"
    assert "Quay House" not in family.drawing.svg


def test_a_withheld_address_is_withheld_for_everybody_who_shares_it(records: Records) -> None:
    other = access.user(roles=["lead_practitioner"], organisation=records.worker.organisation)
    team = access.team(organisation=records.worker.organisation)
    access.involvement(records.family.circle, team)
    other.holdings.create(role="lead_practitioner", team=team, starts_on=access.LONG_AGO)
    guard(records, "kelly", address_restricted=True)
    family = family_view(viewer=access.fresh(other), ref=records.ref("ava"))
    assert row(family, "Kelly Marlowe").lives_at == "Address withheld"
    assert row(family, "Theo Okoro").lives_at == "Address withheld"
    assert row(family, "Daniel Okoro").lives_at == "3 Mill Court"
    assert "Tanner" not in family.drawing.svg
    assert "Address withheld" in family.drawing.svg
    assert row(view(records), "Kelly Marlowe").lives_at == "14 Tanner Row"  # involved by name


def test_a_restricted_relative_is_only_said_to_be_there(records: Records) -> None:
    guard(records, "daniel", restriction=Restriction.RESTRICTED)
    other = access.user(roles=["out_of_hours_worker"], organisation=records.worker.organisation)
    family = family_view(viewer=other, ref=records.ref("ava"))
    restricted = row(family, "Restricted")
    assert restricted.restricted
    assert (restricted.ref, restricted.relation, restricted.age) == ("", "Restricted", "Restricted")
    assert "Daniel" not in str(family.rows) + family.drawing.svg
    assert "Zara Okoro" not in names(family)  # only he joins her to Ava
    assert "Amara Bello" not in names(family)
    assert ">Restricted<" in family.drawing.svg


def test_a_restricted_relative_further_off_is_not_there(records: Records) -> None:
    guard(records, "tracey", restriction=Restriction.RESTRICTED)
    assert "Restricted" not in names(view(records))


def test_a_sealed_record_is_not_there_at_all(records: Records) -> None:
    guard(records, "theo", restriction=Restriction.SEALED)
    family = view(records)
    assert "Theo Okoro" not in names(family)
    assert "Restricted" not in names(family)
    with pytest.raises((NotAllowed, NotFound)):
        view(records, "theo")


def test_risk_and_status_stand_beside_the_name(records: Records) -> None:
    Warning.objects.create(
        person=records["lee"],
        kind="risk",
        instruction="Lee Bannister must not be alone with the children",
        reason="Convicted in 2019",
        review_on=dt.date(2027, 1, 1),
        risk_to_children=True,
    )
    cards.rebuild([records["lee"].pk])
    family = view(records)
    assert row(family, "Lee Bannister").risk == "Risk to children"
    assert "Risk to children" in family.drawing.svg
    earlier = view(records, day=clock.today() - dt.timedelta(days=30))
    assert row(earlier, "Lee Bannister").risk == ""


def test_the_family_as_at_an_earlier_day(records: Records) -> None:
    family = view(records, day=dt.date(2025, 1, 31))
    assert "Lee Bannister" not in names(family)
    assert "14 Tanner Row" not in family.drawing.svg
    assert row(family, "Kelly Marlowe").age == "32 years"
    assert "Unborn" not in names(family)
    before = view(records, day=dt.date(2024, 2, 1))
    assert row(before, "Zara Okoro").age == "Due 6 May 2024"


def test_ended_relationships_are_kept_apart(records: Records) -> None:
    tie = relate(records["dot"], "childminder", records["ava"], true_from=dt.date(2021, 1, 4))
    twotime.end(tie, on=dt.date(2023, 7, 21), why="Moved to after-school club")
    family = view(records)
    assert [(one.name, one.tie.words, one.tie.until) for one in family.ended] == [
        ("Dot Ferris", "Childminder", "21 Jul 2023")
    ]
    assert [tie.words for tie in row(family, "Dot Ferris").ties] == ["Neighbour"]


def test_somebody_known_only_by_an_ended_tie_is_in_the_ended_ones_alone(records: Records) -> None:
    carer = factories.person("Pat Lowe", child=False, in_authority=records["ava"].subject.authority)
    relate(carer, "foster_carer", records["ava"], true_from=dt.date(2019, 1, 1), true_to=dt.date(2020, 1, 1))
    family = view(records)
    assert "Pat Lowe" not in names(family)
    assert [one.name for one in family.ended] == ["Pat Lowe"]


def test_the_drawing_shows_family_and_household_but_not_the_network(records: Records) -> None:
    svg = view(records).drawing.svg
    assert "Amara Bello" in svg
    assert "14 Tanner Row, since May 2025" in svg
    assert "Dot Ferris" not in svg


def test_a_carer_of_many_children_does_not_join_their_families(records: Records) -> None:
    carer = factories.person("Pat Lowe", child=False, in_authority=records["ava"].subject.authority)
    relate(carer, "foster_carer", records["ava"])
    for number in range(3):
        relate(
            carer, "foster_carer", factories.person(f"Child {number}", in_authority=records["ava"].subject.authority)
        )
    listed = names(view(records))
    assert "Pat Lowe" in listed
    assert not [one for one in listed if one.startswith("Child")]


def test_two_records_of_one_child_count_as_one(records: Records) -> None:
    twin = factories.person("Ava Marlowe", in_authority=records["ava"].subject.authority)
    relate(records["tracey"], "kinship_carer", twin)
    Subject.objects.filter(pk__in=[twin.pk, records["ava"].pk]).update(alias_set=AliasSet.objects.create())
    family = view(records)
    assert row(family, "Tracey Marlowe").relation == "Aunt (mother’s side), kinship carer"
    assert "Ava Marlowe" not in names(family)


def test_partners_and_people_not_involved_do_not_see_families(records: Records) -> None:
    school = access.school("Wexmoor Primary", of=records["ava"].subject.authority)
    lead = access.user(roles=["designated_safeguarding_lead"], organisation=school)
    access.involvement(records["ava"].subject, school, purpose="education")
    stranger = access.user(roles=["lead_practitioner"], organisation=records.worker.organisation)
    for viewer in (lead, stranger):
        with pytest.raises(NotAllowed):
            family_view(viewer=viewer, ref=records.ref("ava"))


def test_police_see_the_family_of_a_child_of_their_enquiry_without_what_is_others_to_tell(records: Records) -> None:
    force = access.organisation(OrganisationKind.POLICE, of=records["ava"].subject.authority)
    officer = access.user(roles=["police_officer"], organisation=force)
    access.involvement(records["ava"].subject, officer, purpose="enquiry")
    family = family_view(viewer=officer, ref=records.ref("ava"))
    kelly, daniel = row(family, "Kelly Marlowe"), row(family, "Daniel Okoro")
    assert (kelly.ref, kelly.lives_at) == ("", "14 Tanner Row")  # Ava's own home
    assert (daniel.ref, daniel.lives_at) == ("", "Not recorded")


def test_the_number_of_queries_does_not_grow_with_the_family(records: Records) -> None:
    record = Subject.objects.select_related("person__card", "authority").get(pk=records["ava"].pk)

    class Opened:
        subject = record

    viewer = access.fresh(records.worker)
    assert viewer.standing
    with CaptureQueriesContext(
        connection,
    ) as small:
        family_view(viewer=viewer, ref=record.ref, record=Opened())
    for number in range(12):
        cousin = factories.person(f"Cousin {number}", in_authority=record.authority)
        relate(records["tracey"], "parent", cousin)
        household(f"{number} Elm Row", cousin)
    with CaptureQueriesContext(connection) as large:
        family = family_view(viewer=viewer, ref=record.ref, record=Opened())
    assert len(small) == len(large) <= 6
    assert family.drawing.left_out == 0 or "in the list only" in family.drawing.svg
    assert len(family.rows) >= 22


def test_a_warning_on_the_others_pages_names_whom_it_is_about_when_all_are_added_at_once(records: Records) -> None:
    Warning.objects.create(
        person=records["kelly"], kind="risk", instruction="Do not visit alone", reason="Threatened a worker",
        risk_to_children=True, review_on=dt.date(2027, 1, 1), recorded_by=records.worker,
    )  # fmt: skip
    Card.objects.all().delete()  # as when nobody of the family has been there before
    cards.rebuild([records["ava"].pk, records["kelly"].pk])
    page = open_record(viewer=records.worker, ref=records["ava"].subject.ref)
    assert [one.name for one in page.risks] == ["Kelly Marlowe"]
    assert page.bar.warnings[0].reason == "Kelly Marlowe: Threatened a worker"
