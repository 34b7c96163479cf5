"""The list of a family: everything the diagram says and more, in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from thrive.base.calendar.precision import Precision
from thrive.base.matching import normalise
from thrive.base.people.models import ParentalResponsibility, Relationship, Residence
from thrive.base.people.queries.family.gathered import Gathered, Home, Seen
from thrive.base.people.queries.family.reach import Rank, parents_recorded
from thrive.base.people.rules.ages import ADULT_AT, reaches_age_on
from thrive.base.people.rules.kinship import FamilyGraph, Someone, Tie, describe
from thrive.base.people.rules.relationships import DESCENT, RELATIONSHIPS
from thrive.base.people.rules.responsibility import RESPONSIBILITY_BASES
from thrive.govuk import words

NO_NAME, UNBORN, RESTRICTED = "Name not recorded", "Unborn", "Restricted"
NOT_RECORDED = "Not recorded"
WITHHELD = "Address withheld"
ELSEWHERE = "On their record"
DOES_NOT_APPLY = ""  # printed as a dash, with words for those who cannot see it
RISK = "Risk to children"


@dataclass(frozen=True)
class Lived:
    """A tie of the focus with this person: since when, how it was learnt, and what else is noted."""

    ref: str
    words: str
    since: str
    until: str
    source: str
    note: str
    why: str


@dataclass(frozen=True)
class Row:
    """One person of the list. `ref` is empty where no record may be opened from here.

    `lives_at` and `responsibility` are words; empty where they do not apply.
    """

    key: int
    ref: str
    name: str
    relation: str
    age: str
    lives_at: str
    responsibility: str
    basis: str
    statuses: tuple[str, ...]
    risk: str
    household: str
    ties: tuple[Lived, ...]
    restricted: bool = False
    nobody: bool = False


@dataclass(frozen=True)
class Missing:
    """A parent who is not recorded: of these children, whose other parent is."""

    parent: int
    children: tuple[int, ...]
    words: str


def graph(family: Gathered) -> FamilyGraph:
    """The people the viewer may read about and the ties between them."""
    people = [family.focus, *(one for one in family.people.values() if not one.hidden)]
    return FamilyGraph(
        people=tuple(Someone(one.key, one.card.sex, _is_unborn(one, family.day), one.card.born_on) for one in people),
        ties=tuple(Tie(link.kind, link.left, link.right, link.ended) for link in family.links),
    )


def rows(family: Gathered) -> list[Row]:
    """Everybody shown: parents first, then partners, children, brothers and sisters, the wider family, others."""
    known = graph(family)
    kept_back = withheld(family)
    people = sorted(family.people.values(), key=lambda one: _place(family, one))
    return [_closed(one) if one.hidden else _row(family, known, kept_back, one) for one in people] + [
        _missing_row(one) for one in missing(family)
    ]


def _place(family: Gathered, one: Seen) -> tuple[int, bool, dt.date, int]:
    """Where in the list: by what they are, those who live with the focus first, the eldest first."""
    mine = {home.household for home in family.homes.get(family.focus.key, [])}
    together = any(home.household in mine for home in family.homes.get(one.key, []))
    return one.rank, not together, one.card.born_on or dt.date.max, one.key


def name(one: Seen, day: dt.date) -> str:
    """What somebody is called on the page."""
    if one.hidden:
        return RESTRICTED
    return one.card.name or (UNBORN if _is_unborn(one, day) else NO_NAME)


def first_name(one: Seen, day: dt.date) -> str:
    """What to call somebody in a sentence."""
    return one.card.known_as or name(one, day).split(" ")[0] if one.card.name else name(one, day)


def _is_unborn(one: Seen, day: dt.date) -> bool:
    card = one.card
    return (card.born_on is None and card.expected_on is not None) or (card.born_on is not None and card.born_on > day)


def is_child(one: Seen, day: dt.date) -> bool:
    """Whether somebody is under 18 on the day: by age where a birth date is recorded, else by kind of record."""
    born = one.card.born_on or one.card.expected_on
    return day < reaches_age_on(born, ADULT_AT) if born else one.card.is_child


def _closed(one: Seen) -> Row:
    """A restricted record: nothing but that."""
    return Row(
        key=one.key,
        ref="",
        name=RESTRICTED,
        relation=RESTRICTED,
        age=RESTRICTED,
        lives_at=RESTRICTED,
        responsibility=RESTRICTED,
        basis="",
        statuses=(),
        risk="",
        household="",
        ties=(),
        restricted=True,
    )


def _row(family: Gathered, known: FamilyGraph, kept_back: frozenset[str], one: Seen) -> Row:
    now = family.is_today and one.header
    return Row(
        key=one.key,
        ref=one.card.ref if one.header else "",
        name=name(one, family.day),
        relation=describe(known, family.focus.key, one.key),
        age=age(one, family.day),
        lives_at=lives_at(family, kept_back, one),
        responsibility=_responsibility(family, one),
        basis=_basis(family.responsibility.get(one.key)),
        statuses=tuple(status["label"] for status in one.card.statuses) if now else (),
        risk=RISK if now and one.card.risk_to_children else "",
        household=", ".join(str(home.household) for home in family.homes.get(one.key, [])),
        ties=tuple(ties(family, one.key)),
    )


def age(one: Seen, day: dt.date) -> str:
    """ "34 years", "Due 14 Feb 2027", "Died 2019"; "Not recorded" where nothing says."""
    card = one.card
    if card.died_on and card.died_on <= day:
        return f"Died {card.died_on.year}"
    if card.born_on is not None and card.born_on <= day:
        about = "" if card.born_precision in (Precision.DAY, Precision.MONTH) else "about "
        return words.upper_first(about + words.age_words(card.born_on, day))
    if card.pregnancy_ended_on and card.pregnancy_ended_on <= day:
        return "Pregnancy ended"
    due = card.expected_on or card.born_on
    return f"Due {words.short_date(due)}" if due else NOT_RECORDED


def withheld(family: Gathered) -> frozenset[str]:
    """Addresses that would give away where somebody lives whose address is kept from the viewer."""
    found = set()
    for one in [family.focus, *family.people.values()]:
        if one.address_restricted:
            found |= {_plain(home.address) for home in family.homes.get(one.key, [])}
            found |= {_plain(row.address) for row in family.residences.get(one.key, [])}
    return frozenset(found - {""})


def _plain(address: str) -> str:
    return normalise.address(address.split(",")[0])


def lives_at(family: Gathered, kept_back: frozenset[str], one: Seen) -> str:
    """Where somebody lives on the day, and where they stay for a time."""
    if one.card.died_on and one.card.died_on <= family.day:
        return DOES_NOT_APPLY
    if one.address_restricted or family.hides_days:
        return WITHHELD
    homes = [home.address for home in family.homes.get(one.key, [])]
    if not one.places:
        told = open_households(family)
        shared = [home.address for home in family.homes.get(one.key, []) if home.household in told]
        return _kept(shared, kept_back) if shared else ELSEWHERE if one.header else NOT_RECORDED
    places = family.residences.get(one.key, [])
    lasting = [row.address for row in places if row.kind in (Residence.Kind.HOME, Residence.Kind.SECOND)]
    staying = [row.address for row in places if row.kind == Residence.Kind.TEMPORARY]
    settled = list(dict.fromkeys(_short(address) for address in [*lasting, *homes] if address))
    said = _kept(settled, kept_back)
    if staying and _short(staying[-1]) not in settled:
        said = f"{said}, staying at {_kept([_short(staying[-1])], kept_back)}" if settled else _kept(staying, kept_back)
    return said


def open_households(family: Gathered) -> frozenset[int]:
    """Households whose address the viewer may see, because they may see it of somebody who lives there."""
    people = [family.focus, *family.people.values()]
    return frozenset(home.household for one in people if one.places for home in family.homes.get(one.key, []))


def _short(address: str) -> str:
    return address.split(",")[0].strip() if address[:1].isdigit() else ", ".join(address.split(", ")[:2])


def _kept(addresses: Iterable[str], kept_back: frozenset[str]) -> str:
    said = dict.fromkeys(WITHHELD if _plain(address) in kept_back else _short(address) for address in addresses)
    return " and ".join(said) or NOT_RECORDED


def household_label(family: Gathered, home: Home, kept_back: frozenset[str], *, may_show: bool) -> str:
    """ "14 Tanner Row, since May 2025"; since when only of the home of the focus."""
    if _plain(home.address) in kept_back or (home.address and not may_show):
        return WITHHELD
    own = home in family.homes.get(family.focus.key, [])
    since = f"since {home.since:%B %Y}" if home.since and own else ""
    return ", ".join(part for part in (_short(home.address), since) if part) or "One household"


def _responsibility(family: Gathered, one: Seen) -> str:
    """Whether somebody has parental responsibility for the focus; empty where nobody can, or they are a child."""
    row = family.responsibility.get(one.key)
    if not is_child(family.focus, family.day) or (one.card.died_on and one.card.died_on <= family.day):
        return DOES_NOT_APPLY
    if row is None:
        child = is_child(one, family.day) and one.rank not in (Rank.PARENT, Rank.CARER)
        return DOES_NOT_APPLY if child or one.rank == Rank.NETWORK else NOT_RECORDED
    return "Yes" if row.holds else "No"


def _basis(row: ParentalResponsibility | None) -> str:
    """By what somebody has parental responsibility."""
    basis = RESPONSIBILITY_BASES.get(row.basis) if row else None
    return basis.short if basis else ""


def ties(family: Gathered, other: int, *, ended: bool = False) -> Iterable[Lived]:
    """Relationships recorded between the focus and somebody, that hold on the day or, with `ended`, no longer do."""
    focus = family.focus.key
    for row in family.relationships:
        if other not in (row.person_id, row.other_id) or (row.true_from and row.true_from > family.day):
            continue
        over = row.true_to is not None and row.true_to <= family.day
        if over != ended or focus == other:
            continue
        yield Lived(
            ref=row.ref,
            words=_word(row, other, family),
            since=words.short_date(row.true_from),
            until=words.short_date(row.true_to),
            source=row.source,
            note=family.words.over(row.note, row.recorded_by_id),
            why=family.words.over(row.why, row.recorded_by_id),
        )


def _word(row: Relationship, other: int, family: Gathered) -> str:
    kind = RELATIONSHIPS.get(row.kind)
    someone = family.people.get(other) or family.former.get(other)
    sex = someone.card.sex if someone else ""
    if kind is None:
        return words.upper_first(row.kind.replace("_", " "))
    return (kind.words if row.person_id == other else kind.back).by(sex)


def missing(family: Gathered) -> list[Missing]:
    """For the focus, their children, brothers and sisters, while they are children: the parent nobody has recorded.

    Only where exactly one parent is on record at all, so that a parent kept from the viewer is not called missing.
    """
    counts = parents_recorded(family.all_links)
    kin = [one for one in family.people.values() if one.rank in (Rank.SIBLING, Rank.CHILD) and not one.hidden]
    children = [family.focus, *kin]
    by_parent: dict[int, list[Seen]] = {}
    for child in children:
        parents = {link.left for link in family.links if link.right == child.key and link.kind in DESCENT}
        if counts.get(child.key) == 1 and len(parents) == 1 and is_child(child, family.day):
            by_parent.setdefault(parents.pop(), []).append(child)
    return [
        Missing(parent, tuple(child.key for child in some), _whose(some, family.day))
        for parent, some in by_parent.items()
    ]


def _whose(children: list[Seen], day: dt.date) -> str:
    names = [first_name(child, day) for child in sorted(children, key=lambda one: (one.card.born_on or day, one.key))]
    names = [words.lower_first(one) if one in (UNBORN, NO_NAME) else one for one in names]
    return f"{words.listed(names)}’s other parent"


def _missing_row(one: Missing) -> Row:
    return Row(
        key=-one.parent,
        ref="",
        name=NOT_RECORDED,
        relation=one.words,
        age=NOT_RECORDED,
        lives_at=NOT_RECORDED,
        responsibility=NOT_RECORDED,
        basis="",
        statuses=(),
        risk="",
        household="",
        ties=(),
        nobody=True,
    )
