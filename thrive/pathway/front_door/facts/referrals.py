"""How referrals stand: what people recorded here, and where they recorded nothing, what the newest file says."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.urls import reverse

from thrive.base.calendar.holidays import ONE_DAY
from thrive.base.casework import facts as casework
from thrive.base.casework.models import ImportedElement
from thrive.base.history.prepared import prepared
from thrive.base.offers import REGISTRY, Called, ElementKind, Status
from thrive.base.offers.runs import Element
from thrive.pathway.front_door.models import ChosenResponse, Referral, ReferralClosure, ReferralDecision
from thrive.pathway.front_door.rules.contacts import Response

WORKED_ON = frozenset({Response.FAMILY_HELP, Response.STRATEGY_DISCUSSION, Response.IMMEDIATE_PROTECTION})
NOT_STATED = "N0"  # the main need, by the census list, of a referral for which nobody said one


@dataclass(frozen=True)
class Standing:
    """A referral with what stands of it. `file` is the newest imported row that speaks of it, `spoken_on` the day to
    which that file speaks; both empty for one that no file knows.

    A decision or a closing that somebody recorded here stands before what a file says, whichever is the later.
    """

    referral: Referral
    decision: ReferralDecision | None = None
    closure: ReferralClosure | None = None
    is_worked_on: bool = False  # by the decision recorded here
    file: ImportedElement | None = None
    file_spoke_on: dt.date | None = None

    kind = ElementKind.REFERRAL
    parent_key = ""

    @property
    def natural_key(self) -> str:
        """By what it is told apart within its Subject, as files do."""
        return self.referral.natural_key

    @property
    def said(self) -> Mapping[str, Any]:
        """What the file says of it."""
        return self.file.content if self.file else {}

    @property
    def is_imported(self) -> bool:
        """Whether a file brought it."""
        return self.referral.contact_id is None

    @property
    def received_on(self) -> dt.date:
        """The day on which it was received."""
        return self.referral.happened_on

    @property
    def source_code(self) -> str:
        """Who made it, by the census list: as recorded here, else as the newest file has it."""
        said = str(self.said.get("source") or "")
        return (said or self.referral.source_code) if self.is_imported else self.referral.source_code

    @property
    def decided_on(self) -> dt.date | None:
        """The day on which it was decided, as far as the day is known."""
        return self.decision.happened_on if self.decision else _day(self.said, "decided_on")

    @property
    def no_further_action(self) -> bool:
        """Whether it was decided that children's services do nothing more."""
        return not self.is_worked_on if self.decision else self.said.get("no_further_action") is True

    @property
    def waits(self) -> bool:
        """Whether it is still to be decided: nothing says that it was, and it is not closed."""
        is_said = "no_further_action" in self.said or "decided_on" in self.said
        return self.decision is None and not (self.is_imported and is_said) and self.closed_on is None

    @property
    def is_taken_further(self) -> bool:
        """Whether children's services work on it, as far as is known; of one made here, once that is decided."""
        return not self.no_further_action and (self.is_imported or not self.waits)

    @property
    def need_code(self) -> str:
        """The main need, by the census list: as found last."""
        own = (self.closure and self.closure.need_code) or (self.decision and self.decision.need_code)
        return own or str(self.said.get("primary_need") or "")

    @property
    def closed_on(self) -> dt.date | None:
        """The day on which it was closed; None while it is open."""
        if self.closure is not None:
            return None if self.closure.is_open else self.closure.happened_on
        return _day(self.said, "closed_on")

    @property
    def closure_code(self) -> str:
        """Why it was closed, by the census list."""
        if self.closure is not None:
            return self.closure.reason_code
        return str(self.said.get("closure_reason") or "")

    @property
    def spoken_on(self) -> dt.date | None:
        """The day to which is known what was done, of one that a file brought and nobody here has taken up."""
        is_ours = not self.is_imported or self.decision is not None or self.closure is not None
        return None if is_ours else self.file_spoke_on

    @property
    def content(self) -> dict[str, Any]:
        """As a return tells of it: what files said of it besides, under the names of imported elements."""
        told = dict(self.said)
        told |= {"received_on": self.received_on.isoformat(), "no_further_action": self.no_further_action}
        need = self.need_code or ("" if self.no_further_action or self.file else NOT_STATED)
        own = {
            "source": self.source_code,
            "primary_need": need,
            "decided_on": self.decided_on and self.decided_on.isoformat(),
            "closed_on": self.closed_on and self.closed_on.isoformat(),
            "closure_reason": self.closure_code,
        }
        for name, value in own.items():
            if value:
                told[name] = value
            else:
                told.pop(name, None)
        return told

    @property
    def element(self) -> Element:
        """As clocks see it. Where no assessment, and no enquiry, comes of it, its other clocks do not run."""
        days = {"received_on": self.received_on, "decided_on": self.decided_on, "closed_on": self.closed_on}
        return Element(
            ref=self.referral.ref,
            kind=ElementKind.REFERRAL,
            dates={name: day for name, day in days.items() if day is not None},
            yes=frozenset({"no_further_action"}) if self.no_further_action else frozenset(),
            belongs_to=self.natural_key,
            object_type=Referral._meta.label_lower,
            object_id=self.referral.pk,
            spoken_on=self.spoken_on,
        )

    def is_open_on(self, day: dt.date) -> bool:
        """Whether it was open on that day, its first and last among them."""
        return self.received_on <= day and (self.closed_on is None or self.closed_on >= day)


def standing(people: Sequence[int], known: dt.datetime | None = None) -> dict[int, list[Standing]]:
    """The referrals of these people as they stand, oldest first; as known at `known` (default: now). Two queries."""
    return _standing(_of_people(people=people, known=known), people, known)


