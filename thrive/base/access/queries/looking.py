"""The audit log in words: who looked at a record, what happened to a user or a team.

Only these pages read the log; it is never an input to a rule, a status or a due date.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotAllowed, NotFound
from thrive.base.access.forms import LooksForm
from thrive.base.access.models import Organisation, RoleHolding, Subject, User
from thrive.base.access.permissions import ADMINISTER, EXPORT_WHO_LOOKED, SEE_WHAT_USERS_DID, SEE_WHO_LOOKED
from thrive.base.access.rules import LOG_EXPORT_REASONS, ROLES, OrganisationKind
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.history import audit, search_terms
from thrive.base.history.models import AuditEntry
from thrive.base.offers import REGISTRY

SHOWN_AT_FIRST = Days(30)  # how far back the list goes until somebody asks for more
PER_PAGE = 50
MOST_IN_A_FILE = 20_000
READS_OF_A_USER = (
    "access.user_log.seen",
    "access.user_log.exported",
    "access.search_terms.read",
    "access.printed",
)
TAB_WORDS = {
    "access": "who looked",
    "element": "an imported record",
    "header": "who they are and who is involved",
    "known": "what was known when",
    "letter": "a letter",
    "openings": "who opened it with a reason",
    "statuses": "where the statuses come from",
    "why": "why a date is due",
}
NOBODY = "Nobody signed in"
PARTNER = "Somebody at another organisation, withheld with the address"


@dataclass(frozen=True)
class Entry:
    """One line of the log in words. `role` is what the worker held on that day; `terms` digests what they typed."""

    key: int
    at: dt.datetime
    who: str
    role: str
    organisation: str
    what: str
    reason: str
    fields: Sequence[str] = ()
    subject: int | None = None
    where: str = ""
    terms: str = ""


@dataclass(frozen=True)
class LooksAsked:
    """What a reader of the log asked to see; empty answers set no limit. Days are London days, both inclusive."""

    worker: str = ""  # ref of a user
    action: str = ""  # verb
    first: dt.date | None = None
    last: dt.date | None = None
    page: int = 1


@dataclass(frozen=True)
class Looks:
    """A page of the log of one record, with what it may be narrowed to."""

    asked: LooksAsked
    first: dt.date
    last: dt.date
    page: Page
    entries: list[Entry]
    workers: list[tuple[str, str]] = field(default_factory=list)
    actions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many entries there are in all."""
        return self.page.paginator.count


def who_looked(*, viewer: User, subject: Subject, asked: LooksAsked | None = None) -> Looks:
    """Who looked at or changed this record, newest first; by default in the last 30 days. Seven queries at most.

    Raises NotAllowed. Looking at the log is itself logged.
    """
    policy.require(viewer, SEE_WHO_LOOKED, subject)
    rows = AuditEntry.objects.filter(subject_id__in=subject.about_ids())
    looks = _page(rows, asked or LooksAsked(), keeps_partners=_keeps_partners(viewer, subject))
    audit.looked(viewer, "access.log.seen", about=[subject.pk])
    return looks


def who_looked_to_take_away(
    *, viewer: User, subject: Subject, asked: LooksAsked, reason: str
) -> tuple[dt.date, dt.date, list[Entry]]:
    """As `who_looked`, all of it at once for a file, with its first and last day. Five queries.

    `reason` is one of LOG_EXPORT_REASONS. Raises NotAllowed, and BadAnswer for more than fits in one file.
    """
    policy.require(viewer, EXPORT_WHO_LOOKED, subject)
    first, last, rows = _asked_for(AuditEntry.objects.filter(subject_id__in=subject.about_ids()), asked)
    entries = _to_take_away(rows, keeps_partners=_keeps_partners(viewer, subject))
    said = LOG_EXPORT_REASONS[reason]
    audit.looked(viewer, "access.log.exported", about=[subject.pk], reason=said, entries=len(entries))
    return first, last, entries


def what_user_did(*, viewer: User, user: User, asked: LooksAsked | None = None) -> Looks:
    """Everything a user of the viewer's authority looked at and did, newest first. Seven queries at most.

    Raises NotAllowed. Looking is itself logged.
    """
    _require_own(viewer, user)
    looks = _page(_of(user), asked or LooksAsked())
    audit.looked(viewer, "access.user_log.seen", user)
    return looks


def what_user_did_to_take_away(
    *, viewer: User, user: User, asked: LooksAsked, reason: str
) -> tuple[dt.date, dt.date, list[Entry]]:
    """As `what_user_did`, all of it at once for a file. Raises NotAllowed, and BadAnswer for too much of it."""
    _require_own(viewer, user)
    first, last, rows = _asked_for(_of(user), asked)
    entries = _to_take_away(rows)
    said = LOG_EXPORT_REASONS[reason]
    audit.looked(viewer, "access.user_log.exported", user, reason=said, entries=len(entries))
    return first, last, entries


