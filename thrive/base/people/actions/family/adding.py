"""Adding somebody to a family in one go: what they are, who has parental responsibility, whether they are worked
with together. All of it is written or nothing."""

import datetime as dt
from collections.abc import Sequence

from thrive.base.access.models import User
from thrive.base.access.rules import Capacity
from thrive.base.history import audit
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.wall import action
from thrive.base.people.actions.family.families import add_to_family
from thrive.base.people.actions.family.relationships import add_relationship
from thrive.base.people.actions.family.responsibility import set_responsibility
from thrive.base.people.models import Family, Person, Relationship
from thrive.base.people.rules.relationships import NETWORK, RELATIONSHIPS


@action
def add_someone(
    focus: Person,
    newcomer: Person,
    *,
    by: User,
    kind: str,
    newcomer_is_kind: bool = True,
    true_from: dt.date | None = None,
    note: str = "",
    responsibility: bool | None = None,
    basis: str = "",
    families: Sequence[Family] = (),
    confirmed: bool = False,
) -> Relationship:
    """Record that `newcomer` is the `kind` of `focus` (or, with `newcomer_is_kind` off, the other way round).

    `responsibility`: whether the newcomer has parental responsibility for the focus, on which `basis`; None where
    that is not known. In `families` they are worked with together from today. Raises what the single actions raise.
    """
    person, other = (newcomer, focus) if newcomer_is_kind else (focus, newcomer)
    row = add_relationship(person, other, by=by, kind=kind, true_from=true_from, note=note, confirmed=confirmed)
    if responsibility is not None:
        set_responsibility(
            focus, newcomer, by=by, basis=basis, holds=responsibility, true_from=true_from if basis else None
        )
    for family in families:
        try:
            add_to_family(family, newcomer, by=by, capacity=_capacity(newcomer, kind))
        except AlreadyRecorded:
            continue  # in the family already: nothing to add
    audit.note(by, "people.family.added", row, about=sorted({focus.pk, newcomer.pk}))
    return row


def _capacity(newcomer: Person, kind: str) -> Capacity:
    if newcomer.has_childhood_record:
        return Capacity.CHILD
    return Capacity.OTHER if RELATIONSHIPS[kind].group == NETWORK else Capacity.ADULT
