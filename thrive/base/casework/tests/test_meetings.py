"""Meetings: set up, asked to, held on one screen, ended with or without enough, minuted, sent to each their copy."""

import datetime as dt
import re

import pytest
from django.test import Client

from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Purpose
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.casework.actions import meetings as actions
from thrive.base.casework.actions.letters import record_receipt, send_letter
from thrive.base.casework.actions.meetings import Said
from thrive.base.casework.models import Letter, Meeting, MeetingEnd, MeetingEntry, Minutes, Seat, Task
from thrive.base.casework.offers import FAMILY_MEETING, INVITATION, MINUTES, PLAIN_MINUTES
from thrive.base.casework.queries import circulating, meetings
from thrive.base.casework.queries.meetings import MeetingView
from thrive.base.casework.rules.meetings import short_of
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.history.models import AuditEntry
from thrive.base.notes.tests import factories as notes
from thrive.base.offers import LetterKind, Quorum
from thrive.base.people import cards
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Person, Residence
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db
SOON = dt.datetime(2026, 12, 7, 14, 0, tzinfo=dt.UTC)


@pytest.fixture
def house() -> notes.Household:
    """Ava, Theo and Kai with Kelly and Lee, their worker and her manager."""
    return notes.household()


def subject(one: Person) -> Subject:
    return Subject.objects.get(pk=one.pk)


def fresh(user: User) -> User:
    return access.fresh(user)


def set_up(house: notes.Household, **more: object) -> Meeting:
    """A family meeting about Ava and Theo."""
    said = {
        "about": [subject(house.ava), subject(house.theo)], "by": fresh(house.worker), "purpose": "plan",
        "starts_at": SOON, "where": "The library", "chair": "Joanne Adeyemi", **more,
    }  # fmt: skip
    return actions.set_up_meeting(FAMILY_MEETING, **said)


def seat(house: notes.Household, meeting: Meeting, person: Person | None = None, **more: object) -> Seat:
    """Somebody at the meeting: a person of the family, or whom `more` says."""
    said = {"agency": "family" if person else "health", "right": "all", **more}
    if person is not None:
        said["person"] = subject(person)
    return actions.add_seat(meeting, by=fresh(house.worker), **said)


def view(meeting: Meeting, by: User) -> MeetingView:
    return meetings.meeting(viewer=fresh(by), ref=meeting.ref)


# ---------- quorum


@pytest.mark.parametrize(
    ("present", "short"),
    [
        ([], ["Police: 0 of 1", "Health: 0 of 2"]),
        (["police"], ["Health: 0 of 2"]),
        (["police", "health"], ["Health: 1 of 2"]),
        (["police", "health", "health", "other"], []),
    ],
)
def test_who_is_there_is_held_against_who_must_be(present, short):
    assert [
        one.words for one in short_of((Quorum(agency="police"), Quorum(agency="health", least=2)), present)
    ] == short


# ---------- actions


def test_a_meeting_is_told_on_the_timeline_of_each_child_it_is_about(house):
    meeting = set_up(house)
    event = Event.objects.get(kind="meeting.set_up")
    assert {one.subject_id for one in event.about.all()} == {house.ava.pk, house.theo.pk}
    assert AuditEntry.objects.filter(verb="casework.meeting.set_up", object_id=meeting.pk).count() == 2
    seen = view(meeting, house.worker)
    assert (seen.where, seen.chair, seen.state, seen.starts_at) == ("The library", "Joanne Adeyemi", "Set up", SOON)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"about": []}, "about"),
        ({"purpose": "party"}, "purpose"),
        ({"chair": " "}, "chair"),
        ({"must_be_by": dt.date(2026, 12, 6)}, "on"),
    ],
)
def test_what_a_meeting_lacks_is_named(house, wrong, field):
    with pytest.raises(CannotBe) as refused:
        set_up(house, **wrong)
    assert refused.value.field == field and not Meeting.objects.exists()


def test_somebody_not_involved_sets_up_no_meeting_and_reads_of_none(house):
    other = access.user(["lead_practitioner"], house.home)
    meeting = set_up(house)
    with pytest.raises(NotAllowed):
        set_up(house, by=fresh(other))
    with pytest.raises(NotAllowed):
        view(meeting, other)


