"""Taking over referrals that files brought: each becomes a referral of the front door, under the same name and day.

What the file said stays in the imported element, by which the referral is found again when the next file speaks of it:
a child's referral of a day is one, whoever tells of it first.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from thrive.base.casework.models import ImportedElement
from thrive.base.history import bulk
from thrive.base.offers import Differs, TakenOver
from thrive.pathway.front_door import facts
from thrive.pathway.front_door.facts import Standing
from thrive.pathway.front_door.models import Referral


def take_over(rows: Sequence[ImportedElement]) -> TakenOver:
    """Make a referral of each of these imported rows that is none yet; called by `take_in`, in its transaction.

    A referral that was made here keeps its own name and what was recorded of it; where the file says otherwise, that is
    said to whoever imports, and its events are not told a second time. Three queries, whatever the number of rows.
    """
    held = {
        (one.referral.subject_id, one.natural_key): one
        for some in facts.standing(sorted({row.subject_id for row in rows})).values()
        for one in some
    }
    fresh = [
        _referral(row, row.true_from) for row in rows if row.true_from and (row.subject_id, row.natural_key) not in held
    ]
    bulk.insert(fresh)
    known = [(row, held[row.subject_id, row.natural_key]) for row in rows if (row.subject_id, row.natural_key) in held]
    return TakenOver(
        new=len(fresh),
        untold=frozenset(pair for row, one in known for pair in _told_here(row, one)),
        differs=tuple(differs for row, one in known for differs in _differences(row, one)),
    )


def _referral(row: ImportedElement, received_on: dt.date) -> Referral:
    return Referral(
        ref=row.ref,
        authority_id=row.authority_id,
        subject_id=row.subject_id,
        happened_on=received_on,
        source_code=str(row.content.get("source") or "")[:4],
        natural_key=row.natural_key,
        source=row.source or row.collection,
        recorded_at=row.recorded_at,
        recorded_by_id=row.recorded_by_id,
    )


def _told_here(row: ImportedElement, one: Standing) -> Iterator[tuple[int, str]]:
    """The dates of a row that stand on the timeline already, since somebody recorded them here."""
    if not one.is_imported:
        yield row.pk, "received_on"
    if one.closure is not None:
        yield row.pk, "closed_on"


def _differences(row: ImportedElement, one: Standing) -> Iterator[Differs]:
    """The fields in which people here recorded something else than the file says."""
    said, own = row.content, one.decision is not None
    for name, is_other in (
        ("source", not one.is_imported and _other(said.get("source"), one.referral.source_code)),
        (
            "no_further_action",
            one.decision is not None and _other(said.get("no_further_action"), one.no_further_action),
        ),
        ("decided_on", own and _other(said.get("decided_on"), _iso(one.decided_on))),
        ("closed_on", one.closure is not None and said.get("closed_on") != _iso(one.closed_on)),
        ("closure_reason", one.closure is not None and _other(said.get("closure_reason"), one.closure_code)),
    ):
        if is_other:
            yield Differs(row.subject_id, row.kind, row.natural_key, name)


def _other(said: object, here: object) -> bool:
    """Whether a file says something, and not what is recorded here."""
    return said is not None and said != here


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
