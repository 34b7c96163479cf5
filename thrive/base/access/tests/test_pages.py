"""Signing in and out, the own account, and administration, as a browser without scripts would use them."""

import datetime as dt

import pytest
from django.urls import reverse

from thrive.base.access import actions
from thrive.base.access.models import Organisation, RoleHolding, Team, User
from thrive.base.access.rules import ROLES, OrganisationKind
from thrive.base.access.signals import signed_out
from thrive.base.access.tests import factories as make
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry

pytestmark = pytest.mark.django_db

TODAY = clock.today()
SIGN_IN = "/sign-in"


@pytest.fixture
def admin(client):
    user = make.user(["administrator"], name="Ada Minister", email="ada@example.org", password=make.PASSWORD)
    client.force_login(user)
    return user


def boxes(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year} if day else {}


def text(response):
    return response.content.decode()


def last():
    return AuditEntry.objects.order_by("pk").last()


# Signing in


def test_signing_in_leads_to_where_one_was_going(client):
    user = make.user(["administrator"], email="ada@example.org", password=make.PASSWORD)
    asked = client.get("/account")
    assert asked.status_code == 302 and asked.url == "/sign-in?next=/account"
    page = client.get(asked.url)
    assert "Sign in" in text(page) and 'name="next" value="/account"' in text(page)
    answer = client.post(SIGN_IN, {"username": "ADA@example.org", "password": make.PASSWORD, "next": "/account"})
    assert answer.status_code == 302 and answer.url == "/account"
    assert (last().verb, last().actor_id) == ("access.signed_in", user.pk)
    assert client.get("/account").status_code == 200


def test_signing_in_never_leads_elsewhere(client):
    make.user(["administrator"], email="ada@example.org", password=make.PASSWORD)
    answer = client.post(
        SIGN_IN, {"username": "ada@example.org", "password": make.PASSWORD, "next": "https://evil.example/x"}
    )
    assert answer.url == "/"


@pytest.mark.parametrize(
    ("username", "password", "message"),
    [
        ("", "", "Enter your email address"),
        ("ada@example.org", "", "Enter your password"),
        ("ada", "x", "Enter an email address in the correct format"),
        ("ada@example.org", "wrong", "Your email address or password is not right"),
        ("nobody@example.org", "wrong", "Your email address or password is not right"),
        ("gone@example.org", make.PASSWORD, "Your email address or password is not right"),
    ],
)
def test_a_failed_sign_in_says_why_in_the_same_words_for_all(client, username, password, message):
    make.user(["administrator"], email="ada@example.org", password=make.PASSWORD)
    make.user(email="gone@example.org", password=make.PASSWORD, ends_on=TODAY)
    page = client.post(SIGN_IN, {"username": username, "password": password})
    assert page.status_code == 200
    assert message in text(page) and "There is a problem" in text(page) and "<title>Error: Sign in" in text(page)
    assert not password or f'value="{password}"' not in text(page)
    assert "_auth_user_id" not in client.session


def test_a_failed_sign_in_is_logged_without_what_was_typed(client):
    user = make.user(email="ada@example.org", password=make.PASSWORD)
    client.post(SIGN_IN, {"username": "Ada@example.org", "password": "wrong"})
    entry = last()
    assert (entry.verb, entry.actor_kind, entry.object_id) == ("access.sign_in.failed", "nobody", user.pk)
    client.post(SIGN_IN, {"username": "nobody@example.org", "password": "wrong"})
    assert (last().verb, last().object_id) == ("access.sign_in.failed", None)
    assert last().details.keys() == {"step", "typed"} and "nobody" not in str(last().details)
    client.post(SIGN_IN, {"username": "ada@example.org", "password": ""})
    assert AuditEntry.objects.filter(verb="access.sign_in.failed").count() == 2