def test_it_is_moved_with_a_reason_and_not_over_somebody_elses_move(house):
    meeting = set_up(house)
    seen = view(meeting, house.worker).arrangement
    later = SOON + dt.timedelta(1)
    more = {"by": fresh(house.worker), "where": "School", "chair": "Ruth Osei", "starts_at": later}
    with pytest.raises(CannotBe):
        actions.arrange_anew(meeting, why=" ", seen=seen, **more)
    actions.arrange_anew(meeting, why="Kelly works on Mondays", seen=seen, **more)
    assert view(meeting, house.worker).starts_at == later and meeting.arrangements.count() == 2
    with pytest.raises(ChangedMeanwhile):
        actions.arrange_anew(meeting, why="Again", seen=seen, **more)


def test_everybody_has_one_seat_and_whoever_is_not_asked_has_a_reason(house):
    meeting = set_up(house)
    kelly = seat(house, meeting, house.kelly)
    with pytest.raises(CannotBe, match="seat at this meeting already"):
        seat(house, meeting, house.kelly)
    with pytest.raises(CannotBe, match="Enter a name"):
        seat(house, meeting)
    seat(house, meeting, house.lee, not_invited_because="Bail conditions keep them apart")
    lines = view(meeting, house.worker).seats
    assert [(one.name, one.state_words, one.why) for one in lines] == [
        ("Kelly Marlowe", "Not recorded", ""),
        ("Lee Bannister", "Was not invited", "Bail conditions keep them apart"),
    ]
    with pytest.raises(CannotBe) as refused:
        actions.record_meeting(meeting, by=fresh(house.worker), attendance={kelly.pk: ("not_invited", "")})
    assert refused.value.field == f"why_{kelly.pk}"


def test_how_somebody_takes_part_may_change_and_the_last_counts(house):
    meeting = set_up(house)
    kelly = seat(house, meeting, house.kelly)
    for state in ("apologies", "present", "present"):
        actions.record_meeting(meeting, by=fresh(house.worker), attendance={kelly.pk: (state, "")})
    assert kelly.attendance.count() == 2
    assert view(meeting, house.worker).seats[0].state == "present"


def held(house: notes.Household, **more: object) -> tuple[Meeting, Seat, Seat]:
    """A meeting with Kelly and the worker there, at which things were said and decided; not ended yet."""
    meeting = set_up(house)
    kelly = seat(house, meeting, house.kelly)
    worker = seat(house, meeting, agency="social_care", user=house.worker)
    actions.record_meeting(
        meeting,
        by=fresh(house.worker),
        attendance={kelly.pk: ("present", ""), worker.pk: ("present", "")},
        said=[
            Said(kind="note", text="Mornings are hard."),
            Said(kind="child_view", text="I want to sleep longer.", subject=house.ava.pk),
            Said(kind="view", text="Kelly tries.", seat=worker.pk, outcome="Help goes on"),
            Said(kind="decision", text="It works.", subject=house.ava.pk, outcome="goes_on"),
            Said(kind="action", text="Ring the school", seat=worker.pk, due_on=dt.date(2026, 12, 20)),
        ],
    )
    return meeting, kelly, worker


def test_what_is_said_is_kept_with_its_time_by_child_and_agency(house):
    meeting, kelly, _ = held(house)
    decision = MeetingEntry.objects.get(kind="decision")
    actions.record_meeting(
        meeting, by=fresh(house.worker),
        said=[Said(kind="dissent", text="It is too early.", seat=kelly.pk, against=decision.pk)],
    )  # fmt: skip
    seen = view(meeting, house.worker)
    assert [(child.short, [one.title for one in some]) for child, some in seen.children] == [
        ("Ava", ["What the child says", "Decision"]),
        ("Theo", []),
    ]
    assert seen.views[0].who == "Joanne Adeyemi, Children’s social care" and seen.views[0].outcome == "Help goes on"
    assert (seen.dissents[0].who, seen.dissents[0].against) == ("Kelly Marlowe, The family", "Help goes on as it is")
    assert all(clock.now() - one.said_at < dt.timedelta(minutes=5) for one in seen.entries)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Said(kind="decision", text="x", outcome="goes_on"), "subject"),
        (Said(kind="decision", text="x", outcome="party", subject=-1), "subject"),
        (Said(kind="note", text=" "), "text"),
        (Said(kind="view", text="x"), "seat"),
        (Said(kind="dissent", text="x", seat=-1), "seat"),
        (Said(kind="party", text="x"), "text"),
    ],
)
def test_what_is_said_has_what_its_kind_asks(house, wrong, field):
    meeting = set_up(house)
    with pytest.raises(CannotBe) as refused:
        actions.record_meeting(meeting, by=fresh(house.worker), said=[wrong])
    assert refused.value.field == field and not MeetingEntry.objects.exists()


