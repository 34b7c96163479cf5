"""Duties as the pages show them: what the law says, and what this authority has made of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thrive.base import law
from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.local import facts
from thrive.base.local.permissions import SEE_DUTIES
from thrive.base.offers import REGISTRY


@dataclass(frozen=True)
class Duty:
    """A rule as it stands today where the viewer works."""

    rule: law.Rule
    domain: str
    force: law.Force
    variation: law.Variation | None

    @property
    def source(self) -> law.Source:
        """The text it comes from."""
        return self.rule.source

    @property
    def is_kept_by_thrive(self) -> bool:
        """Whether Thrive keeps to it of its own accord: a local procedure before the authority adopts its own."""
        return self.source.kind is law.Kind.LOCAL and self.force is law.Force.WARNS

    @property
    def standing(self) -> str:
        """Whether it holds here, in words."""
        return "Thrive keeps to it. It has not been adopted here" if self.is_kept_by_thrive else self.force.label


@dataclass(frozen=True)
class DutyPage:
    """Everything about one duty: as declared, as it stands here, and what is entered for it."""

    duty: Duty
    declared: law.Rule
    place: str
    variations: Sequence[law.Variation]
    commencements: Sequence[law.Commencement]


def duties(*, viewer: User, asked: Mapping[str, Any] | None = None) -> list[Duty]:
    """Every duty, in the order of the domains. Two queries.

    `asked` may narrow them: "words" in the duty, its key or its source; "domain", "kind", "force" by their values.
    """
    policy.require_role(viewer, SEE_DUTIES)
    asked = asked or {}
    authority = viewer.organisation.authority
    variations, commencements = facts.variations_for(authority), facts.commencements_for(authority)
    found = (_duty(rule, _code(viewer), variations, commencements) for rule in law.declared())
    return [one for one in found if _fits(one, asked)]


def duty(*, viewer: User, key: str) -> DutyPage:
    """One duty. Raises NotFound for a key that no domain declares. Two queries."""
    policy.require_role(viewer, SEE_DUTIES)
    try:
        rule = law.rule_for(key)
    except KeyError:
        raise NotFound(key) from None
    authority = viewer.organisation.authority
    variations, commencements = facts.variations_for(authority, key), facts.commencements_for(authority, key)
    return DutyPage(
        duty=_duty(rule, _code(viewer), variations, commencements),
        declared=rule,
        place=authority.name if authority else "all England",
        variations=variations,
        commencements=commencements,
    )


def domain_choices() -> list[tuple[str, str]]:
    """(key, title) of the domains that declare a duty."""
    titles = REGISTRY.titles()
    return [(key, titles.get(key, key)) for key in dict.fromkeys(rule.domain for rule in law.declared())]


def _duty(
    rule: law.Rule, code: str, variations: Sequence[law.Variation], commencements: Sequence[law.Commencement]
) -> Duty:
    today = clock.today()
    standing = _standing(rule, today, variations)
    return Duty(
        rule=standing,
        domain=REGISTRY.titles().get(rule.domain, rule.domain),
        force=law.force_of(rule, today, code, commencements),
        variation=getattr(standing, "varied_by", None),
    )


def _standing(rule: law.Rule, day: dt.date, variations: Sequence[law.Variation]) -> law.Rule:
    """The rule with the change that holds for the whole authority; changes for one area or purpose are listed apart."""
    if isinstance(rule, law.Timescale | law.Threshold):
        return rule.on(day, [row for row in variations if not row.area and not row.purpose])
    return rule


def _fits(duty: Duty, asked: Mapping[str, Any]) -> bool:
    words = str(asked.get("words", "")).lower().split()
    text = f"{duty.rule.sentence} {duty.rule.key} {duty.source.citation} {duty.rule.owner}".lower()
    return (
        all(word in text for word in words)
        and asked.get("domain", "") in ("", duty.rule.domain)
        and asked.get("kind", "") in ("", duty.source.kind.value)
        and asked.get("force", "") in ("", duty.force.value)
    )


def _code(viewer: User) -> str:
    return viewer.organisation.authority.dfe_code if viewer.organisation.authority else ""
