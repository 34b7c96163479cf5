"""The ways in which work goes to somebody else, and what is asked before it is sent.

Four separate acts with separate words, and a fifth between domains: see `HandoverKind`.
"""

import datetime as dt
from enum import StrEnum

from thrive.base.access.rules import sources
from thrive.base.law import Source

NOTE_MOST = 4000  # characters of a hand-over note
REPLY_WITHIN = dt.timedelta(days=7)  # offered on the form; the sender may choose another day. Thrive's own
CONFIDENTIALITY: Source = sources.DATA_PROTECTION


class HandoverKind(StrEnum):
    """What is done with the work."""

    ALLOCATE = "allocate"  # who works it
    TRANSFER = "transfer"  # responsibility moves, when it is accepted
    REFER = "refer"  # a service is asked for, responsibility stays
    SHARE = "share"  # somebody may see, until a day
    FORWARD = "forward"  # a later stage of the pathway takes it up


WORDS = {
    HandoverKind.ALLOCATE: ("Allocate", "who works with the family"),
    HandoverKind.TRANSFER: ("Transfer", "responsibility moves, once it is accepted"),
    HandoverKind.REFER: ("Refer", "a service is asked for; responsibility stays with you"),
    HandoverKind.SHARE: ("Share", "somebody may see the record until a day; nothing else changes"),
    HandoverKind.FORWARD: ("Pass forward", "the next stage takes it up"),
}

#: What somebody who has work is to the family, by the role of their involvement.
LEADS = {
    "lead_practitioner": "Leads the work (Family Help lead practitioner)",
    "lead_child_protection_practitioner": "Leads the protection work (lead child protection practitioner)",
}
PARTS = {**LEADS, "co_worker": "Works with the family beside the lead"}
TEAM_PART = "team"  # the part of a team that has the work

#: Why information may pass to somebody, by the article of the UK GDPR that lets it. Consent is another question.
BASES = {
    "task": "Public task: our duties to safeguard children and promote their welfare (Article 6(1)(e))",
    "obligation": "Legal obligation: an enactment requires it (Article 6(1)(c))",
    "vital": "Vital interests: somebody’s life or safety depends on it (Article 6(1)(d))",
}
CONSENT = {
    "agreed": "They were asked and agreed",
    "disagreed": "They were asked and did not agree",
    "not_needed": "They were not asked: nobody else learns anything of them",
    "not_safe": "They were not asked: asking would put a child at risk",
}
NEEDS_NO_WHY = frozenset({"agreed"})
