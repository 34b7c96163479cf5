"""Samples: records named for an audit or an inspection, for a time."""

from datetime import date

from thrive.base.calendar.units import Months
from thrive.base.law import Confidence, Kind, Source, Status, Timescale

SAMPLING = Source(
    title="The authority’s own procedure for audits and inspections, which UK GDPR article 5(1)(b), (c), (e) asks for",
    url="https://www.legislation.gov.uk/eur/2016/679/article/5",
    kind=Kind.LOCAL,
    status=Status.IN_FORCE,
    confidence=Confidence.UNCONFIRMED,
    in_force_from=date(2021, 1, 1),
    checked=date(2026, 11, 25),
    note="A local choice: the article asks for a purpose, for no more than it takes and no longer, and sets no figure.",
)

SAMPLE_ENDS = Timescale(
    key="people.sample.ends",
    duty="Close the records of a sample that was named for an audit or an inspection",
    owner="Information-governance officer",
    clock_starts="the first day on which the sample is read",
    at_most=Months(3),
    source=SAMPLING,
    examples=((date(2026, 11, 25), date(2027, 2, 25)),),
    note="The last day is chosen when it is named, and it closes by itself. Whoever needs longer names another.",
)

TITLE_MOST = 80  # characters
PURPOSE_MOST = 400
AT_ONCE = 200  # records that are put into a sample in one go
