"""Work given to somebody: allocated, transferred, referred, shared, passed forward; answered, and taken back."""

import pytest
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Involvement, Subject
from thrive.base.access.rules import Purpose, Restriction
from thrive.base.access.tests.factories import council, days_from_today, fresh, involvement, team, user
from thrive.base.access.viewers import SystemViewer
from thrive.base.casework import facts
from thrive.base.casework.actions import allocations, handovers, tasks
from thrive.base.casework.actions.handovers import Grounds
from thrive.base.casework.errors import AlreadyOver, OutOfReach
from thrive.base.casework.models import Handover, Task
from thrive.base.casework.queries import worklist
from thrive.base.history.models import AuditEntry
from thrive.base.people.models import Card
from thrive.base.people.permissions import OPEN_RECORD
from thrive.base.people.tests import factories
from thrive.base.people.tests.factories import subject_of
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db

GROUNDS = Grounds(basis="task", consent="agreed")
LEAD = "lead_practitioner"
HELP = "family_help.assessment"  # a stage of the road that is declared


@pytest.fixture
def at():
    return council(factories.authority())


@pytest.fixture
def nia(at):
    return user([LEAD], at, name="Nia Bevan")


@pytest.fixture
def imran(at):
    return user([LEAD], at, name="Imran Shah")


@pytest.fixture
def ruth(at):
    return user(["practice_supervisor"], at, name="Ruth Osei")


@pytest.fixture
def ava():
    return subject_of(factories.person("Ava Okoro"))


def opens(who, subject) -> bool:
    """Whether somebody may read the record, without giving a reason."""
    return policy.decide(fresh(who), OPEN_RECORD, subject).ok


def allocate(about, to, by, **values):
    return allocations.allocate(about, to=to, by=by, **{"role": LEAD, "reason": "New to the team", **values})


def transfer(about, to, by, **values):
    given = {"role": LEAD, "reason": "They moved to the east", "reply_by": days_from_today(5), "grounds": GROUNDS}
    return handovers.transfer(about, to=to, by=by, **{**given, **values})


def asked(who) -> list[str]:
    return [one.task.kind for one in worklist(viewer=fresh(who))]


class TestAllocating:
    def test_the_worker_is_involved_told_and_named_on_the_card(self, ava, nia, ruth):
        row = allocate(ava, nia, ruth, note="Theo sleeps at his aunt’s on Fridays.")
        assert opens(nia, ava) and asked(nia) == ["casework.take_up"]
        assert Card.objects.get(pk=ava.pk).lead_name == "Nia Bevan"
        assert Event.objects.get(kind="handover.allocate").title == "Allocated to Nia Bevan"
        assert AuditEntry.objects.filter(verb="casework.allocated", subject_id=ava.pk, actor_id=ruth.pk).exists()
        handovers.accept(row, by=nia)
        assert asked(nia) == [] and Handover.objects.current().get().state == "accepted"

    def test_who_had_it_before_ends_on_that_day_and_stays_in_the_history(self, ava, nia, imran, ruth):
        allocate(ava, nia, ruth, from_on=days_from_today(-40))
        allocate(ava, imran, ruth, reason="Nia leaves")
        assert not opens(nia, ava) and opens(imran, ava)
        ended = Involvement.objects.current().get(user=nia)
        assert (ended.true_to, ended.why) == (days_from_today(0), "Nia leaves")

    def test_a_colleague_beside_the_lead_ends_nobody(self, ava, nia, imran, ruth):
        allocate(ava, nia, ruth)
        allocate(ava, imran, ruth, role="co_worker")
        assert opens(nia, ava) and opens(imran, ava)

    def test_a_whole_family_goes_together_and_to_a_team_too(self, nia, ruth, at):
        ava, theo = factories.person("Ava Okoro"), factories.person("Theo Okoro")
        circle = factories.family("Okoro", ava, theo).circle
        allocate(circle, nia, ruth)
        east = team("East", organisation=at)
        member = user([LEAD], team=east)
        allocate(circle, east, ruth)
        assert all(opens(one, subject_of(child)) for one in (nia, member) for child in (ava, theo))
        assert Event.objects.filter(title="Allocated to a team").count() == 1

    def test_only_whoever_moves_work_allocates(self, ava, nia, imran):
        involvement(ava, nia)
        with pytest.raises(NotAllowed):
            allocate(ava, imran, nia)

    def test_nobody_is_let_in_to_a_restricted_record_by_being_given_the_work(self, ava, nia, imran, ruth):
        involvement(ava, ruth)
        involvement(ava, nia)
        ava.restriction = Restriction.RESTRICTED
        ava.save()
        for to in (imran, team("East")):
            with pytest.raises(OutOfReach):
                allocate(ava, to, fresh(ruth))
        allocate(ava, nia, fresh(ruth))
        assert not opens(imran, ava)

    @pytest.mark.parametrize(
        ("values", "field"), [({"reason": " "}, "reason"), ({"role": "friend"}, "role"), ({"note": "x" * 4001}, "note")]
    )
    def test_what_cannot_be_is_refused(self, ava, nia, ruth, values, field):
        with pytest.raises(BadAnswer) as told:
            allocate(ava, nia, ruth, **values)
        assert told.value.field == field and not Handover.objects.exists()

    def test_somebody_who_opens_no_records_is_given_none(self, ava, ruth, at):
        with pytest.raises(BadAnswer, match="holds no role today"):
            allocate(ava, user(["administrator"], at), ruth)


