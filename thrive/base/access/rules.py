"""Roles and the words of access, as data. Source: `practice.md` section 15, as far as pages exist."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


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


@dataclass(frozen=True)
class Role:
    """A role a user may hold. `kinds`: the organisations whose staff may hold it.

    `opens_without_reason`: sees every ordinary record of the authority without being asked why, still logged
    (the out-of-hours worker). `strength`: how much the role lets somebody see or decide, compared when one user
    gives a role to another: 1 works with those they are involved with, 2 also decides and oversees, 3 reaches
    past involvement or keeps the roles themselves.
    """

    key: str
    title: str
    kinds: frozenset[OrganisationKind]
    does: str
    opens_without_reason: bool = False
    strength: int = 1


_COUNCIL = frozenset({OrganisationKind.COUNCIL})
_ANY_LEAD = frozenset(
    {OrganisationKind.COUNCIL, OrganisationKind.SCHOOL, OrganisationKind.HEALTH, OrganisationKind.VOLUNTARY}
)

ROLES = {
    role.key: role
    for role in (
        Role("front_door_officer", "Front-door officer", _COUNCIL, "takes contacts and finds children"),
        Role("front_door_manager", "Front-door manager", _COUNCIL, "decides contacts and referrals", strength=2),
        Role("lead_practitioner", "Family Help lead practitioner", _ANY_LEAD, "leads work with families"),
        Role(
            "practice_supervisor", "Practice supervisor", _COUNCIL, "oversees practitioners and signs off", strength=2
        ),
        Role("lead_child_protection_practitioner", "Lead child protection practitioner", _COUNCIL, "leads enquiries"),
        Role("out_of_hours_worker", "Out-of-hours worker", _COUNCIL, "acts at night and at weekends", True, 3),
        Role(
            "designated_safeguarding_lead",
            "Designated safeguarding lead",
            frozenset({OrganisationKind.SCHOOL}),
            "knows which pupils have help and who to call",
        ),
        Role(
            "health_practitioner",
            "Health visitor, school nurse or GP",
            frozenset({OrganisationKind.HEALTH}),
            "knows which patients have help and who to call",
        ),
        Role(
            "police_officer",
            "Police child protection officer",
            frozenset({OrganisationKind.POLICE}),
            "takes part in enquiries",
        ),
        Role("performance_analyst", "Performance analyst", _COUNCIL, "brings returns in and reads their reports"),
        Role(
            "information_governance", "Information-governance officer", _COUNCIL, "sees who looked and why", strength=3
        ),
        Role("administrator", "Administrator", _COUNCIL, "keeps organisations, teams, users and roles", strength=3),
    )
}

COUNCIL_PRACTICE = frozenset(
    {
        "front_door_officer",
        "front_door_manager",
        "lead_practitioner",
        "practice_supervisor",
        "lead_child_protection_practitioner",
        "out_of_hours_worker",
    }
)
MANAGERS = frozenset({"front_door_manager", "practice_supervisor"})
PARTNERS = frozenset({"designated_safeguarding_lead", "health_practitioner", "police_officer"})


class Ring(IntEnum):
    """How close somebody must be to a record. Partners only ever have the first."""

    INVOLVED = 1
    AUTHORITY = 2


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
    ENQUIRY = "enquiry"
    OPENED = "opened"  # opened with a reason until the end of the day
    EMERGENCY = "emergency"
    IMPORTED = "imported"


OPENING_REASONS = {
    "duty": "I am on duty and this is part of today's work",
    "cover": "I am covering for a colleague",
    "strategy": "I am preparing or attending a strategy discussion or conference",
    "quality": "I am checking the quality of practice",
}
