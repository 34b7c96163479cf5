"""How an imported element reads on a timeline: which of its dates are told, in what words.

An element's `content` holds its dates by the names of `base.offers.ELEMENT_DATES` (ISO days), its codes and
flags by name, and under "elements" every element of the file as it came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Told:
    """One date of an element as an event. `code` names a content field whose code is put into words after it."""

    date: str
    title: str
    group: str
    significant: bool = False
    code: str = ""
    code_list: str = ""
    only_if: str = ""  # a content field that must say yes


ELEMENT_TITLES: Mapping[str, str] = {
    "referral": "Referral",
    "assessment": "Assessment",
    "s47_enquiry": "Section 47 enquiry",
    "conference": "Initial child protection conference",
    "cin_plan": "Child in need plan",
    "cp_plan": "Child protection plan",
    "cp_review": "Review child protection conference",
    "pre_proceedings": "Pre-proceedings",
    "fgdm": "Family group decision making",
    "visit": "Visit",
    "immigration": "Immigration status",
}

TOLD: Mapping[str, tuple[Told, ...]] = {
    "referral": (
        Told("received_on", "Referral received", "contacts", True, "source", "referral_source"),
        Told("closed_on", "Closed", "plans", True, "closure_reason", "closure_reason"),
    ),
    "assessment": (
        Told("started_on", "Assessment started", "assessments"),
        Told("authorised_on", "Assessment signed off", "assessments", True, "factors", "assessment_factor"),
    ),
    "s47_enquiry": (Told("started_on", "Section 47 enquiry started", "protection", True),),
    "conference": (Told("held_on", "Initial child protection conference held", "meetings", True),),
    "cin_plan": (
        Told("started_on", "Child in need plan started", "plans", True),
        Told("ended_on", "Child in need plan ended", "plans"),
    ),
    "cp_plan": (
        Told("started_on", "Child protection plan started", "plans", True, "initial_category", "category_of_abuse"),
        Told("ended_on", "Child protection plan ended", "plans", True),
    ),
    "cp_review": (Told("held_on", "Child protection plan reviewed", "meetings", True),),
    "pre_proceedings": (
        Told("started_on", "Pre-proceedings started", "meetings", True),
        Told("letter_sent_on", "Letter before proceedings sent", "meetings", True),
        Told("first_meeting_on", "First pre-proceedings meeting", "meetings"),
        Told("ended_on", "Pre-proceedings ended", "meetings", True),
        Told("applied_on", "Application to court", "meetings", True),
    ),
    "fgdm": (
        Told("offered_on", "Family group decision making offered", "meetings", False),
        Told("held_on", "Family group decision making meeting held", "meetings", True),
        Told("started_on", "Family group meeting offered in pre-proceedings", "meetings", only_if="fgdm_offered"),
        Told("started_on", "Family group meeting held in pre-proceedings", "meetings", True, only_if="fgdm_held"),
    ),
    "visit": (
        Told("visited_on", "Visit: child seen", "visits", only_if="seen"),
        Told("visited_on", "Visit: child not seen", "visits", only_if="not_seen"),
    ),
}


@dataclass(frozen=True)
class Kept:
    """A field of an element's content: what it is called on a page, and the list its codes are of."""

    label: str
    code_list: str = ""


#: Fields of elements by the name they are kept under, in the order in which a page shows them.
FIELDS: Mapping[str, Kept] = {
    "received_on": Kept("Received"),
    "source": Kept("Referred by", "referral_source"),
    "primary_need": Kept("Main need", "primary_need"),
    "decided_on": Kept("Decided"),
    "no_further_action": Kept("No further action"),
    "started_on": Kept("Started"),
    "visited_on": Kept("Visited"),
    "seen": Kept("Seen"),
    "seen_alone": Kept("Seen alone"),
    "bedroom_seen": Kept("Bedroom seen"),
    "letter_sent_on": Kept("Letter before proceedings sent"),
    "offered_on": Kept("Offered"),
    "fgdm_offered": Kept("Family group meeting offered"),
    "fgdm_held": Kept("Family group meeting held"),
    "first_meeting_on": Kept("First meeting"),
    "review_meetings": Kept("Review meetings"),
    "conference_due_on": Kept("Conference planned for"),
    "conference_held_on": Kept("Conference held"),
    "conference_not_required": Kept("Conference not needed"),
    "held_on": Kept("Held"),
    "followed": Kept("Followed from"),
    "initial_category": Kept("Category at the start", "category_of_abuse"),
    "latest_category": Kept("Latest category", "category_of_abuse"),
    "status": Kept("Status"),
    "previous_plans": Kept("Earlier plans"),
    "reviewed_on": Kept("Reviewed by a manager"),
    "authorised_on": Kept("Signed off"),
    "factors": Kept("What was found", "assessment_factor"),
    "outcome": Kept("Outcome"),
    "applied_on": Kept("Application to court"),
    "proceedings_letter_on": Kept("Letter of proceedings"),
    "ended_on": Kept("Ended"),
    "closed_on": Kept("Closed"),
    "closure_reason": Kept("Why it was closed", "closure_reason"),
}

AS_IT_CAME = "elements"  # the content's name for everything as it stood in the file


def codes_of(told: Told, content: Mapping[str, Any]) -> list[str]:
    """The codes that a telling puts into words: one, several or none."""
    found = content.get(told.code) if told.code else None
    if not found:
        return []
    return [found] if isinstance(found, str) else list(found)
