"""What is on record about the people around somebody, read in six queries however many they are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from thrive.base.access import policy
from thrive.base.access.models import CircleMember, Subject
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Restriction
from thrive.base.calendar import clock
from thrive.base.calendar.units import Weeks
from thrive.base.history import wall
from thrive.base.history.prepared import prepared
from thrive.base.people import permissions, sealed
from thrive.base.people.models import Card, HouseholdMember, ParentalResponsibility, Relationship, Residence
from thrive.base.people.queries.family import faces
from thrive.base.people.queries.family.reach import Link, Rank, shown
from thrive.base.people.queries.withheld_words import NO_WORDS, WithheldWords, has_to_do, words_near
from thrive.base.people.rules.relationships import CARE, NETWORK, RELATIONSHIPS, UNIONS

_STEPS = 4  # focus, parent, grandparent, aunt, cousin
_LONGEST_PREGNANCY = Weeks(44)
_NOT_SEALED = (
    "NOT EXISTS (SELECT 1 FROM people_sealedrow s"
    " WHERE s.\"table\" = 'people.relationship' AND s.row_id = r.id AND s.replaced_at IS NULL)"
)
_WALKED = tuple(kind.key for kind in RELATIONSHIPS.values() if kind.group not in (CARE, NETWORK))


@dataclass(frozen=True)
class Home:
    """Somebody's place in a household on the day."""

    household: int
    address: str
    since: dt.date | None


@dataclass
class Seen:
    """Somebody as this viewer may see them.

    `hidden`: the record is restricted and not open to the viewer: only that somebody is there may be said.
    `header`: status and warnings may be shown. `places`: so may the address. `address_restricted`: it is kept
    from this viewer, wherever it is written.
    """

    card: Card
    rank: Rank
    hidden: bool
    header: bool
    places: bool
    address_restricted: bool

    @property
    def key(self) -> int:
        """The person's key."""
        return self.card.person_id


@dataclass
class Gathered:
    """Everybody shown, and the facts about them on `day`. `all_links`: also those that touch somebody not shown.
    `former`: people whose only tie with the focus has ended. `hides_days`: nobody's home is shown on this day, since
    where somebody lives is kept from the viewer and a day that is gone would tell when they moved."""

    focus: Seen
    day: dt.date
    people: dict[int, Seen]
    former: dict[int, Seen]
    links: list[Link]
    all_links: list[Link]
    relationships: list[Relationship]
    homes: dict[int, list[Home]] = field(default_factory=dict)
    residences: dict[int, list[Residence]] = field(default_factory=dict)
    responsibility: dict[int, ParentalResponsibility] = field(default_factory=dict)
    known: dt.datetime | None = None
    hides_days: bool = False
    words: WithheldWords = NO_WORDS  # kept from the viewer in what was noted of a relationship

    @property
    def is_today(self) -> bool:
        """Whether the family is shown as it is now, as known now."""
        return self.day == clock.today() and self.known is None


def gather(
    viewer: Viewer, subject: Subject, day: dt.date, *, known: dt.datetime | None = None, in_full: bool = True
) -> Gathered:
    """Read the family of `subject` as at `day`, as known at the instant `known` (default now), with what `viewer` may
    see of each member today. With `known` people are called and aged as they were known then.

    Without `in_full` addresses and parental responsibility are left out, and two queries saved. It is read whole,
    past the second wall: kinship runs through people who are not shown themselves.
    """
    with wall.whole("a family is walked through people who are not shown, and its members named to who reads it"):
        return _gather(viewer, subject, day, in_full=in_full, known=known)


def _gather(viewer: Viewer, subject: Subject, day: dt.date, *, in_full: bool, known: dt.datetime | None) -> Gathered:
    own = set(subject.about_ids())
    family = _family(own, day, known) - own
    relationships = _relationships(own, family, day, known)
    links = _latest([_link(row, own, subject.pk, day) for row in relationships if _has_begun(row, day)])
    people = {end for link in links for end in (link.left, link.right)} | family | {subject.pk}
    homes = _homes(own, people, subject.pk, day, known)
    mine = {home.household for home in homes.get(subject.pk, [])}
    together = family | {one for one, places in homes.items() if any(home.household in mine for home in places)}
    together -= {subject.pk}
    everybody = _seen(viewer, people | together, homes)
    is_past = known is not None or day != clock.today()
    hides_days = is_past and any(one.address_restricted for one in everybody.values())
    if hides_days:  # the first day on which a home shows would be the day of a move that is kept from the viewer
        homes, together = {}, family - {subject.pk}
    residences: dict[int, list[Residence]] = {}
    if known is not None:
        residences = faces.put_on([one.card for one in everybody.values()], day, known)
    seen = {key: one for key, one in everybody.items() if key == subject.pk or not _is_to_come(one.card, day)}
    ranks = _ranks(subject.pk, links, seen, together)
    focus = seen.pop(subject.pk)
    shown_people = {key: replace(seen[key], rank=rank) for key, rank in ranks.items()}
    direct = {end for link in links if subject.pk in (link.left, link.right) for end in (link.left, link.right)}
    readable = {key for key, one in shown_people.items() if not one.hidden} | {subject.pk}
    if in_full and known is None and not hides_days:
        residences = _residences(readable, day)
    return Gathered(
        focus=focus,
        day=day,
        people=shown_people,
        former={key: one for key, one in seen.items() if key in direct - ranks.keys() and not one.hidden},
        links=[link for link in links if {link.left, link.right} <= readable],
        all_links=links,
        relationships=[row for row in relationships if {row.person_id, row.other_id} & own],
        homes={key: places for key, places in homes.items() if key in readable},
        residences=residences if in_full and not hides_days else {},
        responsibility=_responsibility(own, day, known) if in_full else {},
        known=known,
        hides_days=hides_days,
        words=words_near(viewer, _near_guarded(everybody)) if in_full else NO_WORDS,
    )


