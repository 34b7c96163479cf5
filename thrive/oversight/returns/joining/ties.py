"""Relationships, families and households as a file has them."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from thrive.base.access.models import Authority, CircleMember
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity
from thrive.base.history import audit
from thrive.base.history.models import TwoTime
from thrive.base.people import intake, sealed
from thrive.base.people.models import Family, Household, HouseholdMember, Relationship
from thrive.base.people.rules import RELATIONSHIPS
from thrive.oversight.returns.joining import spans
from thrive.oversight.returns.joining.adults import Tie
from thrive.oversight.returns.joining.entries import Entry, Home
from thrive.oversight.returns.joining.origin import Origin

BRINGING_UP = ("parent", "carer")  # kinds of which a row that names one gives all

Child = tuple[Entry, int]


def is_imported(row: TwoTime) -> bool:
    """Whether an importer wrote this row, and no person has corrected it since."""
    return getattr(row, "recorded_by_id", None) is None and Origin.read(row.source) is not None


def _once(pairs: Iterable[tuple[int, int, str]]) -> dict[tuple[int, int, str], None]:
    """Without what says the same from the other side: two rows that call each other brother are one relationship."""
    wanted: dict[tuple[int, int, str], None] = {}
    for one, other, kind in pairs:
        if not (RELATIONSHIPS[kind].is_symmetric and (other, one, kind) in wanted):
            wanted[one, other, kind] = None
    return wanted


class Ties:
    """What binds the people of one batch together."""

    def __init__(self, authority: Authority, origin: Origin, *, by: Viewer) -> None:
        self.authority, self.origin, self.by = authority, origin, by
        self.counts: Counter[tuple[str, str]] = Counter()
        self.touched: set[int] = set()

    # --- relationships -----------------------------------------------------------------------------------------

    def relate(self, pairs: Iterable[tuple[int, int, str]], *, speak_of: Sequence[int] = ()) -> None:
        """Write that the first is the `kind` of the second. Of the children in `speak_of` these are all who bring
        them up: others that the same kind of file named before are related no more."""
        wanted = _once(pairs)
        children = sorted({other for _, other, _ in wanted} | set(speak_of))
        rows = list(
            Relationship.objects.filter(Q(replaced_at=None) | Q(withdrawn=True)).filter(
                Q(other_id__in=children) | Q(person_id__in=children)
            )
        )
        known = {(row.person_id, row.other_id, row.kind) for row in rows}  # also those a person ended or withdrew
        known |= {(other, one, kind) for one, other, kind in known if RELATIONSHIPS[kind].is_symmetric}
        fresh = [
            Relationship(person_id=one, other_id=other, kind=kind)
            for one, other, kind in wanted
            if (one, other, kind) not in known
        ]
        gone = [row for row in rows if self._is_no_longer_said(row, wanted, speak_of)]
        intake.add_facts(fresh, by=self.by, source=self.origin.source, replacing=gone)
        self.counts["relationship", "new"] += len(fresh)
        self.counts["relationship", "replaced"] += len(gone)
        self.counts["relationship", "unchanged"] += len(wanted) - len(fresh)
        self.touched |= {key for row in (*fresh, *gone) for key in (row.person_id, row.other_id)}

    def _is_no_longer_said(
        self, row: Relationship, wanted: dict[tuple[int, int, str], None], speak_of: Sequence[int]
    ) -> bool:
        said = Origin.read(row.source)
        return (
            row.other_id in speak_of
            and row.kind in BRINGING_UP
            and row.replaced_at is None
            and row.true_to is None
            and is_imported(row)
            and said is not None
            and said.collection == self.origin.collection
            and (row.person_id, row.other_id, row.kind) not in wanted
        )

    # --- families ----------------------------------------------------------------------------------------------

    def families(self, children: Sequence[Child], ties: Sequence[Tie]) -> dict[str, int]:
        """Make the family of each key hold its people; returns the circles by key. A child without a family key whose
        parents are named has a family of their own."""
        members = self._members(children, ties)
        known = {
            family.source_key: family
            for family in Family.objects.filter(circle__authority=self.authority, source_key__in=list(members))
        }
        new = [key for key in members if key not in known]
        made = intake.add_families(
            [
                intake.NewFamily(
                    authority=self.authority,
                    name=_family_name(key, children, ties)[:200],
                    members=[(one, capacity, None) for one, capacity in members[key].items()],
                    source_key=key,
                )
                for key in new
            ],
            by=self.by,
            source=self.origin.source,
        )
        self.touched |= {one for key in new for one in members[key]}
        self._add_members({family.circle_id: members[key] for key, family in known.items()})
        self.counts["family", "new"] += len(new)
        self.counts["family", "unchanged"] += len(known)
        circles = {key: family.circle_id for key, family in known.items()}
        circles.update(zip(new, (family.circle_id for family in made), strict=True))
        self._leave_others(children, circles)
        return circles

    def _members(self, children: Sequence[Child], ties: Sequence[Tie]) -> dict[str, dict[int, Capacity]]:
        members: dict[str, dict[int, Capacity]] = defaultdict(dict)
        has_adults = {tie.child_id for tie in ties}
        for entry, key in children:
            if entry.family_key or key in has_adults:
                members[entry.scope][key] = Capacity.CHILD if entry.is_child else Capacity.ADULT
        for tie in ties:
            members[tie.entry.scope].setdefault(tie.adult_id, Capacity.ADULT)
        return members

    def _add_members(self, wanted: dict[int, dict[int, Capacity]]) -> None:
        rows = CircleMember.objects.filter(Q(replaced_at=None) | Q(withdrawn=True), circle_id__in=list(wanted))
        known = {(row.circle_id, row.subject_id) for row in (*rows, *sealed.families_kept_back(list(wanted)))}
        fresh = [
            CircleMember(circle_id=circle, subject_id=key, capacity=capacity, source=self.origin.source)
            for circle, some in wanted.items()
            for key, capacity in some.items()
            if (circle, key) not in known
        ]
        CircleMember.objects.bulk_create(fresh, batch_size=intake.BATCH)
        joined = {row.subject_id for row in fresh}
        audit.note_many(self.by, "people.family.joined", sorted(joined), source=self.origin.source)
        self.touched |= joined

    def _leave_others(self, children: Sequence[Child], circles: dict[str, int]) -> None:
        """A child whom the file now gives another family has left the one an earlier file gave."""
        stays = {key: circles[entry.scope] for entry, key in children if entry.family_key}
        rows = (
            CircleMember.objects.current()
            .filter(subject_id__in=list(stays), true_to=None)
            .exclude(circle__family__source_key="")
        )
        gone = [
            row
            for row in rows
            if is_imported(row)
            and row.circle_id != stays[row.subject_id]
            and row.capacity == Capacity.CHILD
            and _same_collection(row, self.origin)
        ]
        spans.end(gone, self.origin.as_at)
        left = {row.subject_id for row in gone}
        audit.note_many(self.by, "people.family.left", sorted(left), source=self.origin.source)
        self.touched |= left

    # --- households --------------------------------------------------------------------------------------------

    def households(self, children: Sequence[Child], ties: Sequence[Tie]) -> None:
        """Make the people of a family whom the file puts at one address one household."""
        groups: dict[tuple[str, tuple[str, str]], dict[int, Home]] = defaultdict(dict)
        for entry, key in children:
            for home in entry.homes:
                if home.until is None and home.kind == "home" and home.address:
                    groups[entry.scope, home.compared][key] = home
        for tie in ties:
            if tie.adult.home is not None and tie.adult.home.address:
                groups[tie.entry.scope, tie.adult.home.compared][tie.adult_id] = tie.adult.home
        rows = HouseholdMember.objects.current().filter(
            person_id__in={key for some in groups.values() for key in some}, true_to=None
        )
        lives: dict[int, list[HouseholdMember]] = defaultdict(list)
        for row in rows.select_related("household"):
            lives[row.person_id].append(row)
        fresh: list[HouseholdMember] = []
        gone: dict[dt.date, list[HouseholdMember]] = defaultdict(list)
        for (_, address), people in groups.items():
            self._settle(address, people, lives, fresh, gone)
        for day, some in gone.items():
            spans.end(some, day)
        intake.add_facts(fresh, by=self.by, source=self.origin.source)
        self.touched |= {row.person_id for row in (*fresh, *(row for some in gone.values() for row in some))}

    def _settle(
        self,
        address: tuple[str, str],
        people: dict[int, Home],
        lives: dict[int, list[HouseholdMember]],
        fresh: list[HouseholdMember],
        gone: dict[dt.date, list[HouseholdMember]],
    ) -> None:
        """Put people into the household at an address: the one some of them are in, else a new one."""
        here = [row.household for key in people for row in lives[key] if _address(row.household) == address]
        newcomers = {
            key: home
            for key, home in people.items()
            if all(is_imported(row) for row in lives[key])
            and not any(_address(row.household) == address for row in lives[key])
        }
        self.counts["household", "unchanged"] += bool(here)
        if not newcomers:
            return
        if not here:
            home = next(iter(people.values()))
            here = [Household.objects.create(address=home.address, postcode=home.postcode)]
            self.counts["household", "new"] += 1
        for key, home in newcomers.items():
            since = home.since or (self.origin.as_at if lives[key] else None)
            for row in lives[key]:
                gone[since or self.origin.as_at].append(row)
            fresh.append(HouseholdMember(person_id=key, household=here[0], true_from=since))


def _address(household: Household) -> tuple[str, str]:
    return Home(household.address, household.postcode).compared


def _same_collection(row: TwoTime, origin: Origin) -> bool:
    said = Origin.read(row.source)
    return said is not None and said.collection == origin.collection


def _family_name(key: str, children: Sequence[Child], ties: Sequence[Tie]) -> str:
    """The surnames of a family's children, else of its adults, the two most frequent; else its key."""
    of_children = [entry.name.family for entry, _ in children if entry.scope == key and entry.name.family]
    of_adults = [tie.adult.name.family for tie in ties if tie.entry.scope == key and tie.adult.name.family]
    surnames = [name for name, _ in Counter(of_children or of_adults).most_common(2)]
    return " and ".join(surnames) or f"Family {key}"
