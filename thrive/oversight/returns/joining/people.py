"""Finding people on record by the numbers that files know them by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from thrive.base.access.models import Authority
from thrive.base.access.rules import Restriction
from thrive.base.people.models import Identifier
from thrive.base.people.rules import IDENTIFIERS
from thrive.oversight.returns.findings import Findings

CHILD_ID = "la_child_id"
FORMER = "former_child_id"
OWN_KEYS = (CHILD_ID, "ssd_person", "case_number")  # the authority's own numbers, of children and of adults
JOINING = (*OWN_KEYS, "nhs", "upn")  # in this order a person is looked for
AT_ONCE = 400  # values of one query


def take_turns(authority: Authority) -> None:
    """Hold the authority's row for the rest of the transaction, so that two imports never add somebody twice.

    SQLite's writing transaction is turn enough.
    """
    Authority.objects.select_for_update().filter(pk=authority.pk).first()


@dataclass
class Bearers:
    """Who bears which number today, in one authority, and who `holds` it without dispute. Sealed records are closed to
    importers: `sealed` has their numbers, the others never their keys."""

    by_number: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    holds: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    sealed: set[tuple[str, str]] = field(default_factory=set)

    def one(self, scheme: str, value: str) -> int | None:
        """The only bearer of a number; None where there is none, or more than one."""
        found = self.by_number.get((scheme, value), set())
        return next(iter(found)) if len(found) == 1 else None

    def of_key(self, key: str) -> int | None:
        """The bearer of one of the authority's own numbers, of whichever kind."""
        found = (self.one(scheme, IDENTIFIERS[scheme].canonical(key)) for scheme in OWN_KEYS)
        return next((one for one in found if one is not None), None)

    def of_numbers(self, numbers: Mapping[str, str]) -> int | None:
        """Whom these numbers name. Where the authority's own number is given and new, nobody: a national number alone
        never joins two records."""
        own = [(scheme, numbers[scheme]) for scheme in OWN_KEYS if scheme in numbers]
        if former := numbers.get(FORMER):
            own.append((CHILD_ID, former))  # it may stand here under the number it had in the system before
        tried = own or [(scheme, numbers[scheme]) for scheme in JOINING if scheme in numbers]
        return next((one for scheme, value in tried if (one := self.one(scheme, value)) is not None), None)

    def are_sealed(self, numbers: Mapping[str, str]) -> bool:
        """Whether one of these numbers is that of a sealed record."""
        return not self.sealed.isdisjoint(as_kept(numbers))


def as_kept(numbers: Mapping[str, str]) -> set[tuple[str, str]]:
    """Numbers as they stand on record: the one from the system before may be kept as the authority's own."""
    found = set(numbers.items())
    return found | {(CHILD_ID, numbers[FORMER])} if FORMER in numbers else found


def bearers(authority: Authority, values: Iterable[str]) -> Bearers:
    """Who bears these numbers, whatever their kind."""
    found = Bearers()
    wanted = sorted(set(values))
    for start in range(0, len(wanted), AT_ONCE):
        rows = (
            Identifier.objects.current()
            .filter(scheme__in=JOINING, value__in=wanted[start : start + AT_ONCE], true_to=None)
            .filter(person__subject__authority=authority)
            .exclude(status=Identifier.Status.INVALID)
        )
        for scheme, value, key, status, restriction in rows.values_list(
            "scheme", "value", "person_id", "status", "person__subject__restriction"
        ):
            if restriction == Restriction.SEALED:
                found.sealed.add((scheme, value))
                continue
            found.by_number[scheme, value].add(key)
            if status == Identifier.Status.ACTIVE:
                found.holds[scheme, value].add(key)
    return found


def on_record(authority: Authority, child_ids: Sequence[str]) -> tuple[dict[str, int], set[str]]:
    """The keys of people who bear these child ids of the authority today, and the ids whose records are sealed."""
    found = bearers(authority, child_ids)
    known = {value: key for value in child_ids if (key := found.one(CHILD_ID, value)) is not None}
    return known, {value for scheme, value in found.sealed if scheme == CHILD_ID}


def refuse_closed(findings: Findings, line: int, child_id: str) -> None:
    """Say that a record is closed to whoever brings the file in: the same words whatever closes it."""
    findings.refuse(
        "The record that this row is about is closed to whoever brought the file in. The row was left out, whatever it "
        "says. Ask your information-governance officer who may bring it in.",
        line=line,
        child_id=child_id,
        kind="child",
    )
