"""What law and guidance say about enquiries, conferences and reviews."""

from datetime import date

from thrive.base.calendar.units import Months, WorkingDays
from thrive.base.law import Timescale
from thrive.pathway.front_door.rules import EARLIER_EDITIONS, WORKING_TOGETHER_2026

DAY_OFF_NOTE = "A limit that ends on a day off is planned for the last working day before it."

INITIAL_CONFERENCE = Timescale(
    key="protection.conference.initial",
    duty="Hold the initial child protection conference",
    clock_starts="the strategy discussion at which the section 47 enquiry was started",
    at_most=WorkingDays(15),
    owner="Social work manager, or the multi-agency child protection team",
    source=WORKING_TOGETHER_2026,
    former=EARLIER_EDITIONS,
    note="Where several discussions were held, the one that started the enquiry counts, not the first or "
    "the last. Only an enquiry that finds a continuing risk of significant harm leads to a conference.",
    examples=(
        (date(2026, 11, 27), date(2026, 12, 18)),
        (date(2026, 12, 11), date(2027, 1, 6)),
    ),
)

FIRST_REVIEW = Timescale(
    key="protection.review.first",
    duty="Hold the first review conference",
    clock_starts="the initial child protection conference",
    at_most=Months(3),
    owner="Conference chair",
    source=WORKING_TOGETHER_2026,
    former=EARLIER_EDITIONS,
    note=DAY_OFF_NOTE,
    examples=((date(2026, 12, 18), date(2027, 3, 18)), (date(2026, 11, 30), date(2027, 2, 28))),
)

LATER_REVIEW = Timescale(
    key="protection.review.later",
    duty="Hold the next review conference",
    clock_starts="the last review conference",
    at_most=Months(6),
    owner="Conference chair",
    source=WORKING_TOGETHER_2026,
    former=EARLIER_EDITIONS,
    note=DAY_OFF_NOTE,
    examples=((date(2027, 3, 18), date(2027, 9, 18)), (date(2026, 8, 31), date(2027, 2, 28))),
)


def next_review(reviews_held: int) -> Timescale:
    """The limit on the review conference that follows `reviews_held` completed ones."""
    return LATER_REVIEW if reviews_held else FIRST_REVIEW
