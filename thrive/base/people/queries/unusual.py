"""Looks that deserve a question: a report for information governance, which explains each line and does nothing more.

Nothing follows from a line by itself: nobody is locked out, told or marked. Most have an ordinary reason, and only
somebody who asks can know it. The patterns are `history.patterns`; the thresholds are the authority's own.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q

from thrive.base.access import policy
from thrive.base.access.models import Declaration, Involvement, User
from thrive.base.access.permissions import SEE_WHAT_USERS_DID
from thrive.base.access.rules import ROLES, Purpose, Tie
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.history import audit, patterns, rules
from thrive.base.history.models import AuditEntry
from thrive.base.history.patterns import Look, Noticed
from thrive.base.law import Threshold
from thrive.base.local.facts import extra_holidays, variations_for
from thrive.base.people.models import Card
from thrive.base.people.queries import log
from thrive.base.people.queries.log import Whom
from thrive.base.record.models import EventAbout

PERIOD = Days(7)  # how far back the report goes until somebody asks for more
LONGEST = Days(31)
MOST_LOOKS = 100_000
PER_PAGE = 50
OPENED, WITH_REASON = "people.record.opened", "access.opened_with_reason"
REFUSED = ("access.refused", "access.reason_asked")  # whoever was asked for a reason and gave none turned back


@dataclass(frozen=True)
class UnusualAsked:
    """What a reader of the report asked for; empty answers set no limit. London days, both inclusive."""

    pattern: str = ""
    worker: str = ""  # ref of a user
    first: dt.date | None = None
    last: dt.date | None = None
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One look that deserves a question, and why. `about` is None for a refusal that was about nobody."""

    at: dt.datetime
    worker: User
    about: Whom | None
    title: str
    why: str


@dataclass(frozen=True)
class Unusual:
    """A page of the report. `is_cut`: there were more looks than it reads at once.

    `withheld` counts looks by other organisations at people whose address is withheld: that a school looked would tell
    where they are, so they are left to whoever is named on the record.
    """

    first: dt.date
    last: dt.date
    page: Page
    lines: Sequence[Line]
    counts: Sequence[tuple[str, str, int]]  # key of a pattern, its title, how many
    workers: Sequence[tuple[str, str]]
    is_cut: bool
    withheld: int = 0


@dataclass
class _Seen:
    """The looks of a period: the first of each worker at each record on each day; openings with a reason; refusals."""

    looks: list[Look] = field(default_factory=list)
    every: list[Look] = field(default_factory=list)
    openings: list[Look] = field(default_factory=list)
    refusals: list[Look] = field(default_factory=list)
    out_of_hours_workers: set[int] = field(default_factory=set)  # keys of entries by somebody who held that role
    is_cut: bool = False


def unusual(*, viewer: User, asked: UnusualAsked) -> Unusual:
    """Looks of a period that deserve a question, newest first. At most 12 queries.

    Raises NotAllowed. Reading the report is itself logged.
    """
    policy.require_role(viewer, SEE_WHAT_USERS_DID)
    last = asked.last or clock.today()
    first = max(asked.first or last - dt.timedelta(days=PERIOD.n), last - dt.timedelta(days=LONGEST.n))
    own = User.objects.filter(
        Q(organisation__authority=None) | Q(organisation__authority_id=viewer.standing.authority_id)
    )
    workers = {one.pk: one for one in own.select_related("organisation")}
    seen = _seen(first, last, workers)
    cards = _cards(viewer, [*seen.looks, *seen.openings, *seen.refusals])
    noticed = list(_noticed(viewer, seen, workers, cards))
    known = [one for one in noticed if not _tells_where(one.look, workers, cards)]
    found = sorted(known, key=lambda one: (one.look.at, one.look.key), reverse=True)
    by_worker = [one for one in found if not asked.worker or workers[one.look.worker].ref == asked.worker]
    shown = [one for one in by_worker if not asked.pattern or one.pattern == asked.pattern]
    page = Paginator(shown, PER_PAGE).get_page(asked.page)
    audit.looked(viewer, "people.unusual.seen", first=first, last=last, lines=len(found))
    return Unusual(
        first=first,
        last=last,
        page=page,
        lines=_lines(list(page.object_list), workers, cards),
        counts=[(key, title, sum(one.pattern == key for one in by_worker)) for key, title in patterns.TITLES.items()],
        workers=sorted({(workers[one.look.worker].ref, workers[one.look.worker].name) for one in found}, key=_by_name),
        is_cut=seen.is_cut,
        withheld=len(noticed) - len(known),
    )


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1].lower()


