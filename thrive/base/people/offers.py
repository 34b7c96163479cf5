"""What people gives to shared pages: its permissions, and the tabs of a record that are its own."""

from thrive.base.access.permissions import SEE_WHO_LOOKED
from thrive.base.access.queries import openings_panel
from thrive.base.offers import Domain, Panel, RecordLink
from thrive.base.people import permissions, rules
from thrive.base.people.queries import doubts, members

VERBS = (
    ("people.record.opened", "Opened the record"),
    ("people.added", "Added the person"),
    ("people.recorded", "Recorded a fact"),
    ("people.corrected", "Corrected a fact"),
    ("people.ended", "Ended a fact"),
    ("people.withdrawn", "Took back a fact entered in error"),
    ("people.warning.reviewed", "Reviewed a warning"),
    ("people.restricted", "Changed the restriction"),
    ("people.part.sealed", "Sealed a part of the record"),
    ("people.part.opened", "Lifted a seal"),
    ("people.part.read", "Read what is sealed"),
    ("people.emergency.asked", "Was asked why before emergency access"),
    ("people.emergency.opened", "Opened the record in an emergency"),
    ("people.emergency.reviewed", "Reviewed emergency access"),
    ("people.emergency.notice_read", "Read that somebody had emergency access"),
    ("people.emergencies.listed", "Listed emergency access"),
    ("people.emergency.examined", "Examined emergency access"),
    ("people.samples.listed", "Listed the samples"),
    ("people.sample.seen", "Looked at which records are in a sample"),
    ("people.sample.named", "Named a sample for an audit or inspection"),
    ("people.sample.put_in", "Put the record into a sample"),
    ("people.sample.taken_out", "Took the record out of a sample"),
    ("people.sample.ended", "Ended a sample early"),
    ("people.family.created", "Made a family"),
    ("people.family.joined", "Added to a family"),
    ("people.family.left", "Took out of a family"),
    ("people.family.added", "Added somebody to the family page"),
    ("people.relationship.recorded", "Recorded a relationship"),
    ("people.relationship.ended", "Ended a relationship"),
    ("people.relationship.withdrawn", "Took back a relationship entered in error"),
    ("people.responsibility.recorded", "Recorded parental responsibility"),
    ("people.responsibility.ended", "Ended parental responsibility"),
    ("people.responsibility.withdrawn", "Took back parental responsibility entered in error"),
    ("people.household.joined", "Added to a household"),
    ("people.household.left", "Took out of a household"),
    ("people.household.moved", "Recorded a move"),
    ("people.household.ended", "Ended a household"),
    ("people.household.corrected", "Corrected when somebody lived in a household"),
    ("people.household.withdrawn", "Took back a household entered in error"),
    ("people.unusual.seen", "Looked at which looks stand out"),
    ("people.searched", "Searched"),
    ("people.search.shown", "Was shown the people found"),
    ("people.searches.forgotten", "Ended the visit: searches forgotten"),
    ("people.matches.shown", "Was shown this record as a possible match"),
    ("people.match.decided", "Compared two records"),
)

DOUBTS = Panel(
    key="people.doubts",
    page="people.summary",
    order=5,
    title="May be one person with",
    template="people/panels/doubts.html",
    query=doubts.panel,
    queries_used=1,
)
OPENINGS = Panel(
    key="people.openings",
    page="people.summary",
    order=70,
    title="Opened with a reason",
    template="people/panels/openings.html",
    query=openings_panel,
    queries_used=2,
)

DOMAIN = Domain(
    key="people",
    title="People",
    rules=(rules.EMERGENCY_ENDS, rules.EMERGENCY_REVIEW, rules.SAMPLE_ENDS),
    permissions=permissions.ALL,
    verbs=VERBS,
    names=members.called,
    panels=(DOUBTS, OPENINGS),
    tabs=(
        RecordLink(
            key="tab.summary", title="Summary", order=10, url_name="people:record", needs=permissions.OPEN_RECORD
        ),
        RecordLink(key="tab.family", title="Family", order=30, url_name="people:family", needs=permissions.SEE_FAMILY),
        RecordLink(
            key="tab.details", title="Details", order=40, url_name="people:details", needs=permissions.OPEN_RECORD
        ),
        RecordLink(key="tab.access", title="Access", order=90, url_name="people:access", needs=SEE_WHO_LOOKED),
    ),
)
