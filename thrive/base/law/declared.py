"""All rules that are declared anywhere, and what is wrong with them.

The rooms above offer their rules (`offers.py`); this reads them from the registry that `project`
fills at start-up.
"""

from collections import Counter
from collections.abc import Iterable

from thrive.base.law.rule import Rule
from thrive.base.offers import REGISTRY, Registry


def declared(registry: Registry = REGISTRY) -> tuple[Rule, ...]:
    """Every rule that a domain offers, in the order of the domains. Raises TypeError for anything else."""
    return tuple(_rule(offered) for offered in registry.rules)


def rule_for(key: str, registry: Registry = REGISTRY) -> Rule:
    """The rule called `key`. Raises KeyError where no domain offers it."""
    return _rule(registry.rule(key))


def faults(rules: Iterable[Rule]) -> list[str]:
    """What is wrong with these rules, a sentence each: doubled keys, no owner, no or wrong examples."""
    rules = tuple(rules)
    doubled = [key for key, count in Counter(rule.key for rule in rules).items() if count > 1]
    found = [f"{key}: two rules have this key" for key in doubled]
    for rule in rules:
        found += _faults_of(rule)
    return found


def _faults_of(rule: Rule) -> list[str]:
    """What is wrong with one rule."""
    checks = [
        ("." not in rule.key, "the key must begin with the domain: domain.name"),
        (not rule.duty, "it must say what the duty is"),
        (not rule.owner, "it must say who answers for it"),
        (not rule.example_lines(), "it needs a worked example"),
    ]
    return [f"{rule.key}: {words}" for is_wrong, words in checks if is_wrong] + rule.example_faults()


def _rule(offered: object) -> Rule:
    """`offered`, which must be a rule."""
    if not isinstance(offered, Rule):
        raise TypeError(f"{offered!r} is offered as a rule and is none")
    return offered
