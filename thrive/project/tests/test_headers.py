"""Every answer, errors included, carries the headers that keep it from being framed, kept or run by others."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client, RequestFactory

from thrive.base.access.tests import factories as make
from thrive.project import errors, headers

pytestmark = pytest.mark.django_db

NOTHING_UNSAFE = ("unsafe-inline", "unsafe-eval", "*", "http:", "https:", "data:")


def look(response) -> None:
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "form-action 'self'" in policy and "base-uri 'none'" in policy
    assert not [one for one in NOTHING_UNSAFE if one in policy], policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "no-store" in response.headers["Cache-Control"], response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sign-in", 200),
        ("/accessibility", 200),
        ("/healthy", 200),
        ("/nothing/here", 404),
        ("/account", 302),
        ("/sign-in/code", 302),
        ("/sign-out", 405),
    ],
)
def test_answers_to_nobody_in_particular(client, path, status):
    response = client.get(path)
    assert response.status_code == status
    look(response)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/account/sign-in", 200),
        ("/account/sign-in/app", 200),
        ("/confirm", 200),
        ("/stay/time-left", 200),
        ("/administration/lock-outs", 200),
        ("/people/aaaabbbbcccc/", 403),
        ("/administration/users/aaaabbbbcccc", 404),
    ],
)
def test_answers_to_somebody_signed_in(client, path, status):
    client.force_login(make.user(["administrator"]))
    response = client.get(path)
    assert response.status_code == status
    look(response)


def test_a_fault_and_a_form_out_of_date(monkeypatch):
    def breaks(*_, **__):
        raise ValueError("broken")

    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(make.user(["administrator"]))
    monkeypatch.setattr("thrive.base.access.views.account.queries.account", breaks)
    broken, old = client.get("/account"), client.post("/account/sign-in/end-sessions", {})
    assert (broken.status_code, old.status_code) == (500, 403)
    look(broken)
    look(old)


def test_what_says_itself_that_it_may_be_kept_may():
    answer = headers.SafeHeaders(lambda _: errors.HttpResponse(headers={"Cache-Control": "max-age=60"}))
    assert answer(RequestFactory().get("/x")).headers["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize(
    ("behind_proxy", "said", "address"),
    [
        (True, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (True, "", "10.0.0.1"),
        (False, "203.0.113.9", "10.0.0.1"),
    ],
)
def test_the_address_is_the_one_the_proxy_wrote_last(settings, behind_proxy, said, address):
    settings.THRIVE_BEHIND_PROXY = behind_proxy
    seen: list[str] = []

    def answer(request):
        seen.append(request.META["REMOTE_ADDR"])
        return errors.HttpResponse()

    more = {"HTTP_X_FORWARDED_FOR": said} if said else {}
    headers.RealAddress(answer)(RequestFactory().get("/x", REMOTE_ADDR="10.0.0.1", **more))
    assert seen == [address]


ASKED = """
import json, django
from django.conf import settings
names = ("SESSION_COOKIE_NAME SESSION_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE "
         "SESSION_COOKIE_PATH SESSION_COOKIE_DOMAIN CSRF_COOKIE_NAME CSRF_COOKIE_SECURE CSRF_COOKIE_HTTPONLY "
         "SECURE_HSTS_SECONDS SECURE_SSL_REDIRECT THRIVE_SECOND_FACTOR").split()
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


@pytest.mark.parametrize(("https", "prefix"), [("1", "__Host-"), ("0", "")])
def test_cookies_under_https(tmp_path, https, prefix):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("THRIVE_", "DJANGO_"))}
    environment = {
        **kept,
        "THRIVE_HOME": str(tmp_path),
        "THRIVE_HTTPS": https,
        "THRIVE_TRAINING": "0",
        "DJANGO_SETTINGS_MODULE": "thrive.project.settings",
    }
    done = subprocess.run([sys.executable, "-c", ASKED], env=environment, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    is_safe = https == "1"
    assert (
        found["SESSION_COOKIE_NAME"] == f"{prefix}thrive_session"
        and found["CSRF_COOKIE_NAME"] == f"{prefix}thrive_csrf"
    )
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["SECURE_SSL_REDIRECT"] is is_safe
    assert (
        found["SESSION_COOKIE_HTTPONLY"] and found["CSRF_COOKIE_HTTPONLY"] and found["SESSION_COOKIE_SAMESITE"] == "Lax"
    )
    assert found["SESSION_COOKIE_PATH"] == "/" and found["SESSION_COOKIE_DOMAIN"] is None
    assert bool(found["SECURE_HSTS_SECONDS"]) is is_safe
    assert found["THRIVE_SECOND_FACTOR"] is True
