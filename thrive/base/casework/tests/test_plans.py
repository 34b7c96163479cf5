"""Plans: versions with needs, outcomes and actions; agreed to by somebody else; moved; compared; given to families."""

import datetime as dt
import re

import pytest
from django.test import Client

from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Purpose
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.casework.actions import plans as actions
from thrive.base.casework.actions.letters import send_letter
from thrive.base.casework.actions.plans import ActionSaid, NeedSaid, OpinionSaid
from thrive.base.casework.models import Letter, Plan, PlanProgress, PlanVersion, Task
from thrive.base.casework.offers import FAMILY_PLAN, PLAN_COPY, SAFETY_PLAN
from thrive.base.casework.queries import plans
from thrive.base.casework.queries.plans import PlanView
from thrive.base.casework.queries.writing import Recipient
from thrive.base.casework.rules.plans import Aim, Difference, Step, differences
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.notes.tests import factories as notes
from thrive.base.people import cards
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Person, Residence
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db
SOON = access.days_from_today(60)


@pytest.fixture
def house() -> notes.Household:
    """Ava, Theo and Kai with Kelly and Lee, their worker and her manager."""
    return notes.household()


def subject(one: Person) -> Subject:
    return Subject.objects.get(pk=one.pk)


def fresh(user: User) -> User:
    return access.fresh(user)


def need(house: notes.Household, *acts: ActionSaid, **more: str) -> NeedSaid:
    said = {"need": "Sleep", "outcome": "We all sleep through.", "known_by": "Ava is awake in school.", **more}
    return NeedSaid(actions=acts or (ActionSaid(what="Buy a bed", user=house.worker, due_on=SOON),), **said)


def opinions(house: notes.Household) -> dict[int, OpinionSaid]:
    return {
        house.ava.pk: OpinionSaid(text="I want my own bed."),
        house.theo.pk: OpinionSaid(why_not="He is too young to say"),
        house.kelly.pk: OpinionSaid(text="It is a start."),
    }


def begin(house: notes.Household, **more: object) -> PlanVersion:
    """A family plan about Ava and Theo."""
    said = {
        "about": [subject(house.ava), subject(house.theo)], "by": fresh(house.worker), "needs": [need(house)],
        "opinions": opinions(house), "review_on": SOON, **more,
    }  # fmt: skip
    return actions.begin_plan(FAMILY_PLAN, **said)


def again(version: PlanVersion, house: notes.Household, **more: object) -> PlanVersion:
    """A further version."""
    said = {
        "kind": FAMILY_PLAN, "by": fresh(house.worker), "needs": [need(house)], "opinions": opinions(house),
        "review_on": SOON, "why": "Kelly asked for it", "seen": version.number, **more,
    }  # fmt: skip
    return actions.write_version(version.plan, **said)


def agree(version: PlanVersion, house: notes.Household) -> None:
    actions.answer_version(version, by=fresh(house.manager), outcome="agreed")


def view(plan: Plan, by: User, number: int = 0) -> PlanView:
    return plans.plan(viewer=fresh(by), ref=plan.ref, number=number)


# ---------- what differs


def test_what_differs_is_told_by_need_and_by_action():
    bed = Step(1, "Buy a bed", "Joanne", dt.date(2026, 12, 20))
    ring = Step(2, "Ring the school", "Kelly", None)
    before = [Aim("Sleep", "We sleep.", "Ava says so", (bed,)), Aim("School", "On time.", "", (ring,))]
    after = [Aim("Sleep", "We sleep through.", "Ava says so", (Step(1, "Buy two beds", "Joanne", None),))]
    assert differences(before, after) == [
        Difference("Need", "School", ""),
        Difference("Outcome", "We sleep.", "We sleep through."),
        Difference("Action", "Buy a bed. Joanne, by 20 Dec 2026", "Buy two beds. Joanne"),
        Difference("Action", "Ring the school. Kelly", ""),
    ]
    assert differences(before, before) == []


# ---------- versions


