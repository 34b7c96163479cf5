"""What is asked of facts about people: identifiers, names, relationships, parental responsibility, ages.

Data and pure functions, by noun. What a word on the screen, an import or a form may say is settled here once.
"""

from thrive.base.people.rules.ages import ADULT_AT, age_in_words, is_child_on, reaches_age_on
from thrive.base.people.rules.characteristics import CODED, ONE_ANSWER
from thrive.base.people.rules.contact import CONTACT_KINDS, WARNING_KINDS, ContactKind, WarningKind
from thrive.base.people.rules.guarding import (
    EMERGENCY_ENDS,
    EMERGENCY_REASONS,
    EMERGENCY_REVIEW,
    GUARD_REASONS,
    REVIEW_OUTCOMES,
    SEAL_REASONS,
    WHY_LEAST,
    WHY_MOST,
    why_problem,
)
from thrive.base.people.rules.identifiers import (
    IDENTIFIERS,
    SSD_TYPES,
    UPN_UNKNOWN,
    IdentifierScheme,
    UpnUnknown,
    is_temporary_upn,
    upn_problem,
)
from thrive.base.people.rules.kinship import FamilyGraph, Someone, Tie, describe, describe_all
from thrive.base.people.rules.names import (
    FORMER_NAME_KINDS,
    NAME_KINDS,
    NAME_NOT_RECORDED,
    PRONOUNS,
    UNBORN_NAME,
    NameKind,
    Pronouns,
    heading_order,
    name_problem,
    pronouns,
)
from thrive.base.people.rules.relationships import (
    DESCENT,
    RELATIONSHIPS,
    SEXES,
    UNIONS,
    RelationshipKind,
    Words,
    by_group,
    relationship_problem,
    relationship_question,
)
from thrive.base.people.rules.responsibility import (
    RESPONSIBILITY_BASES,
    ResponsibilityBasis,
    responsibility_ends_on,
    responsibility_problem,
)
from thrive.base.people.rules.samples import SAMPLE_ENDS
from thrive.base.people.rules.whereabouts import HOUSEHOLD_MOVED, MOVED, NEW_SCHOOL, NEW_SURGERY, TELLS_WHERE

__all__ = [
    "ADULT_AT",
    "age_in_words",
    "is_child_on",
    "reaches_age_on",
    "CODED",
    "ONE_ANSWER",
    "CONTACT_KINDS",
    "WARNING_KINDS",
    "ContactKind",
    "WarningKind",
    "EMERGENCY_ENDS",
    "EMERGENCY_REASONS",
    "EMERGENCY_REVIEW",
    "GUARD_REASONS",
    "REVIEW_OUTCOMES",
    "SEAL_REASONS",
    "WHY_LEAST",
    "WHY_MOST",
    "why_problem",
    "IDENTIFIERS",
    "SSD_TYPES",
    "UPN_UNKNOWN",
    "IdentifierScheme",
    "UpnUnknown",
    "is_temporary_upn",
    "upn_problem",
    "FamilyGraph",
    "Someone",
    "Tie",
    "describe",
    "describe_all",
    "FORMER_NAME_KINDS",
    "NAME_KINDS",
    "NAME_NOT_RECORDED",
    "PRONOUNS",
    "UNBORN_NAME",
    "NameKind",
    "Pronouns",
    "heading_order",
    "name_problem",
    "pronouns",
    "DESCENT",
    "RELATIONSHIPS",
    "SEXES",
    "UNIONS",
    "RelationshipKind",
    "Words",
    "by_group",
    "relationship_problem",
    "relationship_question",
    "RESPONSIBILITY_BASES",
    "ResponsibilityBasis",
    "responsibility_ends_on",
    "responsibility_problem",
    "SAMPLE_ENDS",
    "HOUSEHOLD_MOVED",
    "MOVED",
    "NEW_SCHOOL",
    "NEW_SURGERY",
    "TELLS_WHERE",
]
