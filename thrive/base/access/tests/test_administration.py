"""Keeping organisations, teams, users and roles."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.urls import reverse

from thrive.base.access import actions, policy
from thrive.base.access.errors import BadAnswer, NotAllowed, StillInUse
from thrive.base.access.models import Organisation, RoleHolding, Team, User
from thrive.base.access.rules import ROLES, OrganisationKind, Purpose
from thrive.base.access.tests import factories as make
from thrive.base.calendar import clock
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.history.models import AuditEntry

pytestmark = pytest.mark.django_db

TODAY = clock.today()
TOMORROW = make.days_from_today(1)


@pytest.fixture
def admin():
    return make.user(["administrator"], name="Ada Minister")


@pytest.fixture
def school():
    return make.school("Larkfield Primary")


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def last():
    return AuditEntry.objects.order_by("pk").last()


# Who may


@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"administrator"}))
def test_only_administrators_keep_organisations(role, school):
    worker = make.user([role])
    team, user = make.team(organisation=school), make.user(organisation=school)
    for attempt in (
        lambda: actions.add_organisation(by=worker, kind="school", name="Ashdown"),
        lambda: actions.change_organisation(school, by=worker, revision=1, name="Ashdown"),
        lambda: actions.end_organisation(school, by=worker, revision=1, on=TODAY),
        lambda: actions.add_team(school, by=worker, name="Pastoral"),
        lambda: actions.change_team(team, by=worker, revision=1, name="Pastoral"),
        lambda: actions.end_team(team, by=worker, revision=1, on=TODAY),
        lambda: actions.add_user(school, by=worker, email="a@b.org", name="A"),
        lambda: actions.change_user(user, by=worker, revision=1, name="B"),
        lambda: actions.end_user(user, by=worker, revision=1, on=TODAY),
        lambda: actions.set_first_password(user, by=worker, password=make.PASSWORD),
        lambda: actions.give_role(user, by=worker, role="designated_safeguarding_lead"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert verbs() == []


def test_an_administrator_keeps_only_their_own_authority(admin):
    elsewhere = make.school("Hill End", of=make.authority("Northmoor"))
    shared = make.organisation(OrganisationKind.POLICE, name="Severn Police")
    with pytest.raises(NotAllowed):
        actions.change_organisation(elsewhere, by=admin, revision=1, name="Hill Top")
    with pytest.raises(NotAllowed):
        actions.add_user(elsewhere, by=admin, email="a@b.org", name="A")
    actions.change_organisation(shared, by=admin, revision=1, name="Severn and Wye Police")


def test_nobody_changes_their_own_account_or_roles(admin):
    for attempt in (
        lambda: actions.change_user(admin, by=admin, revision=1, name="Ada"),
        lambda: actions.end_user(admin, by=admin, revision=1, on=TODAY),
        lambda: actions.set_first_password(admin, by=admin, password=make.PASSWORD),
        lambda: actions.give_role(admin, by=admin, role="out_of_hours_worker"),
        lambda: actions.end_role(admin.holdings.get(), by=admin, on=TODAY),
    ):
        with pytest.raises(NotAllowed, match="your own account or roles"):
            attempt()


@pytest.mark.parametrize(
    ("own", "given", "allowed"),
    [(3, 3, True), (3, 1, True), (2, 2, True), (2, 1, True), (2, 3, False), (1, 2, False), (1, 1, True)],
)
def test_nobody_gives_or_ends_a_role_stronger_than_their_own(admin, monkeypatch, own, given, allowed):
    by_strength = {1: "front_door_officer", 2: "front_door_manager", 3: "out_of_hours_worker"}
    assert ROLES[by_strength[given]].strength == given
    monkeypatch.setattr(policy, "strength", lambda viewer: own)
    user = make.user()
    held = RoleHolding.objects.create(user=make.user(), role=by_strength[given], starts_on=make.LONG_AGO)
    if allowed:
        actions.give_role(user, by=admin, role=by_strength[given])
        actions.end_role(held, by=admin, on=TODAY)
    else:
        for attempt in (
            lambda: actions.give_role(user, by=admin, role=by_strength[given]),
            lambda: actions.end_role(held, by=admin, on=TODAY),
        ):
            with pytest.raises(NotAllowed, match="stronger than your own"):
                attempt()
        assert not user.holdings.exists()


def test_strength_is_that_of_the_strongest_role_held_today():
    assert policy.strength(make.user()) == 0
    assert policy.strength(make.user(["front_door_officer", "practice_supervisor"])) == 2
    ended = make.user(["administrator"])
    RoleHolding.objects.filter(user=ended).update(ends_on=TODAY)
    assert policy.strength(make.fresh(ended)) == 0


# Organisations and teams


def test_an_organisation_is_added_changed_and_ended(admin):
    made = actions.add_organisation(by=admin, kind="school", name="Ashdown", code="100001")
    assert made.authority == admin.organisation.authority and made.starts_on == TODAY
    actions.change_organisation(made, by=admin, revision=1, name="Ashdown Academy", phone="", code="100001")
    assert (made.name, made.revision) == ("Ashdown Academy", 2)
    assert last().details == {"fields": ["name"]}
    actions.end_organisation(made, by=admin, revision=2, on=TOMORROW)
    assert made.ends_on == TOMORROW and not made.has_ended
    actions.end_organisation(made, by=admin, revision=3, on=None)
    assert made.ends_on is None
    assert verbs() == [f"access.organisation.{verb}" for verb in ("added", "changed", "ended", "ended")]
    assert (last().object_type, last().object_id) == ("access.organisation", made.pk)


def test_a_change_that_changes_nothing_writes_nothing(admin, school):
    actions.change_organisation(school, by=admin, revision=1, name=school.name)
    assert school.revision == 1 and verbs() == []


def test_a_shared_organisation_belongs_to_no_authority(admin):
    assert actions.add_organisation(by=admin, kind="police", name="Severn Police", is_shared=True).authority is None


@pytest.mark.parametrize("is_shared", [True, False])
def test_an_authority_has_one_council(admin, is_shared):
    with pytest.raises(BadAnswer) as problem:
        actions.add_organisation(by=admin, kind="council", name="Another Council", is_shared=is_shared)
    assert problem.value.field == "kind"


def test_two_organisations_of_a_kind_never_share_a_code(admin, school):
    actions.change_organisation(school, by=admin, revision=1, code="100001")
    other = make.school()
    with pytest.raises(AlreadyRecorded) as problem:
        actions.add_organisation(by=admin, kind="school", name="Ashdown", code="100001")
    assert problem.value.field == "code"
    with pytest.raises(AlreadyRecorded):
        actions.change_organisation(other, by=admin, revision=1, code="100001")
    actions.change_organisation(school, by=admin, revision=2, code="100001", name="Larkfield Juniors")


def test_somebody_elses_change_is_never_overwritten(admin, school):
    mine, theirs = Organisation.objects.get(pk=school.pk), Organisation.objects.get(pk=school.pk)
    actions.change_organisation(theirs, by=admin, revision=1, name="Larkfield Juniors")
    with pytest.raises(ChangedMeanwhile):
        actions.change_organisation(mine, by=admin, revision=1, name="Larkfield Infants")
    with pytest.raises(ChangedMeanwhile):
        actions.change_organisation(mine, by=admin, revision=1, name=mine.name)
    assert Organisation.objects.get(pk=school.pk).name == "Larkfield Juniors"


def test_an_organisation_in_use_does_not_end(admin, school):
    user, team = make.user(organisation=school), make.team(organisation=school)
    involved = make.involvement(make.subject(), school, purpose=Purpose.EDUCATION)
    with pytest.raises(StillInUse, match="1 user still works there. End or move them first"):
        actions.end_organisation(school, by=admin, revision=1, on=TODAY)
    actions.end_user(user, by=admin, revision=1, on=TODAY)
    with pytest.raises(StillInUse, match="1 team still exists there"):
        actions.end_organisation(school, by=admin, revision=1, on=TODAY)
    actions.end_team(team, by=admin, revision=1, on=TODAY)
    with pytest.raises(StillInUse, match="still involved with 1 family or person"):
        actions.end_organisation(school, by=admin, revision=1, on=TODAY)
    actions.end_involvement(involved, by=admin, on=TODAY)
    actions.end_organisation(school, by=admin, revision=1, on=TODAY)
    assert school.has_ended


def test_an_end_lies_after_the_beginning(admin, school):
    for attempt in (
        lambda: actions.end_organisation(school, by=admin, revision=1, on=make.LONG_AGO),
        lambda: actions.end_team(make.team(organisation=school), by=admin, revision=1, on=make.LONG_AGO),
        lambda: actions.end_user(make.user(organisation=school), by=admin, revision=1, on=make.LONG_AGO),
    ):
        with pytest.raises(BadAnswer, match="after 1 January 2020"):
            attempt()


def test_nobody_ends_the_organisation_they_work_for(admin):
    with pytest.raises(BadAnswer, match="you work for"):
        actions.end_organisation(admin.organisation, by=admin, revision=1, on=TODAY)


def test_a_team_is_added_changed_and_ended(admin, school):
    team = actions.add_team(school, by=admin, name="Pastoral")
    with pytest.raises(AlreadyRecorded) as problem:
        actions.add_team(school, by=admin, name="Pastoral")
    assert problem.value.field == "name"
    actions.change_team(team, by=admin, revision=1, name="Pastoral care")
    actions.end_team(team, by=admin, revision=2, on=TOMORROW)
    assert Team.objects.get().ends_on == TOMORROW
    assert verbs() == [f"access.team.{verb}" for verb in ("added", "changed", "ended")]


def test_a_team_in_use_does_not_end(admin):
    team = make.team()
    worker = make.user(["lead_practitioner"], team=team)
    make.user(["lead_practitioner"], team=team)
    make.involvement(make.circle(make.subject()), team, purpose=Purpose.TEAM)
    with pytest.raises(StillInUse, match="2 roles are still held in this team") as problem:
        actions.end_team(team, by=admin, revision=1, on=TODAY)
    assert problem.value.count == 2
    RoleHolding.objects.filter(team=team).update(ends_on=TODAY)
    with pytest.raises(StillInUse, match="1 family or person"):
        actions.end_team(team, by=admin, revision=1, on=TODAY)
    assert make.fresh(worker).standing.team_ids == set()


# Users


def test_a_user_is_added_without_password_and_role(admin, school):
    user = actions.add_user(school, by=admin, email="Helen.Prior@Example.org", name="Helen Prior")
    assert user.email == "helen.prior@example.org" and not user.has_usable_password()
    assert user.standing.roles == frozenset()
    assert verbs() == ["access.user.added"]


def test_an_email_address_is_used_once_whatever_its_case(admin, school):
    first = make.user(email="helen@example.org")
    with pytest.raises(AlreadyRecorded) as problem:
        actions.add_user(school, by=admin, email="HELEN@example.org", name="Helen")
    assert problem.value.field == "email"
    other = make.user()
    with pytest.raises(AlreadyRecorded):
        actions.change_user(other, by=admin, revision=1, email="Helen@example.org")
    actions.change_user(first, by=admin, revision=1, email="HELEN@example.org", name="Helen Prior")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.user(email="HELEN@EXAMPLE.ORG")


def test_a_user_who_is_involved_does_not_end_until_moved(admin):
    worker = make.user(["lead_practitioner"], name="Joanne Adeyemi")
    first = make.involvement(make.subject(), worker)
    second = make.involvement(make.circle(make.subject()), worker, until=make.days_from_today(30))
    with pytest.raises(
        StillInUse, match="Joanne Adeyemi is still involved with 2 families or people. Move them to somebody else first"
    ) as problem:
        actions.end_user(worker, by=admin, revision=1, on=TOMORROW)
    assert (problem.value.count, problem.value.field) == (2, "ends_on")
    actions.end_involvement(first, by=admin, on=TOMORROW)
    actions.end_user(worker, by=admin, revision=1, on=make.days_from_today(30))
    assert User.objects.get(pk=worker.pk).ends_on == make.days_from_today(30)
    assert second.is_current


def test_records_opened_with_a_reason_do_not_keep_anybody(admin):
    worker = make.user(["lead_practitioner"])
    make.involvement(make.subject(), worker, purpose=Purpose.OPENED, since=TODAY, until=TOMORROW)
    actions.end_user(worker, by=admin, revision=1, on=TODAY)
    assert not make.fresh(worker).is_active


def test_roles_end_with_their_user(admin):
    worker = make.user(["lead_practitioner"])
    actions.give_role(worker, by=admin, role="practice_supervisor", starts_on=make.days_from_today(10))
    actions.end_user(worker, by=admin, revision=1, on=make.days_from_today(5))
    assert list(worker.holdings.values_list("role", "ends_on")) == [("lead_practitioner", make.days_from_today(5))]
    actions.end_user(worker, by=admin, revision=2, on=None)
    assert make.fresh(worker).ends_on is None
    assert worker.holdings.get().ends_on == make.days_from_today(5)


# Roles


def test_a_role_is_given_and_ended(admin):
    user, team = make.user(), make.team()
    holding = actions.give_role(user, by=admin, role="lead_practitioner", team=team)
    assert make.fresh(user).standing.team_ids == {team.pk}
    with pytest.raises(AlreadyRecorded):
        actions.give_role(user, by=admin, role="lead_practitioner", team=team)
    actions.end_role(holding, by=admin, on=TOMORROW)
    assert RoleHolding.objects.get(user=user).ends_on == TOMORROW
    with pytest.raises(ChangedMeanwhile):
        actions.end_role(holding, by=admin, on=make.days_from_today(9))
    assert last().details == {"role": "lead_practitioner", "team": team.pk, "on": TOMORROW.isoformat()}


def test_a_role_that_has_not_begun_is_taken_back(admin):
    user = make.user()
    holding = actions.give_role(user, by=admin, role="lead_practitioner", starts_on=TOMORROW)
    actions.end_role(holding, by=admin, on=TODAY)
    assert not user.holdings.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": "wizard"}, "role"),
        ({"role": "designated_safeguarding_lead"}, "role"),
        ({"role": "lead_practitioner", "starts_on": make.days_from_today(-9_999)}, "starts_on"),
        ({"role": "lead_practitioner", "starts_on": make.days_from_today(50)}, "starts_on"),
        ({"role": "lead_practitioner", "starts_on": TODAY, "ends_on": TODAY}, "ends_on"),
    ],
)
def test_a_role_must_fit_the_user(admin, values, field):
    user = make.user(ends_on=make.days_from_today(40))
    with pytest.raises(BadAnswer) as problem:
        actions.give_role(user, by=admin, **values)
    assert problem.value.field == field
    assert not user.holdings.exists()


def test_a_team_of_another_organisation_is_refused(admin, school):
    with pytest.raises(BadAnswer) as problem:
        actions.give_role(make.user(), by=admin, role="lead_practitioner", team=make.team(organisation=school))
    assert problem.value.field == "team"


# Passwords


def test_a_first_password_signs_in_and_is_marked(admin):
    user = make.user(email="new@example.org")
    actions.set_first_password(user, by=admin, password=make.PASSWORD)
    assert authenticate(make.asking(), username="NEW@example.org", password=make.PASSWORD) == user
    assert make.fresh(user).password_is_first
    actions.change_own_password(user, by=user, old=make.PASSWORD, new="another good pass phrase")
    assert not make.fresh(user).password_is_first
    assert verbs() == ["access.password.given", "access.password.changed"]


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "Password must be 12 characters or more"),
        ("password1234", "harder to guess"),
        ("worker.new@example.org", "not like the name or email address"),
    ],
)
def test_a_weak_password_is_refused_in_our_words(admin, password, says):
    user = make.user(email="worker.new@example.org")
    with pytest.raises(BadAnswer, match=says) as problem:
        actions.set_first_password(user, by=admin, password=password)
    assert problem.value.field == "password"
    assert not make.fresh(user).has_usable_password()


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("wrong", "another good pass phrase", "old"),
        (make.PASSWORD, make.PASSWORD, "password"),
        (make.PASSWORD, "x", "password"),
    ],
)
def test_changing_ones_own_password_needs_the_present_one(old, new, field):
    user = make.user(password=make.PASSWORD)
    with pytest.raises(BadAnswer) as problem:
        actions.change_own_password(user, by=user, old=old, new=new)
    assert problem.value.field == field
    assert make.fresh(user).check_password(make.PASSWORD)


def test_nobody_signs_in_before_they_start_or_after_they_end():
    for values in ({"starts_on": TOMORROW}, {"ends_on": TODAY}):
        user = make.user(password=make.PASSWORD, **values)
        assert authenticate(make.asking(), username=user.email, password=make.PASSWORD) is None


def test_two_administrators_change_a_team_and_choose_answer_by_answer(client, admin, school):
    team = make.team("Pastoral", organisation=school, phone="01632 960 001")
    address = reverse("access:team-change", args=[team.ref])
    client.force_login(admin)
    mine = {"name": "Pastoral care", "phone": "01632 960 001", "code": "", "revision": "1"}
    actions.change_team(
        team, by=make.user(["administrator"]), revision=1, name="Inclusion", phone="01632 960 002", code=""
    )
    shown = client.post(address, mine)
    page = shown.content.decode()
    assert shown.status_code == 409
    assert all(one in page for one in ("Pastoral care", "Inclusion", "01632 960 001", "01632 960 002"))
    team.refresh_from_db()
    assert (team.name, team.revision) == ("Inclusion", 2)
    half = client.post(address, {**mine, "do_settle": "2", "do_keep_name": "ours"})
    assert half.status_code == 409 and "Select which to keep" in half.content.decode()
    merged = client.post(address, {**mine, "do_settle": "2", "do_keep_name": "ours", "do_keep_phone": "theirs"})
    page = merged.content.decode()
    assert merged.status_code == 200 and 'value="Pastoral care"' in page and 'value="01632 960 002"' in page
    assert 'name="revision" value="2"' in page
    client.post(address, {"name": "Pastoral care", "phone": "01632 960 002", "code": "", "revision": "2"})
    team.refresh_from_db()
    assert (team.name, team.phone, team.revision) == ("Pastoral care", "01632 960 002", 3)