class TestTransferring:
    def test_responsibility_moves_when_it_is_accepted_and_not_before(self, ava, nia, imran):
        involvement(ava, nia, role=LEAD)
        row = transfer(ava, imran, nia)
        assert opens(nia, ava) and not opens(imran, ava) and asked(imran) == ["casework.take_up"]
        handovers.accept(row, by=imran)
        assert opens(imran, ava) and not opens(nia, ava)
        assert asked(nia) == ["casework.read_answer"]
        handovers.acknowledge(Handover.objects.current().get(), by=nia)
        assert asked(nia) == []

    def test_a_no_has_a_reason_that_the_sender_reads(self, ava, nia, imran):
        involvement(ava, nia, role=LEAD)
        row = transfer(ava, imran, nia)
        with pytest.raises(BadAnswer):
            handovers.decline(row, by=imran, reason="")
        handovers.decline(row, by=imran, reason="They live in the west")
        assert opens(nia, ava) and not opens(imran, ava)
        (told,) = worklist(viewer=nia)
        assert told.why == "Imran Shah did not take it on. They live in the west"
        with pytest.raises(AlreadyOver):
            handovers.accept(Handover.objects.current().get(), by=imran)

    def test_accepting_one_route_takes_the_others_back(self, ava, nia, imran, ruth):
        involvement(ava, nia, role=LEAD)
        first, second = transfer(ava, imran, nia), transfer(ava, ruth, nia)
        handovers.accept(second, by=ruth)
        assert Handover.objects.current().get(thread=first.thread).state == "revoked"
        assert asked(imran) == []

    def test_nobody_else_answers(self, ava, nia, imran, ruth):
        involvement(ava, nia, role=LEAD)
        with pytest.raises(NotAllowed):
            handovers.accept(transfer(ava, imran, nia), by=ruth)

    def test_somebody_who_does_not_work_with_them_sends_nothing(self, ava, nia, imran):
        with pytest.raises(NotAllowed):
            transfer(ava, imran, nia)

    @pytest.mark.parametrize(
        ("grounds", "field"),
        [
            (Grounds(basis="", consent="agreed"), "basis"),
            (Grounds(basis="task", consent=""), "consent"),
            (Grounds(basis="task", consent="not_safe"), "consent_why"),
        ],
    )
    def test_it_says_on_what_basis_it_goes(self, ava, nia, imran, grounds, field):
        involvement(ava, nia, role=LEAD)
        with pytest.raises(BadAnswer) as told:
            transfer(ava, imran, nia, grounds=grounds)
        assert told.value.field == field

    def test_where_no_answer_comes_the_sender_is_asked_to_ask_again(self, ava, nia, imran):
        involvement(ava, nia, role=LEAD)
        row = transfer(ava, imran, nia, reply_by=days_from_today(0))
        by = SystemViewer(key="tests", purpose="asking again", authority_id=ava.authority_id)
        assert handovers.chase(days_from_today(0), by=by) == 0
        assert handovers.chase(days_from_today(1), by=by) == 1 == handovers.chase(days_from_today(2), by=by)
        assert asked(nia) == ["casework.chase"]
        handovers.revoke(row, by=nia, reason="Found somebody nearer")
        assert asked(nia) == [] and asked(imran) == []


