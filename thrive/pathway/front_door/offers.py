"""What the front door gives to shared pages."""

from thrive.base.casework.permissions import DISMISS_TASK
from thrive.base.offers import Clock, Domain, ElementKind, Panel, TakeOver, TaskKind
from thrive.pathway.front_door import permissions, rules, steps
from thrive.pathway.front_door.actions.following import DECIDE, INFORMATION
from thrive.pathway.front_door.actions.taking_over import take_over
from thrive.pathway.front_door.facts import referrals
from thrive.pathway.front_door.queries.referrals import event_panel

REFERRAL = Panel(
    key="front_door.referral",
    page="event",
    order=15,
    title="The referral",
    template="front_door/panels/referral.html",
    query=event_panel,
    queries_used=3,
)

VERBS = (
    ("front_door.contact.taken", "Recorded a contact"),
    ("front_door.contact.read", "Read a contact"),
    ("front_door.contact.triaged", "Triaged a contact"),
    ("front_door.contact.decided", "Decided a contact"),
    ("front_door.person.matched", "Said who somebody in a contact is"),
    ("front_door.referral.read", "Read a referral"),
    ("front_door.referral.decided", "Decided a referral"),
    ("front_door.referral.closed", "Closed a referral"),
    ("front_door.referral.reopened", "Opened a referral again"),
    ("front_door.board.read", "Read the board of the front door"),
    ("front_door.information.read", "Read what the front door was told"),
    ("front_door.report.read", "Read what their organisation reported"),
    ("front_door.check.asked", "Asked a partner what it knows"),
    ("front_door.check.read", "Read a question of the front door"),
    ("front_door.check.answered", "Answered a question of the front door"),
    ("front_door.check.taken_back", "Took a question to a partner back"),
    ("front_door.link.made", "Made a one-time link"),
    ("front_door.link.opened", "Opened a one-time link"),
    ("front_door.link.used", "Used a one-time link"),
    ("front_door.link.taken_back", "Took a one-time link back"),
    ("front_door.link.guessed", "Tried one-time links that cannot be used"),
    ("front_door.links.read", "Read the list of one-time links"),
    ("front_door.thresholds.entered", "Entered a threshold document"),
    ("front_door.thresholds.checked", "Checked a threshold document"),
    ("front_door.thresholds.taken_back", "Took a threshold document back"),
)

DOMAIN = Domain(
    key="front_door",
    title="Front door",
    permissions=permissions.ALL,
    rules=(rules.CONTACT_DECISION, rules.REFERRAL_DECISION, rules.RE_REFERRAL, rules.LINK_LASTS),
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
    matters=(steps.CONTACT, steps.REFERRAL),
    steps=steps.STEPS,
    tasks=(
        TaskKind(
            key=INFORMATION,
            title="Read what is new about a child",
            clears_when="whoever works with the child has said that they read it",
            dismiss=DISMISS_TASK,
        ),
        TaskKind(
            key=DECIDE,
            title="Decide the referral",
            clears_when="the response to the referral is decided",
            dismiss=DISMISS_TASK,
        ),
    ),
    panels=(REFERRAL,),
    element_source=referrals.elements,
    element_called=referrals.element_called,
    status_source=referrals.statuses,
    turned_on=referrals.turned_on,
    takes_over=(TakeOver(kind=ElementKind.REFERRAL, take=take_over),),
    verbs=VERBS,
)
