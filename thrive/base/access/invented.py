"""The invented authority's organisations, teams and staff, with one sign-in for each role.

Names and numbers are nobody's: telephone numbers are from the range kept for drama, e-mail addresses end in
.example, and every password is the one printed when the demonstration starts.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import transaction

from thrive.base.access.models import ApiClient, Authority, Organisation, RoleHolding, Team, User
from thrive.base.access.rules import ROLES, OrganisationKind
from thrive.base.access.viewers import SystemViewer
from thrive.base.history import audit

CODE = "999"  # no authority has it
NAME = "Wexmoor Council"
PASSWORD = "wexmoor-training-copy"
TEAMS = (
    "Front door",
    "Family Help East",
    "Family Help West",
    "Family Help North",
    "Child protection",
    "Disabled children",
)
CHILDREN_PER_SCHOOL = 120
CHILDREN_PER_LEAD = 115  # on record, about 15 of them worked with today
LEADS_IN_TEAM = 9
YEARS_BACK = 12  # that the organisations and staff have been there: longer than any history
SCHOOLS = (
    "Larkfield Primary School", "Tanner Row Primary School", "St Aidan's Catholic Primary School",
    "Wexmoor High School", "Canal View Primary School", "Moorside Academy", "Beech Grove Infant School",
    "Whinmoor Special School", "Quayside College", "Foundry Lane Primary School", "Highfield Academy",
    "Orchard Way Nursery School",
)  # fmt: skip
SURGERIES = (
    "Chapel Street Surgery",
    "Canal View Medical Centre",
    "Station Terrace Practice",
    "Northgate Health Centre",
)
LEAD_NAMES = (
    "Joanne Adeyemi", "Imran Shah", "Ruth Clegg", "Martin Kelleher", "Farah Aziz", "Owain Pugh", "Priya Desai",
    "Tom Ashworth", "Grace Owusu", "Agata Mazur", "Colin Stott", "Nadia Malik", "Efua Boateng", "Helen Raistrick",
    "Deniz Kaya", "Sam Fielding", "Yewande Balogun", "Mark Haigh", "Linh Tran", "Kerry Nuttall", "Hassan Farah",
    "Beth Llewellyn", "Arun Mistry", "Molly Connors", "Paul Ogden", "Irina Radu", "Joy Campbell", "Dylan Bevan",
    "Kasia Nowak", "Leon Bailey", "Sadia Miah", "Fiona Lister", "Rui Costa", "Ama Mensah", "Neil Dobson", "Tara Gill",
)  # fmt: skip


@dataclass(frozen=True)
class SignIn:
    """A way to sign in to the demonstration, and what it shows."""

    email: str
    password: str
    role: str
    name: str


@dataclass
class Cast:
    """Who is there: the authority, its council, teams, leads who can hold families, schools by name."""

    authority: Authority
    council: Organisation
    by: SystemViewer
    teams: dict[str, Team] = field(default_factory=dict)
    leads: list[tuple[User, Team]] = field(default_factory=list)
    partners: dict[OrganisationKind, Organisation] = field(default_factory=dict)
    schools: list[Organisation] = field(default_factory=list)
    surgeries: list[str] = field(default_factory=list)
    sign_ins: list[SignIn] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)  # those with a sign-in, by role
    staff: int = 0  # how many there are

    @property
    def manager(self) -> User:
        """The practice supervisor."""
        return self.users["practice_supervisor"]


@dataclass(frozen=True)
class Part:
    """One person with a sign-in: the role they show, and where they work."""

    name: str
    role: str
    job_title: str
    team: str = ""
    kind: OrganisationKind = OrganisationKind.COUNCIL


PARTS = (
    Part("Dawn Rowbotham", "front_door_officer", "Front-door worker", "Front door"),
    Part("Ruth Osei", "front_door_manager", "Front-door manager", "Front door"),
    Part("Joanne Adeyemi", "lead_practitioner", "Family Help lead practitioner", "Family Help East"),
    Part("Anwar Hussain", "practice_supervisor", "Practice supervisor", "Family Help East"),
    Part(
        "Martin Kelleher",
        "lead_child_protection_practitioner",
        "Lead child protection practitioner",
        "Child protection",
    ),
    Part("Nikki Thornton", "out_of_hours_worker", "Out-of-hours social worker", "Front door"),
    Part("Ann Sorley", "performance_analyst", "Performance analyst"),
    Part("Gareth Vaughan", "information_governance", "Information-governance officer"),
    Part("Meera Sharma", "administrator", "Systems administrator"),
    Part("Helen Prior", "designated_safeguarding_lead", "Safeguarding lead", kind=OrganisationKind.SCHOOL),
    Part("Sade Coker", "health_practitioner", "School nurse", kind=OrganisationKind.HEALTH),
    Part("Farah Aziz", "police_officer", "Detective constable, child protection", kind=OrganisationKind.POLICE),
    Part("Bola Akande", "child_protection_health_member", "Named nurse", kind=OrganisationKind.HEALTH),
    Part("Rhian Morgan", "child_protection_education_member", "Education adviser", "Child protection"),
    Part("Clive Barraclough", "conference_chair", "Conference chair"),
    Part("Neha Kapoor", "legal_adviser", "Solicitor, child care"),
    Part("Stella Whitaker", "designated_officer", "Designated officer for allegations"),
    Part("Godfrey Lunt", "reviewing_officer", "Independent reviewing officer"),
    Part("Poppy Larkin", "advocate", "Advocate", kind=OrganisationKind.VOLUNTARY),
    Part("Wes Tunnicliffe", "provider_worker", "Supervising social worker", kind=OrganisationKind.PROVIDER),
    Part("Ioana Petrescu", "family_group_coordinator", "Family group conference coordinator"),
    Part("Duncan Rae", "support_package_approver", "Head of family support"),
    Part("Lorna Beck", "home_education_officer", "Elective home education officer"),
    Part("Sunil Rao", "consent_panel_member", "Special educational needs manager"),
    Part("Frances Dyer", "virtual_school_head", "Virtual school head"),
    Part("Hugh Pemberton", "auditor", "Practice auditor"),
    Part("Camille Roux", "inspector", "Inspector", kind=OrganisationKind.DEPARTMENT),
)
AUDIT_LASTS = dt.timedelta(days=90)  # of those whose role is given with a last day


@transaction.atomic
def make(*, as_of: dt.date, children: int) -> Cast:
    """Make the authority with its partners, teams and staff, enough schools for `children`. Writes audit entries."""
    began = as_of - dt.timedelta(YEARS_BACK * 365)
    authority = Authority.objects.create(dfe_code=CODE, name=NAME, is_home=True)
    council = _organisation(OrganisationKind.COUNCIL, NAME, authority, began, code=CODE)
    by = SystemViewer(key="invented", purpose="making an invented authority", authority_id=authority.pk)
    cast = Cast(authority, council, by)
    cast.partners = partners = {
        OrganisationKind.POLICE: _organisation(OrganisationKind.POLICE, "Wexmoor Police", authority, began),
        OrganisationKind.HEALTH: _organisation(OrganisationKind.HEALTH, "Wexmoor Community Health", authority, began),
    }
    for kind, name in (
        (OrganisationKind.PROVIDER, "Moorland Fostering"),
        (OrganisationKind.VOLUNTARY, "Wexmoor Young Carers"),
        (OrganisationKind.DEPARTMENT, "Inspectorate (invented)"),
    ):
        partners[kind] = _organisation(kind, name, authority, began)
    for number in range(max(4, children // CHILDREN_PER_SCHOOL)):
        name = SCHOOLS[number % len(SCHOOLS)]
        suffix = f" {number // len(SCHOOLS) + 1}" if number >= len(SCHOOLS) else ""
        code = f"99{number:04d}"
        cast.schools.append(_organisation(OrganisationKind.SCHOOL, f"{name}{suffix}", authority, began, code=code))
    partners[OrganisationKind.SCHOOL] = cast.schools[0]
    cast.surgeries = list(SURGERIES)
    for number, name in enumerate(TEAMS):
        _team(cast, name, number + 1, began)
    hashed = make_password(PASSWORD)
    for part in PARTS:
        organisation = council if part.kind == OrganisationKind.COUNCIL else partners[part.kind]
        user = _user(cast, part.name, part.job_title, organisation, hashed, began)
        _hold(user, part.role, cast.teams.get(part.team), began, until=_until(part.role, as_of))
        cast.users[part.role] = user
        cast.sign_ins.append(SignIn(user.email, PASSWORD, ROLES[part.role].title, user.name))
        if part.role == "lead_practitioner":
            cast.leads.append((user, cast.teams[part.team]))
    _add_leads(cast, hashed, began, children)
    _let_a_system_call(cast)
    audit.note(by, "access.authority.invented", authority)
    return cast


def _add_leads(cast: Cast, hashed: str, began: dt.date, children: int) -> None:
    """Practitioners for every team that holds families, and more teams where there are many."""
    wanted = max(len(LEAD_NAMES), children // CHILDREN_PER_LEAD)
    taken = {part.name for part in PARTS}
    names = [name for name in _lead_names() if name not in taken][:wanted]
    teams = list(cast.teams.values())[1:]
    for number in range(len(names) // LEADS_IN_TEAM - len(teams)):
        name = f"{TEAMS[1 + number % 3]} {2 + number // 3}"
        teams.append(_team(cast, name, len(TEAMS) + number + 1, began))
    holdings = []
    users = []
    for number, name in enumerate(names):
        user = _user(cast, name, "Social worker", cast.council, hashed, began, save=False)
        users.append(user)
        cast.leads.append((user, teams[number % len(teams)]))
    User.objects.bulk_create(users)
    for user, team in cast.leads[-len(users) :]:
        holdings.append(RoleHolding(user=user, role="lead_practitioner", team=team, starts_on=began))
    RoleHolding.objects.bulk_create(holdings)


def _let_a_system_call(cast: Cast) -> None:
    """The first school's register may look up its pupils; it has no secret until an administrator makes one."""
    ApiClient.objects.create(
        organisation=cast.schools[0],
        name="School register",
        purpose="showing who leads the work with a pupil's family",
        scopes=["people.search", "people.see_header", "people.see_name"],
        starts_on=cast.schools[0].starts_on,
        added_by=cast.users["administrator"],
    )


