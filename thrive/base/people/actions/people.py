"""Adding a person, and keeping the facts about one: record, correct, end, take back."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Authority, Subject, User
from thrive.base.access.rules import Restriction
from thrive.base.calendar import clock
from thrive.base.calendar.words import say
from thrive.base.history import audit, twotime
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.wall import action
from thrive.base.people import cards, intake, permissions, sheets
from thrive.base.people.actions import telling
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import (
    CaseSummary,
    Characteristic,
    Identifier,
    Name,
    Person,
    PersonFact,
    Residence,
    Warning,
)
from thrive.base.people.queries.withheld_words import words_known_to
from thrive.base.people.rules import IDENTIFIERS, NAME_KINDS, ONE_ANSWER
from thrive.base.people.rules.spelling import spells

OF_AN_AUTHORITY = frozenset({"la_child_id", "former_child_id"})

Row = TypeVar("Row", bound=PersonFact)


@action
def add_person(
    authority: Authority,
    *,
    by: User,
    facts: Sequence[PersonFact],
    has_childhood_record: bool = True,
    source: str = "",
) -> Person:
    """Add a person to `authority` with unsaved `facts` (names, birth, identifiers, address).

    Raises NotAllowed if `by` may not add people, and AlreadyRecorded when an identifier among the facts
    already names somebody here: the caller shows who.
    """
    policy.require_role(by, permissions.ADD_PERSON)
    for fact in facts:
        if isinstance(fact, Identifier):
            refuse_taken_identifier(fact, authority)
    new = intake.NewPerson(authority=authority, facts=list(facts), has_childhood_record=has_childhood_record)
    return intake.add_people([new], by=by, source=source)[0]


@action
def record_fact(
    person: Person,
    row: Row,
    *,
    by: User,
    replaces_overlap: bool = True,
    instead_of: Iterable[PersonFact] = (),
) -> Row:
    """Record a fact true from `row.true_from`; where only one may be true at a time, the one before ends there,
    and so do the facts in `instead_of`.

    Raises NotAllowed; AlreadyRecorded for an identifier on record already, or (with `replaces_overlap` off) for
    a span already spoken for; CannotBe for a day to come, for one on or before which what gives way began, and for
    what tells colleagues where somebody in hiding is; ChangedMeanwhile.
    """
    subject = require_change(person, row, by=by)
    row.person, row.recorded_by = person, by
    _refuse_day_to_come(row.true_from)
    refuse_spelt(_told_in(row), about=person, by=by)
    if isinstance(row, Identifier):
        if row.scheme in OF_AN_AUTHORITY:
            row.authority = subject.authority
        refuse_taken_identifier(row, subject.authority)
        _supersede(row, by)
    if not replaces_overlap:
        written, before = twotime.add(row), []
    else:
        before = [*_rivals(row), *instead_of]
        _refuse_earlier(row, before)
        written = twotime.change(row, instead_of=before, recorded_by=by, why="")
    telling.tell_new(written, by=by, instead_of=before)
    _finish(by, "people.recorded", written)
    return written


@action
def correct_fact(row: Row, *, by: User, why: str, **values: Any) -> Row:
    """Correct a fact that was written down wrongly; both rows stay.

    Raises NotAllowed, ChangedMeanwhile, AlreadyRecorded for an identifier that names somebody else, and CannotBe
    for a day to come, and for what tells colleagues where somebody in hiding is.
    """
    subject = require_change(row.person, row, by=by)
    refuse_spelt({name: values[name] for name in _told_in(row) if name in values}, about=row.person, by=by)
    for day in (values.get("true_from"), values.get("true_to")):
        _refuse_day_to_come(day)
    if isinstance(row, Identifier):
        asked = {name: values.get(name, getattr(row, name)) for name in ("scheme", "value", "status")}
        refuse_taken_identifier(Identifier(person_id=row.person_id, **asked), subject.authority, but=row)
    written = twotime.correct(row, why=why, recorded_by=by, **values)
    telling.tell_corrected(row, written, by=by, why=why)
    _finish(by, "people.corrected", written, fields=sorted(values))
    return written


@action
def end_fact(row: Row, *, by: User, on: dt.date, why: str = "") -> Row:
    """Say that a fact stopped being true: `on` is the first day on which it was not.

    Raises NotAllowed, ChangedMeanwhile, and CannotBe for a day to come or one before it began.
    """
    require_change(row.person, row, by=by)
    if on > clock.today():
        raise CannotBe("The day it ended must be today or in the past", field="on")
    if row.true_from is not None and on <= row.true_from:
        raise CannotBe(
            f"The day it ended must be after {say(row.true_from)}, when it began. If it was never so, take it back as "
            "entered in error",
            field="on",
        )
    written = twotime.end(row, on=on, why=why, recorded_by=by)
    _finish(by, "people.ended", written)
    return written


@action
def withdraw_fact(row: Row, *, by: User, why: str) -> Row:
    """Say that a fact was entered in error, with the reason. It stays readable in the fact's history, and what it
    told the timeline is taken back. Raises NotAllowed, ChangedMeanwhile, and CannotBe without a reason."""
    require_change(row.person, row, by=by)
    if not why.strip():
        raise CannotBe("Enter why it was entered in error", field="why")
    mark = twotime.withdraw(row, why=why, recorded_by=by)
    telling.take_back(row)
    _finish(by, "people.withdrawn", mark)
    return mark


@action
def write_summary(person: Person, *, by: User, text: str) -> CaseSummary:
    """Write where things stand today. The one before is kept and can be read."""
    return record_fact(person, CaseSummary(text=text, true_from=clock.today()), by=by)


def require_change(person: Person, row: PersonFact, *, by: User) -> Subject:
    """Lock the person's Subject and return it, if `by` may change such a fact. Raises NotAllowed.

    What gives away where somebody is, where that is restricted, only those involved by name may change; and so it is
    with addresses of the rest of the family, or whoever tries one would see by what is then withheld whether it is
    the one that is kept from them.
    """
    policy.require(by, permissions.CHANGE_PERSON, person.subject)
    subject = policy.lock(person.pk)[0]
    card = person.card
    is_guarded = subject.address_restricted or (card.team_guarded if isinstance(row, Residence) else card.where_guarded)
    if row.SAYS_WHERE and is_guarded:
        require_named(subject, by=by)
    return subject


def refuse_spelt(texts: Mapping[str, str], *, about: Person, by: User) -> None:
    """Raises CannotBe for the first of these texts, by field, that spells where somebody in hiding is, if `by` is named
    and so knows: colleagues who are not named would read it with gaps. One query, or none without texts."""
    known = words_known_to(by, [about.pk]) if any(texts.values()) else None
    for field, text in texts.items():
        if known and (said := known.found_in(text)):
            raise CannotBe(spells(said, mend="Take it out: Details says it to those who may know"), field=field)


def _told_in(row: PersonFact) -> dict[str, str]:
    """What a fact tells colleagues in a worker's own words, by field; nothing for one that is itself about where."""
    told = [name for name, label in type(row).SENSITIVITY.items() if label is Sensitivity.FREE_TEXT]
    return {} if row.SAYS_WHERE else {name: getattr(row, name) for name in told}


