"""Finding people on record by the numbers that files know them by."""

from collections.abc import Sequence

from thrive.base.access.models import Authority
from thrive.base.access.rules import Restriction
from thrive.base.people.models import Identifier
from thrive.oversight.returns.findings import Findings

CHILD_ID = "la_child_id"


def take_turns(authority: Authority) -> None:
    """Hold the authority's row for the rest of the transaction, so that two imports never add somebody twice.

    SQLite's writing transaction is turn enough.
    """
    Authority.objects.select_for_update().filter(pk=authority.pk).first()


def on_record(authority: Authority, child_ids: Sequence[str]) -> tuple[dict[str, int], set[str]]:
    """The keys of people who bear these child ids of the authority today, and the ids whose records are sealed.

    A sealed record stays closed to importers: it is among the ids, not among the keys.
    """
    rows = Identifier.objects.current().filter(scheme=CHILD_ID, authority=authority, value__in=child_ids, true_to=None)
    known: dict[str, int] = {}
    sealed: set[str] = set()
    for value, key, restriction in rows.values_list("value", "person_id", "person__subject__restriction"):
        if restriction == Restriction.SEALED:
            sealed.add(value)
        else:
            known[value] = key
    return known, sealed


def refuse_sealed(findings: Findings, line: int, child_id: str) -> None:
    """Say that a record is closed to importers."""
    findings.refuse(
        "This child’s record is closed to imports. Ask your information-governance officer.",
        line=line,
        child_id=child_id,
        kind="child",
    )
