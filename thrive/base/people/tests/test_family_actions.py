"""What people do to families, and what they are refused."""

import datetime as dt

import pytest

from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import CircleMember, Subject
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.history.models import AuditEntry
from thrive.base.people.actions import family as actions
from thrive.base.people.errors import CannotBe, Doubtful
from thrive.base.people.models import Card, HouseholdMember, ParentalResponsibility, Relationship
from thrive.base.people.queries.family import family_view
from thrive.base.people.tests import factories
from thrive.base.people.tests.family_records import Records, okoro_marlowe
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db
TODAY = clock.today


@pytest.fixture
def records() -> Records:
    """The family of the reference picture."""
    return okoro_marlowe()


def stranger(records: Records, name: str = "Pat Lowe", born: dt.date = dt.date(1970, 1, 1), **more):
    """Somebody on record whom nothing ties to the family."""
    return factories.person(name, born=born, in_authority=records["ava"].subject.authority, **more)


def add(records: Records, person, kind: str, other, **more) -> Relationship:
    """Record a relationship as the family's worker."""
    return actions.add_relationship(person, other, by=access.fresh(records.worker), kind=kind, **more)


def relation(records: Records, of: str, name: str) -> str:
    """What somebody is to a member of the family, on the page."""
    family = family_view(viewer=access.fresh(records.worker), ref=records.ref(of))
    return next((one.relation for one in family.rows if one.name == name), "")


def verbs(person) -> list[str]:
    """What the audit log says was done about somebody."""
    return list(AuditEntry.objects.filter(subject_id=person.pk).order_by("pk").values_list("verb", flat=True))


class TestAddingARelationship:
    def test_it_reads_right_from_both_sides(self, records: Records) -> None:
        add(records, records["dot"], "godparent", records["theo"])
        access.involvement(records["dot"].subject, records.worker)
        assert relation(records, "theo", "Dot Ferris") == "Godmother"
        assert relation(records, "dot", "Theo Okoro") == "Godson"

    def test_it_is_written_once_and_audited_on_both_records(self, records: Records) -> None:
        pat = stranger(records)
        row = add(records, pat, "aunt_or_uncle", records["ava"])
        assert Relationship.objects.current().filter(person=pat).count() == 1
        assert row.recorded_by == records.worker
        assert verbs(pat)[-1] == verbs(records["ava"])[-1] == "people.relationship.recorded"

    def test_nobody_is_related_to_themselves(self, records: Records) -> None:
        with pytest.raises(CannotBe, match="themselves"):
            add(records, records["ava"], "twin", records["ava"])

    def test_the_same_twice_is_refused(self, records: Records) -> None:
        with pytest.raises(AlreadyRecorded):
            add(records, records["kelly"], "parent", records["ava"], confirmed=True)

    def test_a_tie_that_reads_the_same_both_ways_is_refused_the_other_way_round(self, records: Records) -> None:
        add(records, records["kai"], "half_sibling", records["ava"])
        with pytest.raises(AlreadyRecorded):
            add(records, records["ava"], "half_sibling", records["kai"])

    def test_a_child_is_not_made_its_parents_parent(self, records: Records) -> None:
        with pytest.raises(CannotBe, match="other way round"):
            add(records, records["ava"], "parent", records["kelly"], confirmed=True)

    def test_nobody_is_made_their_own_ancestor(self, records: Records) -> None:
        with pytest.raises(CannotBe, match="own ancestor"):
            add(records, records["ava"], "parent", records["sheila"], confirmed=True)

    def test_a_parent_younger_than_the_child_is_asked_about(self, records: Records) -> None:
        young = stranger(records, "Una Reid", dt.date(2010, 1, 1))
        with pytest.raises(Doubtful):
            add(records, young, "parent", records["kai"])
        assert add(records, young, "parent", records["kai"], confirmed=True)

    def test_a_third_birth_parent_is_asked_about_and_can_be_confirmed(self, records: Records) -> None:
        pat = stranger(records)
        with pytest.raises(Doubtful, match="2 parents"):
            add(records, pat, "parent", records["ava"])
        assert add(records, pat, "parent", records["ava"], confirmed=True)

    def test_a_day_to_come_and_an_unknown_kind_are_refused(self, records: Records) -> None:
        pat = stranger(records)
        with pytest.raises(CannotBe, match="today or in the past"):
            add(records, pat, "coach", records["ava"], true_from=TODAY() + dt.timedelta(days=1))
        with pytest.raises(CannotBe, match="how they are related"):
            add(records, pat, "best mate", records["ava"])

    def test_a_new_kind_of_partnership_ends_the_one_before(self, records: Records) -> None:
        day = TODAY() - dt.timedelta(days=10)
        add(records, records["kelly"], "separated", records["lee"], true_from=day)
        before = Relationship.objects.current().get(person=records["kelly"], other=records["lee"], kind="cohabiting")
        assert before.true_to == day
        assert relation(records, "kelly", "Lee Bannister") == "Separated partner"

    def test_a_partnership_and_a_carer_stand_on_the_timeline_without_names(self, records: Records) -> None:
        add(records, records["tracey"], "kinship_carer", records["ava"], true_from=dt.date(2026, 1, 5))
        event = Event.objects.get(kind="relationship")
        assert (event.title, event.happened_on) == ("Kinship carer: recorded", dt.date(2026, 1, 5))
        assert set(event.about.values_list("subject_id", "capacity")) == {
            (records["ava"].pk, Capacity.CHILD),
            (records["tracey"].pk, Capacity.ADULT),
        }

    def test_it_takes_somebody_who_may_change_one_of_the_two(self, records: Records) -> None:
        other = access.user(roles=["lead_practitioner"], organisation=records.worker.organisation)
        with pytest.raises(NotAllowed):
            actions.add_relationship(stranger(records), records["ava"], by=other, kind="coach")

    def test_a_restricted_person_is_not_tied_to_a_family_by_somebody_who_may_not_open_them(
        self, records: Records
    ) -> None:
        hidden = stranger(records, restriction=Restriction.RESTRICTED)
        with pytest.raises(NotAllowed):
            add(records, hidden, "coach", records["ava"])