def test_somebody_with_a_first_password_chooses_their_own_before_anything_else(client):
    admin = make.user(["administrator"])
    user = make.user(["administrator"], email="new@example.org")
    actions.set_first_password(user, by=admin, password=make.PASSWORD)
    client.post(SIGN_IN, {"username": "new@example.org", "password": make.PASSWORD})
    for path in ("/account", "/administration/users", "/duties"):
        assert client.get(path).url == "/account/password"
    page = client.get("/account/password")
    assert "Choose your password" in text(page)
    answers = {"old": make.PASSWORD, "password": "four quiet green hills", "again": "four quiet green hills"}
    assert client.post("/account/password", answers).url == "/"
    assert client.get("/account").status_code == 200
    assert make.fresh(user).check_password("four quiet green hills")


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Enter your present password"),
        ({"old": "wrong", "password": "four quiet green hills", "again": "four quiet green hills"}, "as it is"),
        ({"old": make.PASSWORD, "password": "four quiet green hills", "again": "other"}, "the same new password"),
        ({"old": make.PASSWORD, "password": "short", "again": "short"}, "12 characters or more"),
    ],
)
def test_a_password_that_will_not_do_is_refused(client, admin, answers, message):
    page = client.post("/account/password", answers)
    assert page.status_code == 200 and message in text(page)
    assert make.fresh(admin).check_password(make.PASSWORD)


def test_signing_out_ends_the_session_and_tells_other_rooms(client, admin):
    told = []

    def listen(user, **_):
        told.append(user)

    signed_out.connect(listen)
    try:
        assert client.get("/sign-out").status_code == 405
        assert client.post("/sign-out").url == SIGN_IN
    finally:
        signed_out.disconnect(listen)
    assert told == [admin]
    assert last().verb == "access.signed_out"
    assert "You have signed out" in text(client.get(SIGN_IN))
    assert client.get("/account").url.startswith(SIGN_IN)


def test_the_session_of_an_ended_user_is_over(client, admin):
    User.objects.filter(pk=admin.pk).update(ends_on=TODAY)
    assert client.get("/account").url.startswith(SIGN_IN)


def test_own_account_shows_roles_and_teams(client):
    team = make.team("Family Help North")
    user = make.user(["administrator"], team=team, name="Ada Minister", job_title="Officer")
    RoleHolding.objects.create(user=user, role="practice_supervisor", starts_on=dt.date(2019, 1, 1), ends_on=TODAY)
    client.force_login(user)
    page = text(client.get("/account"))
    for words in ("Ada Minister", "Officer", "Family Help North", "Administrator", "Sign out"):
        assert words in page
    assert "Practice supervisor" not in page


def test_own_account_without_a_role_says_what_to_do(client):
    client.force_login(make.user())
    assert "You have no role" in text(client.get("/account"))


# Administration


@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"administrator"}))
@pytest.mark.parametrize("path", ["organisations", "teams/new", "users", "roles"])
def test_only_administrators_see_administration(client, role, path):
    client.force_login(make.user([role]))
    assert client.get(f"/administration/{path}").status_code == 403
    assert last().verb == "access.refused"


LISTS = {
    "organisations": lambda number: make.school(f"School {number:04}"),
    "teams": lambda number: make.team(f"Team {number:04}"),
    "users": lambda number: make.user(name=f"Person {number:04}"),
}


@pytest.mark.parametrize("section", LISTS)
def test_lists_are_paged_at_fifty(client, admin, section):
    for number in range(60):
        LISTS[section](number)
    first, second = (text(client.get(f"/administration/{section}?page={page}")) for page in (1, 2))
    assert first.count(f'href="/administration/{section}/') == 50 + 1  # and the button that adds one
    assert "0001" in first and "0059" in second and 'aria-label="Page 2"' in first
    assert client.get(f"/administration/{section}?page=x").status_code == 200


@pytest.mark.parametrize("section", LISTS)
def test_a_list_where_nothing_matches_says_what_to_do(client, admin, section):
    assert "matches. Take a filter off" in text(client.get(f"/administration/{section}?name=zzz"))


@pytest.mark.parametrize("section", LISTS)
def test_a_long_list_takes_as_many_queries_as_a_short_one(client, admin, section, django_assert_max_num_queries):
    for number in range(55):
        LISTS[section](number)
    with django_assert_max_num_queries(9):
        client.get(f"/administration/{section}")


