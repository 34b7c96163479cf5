"""The authority's own choices: what was entered, who checked it, whether it counts, and what it changes."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from thrive.base import law
from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Authority, User
from thrive.base.calendar import clock
from thrive.base.calendar.holidays import ONE_DAY
from thrive.base.law.local import LocalRow
from thrive.base.local import facts
from thrive.base.local.models import Checked, Choice, Commencement, EarlyEnd, Holiday, Variation
from thrive.base.local.permissions import KEEP_CHOICES, SEE_DUTIES
from thrive.base.local.queries import effects
from thrive.base.local.queries.effects import Shift, Stretch
from thrive.govuk import words


@dataclass(frozen=True)
class Kind:
    """A kind of choice: its key in addresses, what a list calls it, and the rows that hold it."""

    key: str
    title: str
    noun: str
    model: type[Checked]


KINDS = {
    one.key: one
    for one in (
        Kind("variation", "Another limit", "another limit", Variation),
        Kind("commencement", "Start of a duty", "the start of a duty", Commencement),
        Kind("holiday", "Extra bank holiday", "an extra bank holiday", Holiday),
    )
}
STATES = {
    "waits": "Waits for a check",
    "end_waits": "Counts; an early end waits for a check",
    "counts": "Counts now",
    "to_come": "Checked, to come",
    "over": "Over",
    "withdrawn": "Taken back",
}
ALL_ENGLAND = "All England"


@dataclass(frozen=True)
class ChoiceSeen:
    """One choice as it stands: `row` is the latest of its rows."""

    kind: Kind
    row: Any
    end: EarlyEnd | None = None  # that waits for a check

    @property
    def waits_for(self) -> int | None:
        """The key of whoever entered what waits for a check by somebody else; None where nothing waits."""
        if self.end is not None:
            return self.end.recorded_by_id
        return self.row.recorded_by_id if self.state == "waits" else None

    @property
    def end_last_day(self) -> dt.date | None:
        """The last day on which it would hold, if what waits is checked."""
        return self.end.ends_on - ONE_DAY if self.end else None

    @property
    def state(self) -> str:
        """The key of how it stands; a holiday is over when its day is."""
        if self.row.withdrawn:
            return "withdrawn"
        if not self.row.is_checked:
            return "waits"
        if self.end is not None:
            return "end_waits"
        today = clock.today()
        start, end = self.span
        if end is not None and end <= today:
            return "over"
        return "to_come" if start is not None and start > today else "counts"

    @property
    def state_words(self) -> str:
        """How it stands, in words."""
        return STATES[self.state]

    @property
    def span(self) -> tuple[dt.date | None, dt.date | None]:
        """From its first day to before the second one (None: no end)."""
        if isinstance(self.row, Holiday):
            return self.row.day, self.row.day + ONE_DAY
        return self.row.true_from, self.row.true_to

    @property
    def when(self) -> str:
        """From when until when, with the last day included."""
        if isinstance(self.row, Holiday):
            return words.long_date(self.row.day)
        start, end = self.span
        last = end - ONE_DAY if end else None
        return words.date_range(start, last) if start or last else "Always"

    @property
    def what(self) -> str:
        """What it says: the duty, or the name of the holiday."""
        return self.row.name if isinstance(self.row, Holiday) else duty_of(self.row.rule)

    @property
    def says(self) -> str:
        """What was chosen about it."""
        if isinstance(self.row, Variation):
            value = facts.value_of(self.row.amount, self.row.unit)
            return value.words() if hasattr(value, "words") else f"{self.row.amount} {self.row.unit}"
        return "No working day" if isinstance(self.row, Holiday) else "In force"

    @property
    def where(self) -> str:
        """For which authority, area and purpose."""
        place = self.row.authority.name if self.row.authority else ALL_ENGLAND
        area, purpose = getattr(self.row, "area", ""), getattr(self.row, "purpose", "")
        return ", ".join(part for part in (place, area, f"for {purpose}" if purpose else "") if part)

    @property
    def rests_on(self) -> str:
        """The decision or announcement behind it."""
        return self.row.instrument if isinstance(self.row, Choice) else self.row.source


@dataclass(frozen=True)
class Entry:
    """One thing that was done to a choice."""

    done: str
    by: str
    at: dt.datetime
    why: str = ""


@dataclass(frozen=True)
class Effect:
    """What a choice changes: stretches of time in which a duty says something else, or due dates that shift.

    `nearer` are choices that go before this one where they hold.
    """

    stretches: Sequence[Stretch] = ()
    shifts: Sequence[Shift] = ()
    nearer: Sequence[LocalRow] = ()

    @property
    def is_none(self) -> bool:
        """Whether nothing changes."""
        return not self.shifts and not any(one.changes for one in self.stretches)


@dataclass(frozen=True)
class ChoicePage:
    """Everything about one choice, for whoever checks it."""

    choice: ChoiceSeen
    entries: Sequence[Entry]
    effect: Effect
    may_check: bool
    may_take_back: bool
    may_end: bool
    may_check_end: bool
    may_drop_end: bool
    is_own: bool


def local_choices(*, viewer: User, asked: Mapping[str, Any] | None = None) -> list[ChoiceSeen]:
    """Every choice for the viewer's authority and for all England: what waits first, then the latest. Four queries.

    `asked` may narrow them by "kind", "state" and "rule".
    """
    policy.require_role(viewer, SEE_DUTIES)
    asked = asked or {}
    ends = {(one.kind, one.choice_id): one for one in EarlyEnd.objects.current().filter(checked_by=None)}
    found = [
        ChoiceSeen(kind, row, ends.get((kind.key, row.pk)))
        for kind in KINDS.values()
        if asked.get("kind", "") in ("", kind.key)
        for row in _heads(kind, viewer)
    ]
    if asked.get("rule"):
        found = [one for one in found if getattr(one.row, "rule", "") == asked["rule"]]
    if asked.get("state"):
        found = [one for one in found if one.state == asked["state"]]
    return sorted(found, key=lambda one: (one.waits_for is None, -_ordinal(one), one.kind.key, one.row.pk))


def waiting(*, viewer: User) -> int:
    """How many choices wait for a check by this viewer; none for those who keep none. Four queries."""
    if not policy.holds(viewer, KEEP_CHOICES):
        return 0
    return sum(one.waits_for not in (None, viewer.pk) for one in local_choices(viewer=viewer))


def local_choice(*, viewer: User, kind: str, key: int) -> ChoicePage:
    """One choice by the key of any of its rows, with what it changes. Raises NotFound."""
    policy.require_role(viewer, SEE_DUTIES)
    what = kind_called(kind)
    row = _latest(what, viewer, key)
    keeps = policy.holds(viewer, KEEP_CHOICES) and row.is_current
    is_own = row.recorded_by_id == viewer.pk
    end = facts.waiting_ends(row).first()
    seen = ChoiceSeen(what, row, end)
    return ChoicePage(
        choice=seen,
        entries=list(_entries(row)),
        effect=_effect(row, viewer),
        may_check=keeps and not row.is_checked and not is_own,
        may_take_back=keeps,
        may_end=keeps and isinstance(row, Choice) and seen.state in ("counts", "to_come"),
        may_check_end=keeps and end is not None and end.recorded_by_id != viewer.pk,
        may_drop_end=keeps and end is not None,
        is_own=is_own,
    )


def effect_of_answers(kind: str, *, viewer: User, **values: Any) -> Effect:
    """What a choice with these answers would change, without entering it.

    Raises BadAnswer where no such choice could be entered.
    """
    policy.require_role(viewer, KEEP_CHOICES)
    row = kind_called(kind).model(**values)
    row.recorded_by = viewer
    if isinstance(row, Variation):
        facts.refuse_misfit(row.rule, row.amount, row.unit)
    return _effect(row, viewer)


def kind_called(key: str) -> Kind:
    """The kind of that key. Raises NotFound."""
    if key not in KINDS:
        raise NotFound(key)
    return KINDS[key]


def where(viewer: User) -> list[tuple[str, str]]:
    """Where somebody may enter choices: their own authority, and all England."""
    own = viewer.organisation.authority
    return [*([("here", own.name)] if own else []), ("england", ALL_ENGLAND)]


def rules_that_vary(kind: str) -> list[tuple[str, str]]:
    """The duties about which a choice of this kind can be made: key and words with the limit."""
    rules = law.declared()
    if kind == "commencement":
        rules = tuple(one for one in rules if one.source.status.can_commence)
    else:
        rules = tuple(one for one in rules if isinstance(one, law.Timescale | law.Threshold))
    return [(one.key, f"{one.duty}: {one.says}") for one in rules]


def kinds_for(*, viewer: User, rule: str) -> list[str]:
    """The kinds of choice that this viewer may enter about a duty."""
    if not policy.holds(viewer, KEEP_CHOICES):
        return []
    return [kind for kind in ("variation", "commencement") if rule in dict(rules_that_vary(kind))]


def duty_of(key: str) -> str:
    """The duty a key names, or the key where no domain declares it any more."""
    try:
        return law.rule_for(key).duty
    except KeyError:
        return key


def _mine(kind: Kind, viewer: User) -> "QuerySet[Any]":
    own = viewer.organisation.authority
    here = Q(authority=None) | Q(authority=own) if own else Q(authority=None)
    return kind.model._default_manager.filter(here)


def _heads(kind: Kind, viewer: User) -> "QuerySet[Any]":
    rows = _mine(kind, viewer).filter(Q(replaced_at=None) | Q(withdrawn=True))
    return rows.select_related("authority", "recorded_by", "checked_by")


def _latest(kind: Kind, viewer: User, key: int) -> Any:
    """The last row of the chain that `key` is in."""
    rows = _mine(kind, viewer).select_related(
        "authority", "recorded_by", "checked_by", "replaces__recorded_by", "replaces__checked_by",
        "replaces__replaces__recorded_by", "replaces__replaces__checked_by",
        "replaces__replaces__replaces__recorded_by",
    )  # fmt: skip
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotFound(str(key))
    while not row.is_current and not row.withdrawn:
        after = rows.filter(replaces_id=row.pk).order_by("-pk").first()
        if after is None:
            return row
        row = after
    return row


def _entries(row: Any) -> Iterator[Entry]:
    """What was done, latest first. A correction keeps who entered the row; a mark of taking back names who did that."""
    if row.withdrawn:
        yield Entry("Taken back", facts.name_of(row.recorded_by), row.recorded_at, row.why)
        row = row.replaces
    ended = _ended_by(row)
    if ended is not None and ended.replaces is not None:
        last = words.long_date(ended.ends_on - ONE_DAY)
        yield Entry("Early end checked", facts.name_of(ended.checked_by), ended.recorded_at)
        yield Entry(
            f"Early end entered: to {last}", facts.name_of(ended.recorded_by), ended.replaces.recorded_at, ended.why
        )
        row = row.replaces
    if row.is_checked and row.replaces is not None:
        yield Entry("Checked", facts.name_of(row.checked_by), row.recorded_at)
        row = row.replaces
    yield Entry("Entered", facts.name_of(row.recorded_by), row.recorded_at)


def _ended_by(row: Any) -> EarlyEnd | None:
    """The checked early end that made this row of the one before. One query."""
    if row.replaces_id is None:
        return None
    rows = EarlyEnd.objects.current().filter(kind=row._meta.model_name, choice_id=row.replaces_id)
    return rows.filter(checked_by__isnull=False).select_related("recorded_by", "checked_by", "replaces").first()


def _effect(row: Any, viewer: User) -> Effect:
    authority: Authority | None = row.authority or viewer.organisation.authority
    if isinstance(row, Holiday):
        return Effect(shifts=effects.of_holiday(row.day, law.declared(), facts.extra_holidays(authority)))
    try:
        rule = law.rule_for(row.rule)
    except KeyError:
        return Effect()
    if isinstance(row, Variation):
        others = [one for one in facts.variations_for(authority, row.rule) if not _is(one, row)]
        own = facts.as_variation(row)
        return Effect(stretches=effects.of_variation(rule, own, others), nearer=effects.nearer(own, others))
    begun = [one for one in facts.commencements_for(authority, row.rule) if not _is(one, row)]
    start = facts.as_commencement(row)
    code = authority.dfe_code if authority else ""
    return Effect(stretches=effects.of_commencement(rule, start, begun, code), nearer=effects.nearer(start, begun))


def _is(one: LocalRow, row: Choice) -> bool:
    """Whether a row as the law takes it is this one: of one place, area and purpose only one holds on a day."""
    code = row.authority.dfe_code if row.authority else ""
    return (one.authority, one.area, one.purpose, one.day_from) == (code, row.area, row.purpose, row.true_from)


def _ordinal(one: ChoiceSeen) -> int:
    start, _ = one.span
    return start.toordinal() if start else 0
