"""Choosing the mother of a child who is expected."""

import datetime as dt

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.matching.typed import read_query
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import Card, Person
from thrive.base.people.queries.records import find_subject
from thrive.base.people.queries.search import where
from thrive.base.people.rules.relationships import LEAST_YEARS_TO_PARENT
from thrive.base.people.searching import find
from thrive.base.people.searching.finding import is_open

MOST = 8
MALE = "M"


def choices(text: str, *, viewer: User) -> list[tuple[str, str]]:
    """Women and girls on record whom `text` may mean, as (ref, words). Restricted ones are left out."""
    found = [hit.who.pk for hit in find(read_query(text, today=clock.today()), viewer=viewer).hits[: 3 * MOST]]
    cards = {
        card.pk: card
        for card in Card.objects.filter(
            policy.visible(viewer, permissions.SEE_HEADER, "person__subject"),
            pk__in=found,
            born_on__lte=_old_enough(),
        )
        .exclude(sex=MALE)
        .select_related("person__subject")
        .annotate(is_open=is_open(viewer))
    }
    return [(cards[pk].ref, _words(cards[pk])) for pk in found if pk in cards][:MOST]


def may_expect(card: Card) -> bool:
    """Whether the record's own page offers to start that of a child they expect: not a boy's, a small child's or one's
    that is not born."""
    if card.born_on is None:
        return card.sex != MALE and card.expected_on is None
    return card.sex != MALE and card.died_on is None and card.born_on <= _old_enough()


def mother(ref: str, *, viewer: User) -> Person:
    """The person chosen. Raises NotAllowed, NotFound."""
    subject = find_subject(ref)
    policy.require(viewer, permissions.SEE_HEADER, subject)
    return subject.person


def _words(card: Card) -> str:
    hidden = card.where_guarded
    header = Header(card, shows_address=not hidden)
    return ", ".join((header.name, f"born {header.born}", where(card, hidden=hidden)))


def _old_enough() -> dt.date:
    """The last day of birth of somebody who may be a mother."""
    today = clock.today()
    return dt.date(today.year - LEAST_YEARS_TO_PARENT, today.month, 1)