def test_a_decision_without_its_reason_or_of_another_kind_is_refused(house):
    meeting = set_up(house)
    for wrong, field in (({"outcome": "party", "text": "x"}, "outcome"), ({"outcome": "ends", "text": ""}, "text")):
        with pytest.raises(CannotBe) as refused:
            said = Said(kind="decision", subject=house.ava.pk, **wrong)
            actions.record_meeting(meeting, by=fresh(house.worker), said=[said])
        assert refused.value.field == field


def test_it_ends_with_enough_or_with_a_reason_and_then_stays_as_it_is(house):
    meeting = set_up(house)
    with pytest.raises(CannotBe, match="The family: 0 of 1, Children’s social care: 0 of 1"):
        actions.end_meeting(meeting, by=fresh(house.worker), ended_at=clock.now())
    end = actions.end_meeting(meeting, by=fresh(house.worker), ended_at=clock.now(), went_on_because="Kelly rang in")
    assert not end.was_quorate and Event.objects.get(kind="meeting.held").significant
    with pytest.raises(CannotBe, match="has ended"):
        actions.record_meeting(meeting, by=fresh(house.worker), said=[Said(kind="note", text="Late")])
    with pytest.raises(CannotBe, match="has ended"):
        actions.end_meeting(meeting, by=fresh(house.worker), ended_at=clock.now(), went_on_because="Again")


def test_with_enough_there_no_reason_is_asked(house):
    meeting, _, _ = held(house)
    assert actions.end_meeting(meeting, by=fresh(house.worker), ended_at=clock.now()).was_quorate
    assert view(meeting, house.worker).state == "Held"


def test_a_meeting_called_off_says_why_and_has_no_minutes(house):
    meeting = set_up(house)
    actions.call_off_meeting(meeting, by=fresh(house.worker), why="Theo is in hospital")
    assert view(meeting, house.worker).state == "Called off" and not MeetingEnd.objects.get().was_held
    with pytest.raises(CannotBe):
        actions.write_minutes(meeting, by=fresh(house.worker), text="Nothing")


def test_an_action_of_a_worker_stands_on_their_list_until_it_is_on_record_how_it_ended(house):
    held(house)
    task = Task.objects.still_open().get(kind="casework.meeting_action")
    assert (task.user_id, task.due_on) == (house.worker.pk, dt.date(2026, 12, 20))
    entry = MeetingEntry.objects.get(kind="action")
    with pytest.raises(CannotBe, match="Enter why"):
        actions.end_action(entry, by=fresh(house.worker), was_done=False)
    actions.end_action(entry, by=fresh(house.worker), was_done=True)
    assert not Task.objects.still_open().filter(kind="casework.meeting_action").exists()
    with pytest.raises(AlreadyRecorded):
        actions.end_action(entry, by=fresh(house.worker), was_done=True)


def test_a_colleague_is_asked_on_their_list_until_the_meeting_is_over(house):
    meeting = set_up(house)
    seat(house, meeting, agency="social_care", user=house.manager)
    seat(house, meeting, agency="social_care", user=house.worker)  # whoever sets it up need not be told
    task = Task.objects.still_open().get(kind="casework.meeting_come")
    assert (task.user_id, task.due_on, task.path) == (house.manager.pk, SOON.date(), f"/meetings/{meeting.ref}")
    actions.call_off_meeting(meeting, by=fresh(house.worker), why="Theo is in hospital")
    assert not Task.objects.still_open().filter(kind="casework.meeting_come").exists()


def test_whoever_may_not_open_the_record_has_a_seat_and_is_not_asked_on_a_list(house):
    meeting = set_up(house)
    for one in (house.ava, house.theo):
        guarded = subject(one)
        guarded.restriction = "restricted"
        guarded.save()
    other = access.user(["lead_practitioner"], house.home, name="Nia Rees")
    seat(house, meeting, agency="social_care", user=other)
    assert view(meeting, house.worker).seats[0].name == "Nia Rees" and not Task.objects.exists()


