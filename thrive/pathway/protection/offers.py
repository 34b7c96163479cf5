"""What child protection gives to shared pages."""

from thrive.base.offers import Clock, Domain, ElementKind, Stage, StatusRule
from thrive.pathway.protection import rules

DOMAIN = Domain(
    key="protection",
    title="Child protection",
    rules=(rules.INITIAL_CONFERENCE, rules.FIRST_REVIEW, rules.LATER_REVIEW),
    stages=(
        Stage(
            key="protection.strategy",
            title="Hold a strategy discussion",
            who="Lead child protection practitioner, with police and health",
        ),
        Stage(
            key="protection.conference",
            title="Hold the initial child protection conference",
            who="Conference chair",
            after=("protection.strategy",),
            rule=rules.INITIAL_CONFERENCE,
        ),
        Stage(
            key="protection.review",
            title="Hold the first review conference",
            who="Conference chair",
            after=("protection.conference",),
            rule=rules.FIRST_REVIEW,
        ),
        Stage(
            key="protection.later_review",
            title="Hold the next review conference",
            who="Conference chair",
            after=("protection.review",),
            rule=rules.LATER_REVIEW,
        ),
    ),
    clocks=(
        Clock(
            key="protection.conference.initial",
            title="Initial child protection conference",
            rule=rules.INITIAL_CONFERENCE,
            starts_with=ElementKind.S47_ENQUIRY,
            starts_on="started_on",
            stops_with=ElementKind.S47_ENQUIRY,
            stops_on="conference_held_on",
            same_element=True,
            unless="conference_not_required",
        ),
        Clock(
            key="protection.review.first",
            title="First review conference",
            rule=rules.FIRST_REVIEW,
            starts_with=ElementKind.CONFERENCE,
            starts_on="held_on",
            stops_with=ElementKind.CP_REVIEW,
            stops_on="held_on",
            while_open=ElementKind.CP_PLAN,
        ),
        Clock(
            key="protection.review.later",
            title="Next review conference",
            rule=rules.LATER_REVIEW,
            starts_with=ElementKind.CP_REVIEW,
            starts_on="held_on",
            stops_with=ElementKind.CP_REVIEW,
            stops_on="held_on",
            while_open=ElementKind.CP_PLAN,
        ),
    ),
    statuses=(
        StatusRule(
            key="child_protection_plan",
            label="Child protection plan",
            several="Child protection plans",
            tone="need-3",
            rank=10,
            kind=ElementKind.CP_PLAN,
            says="A child protection plan has started and has not ended.",
            adds="latest_category",
            adds_list="category_of_abuse",
            hides=("child_in_need",),
        ),
        StatusRule(
            key="section_47",
            label="Section 47 enquiry",
            several="Section 47 enquiries",
            tone="need-3",
            rank=15,
            kind=ElementKind.S47_ENQUIRY,
            says="A section 47 enquiry has started; no conference has been held, and none was found unnecessary.",
            unless="conference_not_required",
        ),
    ),
)
