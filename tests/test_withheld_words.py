"""What people wrote is read without the words that tell where somebody in hiding is, by whoever is not named."""

import html
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from thrive.base.access import policy
from thrive.base.access.models import CircleMember, User
from thrive.base.access.rules import Purpose
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.directory.models import Place
from thrive.base.history import twotime
from thrive.base.notes.tests import factories as notes
from thrive.base.people import cards
from thrive.base.people.actions import people, warnings
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import (
    AgencyContact,
    Card,
    CaseSummary,
    ContactPoint,
    Person,
    PersonFact,
    PlaceLink,
    Relationship,
    Warning,
)
from thrive.base.people.queries.withheld_words import SAYING_WHERE, words_kept_from, words_known_to
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db
HOME, CODE = "6 Hollin Terrace", "WX7 4NE"
WORDS = ("Hollin", "WX7 4NE", "Larkmere", "Harrowgate", "900 123")
TEXT = "At 6 Hollin Terrace, WX7 4NE; Larkmere Primary School; Harrowgate Refuge; 07700 900 123."


@pytest.fixture
def zofia() -> Person:
    """A girl whose address will be restricted, with her father on her record."""
    made = factories.person("Zofia Wisniewska", address=HOME, postcode=CODE)
    place = Place.objects.create(kind="school", name="Larkmere Primary School", starts_on=access.LONG_AGO)
    worker = access.user(["lead_practitioner"], access.council(factories.authority()))
    access.involvement(made.subject, worker)
    for row in (
        ContactPoint(kind="mobile", value="07700900123"),
        PlaceLink(place=place),
        AgencyContact(agency="Harrowgate Refuge"),
    ):
        people.record_fact(made, row, by=access.fresh(worker))
    return made


@pytest.fixture
def father(zofia: Person) -> Person:
    """Her father, in her family."""
    made = factories.person("Tomasz Wisniewski", address="17 Dale View", postcode="WX2 3GG", child=False)
    factories.family("Wisniewska", zofia, adults=(made,))
    return made


@pytest.fixture
def named(zofia: Person, father: Person) -> User:
    """Her lead practitioner, and his."""
    user = access.user(["lead_practitioner", "practice_supervisor"], access.council(factories.authority()))
    for one in (zofia, father):
        access.involvement(one.subject, user, role="lead_practitioner")
    return access.fresh(user)


@pytest.fixture
def colleague(zofia: Person, father: Person) -> User:
    """Somebody who opened both with a reason."""
    user = access.user(["lead_practitioner", "front_door_officer"], access.council(factories.authority()))
    for one in (zofia, father):
        access.involvement(one.subject, user, purpose=Purpose.OPENED)
    return access.fresh(user)


def hide(child: Person) -> None:
    """Restrict her address, as a manager would have."""
    child.subject.address_restricted = True
    child.subject.save()
    cards.rebuild([child.pk])


def kept(viewer: User, *those: Person) -> list[str]:
    """The words of WORDS that a text about these people does not show to the viewer."""
    subjects = [factories.subject_of(one) for one in those]
    shown = words_kept_from(access.fresh(viewer), subjects).over(TEXT)
    return [one for one in WORDS if one not in shown]


def test_every_kind_of_fact_that_says_where_gives_its_words() -> None:
    says_where = {one for one in PersonFact.__subclasses__() if one.SAYS_WHERE}
    assert says_where and says_where == SAYING_WHERE


def test_words_are_kept_from_whoever_is_not_named_once_the_address_is_restricted(zofia, named, colleague) -> None:
    assert kept(colleague, zofia) == []
    hide(zofia)
    assert kept(colleague, zofia) == list(WORDS)
    assert kept(named, zofia) == []


def test_they_are_kept_in_texts_about_the_family_too_and_about_who_was_in_it(zofia, father, named, colleague) -> None:
    hide(zofia)
    assert kept(colleague, father) == list(WORDS)
    member = CircleMember.objects.current().get(subject=father.pk)
    ended = twotime.end(member, on=access.days_from_today(-1), why="He left")
    assert not ended.is_true_on(clock.today())
    cards.rebuild([father.pk])
    assert kept(colleague, father) == list(WORDS)