def test_a_plan_is_read_as_it_was_written(house):
    version = begin(house)
    seen = view(version.plan, house.worker)
    (one,) = seen.needs
    assert (one.need, one.outcome, one.known_by) == ("Sleep", "We all sleep through.", "Ava is awake in school.")
    assert [(act.what, act.who, act.due_on, act.state_words) for act in one.actions] == [
        ("Buy a bed", "Joanne Adeyemi", SOON, "Not started")
    ]
    assert [(said.who, said.text, said.why_not) for said in seen.opinions] == [
        ("Ava Okoro", "I want my own bed.", ""),
        ("Theo Marlowe", "", "He is too young to say"),
        ("Kelly Marlowe", "It is a start.", ""),
    ]
    assert seen.line.answer == "To be agreed" and not Event.objects.filter(group="plans").exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"about": []}, "about"),
        ({"needs": []}, "need_1"),
        ({"needs": [NeedSaid(need="Sleep", outcome=" ")]}, "outcome_1"),
        ({"needs": [NeedSaid(need="x" * 201, outcome="y")]}, "need_1"),
        ({"needs": [NeedSaid(need="Sleep", outcome="y", actions=[ActionSaid(what="Buy a bed")])]}, "need_1"),
        ({"opinions": {}}, "opinions"),
        ({"review_on": dt.date(2020, 1, 1)}, "review_on"),
    ],
)
def test_what_a_version_lacks_is_named(house, wrong, field):
    with pytest.raises(CannotBe) as refused:
        begin(house, **wrong)
    assert refused.value.field == field


def test_a_further_version_says_why_and_is_not_written_over_somebody_elses(house):
    version = begin(house)
    with pytest.raises(CannotBe) as refused:
        again(version, house, why=" ")
    assert refused.value.field == "why"
    again(version, house)
    with pytest.raises(ChangedMeanwhile):
        again(version, house)
    assert [one.number for one in view(version.plan, house.worker).versions] == [2, 1]


def test_somebody_not_involved_writes_no_plan_and_reads_none(house):
    other = access.user(["lead_practitioner"], house.home)
    version = begin(house)
    with pytest.raises(NotAllowed):
        begin(house, by=fresh(other))
    with pytest.raises(NotAllowed):
        view(version.plan, other)


# ---------- agreed to


def test_nobody_agrees_to_their_own_plan_and_only_managers_do(house):
    both = access.user(["lead_practitioner", "practice_supervisor"], house.home)
    access.involvement(house.circle, both)
    version = begin(house, by=fresh(both))
    with pytest.raises(NotAllowed, match="wrote themselves"):
        actions.answer_version(version, by=fresh(both), outcome="agreed")
    with pytest.raises(NotAllowed):
        actions.answer_version(version, by=fresh(house.worker), outcome="agreed")
    agree(version, house)
    with pytest.raises(AlreadyRecorded):
        agree(version, house)


def test_what_is_returned_has_a_reason_and_tells_no_timeline(house):
    version = begin(house)
    with pytest.raises(CannotBe) as refused:
        actions.answer_version(version, by=fresh(house.manager), outcome="returned")
    assert refused.value.field == "why"
    actions.answer_version(version, by=fresh(house.manager), outcome="returned", why="Say who pays")
    line = view(version.plan, house.worker).line
    assert (line.answer, line.answer_why, line.answered_by) == ("Returned for changes", "Say who pays", "Ruth Osei")
    assert not Event.objects.filter(group="plans").exists()
    task = Task.objects.still_open().get()
    assert (task.kind, task.user_id) == ("casework.change_returned", house.worker.pk)


def test_a_plan_that_is_agreed_to_is_told_and_its_actions_are_asked(house):
    version = begin(house)
    agree(version, house)
    event = Event.objects.get(kind="plan.agreed")
    assert {one.subject_id for one in event.about.all()} == {house.ava.pk, house.theo.pk}
    task = Task.objects.still_open().get(kind="casework.plan_action")
    assert (task.user_id, task.due_on) == (house.worker.pk, SOON)


def test_only_the_latest_version_is_answered(house):
    version = begin(house)
    again(version, house)
    with pytest.raises(CannotBe, match="later version"):
        agree(version, house)


# ---------- actions


def test_how_an_action_stands_is_the_same_in_every_version_and_ends_its_task(house):
    version = begin(house)
    agree(version, house)
    step = version.plan.steps.get()
    actions.record_progress(step, by=fresh(house.worker), state="under_way", said="Ordered")
    later = again(version, house, needs=[need(house, ActionSaid(what="Buy a bed", user=house.worker, step=step.ref))])
    assert later.plan.steps.count() == 1
    assert [view(version.plan, house.worker, number).needs[0].actions[0].state for number in (1, 2)] == [
        "under_way"
    ] * 2
    with pytest.raises(CannotBe) as refused:
        actions.record_progress(step, by=fresh(house.worker), state="not_needed")
    assert refused.value.field == "why"
    actions.record_progress(step, by=fresh(house.worker), state="done")
    assert not Task.objects.still_open().exists() and PlanProgress.objects.filter(step=step).count() == 2