class TestEndingARelationship:
    def test_it_ends_and_stays_on_record(self, records: Records) -> None:
        row = Relationship.objects.get(person=records["kelly"], other=records["lee"])
        actions.end_relationship(row, by=records.worker, on=TODAY(), why="Lee moved out")
        assert relation(records, "ava", "Lee Bannister") in ("", "Mother’s former partner")
        assert Event.objects.get(kind="relationship").title == "Partner: ended"
        assert Relationship.objects.current().get(person=records["kelly"], other=records["lee"]).why == "Lee moved out"

    def test_a_parent_stays_a_parent(self, records: Records) -> None:
        row = Relationship.objects.get(person=records["kelly"], other=records["ava"])
        with pytest.raises(CannotBe, match="stay so"):
            actions.end_relationship(row, by=records.worker, on=TODAY())

    def test_it_does_not_end_before_it_began_or_in_the_future(self, records: Records) -> None:
        row = Relationship.objects.get(person=records["kelly"], other=records["lee"])
        for day in (dt.date(2025, 5, 6), TODAY() + dt.timedelta(days=1)):
            with pytest.raises(CannotBe):
                actions.end_relationship(row, by=records.worker, on=day)

    def test_what_was_entered_in_error_needs_a_reason_and_takes_its_event_back(self, records: Records) -> None:
        row = add(records, records["tracey"], "kinship_carer", records["ava"], true_from=dt.date(2026, 1, 5))
        with pytest.raises(CannotBe, match="why"):
            actions.withdraw_relationship(row, by=records.worker, why=" ")
        actions.withdraw_relationship(row, by=records.worker, why="It is her neighbour")
        assert not Relationship.objects.current().filter(kind="kinship_carer").exists()
        assert not Event.objects.current().filter(kind="relationship").exists()
        with pytest.raises(ChangedMeanwhile):
            actions.withdraw_relationship(row, by=records.worker, why="Again")


class TestParentalResponsibility:
    def test_it_is_set_changed_and_ended(self, records: Records) -> None:
        row = actions.set_responsibility(
            records["theo"], records["daniel"], by=records.worker, basis="birth_registration"
        )
        actions.end_responsibility(row, by=records.worker, on=TODAY())
        row = actions.set_responsibility(
            records["theo"], records["daniel"], by=records.worker, holds=False, true_from=TODAY()
        )
        assert ParentalResponsibility.objects.now().get(child=records["theo"]) == row
        assert (row.holds, row.basis) == (False, "")
        assert "people.responsibility.ended" in verbs(records["daniel"])

    def test_that_somebody_has_none_is_said_on_the_page(self, records: Records) -> None:
        actions.set_responsibility(records["ava"], records["sheila"], by=records.worker, holds=False)
        family = family_view(viewer=access.fresh(records.worker), ref=records.ref("ava"))
        assert next(one for one in family.rows if one.name == "Sheila Marlowe").responsibility == "No"

    def test_impossible_answers_are_refused(self, records: Records) -> None:
        for holder, basis, words in (
            ("ava", "mother", "themselves"),
            ("kelly", "because", "Select how"),
            ("kai", "special_guardianship", "adult"),
        ):
            with pytest.raises(CannotBe, match=words):
                actions.set_responsibility(records["ava"], records[holder], by=records.worker, basis=basis)

    def test_it_does_not_begin_after_childhood(self, records: Records) -> None:
        with pytest.raises(CannotBe, match="ends at 18"):
            actions.set_responsibility(
                records["kelly"], records["sheila"], by=records.worker, basis="mother", true_from=dt.date(2015, 1, 1)
            )


