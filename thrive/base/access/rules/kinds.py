"""The words of access: kinds of organisation, rings, restrictions, capacities, purposes, ties."""

import datetime as dt
from enum import IntEnum, StrEnum

from thrive.base.history.sensitivity import Sensitivity


class OrganisationKind(StrEnum):
    """The kinds of body that take part."""

    COUNCIL = "council"
    POLICE = "police"
    HEALTH = "health"
    SCHOOL = "school"
    PROVIDER = "provider"
    VOLUNTARY = "voluntary"
    REGION = "region"
    DEPARTMENT = "department"


ORGANISATION_WORDS = {
    OrganisationKind.COUNCIL: "Council",
    OrganisationKind.POLICE: "Police force",
    OrganisationKind.HEALTH: "NHS body",
    OrganisationKind.SCHOOL: "School or college",
    OrganisationKind.PROVIDER: "Provider",
    OrganisationKind.VOLUNTARY: "Voluntary organisation",
    OrganisationKind.REGION: "Region",
    OrganisationKind.DEPARTMENT: "Government department",
}


class Ring(IntEnum):
    """How close somebody must be to a record. Partners only ever have the first."""

    INVOLVED = 1
    AUTHORITY = 2


class Reach(StrEnum):
    """How far a role reaches past involvement, for the authority's own staff. Partners have the first, always."""

    INVOLVED = "involved"  # those they are involved with and nobody else: no header, no reason
    WITH_REASON = "with reason"  # header of everybody ordinary; the record for a reason, until the end of the day
    NO_QUESTION = "no question"  # everybody ordinary, without being asked why; still logged


class Restriction(StrEnum):
    """What guards a record beyond the ordinary. An address is guarded separately."""

    ORDINARY = "ordinary"
    RESTRICTED = "restricted"
    SEALED = "sealed"


class Capacity(StrEnum):
    """In which capacity a record is about a person. A mother who was in care has two."""

    CHILD = "child"
    ADULT = "adult"  # as parent or carer
    OTHER = "other"
    ANY = "any"  # only on an involvement: opens every capacity


class Purpose(StrEnum):
    """What an involvement is for."""

    ALLOCATED = "allocated"
    TEAM = "team"
    EDUCATION = "education"
    HEALTH = "health"
    ENQUIRY = "enquiry"  # a section 47 enquiry or a protection plan: the multi-agency team's cohort
    CONFERENCE = "conference"
    NETWORK = "network"  # family group decision-making
    REVIEW = "review"  # independent review, and advocacy
    LEGAL = "legal"
    PLACEMENT = "placement"
    SAMPLE = "sample"  # named for an audit or an inspection
    OPENED = "opened"  # opened with a reason until the end of the day
    EMERGENCY = "emergency"
    IMPORTED = "imported"
    COVER = "cover"  # covering for a colleague who is away, until a day
    SHARED = "shared"  # somebody who works with the family lets them see, or asked them for a service


PURPOSE_WORDS = {
    Purpose.ALLOCATED: "the family or person is allocated to them",
    Purpose.TEAM: "their team works with the family or person",
    Purpose.EDUCATION: "their school or service educates the child",
    Purpose.HEALTH: "the person is their patient",
    Purpose.ENQUIRY: "they take part in a child protection enquiry or plan",
    Purpose.CONFERENCE: "they chair or take part in a conference",
    Purpose.NETWORK: "they arrange the family’s own meeting",
    Purpose.REVIEW: "they review the plan, or speak for the child",
    Purpose.LEGAL: "they advise on it",
    Purpose.PLACEMENT: "the child is placed with them",
    Purpose.SAMPLE: "it is in a sample they audit or inspect",
    Purpose.OPENED: "they opened it with a reason, until the end of the day",
    Purpose.EMERGENCY: "they have emergency access",
    Purpose.IMPORTED: "an earlier system’s file says so",
    Purpose.COVER: "they cover for a colleague who is away",
    Purpose.SHARED: "somebody who works with the family shared it with them",
}

TAKEN = frozenset({Purpose.OPENED, Purpose.EMERGENCY})
"""Ways in that somebody took themselves: they count for those of the authority's own who reach past involvement."""

NOT_NAMED = frozenset({Purpose.OPENED, Purpose.COVER, Purpose.SHARED})
"""Ways in that do not count as being named, for what is restricted: they pass on nothing that is guarded."""

WORK = frozenset(Purpose) - TAKEN - {Purpose.EDUCATION, Purpose.HEALTH, Purpose.PLACEMENT, Purpose.SAMPLE}
"""Purposes of social work with somebody. Teaching or treating a child is not, nor is looking at a sample: a lead
practitioner at a school leads the families allocated to them, not every pupil on the roll."""


class Tie(StrEnum):
    """Why a record is closed to one worker, whatever their role."""

    SELF = "self"
    RELATIVE = "relative"
    KNOWN = "known"


TIE_WORDS = {
    Tie.SELF: "Their own record",
    Tie.RELATIVE: "A relative",
    Tie.KNOWN: "Somebody they know",
}

OWN_TIES = {
    Tie.SELF: "It is my own record",
    Tie.RELATIVE: "It is the record of a relative of mine",
    Tie.KNOWN: "It is the record of somebody I know outside work",
}


class AccountChange(StrEnum):
    """A change of how somebody signs in, with which one could sign in as them."""

    PASSWORD = "password"
    FACTOR = "factor"
    EMAIL = "email"


ACCOUNT_CHANGE_WORDS = {
    AccountChange.PASSWORD: "A first password for them",
    AccountChange.FACTOR: "Removing their second factor",
    AccountChange.EMAIL: "Another email address",
}

ASKED_FOR = dt.timedelta(days=7)  # an unanswered request for a second person lapses
AGREED_FOR = dt.timedelta(hours=24)  # what a second person agreed to is done within a day, or asked for again
SECOND_PERSON_SINCE = dt.timedelta(days=7)
"""How long a second person has held their role: nobody makes one and uses them the same day, and a week is long enough
for the log to be read. All three are Thrive's own, as the lock-out is: no law sets them and no local choice changes
them, or an administrator could shorten what is to hold an administrator."""

GUARDED = frozenset({Sensitivity.SPECIAL, Sensitivity.CRIMINAL, Sensitivity.PRIVILEGED})
"""Labels that a role reads only if it says so: special category, offences and intelligence, legal advice."""

#: Why somebody takes a part of the log away as a file.
LOG_EXPORT_REASONS = {
    "person": "The person, or somebody for them, asked who looked",
    "complaint": "A complaint, or a question about somebody’s conduct",
    "review": "A routine review of access",
    "required": "A court, the regulator or an inspector asked for it",
}

OPENING_REASONS = {
    "duty": "I am on duty and this is part of today's work",
    "cover": "I am covering for a colleague",
    "strategy": "I am preparing or attending a strategy discussion or conference",
    "quality": "I am checking the quality of practice",
}
