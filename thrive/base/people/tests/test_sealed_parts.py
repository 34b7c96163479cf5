"""A former name, a number, a relationship that is sealed on an open record: who reads it, and that nobody else does."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import CircleMember, Involvement, User
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.history import twotime
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.history.models import AuditEntry
from thrive.base.matching.typed import read_query
from thrive.base.people import intake
from thrive.base.people.actions import family, people, sealing
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import (
    Card,
    HouseholdMember,
    Identifier,
    Name,
    ParentalResponsibility,
    PartSeal,
    Person,
    PersonWord,
    Relationship,
    SealedRow,
    SearchKey,
)
from thrive.base.people.queries import records
from thrive.base.people.queries import sealing as asking
from thrive.base.people.queries.family import family_view
from thrive.base.people.queries.held import rows_about
from thrive.base.people.searching import find
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db
WHY = "Placed for adoption in May."


def named(person: Person, words: str) -> Name:
    """The current row of a name."""
    return next(one for one in Name.objects.current().filter(person=person) if one.words == words)


def found(typed: str) -> list[str]:
    """Whom a front-door officer finds by this."""
    officer = access.user(["front_door_officer"], access.council(factories.authority()))
    hits = find(read_query(typed, today=clock.today()), viewer=officer).hits
    return [Card.objects.get(pk=hit.who.pk).name for hit in hits]


def seal(person: Person, row: Any, by: User, **more: Any) -> PartSeal:
    return sealing.seal_part(person, row, by=access.fresh(by), reason="adoption", why=WHY, **more)


def mother_of(child: Person) -> tuple[Person, Relationship]:
    """A birth mother on record, and the relationship."""
    mother = factories.person("Halina Zelwer", born=dt.date(1990, 1, 1), sex="F", child=False)
    return mother, Relationship.objects.create(person=mother, kind="parent", other=child)


# Who seals, and what cannot be sealed


@pytest.mark.parametrize("why", ["no role", "not named", "opened with a reason"])
def test_only_a_manager_named_on_the_record_seals(posy, why):
    roles = ["lead_practitioner"] if why == "no role" else ["practice_supervisor"]
    other = access.user(roles, access.council(factories.authority()))
    if why == "no role":
        access.involvement(posy.subject, other, role="lead_practitioner")
    if why == "opened with a reason":
        access.involvement(posy.subject, other, role="opened with a reason", purpose="opened", since=clock.today())
    with pytest.raises(NotAllowed):
        seal(posy, named(posy, "Poppy Trevanion"), other)
    assert not PartSeal.objects.exists() and Name.objects.filter(person=posy).count() == 2


def test_a_reason_is_asked_for(posy, manager):
    for answers in ({"reason": "curious", "why": WHY}, {"reason": "adoption", "why": "  "}):
        with pytest.raises(CannotBe):
            sealing.seal_part(posy, named(posy, "Poppy Trevanion"), by=manager, **answers)


def test_the_name_the_record_goes_by_is_not_sealed(posy, manager):
    with pytest.raises(CannotBe, match="goes by this name"):
        seal(posy, named(posy, "Posy Ellerby"), manager)


def test_somebody_worked_with_together_today_is_not_sealed_from_the_record(posy, manager):
    mother, row = mother_of(posy)
    factories.family("Ellerby", posy, adults=(mother,))
    with pytest.raises(CannotBe, match="one family or household today"):
        seal(posy, row, manager)


def test_a_row_that_was_replaced_meanwhile_is_not_sealed(posy, manager):
    row = named(posy, "Poppy Trevanion")
    people.correct_fact(row, by=access.fresh(manager), why="Spelling", family="Trevanian")
    with pytest.raises(ChangedMeanwhile):
        seal(posy, Name.with_sealed.get(pk=row.pk), manager)


# What a seal keeps back


def test_every_trace_of_a_name_goes_with_it(posy, manager):
    row = named(posy, "Poppy Trevanion")
    row = people.correct_fact(row, by=access.fresh(manager), why="Spelling", family="Trevanian")
    row = people.correct_fact(row, by=access.fresh(manager), why="It was right", family="Trevanion")
    before = clock.now()
    seal(posy, row, manager)
    assert [one.words for one in Name.objects.filter(person=posy)] == ["Posy Ellerby"]
    assert [one.words for one in Name.objects.known(before).filter(person=posy)] == ["Posy Ellerby"]
    assert not [one for one in rows_about([posy.pk], known=before) if "Trevan" in getattr(one.row, "family", "")]
    assert Name.with_sealed.filter(person=posy).count() == 4
    assert SealedRow.objects.filter(table="people.name").count() == 3


@pytest.mark.parametrize("typed", ["Poppy Trevanion", "Trevanion", "Trevannion", "Poppy"])
def test_nobody_is_found_by_a_sealed_name_or_one_like_it(posy, manager, typed):
    assert "Posy Ellerby" in found(typed)
    seal(posy, named(posy, "Poppy Trevanion"), manager)
    assert "Posy Ellerby" not in found(typed)
    assert "Posy Ellerby" in found("Posy Ellerby")
    assert not PersonWord.objects.filter(person=posy, word__word="trevanion").exists()


def test_nobody_is_found_by_a_sealed_number_and_it_names_nobody_here(posy, manager):
    row = Identifier.objects.get(person=posy, scheme="nhs")
    assert found("999 000 0018")
    seal(posy, row, manager)
    assert not found("999 000 0018") and not SearchKey.objects.filter(person=posy, kind="nhs").exists()
    assert Card.objects.get(person=posy).nhs_number == ""
    facts = [Name(kind="legal", given="Una"), Identifier(scheme="nhs", value="9990000018")]
    made = people.add_person(posy.subject.authority, by=access.fresh(manager), facts=facts)
    assert made.pk != posy.pk


def test_a_number_of_a_sealed_record_is_refused_to_nobody(manager):
    factories.person("Poppy Tanner", nhs="9990000026", restriction="sealed")
    facts = [Name(kind="legal", given="Una"), Identifier(scheme="nhs", value="9990000026")]
    assert people.add_person(factories.authority(), by=manager, facts=facts)
    factories.person("Olive Tarn", nhs="9990000034")
    facts = [Name(kind="legal", given="Una"), Identifier(scheme="nhs", value="9990000034")]
    with pytest.raises(AlreadyRecorded):
        people.add_person(factories.authority(), by=manager, facts=facts)


def test_a_relationship_goes_with_all_that_ties_the_two(posy, manager, reader):
    mother, row = mother_of(posy)
    held = ParentalResponsibility.objects.create(person=mother, child=posy, basis="mother")
    past = factories.family("Trevanion", posy, adults=(mother,))
    for one in CircleMember.objects.filter(circle=past.circle):
        twotime.end(one, on=clock.today())
    before = clock.now()
    assert [one.name for one in family_view(viewer=access.fresh(reader), ref=posy.ref, day=clock.today()).rows]
    seal(posy, row, manager)
    for viewer in (reader, manager):
        for known in (None, before):
            seen = family_view(viewer=access.fresh(viewer), ref=posy.ref, day=clock.today(), known=known)
            assert not seen.rows and not seen.ended
    assert not ParentalResponsibility.objects.filter(pk=held.pk).exists()
    told = rows_about([posy.pk, mother.pk])
    assert not [one for one in told if isinstance(one.row, Relationship | ParentalResponsibility)]
    assert not [one for one in told if isinstance(one.row, CircleMember) and one.row.subject_id == posy.pk]


def test_a_file_that_says_it_again_does_not_open_it(posy, manager):
    mother, row = mother_of(posy)
    for one in (named(posy, "Poppy Trevanion"), Identifier.objects.get(person=posy, scheme="nhs"), row):
        seal(posy, one, manager)
    again = [
        Name(person=posy, kind="alias", full="poppy  TREVANION"),
        Identifier(person=posy, scheme="nhs", value="9990000018"),
        Relationship(person=posy, kind="child", other=mother),
        Name(person=mother, kind="alias", full="Poppy Trevanion"),
    ]
    intake.add_facts(again, by=factories.system(factories.authority()), source="A file")
    assert [one.words for one in Name.objects.filter(person=posy)] == ["Posy Ellerby"]
    assert not Identifier.objects.filter(person=posy).exclude(scheme="la_child_id").exists()
    assert not Relationship.objects.filter(other=mother).exists()
    assert Name.objects.filter(person=mother, full="Poppy Trevanion").exists()  # another person may be called so


def test_a_worker_who_says_it_again_is_told_nothing(posy, manager, reader):
    mother, row = mother_of(posy)
    seal(posy, row, manager)
    access.involvement(mother.subject, reader, role="lead_practitioner")
    said = family.add_relationship(mother, posy, by=access.fresh(reader), kind="parent", confirmed=True)
    assert said.pk != row.pk  # no refusal, which would tell that it is on record


# Who reads it, and how it opens again


def test_only_those_named_for_it_read_what_is_sealed(posy, manager, reader):
    seal(posy, named(posy, "Poppy Trevanion"), manager)
    mine = records.open_record(viewer=access.fresh(manager), ref=posy.ref)
    (part,) = asking.parts_of(mine)
    assert (part.lines, part.reason, part.why, part.by) == (
        ["Former name: Poppy Trevanion"],
        "Adoption",
        WHY,
        "Ola Manby",
    )
    theirs = records.open_record(viewer=access.fresh(reader), ref=posy.ref)
    with pytest.raises(NotFound):
        asking.parts_of(theirs)
    assert AuditEntry.objects.filter(verb="people.part.read", actor_id=manager.pk).exists()


def test_whoever_is_chosen_reads_it_too_and_nobody_who_is_not_named_is_chosen(posy, manager, reader):
    stranger = access.user(["lead_practitioner"], access.council(factories.authority()))
    with pytest.raises(CannotBe, match="named on the record"):
        seal(posy, named(posy, "Poppy Trevanion"), manager, readers=[stranger.pk])
    seal(posy, named(posy, "Poppy Trevanion"), manager, readers=[reader.pk])
    theirs = records.open_record(viewer=access.fresh(reader), ref=posy.ref)
    assert asking.parts_of(theirs)[0].lines == ["Former name: Poppy Trevanion"]
    assert set(Involvement.objects.filter(role="sealed_access").values_list("user_id", flat=True)) == {
        manager.pk,
        reader.pk,
    }


def test_a_lifted_seal_says_it_again_and_is_found_again(posy, manager):
    one = seal(posy, named(posy, "Poppy Trevanion"), manager)
    sealing.lift_seal(one, by=access.fresh(manager), why="The court has said so.")
    assert named(posy, "Poppy Trevanion").why == "A seal was lifted"
    assert "Posy Ellerby" in found("Trevanion")
    assert not SealedRow.objects.filter(replaced_at=None).exists()
    with pytest.raises(ChangedMeanwhile):
        sealing.lift_seal(one, by=access.fresh(manager), why="Again")
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="people.part.").order_by("pk")] == [
        "people.part.sealed", "people.part.opened",
    ]  # fmt: skip


def test_a_relationship_opens_again_with_all_that_went_with_it(posy, manager):
    mother, row = mother_of(posy)
    ParentalResponsibility.objects.create(person=mother, child=posy, basis="mother")
    one = seal(posy, row, manager)
    sealing.lift_seal(one, by=access.fresh(manager), why="The court has said so.")
    assert Relationship.objects.now().filter(person=mother, other=posy, kind="parent").count() == 1
    assert ParentalResponsibility.objects.now().filter(person=mother, child=posy).count() == 1


def test_only_a_manager_named_for_it_lifts_and_says_why(posy, manager, reader):
    one = seal(posy, named(posy, "Poppy Trevanion"), manager, readers=[reader.pk])
    other = access.user(["practice_supervisor"], access.council(factories.authority()))
    access.involvement(posy.subject, other, role="lead_practitioner")
    for somebody in (reader, other):
        with pytest.raises(NotAllowed):
            sealing.lift_seal(one, by=access.fresh(somebody), why="I want to see it")
    with pytest.raises(CannotBe):
        sealing.lift_seal(one, by=access.fresh(manager), why=" ")
    assert SealedRow.objects.filter(replaced_at=None).count() == 1


def test_what_was_recorded_openly_meanwhile_keeps_the_seal(posy, manager):
    mother, row = mother_of(posy)
    one = seal(posy, row, manager)
    family.add_relationship(mother, posy, by=access.fresh(manager), kind="parent", confirmed=True)
    with pytest.raises(AlreadyRecorded):
        sealing.lift_seal(one, by=access.fresh(manager), why="The court has said so.")
    assert SealedRow.objects.filter(replaced_at=None).count() == 1


# The pages


def page_of(client: Client, user: User, path: str, data: dict[str, Any] | None = None) -> str:
    client.force_login(user)
    answer: Any = client.get(path, follow=True) if data is None else client.post(path, data, follow=True)
    return str(answer.content.decode())


def test_a_manager_seals_reads_and_lifts_on_pages(client, posy, manager, reader):
    row = named(posy, "Poppy Trevanion")
    path = f"/people/{posy.ref}/seal/names/{row.pk}"
    assert path in page_of(client, manager, f"/people/{posy.ref}/facts/names")
    assert "Select why it is sealed" in page_of(client, manager, path, {"why": WHY})
    said = page_of(client, manager, path, {"reason": "adoption", "why": WHY, "readers": [str(reader.pk)]})
    assert "The name was sealed" in said and "Former name: Poppy Trevanion" in said and WHY in said
    assert "Poppy Trevanion" in page_of(client, reader, f"/people/{posy.ref}/sealed")
    assert f"/people/{posy.ref}/sealed" in page_of(client, reader, f"/people/{posy.ref}/details")
    ref = PartSeal.objects.get().ref
    assert "Enter why the seal is lifted" in page_of(client, manager, f"/people/{posy.ref}/sealed/{ref}/lift", {})
    done = page_of(client, manager, f"/people/{posy.ref}/sealed/{ref}/lift", {"why": "The court has said so."})
    assert "The seal was lifted" in done and "Nothing is sealed now" in done
    assert "Poppy Trevanion" in page_of(client, manager, f"/people/{posy.ref}/facts/names")


def test_to_anybody_else_there_is_no_such_page(client, posy, manager):
    other = access.user(["practice_supervisor"], access.council(factories.authority()))
    access.involvement(posy.subject, other, role="lead_practitioner")
    one = seal(posy, named(posy, "Poppy Trevanion"), manager)
    client.force_login(other)
    for path in ("sealed", f"sealed/{one.ref}/lift", f"seal/names/{SealedRow.objects.get().row_id}"):
        assert client.get(f"/people/{posy.ref}/{path}").status_code == 404
    assert "sealed" not in page_of(client, other, f"/people/{posy.ref}/details").casefold()


def test_who_is_involved_does_not_say_that_something_is_sealed(client, posy, manager, reader):
    seal(posy, named(posy, "Poppy Trevanion"), manager)
    said = page_of(client, reader, f"/people/{posy.ref}/")
    assert "Ola Manby" in said and "sealed" not in said.casefold()


def test_a_relationship_is_sealed_from_the_family(client, posy, manager):
    mother, row = mother_of(posy)
    access.involvement(mother.subject, manager, role="lead_practitioner")
    path = f"/people/{posy.ref}/seal/relationships/{row.pk}"
    assert path in page_of(client, manager, f"/people/{posy.ref}/family/{row.ref}/end")
    assert "Mother: Halina Zelwer" in page_of(client, manager, path, {"reason": "adoption", "why": WHY})
    assert "Halina" not in page_of(client, manager, f"/people/{posy.ref}/family")
    assert "Posy" not in page_of(client, manager, f"/people/{mother.ref}/family")
    assert HouseholdMember.objects.count() == 0
