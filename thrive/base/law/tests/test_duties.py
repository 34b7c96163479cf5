"""The list of duties in Markdown, text and data; the rules that domains declare."""

import json
from dataclasses import dataclass

import pytest

from thrive.base.law import declared, duties_markdown, rule_for, rules_json, rules_text
from thrive.base.law.tests.samples import AGAIN, ALL, CONFERENCE, OFFER
from thrive.base.offers import Domain, Registry


def test_the_page_shows_all_that_a_reader_must_know():
    page = duties_markdown([CONFERENCE], {"lanterns": "Lanterns and lamps"})
    for words in (
        "## Lanterns and lamps",
        "### Hold the conference",
        "`lanterns.conference`",
        "| Time limit | Within 15 working days of the discussion |",
        "| Clock starts | The discussion |",
        "| Answers for it | Chair |",
        "| Source | [Guidance on Lanterns (2026 edition)](https://www.example.org/lanterns) |",
        "| Kind | Statutory guidance |",
        "| Status | In force since 18 March 2026 |",
        "| Confidence | Read at the source |",
        "| Last checked | 22 November 2026 |",
        "since 4 July 2018, replaced on 15 December 2023: 20 working days. Read at the source |",
        "since 15 December 2023, replaced on 18 March 2026: the same.",
        "- Friday 27 November 2026: due by Friday 18 December 2026",
    ):
        assert words in page


def test_every_rule_has_its_section():
    page = duties_markdown(ALL)
    assert page.count("### ") == len(ALL)
    assert "## Lanterns\n" in page
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


def test_domains_come_in_the_order_given():
    page = duties_markdown([AGAIN, CONFERENCE.__class__(**CONFERENCE.__dict__ | {"key": "another.rule"})])
    assert page.index("## Lanterns") < page.index("## Another")


def test_rules_as_text():
    text = rules_text(ALL)
    assert "  lanterns.offer\n    Offer a meeting: the offer before the application\n" in text
    assert "Statute. Enacted, not commenced. Read at the source." in text
    assert all(len(line) < 160 for line in text.splitlines())


def test_rules_as_data_can_be_written_as_json():
    rules = {rule["key"]: rule for rule in json.loads(json.dumps(rules_json(ALL)))}
    assert rules["lanterns.conference"]["at_most"] == "15 working days"
    assert rules["lanterns.conference"]["source"]["in_force_from"] == "2026-03-18"
    assert [former["value"] for former in rules["lanterns.conference"]["former"]] == [None, "20 working days"]
    assert rules["lanterns.again"]["bar"] == "3 months"
    assert rules["lanterns.offer"]["source"]["status"] == "enacted_not_commenced"
    assert rules["lanterns.offer"]["source"]["in_force_from"] is None
    assert rules["lanterns.age"]["value"] == "18 years"


def test_declared_rules_come_from_the_registry():
    registry = Registry()
    registry.register([Domain(key="lanterns", title="Lanterns", rules=ALL)])
    assert declared(registry) == ALL
    assert rule_for(OFFER.key, registry) is OFFER
    with pytest.raises(KeyError):
        rule_for("lanterns.none", registry)


def test_what_is_no_rule_is_refused():
    @dataclass(frozen=True)
    class Odd:
        key: str = "lanterns.odd"

    registry = Registry()
    registry.register([Domain(key="lanterns", title="Lanterns", rules=(Odd(),))])
    with pytest.raises(TypeError, match="is none"):
        declared(registry)
