"""What the front door gives to shared pages."""

from thrive.base.offers import Clock, Domain, ElementKind
from thrive.pathway.front_door import permissions, rules

VERBS = (
    ("front_door.contact.taken", "Recorded a contact"),
    ("front_door.contact.read", "Read a contact"),
    ("front_door.contact.triaged", "Triaged a contact"),
    ("front_door.contact.decided", "Decided a contact"),
    ("front_door.person.matched", "Said who somebody in a contact is"),
    ("front_door.referral.read", "Read a referral"),
    ("front_door.referral.decided", "Decided a referral"),
    ("front_door.board.read", "Read the board of the front door"),
    ("front_door.report.read", "Read what their organisation reported"),
    ("front_door.check.asked", "Asked a partner what it knows"),
    ("front_door.check.read", "Read a question of the front door"),
    ("front_door.check.answered", "Answered a question of the front door"),
    ("front_door.check.taken_back", "Took a question to a partner back"),
    ("front_door.thresholds.entered", "Entered a threshold document"),
    ("front_door.thresholds.checked", "Checked a threshold document"),
    ("front_door.thresholds.taken_back", "Took a threshold document back"),
)

DOMAIN = Domain(
    key="front_door",
    title="Front door",
    permissions=permissions.ALL,
    rules=(rules.CONTACT_DECISION, rules.REFERRAL_DECISION, rules.RE_REFERRAL),
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
    verbs=VERBS,
)
