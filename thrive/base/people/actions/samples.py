"""Naming records for an audit or an inspection, taking them out again, and ending a sample early."""

import datetime as dt
from collections.abc import Sequence

from thrive.base.access import policy
from thrive.base.access.actions import end_involvement, involve
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Involvement, RoleHolding, Subject, User
from thrive.base.access.rules import ROLES, Purpose, Restriction
from thrive.base.calendar import clock
from thrive.base.calendar.words import say
from thrive.base.history import audit
from thrive.base.history.wall import action
from thrive.base.local.facts import variations_for
from thrive.base.people import permissions
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Sample, SampleEnd
from thrive.base.people.rules import SAMPLE_ENDS
from thrive.base.people.rules.samples import AT_ONCE

READING = tuple(key for key, role in ROLES.items() if role.is_time_boxed)
"""The roles that read a sample, and nothing else."""


@action
def name_sample(reader: User, *, by: User, title: str, purpose: str, first_day: dt.date, last_day: dt.date) -> Sample:
    """Name a sample that `reader` will read from `first_day` to `last_day`, both inclusive. It has no records yet.

    Raises NotAllowed for anybody but information governance, and for oneself; CannotBe (fields "reader", "title",
    "purpose", "first_day", "last_day") for somebody who holds no role that reads samples then, without a title or
    purpose, for days that are gone or in the wrong order, and for longer than the rule of that day lets it run.
    """
    policy.require_role(by, permissions.NAME_SAMPLE)
    authority = by.organisation.authority
    if reader.pk == by.pk or authority is None:
        raise NotAllowed("You may not name a sample for yourself.", permission=permissions.NAME_SAMPLE)
    for field, text in (("title", title), ("purpose", purpose)):
        if not text.strip():
            raise CannotBe(f"Enter the {field}", field=field)
    _check_days(first_day, last_day, SAMPLE_ENDS.on(first_day, variations_for(authority)).due(first_day))
    _check_reader(reader, first_day, last_day)
    made = Sample.objects.create(
        authority=authority,
        reader=reader,
        title=title.strip(),
        why=purpose.strip(),
        first_day=first_day,
        last_day=last_day,
        happened_on=clock.today(),
        recorded_by=by,
    )
    audit.note(by, "people.sample.named", made, user=reader.pk, on=first_day, until=made.ends_on)
    return made


@action
def put_in(sample: Sample, subjects: Sequence[Subject], *, by: User, with_guarded: bool = False) -> list[Involvement]:
    """Put records into a sample: the reader is involved with each, by name, until its last day.

    `with_guarded`: those that are restricted, sealed or whose address is withheld are meant as such, and open in full.
    Without it a restricted or sealed one is refused, and a withheld address stays withheld. Raises NotAllowed for a
    record `by` may not know of; CannotBe for no records or too many, a sample that is over, a guarded record that is
    not meant, and one that another sample opens to the reader for the same days.
    """
    policy.require_role(by, permissions.NAME_SAMPLE)
    _refuse_over(sample)
    if not subjects:
        raise CannotBe("Choose a record", field="records")
    if len(subjects) > AT_ONCE:
        raise CannotBe(f"Choose {AT_ONCE} records or fewer at a time", field="records")
    found = []
    for subject in policy.lock(*subjects):
        policy.require(by, permissions.NAME_SAMPLE, subject)
        row = involve(
            subject,
            by=by,
            party=sample.reader,
            role=_part(subject, with_guarded),
            purpose=Purpose.SAMPLE,
            true_from=max(sample.first_day, clock.today()),
            true_to=sample.ends_on,
            source=sample.mark,
        )
        if row.source != sample.mark:
            raise CannotBe(f"{subject.ref} is in another sample of theirs for the same days", field="records")
        audit.note(by, "people.sample.put_in", sample, about=[subject.pk], user=sample.reader_id, role=row.role)
        found.append(row)
    return found


@action
def take_out(sample: Sample, subject: Subject, *, by: User, why: str) -> None:
    """Take a record out of a sample: it closes to the reader at once. Raises NotAllowed, and CannotBe without a reason
    or for a record that is not in it."""
    policy.require(by, permissions.NAME_SAMPLE, subject)
    rows = list(records_in(sample).filter(subject=subject))
    if not rows:
        raise CannotBe("This record is not in the sample any more")
    _close(rows, by=by, why=_reason(why))
    audit.note(by, "people.sample.taken_out", sample, about=[subject.pk], user=sample.reader_id)


@action
def end_sample(sample: Sample, *, by: User, why: str) -> SampleEnd:
    """End a sample before its last day: every record in it closes to the reader at once.

    Raises NotAllowed, and CannotBe without a reason or for a sample that is over.
    """
    policy.require_role(by, permissions.NAME_SAMPLE)
    _refuse_over(sample)
    ended = SampleEnd.objects.create(sample=sample, happened_on=clock.today(), recorded_by=by, why=_reason(why))
    _close(list(records_in(sample)), by=by, why=ended.why)
    audit.note(by, "people.sample.ended", sample, user=sample.reader_id)
    return ended


def records_in(sample: Sample):  # type: ignore[no-untyped-def]
    """The involvements that a sample consists of, as far as they still open something, or will."""
    rows = Involvement.objects.current().filter(user_id=sample.reader_id, purpose=Purpose.SAMPLE, source=sample.mark)
    return rows.filter(true_to__gt=clock.today())


def _part(subject: Subject, with_guarded: bool) -> str:
    """What the involvement says the reader does there: whether the record was named for what guards it."""
    if subject.restriction == Restriction.SEALED and with_guarded:
        return policy.SEALED_ACCESS
    if subject.restriction != Restriction.ORDINARY and not with_guarded:
        raise CannotBe(
            f"{subject.ref} is restricted. Say that guarded records are meant, or leave it out", field="records"
        )
    is_guarded = subject.restriction != Restriction.ORDINARY or subject.address_restricted
    is_guarded = is_guarded or subject.person.card.where_guarded
    return policy.SAMPLED_GUARDED if is_guarded and with_guarded else policy.SAMPLED


def _close(rows: Sequence[Involvement], *, by: User, why: str) -> None:
    for row in rows:
        end_involvement(row, by=by, on=clock.today(), why=why)


def _reason(why: str) -> str:
    if not why.strip():
        raise CannotBe("Enter why", field="why")
    return why.strip()


def _refuse_over(sample: Sample) -> None:
    if sample.is_over:
        raise CannotBe("This sample is over. Name another")


def _check_days(first_day: dt.date, last_day: dt.date, latest: dt.date) -> None:
    if first_day < clock.today():
        raise CannotBe("The first day must be today or later", field="first_day")
    if last_day < first_day:
        raise CannotBe("The last day must be the same as or after the first day", field="last_day")
    if last_day > latest:
        raise CannotBe(f"The last day must be {say(latest)} or earlier: a sample is for a time", field="last_day")


def _check_reader(reader: User, first_day: dt.date, last_day: dt.date) -> None:
    """They hold a role that reads samples on some day of it; no other role would let them read it."""
    held = RoleHolding.objects.filter(user=reader, role__in=READING, starts_on__lte=last_day)
    if not any(row.ends_on is None or row.ends_on > first_day for row in held):
        titles = " or ".join(ROLES[key].title for key in READING)
        raise CannotBe(
            f"{reader.name} does not hold the role {titles} then. An administrator gives it, with a last day",
            field="reader",
        )
