"""Administrators let other systems call: adding one, its secret shown once, changing and stopping it."""

import re

import pytest
from django.urls import reverse

from thrive.base.access.models import ApiClient
from thrive.base.access.tests import callers, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(factories.user(["administrator"]))
    return client


@pytest.fixture
def school():
    return factories.school("Larkfield Primary")


def answers(**other):
    return {
        "name": "Register", "purpose": "keeping the roll in step", "scopes": ["people.search"], "starts_on-day": "1",
        "starts_on-month": "5", "starts_on-year": "2026", **other,
    }  # fmt: skip


def test_a_system_is_added_from_its_organisation_and_its_secret_is_shown_once(admin, school):
    address = reverse("access:client-add", args=[school.ref])
    assert f'href="{address}"' in admin.get(reverse("access:organisation", args=[school.ref])).content.decode()
    assert "returns.see_imports" not in admin.get(address).content.decode()
    shown = admin.post(address, answers())
    one = ApiClient.objects.get(name="Register")
    (secret,) = re.findall(r"[\w-]{43}", re.sub(r"<[^>]+>", " ", shown.content.decode()))
    given = admin.post(
        "/api/v1/token", {"grant_type": "client_credentials", "client_id": one.ref, "client_secret": secret}
    )
    assert given.status_code == 200 and "no-store" in shown["Cache-Control"]
    page = admin.get(reverse("access:client", args=[one.ref])).content.decode()
    assert secret not in page and "keeping the roll in step" in page
    assert "Register" in admin.get(reverse("access:clients")).content.decode()


def test_a_system_is_changed_and_stopped_and_let_call_again(admin, school):
    one, _ = callers.client_of(school, ["people.search"])
    admin.post(
        reverse("access:client-change", args=[one.ref]),
        {"name": "Roll", "purpose": "x", "scopes": ["people.see_header"], "revision": "1"},
    )
    one.refresh_from_db()
    assert (one.name, one.scopes, one.revision) == ("Roll", ["people.see_header"], 2)
    stop = reverse("access:client-end", args=[one.ref])
    admin.post(stop, {"revision": "2"})
    one.refresh_from_db()
    assert one.has_ended
    assert "Let it call again" in admin.get(stop).content.decode()
    admin.post(stop, {"revision": "3", "again": "1"})
    one.refresh_from_db()
    assert not one.has_ended


def test_a_new_secret_is_asked_about_first_and_shown_once(admin, school):
    one, _ = callers.client_of(school, ["people.search"])
    address = reverse("access:client-secret", args=[one.ref])
    before = one.secret_digest
    admin.get(address)
    one.refresh_from_db()
    assert one.secret_digest == before
    assert "It is not kept" in admin.post(address).content.decode()
    one.refresh_from_db()
    assert one.secret_digest != before


def test_systems_of_another_authority_are_not_found(admin):
    elsewhere = factories.school(of=factories.authority("Elmshire"))
    one = ApiClient.objects.create(
        organisation=elsewhere, name="R", purpose="x", scopes=[], added_by=factories.user(["administrator"])
    )
    for name in ("client", "client-change", "client-end", "client-secret"):
        assert admin.get(reverse(f"access:{name}", args=[one.ref])).status_code == 404
    assert admin.get(reverse("access:client-add", args=[elsewhere.ref])).status_code == 404


@pytest.mark.parametrize("name", ["clients"])
def test_only_administrators_see_systems(client, name):
    client.force_login(factories.user(["practice_supervisor"]))
    assert client.get(reverse(f"access:{name}")).status_code == 403


def test_the_list_takes_no_more_queries_for_more_systems(admin, school, django_assert_max_num_queries):
    for _ in range(5):
        callers.client_of(school, ["people.search"])
    with django_assert_max_num_queries(12):
        admin.get(reverse("access:clients"))