class TestHouseholds:
    def test_people_who_move_together_leave_one_home_and_share_another(self, records: Records) -> None:
        day = TODAY() - dt.timedelta(days=3)
        moving = [records["kelly"], records["ava"], records["theo"]]
        home = actions.move_household(moving, by=records.worker, on=day, address="1 Quay Steps")
        assert HouseholdMember.objects.now().filter(household=home).count() == 3
        left = HouseholdMember.objects.now().filter(household=records.home)
        assert set(left.values_list("person_id", flat=True)) == {records[key].pk for key in ("lee", "kai", "baby")}
        assert Card.objects.get(pk=records["ava"].pk).household_size == 3
        assert Event.objects.get(kind="household.moved").about.count() == 3

    def test_somebody_joins_and_leaves(self, records: Records) -> None:
        access.involvement(records["sheila"].subject, records.worker)
        actions.join_household([records["sheila"]], records.home, by=records.worker, true_from=dt.date(2026, 9, 1))
        with pytest.raises(AlreadyRecorded):
            actions.join_household([records["sheila"]], records.home, by=records.worker)
        member = HouseholdMember.objects.now().get(person=records["sheila"])
        with pytest.raises(CannotBe):
            actions.leave_household(member, by=records.worker, on=dt.date(2026, 8, 1))
        actions.leave_household(member, by=records.worker, on=dt.date(2026, 10, 1))
        assert not HouseholdMember.objects.now().filter(person=records["sheila"]).exists()

    def test_nobody_cannot_move(self, records: Records) -> None:
        with pytest.raises(CannotBe):
            actions.move_household([], by=records.worker, on=TODAY())


class TestFamilies:
    def test_a_family_is_made_joined_and_left(self, records: Records) -> None:
        family = actions.create_family(
            records["ava"].subject.authority,
            by=records.worker,
            name="Okoro",
            members=[(records["ava"], Capacity.CHILD), (records["daniel"], Capacity.ADULT)],
        )
        member = actions.add_to_family(family, records["sheila"], by=records.worker, capacity=Capacity.OTHER)
        with pytest.raises(AlreadyRecorded):
            actions.add_to_family(family, records["sheila"], by=records.worker, capacity=Capacity.OTHER)
        assert CircleMember.objects.now().filter(circle_id=family.pk).count() == 3
        access.involvement(records["sheila"].subject, records.worker)
        actions.leave_family(member, by=access.fresh(records.worker), on=TODAY())
        assert CircleMember.objects.now().filter(circle_id=family.pk).count() == 2

    def test_a_restricted_person_does_not_join_through_somebody_who_may_not_open_them(self, records: Records) -> None:
        Subject.objects.filter(pk=records["tracey"].pk).update(restriction=Restriction.RESTRICTED)
        records["tracey"].subject.refresh_from_db()
        with pytest.raises(NotAllowed):
            actions.add_to_family(records.family, records["tracey"], by=records.worker, capacity=Capacity.OTHER)

    def test_a_family_needs_a_name_and_members(self, records: Records) -> None:
        authority = records["ava"].subject.authority
        with pytest.raises(CannotBe, match="name"):
            actions.create_family(authority, by=records.worker, name=" ", members=[(records["ava"], Capacity.CHILD)])
        with pytest.raises(CannotBe, match="at least one"):
            actions.create_family(authority, by=records.worker, name="Okoro", members=[])


class TestUnborn:
    def test_an_unborn_child_is_found_through_the_mother(self, records: Records) -> None:
        due = TODAY() + dt.timedelta(days=90)
        child = actions.add_unborn(records["kelly"], by=records.worker, expected_on=due, family=records.family)
        assert relation(records, "kelly", "Unborn")
        assert HouseholdMember.objects.now().get(person=child).household == records.home
        assert CircleMember.objects.now().get(subject_id=child.pk).circle_id == records.family.pk
        assert Event.objects.get(kind="unborn").about.get().subject_id == child.pk

    def test_the_expected_day_is_not_past(self, records: Records) -> None:
        with pytest.raises(CannotBe):
            actions.add_unborn(records["kelly"], by=records.worker, expected_on=TODAY() - dt.timedelta(days=1))
