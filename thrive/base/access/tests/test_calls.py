"""Signing in to the API: people by session, systems by token; what is refused, counted, repeated and logged."""

import base64
import datetime as dt
import hmac
import re

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from thrive.base.access import actions
from thrive.base.access.calls import keys, limits, once, tokens
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import ApiAnswer, CallCount
from thrive.base.access.tests import callers, factories
from thrive.base.access.tests.callers import API
from thrive.base.calendar import clock
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.history.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_keys(settings, tmp_path):
    """Keys that no other test has."""
    settings.THRIVE_API_KEYS = str(tmp_path / "keys")


def ask_token(client_id: str = "", secret: str = "", **more: str):
    body = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret, **more}
    return Client().post(f"{API}/token", {name: value for name, value in body.items() if value})


def problem(response, status: int, kind: str) -> dict:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    found = response.json()
    assert found["type"] == f"urn:thrive:problem:{kind}" and found["status"] == status and found["title"]
    return found


# ---------- systems


def test_a_system_gets_a_token_for_its_id_and_secret_and_is_known_by_it():
    school = factories.school("Oakfield School")
    client, secret = callers.client_of(school, ["people.search", "people.see_header"])
    given = ask_token(client.ref, secret)
    assert given.status_code == 200 and given.json()["expires_in"] == 600
    assert given.json()["scope"] == "people.search people.see_header"
    me = Client().get(f"{API}/me", headers={"Authorization": f"Bearer {given.json()['access_token']}"}).json()
    assert (me["kind"], me["name"], me["organisation"]) == ("system", client.name, "Oakfield School")
    assert me["scopes"] == ["people.search", "people.see_header"] and me["csrf_token"] == ""


def test_id_and_secret_may_come_as_http_basic_and_fewer_scopes_be_asked_for():
    client, secret = callers.client_of(factories.school(), ["people.search", "people.see_header"])
    basic = base64.b64encode(f"{client.ref}:{secret}".encode()).decode()
    given = Client().post(
        f"{API}/token",
        {"grant_type": "client_credentials", "scope": "people.search people.open_record"},
        headers={"Authorization": f"Basic {basic}"},
    )
    assert given.json()["scope"] == "people.search"


@pytest.mark.parametrize("wrong", ["secret", "client", "ended", "organisation ended", "not begun"])
def test_no_token_for_another_secret_or_a_client_whose_time_is_over(wrong):
    school = factories.school()
    client, secret = callers.client_of(school, ["people.search"])
    ref = client.ref
    today = clock.today()
    if wrong == "secret":
        secret += "x"
    elif wrong == "client":
        ref = "222222222222"
    elif wrong == "organisation ended":
        school.ends_on = today
        school.save()
    else:
        client.ends_on, client.starts_on = (
            (today, client.starts_on) if wrong == "ended" else (None, factories.days_from_today(1))
        )
        client.save()
    found = problem(ask_token(ref, secret), 401, "not-signed-in")
    assert found["error"] == "invalid_client"
    assert AuditEntry.objects.filter(verb="access.client.refused").count() == 1


def test_the_secret_is_not_kept():
    client, secret = callers.client_of(factories.school(), ["people.search"])
    client.refresh_from_db()
    assert secret not in str(vars(client)) and len(secret) > 40


def test_a_token_is_good_for_ten_minutes():
    caller = callers.system(factories.school(), ["people.search"])
    assert caller.get("/me").status_code == 200
    with time_machine.travel(clock.now() + dt.timedelta(seconds=599)):
        assert caller.get("/me").status_code == 200
    with time_machine.travel(clock.now() + dt.timedelta(seconds=601)):
        found = problem(caller.get("/me"), 401, "not-signed-in")
        assert "ten minutes" in found["detail"]


def test_ending_a_client_ends_its_tokens_at_once():
    school = factories.school()
    client, secret = callers.client_of(school, ["people.search"])
    caller = callers.Caller(Client(), {"Authorization": f"Bearer {tokens.issue(client.ref, frozenset(client.scopes))}"})
    assert caller.get("/me").status_code == 200
    actions.end_client(client, by=factories.user(["administrator"]), revision=1, on=clock.today())
    problem(caller.get("/me"), 401, "not-signed-in")


def test_a_scope_taken_away_is_gone_from_tokens_under_way():
    school = factories.school()
    client, _ = callers.client_of(school, ["people.search", "people.see_header"])
    token = tokens.issue(client.ref, frozenset(client.scopes))
    actions.change_client(
        client,
        by=factories.user(["administrator"]),
        revision=1,
        name=client.name,
        purpose="x",
        scopes=["people.search"],
    )
    me = Client().get(f"{API}/me", headers={"Authorization": f"Bearer {token}"}).json()
    assert me["scopes"] == ["people.search"]


