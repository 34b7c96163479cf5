"""The threshold document: entered by one manager, checked by another, dated, and never changed."""

import datetime as dt
from collections.abc import Mapping

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Authority, User
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.wall import action
from thrive.pathway.front_door import permissions, rules
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.models import Criterion, ThresholdCheck, ThresholdDocument


@action
def enter_thresholds(
    authority: Authority, *, by: User, title: str, in_force_from: dt.date, criteria: Mapping[str, str], url: str = ""
) -> ThresholdDocument:
    """Enter the authority's published threshold document, in force from that day: what it says of each level.

    It counts once somebody else has checked it, and is followed by whichever is in force from a later day. Raises
    NotAllowed, and ContactFault without a title or the words of a level.
    """
    policy.require_role(by, permissions.KEEP_THRESHOLDS)
    if not title.strip():
        raise ContactFault("Enter what the document is called", field="title")
    missing = [level for level in rules.LEVELS if not criteria.get(level, "").strip()]
    if missing:
        raise ContactFault(f"Enter what it says of: {rules.LEVELS[missing[0]]}", field=f"level_{missing[0]}")
    document = ThresholdDocument(
        authority=authority,
        title=title.strip(),
        url=url,
        in_force_from=in_force_from,
        happened_on=clock.today(),
        recorded_by=by,
    )
    document.save()
    Criterion.objects.bulk_create(
        Criterion(document=document, level=level, words=criteria[level].strip()) for level in rules.LEVELS
    )
    audit.note(by, "front_door.thresholds.entered", document, on=in_force_from)
    return document


@action
def check_thresholds(document: ThresholdDocument, *, by: User) -> ThresholdCheck:
    """Say that a document entered by somebody else is what was published: from its day on, decisions are judged by it.

    Raises NotAllowed for one's own, ChangedMeanwhile where it was checked or taken back already.
    """
    policy.require_role(by, permissions.KEEP_THRESHOLDS)
    if document.recorded_by_id == by.pk:
        raise NotAllowed("You entered this. Somebody else checks it.", permission=permissions.KEEP_THRESHOLDS)
    locked = ThresholdDocument.objects.select_for_update().get(pk=document.pk)
    if locked.replaced_at is not None or ThresholdCheck.objects.filter(document=locked).exists():
        raise ChangedMeanwhile("Somebody else has checked it or taken it back")
    check = ThresholdCheck(document=locked, checked_by=by, checked_at=clock.now())
    check.save()
    audit.note(by, "front_door.thresholds.checked", locked)
    return check


@action
def take_back_thresholds(document: ThresholdDocument, *, by: User, why: str) -> None:
    """Say that a document was entered in error. Decisions that were judged by it keep it. Raises NotAllowed,
    ContactFault without a reason, ChangedMeanwhile where it is taken back already."""
    policy.require_role(by, permissions.KEEP_THRESHOLDS)
    if not why.strip():
        raise ContactFault("Enter why it is taken back", field="why")
    if not ThresholdDocument.objects.current().filter(pk=document.pk).update(replaced_at=clock.now()):
        raise ChangedMeanwhile("It was taken back already")
    audit.note(by, "front_door.thresholds.taken_back", document, reason=why.strip()[:200])
