"""The roles, as data: whose staff hold them, what they must and must not see, how far they reach.

`practice.md` section 15 is the table they come from; each has the text its duty rests on. What a role lets
somebody do is each domain's to declare, in its `permissions.py`; what a role must not see is said here in words
for people and, as far as the data has it, as purposes and labels that the policy obeys.
"""

from thrive.base.access.rules import sources
from thrive.base.access.rules.kinds import GUARDED, OrganisationKind, Purpose, Reach
from thrive.base.access.rules.role import Role
from thrive.base.history.sensitivity import Sensitivity

_COUNCIL = frozenset({OrganisationKind.COUNCIL})
_SCHOOL = frozenset({OrganisationKind.SCHOOL})
_HEALTH = frozenset({OrganisationKind.HEALTH})
_VOLUNTARY = frozenset({OrganisationKind.VOLUNTARY})
_ANY_LEAD = _COUNCIL | _SCHOOL | _HEALTH | _VOLUNTARY
_NOT_YET: frozenset[OrganisationKind] = frozenset()

_HEALTH_OR_FAITH = frozenset({Sensitivity.SPECIAL})
_OFFENCES_TOO = _HEALTH_OR_FAITH | {Sensitivity.CRIMINAL}
_PROTECTION = frozenset({Purpose.ENQUIRY, Purpose.CONFERENCE})

_FAMILY_HELP = (
    Role(
        key="front_door_officer",
        title="Front-door officer",
        kinds=_COUNCIL,
        does="takes contacts and finds children",
        must_see="contacts, possible matches, that somebody is already working with the family",
        must_not_see="restricted records, legal advice",
        source=sources.WORKING_TOGETHER,
        reads=_OFFENCES_TOO,
    ),
    Role(
        key="front_door_manager",
        title="Front-door manager",
        kinds=_COUNCIL,
        does="decides contacts and referrals",
        must_see="what an officer sees, and the history",
        must_not_see="records sealed after adoption",
        source=sources.WORKING_TOGETHER,
        reads=GUARDED,
        strength=2,
    ),
    Role(
        key="lead_practitioner",
        title="Family Help lead practitioner",
        kinds=_ANY_LEAD,
        does="leads work with families",
        must_see="their own families: assessment, plan, network, tasks, meetings",
        must_not_see="other families; police intelligence of an enquiry unless it was released to them",
        source=sources.WORKING_TOGETHER,
        reads=_HEALTH_OR_FAITH,
    ),
    Role(
        key="practice_supervisor",
        title="Practice supervisor",
        kinds=_COUNCIL,
        does="oversees practitioners and signs off",
        must_see="their team’s families, what is due, the quality of the work",
        must_not_see="nothing beyond what is restricted or sealed",
        source=sources.WORKING_TOGETHER,
        reads=GUARDED,
        strength=2,
    ),
    Role(
        key="out_of_hours_worker",
        title="Out-of-hours worker",
        kinds=_COUNCIL,
        does="acts at night and at weekends",
        must_see="everything needed out of hours, without being asked why; each look is logged",
        must_not_see="restricted records without emergency access",
        source=sources.WORKING_TOGETHER,
        reach=Reach.NO_QUESTION,
        reads=GUARDED,
        strength=3,
    ),
    Role(
        key="family_group_coordinator",
        title="Family group decision-making coordinator",
        kinds=_COUNCIL | _VOLUNTARY,
        does="brings the family network together, apart from those who decide",
        must_see="the network, and what keeps the meeting safe",
        must_not_see="the analysis of the case beyond the agreed brief",
        source=sources.FAMILY_GROUP_DECISIONS,
        reach=Reach.INVOLVED,
        purposes=frozenset({Purpose.NETWORK}),
    ),
    Role(
        key="support_package_approver",
        title="Support package approver",
        kinds=_COUNCIL,
        does="decides what a support package may cost",
        must_see="the package and its budget",
        must_not_see="the narrative of the case",
        source=sources.FAMILY_GROUP_DECISIONS,
        reach=Reach.INVOLVED,
        purposes=frozenset(),
    ),
)