def test_the_fathers_own_worker_does_not_read_them_in_his_record(zofia, father) -> None:
    his = access.user(["lead_practitioner"], access.council(factories.authority()))
    access.involvement(father.subject, his, role="lead_practitioner")
    hide(zofia)
    assert kept(his, father) == list(WORDS)


def test_an_author_reads_what_they_wrote_so_that_writing_tries_nothing(zofia, colleague) -> None:
    hide(zofia)
    words = words_kept_from(colleague, [factories.subject_of(zofia)])
    assert words.over(TEXT, colleague.pk) == TEXT
    assert words.over(TEXT, colleague.pk + 1) != TEXT and words.over(TEXT, None) != TEXT


def test_only_an_author_who_is_named_is_told_what_a_text_spells(zofia, father, named, colleague) -> None:
    hide(zofia)
    assert words_known_to(named, [zofia.pk]).found_in("To 6 hollin terr.") == ["6 hollin terr"]
    assert words_known_to(named, [father.pk]).found_in("To WX74NE") == ["WX74NE"], "a note about him may spell it too"
    assert words_known_to(colleague, [zofia.pk]).found_in(TEXT) == []


PAGES = ("", "warnings", "family", "known", "timeline", "timeline/in-full", "facts/summary", "facts/warnings")


@pytest.fixture
def written(zofia: Person, father: Person, named: User) -> None:
    """What was written of both before she hid."""
    notes.note(zofia, by=named, text=TEXT, who_was_there=TEXT)
    notes.note(father, by=named, text=TEXT, adults=(father,))
    for one in (zofia, father):
        people.record_fact(one, CaseSummary(text=TEXT), by=named)
        row = Warning(kind="animal", instruction=TEXT, reason=TEXT, review_on=access.days_from_today(9))
        people.record_fact(one, row, by=named)
    people.record_fact(father, Relationship(kind="parent", other=zofia, note=TEXT), by=named)
    hide(zofia)


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_both_show_none_of_the_words(client: Client, zofia, father, named, colleague, written, path) -> None:
    for reader, reads in ((named, True), (colleague, False)):
        client.force_login(reader)
        for one in (zofia, father):
            answer = client.get(f"/people/{one.ref}/{path}", follow=True)
            assert answer.status_code == 200
            shown = [word for word in ("Hollin", "WX7 4NE") if word in answer.content.decode()]
            assert bool(shown) is reads, path


def test_a_search_in_the_timeline_finds_only_what_is_shown(client: Client, zofia, named, colleague, written) -> None:
    for reader, number in ((named, 1), (colleague, 0)):
        caller = callers.person(access.fresh(reader))
        for words in ("Hollin", "wx7 4ne", "Harrowgate"):
            answer = caller.post(f"/people/{zofia.ref}/timeline", {"words": words}).json()
            assert answer["total"] == number, (reader, words)


def test_whoever_reads_a_note_in_part_does_not_write_it_anew(client: Client, zofia, named, written) -> None:
    note = notes.Note.objects.filter(about__subject=zofia.pk).get()
    manager = access.user(["practice_supervisor"], access.council(factories.authority()))
    access.involvement(zofia.subject, manager, purpose=Purpose.OPENED)
    client.force_login(manager)
    refused = client.get(f"/notes/{note.ref}/correct")
    assert refused.status_code == 403 and "withheld from you" in refused.content.decode()
    client.force_login(named)
    assert client.get(f"/notes/{note.ref}/correct").status_code == 200


def test_a_warning_that_is_read_in_part_is_reviewed_by_somebody_named(client: Client, zofia, colleague, named, written):
    row = Warning.objects.current().get(person=zofia)
    for reader, status in ((colleague, 403), (named, 200)):
        client.force_login(reader)
        assert client.get(f"/people/{zofia.ref}/facts/warnings/{row.pk}/review").status_code == status


