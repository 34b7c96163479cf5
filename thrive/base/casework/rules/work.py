"""What is asked of whoever gives or moves work, and how a worklist is grouped. Not law: Thrive's own."""

import datetime as dt

REASON_MOST = 400  # characters of a reason

#: How far ahead a worklist says that something is due soon.
SOON = dt.timedelta(days=7)

#: After how long without being seen by the authority's own staff a child is counted as not seen. The team page says so.
UNSEEN_AFTER = dt.timedelta(days=28)

#: How many rows of a worklist are on a page of Home: what is due first is on the first.
MOST_ROWS = 20

#: The groups of a worklist by date, in the order in which they stand.
LATE, TODAY, NEXT, LATER, UNDATED, UNKNOWN = "late", "today", "next", "later", "undated", "unknown"
GROUPS = {
    LATE: "Late",
    TODAY: "Today",
    NEXT: "Next 7 days",
    LATER: "Later",
    UNDATED: "No date",
    UNKNOWN: "Not known whether it was done",
}

#: How a worker may have their list grouped; the first is how it is where they chose nothing.
DATE, FAMILY, PERSON, TYPE = "date", "family", "person", "type"
GROUPED_BY = {DATE: "Date due", FAMILY: "Family", PERSON: "Person", TYPE: "Type of work"}


def group_of(due_on: dt.date | None, today: dt.date) -> str:
    """The group of a worklist in which something with this last day stands."""
    if due_on is None:
        return UNDATED
    if due_on < today:
        return LATE
    if due_on == today:
        return TODAY
    return NEXT if due_on <= today + SOON else LATER
