"""The households that somebody lives or lived in, with everybody in them, as far as a viewer may see."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.calendar import clock
from thrive.base.history import wall
from thrive.base.people import permissions
from thrive.base.people.models import Household, HouseholdMember
from thrive.base.people.queries.family.gathered import Home, Seen, people_seen
from thrive.base.people.queries.family.rows import WITHHELD, name
from thrive.base.people.queries.records import Record

NO_ADDRESS = "Address not recorded"


@dataclass(frozen=True)
class Stay:
    """Somebody's time in a household. `ref` is empty where no record may be opened from here."""

    row: HouseholdMember
    name: str
    ref: str
    may_change: bool
    why: str = ""

    @property
    def is_over(self) -> bool:
        """Whether an end is recorded."""
        return self.row.true_to is not None

    @property
    def is_now(self) -> bool:
        """Whether they live there today."""
        return self.row.is_true_on(clock.today())


@dataclass(frozen=True)
class HouseholdSeen:
    """A household: where, and who lives or lived there. `lives_here`: whether the person of the record does today;
    `may_end`: whether the viewer may say of everybody who lives there that they left."""

    household: Household
    where: str
    stays: list[Stay]
    lives_here: bool
    may_end: bool

    @property
    def shows_dates(self) -> bool:
        """Whether since when may be shown: the day of a move tells when to look, where the address is withheld."""
        return self.where != WITHHELD

    @property
    def is_over(self) -> bool:
        """Whether nobody who is shown lives there any more."""
        return all(one.is_over for one in self.stays)


def households(record: Record) -> list[HouseholdSeen]:
    """Every household the person of an opened record lives or lived in, those of today first. Three queries."""
    with wall.whole("who shares a home is named to who reads it, as in the family"):
        return _households(record)


def _households(record: Record) -> list[HouseholdSeen]:
    own = record.about_ids
    theirs = HouseholdMember.objects.current().filter(person_id__in=own).values("household_id")
    rows = list(
        HouseholdMember.objects.current()
        .filter(household_id__in=theirs)
        .select_related("household", "person__subject", "recorded_by")
        .order_by("pk")
    )
    homes: dict[int, list[Home]] = defaultdict(list)
    for row in rows:
        homes[row.person_id].append(Home(row.household_id, row.household.address, row.true_from))
    seen = people_seen(record.viewer, homes)
    allowed = policy.decide_all(record.viewer, permissions.CHANGE_PERSON, {row.person.subject for row in rows})
    by_household: dict[int, list[HouseholdMember]] = defaultdict(list)
    for row in rows:
        by_household[row.household_id].append(row)
    found = [
        _household(record, some, seen, {key for key, one in allowed.items() if one.ok})
        for some in by_household.values()
    ]
    return sorted(found, key=lambda one: (not one.lives_here, one.is_over, -one.household.pk))


def household(record: Record, key: int) -> HouseholdSeen:
    """One household of the person. Raises NotFound for any other."""
    found = next((one for one in households(record) if one.household.pk == key), None)
    if found is None:
        raise NotFound(str(key))
    return found


def stay(record: Record, key: int) -> tuple[HouseholdSeen, Stay | None]:
    """Somebody's time in one of the person's households, by the key of its row; None for one that was changed since
    the page was made. Raises NotFound where the viewer may not see or change it."""
    known = households(record)
    for home in known:
        for one in home.stays:
            if one.row.pk == key:
                if not one.may_change:
                    raise NotFound(str(key))
                return home, one
    former = HouseholdMember.objects.filter(pk=key).exclude(replaced_at=None).values_list("household_id", flat=True)
    for home in known:
        if home.household.pk in former:
            return home, None
    raise NotFound(str(key))


def _household(
    record: Record, rows: list[HouseholdMember], seen: dict[int, Seen], may_change: set[int]
) -> HouseholdSeen:
    home, today = rows[0].household, clock.today()
    where = _where(record, home, [one for row in rows if (one := seen.get(row.person_id))])
    if where == WITHHELD:  # the days are withheld with it, and whoever changes them is told of them
        may_change = set()
    stays = [
        Stay(
            row=row,
            name=name(seen[row.person_id], today),
            ref=seen[row.person_id].card.ref if seen[row.person_id].header and not seen[row.person_id].hidden else "",
            may_change=row.person_id in may_change,
            why=record.words.over(row.why, row.recorded_by_id),
        )
        for row in rows
        if row.person_id in seen
    ]
    stays.sort(key=lambda one: (one.is_over, _since(one.row), one.row.pk))
    living = [row for row in rows if row.true_to is None]
    return HouseholdSeen(
        household=home,
        where=where,
        stays=stays,
        lives_here=any(row.is_true_on(today) for row in rows if row.person_id in record.about_ids),
        may_end=bool(living) and all(row.person_id in may_change for row in living),
    )


def _where(record: Record, home: Household, members: list[Seen]) -> str:
    """The address, unless it would give away where somebody lives whose address is kept from the viewer."""
    if not record.shows_address or any(one.address_restricted for one in members):
        return WITHHELD
    if not policy.holds(record.viewer, permissions.SEE_ADDRESS):
        return WITHHELD
    return ", ".join(part for part in (home.address, home.postcode) if part) or NO_ADDRESS


def _since(row: HouseholdMember) -> dt.date:
    return row.true_from or dt.date.min