class TestReferringAndSharing:
    def test_a_service_sees_once_it_accepts_and_responsibility_stays(self, ava, nia, imran):
        involvement(ava, nia, role=LEAD)
        row = handovers.refer(
            ava, to=imran, by=nia, reason="Play therapy", grounds=GROUNDS, reply_by=days_from_today(5)
        )
        assert not opens(imran, ava)
        handovers.accept(row, by=imran)
        assert opens(imran, ava) and opens(nia, ava)
        assert Card.objects.get(pk=ava.pk).lead_name == ""

    def test_what_is_shared_is_open_until_the_day_and_can_be_taken_back(self, ava, nia, imran):
        involvement(ava, nia, role=LEAD)
        row = handovers.share(
            ava, to=imran, by=nia, reason="Sibling work", grounds=GROUNDS, until_on=days_from_today(9)
        )
        assert opens(imran, ava) and Involvement.objects.current().get(user=imran).true_to == days_from_today(10)
        handovers.revoke(row, by=nia, reason="Not needed any more")
        assert not opens(imran, ava)
        with pytest.raises(AlreadyOver):
            handovers.revoke(Handover.objects.current().get(), by=nia, reason="Again")

    def test_sharing_and_covering_open_nothing_that_is_restricted(self, ava, nia, imran):
        involvement(ava, nia, role=LEAD)
        handovers.share(ava, to=imran, by=nia, reason="Sibling work", grounds=GROUNDS, until_on=days_from_today(9))
        covering = user([LEAD], imran.organisation)
        involvement(ava, covering, purpose=Purpose.COVER)
        assert opens(imran, ava) and opens(covering, ava)
        ava.restriction = Restriction.RESTRICTED
        ava.save()
        assert not opens(imran, ava) and not opens(covering, ava) and opens(nia, ava)
        seen = policy.visible(fresh(imran), OPEN_RECORD)
        assert not type(ava).objects.filter(seen, pk=ava.pk).exists()


