"""What law and guidance say about contacts and referrals.

The editions of Working Together are declared here, the first room of the pathway, and used by the
rooms after it. The present edition was published on 18 March 2026; its time limits were read in
sources on the edition of 2023, and no summary of the new one reports another figure.
"""

from datetime import date

from thrive.base.calendar.units import Days, Months, WorkingDays
from thrive.base.law import Comparison, Confidence, Former, Kind, Source, Status, Threshold, Timescale

WORKING_TOGETHER_PAGE = "https://www.gov.uk/government/publications/working-together-to-safeguard-children--2"
SECOND_HAND = (
    "The figure was read in sources on the 2023 edition. No summary of the 2026 edition reports a changed "
    "one. Read the chapter again before quoting a paragraph."
)

WORKING_TOGETHER_2018 = Source(
    title="Working Together to Safeguard Children, chapter 1",
    edition="2018",
    url=WORKING_TOGETHER_PAGE,
    kind=Kind.STATUTORY_GUIDANCE,
    status=Status.REPEALED,
    confidence=Confidence.NOT_REREAD,
    in_force_from=date(2018, 7, 4),
    in_force_to=date(2023, 12, 15),
    checked=date(2026, 11, 22),
)
WORKING_TOGETHER_2023 = Source(
    title="Working Together to Safeguard Children, chapter 3",
    edition="2023",
    url=WORKING_TOGETHER_PAGE,
    kind=Kind.STATUTORY_GUIDANCE,
    status=Status.REPEALED,
    confidence=Confidence.READ_SECOND_HAND,
    in_force_from=date(2023, 12, 15),
    in_force_to=date(2026, 3, 18),
    checked=date(2026, 11, 22),
)
WORKING_TOGETHER_2026 = Source(
    title="Working Together to Safeguard Children, chapter 3",
    edition="2026",
    url=WORKING_TOGETHER_PAGE,
    kind=Kind.STATUTORY_GUIDANCE,
    status=Status.IN_FORCE,
    confidence=Confidence.READ_SECOND_HAND,
    in_force_from=date(2026, 3, 18),
    checked=date(2026, 11, 22),
    note=SECOND_HAND,
)

#: The older editions set the same limits.
EARLIER_EDITIONS = (Former(source=WORKING_TOGETHER_2023), Former(source=WORKING_TOGETHER_2018))

NATIONAL_FRAMEWORK = Source(
    title="Children’s Social Care National Framework, with the Dashboard and the children in need statistics",
    edition="December 2023",
    url="https://www.gov.uk/government/publications/childrens-social-care-national-framework",
    kind=Kind.STATUTORY_GUIDANCE,
    status=Status.IN_FORCE,
    confidence=Confidence.NOT_REREAD,
    in_force_from=date(2023, 12, 15),
    checked=date(2026, 11, 22),
    note="The 12 months are the measure of the national statistics. The day is that of first publication. A new draft "
    "was consulted on until 4 September 2026.",
)

LOCAL_PROCEDURES = Source(
    title="Local procedures for contacts at the front door",
    edition="each partnership’s own",
    url=WORKING_TOGETHER_PAGE,
    kind=Kind.LOCAL,
    status=Status.IN_FORCE,
    confidence=Confidence.UNCONFIRMED,
    in_force_from=date(2018, 7, 4),
    checked=date(2026, 11, 22),
    note="No national limit was found. Many areas decide the same day or within 24 hours: each authority enters its "
    "own as a local change.",
)

CONTACT_DECISION = Timescale(
    key="front_door.contact.decision",
    duty="Decide what comes of a contact",
    clock_starts="the day the contact was received",
    at_most=Days(1),
    owner="Front-door manager",
    source=LOCAL_PROCEDURES,
    note="A local target. It runs from the contact; the time for the decision on a referral runs from the referral.",
    examples=((date(2026, 12, 24), date(2026, 12, 25)),),
)

REFERRAL_DECISION = Timescale(
    key="front_door.referral.decision",
    duty="Decide on a referral and tell the referrer",
    clock_starts="the day the referral was received",
    at_most=WorkingDays(1),
    owner="Social-work-qualified manager at the front door",
    source=WORKING_TOGETHER_2026,
    former=EARLIER_EDITIONS,
    note="A referral that comes in out of hours keeps its real day as day 0.",
    examples=(
        (date(2026, 12, 24), date(2026, 12, 29)),
        (date(2026, 11, 28), date(2026, 11, 30)),
    ),
)

OWN_CHOICE = Source(
    title="Thrive’s own choice for one-time links",
    edition="each authority’s own, once it has entered one",
    url=WORKING_TOGETHER_PAGE,
    kind=Kind.LOCAL,
    status=Status.IN_FORCE,
    confidence=Confidence.UNCONFIRMED,
    in_force_from=date(2018, 7, 4),
    checked=date(2026, 11, 26),
    note="No law or guidance sets it. A week lets somebody answer who is away for some days; a link that lies about in "
    "a mailbox for longer is a door left open.",
)

LINK_LASTS = Timescale(
    key="front_door.link.lasts",
    duty="Use a one-time link",
    clock_starts="the day it was made",
    at_most=Days(7),
    owner="Front-door manager",
    source=OWN_CHOICE,
    note="Nothing is late when it is over: the front door makes another.",
    examples=((date(2026, 12, 24), date(2026, 12, 31)),),
)

RE_REFERRAL = Threshold(
    key="front_door.referral.repeat",
    duty="Count a referral as a re-referral",
    measured="the time since the child’s last referral",
    value=Months(12),
    comparison=Comparison.AT_MOST,
    owner="Front-door manager",
    source=NATIONAL_FRAMEWORK,
    note="A measure, not a duty: nothing is late and nothing is blocked by it.",
    examples=(
        (date(2025, 11, 22), date(2026, 11, 22), True),
        (date(2025, 11, 22), date(2026, 11, 23), False),
        (date(2026, 9, 1), date(2026, 11, 22), True),
    ),
)
