"""What the record room gives to shared pages: words for the log of who did what."""

from thrive.base.offers import Domain

VERBS = (
    ("record.draft.started", "Began a draft"),
    ("record.draft.finished", "Finished a draft"),
    ("record.draft.discarded", "Discarded a draft"),
    ("record.draft.kept_apart", "Changed a draft in two windows"),
    ("record.draft.settled", "Chose between two versions of a draft"),
)

DOMAIN = Domain(key="record", title="Record", verbs=VERBS)