def _seen(first: dt.date, last: dt.date, workers: Mapping[int, User]) -> _Seen:
    rows = AuditEntry.objects.filter(
        Q(subject_id__isnull=False) | Q(verb__in=REFUSED),
        at__gte=clock.start_of(first),
        at__lt=clock.start_of(Days(1).after(last)),
        verb__in=(OPENED, WITH_REASON, *REFUSED),
        actor_kind=AuditEntry.ActorKind.PERSON,
    ).order_by("at", "pk")
    seen, known = _Seen(), set()
    columns = rows.values_list("pk", "at", "actor_id", "subject_id", "verb", "actor_roles")[: MOST_LOOKS + 1]
    for number, (key, at, worker, subject, verb, roles) in enumerate(columns):
        if number == MOST_LOOKS:
            seen.is_cut = True
            break
        if worker is None or worker not in workers:
            continue
        look = Look(key, at, worker, subject or patterns.NOBODY)
        if verb in REFUSED:
            seen.refusals.append(look)
            continue
        if verb == WITH_REASON:
            seen.openings.append(look)
            continue
        seen.every.append(look)
        if any(ROLES[role].opens_without_reason for role in roles.split(",") if role in ROLES):
            seen.out_of_hours_workers.add(key)
        once = (worker, subject, clock.london_day(at))
        if once not in known:
            known.add(once)
            seen.looks.append(look)
    return seen


def _noticed(viewer: User, seen: _Seen, workers: Mapping[int, User], cards: Mapping[int, Any]) -> Iterator[Noticed]:
    authority = viewer.organisation.authority
    variations = variations_for(authority)
    code = authority.dfe_code if authority else ""

    def here(rule: Threshold) -> Threshold:
        return rule.on(clock.today(), variations, authority=code)

    holidays = set(extra_holidays(authority))
    yield from _same_surname(seen.looks, workers, cards)
    yield from _own_street(seen.looks, cards)
    early, late = here(rules.BEFORE_HOURS), here(rules.AFTER_HOURS)
    for look in seen.looks:
        why = patterns.out_of_hours(look.at, holidays, early=early, late=late)
        if why and look.key not in seen.out_of_hours_workers:
            yield Noticed(patterns.HOURS, look, why)
    yield from patterns.many_records(seen.every, rule=here(rules.MANY_RECORDS))
    yield from patterns.many_refusals(
        seen.refusals, seen.openings, rule=here(rules.REFUSED), of_one=here(rules.REFUSED_ONE)
    )
    recorded = _recorded(seen.openings)
    waits = rules.NOTHING_RECORDED.on(clock.today(), variations, authority=code)
    yield from patterns.nothing_recorded(seen.openings, recorded, clock.today(), holidays, rule=waits)
    ended, left = _ended(seen.looks), here(rules.LEFT)
    for look in seen.looks:
        if found := patterns.after_leaving(look, ended.get((look.worker, look.subject)), rule=left):
            yield found


def _cards(viewer: User, looks: Iterable[Look]) -> dict[int, Any]:
    """Names and addresses of those looked at, read to be compared and shown only where the reader may. One query."""
    cards = Card.objects.filter(pk__in={look.subject for look in looks}).select_related("person__subject")
    known = {
        name: ExpressionWrapper(log.may_know(viewer, of_partner=of_partner), output_field=BooleanField())
        for name, of_partner in (("is_known", False), ("is_known_of_partner", True))
    }
    few = cards.only(
        "name", "ref", "expected_on", "born_on", "address", "postcode", "person__subject__address_restricted"
    )
    return {card.pk: card for card in few.annotate(**known)}