def search_terms_of(*, viewer: User, user: User, entries: Sequence[Entry]) -> dict[str, str]:
    """What the user typed into the searches among `entries`, by digest, as far as it is kept still. One query.

    Raises NotAllowed. That it was read is logged.
    """
    _require_own(viewer, user)
    found = search_terms.of(entry.terms for entry in entries if entry.terms)
    audit.looked(viewer, "access.search_terms.read", user, searches=len(found))
    return {digest: ", ".join(str(value) for value in typed.values()) for digest, typed in found.items()}


def users_to_look_at(*, viewer: User, name: str = "") -> "QuerySet[User]":
    """Users of the viewer's authority and its partners, by name. Raises NotAllowed."""
    policy.require_role(viewer, SEE_WHAT_USERS_DID)
    rows = User.objects.filter(_same_authority(viewer)).select_related("organisation")
    return rows.filter(name__icontains=name).order_by("name", "pk")


def user_to_look_at(*, viewer: User, ref: str) -> User:
    """The user called `ref`. Raises NotAllowed, and NotFound for one who is not the viewer's to look at."""
    found = users_to_look_at(viewer=viewer).filter(ref=ref).first()
    if found is None:
        raise NotFound(ref)
    return found


def _same_authority(viewer: User) -> Q:
    return Q(organisation__authority=None) | Q(organisation__authority_id=viewer.standing.authority_id)


def _require_own(viewer: User, user: User) -> None:
    """Raises NotAllowed unless the viewer may see what this user did."""
    policy.require_role(viewer, SEE_WHAT_USERS_DID)
    if user.organisation.authority_id not in (None, viewer.standing.authority_id):
        raise NotAllowed("That user works for another authority.", permission=SEE_WHAT_USERS_DID)


def _of(user: User) -> "QuerySet[AuditEntry]":
    return AuditEntry.objects.filter(actor_kind=AuditEntry.ActorKind.PERSON, actor_id=user.pk)


def _asked_for(rows: "QuerySet[AuditEntry]", asked: LooksAsked) -> tuple[dt.date, dt.date, "QuerySet[AuditEntry]"]:
    """The first and last day asked for, and the entries, narrowed and newest first."""
    last = asked.last or clock.today()
    first = asked.first or last - dt.timedelta(days=SHOWN_AT_FIRST.n)
    rows = rows.filter(at__gte=clock.start_of(first), at__lt=clock.start_of(Days(1).after(last)))
    if asked.worker:
        rows = rows.filter(actor_id__in=User.objects.filter(ref=asked.worker).values("pk"))
    if asked.action:
        rows = rows.filter(verb=asked.action)
    return first, last, rows.order_by("-at", "-pk")


def _page(rows: "QuerySet[AuditEntry]", asked: LooksAsked, *, keeps_partners: bool = False) -> Looks:
    first, last, in_time = _asked_for(rows, LooksAsked(first=asked.first, last=asked.last))
    page = Paginator(_asked_for(rows, asked)[2], PER_PAGE).get_page(asked.page)
    pairs = set(in_time.order_by().values_list("actor_id", "verb").distinct())
    workers = User.objects.filter(pk__in={actor for actor, _ in pairs if actor is not None}).order_by("name", "pk")
    if keeps_partners:
        workers = workers.filter(organisation__kind=OrganisationKind.COUNCIL)
    return Looks(
        asked=asked,
        first=first,
        last=last,
        page=page,
        entries=in_words(page.object_list, keeps_partners=keeps_partners),
        workers=list(workers.values_list("ref", "name")),
        actions=sorted(((verb, verb_words(verb)) for verb in {verb for _, verb in pairs}), key=lambda one: one[1]),
    )


def _to_take_away(rows: "QuerySet[AuditEntry]", *, keeps_partners: bool = False) -> list[Entry]:
    entries = in_words(rows[: MOST_IN_A_FILE + 1], keeps_partners=keeps_partners)
    if len(entries) > MOST_IN_A_FILE:
        raise BadAnswer(f"More than {MOST_IN_A_FILE:,} entries. Choose fewer days.", field="reason")
    return entries


def who_looked_panel(
    *, viewer: User, subject: Subject, answers: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    """The panel of a record's Access tab; None where the viewer may not see it. `answers`: the page's query."""
    if not policy.decide(viewer, SEE_WHO_LOOKED, subject).ok:
        return None
    form = LooksForm(answers or {})
    page = str((answers or {}).get("page", ""))
    looks = who_looked(
        viewer=viewer, subject=subject, asked=LooksAsked(**form.asked(), page=int(page) if page.isdigit() else 1)
    )
    form.offer(workers=looks.workers, actions=looks.actions)
    may_take = policy.holds(viewer, EXPORT_WHO_LOOKED)
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in (answers or {}).items() if name != "page" and value})
    return {"looks": looks, "looks_form": form, "take_query": query.urlencode() if may_take else None}


