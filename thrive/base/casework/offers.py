"""What casework gives to shared pages: the statuses judged by the elements it keeps."""

from thrive.base.casework import facts, queries
from thrive.base.offers import Domain, Panel

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

DOMAIN = Domain(
    key="casework",
    title="Casework",
    panels=(DATES, ELEMENT),
    status_source=facts.statuses,
    turned_on=facts.turned_on,
    verbs=(
        ("casework.imported", "Imported from a file"),
        ("casework.element.read", "Read an imported record in full"),
    ),
)
