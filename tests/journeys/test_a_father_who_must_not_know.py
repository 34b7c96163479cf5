"""A father holds parental responsibility, and has a friend at the council. He must not learn where the family lives.

Agnieszka fled with Zofia and Filip. Tomasz is on record as their father, and a team works with him too. Gareth, who
drinks with him, works at the front door and has opened all four records with a reason: he may read that there is a
family, and help for it. Whatever he looks at, tries or asks, he does not learn where they are, or when to look.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from tests.guarded_story import said
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Capacity, Purpose
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.casework.actions import meetings, plans
from thrive.base.casework.actions.letters import send_letter
from thrive.base.casework.models import Letter, Meeting, Seat
from thrive.base.casework.offers import (
    FAMILY_MEETING,
    FAMILY_PLAN,
    INVITATION,
    MINUTES,
    PLAIN_MINUTES,
    PLAN_COPY,
    TO_FAMILY,
)
from thrive.base.casework.queries import circulating
from thrive.base.casework.queries.writing import Recipient
from thrive.base.directory.models import Place
from thrive.base.history import audit
from thrive.base.notes.tests import factories as notes
from thrive.base.offers import LetterKind
from thrive.base.people import cards
from thrive.base.people.actions import family, guarding, people
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import (
    AgencyContact,
    ContactPoint,
    Identifier,
    ParentalResponsibility,
    Person,
    PlaceLink,
    Relationship,
    Residence,
)
from thrive.base.people.tests import factories
from thrive.base.record import events
from thrive.base.record.models import Event
from thrive.oversight.returns.models import ImportFinding, ImportRun

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOVED = dt.date(2026, 3, 3)
WHERE_AND_WHEN = (
    "Vexholm", "WX7 4QZ", "WX7", "Larkmere", "Drumlow", "Harrowgate", "Hexcombe", "Umberly", "960 431", "960 432",
    "960 433", "900 123", "Moved home", "Started at a school", "Registered with", "3 March 2026", "3 Mar 2026",
)  # fmt: skip


@dataclass
class Story:
    """Four people, those who work with them, and a friend of one of them."""

    client: Client = field(default_factory=Client)
    people: dict[str, Person] = field(default_factory=dict)
    read: str = ""
    status: int = 0
    ottoline: User = field(init=False)
    gareth: User = field(init=False)
    refs: dict[str, str] = field(default_factory=dict)

    # given

    def given_a_mother_who_fled_with_her_children(self) -> None:
        council = access.council(factories.authority(), phone="01632 960 000")
        self.ottoline = access.user(
            ["lead_practitioner", "practice_supervisor"], council, name="Ottoline Brack", phone="01632 960 432"
        )
        home = {"address": "2 Old Row", "postcode": "WX1 1AA"}
        self.people = {
            "mother": factories.person("Agnieszka Wisniewska", born=dt.date(1993, 4, 5), sex="F", child=False, **home),
            "zofia": factories.person(
                "Zofia Wisniewska", born=dt.date(2016, 2, 13), sex="F", local_id="QX48213", **home
            ),
            "filip": factories.person("Filip Wisniewski", born=dt.date(2019, 5, 5), sex="M", **home),
            "father": factories.person("Tomasz Wisniewski", born=dt.date(1988, 1, 1), sex="M", child=False, **home),
        }
        mother, zofia, filip, father = self.people.values()
        circle = factories.family("Wisniewska", zofia, filip, adults=(mother, father)).circle
        team = access.team("Hexcombe team", organisation=council, phone="01632 960 431")
        access.involvement(circle, self.ottoline, role="lead_practitioner")
        access.involvement(circle, team, role="team", purpose=Purpose.TEAM)
        for parent in (mother, father):
            for child in (zofia, filip):
                Relationship.objects.create(person=parent, kind="parent", other=child)
                ParentalResponsibility.objects.create(person=parent, child=child, basis="married_father")
        self.ottoline = access.fresh(self.ottoline)
        self._they_move()
        self._life_goes_on()

    def _they_move(self) -> None:
        mother, zofia, filip, _ = self.people.values()
        fled = [mother, zofia, filip]
        school = Place.objects.create(kind="school", name="Larkmere Primary School", starts_on=access.LONG_AGO)
        surgery = Place.objects.create(kind="surgery", name="Drumlow Surgery", starts_on=access.LONG_AGO)
        family.move_household(fled, by=self.ottoline, on=MOVED, address="6 Vexholm Terrace", postcode="WX7 4QZ")
        for one in fled:
            before = list(Residence.objects.current().filter(person=one))
            row = Residence(address="6 Vexholm Terrace", postcode="WX7 4QZ", true_from=MOVED)
            people.record_fact(one, row, by=self.ottoline, instead_of=before)
            people.record_fact(one, PlaceLink(place=surgery, true_from=MOVED), by=self.ottoline)
        for one in (zofia, filip):
            people.record_fact(one, PlaceLink(place=school, true_from=MOVED), by=self.ottoline)
        people.record_fact(mother, ContactPoint(kind="mobile", value="07700900123"), by=self.ottoline)
        people.record_fact(mother, AgencyContact(agency="Harrowgate Refuge", phone="01632960433"), by=self.ottoline)

    def _life_goes_on(self) -> None:
        mother, zofia, _, father = self.people.values()
        visit = notes.note(zofia, mother, by=self.ottoline, kind="visit", where="Vexholm library", adults=(mother,))
        events.tell(
            father, about={zofia.pk: Capacity.CHILD, father.pk: Capacity.ADULT}, group="meetings", kind="meeting",
            title="Conference held", on=clock.today(), agency="Larkmere Primary School",
        )  # fmt: skip
        teacher = access.user(["designated_safeguarding_lead"], access.school("Larkmere Primary"), name="Una Umberly")
        audit.note(teacher, "people.record.opened", zofia, about=[zofia.pk], tab="header")
        run = ImportRun.objects.create(kind="people", authority=zofia.subject.authority, file_name="people.csv")
        ImportFinding.objects.create(
            run=run, level="odd", child_id="QX48213", field="postcode", found="WX7 4QZ", reason="Look at it"
        )
        assert Identifier.objects.filter(value="QX48213").exists()
        self.refs = {"visit": visit.ref, "run": run.ref, "moved": Event.objects.filter(kind="moved").first().ref}

    def given_their_address_is_restricted(self) -> None:
        for name in ("mother", "zofia"):  # nobody thought of the little brother
            guarding.restrict(
                self.people[name], by=self.ottoline, restriction=self.people[name].subject.restriction,
                address_restricted=True, reason="found", why="Fled from the father",
            )  # fmt: skip
        cards.rebuild([one.pk for one in self.people.values()])

    def given_a_friend_at_the_council(self) -> None:
        roles = ["front_door_officer", "front_door_manager", "performance_analyst", "information_governance"]
        self.gareth = access.user(roles, self.ottoline.organisation, name="Gareth Stobart")
        self.client.force_login(self.gareth)
        for one in self.people.values():
            self.client.post(f"/people/{one.ref}/open", {"reason": "duty"})

    # when

    def when_he_opens(self, path: str, data: dict[str, Any] | None = None) -> None:
        ask = self.client.get if data is None else self.client.post
        answer = ask(path, *([] if data is None else [data]), follow=True)
        self.read, self.status = said(answer), answer.status_code

    def when_he_reads_every_page_of(self, name: str) -> None:
        ref, found = self.people[name].ref, ""
        for page in (
            "", "statuses", "warnings", "family", "households", "details", "timeline", "timeline/in-full", "access",
            "known", "restrict", "responsibility", "notes/new", "facts/addresses", "facts/contacts", "facts/places",
            "facts/agencies", "facts/responsibility", "letters", "letters/new", "letters/new/casework.family_letter",
            "meetings", "plans", "plans/new/casework.family_plan",
        ):  # fmt: skip
            self.when_he_opens(f"/people/{ref}/{page}")
            found += self.read
        self.read = found

    def when_he_searches(self, words: str) -> None:
        self.when_he_opens("/search", {"find": words})

    # then

    def then_he_reads_of(self, *names: str) -> None:
        for one in names:
            assert one in self.read

    def then_he_learns_neither_where_nor_when(self, *, but_what_he_typed: str = "") -> None:
        text = self.read.replace(but_what_he_typed, "") if but_what_he_typed else self.read
        assert [one for one in WHERE_AND_WHEN if one in text] == []

    def then_nobody_is_found(self) -> None:
        assert "Nobody found" in self.read


@pytest.fixture
def told() -> Story:
    """The family has fled, their address is restricted, and the friend has opened what he could."""
    story = Story()
    story.given_a_mother_who_fled_with_her_children()
    story.given_their_address_is_restricted()
    story.given_a_friend_at_the_council()
    return story


@pytest.mark.parametrize("name", ["mother", "zofia", "filip", "father"])
def test_no_page_of_any_of_them_tells(told: Story, name: str):
    told.when_he_reads_every_page_of(name)
    told.then_he_reads_of("Wisniewsk", "Conference held" if name in ("zofia", "father") else "Gareth Stobart")
    told.then_he_learns_neither_where_nor_when()


def test_whoever_is_named_reads_all_of_it(told: Story):
    told.client.force_login(told.ottoline)
    told.when_he_reads_every_page_of("zofia")
    told.then_he_reads_of("Vexholm", "WX7 4QZ", "Larkmere", "Drumlow", "Hexcombe", "Moved home", "Umberly")


@pytest.mark.parametrize("typed", ["WX7 4QZ", "6 Vexholm Terrace", "07700 900123"])
def test_no_search_confirms_where_they_are(told: Story, typed: str):
    told.when_he_searches(typed)
    told.then_nobody_is_found()
    told.when_he_searches(f"Zofia Wisniewska {typed}")
    right = told.read.replace(typed, "")
    told.when_he_searches("Zofia Wisniewska WX9 9ZZ")
    assert ("1 person found" in right) == ("1 person found" in told.read)
    told.then_he_learns_neither_where_nor_when(but_what_he_typed=typed)


def test_neither_a_visit_nor_a_move_nor_an_import_tells(told: Story):
    for path in (f"/notes/{told.refs['visit']}", f"/imports/{told.refs['run']}/findings"):
        told.when_he_opens(path)
        assert told.status == 200
        told.then_he_learns_neither_where_nor_when()
    told.when_he_opens(f"/imports/{told.refs['run']}/findings.csv")
    told.then_he_learns_neither_where_nor_when()
    told.when_he_opens(f"/events/{told.refs['moved']}")
    assert told.status == 404


def test_he_cannot_let_himself_in(told: Story):
    zofia = told.people["zofia"]
    lift = {"guard": "ordinary", "reason": "over", "why": "Not needed any more"}
    told.when_he_opens(f"/people/{zofia.ref}/restrict", lift)
    assert told.status == 403
    told.then_he_learns_neither_where_nor_when()
    told.when_he_opens(f"/people/{zofia.ref}/emergency", {"reason": "danger", "why": "because"})
    told.then_he_learns_neither_where_nor_when()


def test_if_he_says_that_it_is_an_emergency_they_know_at_once(told: Story):
    zofia = told.people["zofia"]
    told.when_he_opens(
        f"/people/{zofia.ref}/emergency", {"reason": "danger", "why": "I was told that something may have happened."}
    )
    told.client.force_login(told.ottoline)
    told.when_he_opens("/")
    told.then_he_reads_of("Gareth Stobart opened the record of Zofia Wisniewska in an emergency")


def test_no_day_of_the_past_tells_by_what_it_shows_when_they_moved(told: Story):
    told.when_he_opens("/search")  # shows what was said of the openings, once
    for name in ("zofia", "father"):
        pages = []
        for day in (MOVED - dt.timedelta(1), MOVED, MOVED + dt.timedelta(1)):
            asked = f"as_at-day={day.day}&as_at-month={day.month}&as_at-year={day.year}"
            told.when_he_opens(f"/people/{told.people[name].ref}/family?{asked}")
            told.then_he_reads_of("Address withheld", "As at")
            main = told.read.partition("<main")[2].partition("<form")[0]
            pages.append(re.sub(rf"{day.day} (March|Mar) 2026|{day.isoformat()}", "", main))
        assert pages[0] == pages[1] == pages[2]


# ---------- what is sent to the father himself


def send(told: Story, to: str, says: str, *, how: str = "hand", about: tuple[str, ...] = ("zofia", "filip")) -> Letter:
    """A letter about the children, written by the worker who knows where they are."""
    subjects = {name: told.people[name].subject for name in (*about, to)}
    return send_letter(
        TO_FAMILY, about=[subjects[one] for one in about], by=access.fresh(told.ottoline),
        to=Recipient(person=subjects[to]), parts={"says": says}, how=how, sent_on=clock.today(),
    )  # fmt: skip


@pytest.mark.parametrize(
    "says",
    [
        "The children now live at 6 Vexholm Terrace.",
        "Their postcode is wx74qz.",
        "They go to Larkmere Primary.",
        "Ring Agnieszka on +44 7700 900 123.",
        "They are with Harrowgate Refuge.",
        "Their doctor is at Drumlow Surgery.",
    ],
)
def test_no_letter_to_him_tells_where_they_are_and_the_worker_is_told_why(told: Story, says: str):
    with pytest.raises(CannotBe, match="which whoever gets this must not learn. Take it out"):
        send(told, "father", says)
    assert not Letter.objects.exists()


def test_a_letter_to_him_gives_no_office_near_them_and_his_own_address_is_his(told: Story):
    told.read = send(told, "father", "You can ask us anything.", how="post").html
    told.then_he_reads_of("Dear Tomasz Wisniewski", "2 Old Row", "01632 960 000")
    told.then_he_learns_neither_where_nor_when()


def test_a_letter_to_the_mother_goes_to_where_she_is_and_he_does_not_read_it(told: Story):
    letter = send(told, "mother", "Agnieszka, the school at Larkmere Primary School is glad.", how="post")
    assert "6 Vexholm Terrace" in letter.html and "WX7 4QZ" in letter.html
    for path in (f"/letters/{letter.ref}", f"/letters/{letter.ref}/print", f"/letters/{letter.ref}/pdf"):
        told.when_he_opens(path)
        told.then_he_reads_of("A part of this letter is withheld")
        told.then_he_learns_neither_where_nor_when()
    told.client.force_login(told.ottoline)
    told.when_he_opens(f"/letters/{letter.ref}")
    told.then_he_reads_of("6 Vexholm Terrace", "Larkmere")


def test_the_friend_cannot_have_a_letter_addressed_to_them_nor_try_addresses_by_writing_one(told: Story):
    for name in ("mother", "zofia", "filip", "father"):
        told.when_he_opens(f"/people/{told.people[name].ref}/letters/new/casework.family_letter")
        assert told.status == 403
        told.then_he_learns_neither_where_nor_when()
    subjects = [told.people[name].subject for name in ("filip", "mother")]
    for says in ("6 Vexholm Terrace", "1 Nowhere Street"):
        with pytest.raises(NotAllowed, match="withheld from you"):
            send_letter(
                TO_FAMILY, about=subjects[:1], by=access.fresh(told.gareth), to=Recipient(person=subjects[1]),
                parts={"says": says}, how="post", sent_on=clock.today(),
            )  # fmt: skip


def meet(told: Story) -> dict[str, Seat]:
    """A meeting of both parents about the children, near where the family hides; it was held and minuted."""
    by = access.fresh(told.ottoline)
    about = [told.people[name].subject for name in ("zofia", "filip")]
    meeting = meetings.set_up_meeting(
        FAMILY_MEETING, about=about, by=by, purpose="plan", starts_at=clock.now(), where="The hall in Vexholm Terrace",
        chair="Ottoline Brack",
    )  # fmt: skip
    seats = {
        name: meetings.add_seat(
            meeting, by=by, agency="family", right="all", person=Subject.objects.get(pk=told.people[name].pk)
        )
        for name in ("mother", "father")
    }
    school = meetings.add_seat(meeting, by=by, agency="education", right="all", name="Una Umberly, Larkmere Primary")
    said = [
        meetings.Said(kind="note", text="They walk from 6 Vexholm Terrace to Larkmere Primary School."),
        meetings.Said(kind="decision", text="WX7 4QZ is safe.", subject=about[0].pk, outcome="goes_on"),
        meetings.Said(kind="view", text="Drumlow Surgery is near.", seat=school.pk),
        meetings.Said(kind="action", text="Ring 07700 900123", seat=school.pk),
    ]
    meetings.record_meeting(meeting, by=by, said=said)
    told.refs["meeting"] = meeting.ref
    return seats


def copy(told: Story, seat: Seat, kind: LetterKind, says: str = "") -> str:
    """What somebody is sent of the meeting."""
    return send_letter(
        kind, about=[], by=access.fresh(told.ottoline), to=circulating.recipient_of(seat), how="hand",
        parts={"says": says} if says else {}, sent_on=clock.today(), of=seat.ref,
    ).html  # fmt: skip


def test_he_is_asked_to_a_meeting_and_gets_its_minutes_and_a_plain_copy_and_learns_nothing(told: Story):
    seats = meet(told)
    told.read = copy(told, seats["father"], INVITATION, "Come if you can.")
    by = access.fresh(told.ottoline)
    meeting = Meeting.objects.get(ref=told.refs["meeting"])
    meetings.end_meeting(meeting, by=by, ended_at=clock.now(), went_on_because="By telephone")
    meetings.write_minutes(meeting, by=by, text="The family is safe at 6 Vexholm Terr., near Harrowgate Refuge.")
    told.read += copy(told, seats["father"], MINUTES)
    with pytest.raises(CannotBe, match="must not learn"):
        copy(told, seats["father"], PLAIN_MINUTES, "They are in Vexholm Terrace.")
    told.read += copy(told, seats["father"], PLAIN_MINUTES, "We talked about school.")
    told.then_he_reads_of("Come if you can.", "Help goes on as it is", "[withheld]", "We talked about school.")
    told.then_he_learns_neither_where_nor_when()
    told.read = copy(told, seats["mother"], MINUTES)
    told.then_he_reads_of("6 Vexholm Terr.", "Larkmere", "WX7 4QZ")


def test_his_friend_reads_of_the_meeting_and_not_where_it_was_nor_what_tells(told: Story):
    meet(told)
    for path in ("", "/print", "/minutes/versions", "/hold", "/arrange", "/seats/new"):
        told.when_he_opens(f"/meetings/{told.refs['meeting']}{path}")
        told.then_he_learns_neither_where_nor_when()
    told.when_he_opens(f"/meetings/{told.refs['meeting']}")
    told.then_he_reads_of("Family meeting", "Withheld", "[withheld]")


def test_he_is_given_the_plan_and_learns_nothing(told: Story):
    by = access.fresh(told.ottoline)
    zofia = told.people["zofia"].subject
    version = plans.begin_plan(
        FAMILY_PLAN, about=[zofia], by=by, review_on=access.days_from_today(30),
        needs=[
            plans.NeedSaid(
                need="School", outcome="She walks from 6 Vexholm Terr. by herself.",
                known_by="Larkmere Primary says so.",
                actions=[plans.ActionSaid(what="Walk with her to WX7 4QZ", name="Harrowgate Refuge")],
            )
        ],
        opinions={zofia.pk: plans.OpinionSaid(text="I like Larkmere Primary School.")},
    )  # fmt: skip
    told.read = send_letter(
        PLAN_COPY, about=[], by=by, to=Recipient(person=Subject.objects.get(pk=told.people["father"].pk)), parts={},
        how="hand", sent_on=clock.today(), of=version.plan.ref,
    ).html  # fmt: skip
    told.then_he_reads_of("Our plan", "School", "[withheld]")
    told.then_he_learns_neither_where_nor_when()
    for path in ("", "/print", "/compare?before=1&after=1", "/version", "/copy", "/answer"):
        told.when_he_opens(f"/plans/{version.plan.ref}{path}")
        told.then_he_learns_neither_where_nor_when()
