"""How families that guides name are guarded: parts of one record sealed, another opened in an emergency.

Done through the same actions as a worker's, so that seals, notices and entries of the log are as in real use.
"""

import datetime as dt
from collections.abc import Sequence

from thrive.base.access.actions import involve
from thrive.base.access.invented import Cast
from thrive.base.access.rules import Purpose
from thrive.base.people import cards, intake
from thrive.base.people.actions import emergencies, sealing
from thrive.base.people.invented.writing import SOURCE, Written
from thrive.base.people.models import Name, Person, PersonFact, Relationship

WORKED_SINCE = 400  # days before the day the authority is made as at
WHY_SEALED = "Adopted. Her birth family has looked for her, and knows the name she had."
WHAT_HAPPENED = "Isla rang the duty line from the bus station. She was crying and would not say who was with her."


def write(written: Sequence[Written], *, cast: Cast, as_of: dt.date) -> None:
    """Seal the old name and the birth mother of the adopted girl; open the restricted record once, in an emergency."""
    named = {one.plan.name: one for one in written if one.plan.number < 0}
    if {"Ellerby", "Tanner"} <= named.keys():
        _seal_what_was_before(named["Ellerby"], named["Tanner"], cast, as_of)
    if "Rowbotham" in named:
        _open_in_an_emergency(named["Rowbotham"], cast)


def _seal_what_was_before(new: Written, old: Written, cast: Cast, as_of: dt.date) -> None:
    """The record before the adoption is sealed as a whole; on the new one, what leads back to it."""
    girl = Person.objects.select_related("subject").get(pk=_child_of(new))
    mother = next(key for key, one in zip(old.keys, old.plan.people, strict=True) if not one.is_child)
    tie = Relationship(person_id=mother, kind="parent", other_id=girl.pk)
    intake.add_facts([tie], by=cast.by, source=SOURCE)
    cards.rebuild([girl.pk, mother])
    involve(
        girl.subject,
        by=cast.by,
        party=cast.manager,
        role="practice_supervisor",
        purpose=Purpose.TEAM,
        true_from=as_of - dt.timedelta(WORKED_SINCE),
        source=SOURCE,
    )
    rows: list[PersonFact] = [
        Name.objects.current().get(person=girl, kind="former"),
        Relationship.objects.current().get(person_id=mother, other=girl),
    ]
    for row in rows:
        sealing.seal_part(girl, row, by=cast.manager, reason="adoption", why=WHY_SEALED)


def _open_in_an_emergency(family: Written, cast: Cast) -> None:
    """The duty worker opened the restricted record; nobody has reviewed that yet."""
    girl = Person.objects.select_related("subject__authority", "card").get(pk=_child_of(family))
    worker = cast.users["lead_child_protection_practitioner"]
    emergencies.open_in_emergency(girl.subject, by=worker, reason="danger", why=WHAT_HAPPENED)


def _child_of(family: Written) -> int:
    return next(key for key, one in zip(family.keys, family.plan.people, strict=True) if one.is_child)
