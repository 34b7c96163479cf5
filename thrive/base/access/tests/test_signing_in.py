"""Signing in with a second factor, being locked out, confirming who one is, open sessions, and the end of a visit."""

import datetime as dt
import json
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from thrive.base.access import actions
from thrive.base.access.models import RoleHolding, User
from thrive.base.access.rules import OrganisationKind
from thrive.base.access.signing_in import factors, guessing, rules, visit
from thrive.base.access.tests import factories as make
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in"
EMAIL = "ada@example.org"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 made up
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


@pytest.fixture
def ada():
    return make.user(["lead_practitioner"], email=EMAIL, name="Ada Minister", password=make.PASSWORD)


@pytest.fixture
def admin():
    return make.user(["administrator"], email="root@example.org", name="Ruth Root", password=make.PASSWORD)


def code(secret: str = SECRET, *, later: int = 0) -> str:
    """What the app shows now, or `later` half-minutes on."""
    return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30 + later))


def give_app(user: User) -> list[str]:
    """An app with SECRET, proved with a code long past."""
    return factors.replace(user, SECRET, counter=1)


def text(response) -> str:
    return response.content.decode()


def entries(verb: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb=verb).order_by("pk"))


def sign_in(client: Client, *, password: str = make.PASSWORD, email: str = EMAIL, address: str = "10.0.0.1", **more):
    """Send the sign-in form from a network address."""
    given = {"username": email, "password": password, **more}
    return client.post(SIGN_IN, given, REMOTE_ADDR=address, HTTP_USER_AGENT=WINDOWS)


# The second factor


def test_whoever_has_an_app_gives_a_code_and_lands_where_they_were_going(client, ada):
    give_app(ada)
    assert sign_in(client, next="/account").url == "/sign-in/code"
    assert client.get("/account").url.startswith(SIGN_IN), "the password alone opens nothing"
    assert "Enter a code" in text(client.get("/sign-in/code"))
    done = client.post("/sign-in/code", {"code": code()})
    assert done.url == "/account" and client.get("/account").status_code == 200
    assert entries("access.signed_in")[-1].details == {"factor": "app"}


def test_a_code_works_once_whichever_server_process_it_comes_to(ada, client):
    give_app(ada)
    shown = code()
    sign_in(client)
    assert client.post("/sign-in/code", {"code": shown}).url == "/"
    other = Client()
    sign_in(other)
    assert "was used already" in text(other.post("/sign-in/code", {"code": shown}))
    assert other.post("/sign-in/code", {"code": code(later=1)}).url == "/"


def test_a_recovery_code_works_once_and_is_told(client, ada):
    kept = give_app(ada)
    sign_in(client)
    spaced = f"{kept[3][:4]} {kept[3][4:]}"
    assert client.post("/sign-in/code", {"code": spaced}).url == "/"
    assert [entry.object_id for entry in entries("access.factor.recovery_used")] == [ada.pk]
    assert "9 recovery codes" in text(client.get("/account/sign-in"))
    other = Client()
    sign_in(other)
    assert "not right" in text(other.post("/sign-in/code", {"code": kept[3]}))


@pytest.mark.parametrize("wrong", ["000000", "", "abc", "12345678", "１２３４５６"])
def test_a_wrong_code_lets_nobody_in(client, ada, wrong):
    give_app(ada)
    sign_in(client)
    page = client.post("/sign-in/code", {"code": wrong})
    assert page.status_code == 200 and "There is a problem" in text(page)
    assert client.get("/account").url.startswith(SIGN_IN)


def test_guessing_codes_is_counted_like_guessing_passwords_and_ends_the_sign_in(client, ada):
    give_app(ada)
    sign_in(client)
    for _ in range(rules.LIMITS[0].failures):
        answer = client.post("/sign-in/code", {"code": "000000"})
    assert answer.url == SIGN_IN and "too many attempts" in text(client.get(SIGN_IN))
    assert client.get("/sign-in/code").url == SIGN_IN
    assert "too many attempts" in text(sign_in(client, address="127.0.0.1")), "the right password does not help now"
    assert [entry.details["step"] for entry in entries("access.sign_in.locked")] == ["code", "password"]


def test_the_code_must_follow_the_password_soon(client, ada):
    give_app(ada)
    with time_machine.travel(clock.now(), tick=False) as moment:
        sign_in(client)
        moment.shift(rules.SIGN_IN_WITHIN + dt.timedelta(seconds=1))
        assert client.post("/sign-in/code", {"code": code()}).url == SIGN_IN
    assert not entries("access.signed_in")


