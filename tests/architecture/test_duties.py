"""Every declared rule is cited, has a worked example that comes out, and stands on the page of duties."""

from pathlib import Path

import pytest

from thrive.base import law
from thrive.base.offers import REGISTRY, Registry
from thrive.project.offers import DOMAINS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "duties.md"


def test_there_are_rules_and_none_has_a_fault():
    rules = law.declared()
    assert rules
    assert law.faults(rules) == []


def test_the_page_of_duties_is_fresh():
    assert PAGE.read_text() == law.duties_markdown(law.declared(), REGISTRY.titles()), "Run bin/docs"


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.key)
def test_every_rule_is_called_after_the_domain_that_offers_it(domain):
    assert {law.rule_for(rule.key).domain for rule in domain.rules} <= {domain.key}


def test_the_manifests_fill_an_empty_registry():
    registry = Registry()
    registry.register(DOMAINS)
    assert law.declared(registry) == law.declared()


def test_guidance_is_cited_by_its_page_never_by_a_file():
    for rule in law.declared():
        for source in (rule.source, *(former.source for former in rule.former)):
            assert not source.url.endswith((".pdf", ".docx"))
