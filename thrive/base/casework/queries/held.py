"""What a worker has that may be moved: each family or person they work with, by involvement."""

from dataclasses import dataclass

from thrive.base.access import policy
from thrive.base.access.models import Involvement, User
from thrive.base.access.rules import part_words
from thrive.base.casework.facts.absences import HAS
from thrive.base.casework.permissions import MOVE_WORK
from thrive.base.people.models import Family
from thrive.base.people.queries.members import names


@dataclass(frozen=True)
class Held:
    """One piece of work: what it is called, what the worker is to them, and a value for forms."""

    row: Involvement
    value: str
    name: str
    part: str


def held_work(*, viewer: User, worker: User) -> list[Held]:
    """What `worker` has, by name; of whoever the viewer may not know of, that there is somebody. Three queries.

    Raises NotAllowed for whoever moves no work.
    """
    policy.require_role(viewer, MOVE_WORK)
    rows = Involvement.objects.now().filter(user=worker, purpose__in=sorted(HAS)).select_related("subject", "circle")
    rows = rows.exclude(role=policy.SEALED_ACCESS).order_by("true_from", "pk")
    families = {one.circle_id: one for one in Family.objects.filter(circle_id__in=[row.circle_id for row in rows])}
    known = names(viewer=viewer, subject_ids=[row.subject_id for row in rows if row.subject_id])
    found = []
    for row in rows:
        family = families.get(row.circle_id or 0)
        if row.circle_id and family is not None:
            found.append(Held(row, f"family:{family.ref}:{row.role}", f"{family.name} family", part_words(row.role)))
        elif row.subject is not None:
            named = known.get(row.subject_id or 0)
            name = named.name if named else "Somebody whose record is closed to you"
            found.append(Held(row, f"person:{row.subject.ref}:{row.role}", name, part_words(row.role)))
    return sorted(found, key=lambda one: one.name)
