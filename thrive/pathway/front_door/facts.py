"""What is so at the front door, whoever asks: who has been referred before, who works with a child, what is late."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from thrive.base import law
from thrive.base.access.models import Authority, CircleMember, Involvement, Subject
from thrive.base.access.rules import Capacity, Purpose
from thrive.base.calendar import clock
from thrive.base.casework.models import ImportedElement
from thrive.base.local import facts as local
from thrive.base.offers import ElementKind
from thrive.base.offers.runs import Element
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.models import Contact, ContactMatch, Referral, ReferralDecision, ThresholdDocument

LOOKS_INTO = "looks into a contact"  # the part of whoever matched a contact to a record, until it is decided
_WORKED_ON = {rules.Response.FAMILY_HELP, rules.Response.STRATEGY_DISCUSSION, rules.Response.IMMEDIATE_PROTECTION}
_WORKS = (Purpose.ALLOCATED, Purpose.TEAM, Purpose.ENQUIRY, Purpose.IMPORTED)


@dataclass(frozen=True)
class Earlier:
    """A referral that was there before: when it was received, and whether it came in from a file."""

    received_on: dt.date
    is_open: bool


def joined(subjects: Collection[Subject]) -> dict[int, list[int]]:
    """For each Subject the keys of all that are the same person, itself among them. One query at most."""
    sets = {one.alias_set_id for one in subjects if one.alias_set_id}
    members: dict[int, list[int]] = defaultdict(list)
    if sets:
        for alias, key in Subject.objects.filter(alias_set_id__in=sets).values_list("alias_set_id", "pk"):
            members[alias].append(key)
    return {one.pk: members[one.alias_set_id] if one.alias_set_id else [one.pk] for one in subjects}


def earlier_referrals(subjects: Collection[Subject], *, before: dt.date | None = None) -> dict[int, list[Earlier]]:
    """The referrals of each of these people, under any record joined to theirs, newest first; with `before`, those
    received earlier than that day. Three queries at most."""
    same = joined(subjects)
    owner = {key: one for one, keys in same.items() for key in keys}
    found: dict[int, list[Earlier]] = {one.pk: [] for one in subjects}
    own = Referral.objects.current().filter(subject_id__in=owner)
    for key, on, nfa in own.values_list("subject_id", "happened_on", "decisions__responses__response"):
        found[owner[key]].append(Earlier(on, nfa != rules.Response.NFA))
    imported = ImportedElement.objects.current().filter(subject_id__in=owner, kind=ElementKind.REFERRAL)
    for key, began_on, until, content in imported.values_list("subject_id", "true_from", "true_to", "content"):
        if began_on is not None:
            is_open = (until is None or until > clock.today()) and not content.get("no_further_action")
            found[owner[key]].append(Earlier(began_on, is_open))
    return {
        key: sorted(
            (one for one in some if before is None or one.received_on < before),
            key=lambda one: one.received_on,
            reverse=True,
        )
        for key, some in found.items()
    }


def is_re_referral(earlier: Iterable[Earlier], received_on: dt.date, authority: Authority) -> bool:
    """Whether a referral received on `received_on` follows another within the time of the national measure."""
    threshold = rules.RE_REFERRAL.on(received_on, local.variations_for(authority), authority=authority.dfe_code)
    return any(threshold.met_between(one.received_on, received_on) for one in earlier)


def repeat_contacts(subjects: Collection[Subject], *, but: Contact | None = None) -> dict[int, int]:
    """How many contacts about each of these people were received within twelve months of today, besides `but`. Two
    queries at most."""
    same = joined(subjects)
    owner = {key: one for one, keys in same.items() for key in keys}
    rows = ContactMatch.objects.current().filter(subject_id__in=owner)
    if but is not None:
        rows = rows.exclude(contact=but)
    counts: dict[int, set[int]] = {one.pk: set() for one in subjects}
    for key, contact, on in rows.values_list("subject_id", "contact_id", "contact__happened_on"):
        if rules.RE_REFERRAL.met_between(on, clock.today()):
            counts[owner[key]].add(contact)
    return {key: len(some) for key, some in counts.items()}


def open_work(subjects: Collection[Subject]) -> dict[int, list[Involvement]]:
    """Who works with each of these people now, by themselves or through a family: the first is who leads.

    Being a school's pupil or a patient is no such work, nor is looking into a contact. Three queries at most.
    """
    same = joined(subjects)
    owner = {key: one for one, keys in same.items() for key in keys}
    circles = _circles(owner)
    rows = (
        Involvement.objects.now()
        .filter(purpose__in=_WORKS)
        .exclude(role=LOOKS_INTO)
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


def referral_elements(people: Sequence[int]) -> Mapping[int, list[Element]]:
    """The referrals of these people, as far as clocks look at them: when each was received and decided. Where no
    assessment, and no enquiry, comes of one, its other clocks do not run. Two queries."""
    rows = Referral.objects.current().filter(subject_id__in=people).order_by("pk")
    decided = ReferralDecision.objects.current().filter(referral__subject_id__in=people)
    answers = {one.referral_id: one for one in decided.prefetch_related("responses")}
    found: dict[int, list[Element]] = defaultdict(list)
    for row in rows:
        answer = answers.get(row.pk)
        dates = {"received_on": row.happened_on}
        responses = {one.response for one in answer.responses.all()} if answer else set()
        if answer is not None:
            dates["decided_on"] = answer.happened_on
        found[row.subject_id].append(
            Element(
                ref=row.ref,
                kind=ElementKind.REFERRAL,
                dates=dates,
                yes=frozenset({"no_further_action"}) if answer and not responses & _WORKED_ON else frozenset(),
                belongs_to=row.ref,
                object_type=Referral._meta.label_lower,
                object_id=row.pk,
            )
        )
    return found


def contact_due(contact: Contact) -> law.Due:
    """By when a contact is to be decided, under the local time limit of its day."""
    return _due(rules.CONTACT_DECISION, contact.happened_on, contact.authority)


def referral_due(received_on: dt.date, authority: Authority) -> law.Due:
    """By when a referral received that day is to be decided, and its source told."""
    return _due(rules.REFERRAL_DECISION, received_on, authority)


def _due(rule: law.Timescale, start: dt.date, authority: Authority) -> law.Due:
    stood = rule.on(start, local.variations_for(authority), authority=authority.dfe_code)
    return law.Due.under(stood, start, local.extra_holidays(authority))


def threshold_document(authority: Authority, day: dt.date) -> ThresholdDocument | None:
    """The threshold document in force in the authority on `day`: the latest that a second person had checked."""
    rows = ThresholdDocument.objects.current().filter(
        authority=authority, in_force_from__lte=day, check_made__isnull=False
    )
    return rows.prefetch_related("criteria").order_by("-in_force_from", "-pk").first()