def test_where_things_stand_is_not_written_with_words_that_tell_where(client: Client, zofia, named, colleague) -> None:
    hide(zofia)
    path = f"/people/{zofia.ref}/facts/summary/add"
    client.force_login(named)
    told = client.post(path, {"text": "Settled at 6 Hollin Terrace."})
    assert "“6 Hollin Terrace”, which is withheld from people who are not named" in html.unescape(told.content.decode())
    assert not CaseSummary.objects.exists()
    client.force_login(colleague)  # who would learn by a warning that the guess was right
    client.post(path, {"text": "Settled at 6 Hollin Terrace."})
    assert CaseSummary.objects.current().get().text == "Settled at 6 Hollin Terrace."


def test_nor_is_a_warning_or_its_review_or_a_correction(zofia, named) -> None:
    hide(zofia)
    warned = {"kind": "animal", "instruction": "Ring first", "reason": "A dog", "review_on": access.days_from_today(9)}
    with pytest.raises(CannotBe, match="Hollin") as refused:
        warnings.add_warning(zofia, by=named, **{**warned, "reason": TEXT})
    assert refused.value.field == "reason"
    row = warnings.add_warning(zofia, by=named, **warned)
    del warned["kind"]
    with pytest.raises(CannotBe, match="Hollin"):
        warnings.review_warning(row, by=named, **warned, found=TEXT)
    with pytest.raises(CannotBe, match="Hollin"):
        people.correct_fact(row, by=named, why="Wrong dog", instruction=TEXT)


def test_a_summary_read_in_part_is_not_written_on_from(client: Client, zofia, named, colleague, written) -> None:
    for reader, begins in ((named, True), (colleague, False)):
        client.force_login(reader)
        page = client.get(f"/people/{zofia.ref}/facts/summary/add").content.decode()
        box = html.unescape(page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0])
        assert box.strip() == (TEXT if begins else "")


def test_api_asks_a_named_author_to_take_it_out_or_to_keep_the_paragraph(zofia, named, colleague) -> None:
    hide(zofia)
    caller = callers.person(named)
    sent = {"kind": "call", "happened_on": "2026-11-02", "about": [{"ref": zofia.ref}]}
    refused = caller.post("/notes", {**sent, "paragraphs": [{"text": "Near 6 Hollin Terrace."}]})
    assert refused.status_code == 422 and "Hollin" in refused.content.decode()
    made = caller.post("/notes", {**sent, "paragraphs": [{"text": "Near 6 Hollin Terrace.", "for_named": True}]})
    assert made.status_code == 201
    for reader, reads in ((named, True), (colleague, False)):
        answer = callers.person(access.fresh(reader)).get(f"/notes/{made.json()['ref']}").json()
        assert ("Near 6 Hollin" in answer["paragraphs"][0]) is reads


def test_it_costs_nothing_where_nobody_hides_and_one_query_where_somebody_does(zofia, father, colleague) -> None:
    subject = factories.subject_of(father)
    assert Card.objects.get(pk=father.pk).team_guarded is False and subject.person.card
    with CaptureQueriesContext(connection) as none:
        words_kept_from(colleague, [subject])
    hide(zofia)
    subject = factories.subject_of(father)
    assert subject.person.card.team_guarded and colleague.standing.roles
    with policy.one_request():
        with CaptureQueriesContext(connection) as once:
            words_kept_from(colleague, [subject])
        with CaptureQueriesContext(connection) as again:
            assert words_kept_from(colleague, [subject]).keeps
    assert (len(none), len(once), len(again)) == (0, 1, 0)


def test_cards_of_before_are_told_who_was_once_in_the_family(zofia, father) -> None:
    hide(zofia)
    twotime.end(CircleMember.objects.current().get(subject=father.pk), on=access.days_from_today(-1), why="He left")
    stranger = factories.person("Nell Price")
    Card.objects.update(team_guarded=False)
    migration = import_module("thrive.base.people.migrations.0008_ever_in_a_family")
    migration.guard(apps, SimpleNamespace(connection=connection))
    assert set(Card.objects.filter(team_guarded=True).values_list("pk", flat=True)) == {zofia.pk, father.pk}
    assert stranger.pk
