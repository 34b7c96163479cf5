"""Duties as they stand here, and the authority's own choices about them."""

from thrive.base.local.queries.choices import (
    KINDS,
    ChoicePage,
    ChoiceSeen,
    Entry,
    Kind,
    effect_of_answers,
    kinds_for,
    local_choice,
    local_choices,
    rules_that_vary,
    waiting,
    where,
)
from thrive.base.local.queries.standing import Duty, DutyPage, domain_choices, duties, duty

__all__ = [
    "KINDS",
    "ChoicePage",
    "ChoiceSeen",
    "Duty",
    "DutyPage",
    "Entry",
    "Kind",
    "domain_choices",
    "duties",
    "duty",
    "effect_of_answers",
    "kinds_for",
    "local_choice",
    "local_choices",
    "rules_that_vary",
    "waiting",
    "where",
]
