"""The invented authority: the same from the same seed, whole, and with what chance seldom shows."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from thrive.base.access.models import Authority, CircleMember, Involvement, Organisation, Subject, Team, User
from thrive.base.access.rules import ROLES, SIGNING_IN, Capacity, OrganisationKind, Restriction
from thrive.base.casework.models import ImportedElement
from thrive.base.notes.models import Note, NoteAbout, Paragraph
from thrive.base.people.models import (
    AgencyContact,
    Card,
    CaseSummary,
    Characteristic,
    EmergencyOpening,
    Family,
    Identifier,
    Life,
    Name,
    ParentalResponsibility,
    PartSeal,
    Person,
    Relationship,
    SearchKey,
    Warning,
)
from thrive.base.record.models import Draft, Event, EventAbout
from thrive.pathway.front_door import facts
from thrive.pathway.front_door.models import Contact, ContactDecision, Referral, ReferralDecision
from thrive.project import invented

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AS_OF = dt.date(2026, 11, 20)
CHILDREN = 160


@pytest.fixture(scope="module", autouse=True)
def empty_tables(sweep):
    sweep()


def build(children: int = CHILDREN, seed: int = 1, as_of: dt.date = AS_OF) -> list[invented.SignIn]:
    return invented.build(children=children, seed=seed, as_of=as_of)


def people() -> list[tuple]:
    """Everybody: ref, birth, names, child id, refs of relationships."""
    names: dict[int, list[str]] = {}
    for name in Name.objects.order_by("pk"):
        names.setdefault(name.person_id, []).append(f"{name.kind} {name.words}")
    ids = dict(Identifier.objects.filter(scheme="la_child_id").values_list("person_id", "value"))
    lives = {one.person_id: one for one in Life.objects.all()}
    return [
        (ref, lives[key].born_on or lives[key].expected_on, names.get(key, []), ids.get(key))
        for key, ref in Subject.objects.order_by("pk").values_list("pk", "ref")
    ]


def everything() -> dict[str, list]:
    """All that was made, without the keys of rows and the instants of their making."""
    return {
        "people": people(),
        "families": list(Family.objects.order_by("pk").values_list("ref", "name")),
        "ties": list(Relationship.objects.order_by("pk").values_list("ref", "kind", "true_from")),
        "elements": list(
            ImportedElement.objects.order_by("pk").values_list("ref", "kind", "natural_key", "true_from", "true_to")
        ),
        "contents": [one.content for one in ImportedElement.objects.order_by("pk")],
        "contacts": list(Contact.objects.order_by("pk").values_list("ref", "form", "concern", "source_code")),
        "referrals": list(Referral.objects.order_by("pk").values_list("ref", "natural_key", "source_code")),
        "events": list(Event.objects.order_by("pk").values_list("ref", "title", "sentence", "happened_on")),
        "notes": list(Note.objects.order_by("pk").values_list("ref", "kind", "happened_at", "recorded_at")),
        "texts": list(Paragraph.objects.order_by("pk").values_list("text", flat=True)),
        "work": list(Involvement.objects.order_by("pk").values_list("role", "user__name", "true_from", "true_to")),
        "summaries": list(CaseSummary.objects.order_by("pk").values_list("text", flat=True)),
    }


def made(what: Any, **asked: Any) -> Any:
    """What `what` says of an authority that is built and then taken back."""
    with transaction.atomic():
        build(**asked)
        answer = what()
        transaction.set_rollback(True)
    return answer


def test_the_same_seed_gives_the_same_people_refs_and_histories():
    assert made(everything) == made(everything)


def test_another_seed_gives_others():
    assert not {one[0] for one in made(people)} & {one[0] for one in made(people, seed=2)}


def test_another_day_moves_everybody_by_whole_days():
    step = dt.timedelta(45)
    before, after = made(everything), made(everything, as_of=AS_OF + step)
    assert [(ref, birth + step, *rest) for ref, birth, *rest in before["people"]] == after["people"]
    assert before["families"] == after["families"]
    assert [one[:2] for one in before["ties"]] == [one[:2] for one in after["ties"]]
    kinds = [[one[1] for one in some["elements"]] for some in (before, after)]
    assert abs(len(kinds[0]) - len(kinds[1])) <= len(kinds[0]) * 0.02  # a working day may put one past the end


def test_no_children_is_an_authority_with_partners_and_staff_only():
    sign_ins = build(children=0)
    assert Authority.objects.get().is_home
    assert {one.role for one in sign_ins} == {ROLES[key].title for key in SIGNING_IN}
    assert set(Organisation.objects.values_list("kind", flat=True)) >= {
        OrganisationKind.COUNCIL, OrganisationKind.POLICE, OrganisationKind.HEALTH, OrganisationKind.SCHOOL
    }  # fmt: skip
    assert Team.objects.count() >= 6
    assert User.objects.count() >= 36
    assert not Person.objects.exists()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("children", [1, 3, 41])
def test_there_are_as_many_children_as_were_asked_for(children):
    build(children=children)
    assert Person.objects.filter(has_childhood_record=True).count() - grown() == children


def grown() -> int:
    """Adults with a record of their own childhood."""
    adults = CircleMember.objects.filter(capacity=Capacity.ADULT).values("subject_id")
    return Person.objects.filter(has_childhood_record=True, pk__in=adults).count()


def card(name: str) -> Card:
    return Card.objects.get(name=name)


def test_what_chance_seldom_shows_is_there():
    build()
    jade = card("Jade Hartley")
    assert set(CircleMember.objects.filter(subject_id=jade.pk).values_list("capacity", flat=True)) == {"adult", "child"}
    assert EventAbout.objects.filter(subject_id=jade.pk, capacity=Capacity.CHILD).exists()
    assert card("Willow Hartley").is_child
    assert card("Isla Rowbotham").person.subject.restriction == Restriction.RESTRICTED
    assert card("Poppy Tanner").person.subject.restriction == Restriction.SEALED
    posy = card("Posy Ellerby").person
    assert posy.subject.restriction == Restriction.ORDINARY
    assert [one.words for one in Name.objects.filter(person=posy)] == ["Posy Ellerby"]
    assert {one.words for one in Name.with_sealed.filter(person=posy)} == {"Posy Ellerby", "Poppy Tanner"}
    assert not Relationship.objects.filter(person=card("Kayleigh Tanner").pk, other=posy).exists()
    assert PartSeal.objects.filter(subject=posy.subject).count() == 2
    (opening,) = EmergencyOpening.objects.all()
    assert opening.subject.pk == card("Isla Rowbotham").pk and not opening.reviews.exists()
    assert card("Zofia Wisniewska").person.subject.address_restricted
    assert Characteristic.objects.filter(kind="interpreter").exists()
    assert card("Kojo Mensah-Pugh").born_on == card("Seren Mensah-Pugh").born_on
    assert ParentalResponsibility.objects.filter(basis="second_parent").exists()
    assert CircleMember.objects.filter(subject_id=card("Ava Okoro").pk, capacity=Capacity.CHILD).count() == 2
    assert Life.objects.filter(died_on__isnull=False).exists()
    assert Name.objects.filter(kind="former", family="Gallagher").exists()
    reviews = list(Warning.objects.values_list("review_on", flat=True))
    assert min(reviews) < AS_OF < max(reviews)
    assert not Warning.objects.filter(recorded_by=None).exists()


def test_a_child_not_born_yet_has_a_referral_and_is_found_through_the_mother():
    build()
    unborn = Life.objects.filter(born_on=None, expected_on=AS_OF + dt.timedelta(84)).get().person
    referral = Referral.objects.get(subject_id=unborn.pk)
    assert referral.contact.people.get(matches__subject_id=unborn.pk).part == "unborn"
    from thrive.base.people.models import PersonWord

    assert PersonWord.objects.filter(person=unborn, part=PersonWord.Part.PARENT, word__word="marlowe").exists()
    assert SearchKey.objects.filter(person=unborn).exists()


def test_the_first_lead_has_the_families_that_guides_name_and_drafts_about_them():
    build()
    lead = User.objects.get(name="Joanne Adeyemi")
    mine = set(Involvement.objects.as_at(AS_OF).filter(user=lead).values_list("circle__family__name", flat=True))
    assert {"Byrne", "Marlowe and Okoro"} <= mine
    assert Draft.objects.filter(author=lead, finished_at=None).count() == 2
    ava = card("Ava Okoro")
    assert {one["key"] for one in ava.statuses} >= {"child_in_need", "section_47"}


def test_open_work_has_notes_summaries_agencies_and_nobody_elses_words():
    build()
    assert NoteAbout.objects.filter(seen_alone=True).exists()
    assert Note.objects.filter(kind="childs_words").exists()
    assert AgencyContact.objects.exists()
    assert CaseSummary.objects.exists() and not CaseSummary.objects.filter(recorded_by=None).exists()
    texts = list(Paragraph.objects.values_list("text", flat=True)) + list(
        CaseSummary.objects.values_list("text", flat=True)
    )
    assert all(text and "{" not in text and "  " not in text for text in texts)
    assert len(set(texts)) > len(texts) / 3
    assert not Note.objects.filter(happened_on__gt=AS_OF).exists()
    for one in Paragraph.objects.exclude(only_about=None).select_related("note"):
        assert one.note.about.filter(subject_id=one.only_about_id).exists()


def test_a_childs_last_open_referral_is_what_their_card_says():
    build()
    referrals = facts.standing(list(Subject.objects.values_list("pk", flat=True)))
    last = {key: some[-1] for key, some in referrals.items()}
    open_now = [key for key, one in last.items() if one.closed_on is None and one.is_taken_further]
    cards = Card.objects.filter(pk__in=open_now)
    assert cards.count() > 20
    assert all({one["key"] for one in card.statuses} & {"child_in_need", "child_protection_plan"} for card in cards)
    assert all(card.lead_name for card in cards)


def test_families_come_through_the_front_door():
    build()
    ours = Referral.objects.filter(source="")
    assert ours.count() > 60 and not ours.filter(contact=None).exists()
    assert not ImportedElement.objects.filter(kind="referral", true_from__gt=AS_OF - dt.timedelta(6 * 365)).exists()
    older = Referral.objects.exclude(source="")
    assert older.exists() and older.count() == ImportedElement.objects.filter(kind="referral").count()
    outcomes = set(ContactDecision.objects.values_list("outcome", flat=True))
    assert {"referral", "link_to_open_work", "info_advice", "nfa"} <= outcomes
    assert ReferralDecision.objects.exclude(late_because="").exists()
    assert ContactDecision.objects.exclude(late_because="").exists()
    assert Contact.objects.filter(decisions=None).count() > 5
