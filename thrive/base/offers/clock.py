"""`Clock`: which recorded event starts the time of a rule, and which one stops it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from thrive.base.offers.domain import Keyed


class ElementKind(StrEnum):
    """The kinds of dated element that a clock may start or stop with, imported or our own."""

    REFERRAL = "referral"
    ASSESSMENT = "assessment"
    S47_ENQUIRY = "s47_enquiry"
    CONFERENCE = "conference"
    CIN_PLAN = "cin_plan"
    CP_PLAN = "cp_plan"
    CP_REVIEW = "cp_review"
    PRE_PROCEEDINGS = "pre_proceedings"
    FGDM = "fgdm"
    VISIT = "visit"


#: The dates each kind of element has, by name.
ELEMENT_DATES: Mapping[str, frozenset[str]] = {
    ElementKind.REFERRAL: frozenset({"received_on", "decided_on", "closed_on"}),
    ElementKind.ASSESSMENT: frozenset({"started_on", "reviewed_on", "authorised_on"}),
    ElementKind.S47_ENQUIRY: frozenset({"started_on", "conference_due_on", "conference_held_on"}),
    ElementKind.CONFERENCE: frozenset({"held_on"}),
    ElementKind.CIN_PLAN: frozenset({"started_on", "ended_on"}),
    ElementKind.CP_PLAN: frozenset({"started_on", "ended_on"}),
    ElementKind.CP_REVIEW: frozenset({"held_on"}),
    ElementKind.PRE_PROCEEDINGS: frozenset(
        {"started_on", "letter_sent_on", "first_meeting_on", "applied_on", "ended_on"}
    ),
    ElementKind.FGDM: frozenset({"offered_on", "held_on"}),
    ElementKind.VISIT: frozenset({"visited_on"}),
}


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The time of one rule as it runs in a case.

    An element of kind `starts_with` starts it, on its date `starts_on`. It stops on the date
    `stops_on` of the next element of kind `stops_with`; with `same_element`, on that date of the
    element which started it.

    It does not run where the starting element says yes to `unless` (no conference was needed), and
    with `while_open` only as long as an element of that kind is open (no review is due once the plan
    has ended).
    """

    key: str
    title: str
    rule: Keyed
    starts_with: str
    starts_on: str
    stops_with: str
    stops_on: str
    same_element: bool = False
    unless: str = ""
    while_open: str = ""
