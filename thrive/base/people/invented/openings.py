"""Somebody who does not work with the families that guides name opens two of their records, for whoever does to see."""

from collections.abc import Sequence

from thrive.base.access import actions as access
from thrive.base.access.invented import Cast
from thrive.base.access.models import Subject
from thrive.base.people.invented.writing import Written
from thrive.base.people.permissions import OPEN_RECORD

OPENED = (("quality", "reviewing_officer"), ("strategy", "conference_chair"))  # reason, and the role of who gave it


def write(written: Sequence[Written], *, cast: Cast) -> None:
    """Open one record of each of the first two families."""
    shown = [one for one in written if one.plan.is_shown]
    for one, (reason, role) in zip(shown, OPENED, strict=False):
        place = one.plan.children[len(one.plan.children) // 4]
        subject = Subject.objects.get(pk=one.keys[place])
        access.open_with_reason(subject, by=cast.users[role], permission=OPEN_RECORD, reason=reason)
