"""The list of duties and the page of one."""

import datetime as dt
import re

import pytest

from thrive.base import law
from thrive.base.access.tests import factories as make
from thrive.base.local import actions, queries
from thrive.base.offers import REGISTRY

pytestmark = pytest.mark.django_db

KEY = "protection.conference.initial"


@pytest.fixture
def worker(client):
    user = make.user(["lead_practitioner"])
    client.force_login(user)
    return user


def main(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    html = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_declared_duty_is_listed_with_its_source_under_its_domain(client, worker):
    words = main(client, "/duties")
    for rule in law.declared():
        for part in (rule.duty, rule.source.citation, rule.source.kind.label, rule.source.confidence.label):
            assert part in words
        assert REGISTRY.titles()[rule.domain] in words
    assert f"{len(law.declared())} duties" in words


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"words": "INITIAL strategy"}, {KEY}),
        ({"words": "INITIAL", "domain": "front_door"}, set()),
        ({"domain": "family_help"}, {"family_help.assessment"}),
        ({"kind": "statute"}, {rule.key for rule in law.declared() if rule.source.kind == "statute"}),
        ({"force": "spent"}, set()),
        ({}, {rule.key for rule in law.declared()}),
    ],
)
def test_duties_are_narrowed(asked, keys):
    viewer = make.user(["lead_practitioner"])
    assert {one.rule.key for one in queries.duties(viewer=viewer, asked=asked)} == keys


def test_an_empty_list_says_what_to_do(client, worker):
    assert "No duty matches" in main(client, "/duties?words=zzz")


def test_a_filter_that_is_not_on_the_list_sets_no_limit(client, worker):
    assert f"{len(law.declared())} duties" in main(client, "/duties?kind=nonsense")


@pytest.mark.parametrize("rule", law.declared(), ids=lambda rule: rule.key)
def test_the_page_of_a_duty_says_everything_about_it(client, worker, rule):
    words = main(client, f"/duties/{rule.key}")
    for line in (rule.duty, rule.owner, rule.source.citation, *rule.example_lines()):
        assert line in words
    if rule.source.kind is law.Kind.LOCAL:
        assert "In Wexmoor Thrive keeps to it. It has not been adopted here" in words
        assert "Nothing. The limit holds as Thrive sets it." in words
    else:
        adopted = not rule.source.kind.is_opted_into  # a grant condition binds once the authority is funded for it
        assert f"In Wexmoor {'In force here' if adopted else 'Not in force here yet'}" in words
        assert "Nothing. The national rule holds as it is." in words


def test_an_unknown_duty_is_not_found(client, worker):
    assert client.get("/duties/tea.break").status_code == 404


def test_a_local_change_shows_on_both_pages(client, worker):
    enters, checks = make.user(["administrator"]), make.user(["administrator"], name="Ann Sorley")
    row = actions.enter_variation(
        KEY,
        by=enters,
        authority=make.authority(),
        instrument="Partnership decision of June",
        amount=10,
        unit="working days",
        on=dt.date(2026, 6, 1),
    )
    assert "Not checked yet, so it does not count" in main(client, f"/duties/{KEY}")
    assert "Within 15 working days" in main(client, f"/duties/{KEY}")
    actions.check(row, by=checks)
    words = main(client, f"/duties/{KEY}")
    assert "Within 10 working days" in words and "Checked by Ann Sorley" in words
    assert "Local change: Partnership decision of June" in main(client, "/duties")


def test_a_partner_without_an_authority_reads_the_duties_too(client):
    police = make.organisation("police")
    client.force_login(make.user(["police_officer"], organisation=police))
    assert "In all England" in main(client, f"/duties/{KEY}")


def test_the_list_takes_few_queries(client, worker, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        client.get("/duties")