def test_an_open_action_that_an_agreed_version_leaves_out_is_closed_with_its_reason(house):
    version = begin(house)
    agree(version, house)
    later = again(version, house, needs=[need(house, ActionSaid(what="Ring", name="Aunt Jo"))], why="She has a bed")
    step = version.plan.steps.order_by("pk").first()
    assert not PlanProgress.objects.filter(step=step).exists()
    agree(later, house)
    assert PlanProgress.objects.get(step=step).why == "Left out of version 2: She has a bed"
    assert not Task.objects.still_open().exists()


def test_moving_to_another_kind_keeps_open_actions_and_shows_what_changed(house):
    version = begin(house)
    agree(version, house)
    step = version.plan.steps.get()
    kept = ActionSaid(what="Buy a bed", user=house.worker, step=step.ref, due_on=SOON)
    later = again(version, house, kind=SAFETY_PLAN, needs=[need(house, kept, outcome="Everybody is safe.")])
    agree(later, house)
    assert Event.objects.get(kind="plan.moved").title == "Plan became: Safety plan"
    assert Task.objects.still_open().get().kind == "casework.plan_action"
    _, _, found = plans.compared(viewer=fresh(house.worker), ref=version.plan.ref, before=1, after=2)
    assert found == [
        Difference("Kind of plan", "Family plan", "Safety plan"),
        Difference("Outcome", "We all sleep through.", "Everybody is safe."),
    ]


def test_a_plan_does_not_become_a_kind_it_may_not(house):
    version = begin(house)
    other = SAFETY_PLAN.__class__(**{**vars(SAFETY_PLAN), "key": "care.plan"})
    with pytest.raises(CannotBe) as refused:
        again(version, house, kind=other)
    assert refused.value.field == "kind"


# ---------- the family's copy, and what must not be told


def copy(house: notes.Household, version: PlanVersion, to: Person, says: str = "") -> Letter:
    return send_letter(
        PLAN_COPY, about=[], by=fresh(house.worker), to=Recipient(person=subject(to)), how="hand", size="large",
        parts={"says": says} if says else {}, sent_on=clock.today(), of=version.plan.ref,
    )  # fmt: skip


def test_the_family_gets_what_stands_in_large_print_without_codes(house):
    version = begin(house)
    agree(version, house)
    again(version, house, needs=[need(house, outcome="Not agreed yet.")])
    letter = copy(house, version, house.kelly)
    assert "We all sleep through." in letter.html and "Not agreed yet." not in letter.html
    assert "letter--large" in letter.html and version.ref not in letter.html and "Buy a bed" in letter.html
    assert {one.subject_id for one in letter.about.all()} == {house.ava.pk, house.theo.pk}


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


def test_no_copy_and_no_page_tells_where_somebody_hides(fled, client):
    told = need(fled, ActionSaid(what="Walk to WX7 4QZ", name="Vexholm Terrace Hostel"), outcome="6 Vexholm Terr.")
    version = begin(fled, needs=[told])
    agree(version, fled)
    his, hers = copy(fled, version, fled.lee).html, copy(fled, version, fled.kelly).html
    assert "Vexholm" not in his and "WX7" not in his and "[withheld]" in his and "6 Vexholm Terr." in hers
    with pytest.raises(CannotBe, match="must not learn"):
        copy(fled, version, fled.lee, "At Vexholm Terrace.")
    duty = access.user(["front_door_officer"], fled.home)
    access.involvement(fled.circle, duty, purpose=Purpose.OPENED)
    client.force_login(duty)
    for path in ("", "/compare?before=1&after=1", "/print"):
        page = client.get(f"/plans/{version.plan.ref}{path}").content.decode()
        assert "Vexholm" not in page and "WX7 4QZ" not in page
    assert client.get(f"/plans/{version.plan.ref}/version").status_code == 403
    assert client.get(f"/plans/{version.plan.ref}/copy").status_code == 403