class TestPassingForward:
    @pytest.fixture
    def east(self, at):
        return team("East", organisation=at)

    @pytest.fixture
    def passed(self, ava, ruth):
        return handovers.pass_forward(HELP, about=[ava], of=ava, by=ruth)

    def test_a_later_stage_finds_it_and_takes_it_up(self, ava, ruth, east):
        member = user([LEAD], team=east)
        row = handovers.pass_forward(HELP, about=[ava], of=ava, by=ruth, note="See the referral.", to=east)
        again = handovers.pass_forward(HELP, about=[ava], of=ava, by=ruth)
        assert again.pk == row.pk and list(facts.waiting_forward(HELP)) == [row]
        assert asked(member) == ["casework.take_up"] and not opens(member, ava)
        handovers.accept(row, by=member)
        assert list(facts.waiting_forward(HELP)) == [] and Task.objects.still_open().count() == 0
        assert opens(member, ava), "whoever takes it up has the work"

    def test_a_team_that_takes_up_another_stage_joins_the_team_that_is_there(self, ava, ruth, east, at):
        west = team("West", organisation=at)
        allocate(ava, west, ruth)
        row = handovers.pass_forward(HELP, about=[ava], of=ava, by=ruth, to=east)
        handovers.accept(row, by=user([LEAD], team=east))
        held = Involvement.objects.now().filter(subject=ava, team__isnull=False)
        assert sorted(one.team.name for one in held) == ["East", "West"]
        again = handovers.pass_forward("protection.strategy", about=[ava], of=ava, by=ruth, to=east)
        handovers.accept(again, by=user([LEAD], team=east))
        assert held.count() == 2, "a team has the work once"

    def test_where_nobody_is_named_the_list_says_that_somebody_is_to_be(self, passed, ruth):
        assert passed.party is None and asked(ruth) == ["casework.name_taker"]

    def test_naming_somebody_asks_them_and_ends_the_task(self, passed, ruth, nia, ava):
        row = handovers.pass_to(passed, to=nia, by=ruth, role=LEAD, note="Ring first.")
        assert asked(ruth) == [] and asked(nia) == ["casework.take_up"]
        handovers.accept(row, by=nia)
        assert opens(nia, ava) and Involvement.objects.now().get(user=nia, subject=ava).role == LEAD

    def test_somebody_else_may_be_asked_while_it_waits_and_once_it_was_not_taken_on(self, passed, ruth, nia, east):
        member = user([LEAD], team=east)
        row = handovers.pass_to(passed, to=east, by=ruth)
        with pytest.raises(BadAnswer, match="asked already"):
            handovers.pass_to(row, to=east, by=ruth)
        row = handovers.pass_to(row, to=nia, by=ruth, role=LEAD)
        assert asked(member) == [] and asked(nia) == ["casework.take_up"]
        row = handovers.decline(row, by=nia, reason="I am full")
        assert asked(ruth) == ["casework.read_answer"] and asked(nia) == []
        row = handovers.pass_to(row, to=east, by=ruth)
        assert asked(ruth) == [] and asked(member) == ["casework.take_up"]
        handovers.accept(row, by=member)
        with pytest.raises(AlreadyOver):
            handovers.pass_to(Handover.objects.current().get(thread=row.thread), to=nia, by=ruth, role=LEAD)

    def test_nobody_is_asked_any_more_for_what_is_needed_no_longer(self, passed, ruth, nia):
        row = handovers.pass_to(passed, to=nia, by=ruth, role=LEAD)
        row = handovers.withdraw(row, by=ruth, why="The referral was closed")
        assert row.state == Handover.State.REVOKED and asked(nia) == []
        with pytest.raises(AlreadyOver):
            handovers.withdraw(row, by=ruth, why="Again")

    def test_who_neither_sent_it_nor_moves_work_names_nobody(self, passed, nia):
        with pytest.raises(NotAllowed):
            handovers.pass_to(passed, to=nia, by=nia, role=LEAD)

    def test_a_restricted_record_goes_to_no_team(self, passed, ruth, ava, east):
        Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
        with pytest.raises(OutOfReach):
            handovers.pass_to(passed, to=east, by=ruth)

    def test_a_step_that_nobody_declares_is_refused(self, ava, ruth):
        with pytest.raises(BadAnswer, match="No domain declares"):
            handovers.pass_forward("family_help.nonsense", about=[ava], of=ava, by=ruth)


