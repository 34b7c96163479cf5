"""What casework gives to shared pages: kinds of task, permissions, the statuses judged by the elements it keeps."""

from thrive.base.casework import facts, permissions, queries
from thrive.base.casework.actions import dues
from thrive.base.casework.queries import letters
from thrive.base.offers import Audience, Domain, DraftForm, LetterKind, LetterPart, Panel, RecordLink, TaskKind

DATES = Panel(
    key="casework.dates",
    page="event",
    order=10,
    title="What became due",
    template="casework/panels/dates.html",
    query=queries.event_panel,
    queries_used=6,
)
ELEMENT = Panel(
    key="casework.element",
    page="event",
    order=20,
    title="The imported record",
    template="casework/panels/element.html",
    query=queries.element_panel,
    queries_used=3,
)
DUE = Panel(
    key="casework.due",
    page="people.summary",
    order=10,
    title="What is due",
    template="casework/panels/due.html",
    query=queries.due_panel,
    queries_used=5,
)
SENT = Panel(
    key="casework.letter",
    page="event",
    order=30,
    title="The letter",
    template="casework/panels/letter.html",
    query=letters.event_panel,
    queries_used=1,
)

TO_FAMILY = LetterKind(
    key="casework.family_letter",
    title="Letter to the family",
    heading="A letter to you",
    audience=Audience.FAMILY,
    template="casework/letters/family.html",
    needs=permissions.WRITE_LETTER,
    parts=(
        LetterPart(
            key="says",
            label="What you want to tell them",
            hint="Write to the person: “you”, short sentences, no codes and no shortened words.",
        ),
        LetterPart(key="next", label="What happens next (optional)", heading="What happens next", required=False),
    ),
)
TO_AGENCY = LetterKind(
    key="casework.agency_letter",
    title="Letter to an agency",
    heading="A letter about our work with a family",
    audience=Audience.AGENCY,
    template="casework/letters/agency.html",
    needs=permissions.WRITE_LETTER,
    parts=(
        LetterPart(key="says", label="What you want to tell them", hint="Only what they need to know for their work."),
        LetterPart(key="asks", label="What you ask of them (optional)", heading="What we ask of you", required=False),
    ),
)

TAKE_UP = TaskKind(
    "casework.take_up",
    "Take up the work given to you",
    "whoever was given it has said that they have it",
    permissions.DISMISS_TASK,
)

DOMAIN = Domain(
    key="casework",
    title="Casework",
    permissions=permissions.ALL,
    panels=(DATES, ELEMENT, SENT, DUE),
    tabs=(
        RecordLink(
            key="tab.letters", title="Letters", order=60, url_name="casework:letters", needs=permissions.READ_LETTERS
        ),
    ),
    drafts=(
        DraftForm(
            key="casework.letter", title="Letter", url_name="casework:letters-new", needs=permissions.WRITE_LETTER
        ),
    ),
    letters=(TO_FAMILY, TO_AGENCY),
    tasks=(TAKE_UP,),
    status_source=facts.statuses,
    turned_on=facts.turned_on,
    element_source=facts.imported_elements,
    local_choice_made=dues.after_local_choice,
    verbs=(
        ("casework.imported", "Imported from a file"),
        ("casework.element.read", "Read an imported record in full"),
        ("casework.letter.sent", "Sent a letter"),
        ("casework.letter.opened", "Read a letter"),
        ("casework.due.moved", "A last day moved"),
        ("casework.task.asked", "Asked somebody to do something"),
        ("casework.task.due", "Moved the last day of a task"),
        ("casework.task.done", "Did what was asked"),
        ("casework.task.dismissed", "Took a task off a list"),
        ("casework.task.passed_on", "Passed a task on"),
        ("casework.task.read", "Read a task"),
    ),
)
