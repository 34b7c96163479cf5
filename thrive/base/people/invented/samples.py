"""Samples that the invented auditor and inspector read, so that their home pages show some."""

import datetime as dt
from collections.abc import Sequence

from thrive.base.access import policy
from thrive.base.access.actions import involve
from thrive.base.access.invented import Cast
from thrive.base.access.models import Subject
from thrive.base.access.rules import Purpose, Restriction
from thrive.base.people.invented.writing import Written
from thrive.base.people.models import Sample

SAMPLES = (
    ("auditor", "Re-referrals, autumn", "How well families were helped who came back within a year"),
    ("inspector", "Focused visit: children in need", "What children, parents and practitioners say of the help given"),
)
EACH = 4  # records
RUNS_BEFORE, RUNS_AFTER = dt.timedelta(days=7), dt.timedelta(days=60)


def write(written: Sequence[Written], *, cast: Cast, as_of: dt.date) -> None:
    """Name a sample for each of them, of the first ordinary children there are."""
    children = [one.keys[place] for one in written for place, who in enumerate(one.plan.people) if who.is_child]
    ordinary = Subject.objects.filter(pk__in=children, restriction=Restriction.ORDINARY, address_restricted=False)
    subjects = list(ordinary.order_by("pk"))
    for number, (role, title, purpose) in enumerate(SAMPLES):
        reader = cast.users[role]
        sample = Sample.objects.create(
            authority=cast.authority,
            reader=reader,
            title=title,
            why=purpose,
            first_day=as_of - RUNS_BEFORE,
            last_day=as_of + RUNS_AFTER,
            happened_on=as_of - RUNS_BEFORE,
            recorded_by=cast.users["information_governance"],
        )
        for subject in subjects[number * EACH : (number + 1) * EACH]:
            involve(
                subject,
                by=cast.by,
                party=reader,
                role=policy.SAMPLED,
                purpose=Purpose.SAMPLE,
                true_from=sample.first_day,
                true_to=sample.ends_on,
                source=sample.mark,
            )