# ---------- minutes, and what each is sent


def minuted(house: notes.Household, text: str = "We agreed to go on.") -> tuple[Meeting, Seat, Seat]:
    meeting, kelly, worker = held(house)
    actions.end_meeting(meeting, by=fresh(house.worker), ended_at=clock.now())
    actions.write_minutes(meeting, by=fresh(house.worker), text=text)
    return meeting, kelly, worker


def test_minutes_have_versions_with_reasons(house):
    meeting, _, _ = minuted(house)
    with pytest.raises(CannotBe) as refused:
        actions.write_minutes(meeting, by=fresh(house.worker), text="More.", seen=1)
    assert refused.value.field == "why"
    actions.write_minutes(meeting, by=fresh(house.worker), text="More.", why="Kelly asked for it", seen=1)
    with pytest.raises(ChangedMeanwhile):
        actions.write_minutes(meeting, by=fresh(house.worker), text="Other.", why="x", seen=1)
    assert [one.number for one in Minutes.objects.order_by("number")] == [1, 2]
    seen = view(meeting, house.worker)
    assert (seen.minutes, seen.minutes_number) == ("More.", 2)
    assert [text for _, text in meetings.versions(viewer=fresh(house.worker), view=seen)] == [
        "More.",
        "We agreed to go on.",
    ]


def sent(house: notes.Household, to: Seat, kind: LetterKind, says: str = "") -> Letter:
    """What somebody who has a seat is sent."""
    found = circulating.seat_called(to.ref, viewer=fresh(house.worker))
    return send_letter(
        kind, about=[], by=fresh(house.worker), to=circulating.recipient_of(found),
        parts={"says": says} if says else {}, how="hand", sent_on=clock.today(), of=to.ref,
    )  # fmt: skip


def test_an_invitation_says_when_and_where_and_is_about_the_children(house):
    meeting = set_up(house)
    kelly = seat(house, meeting, house.kelly)
    letter = sent(house, kelly, INVITATION)
    assert "Monday 7 December 2026" in letter.html and "The library" in letter.html and "Kelly Marlowe" in letter.html
    assert {one.subject_id for one in letter.about.all()} == {house.ava.pk, house.theo.pk}
    assert [one.title for one in view(meeting, house.worker).seats[0].sent] == ["Invitation to a meeting"]


def test_each_is_sent_their_own_copy_and_that_they_have_it_is_kept(house):
    meeting, kelly, worker = minuted(house)
    with pytest.raises(CannotBe):
        seat(house, meeting, house.lee)
    letter = sent(house, kelly, MINUTES)
    for words in ("We agreed to go on.", "Help goes on as it is", "I want to sleep longer.", "Ring the school"):
        assert words in letter.html
    record_receipt(letter, by=fresh(house.worker), received_on=clock.today(), said="She rang")
    assert view(meeting, house.worker).seats[0].sent[0].received_on == clock.today()
    with pytest.raises(AlreadyRecorded):
        record_receipt(letter, by=fresh(house.worker), received_on=clock.today(), said="She rang")


def test_what_is_kept_from_somebody_is_not_in_their_copy(house):
    meeting, kelly, worker = held(house)
    lee = seat(house, meeting, house.lee)
    actions.record_meeting(
        meeting, by=fresh(house.worker), said=[Said(kind="note", text="Kelly fears Lee.", kept_from=[lee.pk])]
    )
    actions.end_meeting(meeting, by=fresh(house.worker), ended_at=clock.now())
    actions.write_minutes(meeting, by=fresh(house.worker), text="We agreed.")
    assert "fears" in sent(house, kelly, MINUTES).html
    assert "fears" not in sent(house, lee, MINUTES).html


@pytest.mark.parametrize(("right", "hears"), [("all", True), ("outcome", False), ("own", False)])
def test_somebody_is_told_what_they_have_a_right_to(house, right, hears):
    meeting, _, _ = held(house)
    lee = seat(house, meeting, house.lee, right=right)
    actions.record_meeting(meeting, by=fresh(house.worker), said=[Said(kind="view", text="Lee listens.", seat=lee.pk)])
    actions.end_meeting(meeting, by=fresh(house.worker), ended_at=clock.now())
    actions.write_minutes(meeting, by=fresh(house.worker), text="In sum.")
    html = sent(house, lee, MINUTES).html
    assert "Help goes on as it is" in html and ("Mornings are hard." in html) is hears
    assert ("In sum." in html) is hears and ("Lee listens." in html) is (right != "outcome")