def test_organisations_are_narrowed_by_name_kind_and_end(client, admin):
    make.school("Ashdown Primary", code="100001")
    make.organisation(OrganisationKind.POLICE, name="Severn Police")
    make.school("Closed Primary", ends_on=TODAY)
    make.school("Northern Primary", of=make.authority("Northmoor"))

    def shown(query):
        page = text(client.get(f"/administration/organisations?{query}"))
        names = ("Ashdown Primary", "Severn Police", "Closed Primary", "Northern Primary", "Wexmoor Council")
        return [name for name in names if f">{name}</a>" in page]

    assert shown("") == ["Ashdown Primary", "Severn Police", "Wexmoor Council"]
    assert shown("name=ash") == shown("name=100001") == ["Ashdown Primary"]
    assert shown("kind=police") == ["Severn Police"]
    assert shown("when=ended") == ["Closed Primary"]
    assert shown("when=all&kind=school") == ["Ashdown Primary", "Closed Primary"]
    assert shown("kind=nonsense") == shown("")
    assert "Remove filter" in text(client.get("/administration/organisations?kind=police"))


def test_users_are_narrowed_by_name_organisation_and_role(client, admin):
    school = make.school("Larkfield")
    make.user(["designated_safeguarding_lead"], organisation=school, name="Helen Prior", email="hp@example.org")
    make.user(["lead_practitioner"], name="Joanne Adeyemi")

    def shown(query):
        page = text(client.get(f"/administration/users?{query}")).partition("<main")[2]
        return [name for name in ("Helen Prior", "Joanne Adeyemi", "Ada Minister") if f">{name}</a>" in page]

    assert shown("") == ["Helen Prior", "Joanne Adeyemi", "Ada Minister"]
    assert shown("name=HP@EXAMPLE") == ["Helen Prior"]
    assert shown("at=larkf") == ["Helen Prior"]
    assert shown("role=lead_practitioner") == ["Joanne Adeyemi"]


def test_an_organisation_is_added_changed_and_ended_by_form(client, admin):
    page = client.post("/administration/organisations/new", {"kind": "school", "name": "Ashdown", "code": "100001"})
    one = Organisation.objects.get(name="Ashdown")
    address = reverse("access:organisation", args=[one.ref])
    assert page.url == address and "Ashdown added." in text(client.get(address))
    answers = {"name": "Ashdown Academy", "code": "100001", "phone": "01632 960 001", "revision": "1"}
    assert client.post(f"{address}/change", answers).url == address
    assert client.post(f"{address}/end", {**boxes("last_day", TODAY), "revision": "2"}).url == address
    one.refresh_from_db()
    assert (one.name, one.phone, one.ends_on) == ("Ashdown Academy", "01632 960 001", make.days_from_today(1))
    shown = text(client.get(address))
    assert "Changed: name and phone" in shown and "Ada Minister" in shown
    assert "take_back" in text(client.get(f"{address}/end"))
    client.post(f"{address}/end", {"take_back": "1", "revision": "3"})
    one.refresh_from_db()
    assert one.ends_on is None


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Select the kind"),
        ({"kind": "school"}, "Enter the name"),
        ({"kind": "council", "name": "Other Council"}, "An authority has one council"),
        ({"kind": "school", "name": "Copy", "code": "100001"}, "Another organisation of this kind has the code 100001"),
        ({"kind": "school", "name": "Copy", "phone": "ring Jo"}, "Enter a phone number"),
    ],
)
def test_a_wrong_answer_is_shown_by_its_field_and_nothing_is_lost(client, admin, answers, message):
    make.school("Ashdown", code="100001")
    page = client.post("/administration/organisations/new", answers)
    assert page.status_code == 200 and message in text(page) and "<title>Error: " in text(page)
    assert answers.get("name", "") in text(page)
    assert not Organisation.objects.filter(name="Copy").exists()


def test_a_change_of_something_that_moved_on_is_refused(client, admin):
    school = make.school("Ashdown")
    Organisation.objects.filter(pk=school.pk).update(revision=7, name="Ashdown Academy")
    address = reverse("access:organisation-change", args=[school.ref])
    page = client.post(address, {"name": "Mine", "revision": "6"})
    assert page.status_code == 409 and "Mine" in text(page) and "Ashdown Academy" in text(page)
    assert Organisation.objects.get(pk=school.pk).name == "Ashdown Academy"


def test_an_organisation_of_another_authority_is_not_found(client, admin):
    elsewhere = make.school("Northern", of=make.authority("Northmoor"))
    assert client.get(reverse("access:organisation", args=[elsewhere.ref])).status_code == 404
    assert client.get("/administration/organisations/nosuchref234").status_code == 404


