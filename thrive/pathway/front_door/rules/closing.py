"""Closing a referral: the census list of reasons, and which of them say that nothing came after an assessment."""

from collections.abc import Mapping
from datetime import date

from thrive.base.local import codes

REASONS, NEEDS = "closure_reason", "primary_need"  # code lists of the census
AFTER_ASSESSMENT = frozenset({"RC8", "RC9"})


def closure_reasons(day: date) -> Mapping[str, str]:
    """The reasons that the collection of this day knows, by code."""
    return {one.code: one.words for one in codes.known(REASONS, collection_of(day))}


def main_needs(day: date) -> Mapping[str, str]:
    """The main needs that the collection of this day knows, by code."""
    return {one.code: one.words for one in codes.known(NEEDS, collection_of(day))}


def collection_of(day: date) -> int:
    """The year in which the collection ends that this day is in: on 31 March."""
    return day.year + (day.month > 3)