def test_an_account_that_ends_between_password_and_code_does_not_get_in(client, ada):
    give_app(ada)
    sign_in(client)
    User.objects.filter(pk=ada.pk).update(ends_on=clock.today())
    client.post("/sign-in/code", {"code": code()})
    assert client.get("/account").url.startswith(SIGN_IN)


def test_the_secret_is_not_in_the_database_in_clear(ada):
    give_app(ada)
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored and "seed" in stored


def test_under_another_secret_key_no_code_fits(ada, settings):
    kept = give_app(ada)
    settings.SECRET_KEY = "another key " * 5
    assert factors.take(ada, code()) == factors.take(ada, kept[0]) == ""
    assert factors.held_by(ada).codes_left == 0
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]


# Setting one up


def key_shown(page: str) -> str:
    return re.search(r'class="th-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")


def test_setting_up_shows_picture_and_key_and_then_codes_once(client, ada):
    client.force_login(ada)
    page = text(client.get("/account/sign-in/app"))
    assert "<svg" in page and "data:" not in page and " style=" not in page
    secret = key_shown(page)
    assert len(secret) == 32 and not factors.has_one(ada)
    wrong = client.post("/account/sign-in/app", {"code": "000000"})
    assert "The code is not right" in text(wrong) and key_shown(text(wrong)) == secret
    assert client.post("/account/sign-in/app", {"code": code(secret)}).url == "/account/sign-in/recovery-codes"
    codes = re.findall(r"<li>(\d{4} \d{4})</li>", text(client.get("/account/sign-in/recovery-codes")))
    assert len(set(codes)) == 10
    assert client.post("/account/sign-in/recovery-codes").url == "/account/sign-in"
    assert client.get("/account/sign-in/recovery-codes").url == "/account/sign-in", "they are shown only once"
    assert [entry.object_id for entry in entries("access.factor.set_up")] == [ada.pk]
    assert factors.take(ada, code(secret)) == "", "the code that proved it is used up"
    assert factors.take(ada, codes[0]) == factors.RECOVERY


def test_new_codes_end_the_old_ones_and_doing_without_is_possible_where_nothing_demands_it(client, ada):
    kept = give_app(ada)
    client.force_login(ada)
    assert client.post("/account/sign-in/change", {"new_codes": "1"}).url == "/account/sign-in/recovery-codes"
    assert factors.take(ada, kept[0]) == ""
    assert client.post("/account/sign-in/change", {"give_up": "1"}).url == "/account/sign-in"
    assert not Authenticator.objects.exists() and entries("access.factor.given_up")


def test_moving_to_another_phone_asks_who_one_is_and_replaces_the_old(client, ada):
    give_app(ada)
    client.force_login(ada)
    with time_machine.travel(clock.now() + rules.FRESH_FOR, tick=False):
        client.get("/account")
        assert client.get("/account/sign-in/app").url == "/account/sign-in"
        assert client.post("/account/sign-in/change", {"move": "1"}).url.startswith("/confirm?next=")
        client.post("/confirm", {"password": make.PASSWORD, "next": "/account/sign-in/change"})
        secret = key_shown(text(client.get("/account/sign-in/app")))
        client.post("/account/sign-in/app", {"code": code(secret)})
        assert factors.take(ada, code(secret, later=1)) == factors.APP
        assert factors.take(ada, code()) == ""


# Who must have one


@pytest.mark.parametrize(
    ("kind", "role", "days_here", "is_held_up"),
    [
        (OrganisationKind.COUNCIL, "lead_practitioner", 0, False),
        (OrganisationKind.COUNCIL, "lead_practitioner", 6, False),
        (OrganisationKind.COUNCIL, "lead_practitioner", 7, True),
        (OrganisationKind.COUNCIL, "administrator", 0, True),
        (OrganisationKind.COUNCIL, "information_governance", 0, True),
        (OrganisationKind.COUNCIL, "out_of_hours_worker", 0, True),
        (OrganisationKind.SCHOOL, "designated_safeguarding_lead", 0, True),
        (OrganisationKind.POLICE, "police_officer", 0, True),
        (OrganisationKind.HEALTH, "health_practitioner", 0, True),
    ],
)
def test_who_must_have_a_second_factor_and_from_when(client, settings, kind, role, days_here, is_held_up):
    settings.THRIVE_SECOND_FACTOR, settings.THRIVE_SECOND_FACTOR_GRACE_DAYS = True, 7
    began = make.days_from_today(-days_here)
    organisation = make.council() if kind == OrganisationKind.COUNCIL else make.organisation(kind, of=make.authority())
    user = make.user(organisation=organisation, email=EMAIL, password=make.PASSWORD, starts_on=began)
    RoleHolding.objects.create(user=user, role=role, starts_on=began)
    sign_in(client)
    answer = client.get("/account")
    assert (answer.status_code == 302) == is_held_up
    if is_held_up:
        assert answer.url == "/account/sign-in/app"
        assert client.get("/api/v1/me").status_code == 403
        page = text(client.get("/account/sign-in/app"))
        assert "Your account must have one" in page
        client.post("/account/sign-in/app", {"code": code(key_shown(page))})
        assert client.get("/account").status_code == 200


def test_every_kind_of_organisation_and_every_role_has_a_rule():
    for kind in OrganisationKind:
        for role in ("", "administrator", "lead_practitioner"):
            assert rules.demanded(kind, frozenset({role})) is not None


def test_whoever_must_have_one_cannot_do_without(client, ada, settings):
    give_app(ada)
    settings.THRIVE_SECOND_FACTOR = True
    sign_in(client)
    client.post("/sign-in/code", {"code": code()})
    assert "Do without" not in text(client.get("/account/sign-in"))
    assert client.post("/account/sign-in/change", {"give_up": "1"}).status_code == 403
    assert factors.has_one(ada)


def test_a_first_password_is_changed_before_the_second_factor_is_set_up(client, admin, settings):
    settings.THRIVE_SECOND_FACTOR = True
    new = make.user(["administrator"], email=EMAIL)
    actions.set_first_password(new, by=admin, password=make.PASSWORD)
    sign_in(client)
    assert client.get("/account/sign-in/app").url == "/account/password"
    answers = {"old": make.PASSWORD, "password": "four quiet green hills", "again": "four quiet green hills"}
    client.post("/account/password", answers)
    assert client.get("/").url == "/account/sign-in/app"


# A lost one


def test_an_administrator_removes_a_lost_factor_and_its_owner_is_signed_out(client, ada, admin):
    give_app(ada)
    theirs = Client()
    sign_in(theirs)
    theirs.post("/sign-in/code", {"code": code()}, HTTP_USER_AGENT=WINDOWS)
    client.force_login(admin)
    page = text(client.get(f"/administration/users/{ada.ref}/sign-in"))
    assert "An authenticator app" in page and "Edge on Windows" in page
    client.post(f"/administration/users/{ada.ref}/sign-in", {"mend": "factor"})
    assert not factors.has_one(ada)
    assert theirs.get("/account").url.startswith(SIGN_IN)
    assert sign_in(theirs).url == "/"
    assert [entry.actor_id for entry in entries("access.factor.removed")] == [admin.pk]


@pytest.mark.parametrize("mend", ["factor", "lock"])
def test_nobody_mends_their_own(client, admin, mend):
    give_app(admin)
    client.force_login(admin)
    assert client.post(f"/administration/users/{admin.ref}/sign-in", {"mend": mend}).status_code == 403
    assert factors.has_one(admin)


def test_whoever_has_the_server_lets_in_the_only_administrator(admin, client):
    give_app(admin)
    fail(rules.LIMITS[0].failures, email=admin.email)
    actions.let_in_from_server(admin, with_factor=True)
    assert sign_in(client, email=admin.email).url == "/"
    assert {(entry.actor_kind, entry.actor_key) for entry in entries("access.factor.removed")} == {
        ("system", "server console")
    }


# Guessing


def fail(times: int, *, email: str = EMAIL, address: str = "10.0.0.1", password: str = "wrong") -> str:
    page = ""
    for _ in range(times):
        page = text(sign_in(Client(), email=email, address=address, password=password))
    return page


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_after_five_failures_no_more_is_taken_and_nothing_tells_whether_there_is_such_an_account(ada, email):
    assert "not right" in fail(rules.LIMITS[0].failures - 1, email=email)
    assert "too many attempts" in fail(1, email=email)
    assert "too many attempts" in fail(1, email=email, password=make.PASSWORD)


def test_somebody_elsewhere_who_fails_on_purpose_does_not_keep_the_worker_out(ada, client):
    fail(rules.LIMITS[0].failures + 3, address="203.0.113.9")
    assert sign_in(client, address="10.0.0.1").url == "/"


def test_guessing_from_many_addresses_locks_the_account(ada, client):
    for number in range(rules.LIMITS[1].failures):
        fail(1, address=f"203.0.113.{number}")
    assert "too many attempts" in text(sign_in(client))


def test_trying_many_accounts_from_one_address_locks_the_address(ada, client):
    for number in range(rules.LIMITS[2].failures // 4):
        guessing.AccessAttempt.objects.create(
            username=guessing.digest(f"{number}@example.org"),
            ip_address="203.0.113.9",
            user_agent="",
            failures_since_start=4,
        )
    assert "too many attempts" in text(sign_in(client, address="203.0.113.9"))
    assert sign_in(client, address="10.0.0.1").url == "/"


def test_a_lock_out_ends_by_itself_and_trying_on_does_not_make_it_longer(ada, client):
    with time_machine.travel(clock.now(), tick=False) as moment:
        fail(rules.LIMITS[0].failures)
        moment.shift(rules.GUESSES_COUNT_FOR - dt.timedelta(minutes=1))
        assert "too many attempts" in fail(1)
        moment.shift(dt.timedelta(minutes=1, seconds=1))
        assert sign_in(client).url == "/"


def test_signing_in_forgets_ones_own_slips(ada, client):
    fail(rules.LIMITS[0].failures - 1)
    sign_in(client)
    assert "not right" in fail(rules.LIMITS[0].failures - 1)


def test_an_administrator_lifts_the_lock_out_of_an_account(ada, admin, client):
    fail(rules.LIMITS[0].failures)
    client.force_login(admin)
    page = f"/administration/users/{ada.ref}/sign-in"
    assert "Locked out" in text(client.get(page))
    client.post(page, {"mend": "lock"})
    assert "Locked out" not in text(client.get(page))
    assert sign_in(Client()).url == "/"
    assert [(entry.actor_id, entry.object_id) for entry in entries("access.lock.lifted")] == [(admin.pk, ada.pk)]


def test_an_administrator_lifts_the_lock_out_of_an_address(ada, admin, client):
    AccessAttempt.objects.create(
        username="x", ip_address="203.0.113.9", user_agent="", failures_since_start=rules.LIMITS[2].failures
    )
    client.force_login(admin)
    assert "203.0.113.9" in text(client.get("/administration/lock-outs"))
    client.post("/administration/lock-outs", {"address": "203.0.113.9"})
    assert "No address is locked out" in text(client.get("/administration/lock-outs"))
    assert sign_in(Client(), address="203.0.113.9").url == "/"


def test_neither_the_counts_nor_the_log_hold_what_was_typed(caplog):
    caplog.set_level("DEBUG")
    fail(rules.LIMITS[0].failures + 1, email="my.secret@example.org", password="hunter2hunter2")  # noqa: S106
    kept = json.dumps(list(AccessAttempt.objects.values()), default=str)
    logged = json.dumps(list(AuditEntry.objects.values()), default=str) + caplog.text
    for words in ("my.secret", "hunter2"):
        assert words not in kept + logged
    typed = {entry.details["typed"] for entry in AuditEntry.objects.filter(verb__startswith="access.sign_in")}
    assert len(typed) == 1, "repeated attempts can be told from single ones"


def test_old_failures_are_not_kept(ada):
    fail(2)
    with time_machine.travel(clock.now() + rules.GUESSES_COUNT_FOR + dt.timedelta(seconds=1)):
        assert guessing.forget_old() == 1


# Confirming who one is


@pytest.fixture
def stale(client, admin):
    """An administrator who signed in a while ago and has been at work since."""
    client.force_login(admin)
    session = client.session
    session[visit.CONFIRMED] = session[visit.CONFIRMED] - rules.FRESH_FOR.total_seconds()
    session.save()
    return client


def fresh_pages(ref: str) -> list[str]:
    return [
        f"/administration/users/{ref}/{end}" for end in ("roles/give", "roles/end", "password", "change", "sign-in")
    ]


def test_dangerous_pages_ask_who_one_is_first(stale, ada):
    for path in fresh_pages(ada.ref):
        assert stale.get(path).url == f"/confirm?next={path.replace('/', '%2F')}"
    assert stale.get(f"/administration/users/{ada.ref}").status_code == 200


def test_what_was_sent_is_kept_while_they_confirm_and_goes_on_with_one_button(stale, ada):
    path = f"/administration/users/{ada.ref}/change"
    sent = {"revision": "1", "name": "Ada Lovelace", "email": EMAIL, "job_title": "Counts & <sums>"}
    asked = stale.post(path, sent)
    assert asked.url.startswith("/confirm?next=")
    assert "Confirm it is you" in text(stale.get(asked.url))
    wrong = stale.post("/confirm", {"password": "no", "next": path})
    assert "Your password is not right" in text(wrong)
    assert stale.post("/confirm", {"password": make.PASSWORD, "next": path}).url == "/go-on"
    page = text(stale.get("/go-on"))
    assert stale.get("/go-on").url == "/", "once"
    assert f'action="{path}"' in page and 'value="Counts &amp; &lt;sums&gt;"' in page
    again = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert again["name"] == "Ada Lovelace"
    assert stale.post(path, sent).url == f"/administration/users/{ada.ref}"
    assert make.fresh(ada).name == "Ada Lovelace"
    assert len(entries("access.confirm.failed")) == len(entries("access.confirmed")) == 1


def test_a_password_that_was_sent_is_not_kept(stale, ada):
    stale.post(f"/administration/users/{ada.ref}/password", {"password": "four quiet green hills"})
    assert "quiet" not in json.dumps(dict(stale.session))


def test_confirming_leads_nowhere_else(stale):
    answer = stale.post("/confirm", {"password": make.PASSWORD, "next": "https://evil.example/x"})
    assert answer.url == "/"


def test_guessing_at_the_confirmation_is_counted_too(stale):
    for _ in range(rules.LIMITS[0].failures):
        page = text(stale.post("/confirm", {"password": "wrong"}))
    assert "too many attempts" in page
    assert "too many attempts" in text(stale.post("/confirm", {"password": make.PASSWORD}))


# Sessions


def test_open_sessions_are_listed_in_words_and_ended_one_by_one(client, ada):
    sign_in(client)
    other = Client()
    sign_in(other, address="10.0.0.7")
    page = text(client.get("/account/sign-in"))
    assert "Edge on Windows" in page and "10.0.0.7" in page and "This one" in page
    assert other.session.session_key not in page
    ref = re.search(r'name="session" value="(\w+)"', page)[1]
    client.post("/account/sign-in/end-sessions", {"session": ref})
    assert other.get("/account").url.startswith(SIGN_IN)
    assert client.get("/account").status_code == 200
    assert client.post("/account/sign-in/end-sessions", {"session": ref}).status_code == 404


def test_nobody_ends_another_persons_session(client, ada, admin):
    theirs = Client()
    sign_in(theirs, email="root@example.org")
    sign_in(client)
    ref = re.search(r"[0-9a-f]{16}", session_ref(theirs))[0]
    assert client.post("/account/sign-in/end-sessions", {"session": ref}).status_code == 404
    assert theirs.get("/account").status_code == 200


def session_ref(client: Client) -> str:
    from thrive.base.access.queries.sessions import opaque

    return opaque(client.session.session_key)


def test_a_new_password_ends_every_other_session(client, ada):
    sign_in(client)
    other = Client()
    sign_in(other)
    new = "four quiet green hills"
    client.post("/account/password", {"old": make.PASSWORD, "password": new, "again": new})
    assert client.get("/account").status_code == 200
    assert other.get("/account").url.startswith(SIGN_IN)
    assert text(client.get("/account/sign-in")).count("Edge on Windows") == 0, "this one, from the test's own browser"
    assert "This one" in text(client.get("/account/sign-in"))


def test_an_ended_account_has_no_sessions(client, ada, admin):
    sign_in(client)
    actions.end_user(ada, by=admin, revision=ada.revision, on=clock.today())
    assert client.get("/account").url.startswith(SIGN_IN)
    assert entries("access.session.ended")


def test_an_administrator_signs_somebody_out_everywhere(client, ada, admin):
    sign_in(client)
    other = Client()
    other.force_login(admin)
    other.post(f"/administration/users/{ada.ref}/sign-in", {"mend": "sessions"})
    assert client.get("/account").url.startswith(SIGN_IN)
    assert "Nowhere" in text(other.get(f"/administration/users/{ada.ref}/sign-in"))


# The end of a visit


def test_a_visit_left_alone_ends_and_signing_in_leads_back(client, ada, settings):
    settings.THRIVE_IDLE_MINUTES = 30
    with time_machine.travel(clock.now(), tick=False) as moment:
        sign_in(client)
        moment.shift(dt.timedelta(minutes=29))
        page = text(client.get("/account"))
        said = re.search(r"signed out at <span data-visit-end>([^<]+)<", page)[1]
        moment.shift(dt.timedelta(minutes=32))
        answer = client.get("/account")
        assert answer.url == "/sign-in?next=/account"
        assert "You were signed out because" in text(client.get(answer.url))
        assert sign_in(client, next="/account").url == "/account"
    assert re.fullmatch(r"\d{1,2}(:\d\d)?[ap]m|mid(day|night)", said)
    assert [entry.object_id for entry in entries("access.session.lapsed")] == [ada.pk]


def test_a_form_without_a_draft_loses_nothing_when_the_visit_has_ended(client, ada, admin):
    path = f"/administration/users/{ada.ref}/change"
    sent = {"revision": "1", "name": "Ada Lovelace", "email": EMAIL}
    with time_machine.travel(clock.now(), tick=False) as moment:
        sign_in(client, email="root@example.org")
        moment.shift(dt.timedelta(hours=1))
        assert client.post(path, sent).url.startswith(SIGN_IN)
        assert make.fresh(ada).name == "Ada Minister"
        assert sign_in(client, email="root@example.org").url == "/go-on"
        page = text(client.get("/go-on"))
        assert f'action="{path}"' in page and 'value="Ada Lovelace"' in page


def test_nobody_goes_on_with_what_another_sent(client, ada, admin):
    with time_machine.travel(clock.now(), tick=False) as moment:
        sign_in(client, email="root@example.org")
        moment.shift(dt.timedelta(hours=1))
        client.post(f"/administration/users/{ada.ref}/change", {"name": "Ada Lovelace"})
        assert sign_in(client).url == "/"
        assert client.get("/go-on").url == "/"
        assert "Lovelace" not in json.dumps(dict(client.session))


def test_a_visit_ends_after_a_long_day_however_busy(client, ada):
    with time_machine.travel(clock.now(), tick=False) as moment:
        sign_in(client)
        for _ in range(int(rules.AT_MOST / dt.timedelta(minutes=20)) - 1):
            moment.shift(dt.timedelta(minutes=20))
            assert client.get("/account").status_code == 200
            assert ("Stay signed in" in text(client.get("/account"))) == (
                moment_left(client) > dt.timedelta(minutes=30)
            )
        assert "After a long day you are signed out at" in text(client.get("/account"))
        moment.shift(dt.timedelta(minutes=20))
        assert client.get("/account").url.startswith(SIGN_IN)


def moment_left(client: Client) -> dt.timedelta:
    return rules.AT_MOST - dt.timedelta(seconds=clock.now().timestamp() - client.session[visit.BEGAN])


def test_the_warning_leaves_time_to_answer_where_the_limit_is_short(settings):
    settings.THRIVE_IDLE_MINUTES = 30
    assert visit.warn_before() == rules.WARN_BEFORE
    settings.THRIVE_IDLE_MINUTES = 4
    assert visit.warn_before() == dt.timedelta(minutes=2)


def test_asking_how_long_is_left_does_not_make_it_longer_but_staying_does(client, ada, settings):
    settings.THRIVE_IDLE_MINUTES = 30
    with time_machine.travel(clock.now(), tick=False) as moment:
        sign_in(client)
        moment.shift(dt.timedelta(minutes=26))
        assert client.get("/stay/time-left").json() == {"seconds": 240}
        moment.shift(dt.timedelta(minutes=3))
        assert client.get("/stay/time-left").json() == {"seconds": 60}
        assert client.post("/stay", headers={"x-requested-with": "fetch"}).json() == {"seconds": 1800}
        assert client.post("/stay", {"next": "/account"}).url == "/account"
        moment.shift(dt.timedelta(minutes=29))
        assert client.get("/account").status_code == 200


def test_an_ordinary_page_costs_no_query_for_the_visit(client, ada):
    sign_in(client)
    client.get("/account")
    with CaptureQueriesContext(connection) as seen:
        client.get("/account")
    asked = "\n".join(one["sql"] for one in seen.captured_queries)
    assert asked.count('FROM "django_session"') == 1
    for table in ("usersessions", "axes_", "mfa_", "account_"):
        assert f'"{table}' not in asked
    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [one["sql"] for one in seen.captured_queries if one["sql"].upper().startswith(writes)]
