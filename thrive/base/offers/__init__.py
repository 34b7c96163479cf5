"""What each domain offers to pages and lists that are shared: one manifest a domain, one registry.

A record's summary, the list of duties, the due lists and the page "why this date?" need things from
rooms above them. So every domain declares a frozen `Domain` in its `offers.py`, `project` hands the
list to `REGISTRY` at start-up, and a shared page asks by key. A missing offer is "no section", never
an error. This package is below every other room of base: it knows what an offer looks like and
nothing of what is in it.
"""

from thrive.base.offers.approvals import ApprovalKind
from thrive.base.offers.clock import ELEMENT_DATES, Clock, ElementKind
from thrive.base.offers.domain import (
    Differs,
    Domain,
    DraftForm,
    Keyed,
    Panel,
    RecordLink,
    TakenOver,
    TakeOver,
    TaskKind,
)
from thrive.base.offers.letters import Audience, LetterContent, LetterKind, LetterPart
from thrive.base.offers.meetings import MeetingKind, Quorum
from thrive.base.offers.plans import PlanKind
from thrive.base.offers.registry import REGISTRY, BadOffer, Registry
from thrive.base.offers.runs import Called, Element, Run, runs
from thrive.base.offers.status import Status, StatusRule, StatusSource
from thrive.base.offers.steps import Entry, Matter, Progress, Questions, Stage, Step

__all__ = [
    "ELEMENT_DATES",
    "REGISTRY",
    "ApprovalKind",
    "Audience",
    "BadOffer",
    "Called",
    "Clock",
    "Differs",
    "Domain",
    "DraftForm",
    "Element",
    "ElementKind",
    "Entry",
    "Keyed",
    "LetterContent",
    "LetterKind",
    "LetterPart",
    "Matter",
    "MeetingKind",
    "Panel",
    "PlanKind",
    "Progress",
    "Questions",
    "Quorum",
    "RecordLink",
    "Registry",
    "Run",
    "Stage",
    "Status",
    "StatusRule",
    "StatusSource",
    "Step",
    "TakeOver",
    "TakenOver",
    "TaskKind",
    "runs",
]