def _near_guarded(people: Mapping[int, Seen]) -> list[int]:
    """Those of them who have to do with somebody whose whereabouts are guarded."""
    return [key for key, one in people.items() if has_to_do(one.card, address_restricted=one.address_restricted)]


def _ranks(focus: int, links: list[Link], seen: dict[int, Seen], together: set[int]) -> dict[int, Rank]:
    """Who is shown. Nobody is reached through a record the viewer may not open; such a record itself is there
    only where it is tied to the focus or in a family or household with them."""
    readable = {key for key, one in seen.items() if not one.hidden}
    ranks = shown(focus, [link for link in links if {link.left, link.right} <= readable | {focus}], together & readable)
    direct = {
        end for link in links if focus in (link.left, link.right) and not link.ended for end in (link.left, link.right)
    }
    closed = (seen.keys() - readable) & (direct | together) - {focus}
    return ranks | dict.fromkeys(sorted(closed), Rank.CLOSED)


def _family(own: set[int], day: dt.date, known: dt.datetime | None) -> set[int]:
    """Everybody in a family with this person on the day."""
    return set(_family_keys(own=own, day=day, known=known))


@prepared
def _family_keys(*, own: Collection[int], day: dt.date, known: dt.datetime | None) -> "QuerySet[CircleMember, int]":
    then = sealed.open_rows(CircleMember.objects.as_at(day, known))
    circles = then.filter(subject_id__in=own).values("circle_id")
    return then.filter(circle_id__in=circles).values_list("subject_id", flat=True)


def _relationships(own: set[int], family: set[int], day: dt.date, known: dt.datetime | None) -> list[Relationship]:
    """Relationships on record that touch anybody within four steps of kinship; the rest only where they touch the
    person. The same words of SQL serve both databases."""
    table = Relationship._meta.db_table
    marks = ", ".join(["%s"] * len(own))
    kinds = ", ".join(["%s"] * len(_WALKED))
    seeds = f"SELECT subject_id, 0 FROM people_person WHERE subject_id IN ({marks})"
    if family:
        others = ", ".join(["%s"] * len(family))
        seeds += f" UNION SELECT subject_id, {_STEPS} FROM people_person WHERE subject_id IN ({others})"
    held, instants = ("r.replaced_at IS NULL", [])  # what is sealed was laid aside, and is not current
    if known is not None:
        held = f"r.recorded_at <= %s AND (r.replaced_at IS NULL OR r.replaced_at > %s) AND {_NOT_SEALED}"
        instants = [_sql_instant(known)] * 2
    wanted = f"{held} AND (r.kind IN ({kinds}) OR r.person_id IN ({marks}) OR r.other_id IN ({marks}))"
    sql = f"""
        WITH RECURSIVE reach(id, steps) AS (
            {seeds}
            UNION
            SELECT CASE WHEN r.person_id = reach.id THEN r.other_id ELSE r.person_id END, reach.steps + 1
            FROM reach JOIN {table} r ON (r.person_id = reach.id OR r.other_id = reach.id)
            WHERE reach.steps < {_STEPS} AND {held} AND r.kind IN ({kinds})
              AND (r.true_from IS NULL OR r.true_from <= %s) AND (r.true_to IS NULL OR r.true_to > %s)
        )
        SELECT r.* FROM {table} r JOIN (SELECT DISTINCT id FROM reach) near ON r.person_id = near.id WHERE {wanted}
        UNION
        SELECT r.* FROM {table} r JOIN (SELECT DISTINCT id FROM reach) near ON r.other_id = near.id WHERE {wanted}
    """  # noqa: S608
    mine, walked = sorted(own), list(_WALKED)
    near = [*instants, *walked, *mine, *mine]
    values = [*mine, *sorted(family), *instants, *walked, day, day, *near, *near]
    return sorted(Relationship.objects.raw(sql, values), key=lambda row: row.pk)


def _sql_instant(instant: dt.datetime) -> Any:
    """An instant as the database compares it: SQLite keeps text, which the connection writes as it does in rows."""
    return connection.ops.adapt_datetimefield_value(instant)


def _has_begun(row: Relationship, day: dt.date) -> bool:
    return row.true_from is None or row.true_from <= day