class TestPages:
    def test_allocating_is_looked_at_before_it_is_sent(self, client, ava, nia, ruth):
        client.force_login(ruth)
        address = reverse("casework:allocate", args=[ava.ref])
        day = days_from_today(0)
        said = {
            "about": "person", "to": f"user:{nia.ref}", "role": LEAD, "reason": "New here", "note": "Ring first.",
            "from_on-day": day.day, "from_on-month": day.month, "from_on-year": day.year,
        }  # fmt: skip
        involvement(ava, ruth)
        assert "Nia Bevan" in client.get(address).content.decode()
        check = client.post(address, said).content.decode()
        assert "Check before it is sent" in check and "Ring first." in check and not Handover.objects.exists()
        assert "New here" in client.post(address, {**said, "change": "1"}).content.decode()
        done = client.post(address, {**said, "send": "1"}, follow=True).content.decode()
        assert "Nia Bevan has the work now" in done and "Family Help lead practitioner" in done

    def test_it_says_before_sending_that_somebody_may_not(self, client, ava, nia, imran):
        involvement(ava, nia)
        ava.restriction = Restriction.RESTRICTED
        ava.save()
        client.force_login(nia)
        day = days_from_today(3)
        answer = client.post(
            reverse("casework:hand-over", args=[ava.ref, "share"]),
            {
                "about": "person", "to": f"user:{imran.ref}", "reason": "Sibling work", "basis": "task",
                "consent": "agreed", "until_on-day": day.day, "until_on-month": day.month, "until_on-year": day.year,
            },
        )  # fmt: skip
        assert "Imran Shah may not open the record" in answer.content.decode() and not Handover.objects.exists()

    def test_the_receiver_answers_on_its_page(self, client, ava, nia, imran):
        involvement(ava, nia, role=LEAD)
        row = transfer(ava, imran, nia, note="Ring before you go.")
        address = reverse("casework:handover", args=[row.thread])
        client.force_login(imran)
        page = client.get(address).content.decode()
        assert "Ring before you go." in page and "Do you take it on?" in page
        assert "Enter why you do not take it on" in client.post(address, {"answer": "decline"}).content.decode()
        client.post(address, {"answer": "accept"})
        assert opens(imran, ava)

    def test_of_what_was_taken_back_the_receiver_keeps_that_there_was_one(self, client, ava, nia, imran):
        involvement(ava, nia, role=LEAD)
        row = transfer(ava, imran, nia, note="Ring before you go.")
        client.force_login(nia)
        client.post(reverse("casework:handover-revoke", args=[row.thread]), {"reason": "Found somebody nearer"})
        client.force_login(imran)
        page = client.get(reverse("casework:handover", args=[row.thread])).content.decode()
        assert "Taken back" in page and "Ring before you go." not in page and "Okoro" not in page

    def test_the_sender_says_that_the_answer_was_read(self, client, ava, nia, imran):
        involvement(ava, nia, role=LEAD)
        row = transfer(ava, imran, nia)
        handovers.decline(row, by=imran, reason="They live in the west")
        client.force_login(nia)
        client.post(reverse("casework:handover-read", args=[row.thread]))
        assert asked(nia) == []

    def test_somebody_else_is_told_of_nothing(self, client, ava, nia, imran, at):
        involvement(ava, nia, role=LEAD)
        row = transfer(ava, imran, nia)
        client.force_login(user([LEAD], at))
        assert client.get(reverse("casework:handover", args=[row.thread])).status_code == 404

    def test_who_had_the_work_before_stands_on_the_record(self, client, ava, nia, imran, ruth):
        involvement(ava, ruth, role="practice_supervisor")
        allocate(ava, nia, ruth, from_on=days_from_today(-40))
        allocate(ava, imran, ruth, reason="Nia leaves")
        client.force_login(ruth)
        page = client.get(reverse("casework:work", args=[ava.ref])).content.decode()
        before = page.partition("Before</h2>")[2]
        assert "Nia Bevan" in before and "Nia leaves" in before
        assert page.count("Waits for an answer") == 2

    def test_a_task_of_a_handover_leads_to_it(self, client, ava, nia, ruth):
        row = allocate(ava, nia, ruth)
        client.force_login(nia)
        assert f'href="/handovers/{row.thread}"' in client.get("/").content.decode()
        assert tasks.clear("casework.take_up", of=row, by=nia) == 1
