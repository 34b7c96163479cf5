"""Layouts print what they are given and leave out what they are not."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from thrive.govuk import pages, style_guide

pytestmark = pytest.mark.urls("thrive.govuk.tests.urls")


def shown(state):
    response = style_guide.style_guide(RequestFactory().get("/"), state)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("state", style_guide.STATES)
def test_every_layout_stands(state):
    html = shown(state)
    assert html.count("<h1") == 1
    assert '<main class="th-wrap th-main" id="main"' in html
    assert html.index("govuk-skip-link") < html.index("<header")
    assert "Made-up people. Training copy." in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("state", style_guide.STATES)
def test_nothing_needs_an_unsafe_policy(state):
    html = shown(state)
    assert not re.search(r'\sstyle=|\son\w+="|<style', html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_titles():
    assert "<title>Style guide – Components – Thrive</title>" in shown("plain")
    assert "<title>Error: Style guide – Components – Thrive</title>" in shown("errors")


def test_the_error_summary_leads_to_each_field():
    html = shown("errors")
    links = re.findall(r"govuk-error-summary__list.*?</ul>", html, re.DOTALL)[0]
    targets = re.findall(r'href="#([^"]+)"', links)
    assert len(targets) == 13
    assert all(f'id="{target}"' in html for target in targets)
    for message in re.findall(r'<a href="#[^"]+">([^<]+)</a>', links):
        assert html.count(message) == 2


def test_a_page_with_nothing_to_say_still_stands():
    html = render_to_string("govuk/page.html", {})
    for absent in ("th-find", "th-nav", "th-menu", "th-org", "th-me", "Training copy", "th-print-head"):
        assert absent not in html
    assert render_to_string("govuk/error.html", {"page": pages.Page(duty_line="Call 01632 960 100.")}).count("<h2") == 1


def test_sign_in_has_no_search_and_no_navigation():
    html = shown("solo")
    assert "th-find" not in html
    assert "th-nav" not in html


def test_the_search_is_posted_and_protected():
    html = style_guide.style_guide(RequestFactory().get("/"), "plain").content.decode()
    form = re.search(r'<form class="th-find".*?</form>', html, re.DOTALL)[0]
    assert 'method="post"' in form
    assert "csrfmiddlewaretoken" in form


def test_a_record_page_says_who_then_warns():
    html = shown("record")
    order = [html.index(part) for part in ("th-strip", "th-facts", "th-subnav", 'id="warnings"', "<h1")]
    assert order == sorted(order)
    assert "Ava\u2019s record: Summary" in html