def _link(row: Relationship, own: set[int], focus: int, day: dt.date) -> Link:
    """The relationship as a link; every record of the focus counts as one person."""
    left = focus if row.person_id in own else row.person_id
    right = focus if row.other_id in own else row.other_id
    return Link(row.kind, left, right, ended=row.true_to is not None and row.true_to <= day)


def _latest(links: list[Link]) -> list[Link]:
    """Without the partnership that came before another of the same two people: married, then separated."""
    lasting = {frozenset((link.left, link.right)) for link in links if link.kind in UNIONS and not link.ended}
    return [
        link
        for link in links
        if not (link.ended and link.kind in UNIONS and frozenset((link.left, link.right)) in lasting)
    ]


def _homes(
    own: set[int], people: set[int], focus: int, day: dt.date, known: dt.datetime | None
) -> dict[int, list[Home]]:
    """Households of these people, and everybody who shares one with the focus."""
    rows = _places_in_homes(own=own, people=people | own, day=day, known=known)
    found: dict[int, list[Home]] = defaultdict(list)
    for person, household, address, since, _ in sorted(rows, key=lambda row: row[-1]):
        home = Home(household, address, since)
        found[focus if person in own else person].append(home)
    return found


@prepared
def _places_in_homes(
    *, own: Collection[int], people: Collection[int], day: dt.date, known: dt.datetime | None
) -> "QuerySet[HouseholdMember, Any]":
    columns = ("person_id", "household_id", "household__address", "true_from", "pk")
    then = HouseholdMember.objects.as_at(day, known)
    mine = then.filter(person_id__in=own).values("household_id")
    theirs = then.filter(person_id__in=people).values_list(*columns)
    return theirs.union(then.filter(household_id__in=mine).values_list(*columns))


def _seen(viewer: Viewer, people: set[int], homes: dict[int, list[Home]]) -> dict[int, Seen]:
    """These people as the viewer may see them; nobody whose record is sealed to the viewer."""
    found = {}
    cards = _cards(viewer=viewer, people=people)
    told = _told_homes(cards, homes)
    for card in cards:
        subject = card.person.subject
        opens = policy.allows(card, permissions.SEE_FAMILY)
        if subject.restriction == Restriction.SEALED and not opens:
            continue
        through_others = not subject.address_restricted and bool(told & _households(card, homes))
        address_restricted = card.where_guarded and not card.is_by_name and not through_others
        found[card.person_id] = Seen(
            card=card,
            rank=Rank.TOGETHER,
            hidden=(subject.restriction != Restriction.ORDINARY or bool(card.is_barred)) and not opens,
            header=policy.allows(card, permissions.SEE_HEADER),
            places=policy.allows(card, permissions.SEE_ADDRESS) and not address_restricted,
            address_restricted=address_restricted,
        )
    return found


@prepared
def _cards(*, viewer: Viewer, people: Collection[int]) -> "QuerySet[Any]":
    path = "person__subject"
    needs = (permissions.SEE_FAMILY, permissions.SEE_HEADER, permissions.SEE_ADDRESS)
    return policy.with_nearness(Card.objects.filter(person_id__in=people).select_related(path), viewer, path, needs)


def _told_homes(cards: list[Any], homes: dict[int, list[Home]]) -> set[int]:
    """Households of people with a restricted address whom the viewer is named for: what others there would give away
    is no secret to them."""
    named = [card for card in cards if card.is_by_name and card.person.subject.address_restricted]
    return {household for card in named for household in _households(card, homes)}


def _households(card: Card, homes: dict[int, list[Home]]) -> set[int]:
    return {home.household for home in homes.get(card.person_id, [])}


def _is_to_come(card: Card, day: dt.date) -> bool:
    """Whether nobody could have known of this person on the day: born, or expected, after any pregnancy of then."""
    born = card.born_on or card.expected_on
    return born is not None and born > _LONGEST_PREGNANCY.after(day)


def _residences(people: set[int], day: dt.date) -> dict[int, list[Residence]]:
    found: dict[int, list[Residence]] = defaultdict(list)
    for row in _lived_at(people=people, day=day):
        found[row.person_id].append(row)
    return found


@prepared
def _lived_at(*, people: Collection[int], day: dt.date) -> "QuerySet[Residence]":
    return Residence.objects.as_at(day).filter(person_id__in=people).order_by("true_from", "pk")


def _responsibility(own: set[int], day: dt.date, known: dt.datetime | None) -> dict[int, ParentalResponsibility]:
    return {row.person_id: row for row in _held_for(children=own, day=day, known=known)}


@prepared
def _held_for(
    *, children: Collection[int], day: dt.date, known: dt.datetime | None
) -> "QuerySet[ParentalResponsibility]":
    return ParentalResponsibility.objects.as_at(day, known).filter(child_id__in=children).order_by("pk")


def people_seen(viewer: Viewer, homes: dict[int, list[Home]]) -> dict[int, Seen]:
    """The people of these homes as the viewer may see them, by key; nobody whose record is sealed to the viewer.
    One query."""
    return _seen(viewer, set(homes), homes)
