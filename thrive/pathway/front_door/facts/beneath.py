"""What goes on beneath a referral: work of a file that has not ended, and whoever works with the child."""

from collections.abc import Sequence

from thrive.base.casework.models import ImportedElement
from thrive.base.offers import ElementKind
from thrive.pathway.front_door.models import Referral

#: Work that a referral is not closed over without a reason; and what, besides an assessment, makes RC8 and RC9 untrue.
WORK = (
    ElementKind.ASSESSMENT, ElementKind.S47_ENQUIRY, ElementKind.CIN_PLAN, ElementKind.CP_PLAN,
    ElementKind.PRE_PROCEEDINGS,
)  # fmt: skip
BEYOND_ASSESSMENT = (
    ElementKind.S47_ENQUIRY, ElementKind.CONFERENCE, ElementKind.CIN_PLAN, ElementKind.CP_PLAN,
)  # fmt: skip


def beneath(referral: Referral) -> list[ImportedElement]:
    """What is on record beneath a referral, oldest first. One query."""
    rows = ImportedElement.objects.current().filter(subject_id=referral.subject_id, parent_key=referral.natural_key)
    return list(rows.order_by("true_from", "pk"))


def still_open(rows: Sequence[ImportedElement]) -> list[ImportedElement]:
    """The work among these that has not ended, as far as is on record."""
    return [
        row
        for row in rows
        if row.kind in WORK and row.true_to is None and not row.content.get("conference_not_required")
    ]


def goes_beyond_assessment(rows: Sequence[ImportedElement]) -> bool:
    """Whether more than an assessment came of the referral."""
    return any(row.kind in BEYOND_ASSESSMENT for row in rows)