def test_a_new_secret_takes_the_old_ones_place():
    client, old = callers.client_of(factories.school(), ["people.search"])
    new = actions.new_secret(client, by=factories.user(["administrator"]))
    assert ask_token(client.ref, old).status_code == 401 and ask_token(client.ref, new).status_code == 200


def forged(kind: str) -> str:
    client, _ = callers.client_of(factories.council(), ["people.search"])
    kid, key = keys.signing()
    now = clock.now()
    claims = {
        "iss": "thrive", "aud": "thrive", "sub": client.ref, "scope": "people.open_record",
        "iat": now, "exp": now + dt.timedelta(hours=1),
    }  # fmt: skip
    if kind == "not signed":
        return jwt.encode(claims, None, algorithm="none", headers={"kid": kid})
    if kind == "signed with the public key as a password":
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        said = jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": kid}).rpartition(".")[0]
        signed = hmac.digest(public, said.encode(), "sha256")
        return f"{said}.{base64.urlsafe_b64encode(signed).rstrip(b'=').decode()}"
    if kind == "another key":
        other = generate_private_key(public_exponent=65537, key_size=2048)
        return jwt.encode(claims, other, algorithm="RS256", headers={"kid": kid})
    if kind == "a kid that is a path":
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": f"../keys/{kid}"})
    if kind == "for somebody else":
        return jwt.encode({**claims, "aud": "elsewhere"}, key, algorithm="RS256", headers={"kid": kid})
    if kind == "no end":
        return jwt.encode({k: v for k, v in claims.items() if k != "exp"}, key, algorithm="RS256", headers={"kid": kid})
    return "not.a.token"


@pytest.mark.parametrize(
    "kind",
    ["not signed", "signed with the public key as a password", "another key", "a kid that is a path",
     "for somebody else", "no end", "no token at all"],
)  # fmt: skip
def test_a_forged_token_is_nobody(kind):
    response = Client().get(f"{API}/me", headers={"Authorization": f"Bearer {forged(kind)}"})
    problem(response, 401, "not-signed-in")
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_a_bad_token_is_not_made_good_by_a_session_beside_it():
    signed_in = callers.person(factories.user(["front_door_officer"]))
    problem(signed_in.get("/me", Authorization="Bearer not.a.token"), 401, "not-signed-in")


def test_keys_rotate_and_tokens_under_way_outlive_one_rotation(own_keys):
    caller = callers.system(factories.school(), ["people.search"])
    first = keys.kids()
    made, gone = keys.rotate()
    assert gone == [] and keys.kids() == [*first, made]
    assert caller.get("/me").status_code == 200
    _, gone = keys.rotate()
    assert gone == first
    problem(caller.get("/me"), 401, "not-signed-in")
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys.folder().glob("*.pem"))


def test_a_client_is_let_do_no_more_than_its_organisations_own_staff():
    keeper = factories.user(["administrator"])
    school = factories.school()
    with pytest.raises(BadAnswer, match="could be let do"):
        actions.add_client(school, by=keeper, name="MIS", purpose="x", scopes=["returns.see_imports"])
    with pytest.raises(BadAnswer, match="Select what"):
        actions.add_client(school, by=keeper, name="MIS", purpose="x", scopes=[])
    with pytest.raises(NotAllowed):
        actions.add_client(
            school, by=factories.user(["practice_supervisor"]), name="MIS", purpose="x", scopes=["people.search"]
        )
    client, _ = actions.add_client(school, by=keeper, name="MIS", purpose="x", scopes=["people.search"])
    with pytest.raises(AlreadyRecorded):
        actions.add_client(school, by=keeper, name="MIS", purpose="x", scopes=["people.search"])
    with pytest.raises(ChangedMeanwhile):
        actions.end_client(client, by=keeper, revision=7, on=clock.today())


# ---------- people


def test_a_person_is_known_by_their_session():
    me = callers.person(factories.user(["front_door_officer"], name="Sam Ali")).get("/me").json()
    assert (me["kind"], me["name"], me["roles"]) == ("person", "Sam Ali", ["Front-door officer"])


def test_nobody_is_told_to_sign_in():
    response = Client().get(f"{API}/me")
    problem(response, 401, "not-signed-in")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_first_password_opens_nothing():
    user = factories.user(["front_door_officer"], password_is_first=True)
    client = Client()
    client.force_login(user)
    problem(client.get(f"{API}/me"), 403, "not-allowed")


def test_a_write_from_another_site_is_refused():
    caller = callers.person(factories.user(["front_door_officer"]))
    response = caller.post("/people/search", {"find": "Ada"}, **{"X-CSRFToken": "forged"})
    found = problem(response, 403, "not-your-page")
    assert "csrf_token" in found["detail"]