# ---------- pages


def slip(page: str) -> str:
    return re.findall(r'name="draft_slip" value="([^"]+)"', page)[0]


def test_a_plan_in_the_pages(client: Client, house):
    client.force_login(house.worker)
    address = f"/people/{house.ava.ref}/plans/new/casework.family_plan"
    answers = {
        "draft_slip": slip(client.get(address).content.decode()), "about": [house.ava.ref], "review_on-day": SOON.day,
        "review_on-month": SOON.month, "review_on-year": SOON.year, "need_1": "Sleep", "outcome_1": "We sleep.",
        "what_1_1": "Buy a bed",
    }  # fmt: skip
    page = client.post(address, {**answers, "do_add": "yes"}).content.decode()
    assert "Need 2" in page and "There is a problem" not in page
    page = client.post(address, answers).content.decode()
    assert "Select who does action 1 for need 1" in page and "Enter what Ava thinks of the plan" in page
    answers |= {"who_1_1": f"user-{house.worker.ref}", f"says_{house.ava.ref}": "I want my own bed."}
    page = client.post(address, answers, follow=True).content.decode()
    plan = Plan.objects.get()
    assert "A manager is asked to agree to it" in page and "I want my own bed." in page and ">Answer<" not in page

    client.force_login(house.manager)
    page = client.post(f"/plans/{plan.ref}/answer", {"outcome": "agreed", "why": ""}, follow=True).content.decode()
    assert "Agreed" in page and "Ruth Osei" in page
    client.force_login(house.worker)
    step = plan.steps.get()
    page = client.post(f"/plans/steps/{step.ref}", {"state": "done", "said": "Bought", "why": ""}, follow=True)
    assert "Bought" in page.content.decode()

    address = f"/plans/{plan.ref}/version"
    form = client.get(address).content.decode()
    assert 'value="Sleep"' in form and "Buy a bed" not in form and "Safety plan" in form
    answers |= {
        "draft_slip": slip(form), "seen": "1", "why": "Done with beds", "moves_to": "casework.safety_plan",
        "outcome_1": "We are safe.", "what_1_1": "", "who_1_1": "",
    }  # fmt: skip
    page = client.post(address, answers, follow=True).content.decode()
    assert "Safety plan" in page and "To be agreed" in page
    page = client.get(f"/plans/{plan.ref}/compare?before=1&after=2").content.decode()
    assert "Kind of plan" in page and "We are safe." in page
    client.force_login(house.manager)
    assert "What differs from version 1" in client.get(f"/plans/{plan.ref}/answer").content.decode()

    client.force_login(house.worker)
    address = f"/plans/{plan.ref}/copy"
    today = clock.today()
    answers = {
        "draft_slip": slip(client.get(address).content.decode()), "to": f"person-{house.kelly.ref}",
        "language": "en-gb", "size": "large", "how": "hand", "sent_on-day": today.day, "sent_on-month": today.month,
        "sent_on-year": today.year,
    }  # fmt: skip
    assert "Is this right?" in client.post(address, answers).content.decode()
    client.post(address, {**answers, "do_send": "yes"})
    assert "We sleep." in Letter.objects.get().html


def test_pages_of_plans_ask_few_questions(client: Client, house, django_assert_max_num_queries):
    client.force_login(house.worker)
    version = begin(house)
    agree(version, house)
    again(version, house)
    client.get("/")
    for path in (f"/people/{house.ava.ref}/plans", f"/plans/{version.plan.ref}"):
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200


def test_the_event_leads_to_the_plan(client: Client, house):
    version = begin(house)
    agree(version, house)
    client.force_login(house.worker)
    event = Event.objects.get(kind="plan.agreed")
    page = client.get(f"/events/{event.ref}?from={house.ava.ref}").content.decode()
    assert f"/plans/{version.plan.ref}?version=1" in page


def test_plans_are_read_over_http(house):
    version = begin(house)
    caller = callers.person(fresh(house.worker))
    listed = caller.get(f"/people/{house.ava.ref}/plans").json()["plans"]
    assert [(one["ref"], one["state"]) for one in listed] == [(version.plan.ref, "To be agreed")]
    read = caller.get(f"/plans/{version.plan.ref}").json()
    assert read["needs"][0]["actions"][0]["what"] == "Buy a bed" and read["opinions"][0]["text"] == "I want my own bed."