def _same_surname(looks: Iterable[Look], workers: Mapping[int, User], cards: Mapping[int, Any]) -> Iterator[Noticed]:
    of_people = {key: patterns.surnames(card.name) for key, card in cards.items()}
    of_workers = {look.worker: patterns.surnames(workers[look.worker].name) for look in looks}
    for look in looks:
        if of_workers[look.worker] & of_people.get(look.subject, frozenset()):
            yield Noticed(patterns.SURNAME, look, "The worker and the person have the same surname")


def _own_street(looks: Iterable[Look], cards: Mapping[int, Any]) -> Iterator[Noticed]:
    """Thrive does not keep where workers live: known are those who declared a record as their own. One query.

    A withheld address is left out: the line itself would tell the reader where somebody lives.
    """
    own = Declaration.objects.now().filter(user_id__in={look.worker for look in looks}, tie=Tie.SELF)
    homes = {
        worker: (address, postcode)
        for worker, address, postcode in own.values_list(
            "user_id", "subject__person__card__address", "subject__person__card__postcode"
        )
        if address
    }
    for look in looks:
        card = cards.get(look.subject)
        if card is None or look.worker not in homes or card.person.subject.address_restricted:
            continue
        if patterns.same_street(homes[look.worker], (card.address, card.postcode)):
            yield Noticed(patterns.STREET, look, "The person lives in the worker’s own street")


def _recorded(openings: Sequence[Look]) -> dict[tuple[int, int], list[dt.datetime]]:
    """When each of these workers told something on each of these records. One query."""
    rows = EventAbout.objects.filter(
        subject_id__in={look.subject for look in openings}, event__recorded_by_id__in={look.worker for look in openings}
    ).values_list("event__recorded_by_id", "subject_id", "event__recorded_at")
    found: dict[tuple[int, int], list[dt.datetime]] = {}
    for worker, subject, at in rows:
        if worker is not None:
            found.setdefault((worker, subject), []).append(at)
    return found


def _ended(looks: Sequence[Look]) -> dict[tuple[int, int], dt.date]:
    """When the last involvement by name ended of those who are no longer involved by name, for these looks. One query.

    An involvement through a family counts for each of its members. Openings with a reason do not count.
    """
    subjects, people = {look.subject for look in looks}, {look.worker for look in looks}
    rows = (
        Involvement.objects.current()
        .filter(user_id__in=people)
        .exclude(purpose__in=(Purpose.OPENED, Purpose.EMERGENCY))
        .filter(Q(subject_id__in=subjects) | Q(circle__members__subject_id__in=subjects))
        .values_list("user_id", "subject_id", "circle__members__subject_id", "true_to")
        .distinct()
    )
    found: dict[tuple[int, int], dt.date | None] = {}
    for worker, direct, member, ended_on in rows:
        key = (worker or 0, direct or member or 0)
        was = found.get(key, dt.date.min)
        found[key] = None if ended_on is None or was is None else max(was, ended_on)
    return {key: ended_on for key, ended_on in found.items() if ended_on is not None}


def _lines(shown: Sequence[Noticed], workers: Mapping[int, User], cards: Mapping[int, Any]) -> list[Line]:
    def about(look: Look) -> Whom | None:
        if look.subject == patterns.NOBODY:
            return None
        card = cards.get(look.subject)
        known = card is not None and (card.is_known_of_partner if _is_partner(workers[look.worker]) else card.is_known)
        return log.whom(card) if card is not None and known else Whom(log.NOT_SHOWN)

    return [
        Line(one.look.at, workers[one.look.worker], about(one.look), patterns.TITLES[one.pattern], one.why)
        for one in shown
    ]


def _tells_where(look: Look, workers: Mapping[int, User], cards: Mapping[int, Any]) -> bool:
    """Whether the line itself would tell the reader where somebody is."""
    card = cards.get(look.subject)
    return card is not None and _is_partner(workers[look.worker]) and not card.is_known_of_partner


def _is_partner(worker: User) -> bool:
    return not worker.organisation.is_council