def require_named(subject: Subject, *, by: User) -> None:
    """Raises NotAllowed unless `by` is involved by name: only they change what says where somebody in hiding is."""
    if not policy.is_named(by, subject):
        raise NotAllowed(
            "The address is restricted to named people.",
            permission=permissions.SEE_ADDRESS,
            subject_ref=subject.ref,
            subject_id=subject.pk,
        )


def refuse_taken_identifier(row: Identifier, authority: Authority, *, but: Identifier | None = None) -> None:
    """Raise AlreadyRecorded if an active identifier of this scheme and value is on record here: another person's,
    where the scheme allows one bearer, or this person's own. `but` is one that is about to be replaced.

    What is sealed takes no number from anybody: a refusal would say that there is such a record.
    """
    scheme = IDENTIFIERS[row.scheme]
    if row.status != Identifier.Status.ACTIVE:
        return
    same = Identifier.objects.current().filter(
        scheme=row.scheme, value=row.value, status=Identifier.Status.ACTIVE, true_to=None
    )
    if but is not None:
        same = same.exclude(pk=but.pk)
    here = Q(person__subject__authority=authority)
    not_sealed = ~Q(person__subject__restriction=Restriction.SEALED) | Q(person_id=row.person_id)
    bearers = set(same.filter(here, not_sealed).values_list("person_id", flat=True))
    if bearers - {row.person_id} and scheme.unique:
        raise AlreadyRecorded(f"Another person here has this {scheme.label}", field=row.scheme)
    if row.person_id in bearers:
        raise AlreadyRecorded(f"This {scheme.label} is recorded already", field=row.scheme)


def _refuse_day_to_come(day: dt.date | None) -> None:
    if day is not None and day > clock.today():
        raise CannotBe("The day must be today or in the past", field="true_from")


def _refuse_earlier(row: PersonFact, before: Iterable[PersonFact]) -> None:
    """What gives way must have begun before: otherwise it was wrong, which is a correction and needs a reason."""
    for old in before:
        if old.true_to is not None and row.true_from is not None and old.true_to <= row.true_from:
            continue
        if row.true_from is None:
            raise CannotBe("Enter the day on which this changed", field="true_from")
        if old.true_from is not None and row.true_from <= old.true_from:
            raise CannotBe(
                f"What is recorded now began on {say(old.true_from)}. Enter a later day, or correct that entry instead",
                field="true_from",
            )


def _rivals(row: PersonFact) -> list[PersonFact]:
    """Current facts that cannot be true together with `row`, beyond what its model says."""
    if isinstance(row, Name) and NAME_KINDS[row.kind].one_at_a_time:
        same: Any = Name.objects
    elif isinstance(row, Characteristic) and row.kind in ONE_ANSWER:
        same = Characteristic.objects
    else:
        return []
    rows = same.current().filter(person_id=row.person_id, kind=row.kind).order_by("true_from", "pk")
    return [old for old in rows if old.true_to is None or row.true_from is None or old.true_to > row.true_from]


def _supersede(row: Identifier, by: User) -> None:
    """Of most numbers a person has one: the one before is kept as superseded."""
    if not IDENTIFIERS[row.scheme].one_each or row.status != Identifier.Status.ACTIVE:
        return
    held = Identifier.objects.current().filter(person_id=row.person_id, scheme=row.scheme)
    for old in held.filter(status=Identifier.Status.ACTIVE):
        twotime.correct(old, why="A new one was recorded", recorded_by=by, status=Identifier.Status.SUPERSEDED)


def _finish(by: User, verb: str, row: PersonFact, **facts: Any) -> None:
    audit.note(by, verb, row, about=[row.person_id], kind=row._meta.model_name, **facts)
    shown_on = sheets.families_of([row.person_id]) if isinstance(row, Warning) else {row.person_id}
    cards.rebuild(shown_on)
