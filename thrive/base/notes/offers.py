"""What notes give to shared pages: permissions, when somebody was last seen, the latest events, words for the log."""

from thrive.base.notes import permissions
from thrive.base.notes.queries import panels
from thrive.base.offers import Domain, DraftForm, Panel, RecordLink

LAST_SEEN = Panel(
    key="notes.seen",
    page="people.summary",
    order=20,
    title="Last seen",
    template="notes/panels/seen.html",
    query=panels.seen,
    queries_used=2,
)
LATEST = Panel(
    key="notes.latest",
    page="people.summary",
    order=60,
    title="Latest on the timeline",
    template="notes/panels/latest.html",
    query=panels.latest,
    queries_used=2,
)
VERBS = (
    ("notes.written", "Wrote a note"),
    ("notes.corrected", "Corrected a note"),
    ("notes.note.opened", "Read a note"),
    ("notes.event.opened", "Read an event"),
    ("notes.timeline.read", "Read the timeline beside a brother’s or sister’s"),
)

DOMAIN = Domain(
    key="notes",
    title="Notes",
    permissions=permissions.ALL,
    panels=(LAST_SEEN, LATEST),
    tabs=(
        RecordLink(
            key="tab.timeline", title="Timeline", order=20, url_name="notes:timeline", needs=permissions.READ_TIMELINE
        ),
    ),
    buttons=(
        RecordLink(
            key="button.note",
            title="Add note",
            order=10,
            url_name="notes:new",
            needs=permissions.WRITE_NOTE,
            primary=True,
        ),
    ),
    drafts=(DraftForm(key="notes.note", title="Note", url_name="notes:new", needs=permissions.WRITE_NOTE),),
    verbs=VERBS,
)
