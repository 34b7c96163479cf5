"""Approvals: asked, approved, returned, taken back; never one's own unless a text says so; stale ones; who is first."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from thrive.base.access.actions import end_user
from thrive.base.access.errors import BadAnswer, NotAllowed, NotFound, StillInUse
from thrive.base.access.models import Involvement, Subject, Team, User
from thrive.base.access.rules import Tie, sources
from thrive.base.access.tests import factories as access
from thrive.base.casework.actions import absences, approvals, moving, plans, tasks
from thrive.base.casework.models import Approval, Plan, PlanAbout, PlanVersion, Task
from thrive.base.casework.offers import FAMILY_PLAN
from thrive.base.casework.permissions import AGREE_PLAN, READ_PLANS, WRITE_PLAN
from thrive.base.casework.queries import approvals as queries
from thrive.base.casework.rules.approvals import APPROVE, CHANGE
from thrive.base.casework.tests.test_plans import SOON, again, begin, fresh, need, opinions
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.history.models import AuditEntry
from thrive.base.notes.tests import factories as notes
from thrive.base.offers import REGISTRY, ApprovalKind
from thrive.base.offers.registry import BadOffer, Registry
from thrive.base.people.errors import CannotBe

pytestmark = pytest.mark.django_db

TEAM = ApprovalKind(
    key="tests.team", title="Name of a team", needs=AGREE_PLAN, asks=WRITE_PLAN, reads=READ_PLANS,
    address=lambda team: f"/teams/{team.ref}", stamp=lambda team: Team.objects.get(pk=team.pk).name,
)  # fmt: skip


@contextmanager
def offered(*kinds: ApprovalKind) -> Iterator[None]:
    """While the block runs casework offers these kinds of approval too."""
    before = REGISTRY._domains
    REGISTRY._domains = tuple(
        replace(one, approvals=(*one.approvals, *kinds)) if one.key == "casework" else one for one in before
    )
    try:
        yield
    finally:
        REGISTRY._domains = before


@pytest.fixture
def house() -> notes.Household:
    """Ava, Theo and Kai with Kelly and Lee, their worker and her manager."""
    return notes.household()


@pytest.fixture
def team(house: notes.Household) -> Team:
    """Something to be approved that nobody wrote."""
    return access.team("East", organisation=house.home)


@pytest.fixture
def team_kind() -> Iterator[ApprovalKind]:
    """A kind of which only tests know."""
    with offered(TEAM):
        yield TEAM


def ava(house: notes.Household) -> Subject:
    return Subject.objects.get(pk=house.ava.pk)


def of(version: PlanVersion) -> Approval:
    """The approval that was asked for last."""
    rows = Approval.objects.current().filter(object_id=version.pk, object_type="casework.planversion")
    return rows.order_by("pk").last()


def supervisor(house: notes.Household, name: str) -> User:
    """Another manager who works with the family."""
    made = access.user(["practice_supervisor"], house.home, name=name)
    access.involvement(house.circle, made)
    return fresh(made)


# ---------- asked


def test_a_version_is_asked_about_and_stands_on_its_managers_list(house):
    version = begin(house, to=fresh(house.manager), comment="Kelly wants it soon")
    asked = of(version)
    assert (asked.state, asked.user, asked.comment, asked.asked_by) == (
        "asked", house.manager, "Kelly wants it soon", house.worker,
    )  # fmt: skip
    task = Task.objects.still_open().get()
    assert (task.kind, task.user, task.path) == (APPROVE, house.manager, f"/plans/{version.plan.ref}")
    assert task.because == "Family plan. Kelly wants it soon"
    verbs = AuditEntry.objects.filter(verb="casework.approval.asked").values_list("subject_id", flat=True)
    assert set(verbs) == {house.ava.pk, house.theo.pk}


def test_where_nobody_is_named_a_manager_of_the_writers_team_is_asked(house):
    team = access.team("North", organisation=house.home)
    boss = access.user(["practice_supervisor"], team=team, name="Abel Cross")
    writer = access.user(["lead_practitioner"], team=team, name="Wyn Ash")
    access.involvement(house.circle, writer)
    assert of(begin(house, by=fresh(writer))).user == boss


def test_nobody_is_asked_who_could_not_approve_it(house):
    both = supervisor(house, "Wyn Ash")
    for to, says in ((both, "asked for this or wrote it"), (_other_lead(house), "holds no role")):
        with pytest.raises(CannotBe, match=says) as refused:
            begin(house, by=both, to=fresh(to))
        assert refused.value.field == "to"


def test_nobody_is_asked_to_whom_the_record_is_closed(house):
    other = access.user(["practice_supervisor"], house.home)
    Subject.objects.filter(pk=house.ava.pk).update(restriction="restricted")
    with pytest.raises(CannotBe, match="may not open"):
        begin(house, to=fresh(other))


def _other_lead(house: notes.Household) -> User:
    return access.user(["lead_practitioner"], house.home)


def test_what_waits_is_not_asked_again_and_a_later_version_takes_its_place(house):
    version = begin(house)
    with pytest.raises(AlreadyRecorded):
        plans.ask_approval(version, by=fresh(house.worker))
    later = again(version, house, to=fresh(house.manager))
    before = of(version)
    assert (before.state, before.why) == ("taken_back", "Version 2 was written")
    assert of(later).state == "asked" and Task.objects.still_open().get(kind=APPROVE).object_id == later.pk


# ---------- answered


def test_what_is_returned_comes_back_to_its_writer_until_it_is_asked_anew(house):
    version = begin(house)
    plans.answer_version(version, by=fresh(house.manager), outcome="returned", why="Say who pays")
    task = Task.objects.still_open().get()
    assert (task.kind, task.user, task.because) == (CHANGE, house.worker, "Family plan. Say who pays")
    with pytest.raises(CannotBe, match="returned for changes"):
        plans.ask_approval(version, by=fresh(house.worker))
    again(version, house)
    assert not Task.objects.still_open().filter(kind=CHANGE).exists()


def test_an_answer_clears_the_managers_list_and_says_what_its_writer_said(house):
    version = begin(house, to=fresh(house.manager))
    plans.answer_version(version, by=fresh(house.manager), outcome="agreed", comment="A good plan")
    assert not Task.objects.still_open().filter(kind=APPROVE).exists()
    row = of(version)
    assert (row.state, row.comment, row.recorded_by, row.in_place_of) == (
        "approved",
        "A good plan",
        house.manager,
        None,
    )


def test_whoever_comes_second_is_told_who_was_first(house):
    second = supervisor(house, "Priya Nath")
    version = begin(house)
    seen = of(version)  # both have it open
    approvals.give_back(seen, by=fresh(house.manager), why="Say who pays")
    with pytest.raises(AlreadyRecorded, match="Ruth Osei has answered this already: returned for changes"):
        approvals.approve(seen, by=second)
    assert of(version).state == "returned"


def test_whoever_declared_a_child_as_their_own_kin_answers_nothing_about_her(house):
    access.declaration(house.manager, ava(house), tie=Tie.RELATIVE)
    with pytest.raises(NotAllowed):
        approvals.approve(of(begin(house)), by=fresh(house.manager))


def test_only_whoever_asked_takes_it_back_and_may_ask_anew(house):
    version = begin(house)
    with pytest.raises(NotAllowed):
        plans.take_back_version(version, by=fresh(house.manager), why="No")
    plans.take_back_version(version, by=fresh(house.worker), why="I forgot a need")
    with pytest.raises(CannotBe, match="Nobody asks"):
        plans.answer_version(version, by=fresh(house.manager), outcome="agreed")
    plans.ask_approval(version, by=fresh(house.worker))
    plans.answer_version(version, by=fresh(house.manager), outcome="agreed")
    assert of_all(version) == ["asked", "taken_back", "asked", "approved"]


def of_all(version: PlanVersion) -> list[str]:
    return list(Approval.objects.filter(object_id=version.pk).order_by("pk").values_list("state", flat=True))


def test_what_changed_since_it_was_asked_is_asked_anew(house, team, team_kind):
    asked = approvals.ask(team_kind, of=team, about=[ava(house)], by=fresh(house.worker))
    Team.objects.filter(pk=team.pk).update(name="West")
    with pytest.raises(ChangedMeanwhile, match="changed since it was asked"):
        approvals.approve(asked, by=fresh(house.manager))
    with pytest.raises(ChangedMeanwhile):
        approvals.give_back(asked, by=fresh(house.manager), why="Because")
    approvals.take_back(asked, by=fresh(house.worker), why="It is called West")
    fresh_one = approvals.ask(team_kind, of=team, about=[ava(house)], by=fresh(house.worker))
    assert approvals.approve(fresh_one, by=fresh(house.manager)).state == "approved"


@pytest.mark.parametrize("text", [None, sources.WORKING_TOGETHER])
def test_ones_own_is_approved_only_where_a_text_says_so_and_then_says_that(house, team, text):
    kind = replace(TEAM, may_approve_own=text)
    both = supervisor(house, "Wyn Ash")
    with offered(kind):
        asked = approvals.ask(kind, of=team, about=[ava(house)], by=both, to=house.manager)
        if text is None:
            with pytest.raises(NotAllowed, match="wrote themselves"):
                approvals.approve(asked, by=both)
        else:
            assert approvals.approve(asked, by=both).is_own
            assert queries.approval_page(viewer=both, thread=asked.thread).view.own == text.title


def test_what_is_cleared_by_an_approval_is_done_with_it(house, team):
    kind = replace(TEAM, clears=("casework.take_up",))
    with offered(kind):
        tasks.ask("casework.take_up", about=[ava(house)], to=house.worker, by=house.manager, of=team)
        approvals.approve(
            approvals.ask(kind, of=team, about=[ava(house)], by=fresh(house.worker)), by=fresh(house.manager)
        )
    assert not Task.objects.still_open().exists()


def test_an_approval_that_names_what_nobody_offers_is_refused_at_start_up():
    casework = REGISTRY.domain("casework")
    odd = replace(TEAM, clears=("tests.nothing",))
    with pytest.raises(BadOffer, match="no kind of task"):
        Registry().register([replace(casework, approvals=(odd,), plans=(), rules=(), clocks=())])


# ---------- leaving


def test_a_leavers_approvals_move_with_their_work_to_whoever_may_give_them(house):
    begin(house, to=fresh(house.manager))
    row = Involvement.objects.now().get(user=house.manager)
    by = supervisor(house, "Abel Cross")
    assert _move(row, to=house.worker, by=by) == (0, 1)  # who may not give it: it stays with whoever leaves
    keeper = access.user(["administrator"], house.home)
    with pytest.raises(StillInUse, match="1 open task"):
        end_user(house.manager, by=fresh(keeper), revision=house.manager.revision, on=access.days_from_today(0))
    task = Task.objects.still_open().get(kind=APPROVE)
    with pytest.raises(BadAnswer, match="holds no role"):
        tasks.pass_on(task, to=fresh(house.worker), by=fresh(house.manager), reason="I leave")
    tasks.pass_on(task, to=by, by=fresh(house.manager), reason="I leave")
    end_user(house.manager, by=fresh(keeper), revision=house.manager.revision, on=access.days_from_today(0))
    assert Task.objects.still_open().get(kind=APPROVE).user == by


def _move(row: Involvement, *, to: User, by: User) -> tuple[int, int]:
    (moved,) = moving.move_many([row], to=fresh(to), by=by, reason="She leaves")
    assert not moved.why_not
    return moved.tasks, moved.left


# ---------- covering


def test_whoever_covers_answers_what_they_may_anyway_and_it_says_for_whom(house):
    stand_in = access.user(["practice_supervisor"], house.home, name="Priya Nath")
    version = begin(house, to=fresh(house.manager))
    today = access.days_from_today(0)
    absences.record_absence(
        fresh(house.manager), by=fresh(house.manager), starts_on=today, last_day=today, cover=fresh(stand_in)
    )
    answer = plans.answer_version(version, by=fresh(stand_in), outcome="agreed")
    assert (answer.recorded_by, answer.in_place_of) == (stand_in, house.manager)
    page = queries.approval_page(viewer=fresh(house.worker), thread=answer.thread)
    assert page.view.lines[-1].by == "Priya Nath, for Ruth Osei, who was away"


def test_whoever_covers_and_may_not_approve_does_not_by_covering(house):
    stand_in = _other_lead(house)
    version = begin(house, to=fresh(house.manager))
    today = access.days_from_today(0)
    absences.record_absence(
        fresh(house.manager), by=fresh(house.manager), starts_on=today, last_day=today, cover=fresh(stand_in)
    )
    with pytest.raises(NotAllowed):
        plans.answer_version(version, by=fresh(stand_in), outcome="agreed")


# ---------- pages


def test_approving_in_the_pages(client: Client, house):
    version = begin(house, to=fresh(house.manager), comment="Kelly wants it soon")
    address = f"/plans/{version.plan.ref}"
    client.force_login(house.manager)
    home = client.get("/").content.decode()
    assert "1</span> waiting for your approval" in " ".join(home.split()) or "waiting for your approval" in home
    assert "Kelly wants it soon" in client.get(address).content.decode()
    client.post(f"{address}/answer", {"outcome": "returned", "why": "Say who pays", "comment": ""})

    client.force_login(house.worker)
    assert "returned to you" in client.get("/").content.decode()
    page = client.get(address).content.decode()
    assert "Returned for changes" in page and "Say who pays" in page
    later = again(version, house)
    thread = of(later).thread
    page = client.get(f"/approvals/{thread}/take-back").content.decode()
    assert "Family plan" in page and "Nobody is asked to approve it any longer" in page
    page = client.post(f"/approvals/{thread}/take-back", {"why": "I forgot a need"}, follow=True).content.decode()
    assert "I forgot a need" in page and "Ask for approval again" in page
    page = client.post(f"{address}/ask", {"to": house.manager.ref, "comment": "All there now"}, follow=True)
    assert "All there now" in page.content.decode() and of(later).user == house.manager


def test_an_approval_is_closed_with_the_record_it_is_about(house):
    thread = of(begin(house)).thread
    other = access.user(["lead_practitioner"], house.home)
    with pytest.raises(NotAllowed):
        queries.approval_page(viewer=fresh(other), thread=thread)
    Subject.objects.filter(pk=house.ava.pk).update(restriction="sealed")
    with pytest.raises(NotFound):
        queries.approval_page(viewer=fresh(other), thread=thread)


# ---------- what was kept before


def test_answers_to_plans_become_approvals_and_go_back(house):
    migration = import_module("thrive.base.casework.migrations.0009_plan_answers_are_approvals")
    first, second, third = _versions_nobody_asked_about(house)
    answers = [_Answer(first, "returned", "Say who pays"), _Answer(second, "agreed", "")]
    migration.keep(_Old(answers), None)
    kept = [(one.object_id, one.state, one.why) for one in Approval.objects.current().order_by("object_id")]
    assert kept == [(first.pk, "returned", "Say who pays"), (second.pk, "approved", ""), (third.pk, "asked", "")]
    answer = of(first)
    assert (answer.recorded_at, answer.recorded_by, answer.asked_by) == (AT, house.manager, house.worker)
    assert answer.replaces.state == "asked" and answer.replaces.recorded_at == first.recorded_at
    assert {one.subject_id for one in answer.about.all()} == {house.ava.pk, house.theo.pk}
    plans.answer_version(third, by=fresh(house.manager), outcome="agreed")  # what waited is answered as ever

    old = _Old([])
    migration.give_back(old, None)
    assert sorted((one["version_id"], one["outcome"]) for one in old.made) == [
        (first.pk, "returned"), (second.pk, "agreed"), (third.pk, "agreed"),
    ]  # fmt: skip


AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)


def _versions_nobody_asked_about(house: notes.Household) -> list[PlanVersion]:
    """Three versions of a plan, as they were written before there were approvals."""
    plan = Plan.objects.create(happened_on=AT.date(), recorded_by=house.worker)
    for one in (house.ava, house.theo):
        PlanAbout.objects.create(plan=plan, subject_id=one.pk)
    said = {"needs": [need(house)], "opinions": opinions(house), "review_on": SOON}
    return [
        plans._version(plan, FAMILY_PLAN, number, by=fresh(house.worker), why=f"Version {number}", **said)
        for number in (1, 2, 3)
    ]


class _Answer:
    def __init__(self, version: PlanVersion, outcome: str, why: str) -> None:
        manager = User.objects.get(name="Ruth Osei")
        self.version_id, self.outcome, self.why, self.recorded_by_id = version.pk, outcome, why, manager.pk
        self.happened_on, self.recorded_at = AT.date(), AT


class _Old:
    """The models as they were, with answers to plans, which are gone."""

    def __init__(self, answers: list[_Answer]) -> None:
        self.answers, self.made = answers, []
        self.objects = self

    def get_model(self, app: str, name: str) -> object:
        return self if name == "PlanAnswer" else apps.get_model(app, name)

    def order_by(self, *_by: str) -> list[_Answer]:
        return self.answers

    def create(self, **values: object) -> None:
        self.made.append(values)
