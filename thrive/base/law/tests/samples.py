"""Sources and rules for these tests: invented law, so that no real change of law breaks them."""

from datetime import date
from decimal import Decimal

from thrive.base.calendar.units import Days, Hours, Months, WorkingDays
from thrive.base.law import (
    Comparison,
    Confidence,
    Counting,
    Former,
    Kind,
    Sequence,
    Source,
    Status,
    Threshold,
    Timescale,
)


def source(**changes):
    said = {
        "title": "Guidance on Lanterns",
        "edition": "2026",
        "url": "https://www.example.org/lanterns",
        "kind": Kind.STATUTORY_GUIDANCE,
        "status": Status.IN_FORCE,
        "confidence": Confidence.READ,
        "in_force_from": date(2026, 3, 18),
        "checked": date(2026, 11, 22),
    }
    return Source(**said | changes)


def act(status=Status.ENACTED_NOT_COMMENCED, **changes):
    return source(title="Lanterns Act 2026, section 1", edition="", kind=Kind.STATUTE, status=status, **changes)


OLD = source(edition="2023", status=Status.REPEALED, in_force_from=date(2023, 12, 15), in_force_to=date(2026, 3, 18))
OLDER = source(edition="2018", status=Status.REPEALED, in_force_from=date(2018, 7, 4), in_force_to=date(2023, 12, 15))

CONFERENCE = Timescale(
    key="lanterns.conference",
    duty="Hold the conference",
    owner="Chair",
    source=source(),
    former=(Former(source=OLD), Former(source=OLDER, value=WorkingDays(20))),
    clock_starts="the discussion",
    at_most=WorkingDays(15),
    examples=((date(2026, 11, 27), date(2026, 12, 18)),),
)


def timescale(**changes):
    said = {
        "key": "lanterns.other",
        "duty": "Answer",
        "owner": "Chair",
        "source": source(),
        "clock_starts": "the letter",
    }
    return Timescale(**said | changes)


NOTICE = timescale(
    key="lanterns.notice",
    at_most=Days(15),
    counting=Counting.BEGINNING_WITH,
    examples=((date(2026, 11, 23), date(2026, 12, 7)),),
)
REVIEW = timescale(key="lanterns.review", at_most=Months(3), examples=((date(2026, 12, 18), date(2027, 3, 18)),))
ASKING_AGAIN = timescale(key="lanterns.again", bar=Months(3), examples=((date(2026, 1, 31), date(2026, 5, 1)),))
PROTECTION = timescale(key="lanterns.hours", at_most=Hours(72))
OFFER = Sequence(
    key="lanterns.offer",
    duty="Offer a meeting:",
    owner="Authority",
    source=act(in_force_from=None),
    first="the offer",
    then="the application",
    examples=((date(2026, 1, 1), date(2026, 1, 1), True), (None, date(2026, 1, 1), False)),
)
AGE = Threshold(
    key="lanterns.age",
    duty="Treat somebody as grown up",
    owner="Authority",
    source=act(status=Status.IN_FORCE, in_force_from=date(1970, 1, 1)),
    measured="their age",
    value=18,
    unit="years",
    comparison=Comparison.AT_LEAST,
    examples=((18, True), (17, False), (Decimal("17.9"), False)),
)
AGAIN = Threshold(
    key="lanterns.repeat",
    duty="Count it as a repeat",
    owner="Authority",
    source=source(),
    measured="the time between",
    value=Months(12),
    comparison=Comparison.AT_MOST,
    examples=((date(2025, 3, 1), date(2026, 3, 1), True), (date(2025, 3, 1), date(2026, 3, 2), False)),
)
ALL = (CONFERENCE, NOTICE, REVIEW, ASKING_AGAIN, OFFER, AGE, AGAIN)
