"""What the record room gives to shared pages: what one has begun about somebody, words for the log."""

from thrive.base.offers import Domain, Panel
from thrive.base.record import queries

BEGUN = Panel(
    key="record.begun",
    page="people.summary",
    order=15,
    title="Your drafts",
    template="record/panels/begun.html",
    query=queries.begun_panel,
    queries_used=1,
)

VERBS = (
    ("record.draft.started", "Began a draft"),
    ("record.draft.finished", "Finished a draft"),
    ("record.draft.discarded", "Discarded a draft"),
    ("record.draft.kept_apart", "Changed a draft in two windows"),
    ("record.draft.settled", "Chose between two versions of a draft"),
)

DOMAIN = Domain(key="record", title="Record", panels=(BEGUN,), verbs=VERBS)
