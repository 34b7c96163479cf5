"""The texts that roles and their limits rest on. None sets out a screen; each says who has the duty."""

from datetime import date

from thrive.base.law import Confidence, Kind, Source, Status

CHECKED = date(2026, 11, 25)
WORKING_TOGETHER_PAGE = "https://www.gov.uk/government/publications/working-together-to-safeguard-children--2"


def _statute(title: str, url: str, since: date | None, confidence: Confidence = Confidence.NOT_REREAD) -> Source:
    """An Act's section; without `since` it is enacted and not commenced."""
    return Source(
        title=title,
        url=f"https://www.legislation.gov.uk/{url}",
        kind=Kind.STATUTE,
        status=Status.IN_FORCE if since else Status.ENACTED_NOT_COMMENCED,
        confidence=confidence,
        in_force_from=since,
        checked=CHECKED,
    )


WORKING_TOGETHER = Source(
    title="Working Together to Safeguard Children, chapter 3",
    edition="2026",
    url=WORKING_TOGETHER_PAGE,
    kind=Kind.STATUTORY_GUIDANCE,
    status=Status.IN_FORCE,
    confidence=Confidence.READ_SECOND_HAND,
    in_force_from=date(2026, 3, 18),
    checked=CHECKED,
)
SCHOOLS_GUIDANCE = Source(
    title="Keeping children safe in education, the designated safeguarding lead",
    edition="2026",
    url="https://www.gov.uk/government/publications/keeping-children-safe-in-education--2",
    kind=Kind.STATUTORY_GUIDANCE,
    status=Status.IN_FORCE,
    confidence=Confidence.READ_SECOND_HAND,
    in_force_from=date(2026, 9, 1),
    checked=CHECKED,
)
CHILD_PROTECTION_TEAMS = _statute(
    "Children Act 2004, sections 16EA and 16EB", "ukpga/2026/21/section/4", None, Confidence.READ
)
FAMILY_GROUP_DECISIONS = _statute("Children Act 1989, section 31ZA", "ukpga/2026/21/section/1", None, Confidence.READ)
CHILDREN_NOT_IN_SCHOOL = _statute(
    "Education Act 1996, sections 436B to 436G", "ukpga/2026/21/section/38", None, Confidence.READ
)
CONSENT_TO_WITHDRAW = _statute(
    "Education Act 1996, sections 434A and 434B", "ukpga/2026/21/section/37", None, Confidence.READ
)
VIRTUAL_SCHOOLS = _statute("Children Act 1989, section 23ZZZA", "ukpga/2026/21/section/6", None, Confidence.READ)
REVIEWING_OFFICERS = _statute("Children Act 1989, sections 25A and 25B", "ukpga/1989/41/section/25B", date(2011, 4, 1))
ADVOCACY = _statute("Children Act 1989, section 26A", "ukpga/1989/41/section/26A", date(2004, 4, 1))
CARE_PROCEEDINGS = _statute("Children Act 1989, section 31", "ukpga/1989/41/section/31", date(1991, 10, 14))
RETURNS_TO_GOVERNMENT = _statute("Children Act 1989, section 83", "ukpga/1989/41/section/83", date(1991, 10, 14))
INSPECTION = _statute(
    "Education and Inspections Act 2006, sections 136 and 139", "ukpga/2006/40/section/136", date(2007, 4, 1)
)
PLACEMENTS = _statute("Children Act 1989, section 22C", "ukpga/1989/41/section/22C", date(2011, 4, 1))
DATA_PROTECTION = Source(
    title="UK General Data Protection Regulation, articles 5(1)(f), 5(2), 32 and 39",
    url="https://www.legislation.gov.uk/eur/2016/679/contents",
    kind=Kind.REGULATION,
    status=Status.IN_FORCE,
    confidence=Confidence.NOT_REREAD,
    in_force_from=date(2018, 5, 25),
    checked=CHECKED,
)
