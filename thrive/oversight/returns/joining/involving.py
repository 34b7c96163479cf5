"""Who works with whom, as a file says: workers, teams, schools and surgeries, so that they can open their children."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.models import CircleMember, Involvement
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity, Purpose
from thrive.base.directory.models import Place
from thrive.base.history import audit
from thrive.base.offers import REGISTRY
from thrive.oversight.returns.findings import Findings
from thrive.oversight.returns.joining import spans
from thrive.oversight.returns.joining.entries import Entry, PlaceSaid, TeamSaid, WorkerSaid
from thrive.oversight.returns.joining.origin import Origin
from thrive.oversight.returns.joining.places import Places
from thrive.oversight.returns.joining.staff import Staff
from thrive.oversight.returns.joining.ties import Child, is_imported

BATCH = 1_000
TOPICS = {
    "worker": Purpose.ALLOCATED,
    "team": Purpose.TEAM,
    Place.Kind.SCHOOL: Purpose.EDUCATION,
    Place.Kind.SURGERY: Purpose.HEALTH,
}


@dataclass(frozen=True)
class Party:
    """One side of an involvement: which user, team or organisation, in which role, for what."""

    role: str
    purpose: Purpose
    capacity: Capacity = Capacity.ANY
    user_id: int | None = None
    team_id: int | None = None
    organisation_id: int | None = None


@dataclass(frozen=True)
class Target:
    """The other side: a person or a family."""

    subject_id: int | None = None
    circle_id: int | None = None


#: What the file says: until when (None: still) to since when (None: not known).
Wanted = dict[tuple[Target, Party, dt.date | None], dt.date | None]


class Involving:
    """The involvements of one batch of children, made to agree with what the file says of them."""

    def __init__(self, origin: Origin, staff: Staff, places: Places, *, by: Viewer, findings: Findings) -> None:
        self.origin, self.staff, self.places, self.by, self.findings = origin, staff, places, by, findings
        self.counts: Counter[tuple[str, str]] = Counter()
        self.touched: set[int] = set()
        self.told: set[tuple[str, str]] = set()

    def unknown_workers(self, entry: Entry) -> list[WorkerSaid]:
        """Workers of an entry who cannot be found among the users; each is said once in a report."""
        unknown = [said for said in entry.workers if said.until is None and self.staff.worker(said) is None]
        for said in unknown:
            self._tell_once(
                entry,
                "Allocated worker",
                said.email or said.code or said.name,
                "Nobody who works here has this e-mail or staff code, so nobody can open the child by it. The name was "
                "kept. Add the user under Administration and import the file again.",
            )
        return unknown

    def agree(self, children: Sequence[Child], circles: dict[str, int]) -> None:
        """Write who is involved with these children, and end what the file says no more."""
        wanted: Wanted = {}
        for entry, key in children:
            wanted.update(self._wanted(entry, key))
        family = _children_of(circles.values())
        self._lift_to_families(wanted, children, circles, family)
        spoken = {(key, TOPICS[topic]) for entry, key in children for topic in entry.says}
        held = self._held([key for _, key in children], circles)
        fresh = dict(wanted)
        for row in held:
            fresh.pop((_target(row), _party(row), None if _is_settled(row) else row.true_to), None)
        gone = [row for row in held if self._is_over(row, wanted, spoken, family)]
        ends = {row.pk: _end_said(row, fresh) or self.origin.as_at for row in gone}
        for day in sorted(set(ends.values())):
            spans.end([row for row in gone if ends[row.pk] == day], day)
        made = Involvement.objects.bulk_create(
            [self._row(target, party, since, until) for (target, party, until), since in fresh.items()],
            batch_size=BATCH,
        )
        policy.forget()
        REGISTRY.involvement_changed((one.user_id for one in (*made, *gone) if one.user_id), by=self.by)
        self._note("access.involved", made)
        self._note("access.involvement.ended", gone)
        self.counts["involvement", "new"] += len(made)
        self.counts["involvement", "replaced"] += len(gone)
        self.counts["involvement", "unchanged"] += len(wanted) - len(made)

    # --- what the file says ------------------------------------------------------------------------------------

    def _wanted(self, entry: Entry, key: int) -> Wanted:
        target = Target(subject_id=key)
        wanted: Wanted = {}
        for said in entry.workers:
            user = self.staff.worker(said)
            if user is not None:
                wanted[target, Party(said.role[:60], Purpose.ALLOCATED, user_id=user.pk), said.until] = said.since
        for one in entry.teams:
            team = self.staff.team(one)
            if team is not None:
                wanted[target, Party("team", Purpose.TEAM, team_id=team.pk), one.until] = one.since
            else:
                self._tell_team(entry, one)
        for place in entry.places:
            party = self._body(place)
            if party is not None:
                wanted[target, party, None] = place.since
        return wanted

    def _body(self, said: PlaceSaid) -> Party | None:
        """The school or NHS body whose people may see their own children; None where it does not use Thrive."""
        organisation = self.places.of(said).organisation_id
        if organisation is None:
            return None
        is_school = said.kind == Place.Kind.SCHOOL
        return Party(
            "school" if is_school else "surgery",
            Purpose.EDUCATION if is_school else Purpose.HEALTH,
            Capacity.CHILD,
            organisation_id=organisation,
        )

    def _tell_team(self, entry: Entry, said: TeamSaid) -> None:
        self._tell_once(
            entry,
            "Team",
            said.text,
            "No team has this name or code. Add it under Administration and import the file again.",
        )

    def _tell_once(self, entry: Entry, field: str, found: str, reason: str) -> None:
        if (field, found) not in self.told:
            self.told.add((field, found))
            self.findings.odd(reason, line=entry.line, child_id=entry.label, field=field, found=found)

    def _lift_to_families(
        self, wanted: Wanted, children: Sequence[Child], circles: dict[str, int], family: dict[int, set[int]]
    ) -> None:
        """A worker or team of every child of a family has the family. Nobody is given a child the file does not say."""
        by_scope: dict[str, list[int]] = defaultdict(list)
        for entry, key in children:
            if entry.is_child:
                by_scope[entry.scope].append(key)
        for scope, circle in circles.items():
            keys = by_scope[scope]
            if not keys or not family[circle] <= set(keys):
                continue
            for target, party, until in list(wanted):
                rows = [(Target(subject_id=key), party, until) for key in keys]
                is_of_first = target.subject_id == keys[0] and party.organisation_id is None and until is None
                if is_of_first and all(row in wanted for row in rows):
                    since = [wanted.pop(row) for row in rows]
                    wanted[Target(circle_id=circle), party, None] = min((day for day in since if day), default=None)

    # --- what is on record -------------------------------------------------------------------------------------

    def _held(self, keys: Sequence[int], circles: dict[str, int]) -> list[Involvement]:
        rows = Involvement.objects.filter(Q(replaced_at=None) | Q(withdrawn=True)).filter(
            Q(subject_id__in=keys) | Q(circle_id__in=list(circles.values()))
        )
        return list(rows.exclude(purpose__in=[Purpose.OPENED, Purpose.EMERGENCY]))

    def _is_over(
        self, row: Involvement, wanted: Wanted, spoken: set[tuple[int, Purpose]], family: dict[int, set[int]]
    ) -> bool:
        """Whether the file speaks of this matter for everybody concerned and does not say this any more."""
        keys = {row.subject_id} if row.subject_id else family[row.circle_id or 0]
        said = Origin.read(row.source)
        return (
            row.true_to is None
            and row.replaced_at is None
            and is_imported(row)
            and said is not None
            and said.collection == self.origin.collection
            and bool(keys)
            and all((key, row.purpose) in spoken for key in keys)
            and (_target(row), _party(row), None) not in wanted
        )

    def _row(self, target: Target, party: Party, since: dt.date | None, until: dt.date | None) -> Involvement:
        return Involvement(
            subject_id=target.subject_id,
            circle_id=target.circle_id,
            user_id=party.user_id,
            team_id=party.team_id,
            organisation_id=party.organisation_id,
            role=party.role,
            purpose=party.purpose,
            capacity=party.capacity,
            true_from=since if since or until else self.origin.as_at,
            true_to=until,
            source=self.origin.source,
        )

    def _note(self, verb: str, rows: Sequence[Involvement]) -> None:
        circles = {row.circle_id for row in rows if row.circle_id}
        about = {row.subject_id for row in rows if row.subject_id}
        members = CircleMember.objects.now().filter(circle_id__in=circles)
        about |= set(members.values_list("subject_id", flat=True))
        audit.note_many(self.by, verb, sorted(about), source=self.origin.source)
        self.touched |= about


def _children_of(circles: Iterable[int]) -> dict[int, set[int]]:
    """The children of these families today, by circle."""
    found: dict[int, set[int]] = defaultdict(set)
    members = CircleMember.objects.now().filter(circle_id__in=list(circles), capacity=Capacity.CHILD)
    for circle, key in members.values_list("circle_id", "subject_id"):
        found[circle].add(key)
    return found


def _is_settled(row: Involvement) -> bool:
    """Whether a person ended or withdrew it: a file does not bring it back."""
    return row.recorded_by_id is not None and (row.withdrawn or row.true_to is not None)


def _end_said(row: Involvement, fresh: Wanted) -> dt.date | None:
    """The end that the file gives an involvement on record; it then needs no row of its own."""
    days = [day for target, party, day in fresh if day and (target, party) == (_target(row), _party(row))]
    if not days:
        return None
    day = max(days)
    del fresh[_target(row), _party(row), day]
    return day


def _target(row: Involvement) -> Target:
    return Target(row.subject_id, row.circle_id)


def _party(row: Involvement) -> Party:
    return Party(row.role, Purpose(row.purpose), Capacity(row.capacity), row.user_id, row.team_id, row.organisation_id)
