"""What somebody of another service reported, and what they were told of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Authority, Organisation, User
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import OrganisationKind
from thrive.base.history import audit
from thrive.base.people.queries.withheld_words import WithheldWords, words_near
from thrive.pathway.front_door.models import Contact, ContactMatch, ContactPerson
from thrive.pathway.front_door.permissions import REPORT
from thrive.pathway.front_door.queries.latest import with_latest
from thrive.pathway.front_door.rules.contacts import Channel

MOST = 30
#: Bodies small enough for whoever may report to read what colleagues reported; elsewhere each reads their own.
SHARED = frozenset({OrganisationKind.SCHOOL, OrganisationKind.VOLUNTARY, OrganisationKind.PROVIDER})


@dataclass(frozen=True)
class Report:
    """A report as its own organisation sees it: their words, and the reply. Nothing of what is on record."""

    contact: Contact
    people: Sequence[ContactPerson]
    reply: str

    @property
    def children(self) -> Sequence[str]:
        """The children as they named them."""
        return [one.says for one in self.people if one.is_child]

    @property
    def is_answered(self) -> bool:
        """Whether it has been decided, as far as they are told."""
        return bool(self.reply)


def reports(*, viewer: Viewer, number: str = "1") -> tuple[Page, list[Report]]:
    """What the viewer reported and, in a small body, what colleagues did; newest first, by page. Three queries.

    Raises NotAllowed.
    """
    policy.require_role(viewer, REPORT)
    page = Paginator(_own(viewer), MOST).get_page(number)
    return page, [_report(one) for one in page.object_list]


def report(*, viewer: Viewer, ref: str) -> Report:
    """One of them, and log that it was read; the reply without words that tell where somebody hides.

    Raises NotAllowed, and NotFound for what is not theirs to read.
    """
    policy.require_role(viewer, REPORT)
    row = _own(viewer).filter(ref=ref).first()
    if row is None:
        raise NotFound(ref)
    audit.looked(viewer, "front_door.report.read", row)
    found = _report(row)
    return replace(found, reply=words_about(row.pk, viewer=viewer).over(found.reply)) if found.reply else found


def words_about(contact_id: int, *, viewer: Viewer) -> WithheldWords:
    """The words kept from the viewer in what is said to them of a contact. Two queries at most."""
    matched = ContactMatch.objects.current().filter(contact_id=contact_id, subject__isnull=False)
    return words_near(viewer, list(matched.values_list("subject_id", flat=True)))


def body_of(viewer: Viewer) -> Organisation:
    """The body for which somebody, or another system, reports."""
    if isinstance(viewer, User):
        return viewer.organisation
    return Organisation.objects.select_related("authority").get(pk=viewer.organisation_id or 0)


def front_door_of(viewer: Viewer) -> Authority:
    """The authority to whose front door they report: that of their body, or the one this database serves."""
    return body_of(viewer).authority or Authority.objects.filter(is_home=True).order_by("pk").get()


def _own(viewer: Viewer) -> "QuerySet[Contact]":
    """What the viewer may read of what their body reported: in a larger one their own, and a system what systems
    of it sent."""
    people = ContactPerson.objects.current().order_by("number")
    rows = Contact.objects.current().filter(organisation_id=viewer.organisation_id or 0)
    if body_of(viewer).kind not in SHARED:
        rows = rows.filter(reporter=viewer) if isinstance(viewer, User) else rows.filter(channel=Channel.SYSTEM)
    return (
        with_latest(rows, "reporter", "authority", reply_now="replies")
        .prefetch_related(Prefetch("people", people, to_attr="told_of"))
        .order_by("-received_at", "-pk")
    )


def _report(row: Contact) -> Report:
    reply = getattr(row, "reply_now", None)
    return Report(row, row.told_of, reply.words if reply else "")  # type: ignore[attr-defined]