def test_a_team_is_added_changed_and_ended_by_form(client, admin):
    school = make.school("Ashdown")
    client.post("/administration/teams/new", {"organisation": school.ref, "name": "Pastoral"})
    team = Team.objects.get(name="Pastoral")
    assert team.organisation == school
    address = reverse("access:team", args=[team.ref])
    client.post(f"{address}/change", {"name": "Pastoral care", "revision": "1"})
    member = make.user(["designated_safeguarding_lead"], team=team, name="Helen Prior")
    assert "Helen Prior" in text(client.get(address))
    page = client.post(f"{address}/end", {**boxes("last_day", TODAY), "revision": "2"})
    assert "1 role is still held in this team" in text(page)
    RoleHolding.objects.filter(user=member).update(ends_on=TODAY)
    client.post(f"{address}/end", {**boxes("last_day", TODAY), "revision": "2"})
    team.refresh_from_db()
    assert (team.name, team.ends_on) == ("Pastoral care", make.days_from_today(1))


def test_a_user_is_added_let_in_and_ended_by_form(client, admin):
    council = admin.organisation
    answers = {"organisation": council.ref, "name": "Joanne Adeyemi", "email": "jo@example.org"}
    page = client.post("/administration/users/new", {**answers, **boxes("starts_on", TODAY)})
    user = User.objects.get(email="jo@example.org")
    address = reverse("access:user", args=[user.ref])
    assert page.url == address
    assert "No roles. Without one they can see nothing." in text(client.get(address))
    assert "None yet: they cannot sign in" in text(client.get(address))
    client.post(f"{address}/password", {"password": make.PASSWORD})
    team = make.team("North")
    role = {"role": "lead_practitioner", "team": team.ref, **boxes("starts_on", TODAY)}
    assert client.post(f"{address}/roles/give", role).url == address
    held = RoleHolding.objects.get(user=user)
    assert (held.role, held.team, held.ends_on) == ("lead_practitioner", team, None)
    link = f"{address}/roles/end?role=lead_practitioner%20{team.ref}%20{TODAY.isoformat()}"
    assert link.replace("&", "&amp;") in text(client.get(address))
    name = f"lead_practitioner {team.ref} {TODAY.isoformat()}"
    ended = client.post(f"{address}/roles/end", {"holding": name, **boxes("last_day", TODAY)})
    assert ended.url == address
    held.refresh_from_db()
    assert held.ends_on == make.days_from_today(1)
    client.post(f"{address}/change", {"name": "Jo Adeyemi", "email": "jo@example.org", "revision": "1"})
    make.involvement(make.subject(), user)
    refused = text(client.post(f"{address}/end", {**boxes("last_day", TODAY), "revision": "2"}))
    assert "Jo Adeyemi is still involved with 1 family or person" in refused
    shown = text(client.get(address))
    for words in (
        "Gave a role: Family Help lead practitioner",
        "Ended a role: Family Help lead practitioner",
        "Gave a first password",
        "Changed: name",
        "Added",
    ):
        assert words in shown


def test_a_role_that_will_not_do_is_refused_by_its_field(client, admin):
    user = make.user(["lead_practitioner"])
    address = reverse("access:role-give", args=[user.ref])
    again = client.post(address, {"role": "lead_practitioner", **boxes("starts_on", TODAY)})
    assert "already holds this role" in text(again)
    assert "Select a role" in text(client.post(address, {"role": "wizard", **boxes("starts_on", TODAY)}))
    early = client.post(address, {"role": "practice_supervisor", **boxes("starts_on", dt.date(2019, 1, 1))})
    assert "The start must be the same as or after 1 January 2020" in text(early)


def test_an_administrator_finds_no_way_to_change_themselves(client, admin):
    address = reverse("access:user", args=[admin.ref])
    page = text(client.get(address))
    assert "This is you" in page and f"{address}/end" not in page and f"{address}/roles/give" not in page
    assert client.post(f"{address}/password", {"password": make.PASSWORD}).status_code == 403


def test_the_list_of_roles_says_what_each_may(client, admin):
    page = text(client.get("/administration/roles"))
    for role in ROLES.values():
        assert role.title in page
    assert "eep organisations, teams, users and roles" in page


def test_titles_of_pages_hold_no_names(client, admin):
    user = make.user(name="Joanne Adeyemi")
    for path in ("", "/change", "/end", "/roles/give", "/roles/end", "/password"):
        page = text(client.get(reverse("access:user", args=[user.ref]) + path))
        assert "Adeyemi" not in page.partition("<title>")[2].partition("</title>")[0]
