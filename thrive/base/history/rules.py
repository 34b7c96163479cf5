"""How long the audit log is kept and where, and from when on a look at a record deserves a question.

No statute sets these figures. Each is this product's default for a choice that is the authority's own: vary it
in "Local choices", with the decision that sets it. A pattern is a reason to ask somebody, and never more.
"""

from datetime import date

from thrive.base.calendar.units import Days, Months, WorkingDays
from thrive.base.law import Comparison, Confidence, Kind, Source, Status, Threshold, Timescale

OWNER = "Information-governance officer"

STORAGE_LIMITATION = Source(
    title="The authority’s own retention schedule, which UK GDPR article 5(1)(e) asks for",
    url="https://www.legislation.gov.uk/eur/2016/679/article/5",
    kind=Kind.LOCAL,
    status=Status.IN_FORCE,
    confidence=Confidence.UNCONFIRMED,
    in_force_from=date(2021, 1, 1),
    checked=date(2026, 11, 25),
    note=(
        "A local choice. The periods of the records that the log speaks about were seen to run to a 75th birthday "
        "(looked-after children), 35 years after the last contact (child protection), and 100 years (adoption)."
    ),
)
ACCOUNTABILITY = Source(
    title="The authority’s own monitoring of access, which UK GDPR articles 5(1)(f) and 32 ask for",
    url="https://www.legislation.gov.uk/eur/2016/679/article/32",
    kind=Kind.LOCAL,
    status=Status.IN_FORCE,
    confidence=Confidence.UNCONFIRMED,
    in_force_from=date(2021, 1, 1),
    checked=date(2026, 11, 25),
    note="A local choice: the article asks for monitoring and sets no figure.",
)

ARCHIVE = Timescale(
    key="history.archive",
    duty="Move sealed entries of the audit log out of the database into an archive",
    owner=OWNER,
    clock_starts="the entry",
    not_before=Months(24),
    source=STORAGE_LIMITATION,
    examples=((date(2026, 1, 1), date(2028, 1, 1)),),
    note="Until then every page that shows the log can show them. An archive proves itself, and is kept elsewhere.",
)
ARCHIVE_KEPT = Timescale(
    key="history.archive.kept",
    duty="Destroy an archive of the audit log",
    owner=OWNER,
    clock_starts="the last entry in it",
    not_before=Months(1200),
    source=STORAGE_LIMITATION,
    examples=((date(2026, 1, 1), date(2126, 1, 1)),),
    note="As long as the longest kept record it may speak about: 100 years, for adoption. Thrive destroys no archive.",
)
SEARCH_TERMS = Timescale(
    key="history.search_terms",
    duty="Erase what was typed into a search",
    owner=OWNER,
    clock_starts="the search",
    at_most=Days(90),
    source=STORAGE_LIMITATION,
    examples=((date(2026, 1, 1), date(2026, 4, 1)),),
    note="The entry stays, with a digest that nobody can turn back once the terms are gone.",
)

MANY_RECORDS = Threshold(
    key="history.unusual.many",
    duty="Ask why somebody opened very many records",
    owner=OWNER,
    measured="the number of different records one person opened within an hour",
    comparison=Comparison.AT_LEAST,
    value=25,
    unit="records",
    source=ACCOUNTABILITY,
    examples=((24, False), (25, True)),
)
BEFORE_HOURS = Threshold(
    key="history.unusual.early",
    duty="Ask why a record was opened before the working day",
    owner=OWNER,
    measured="the hour of the day in London",
    comparison=Comparison.LESS_THAN,
    value=7,
    unit="o’clock",
    source=ACCOUNTABILITY,
    examples=((6, True), (7, False)),
    note="Not of out-of-hours workers, whose day it is.",
)
AFTER_HOURS = Threshold(
    key="history.unusual.late",
    duty="Ask why a record was opened after the working day",
    owner=OWNER,
    measured="the hour of the day in London",
    comparison=Comparison.AT_LEAST,
    value=20,
    unit="o’clock",
    source=ACCOUNTABILITY,
    examples=((19, False), (20, True)),
    note="Not of out-of-hours workers. Saturdays, Sundays and bank holidays count as outside hours all day.",
)
NOTHING_RECORDED = Timescale(
    key="history.unusual.nothing_recorded",
    duty="Record something about a person whose record was opened with a reason",
    owner=OWNER,
    clock_starts="the day it was opened",
    at_most=WorkingDays(2),
    source=ACCOUNTABILITY,
    examples=((date(2026, 11, 20), date(2026, 11, 24)),),
    note="Reading alone may be right: checking quality, or finding that a call was about another child.",
)
LEFT = Threshold(
    key="history.unusual.left",
    duty="Ask why somebody opened a record with which their involvement had ended",
    owner=OWNER,
    measured="the time since their involvement, or their team’s, ended",
    comparison=Comparison.AT_MOST,
    value=Months(12),
    source=ACCOUNTABILITY,
    examples=((date(2026, 1, 1), date(2026, 12, 1), True), (date(2026, 1, 1), date(2027, 1, 2), False)),
)
REFUSED = Threshold(
    key="history.unusual.refused",
    duty="Ask why somebody was refused again and again",
    owner=OWNER,
    measured="the number of refusals of one person on one day",
    comparison=Comparison.AT_LEAST,
    value=5,
    unit="refusals",
    source=ACCOUNTABILITY,
    examples=((4, False), (5, True)),
    note="Whoever is asked for a reason, and gives one, was not refused.",
)
REFUSED_ONE = Threshold(
    key="history.unusual.refused_one",
    duty="Ask why somebody tried again and again to see one record that is closed to them",
    owner=OWNER,
    measured="the number of refusals of one person at one record, within the days of the report",
    comparison=Comparison.AT_LEAST,
    value=3,
    unit="refusals",
    source=ACCOUNTABILITY,
    examples=((2, False), (3, True)),
    note="A restricted record, one of another team, one’s own or a relative’s: each refusal may be harmless.",
)

ALL = (
    ARCHIVE,
    ARCHIVE_KEPT,
    SEARCH_TERMS,
    MANY_RECORDS,
    BEFORE_HOURS,
    AFTER_HOURS,
    NOTHING_RECORDED,
    LEFT,
    REFUSED,
    REFUSED_ONE,
)
