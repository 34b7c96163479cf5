"""From where, as the network and not the address; what was typed, apart and for a while."""

import datetime as dt

import pytest
import time_machine
from django.test import RequestFactory

from thrive.base.history import audit, origin, rules, sealer, search_terms
from thrive.base.history.models import AuditEntry, SearchTerms
from thrive.base.history.tests.helpers import Robot


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.9", "10.0.0.0/24"),
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1234:5678::9", "2001:db8:1234::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", ""),
        ("unix:", ""),
        ("10.0.0.9; drop table", ""),
    ],
)
def test_the_network_of_an_address(address, network):
    assert origin.network_of(address) == network


def test_behind_our_proxy_the_address_is_the_one_it_saw(settings):
    request = RequestFactory().get("/", headers={"x-forwarded-for": "1.2.3.4, 203.0.113.77"}, REMOTE_ADDR="127.0.0.1")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert origin.address_of(request) == "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert origin.address_of(request) == "203.0.113.77"  # what a browser claims stands before it
    assert origin.address_of(RequestFactory().get("/", REMOTE_ADDR="10.0.0.9")) == "10.0.0.9"


@pytest.mark.django_db
def test_terms_are_bound_to_their_entry_and_erased_in_time():
    with time_machine.travel(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), tick=False) as clock:
        first, second = (search_terms.keep({"find": "Siobhan"}, by=Robot()) for _ in range(2))
        assert first != second, "nobody can tell that the same was asked twice"
        audit.note(Robot(), "searched", terms=first)
        sealer.seal_pending()
        assert search_terms.of([first, "f" * 64]) == {first: {"find": "Siobhan"}}
        clock.shift(dt.timedelta(days=90))
        assert search_terms.erase() == 0, "the last day counts"
        clock.shift(dt.timedelta(days=1))
        assert search_terms.erase() == 2
        assert search_terms.erase() == 0
    assert search_terms.of([first]) == {} and not SearchTerms.objects.exists()
    assert AuditEntry.objects.filter(verb="searched", details__terms=first).exists()
    assert AuditEntry.objects.get(verb="history.search_terms.erased").details["searches"] == 2
    assert sealer.verify().ok


@pytest.mark.django_db
def test_terms_that_were_changed_are_not_shown_as_what_was_typed():
    digest = search_terms.keep({"find": "Siobhan"}, by=None)
    SearchTerms.objects.update(terms={"find": "Niamh"})
    assert search_terms.of([digest]) == {}
    assert rules.SEARCH_TERMS.limit.words() == "90 days"
