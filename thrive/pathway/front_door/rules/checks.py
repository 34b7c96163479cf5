"""On what basis partners are asked before anything is decided, and by when an answer is hoped for."""

from collections.abc import Mapping
from dataclasses import dataclass

from thrive.base.access.rules import OrganisationKind
from thrive.base.calendar.units import Hours

#: Bases of an ask, by key: what is said to whoever is asked. None is needed to be told that a child is in danger.
BASES: Mapping[str, str] = {
    "consent": "Somebody with parental responsibility agreed",
    "public_task": "Safeguarding: needed for a task in the public interest (UK GDPR article 6(1)(e); Children Act "
    "2004, sections 10 and 11)",
    "enquiry": "An enquiry under section 47 of the Children Act 1989: the body must help (section 47(9))",
}


@dataclass(frozen=True)
class Asked:
    """A kind of body that is asked, what the page calls it, and the question it is asked unless another is written."""

    kind: OrganisationKind
    title: str
    question: str


ASKED: tuple[Asked, ...] = (
    Asked(
        OrganisationKind.POLICE,
        "Police",
        "Incidents at the address or with these people in the last 12 months; offences against children; bail "
        "conditions.",
    ),
    Asked(
        OrganisationKind.HEALTH,
        "Health",
        "Appointments missed, injuries, the health and development of each child, what carers are treated for as far "
        "as it bears on their care.",
    ),
    Asked(
        OrganisationKind.SCHOOL,
        "Education",
        "Attendance, what the child has said, changes you have noticed, who brings and fetches them.",
    ),
)

#: A hope, not a duty: each partnership agrees its own. Urgent contacts are asked for sooner, by telephone.
ANSWER_WITHIN = Hours(4)