def test_in_plain_words_it_is_what_the_writer_says_with_what_was_decided(house):
    _, kelly, _ = minuted(house)
    html = sent(house, kelly, PLAIN_MINUTES, "You told us about mornings.").html
    assert "You told us about mornings." in html and "Help goes on as it is" in html and "Kelly tries." not in html


@pytest.fixture
def fled(house: notes.Household) -> notes.Household:
    """Kelly has fled with Ava and Theo: their address is restricted. Lee stayed."""
    Residence.objects.create(person=house.kelly, address="14 Tanner Row", postcode="WX4 2PL")  # Ava's is on record too
    for one in (house.kelly, house.ava, house.theo):
        Residence.objects.create(person=one, address="6 Vexholm Terrace", postcode="WX7 4QZ")
        guarded = subject(one)
        guarded.address_restricted = True
        guarded.save()
    cards.rebuild([one.pk for one in (house.kelly, house.ava, house.theo, house.kai, house.lee)])
    return house


def test_separated_parents_never_see_each_others_restricted_detail(fled):
    meeting = set_up(fled, where="Hall by Vexholm Terrace")
    kelly, lee = seat(fled, meeting, fled.kelly), seat(fled, meeting, fled.lee)
    school = seat(fled, meeting, agency="education", name="Una Umberly", right="all")
    invited = sent(fled, lee, INVITATION).html
    assert "Vexholm" not in invited and "[withheld]" in invited and "Vexholm" in sent(fled, kelly, INVITATION).html
    actions.record_meeting(
        meeting, by=fresh(fled.worker), attendance={kelly.pk: ("present", "")},
        said=[
            Said(kind="note", text="The walk from 6 Vexholm Terr. takes an hour."),
            Said(kind="decision", text="WX7 4QZ is quiet.", subject=fled.ava.pk, outcome="goes_on"),
            Said(kind="view", text="Seen at Vexholm Terrace.", seat=school.pk),
            Said(kind="action", text="Visit 6 Vexholm Terrace", seat=school.pk),
        ],
    )  # fmt: skip
    actions.end_meeting(meeting, by=fresh(fled.worker), ended_at=clock.now(), went_on_because="By telephone")
    actions.write_minutes(meeting, by=fresh(fled.worker), text="She is safe at 6 Vexholm Terrace.")
    his, hers = sent(fled, lee, MINUTES).html, sent(fled, kelly, MINUTES).html
    for words in ("Vexholm", "WX7 4QZ", "Umberly"):
        assert words not in his and words in hers
    assert "[withheld]" in his and "School or education" in his and "[withheld]" not in hers


def test_whoever_is_not_named_reads_a_meeting_without_where(fled):
    meeting = set_up(fled, where="Vexholm Hall")
    seat(fled, meeting, agency="education", name="Una Umberly")
    actions.record_meeting(meeting, by=fresh(fled.worker), said=[Said(kind="note", text="At 6 Vexholm Terrace.")])
    duty = access.user(["front_door_officer"], fled.home)
    access.involvement(fled.circle, duty, purpose=Purpose.OPENED)
    seen = view(meeting, duty)
    assert seen.where == "Withheld" and seen.seats[0].name == "Withheld" and seen.notes[0].text == "At [withheld]."
    assert view(meeting, fled.manager).where == "Vexholm Hall"


def test_whoever_reads_a_part_of_a_meeting_does_not_write_it_anew(fled, client):
    meeting = set_up(fled, where="Vexholm Hall")
    actions.end_meeting(meeting, by=fresh(fled.worker), ended_at=clock.now(), went_on_because="By telephone")
    duty = access.user(["front_door_officer"], fled.home)
    access.involvement(fled.circle, duty, purpose=Purpose.OPENED)
    for user, status in ((duty, 403), (fled.manager, 200)):
        client.force_login(user)
        assert {client.get(f"/meetings/{meeting.ref}/{one}").status_code for one in ("arrange", "minutes")} == {status}


# ---------- pages