_PROTECTING = (
    Role(
        key="lead_child_protection_practitioner",
        title="Lead child protection practitioner",
        kinds=_COUNCIL,
        does="leads enquiries",
        must_see="their own enquiries and plans, and the family’s history",
        must_not_see="families they have nothing to do with",
        source=sources.CHILD_PROTECTION_TEAMS,
        reads=GUARDED,
    ),
    Role(
        key="conference_chair",
        title="Conference chair",
        kinds=_COUNCIL,
        does="chairs conferences, apart from those who manage the case",
        must_see="all that comes before the conference",
        must_not_see="families without a conference",
        source=sources.WORKING_TOGETHER,
        reads=GUARDED,
        strength=2,
    ),
    Role(
        key="police_officer",
        title="Police child protection officer",
        kinds=frozenset({OrganisationKind.POLICE}),
        does="takes part in enquiries",
        must_see="children of enquiries, strategy records",
        must_not_see="family help outside an enquiry, other agencies’ privileged notes",
        source=sources.CHILD_PROTECTION_TEAMS,
        purposes=_PROTECTION,
        reads=_OFFENCES_TOO,
    ),
    Role(
        key="child_protection_health_member",
        title="Multi-agency team health member",
        kinds=_HEALTH,
        does="brings health knowledge into enquiries",
        must_see="children of enquiries, their health",
        must_not_see="legal advice",
        source=sources.CHILD_PROTECTION_TEAMS,
        purposes=_PROTECTION,
        reads=_HEALTH_OR_FAITH,
    ),
    Role(
        key="child_protection_education_member",
        title="Multi-agency team education member",
        kinds=_COUNCIL | _SCHOOL,
        does="brings knowledge of education into enquiries",
        must_see="children of enquiries, their school and attendance",
        must_not_see="adults’ health beyond need, legal advice",
        source=sources.CHILD_PROTECTION_TEAMS,
        reach=Reach.INVOLVED,
        purposes=_PROTECTION,
    ),
    Role(
        key="legal_adviser",
        title="Legal adviser",
        kinds=_COUNCIL,
        does="advises before and in proceedings",
        must_see="pre-proceedings, the court bundle",
        must_not_see="families nobody asked them about",
        source=sources.CARE_PROCEEDINGS,
        reads=GUARDED,
    ),
    Role(
        key="designated_officer",
        title="Designated officer for allegations (LADO)",
        kinds=_COUNCIL,
        does="decides about allegations against people who work with children",
        must_see="allegations, in a sealed area of their own",
        must_not_see="case files beyond need",
        source=sources.WORKING_TOGETHER,
        reads=_OFFENCES_TOO,
        strength=2,
    ),
)

_CARE = (
    Role(
        key="reviewing_officer",
        title="Independent reviewing officer",
        kinds=_COUNCIL,
        does="reviews plans and challenges them",
        must_see="the children they review",
        must_not_see="other children without a reason",
        source=sources.REVIEWING_OFFICERS,
        reads=GUARDED - {Sensitivity.PRIVILEGED},
        strength=2,
    ),
    Role(
        key="advocate",
        title="Advocate",
        kinds=_COUNCIL | _VOLUNTARY,
        does="speaks for a child",
        must_see="who the children they speak for are, and who to call",
        must_not_see="the record, except what the child or the worker gives them",
        source=sources.ADVOCACY,
        reach=Reach.INVOLVED,
        purposes=frozenset({Purpose.REVIEW}),
    ),
    Role(
        key="provider_worker",
        title="Provider’s worker",
        kinds=frozenset({OrganisationKind.PROVIDER}),
        does="cares for children placed with them",
        must_see="their own placements",
        must_not_see="the rest",
        source=sources.PLACEMENTS,
        purposes=frozenset({Purpose.PLACEMENT}),
    ),
)

_EDUCATION_AND_HEALTH = (
    Role(
        key="designated_safeguarding_lead",
        title="Designated safeguarding lead",
        kinds=_SCHOOL,
        does="knows which pupils have help and who to call",
        must_see="their own roll: status, lead, meetings, tasks, parts of plans addressed to the school",
        must_not_see="the whole assessment, what others told about adults",
        source=sources.SCHOOLS_GUIDANCE,
        purposes=_PROTECTION | {Purpose.EDUCATION, Purpose.IMPORTED},
    ),
    Role(
        key="health_practitioner",
        title="Health visitor, midwife, school nurse or GP",
        kinds=_HEALTH,
        does="knows which patients have help and who to call",
        must_see="their own patients: status, tasks in plans",
        must_not_see="the whole assessment, what others told about adults",
        source=sources.WORKING_TOGETHER,
        purposes=_PROTECTION | {Purpose.HEALTH, Purpose.IMPORTED},
    ),
    Role(
        key="home_education_officer",
        title="Home education officer",
        kinds=_COUNCIL,
        does="keeps the register of children not in school",
        must_see="the register, notices, requests for consent; whether social care is involved, yes or no",
        must_not_see="the narrative of social care, without asking",
        source=sources.CHILDREN_NOT_IN_SCHOOL,
    ),
    Role(
        key="consent_panel_member",
        title="Consent panel member",
        kinds=_COUNCIL,
        does="grants or refuses consent to withdraw a child from school",
        must_see="the bundle of evidence before the panel",
        must_not_see="anything beyond the bundle",
        source=sources.CONSENT_TO_WITHDRAW,
        reach=Reach.INVOLVED,
        purposes=frozenset(),
    ),
    Role(
        key="virtual_school_head",
        title="Virtual school head",
        kinds=_COUNCIL,
        does="champions the education of children with a social worker",
        must_see="children with a social worker, as their education goes",
        must_not_see="legal advice, detail about adults",
        source=sources.VIRTUAL_SCHOOLS,
        purposes=frozenset({Purpose.EDUCATION}),
    ),
)

