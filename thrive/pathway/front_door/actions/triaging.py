"""Triage: how urgent a contact is, who looks into it, what was made of it, and whether it is ready to be decided."""

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.wall import action
from thrive.pathway.front_door import permissions, rules
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.models import Contact, Triage


@action
def triage(
    contact: Contact,
    *,
    by: User,
    urgency: str,
    worker: User | None = None,
    is_ready: bool = False,
    analysis: str = "",
    over: int | None = None,
) -> Triage:
    """Say how urgent a contact is, who looks into it and what was made of it; the last one said stands.

    `over` is the key of the triage that was on the page, None where there was none. Raises NotAllowed, ContactFault
    for an urgency that is not in the table and for a worker who does not work at the front door, and ChangedMeanwhile
    where somebody else said something since.
    """
    policy.require_role(by, permissions.TAKE_CONTACT)
    if urgency not in rules.URGENCIES:
        raise ContactFault("Select how urgent it is", field="urgency")
    if worker is not None and not policy.holds(worker, permissions.TAKE_CONTACT):
        raise ContactFault(f"{worker.name} does not work at the front door", field="worker")
    Contact.objects.select_for_update().get(pk=contact.pk)
    before = Triage.objects.current().filter(contact=contact).first()
    if (before.pk if before else None) != over:
        raise ChangedMeanwhile("Somebody else has triaged this contact since you opened it")
    if before is not None:
        Triage.objects.filter(pk=before.pk).update(replaced_at=clock.now())
    row = Triage(
        contact=contact,
        urgency=urgency,
        worker=worker,
        is_ready=is_ready,
        analysis=analysis.strip(),
        happened_on=clock.today(),
        replaces=before,
        recorded_by=by,
    )
    row.save()
    audit.note(by, "front_door.contact.triaged", row, urgency=urgency, ready=is_ready)
    return row
