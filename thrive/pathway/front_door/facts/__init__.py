"""What is so at the front door, whoever asks: who has been referred before, who works with a child, what is late."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import CharField, OuterRef, Q, QuerySet, Value

from thrive.base import law
from thrive.base.access.models import Authority, CircleMember, Involvement, Subject
from thrive.base.access.policy import SEALED_ACCESS
from thrive.base.access.rules import Capacity, Purpose
from thrive.base.calendar import clock
from thrive.base.history.beside import Beside
from thrive.base.local import facts as local
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.facts.beneath import beneath, goes_beyond_assessment, still_open
from thrive.pathway.front_door.facts.onward import passed_on, passed_on_beside
from thrive.pathway.front_door.facts.referrals import Standing, referral_called, standing, standing_of
from thrive.pathway.front_door.models import Contact, ContactMatch, Referral, ThresholdDocument

__all__ = [
    "LOOKS_INTO",
    "Before",
    "Standing",
    "before",
    "beneath",
    "contact_due",
    "goes_beyond_assessment",
    "joined",
    "open_work",
    "passed_on",
    "passed_on_beside",
    "referral_called",
    "referral_due",
    "standing",
    "standing_of",
    "still_open",
    "threshold_document",
]

LOOKS_INTO = "looks into a contact"  # the part of whoever matched a contact to a record, until it is decided
_WORKS = (Purpose.ALLOCATED, Purpose.TEAM, Purpose.ENQUIRY, Purpose.IMPORTED)


@dataclass(frozen=True)
class Before:
    """What was there before, of one person: contacts within the time of the national measure, and referrals, whether
    made here or brought by a file, newest first."""

    contacts: int = 0
    referrals: tuple[dt.date, ...] = ()

    def makes_re_referral(self, received_on: dt.date) -> bool:
        """Whether a referral received on that day is one more within the time of the national measure.

        No local change applies: what is counted nationally is counted everywhere alike.
        """
        return any(rules.RE_REFERRAL.met_between(one, received_on) for one in self.referrals)


def joined(subjects: Collection[Subject]) -> dict[int, list[int]]:
    """For each Subject the keys of all that are the same person, itself among them. One query at most."""
    sets = {one.alias_set_id for one in subjects if one.alias_set_id}
    members: dict[int, list[int]] = defaultdict(list)
    if sets:
        for alias, key in Subject.objects.filter(alias_set_id__in=sets).values_list("alias_set_id", "pk"):
            members[alias].append(key)
    return {one.pk: members[one.alias_set_id] if one.alias_set_id else [one.pk] for one in subjects}


def joined_beside(alias: str) -> Beside:
    """The same for each row of a question, by the name of its way to the set of joined records: each with its `key`."""
    return Beside(Subject.objects.filter(alias_set=OuterRef(alias)).order_by("pk"), key="pk")


def before(
    subjects: Collection[Subject], *, but: Contact | None = None, same: Mapping[int, Sequence[int]] | None = None
) -> dict[int, Before]:
    """What was there before of each of these people, under any record joined to theirs, besides the contact `but` and
    what came of it. One query, and one more for joined records unless `same` says which they are."""
    same = joined(subjects) if same is None else same
    owner = {key: one for one, keys in same.items() for key in keys}
    contacts: dict[int, set[int]] = defaultdict(set)
    referrals: dict[int, list[dt.date]] = defaultdict(list)
    for key, on, what, number in _kept_of(list(owner), but):
        if on is None:
            continue
        if what != _CONTACT:
            referrals[owner[key]].append(on)
        elif rules.RE_REFERRAL.met_between(on, clock.today()):
            contacts[owner[key]].add(number)
    return {one.pk: Before(len(contacts[one.pk]), tuple(sorted(referrals[one.pk], reverse=True))) for one in subjects}


_CONTACT = "contact"


def _kept_of(keys: Sequence[int], but: Contact | None) -> list[tuple[int, dt.date | None, str, int]]:
    """Contacts and referrals of these records: whose, the day, which of the two, and its key."""
    text, known = CharField(), {"subject_id__in": keys}
    contacts, own = ContactMatch.objects.current().filter(**known), Referral.objects.current().filter(**known)
    if but is not None:
        contacts, own = contacts.exclude(contact=but), own.exclude(contact=but)
    called = contacts.values_list("subject_id", "contact__happened_on", Value(_CONTACT, text), "contact_id")
    referred = own.values_list("subject_id", "happened_on", Value("referral", text), "pk")
    return list(called.union(referred, all=True))


def open_work(subjects: Collection[Subject]) -> dict[int, list[Involvement]]:
    """Who works with each of these people now, by themselves or through a family: the first is who leads.

    What a whole body is to a child, such as their school, is no such work, nor is looking into a contact, nor being
    named for what is sealed. Three queries at most.
    """
    same = joined(subjects)
    owner = {key: one for one, keys in same.items() for key in keys}
    circles = _circles(owner)
    rows = (
        Involvement.objects.now()
        .filter(purpose__in=_WORKS, organisation=None)
        .exclude(role__in=(LOOKS_INTO, SEALED_ACCESS))
        .filter(_about(owner, circles))
        .select_related("user", "team", "user__organisation")
        .order_by("team_id", "true_from", "pk")
    )
    found: dict[int, list[Involvement]] = {one.pk: [] for one in subjects}
    for row in rows:
        keys = [row.subject_id] if row.subject_id else circles[row.circle_id or 0]
        for key in keys:
            if key is not None:
                found[owner[key]].append(row)
    return {key: sorted(some, key=lambda row: row.user_id is None) for key, some in found.items()}


def _circles(owner: Mapping[int, int]) -> dict[int, list[int]]:
    members: dict[int, list[int]] = defaultdict(list)
    rows = CircleMember.objects.now().filter(subject_id__in=owner, capacity=Capacity.CHILD)
    for circle, key in rows.values_list("circle_id", "subject_id"):
        members[circle].append(key)
    return members


def _about(owner: Mapping[int, int], circles: Mapping[int, list[int]]) -> Q:
    return Q(subject_id__in=list(owner)) | Q(circle_id__in=list(circles))


def contact_due(contact: Contact) -> law.Due:
    """By when a contact is to be decided, under the local time limit of its day."""
    return _due(rules.CONTACT_DECISION, contact.happened_on, contact.authority)


def dues(
    contact: Contact, waiting: Sequence[Referral], extra: Mapping[dt.date, str]
) -> tuple[law.Due, dict[int, law.Due]]:
    """By when a contact is to be decided, and these referrals of it, by their keys, with these extra bank holidays.
    One query for all."""
    authority = contact.authority
    variations = local.variations_for(authority)

    def by_when(rule: law.Timescale, start: dt.date) -> law.Due:
        return law.Due.under(rule.on(start, variations, authority=authority.dfe_code), start, extra)

    referred = {one.pk: by_when(rules.REFERRAL_DECISION, one.happened_on) for one in waiting}
    return by_when(rules.CONTACT_DECISION, contact.happened_on), referred


def referral_due(received_on: dt.date, authority: Authority) -> law.Due:
    """By when a referral received that day is to be decided, and its source told."""
    return _due(rules.REFERRAL_DECISION, received_on, authority)


def link_lasts(made_on: dt.date, authority: Authority) -> dt.date:
    """The last day on which a link made that day may be used, in the authority."""
    return _due(rules.LINK_LASTS, made_on, authority).on


def _due(rule: law.Timescale, start: dt.date, authority: Authority) -> law.Due:
    stood = rule.on(start, local.variations_for(authority), authority=authority.dfe_code)
    return law.Due.under(stood, start, local.extra_holidays(authority))


def threshold_document(authority_id: int, day: dt.date) -> "QuerySet[ThresholdDocument]":
    """The threshold document in force in the authority on `day`, the latest that a second person had checked: one row,
    or none."""
    rows = ThresholdDocument.objects.current().filter(
        authority_id=authority_id, in_force_from__lte=day, check_made__isnull=False
    )
    return rows.order_by("-in_force_from", "-pk")[:1]