def standing_of(referral: Referral) -> Standing:
    """How one referral stands. Two queries."""
    found = _standing(_alone(referral=referral.pk), [referral.subject_id], None)
    return found[referral.subject_id][0]


def elements(people: Sequence[int]) -> Mapping[int, list[Element]]:
    """The referrals of these people, as far as clocks look at them. Two queries."""
    return {key: [one.element for one in some] for key, some in standing(people).items()}


def statuses(people: Sequence[int], day: dt.date, known: dt.datetime | None = None) -> dict[int, list[Status]]:
    """The statuses that open referrals give these people on `day`, as known at `known`. Two queries.

    One that was made here gives none before it is decided.
    """
    rules = [rule for rule in REGISTRY.status_rules if rule.kind == ElementKind.REFERRAL]
    found: dict[int, list[Status]] = {}
    for person, some in standing(people, known).items():
        live = [one for one in some if one.is_open_on(day) and one.is_taken_further]
        if live:
            first = live[0]
            found[person] = [
                Status(rule.key, rule.label, rule.tone, rule.rank, first.received_on, first.referral.ref)
                for rule in rules
            ]
    return found


def turned_on(day: dt.date) -> set[int]:
    """People of whom a referral was closed, here, on the day before `day`, so that a status ends."""
    rows = ReferralClosure.objects.current().filter(happened_on=day - ONE_DAY, is_open=False)
    return set(rows.values_list("referral__subject_id", flat=True))


def referral_called(ref: str) -> Referral | None:
    """The referral of this ref, or the one that was taken over from the imported record of this ref."""
    rows = Referral.objects.current().select_related(
        "subject__authority", "subject__person__card", "authority", "contact", "recorded_by"
    )
    found = rows.filter(ref=ref).first()
    if found is not None:
        return found
    row = casework.imported_called(ref)
    if row is None or row.kind != ElementKind.REFERRAL:
        return None
    return rows.filter(subject_id=row.subject_id, natural_key=row.natural_key).first()


def element_called(ref: str) -> Called | None:
    """A referral as a page about one of its due dates asks for it; None where there is none of this ref."""
    referral = referral_called(ref)
    if referral is None:
        return None
    return called(referral, standing_of(referral))


def called(referral: Referral, found: Standing) -> Called:
    """A referral that stands so, as a page about one of its due dates asks for it."""
    is_from_file = found.is_imported and found.file is not None
    row: Any = found.file if is_from_file else referral
    return Called(
        element=found.element,
        subject=referral.subject,
        recorded_at=row.recorded_at,
        known_from=row.source if found.is_imported else referral.recorded_by.name,  # type: ignore[union-attr]
        is_from_file=found.is_imported,
        is_corrected=row.replaces_id is not None,
        url=reverse("front_door:referral", args=[referral.ref]),
    )


@prepared
def _of_people(*, people: Sequence[int], known: dt.datetime | None) -> "QuerySet[Referral]":
    return _joined(Referral.objects.filter(subject_id__in=people), known)


@prepared
def _alone(*, referral: int) -> "QuerySet[Referral]":
    return _joined(Referral.objects.filter(pk=referral), None)


def _joined(rows: Any, known: dt.datetime | None) -> "QuerySet[Referral]":
    """Referrals with the decision and the closure that hold, oldest first."""
    works = ChosenResponse.objects.filter(decision_id=OuterRef("decision_then__pk"), response__in=WORKED_ON)
    found: QuerySet[Referral] = (
        rows.filter(_known("", known))
        .annotate(
            decision_then=FilteredRelation("decisions", condition=_known("decisions__", known)),
            closure_then=FilteredRelation("closures", condition=_known("closures__", known)),
        )
        .annotate(works=Exists(works))
        .select_related("decision_then__recorded_by", "closure_then__recorded_by")
        .order_by("happened_on", "pk")
    )
    return found


def _standing(referrals: Sequence[Any], people: Sequence[int], known: dt.datetime | None) -> dict[int, list[Standing]]:
    found: dict[int, list[Standing]] = defaultdict(list)
    files = _files(people, known) if referrals else {}
    for one in referrals:
        row = files.get((one.subject_id, one.natural_key))
        found[one.subject_id].append(
            Standing(
                referral=one,
                decision=getattr(one, "decision_then", None),
                closure=getattr(one, "closure_then", None),
                is_worked_on=one.works,
                file=row,
                file_spoke_on=max(row.as_at, row.newest or row.as_at) if row else None,  # type: ignore[attr-defined]
            )
        )
    return found


def _files(people: Sequence[int], known: dt.datetime | None) -> dict[tuple[int, str], ImportedElement]:
    return {(row.subject_id, row.natural_key): row for row in _filed(people=people, known=known)}


@prepared
def _filed(*, people: Sequence[int], known: dt.datetime | None) -> "QuerySet[ImportedElement]":
    rows = ImportedElement.objects.filter(_known("", known), subject_id__in=people, kind=ElementKind.REFERRAL)
    return rows.annotate(newest=casework.newest_of("collection"))


def _known(path: str, known: dt.datetime | None) -> Q:
    """Rows as known at an instant, behind a relation; those of now for None."""
    if known is None:
        return Q(**{f"{path}replaced_at": None})
    still = Q(**{f"{path}replaced_at": None}) | Q(**{f"{path}replaced_at__gt": known})
    return Q(**{f"{path}recorded_at__lte": known}) & still


def _day(content: Mapping[str, Any], name: str) -> dt.date | None:
    text = content.get(name)
    return dt.date.fromisoformat(text) if text else None
