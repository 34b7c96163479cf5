"""What the front door gives to shared pages."""

from thrive.base.offers import Clock, Domain, ElementKind
from thrive.pathway.front_door import rules

DOMAIN = Domain(
    key="front_door",
    title="Front door",
    rules=(rules.REFERRAL_DECISION, rules.RE_REFERRAL),
    clocks=(
        Clock(
            key="front_door.referral.decision",
            title="Decision on the referral",
            rule=rules.REFERRAL_DECISION,
            starts_with=ElementKind.REFERRAL,
            starts_on="received_on",
            stops_with=ElementKind.REFERRAL,
            stops_on="decided_on",
            same_element=True,
        ),
    ),
)