# ---------- one shape for every failure


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("get", "/nothing/here", 404, "not-found"),
        ("get", "/people/search", 405, "method-not-allowed"),
        ("delete", "/me", 405, "method-not-allowed"),
        ("get", "/people/zzz", 422, "answers-wrong"),
        ("get", "/people/222222222222", 404, "not-found"),
    ],
)
def test_failures_have_one_shape(method, path, status, kind):
    caller = callers.person(factories.user(["front_door_officer"]))
    response = getattr(caller.client, method)(f"{API}{path}", headers=caller.headers)
    problem(response, status, kind)


def test_a_body_that_is_no_json_is_said_to_be_so():
    caller = callers.person(factories.user(["front_door_officer"]))
    response = caller.client.post(f"{API}/people/search", "{", content_type="application/json", headers=caller.headers)
    problem(response, 400, "bad-request")


def test_a_misspelt_answer_is_named_and_what_was_typed_is_not_said_again():
    caller = callers.person(factories.user(["front_door_officer"]))
    response = caller.post("/people/search", {"fnid": "Ada Lovelace"})
    found = problem(response, 422, "answers-wrong")
    assert found["errors"][0]["field"].endswith("fnid") and "Lovelace" not in response.content.decode()


def test_a_fault_is_answered_in_the_one_shape_and_says_nothing(monkeypatch):
    def broken(**_):
        raise RuntimeError("Ada Lovelace")

    monkeypatch.setattr("thrive.base.access.api.clients.caller_words", broken)
    client = Client(raise_request_exception=False)
    client.force_login(factories.user(["front_door_officer"]))
    response = client.get(f"{API}/me")
    problem(response, 500, "failed")
    assert b"Lovelace" not in response.content


# ---------- how often


def test_calls_are_counted_in_the_database_and_too_many_are_told_how_long_to_wait(settings):
    settings.THRIVE_API_CALLS = 3
    user = factories.user(["front_door_officer"])
    with time_machine.travel(dt.datetime(2026, 5, 4, 9, 0, 15, tzinfo=dt.UTC), tick=False):
        client = Client()
        client.force_login(user)
        assert [client.get(f"{API}/me").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
        response = client.get(f"{API}/me")
        problem(response, 429, "too-many-calls")
        assert response["Retry-After"] == "45"
        assert CallCount.objects.get(caller=f"user {user.pk}").calls == 6
        assert AuditEntry.objects.filter(verb="access.api.too_many_calls", actor_id=user.pk).count() == 1
    with time_machine.travel(dt.datetime(2026, 5, 4, 9, 1, 0, tzinfo=dt.UTC), tick=False):
        assert client.get(f"{API}/me").status_code == 200


def test_one_callers_calls_do_not_count_for_another(settings):
    settings.THRIVE_API_CALLS = 1
    for name in ("one", "two"):
        client = Client()
        client.force_login(factories.user(["front_door_officer"], name=name))
        assert client.get(f"{API}/me").status_code == 200


def test_nobody_is_counted_by_address(settings):
    settings.THRIVE_API_CALLS = 1_000
    with time_machine.travel(dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC), tick=False):
        for _ in range(limits.UNKNOWN_CALLS):
            assert ask_token("222222222222", "guess").status_code == 401
        problem(ask_token("222222222222", "guess"), 429, "too-many-calls")


def test_old_counts_are_removed():
    CallCount.objects.create(caller="user 1", minute=1)
    limits.count("user 2")
    limits.prune()
    assert [one.caller for one in CallCount.objects.all()] == ["user 2"]


# ---------- the description


def test_the_description_names_who_may_call_what():
    found = Client().get(f"{API}/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    search = found["paths"]["/api/v1/people/search"]["post"]
    assert search["security"] == [{"session": []}, {"client": ["people.search"]}]
    assert found["components"]["securitySchemes"]["client"]["flows"]["clientCredentials"]["tokenUrl"] == "/api/v1/token"
    opening = found["paths"]["/api/v1/people/{ref}/openings"]["post"]
    assert opening["security"] == [{"session": []}]
    assert [one["name"] for one in opening["parameters"] if one["in"] == "header"] == [once.HEADER]
    refs = set(re.findall(r"#/components/schemas/(\w+)", str(found)))
    assert refs <= set(found["components"]["schemas"])


def test_old_answers_are_removed():
    ApiAnswer.objects.create(caller="user 1", key="a", asked="b", at=clock.now() - dt.timedelta(hours=49))
    ApiAnswer.objects.create(caller="user 1", key="c", asked="d")
    once.prune()
    assert [one.key for one in ApiAnswer.objects.all()] == ["c"]
