"""What Family Help gives to shared pages."""

from thrive.base.offers import Clock, Domain, ElementKind, Stage, StatusRule
from thrive.pathway.family_help import rules

DOMAIN = Domain(
    key="family_help",
    title="Family Help",
    rules=(rules.ASSESSMENT,),
    stages=(
        Stage(
            key="family_help.assessment",
            title="Assess what help the family needs",
            who="Lead practitioner",
            rule=rules.ASSESSMENT,
        ),
    ),
    clocks=(
        Clock(
            key="family_help.assessment",
            title="Assessment",
            rule=rules.ASSESSMENT,
            starts_with=ElementKind.REFERRAL,
            starts_on="received_on",
            stops_with=ElementKind.ASSESSMENT,
            stops_on="authorised_on",
            unless="no_further_action",
        ),
    ),
    statuses=(
        StatusRule(
            key="child_in_need",
            label="Child in need",
            several="Children in need",
            tone="need-2",
            rank=20,
            kind=ElementKind.REFERRAL,
            says="A referral is open, and was not decided as no further action.",
            unless="no_further_action",
        ),
    ),
)