def happened(*, viewer: User, to: Model, page: int = 1) -> tuple[Page, list[Entry]]:
    """What was changed of an organisation, team or user, newest first, and as words. Raises NotAllowed.

    Who read what a user did is left out: an administrator must not learn that somebody is being looked into.
    """
    policy.require_role(viewer, ADMINISTER)
    rows = AuditEntry.objects.filter(subject_id=None, object_type=to._meta.label_lower, object_id=to.pk)
    rows = rows.exclude(verb__in=READS_OF_A_USER)
    found = Paginator(rows.order_by("-at", "-pk"), PER_PAGE).get_page(page)
    return found, in_words(found.object_list)


def verb_words(verb: str) -> str:
    """What a verb of the log means, as its domain says; one that nobody offers words for is shown as it is."""
    return REGISTRY.verbs.get(verb, verb)


def _keeps_partners(viewer: User, subject: Subject) -> bool:
    """Whether the names of partners that looked must not show to `viewer`: see `_is_guarded`."""
    return _is_guarded(subject) and not policy.is_named(viewer, subject)


def _is_guarded(subject: Subject) -> bool:
    """Whether where the person is, is guarded, so that a school or surgery that looked would tell. One query."""
    guarded = Subject.objects.filter(pk__in=subject.about_ids())
    return guarded.filter(Q(address_restricted=True) | Q(person__card__where_guarded=True)).exists()


def in_words(rows: "QuerySet[AuditEntry] | Iterable[AuditEntry]", *, keeps_partners: bool = False) -> list[Entry]:
    """Entries with names put to their numbers. Three queries, however many there are.

    `keeps_partners`: who looked at another organisation, and which that is, stays unsaid.
    """
    entries = list(rows)
    actors = {entry.actor_id for entry in entries if entry.actor_id is not None}
    names = dict(User.objects.filter(pk__in=actors).values_list("pk", "name"))
    bodies = {entry.organisation_id for entry in entries if entry.organisation_id is not None}
    organisations = dict(Organisation.objects.filter(pk__in=bodies).values_list("pk", "name"))
    kept = set()
    if keeps_partners:
        partners = Organisation.objects.filter(pk__in=bodies).exclude(kind=OrganisationKind.COUNCIL)
        kept = set(partners.values_list("pk", flat=True))
        organisations |= dict.fromkeys(kept, "")
    before = {entry.actor_id for entry in entries if entry.actor_id is not None and not entry.actor_roles}
    held = list(RoleHolding.objects.filter(user_id__in=before)) if before else []
    return [
        Entry(
            key=entry.pk,
            at=entry.at,
            who=PARTNER if entry.organisation_id in kept else _who(entry, names),
            role="" if entry.organisation_id in kept else _roles_then(entry) or _roles(held, entry),
            organisation=organisations.get(entry.organisation_id or 0, ""),
            what=what_was_done(entry),
            reason=entry.reason,
            fields=[str(name).replace("_", " ") for name in entry.details.get("fields", ())],
            subject=entry.subject_id,
            where="" if entry.organisation_id in kept else entry.from_where,
            terms=str(entry.details.get("terms", "")),
        )
        for entry in entries
    ]


def what_was_done(entry: AuditEntry) -> str:
    """The verb in words, with the part of the record that was looked at, or the role that was given or ended."""
    tab, role = str(entry.details.get("tab", "")), ROLES.get(str(entry.details.get("role", "")))
    more = TAB_WORDS.get(tab, tab.replace("_", " ")) or (role.title if role else "")
    return f"{verb_words(entry.verb)}: {more}" if more else verb_words(entry.verb)


def _who(entry: AuditEntry, names: Mapping[int, str]) -> str:
    if entry.actor_id is not None:
        return names.get(entry.actor_id, f"User {entry.actor_id}")
    return entry.actor_key.replace("_", " ").capitalize() if entry.actor_key else NOBODY


def _roles_then(entry: AuditEntry) -> str:
    """The roles that the entry itself says were held."""
    return ", ".join(policy.role_titles(entry.actor_roles.split(",")))


def _roles(held: Iterable[RoleHolding], entry: AuditEntry) -> str:
    """The roles the worker held on the day of an entry that does not say, because it is from before entries did."""
    day = clock.london_day(entry.at)
    roles = {
        row.role
        for row in held
        if row.user_id == entry.actor_id and row.starts_on <= day and (row.ends_on is None or row.ends_on > day)
    }
    return ", ".join(role.title for role in ROLES.values() if role.key in roles)