def _lead_names() -> Iterator[str]:
    """Names for staff: those of the list, then given and family names of different people of it."""
    yield from LEAD_NAMES
    given, family = zip(*(name.split() for name in LEAD_NAMES), strict=True)
    for step in range(1, len(LEAD_NAMES)):
        for place, first in enumerate(given):
            yield f"{first} {family[(place + step) % len(family)]}"


def _team(cast: Cast, name: str, number: int, began: dt.date) -> Team:
    cast.teams[name] = Team.objects.create(
        organisation=cast.council,
        name=name,
        code=f"T{number:02d}",
        phone=f"01632 960 {number + 9:03d}",
        starts_on=began,
    )
    return cast.teams[name]


def _organisation(
    kind: OrganisationKind, name: str, authority: Authority, began: dt.date, *, code: str = ""
) -> Organisation:
    return Organisation.objects.create(kind=kind, name=name, authority=authority, code=code, starts_on=began)


def _user(
    cast: Cast, name: str, title: str, organisation: Organisation, hashed: str, began: dt.date, *, save: bool = True
) -> User:
    cast.staff += 1
    address = name.lower().replace(" ", ".").replace("'", "")
    domain = "wexmoor" if organisation == cast.council else organisation.name.split()[0].lower()
    user = User(
        email=f"{address}@{domain}.example",
        name=name,
        organisation=organisation,
        job_title=title,
        phone=f"01632 960 {100 + cast.staff % 800}",
        staff_code=f"W{cast.staff:04d}",
        password=hashed,
        starts_on=began,
    )
    if save:
        user.save()
    return user


def _hold(user: User, role: str, team: Team | None, began: dt.date, *, until: dt.date | None) -> None:
    RoleHolding.objects.create(user=user, role=role, team=team, starts_on=began, ends_on=until)


def _until(role: str, as_of: dt.date) -> dt.date | None:
    """The first day without the role, for one that is given with a last day."""
    return as_of + AUDIT_LASTS if ROLES[role].is_time_boxed else None
