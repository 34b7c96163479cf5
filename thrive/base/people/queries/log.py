"""The log as information governance reads it: what one user did, with the names of whom it was about."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access import queries as access
from thrive.base.access.models import Subject, User
from thrive.base.access.permissions import SEE_WHAT_USERS_DID
from thrive.base.access.queries import Entry, Looks, LooksAsked
from thrive.base.people.bar import Header
from thrive.base.people.models import Card
from thrive.govuk import words

NOT_SHOWN = "A record you may not know of"


@dataclass(frozen=True)
class Whom:
    """Whom an entry is about; `ref` is empty where the reader may not know."""

    name: str
    ref: str = ""


@dataclass(frozen=True)
class Deed:
    """One entry of the log; `about` is None for one that is about nobody."""

    entry: Entry
    about: Whom | None
    typed: str = ""


@dataclass(frozen=True)
class Deeds:
    """A page of what a user did."""

    user: User
    looks: Looks
    lines: Sequence[Deed]
    shows_terms: bool

    @property
    def has_searches(self) -> bool:
        """Whether a search is among them."""
        return any(one.entry.terms for one in self.lines)


def deeds(*, viewer: User, ref: str, asked: LooksAsked, with_terms: bool = False) -> Deeds:
    """What the user called `ref` looked at and did. `with_terms`: also what they typed into searches, which is logged.

    Raises NotAllowed and NotFound. Ten queries at most.
    """
    user = access.user_to_look_at(viewer=viewer, ref=ref)
    looks = access.what_user_did(viewer=viewer, user=user, asked=asked)
    typed = access.search_terms_of(viewer=viewer, user=user, entries=looks.entries) if with_terms else {}
    of_partner = not user.organisation.is_council
    about = names(viewer, (one.subject for one in looks.entries if one.subject), of_partner=of_partner)
    lines = [Deed(one, about.get(one.subject or 0), typed.get(one.terms, "")) for one in looks.entries]
    return Deeds(user, looks, lines, with_terms)


def names(viewer: User, subjects: Iterable[int], *, of_partner: bool = False) -> dict[int, Whom]:
    """The names of these Subjects, as far as somebody who oversees the log may know them. One query."""
    keys = set(subjects)
    known = Card.objects.filter(may_know(viewer, of_partner=of_partner), pk__in=keys)
    found = {card.pk: whom(card) for card in known.only("name", "ref", "expected_on", "born_on")}
    return {key: found.get(key, Whom(NOT_SHOWN)) for key in keys}


def may_know(viewer: User, *, of_partner: bool) -> Q:
    """The cards whose names may stand beside an entry of the log.

    `of_partner`: somebody of another organisation looked. That a school or surgery did so tells where a person is whose
    address is withheld: such a person is not named to a reader who is not named on the record.
    """
    known = policy.visible(viewer, SEE_WHAT_USERS_DID, "person__subject")
    if not of_partner:
        return known
    guarded = Q(person__subject__address_restricted=True) | Q(where_guarded=True)
    return known & (~guarded | policy.named(viewer, "person__subject"))


def whom(card: Card) -> Whom:
    """The name on a card, with its record's reference."""
    return Whom(Header(card, shows_address=False).name, card.ref)


def looks_file(*, viewer: User, subject: Subject, asked: LooksAsked, reason: str) -> list[list[str]]:
    """Who looked at a record, as rows of a file. Raises NotAllowed and BadAnswer."""
    first, last, entries = access.who_looked_to_take_away(viewer=viewer, subject=subject, asked=asked, reason=reason)
    head = ["When", "Who", "Role", "Organisation", "What they did", "Why", "From which network"]
    rows = [[_when(one), one.who, one.role, one.organisation, one.what, one.reason, one.where] for one in entries]
    return [_marking(viewer, f"Who looked at record {subject.ref}", first, last), head, *rows]


def deeds_file(*, viewer: User, ref: str, asked: LooksAsked, reason: str) -> list[list[str]]:
    """What a user did, as rows of a file: records by their reference, not by name. Raises as `deeds`, and BadAnswer."""
    user = access.user_to_look_at(viewer=viewer, ref=ref)
    first, last, entries = access.what_user_did_to_take_away(viewer=viewer, user=user, asked=asked, reason=reason)
    of_partner = not user.organisation.is_council
    about = names(viewer, (one.subject for one in entries if one.subject), of_partner=of_partner)
    head = ["When", "Role", "What they did", "Record", "Why", "From which network"]
    rows = [
        [_when(one), one.role, one.what, about[one.subject].ref if one.subject else "", one.reason, one.where]
        for one in entries
    ]
    return [_marking(viewer, f"What {user.name} did", first, last), head, *rows]


def _when(entry: Entry) -> str:
    return words.at_time(entry.at)


def _marking(viewer: User, what: str, first: dt.date, last: dt.date) -> list[str]:
    return [f"Official-Sensitive. {what}, {words.long_date(first)} to {words.long_date(last)}. Taken by {viewer.name}."]
