"""What may be seen and done at the front door.

Whoever reports a worry sees what they reported and what they were told; the front door sees contacts of its authority,
less those about a record that is closed to the viewer; a manager decides (Working Together, chapter 3: a
social-work-qualified one).
"""

from thrive.base.access.permission import Permission
from thrive.base.access.rules import MANAGERS, Ring
from thrive.base.access.viewers import SystemViewer
from thrive.base.history.sensitivity import Sensitivity

FRONT_DOOR = frozenset({"front_door_officer", "front_door_manager", "practice_supervisor", "out_of_hours_worker"})
REPORTERS = frozenset(
    {
        "designated_safeguarding_lead",
        "health_practitioner",
        "police_officer",
        "lead_practitioner",
        "provider_worker",
        "lead_child_protection_practitioner",
        "child_protection_health_member",
        "child_protection_education_member",
        "home_education_officer",
        "virtual_school_head",
    }
)
ANSWERING = frozenset(
    {
        "police_officer",
        "child_protection_health_member",
        "child_protection_education_member",
        "designated_safeguarding_lead",
        "health_practitioner",
    }
)
EMERGENCY_DECIDERS = frozenset({"out_of_hours_worker"})  # only to protect a child now
LEADS = frozenset({"lead_practitioner", "lead_child_protection_practitioner"})

REPORT = Permission("front_door.report", "tell the front door of a worry about a child", REPORTERS, Ring.AUTHORITY)
TAKE_CONTACT = Permission("front_door.take", "take a contact", FRONT_DOOR, Ring.AUTHORITY)
READ_CONTACT = Permission(
    "front_door.read",
    "read contacts about somebody",
    FRONT_DOOR,
    Ring.AUTHORITY,
    labels=frozenset({Sensitivity.CRIMINAL}),  # what police answer stands on the page
)
DECIDE = Permission(
    "front_door.decide", "decide a contact or a referral", MANAGERS | EMERGENCY_DECIDERS, Ring.AUTHORITY
)
READ_REFERRAL = Permission("front_door.read_referral", "read referrals", FRONT_DOOR | LEADS)
CLOSE = Permission("front_door.close", "close a referral, or open it again", MANAGERS, Ring.AUTHORITY)
ASK_PARTNERS = Permission("front_door.ask", "ask partners what they know", FRONT_DOOR, Ring.AUTHORITY)
ANSWER_CHECK = Permission("front_door.answer", "answer a check of the front door", ANSWERING, Ring.AUTHORITY)
SEND_LINK = Permission(
    "front_door.link", "make one-time links for people who do not sign in", FRONT_DOOR, Ring.AUTHORITY
)
KEEP_THRESHOLDS = Permission("front_door.thresholds", "keep the threshold document", MANAGERS, Ring.AUTHORITY)

ALL = (
    REPORT, TAKE_CONTACT, READ_CONTACT, DECIDE, CLOSE, READ_REFERRAL, ASK_PARTNERS, ANSWER_CHECK, SEND_LINK,
    KEEP_THRESHOLDS,
)  # fmt: skip


def public_form(authority_id: int) -> SystemViewer:
    """Who tells the front door of a worry through the public form: nobody who is known; nothing is read for them."""
    return SystemViewer(
        key="front_door.public_form",
        purpose="keeping what members of the public tell",
        authority_id=authority_id,
        permissions=frozenset({REPORT}),
    )


def by_link(ref: str, authority_id: int, organisation_id: int | None, may: Permission) -> SystemViewer:
    """Who holds a one-time link: known by the link alone, for one thing."""
    return SystemViewer(
        key=f"front_door.link {ref}",
        purpose="what somebody does by a one-time link",
        authority_id=authority_id,
        organisation_id=organisation_id,
        permissions=frozenset({may}),
    )