_OVERSIGHT = (
    Role(
        key="performance_analyst",
        title="Performance analyst",
        kinds=_COUNCIL,
        does="brings returns in and reads their reports",
        must_see="rows without names, indicators; a name only where a return cannot be put right without it",
        must_not_see="names unless needed, the record",
        source=sources.RETURNS_TO_GOVERNMENT,
    ),
    Role(
        key="auditor",
        title="Auditor",
        kinds=_COUNCIL,
        does="reads a sample of records to judge the work",
        must_see="the records named for the audit, while it lasts",
        must_not_see="anything outside the sample",
        source=sources.WORKING_TOGETHER,
        reach=Reach.INVOLVED,
        purposes=frozenset({Purpose.SAMPLE}),
        reads=_OFFENCES_TOO,
        is_time_boxed=True,
    ),
    Role(
        key="inspector",
        title="Inspector",
        kinds=frozenset({OrganisationKind.DEPARTMENT}),
        does="inspects the authority’s services",
        must_see="the records named for the inspection, while it lasts",
        must_not_see="anything outside the sample",
        source=sources.INSPECTION,
        purposes=frozenset({Purpose.SAMPLE}),
        reads=_OFFENCES_TOO,
        is_time_boxed=True,
    ),
    Role(
        key="information_governance",
        title="Information-governance officer",
        kinds=_COUNCIL,
        does="sees who looked and why",
        must_see="who looked, why, and what the policy answers",
        must_not_see="a record without a reason",
        source=sources.DATA_PROTECTION,
        reads=_OFFENCES_TOO,
        strength=3,
    ),
    Role(
        key="administrator",
        title="Administrator",
        kinds=_COUNCIL,
        does="keeps organisations, teams, users and roles",
        must_see="organisations, teams, users and roles",
        must_not_see="anybody’s record, name or address",
        source=sources.DATA_PROTECTION,
        reach=Reach.INVOLVED,
        purposes=frozenset(),
        strength=3,
    ),
)

_FAMILIES = (
    Role(
        key="network_member",
        title="Parent or member of the family network",
        kinds=_NOT_YET,
        does="does not sign in yet; the plan and letters reach them on paper",
        must_see="their own plan, meetings, letters and words",
        must_not_see="the other parent’s address, what others told, what is withheld",
        source=sources.WORKING_TOGETHER,
        reach=Reach.INVOLVED,
        purposes=frozenset(),
    ),
    Role(
        key="young_person",
        title="Child or young person",
        kinds=_NOT_YET,
        does="does not sign in yet; their worker goes through it with them",
        must_see="their own plan, their own story in plain words",
        must_not_see="what they and their worker decided to leave out",
        source=sources.WORKING_TOGETHER,
        reach=Reach.INVOLVED,
        purposes=frozenset(),
    ),
)

ROLES = {
    role.key: role for role in (*_FAMILY_HELP, *_PROTECTING, *_CARE, *_EDUCATION_AND_HEALTH, *_OVERSIGHT, *_FAMILIES)
}

SIGNING_IN = frozenset(key for key, role in ROLES.items() if role.signs_in)

#: Parts in somebody's record that are no role of the practice table, in words.
_OTHER_PARTS = {
    "sampled": "Audit or inspection",
    "sampled_guarded": "Audit or inspection",
    "sealed_access": "Named for what is sealed",
    "co_worker": "Works beside the lead",
    "service": "Asked for a service",
    "shared": "Shared with them",
    "cover": "Covers for a colleague who is away",
}


def part_words(key: str) -> str:
    """What somebody is to a person, in words: the title of a role, or whatever part an involvement was given."""
    if key in ROLES:
        return ROLES[key].title
    return _OTHER_PARTS.get(key, key.replace("_", " ").capitalize())


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