@pytest.fixture
def signed_in(client: Client, house: notes.Household) -> Client:
    client.force_login(house.worker)
    return client


def slip(page: str) -> str:
    return re.findall(r'name="draft_slip" value="([^"]+)"', page)[0]


def test_a_meeting_from_set_up_to_minutes_in_the_pages(signed_in, house):
    address = f"/people/{house.ava.ref}/meetings/new/casework.family_meeting"
    form = signed_in.get(address).content.decode()
    answers = {
        "draft_slip": slip(form), "about": [house.ava.ref], "purpose": "plan", "on-day": "7", "on-month": "12",
        "on-year": "2026", "at": "2pm", "where": "The library", "chair": "Joanne Adeyemi",
    }  # fmt: skip
    page = signed_in.post(address, answers, follow=True).content.decode()
    meeting = Meeting.objects.get()
    assert "Say next who is asked" in page and "Nobody is on the list yet." in page
    for one in ({"person": house.kelly.ref, "agency": "family"}, {"person": house.worker.ref, "agency": "social_care"}):
        page = signed_in.post(
            f"/meetings/{meeting.ref}/seats/new", {**one, "right": "all", "organisation": ""}, follow=True
        )
    kelly, worker = Seat.objects.order_by("pk")
    assert "Write an invitation" in page.content.decode()

    hold = f"/meetings/{meeting.ref}/hold"
    form = signed_in.get(hold).content.decode()
    answers = {
        "draft_slip": slip(form), "note": "Mornings are hard.", f"attendance_{kelly.ref}": "present",
        f"attendance_{worker.ref}": "present", f"decision_{house.ava.ref}": "goes_on",
    }  # fmt: skip
    page = signed_in.post(hold, answers, follow=True).content.decode()
    assert "Enter the reason of the decision for Ava" in page and not MeetingEntry.objects.exists()
    answers |= {f"reason_{house.ava.ref}": "It works.", "what_1": "Ring the school", "who_1": str(worker.pk)}
    page = signed_in.post(hold, answers, follow=True).content.decode()
    assert "Go on, or end the meeting" in page and MeetingEntry.objects.count() == 3
    signed_in.post(hold, answers, follow=True)
    assert MeetingEntry.objects.count() == 3

    today = clock.today()
    ended = {"on-day": today.day, "on-month": today.month, "on-year": today.year, "at": "midnight"}
    page = signed_in.post(f"/meetings/{meeting.ref}/end", ended, follow=True).content.decode()
    assert "Write its minutes next" in page
    address = f"/meetings/{meeting.ref}/minutes"
    form = signed_in.get(address).content.decode()
    signed_in.post(address, {"draft_slip": slip(form), "text": "We go on.", "seen": "0"}, follow=True)
    page = signed_in.get(f"/meetings/{meeting.ref}").content.decode()
    assert "We go on." in page and "Send the minutes" in page and "Say how it ended" in page

    address = f"/seats/{kelly.ref}/letters/casework.minutes"
    answers = {
        "draft_slip": slip(signed_in.get(address).content.decode()), "language": "en-gb", "size": "large",
        "how": "hand",
        "sent_on-day": today.day, "sent_on-month": today.month, "sent_on-year": today.year,
    }  # fmt: skip
    look = signed_in.post(address, answers).content.decode()
    assert "Is this right?" in look and "We go on." in look and "letter--large" in look
    signed_in.post(address, {**answers, "do_send": "yes"}, follow=True)
    letter = Letter.objects.get()
    received = {"received_on-day": today.day, "received_on-month": today.month, "received_on-year": today.year}
    page = signed_in.post(f"/letters/{letter.ref}/received", {**received, "said": "She rang"}, follow=True)
    assert "Since" in page.content.decode()
    action = MeetingEntry.objects.get(kind="action")
    page = signed_in.post(f"/meetings/actions/{action.ref}", {"was_done": "yes", "why": ""}, follow=True)
    assert "It is on record how the action ended" in page.content.decode()


def test_pages_of_meetings_ask_few_questions(signed_in, house, django_assert_max_num_queries):
    meeting, _, _ = minuted(house)
    signed_in.get("/")
    for path in (f"/people/{house.ava.ref}/meetings", f"/meetings/{meeting.ref}"):
        with django_assert_max_num_queries(12):
            assert signed_in.get(path).status_code == 200
