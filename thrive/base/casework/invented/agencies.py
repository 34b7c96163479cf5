"""Who else works with a family: partners that use Thrive, and workers of others by name."""

import datetime as dt
from random import Random

from thrive.base.access.invented import LEAD_NAMES, Cast
from thrive.base.access.models import Involvement
from thrive.base.access.rules import Capacity, OrganisationKind, Purpose
from thrive.base.casework.invented.course import Course
from thrive.base.notes.invented.stories import Story
from thrive.base.people.invented.writing import Written
from thrive.base.people.models import AgencyContact

SOURCE = "Invented"
HEALTH = 0.5  # of families with open work: the community health service works with them
#: Agencies by name and role, and the words of a story that bring them.
AGENCIES = (
    ("Wexmoor Community Health", "Health visitor", ("baby", "small")),
    ("Wexmoor Community Health", "School nurse", ("school",)),
    ("Wexmoor Child and Adolescent Mental Health Service", "Practitioner", ("teen",)),
    ("Wexmoor Homes", "Tenancy officer", ("N4",)),
    ("Refuge outreach, Wexmoor", "Domestic abuse adviser", ("N1", "N5")),
    ("Wexmoor Adult Mental Health", "Care coordinator", ("N3",)),
    ("Wexmoor Child Development Centre", "Occupational therapist", ("N2",)),
    ("Wexmoor Youth Justice", "Youth worker", ("N6",)),
    ("Wexmoor Police", "Child protection team", ("protection",)),
    ("Moorside Refugee Welcome", "Key worker", ("N8",)),
)
CHANCE = 0.6


def partners(written: Written, course: Course, cast: Cast, rng: Random, as_of: dt.date) -> list[Involvement]:
    """Partner organisations that are involved with the family while the work goes on."""
    common = {"circle": written.family.circle, "true_from": course.received, "source": SOURCE}
    found = []
    if rng.random() < HEALTH:
        health = cast.partners[OrganisationKind.HEALTH]
        found.append(
            Involvement(organisation=health, role="health", purpose=Purpose.HEALTH, capacity=Capacity.CHILD, **common)
        )
    if any(one.start <= as_of for one in course.enquiries):
        police = cast.partners[OrganisationKind.POLICE]
        found.append(Involvement(organisation=police, role="police", purpose=Purpose.ENQUIRY, **common))
    return found


def agencies(written: Written, story: Story, rng: Random) -> list[AgencyContact]:
    """Workers of other agencies, on the records of the children they work with."""
    found = []
    for child in story.children:
        tags = story.tags(child) | {child.stage}
        for agency, role, when in AGENCIES:
            if tags.isdisjoint(when) or rng.random() > CHANCE:
                continue
            found.append(
                AgencyContact(
                    person_id=child.key,
                    agency=agency,
                    role=role,
                    worker=f"{rng.choice(LEAD_NAMES).split()[0]} {rng.choice(LEAD_NAMES).split()[-1]}",
                    phone=f"01632 960{rng.randrange(700, 999)}",
                    true_from=story.since + dt.timedelta(rng.randrange(5, 40)),
                )
            )
    return found
