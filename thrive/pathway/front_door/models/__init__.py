"""What is kept at the front door, by noun."""

from thrive.pathway.front_door.models.checks import CheckAbout, CheckAnswer, PartnerCheck
from thrive.pathway.front_door.models.contacts import Contact, ContactMatch, ContactPerson, HarmSign, Triage
from thrive.pathway.front_door.models.decisions import (
    ChosenResponse,
    ContactDecision,
    DecisionNeed,
    Referral,
    ReferralClosure,
    ReferralDecision,
    Reply,
)
from thrive.pathway.front_door.models.links import LinkEnd, OneTimeLink
from thrive.pathway.front_door.models.thresholds import Criterion, ThresholdCheck, ThresholdDocument

__all__ = [
    "CheckAbout",
    "CheckAnswer",
    "ChosenResponse",
    "Contact",
    "ContactDecision",
    "ContactMatch",
    "ContactPerson",
    "Criterion",
    "DecisionNeed",
    "HarmSign",
    "LinkEnd",
    "OneTimeLink",
    "PartnerCheck",
    "Referral",
    "ReferralClosure",
    "ReferralDecision",
    "Reply",
    "ThresholdCheck",
    "ThresholdDocument",
    "Triage",
]
