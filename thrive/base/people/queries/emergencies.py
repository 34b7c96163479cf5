"""Emergency access as those see it who were told of it, and those who review it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Subject, User
from thrive.base.access.queries import looking
from thrive.base.calendar import clock
from thrive.base.history import audit, patterns
from thrive.base.history.models import AuditEntry
from thrive.base.history.prepared import prepared
from thrive.base.law import Due
from thrive.base.local.facts import extra_holidays
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import EmergencyNotice, EmergencyOpening, EmergencyReview
from thrive.base.people.queries.withheld_words import words_kept_from
from thrive.base.people.rules import EMERGENCY_REASONS, EMERGENCY_REVIEW, REVIEW_OUTCOMES
from thrive.govuk import words

PER_PAGE = 50
MOST_NOTICES = 10


@dataclass(frozen=True)
class Told:
    """A notice as its reader sees it."""

    ref: str
    opening_ref: str
    name: str
    who: str
    reason: str
    at: dt.datetime
    until: dt.datetime
    may_review: bool


@dataclass(frozen=True)
class Line:
    """One emergency in the list of those to review."""

    opening: EmergencyOpening
    name: str
    review: EmergencyReview | None
    is_own: bool

    @property
    def reason(self) -> str:
        """The reason chosen, in words."""
        return EMERGENCY_REASONS.get(self.opening.reason, self.opening.reason)

    @property
    def outcome(self) -> str:
        """What was made of it; empty where nobody has said."""
        return REVIEW_OUTCOMES[self.review.outcome] if self.review else ""

    @property
    def is_late(self) -> bool:
        """Whether it should have been reviewed by now."""
        return self.review is None and self.opening.review_by < clock.today()


@dataclass(frozen=True)
class Pattern:
    """Something about an emergency that deserves a question. It never answers one."""

    title: str
    why: str


@dataclass(frozen=True)
class Emergency:
    """One emergency with everything its reviewer needs: what was looked at meanwhile, and what stands out."""

    line: Line
    due: str
    seen: Sequence[tuple[dt.datetime, str]]
    patterns: Sequence[Pattern]
    reviews: Sequence[EmergencyReview] = field(default_factory=list)


def notices(*, viewer: User) -> list[Told]:
    """What `viewer` was told and has not read, latest first. Two queries, one where there is nothing."""
    may_review = policy.holds(viewer, permissions.REVIEW_EMERGENCY)
    found = _unread(user=viewer.pk)
    if not found:
        return []
    known = policy.decide_all(viewer, permissions.SEE_NAME, [one.opening.subject for one in found])
    return [
        Told(
            ref=one.ref,
            opening_ref=one.opening.ref,
            name=_name(one.opening.subject) if known[one.opening.subject_id].ok else "A restricted record",
            who=one.opening.recorded_by.name,
            reason=EMERGENCY_REASONS.get(one.opening.reason, one.opening.reason),
            at=one.opening.recorded_at,
            until=one.opening.until_at,
            may_review=may_review,
        )
        for one in found
    ]


@prepared
def _unread(*, user: int) -> "QuerySet[EmergencyNotice]":
    rows = EmergencyNotice.objects.filter(user_id=user, read_at=None)
    rows = rows.select_related("opening__subject__person__card", "opening__recorded_by")
    return rows.order_by("-told_at", "-pk")[:MOST_NOTICES]


def notice(*, viewer: User, ref: str) -> EmergencyNotice:
    """A notice of the viewer's own. Raises NotFound for anybody else's."""
    found = EmergencyNotice.objects.filter(user=viewer, ref=ref).select_related("opening").first()
    if found is None:
        raise NotFound(ref)
    return found


def emergencies(*, viewer: User, number: int | str = 1) -> tuple[Page, list[Line]]:
    """Emergencies of the authority: those nobody has reviewed first, the longest due on top. Raises NotAllowed."""
    policy.require_role(viewer, permissions.REVIEW_EMERGENCY)
    reviewed = EmergencyReview.objects.current().filter(opening=OuterRef("pk"))
    rows = _of_authority(viewer).annotate(is_reviewed=Exists(reviewed)).order_by("is_reviewed", "review_by", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(number)
    found = list(page.object_list)
    audit.looked(viewer, "people.emergencies.listed", about=sorted({one.subject_id for one in found}))
    reviews = {
        one.opening_id: one
        for one in EmergencyReview.objects.current().filter(opening__in=found).select_related("recorded_by")
    }
    return page, [_line(one, reviews.get(one.pk), viewer) for one in found]


def emergency(*, viewer: User, ref: str) -> Emergency:
    """One emergency for its review. Raises NotFound, and NotAllowed for whoever may not review it."""
    policy.require_role(viewer, permissions.REVIEW_EMERGENCY)
    opening = _of_authority(viewer).filter(ref=ref).first()
    if opening is None:
        raise NotFound(ref)
    policy.require(viewer, permissions.REVIEW_EMERGENCY, opening.subject)
    audit.looked(viewer, "people.emergency.examined", opening, about=[opening.subject_id])
    reviews = list(
        EmergencyReview.objects.filter(opening=opening).select_related("recorded_by").order_by("-recorded_at", "-pk")
    )
    standing = next((one for one in reviews if one.replaced_at is None), None)
    kept = words_kept_from(viewer, [opening.subject])
    opening.why = kept.over(opening.why, opening.recorded_by_id)  # as it is shown; it is never written again
    for one in reviews:
        one.why = kept.over(one.why, one.recorded_by_id)
    extra = extra_holidays(opening.subject.authority)
    due = Due(rule=EMERGENCY_REVIEW, start=opening.happened_on, on=opening.review_by)
    return Emergency(
        line=_line(opening, standing, viewer),
        due=due.words(clock.today(), extra),
        seen=_seen(opening),
        patterns=_patterns(opening, extra),
        reviews=reviews,
    )


def _of_authority(viewer: User) -> "QuerySet[EmergencyOpening]":
    return EmergencyOpening.objects.filter(
        policy.visible(viewer, permissions.REVIEW_EMERGENCY, "subject")
    ).select_related("subject__person__card", "subject__authority", "recorded_by__organisation")


def _line(opening: EmergencyOpening, review: EmergencyReview | None, viewer: User) -> Line:
    return Line(opening, _name(opening.subject), review, is_own=opening.recorded_by_id == viewer.pk)


def _name(subject: Subject) -> str:
    return Header(subject.person.card, shows_address=False).name


def _seen(opening: EmergencyOpening) -> list[tuple[dt.datetime, str]]:
    """What the worker did on this record from opening it until it closed, as the log has it. One query."""
    rows = AuditEntry.objects.filter(
        subject_id=opening.subject_id,
        actor_id=opening.recorded_by_id,
        at__gte=opening.recorded_at,
        at__lte=opening.until_at,
    ).order_by("at", "pk")
    return [(one.at, looking.what_was_done(one)) for one in rows]


def _patterns(opening: EmergencyOpening, extra: dict[dt.date, str]) -> list[Pattern]:
    """What about this emergency deserves a question. Three queries."""
    worker, subject = opening.recorded_by, opening.subject
    others = EmergencyOpening.objects.exclude(pk=opening.pk).filter(recorded_at__lte=opening.recorded_at)
    own = others.filter(recorded_by=worker).count()
    same = others.filter(subject=subject)
    again = same.count()
    found = [Pattern("Again on this record", f"It was opened in an emergency {_times(again)} before")] if again else []
    if own:
        found.append(Pattern("This worker’s other emergencies", f"They did so {_times(own)} before, on any record"))
    name = _name(subject)
    if patterns.same_surname(worker.name, name):
        found.append(Pattern(patterns.TITLES[patterns.SURNAME], "The worker and the person have the same surname"))
    if late := patterns.out_of_hours(opening.recorded_at, extra):
        found.append(Pattern(patterns.TITLES[patterns.HOURS], late))
    return found


def _times(number: int) -> str:
    return "once" if number == 1 else words.plural(number, "time", "times")
