"""A referral in the words of its page: how it came, what was decided, what goes on beneath it, how it was closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from thrive.base import law
from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Subject, User
from thrive.base.casework.facts.dues import element_of
from thrive.base.casework.models import Handover, ImportedElement
from thrive.base.casework.queries.holding_work import A_TEAM
from thrive.base.casework.queries.why import Why, judged
from thrive.base.casework.rules import ELEMENT_TITLES
from thrive.base.history import audit, wall
from thrive.base.local import codes
from thrive.base.offers import ELEMENT_DATES, REGISTRY, ElementKind
from thrive.base.people.bar import Header
from thrive.base.people.queries.withheld_words import WithheldWords, words_kept_from
from thrive.base.record.models import Event
from thrive.govuk import words as say
from thrive.govuk.pages import Row
from thrive.pathway.front_door import facts, rules
from thrive.pathway.front_door.facts import Standing
from thrive.pathway.front_door.facts.referrals import called
from thrive.pathway.front_door.models import ChosenResponse, Referral, ReferralClosure, ReferralDecision
from thrive.pathway.front_door.permissions import CLOSE, DECIDE, EMERGENCY_DECIDERS, READ_CONTACT, READ_REFERRAL
from thrive.pathway.front_door.rules.closing import NEEDS, REASONS

MATTER = "front_door.referral"  # by which the steps of a referral are declared
OWN_TYPES = {
    Referral._meta.label_lower: "pk",
    ReferralDecision._meta.label_lower: "decisions",
    ReferralClosure._meta.label_lower: "closures",
}


@dataclass(frozen=True)
class Onward:
    """A stage of the road to which the child was passed on: who is to take it up, and whether they did."""

    step: str
    state: str
    thread: str
    to: str  # empty where nobody has been named

    @property
    def title(self) -> str:
        """What is done there."""
        found = REGISTRY.steps.get(self.step) or REGISTRY.stages.get(self.step)
        return found.title if found else self.step

    @property
    def says(self) -> str:
        """How far it has got, in a sentence."""
        if not self.to:
            return "Nobody has been asked to take it up."
        return {
            Handover.State.SENT: f"{self.to} is asked to take it up.",
            Handover.State.ACCEPTED: f"{self.to} took it up.",
            Handover.State.DECLINED: f"{self.to} did not take it up.",
        }[Handover.State(self.state)]


@dataclass(frozen=True)
class ReferralPage:
    """A referral with all that its page shows. `due` is by when it is to be decided; `earlier` are other referrals of
    the child, under any record joined to theirs, the newest first."""

    referral: Referral
    standing: Standing
    header: Header | None
    responses: Sequence[str]
    onward: Sequence["Onward"]
    open_work: Sequence[ImportedElement]
    earlier: Sequence[Any]
    dates: Sequence[Why]
    words: WithheldWords
    due: law.Due | None
    reads_contact: bool
    may_decide: bool
    only_emergencies: bool
    may_close: bool
    may_open: bool

    @property
    def is_re_referral(self) -> bool:
        """Whether it came within the time of the national measure after another."""
        return any(rules.RE_REFERRAL.met_between(one, self.standing.received_on) for one in self.earlier)

    @property
    def may_correct(self) -> bool:
        """Whether a decision stands that the viewer may replace."""
        return self.may_decide and not self.standing.waits and self.standing.closed_on is None

    @property
    def state(self) -> str:
        """How it stands, in a sentence without its full stop."""
        found = self.standing
        if found.closed_on is not None:
            return f"Closed on {say.long_date(found.closed_on)}"
        if found.waits:
            return "Still to be decided"
        return "Nothing more to do was decided" if found.no_further_action else "Open"

    @property
    def rows(self) -> list[Row]:
        """What is known of it, for a summary list; what nobody said is left out."""
        found, row = self.standing, self.referral
        received = say.at_time(row.received_at) if row.received_at else say.long_date(found.received_on)
        said = (
            ("Received", received),
            ("Referred by", _in_words("referral_source", found.source_code)),
            ("Main need", _in_words(NEEDS, found.need_code)),
            ("Came from", say.with_days(row.source) if found.is_imported else ""),
            ("State", self.state),
        )
        return [Row(label, value) for label, value in said if value]

    @property
    def decision_rows(self) -> list[Row]:
        """What was decided, when, why and by whom."""
        found, own = self.standing, self.standing.decision
        if found.waits:
            return []
        what = "; ".join(rules.response_titles(self.responses))
        if own is None:
            what = "Nothing more to do" if found.no_further_action else "Taken further"
        on = say.long_date(found.decided_on) if found.decided_on else "The file does not say when"
        said = [("Response", what), ("Decided", say.at_time(own.decided_at) if own and own.decided_at else on)]
        if own is not None:
            said += [
                ("Reason", self.words.over(own.reason, own.recorded_by_id)),
                ("Late because", self.words.over(own.late_because, own.recorded_by_id)),
                ("Decided by" if own.decided_at else "Recorded by", own.recorded_by.name),
            ]
        return [Row(label, value) for label, value in said if value]

    @property
    def closing_rows(self) -> list[Row]:
        """When it was closed or opened again, and why."""
        found, own = self.standing, self.standing.closure
        said: list[tuple[str, str]] = []
        if found.closed_on is not None:
            said = [
                ("Closed", say.long_date(found.closed_on)),
                ("Reason", _in_words(REASONS, found.closure_code) or "The file does not say why"),
            ]
        if own is not None:
            over = [
                ("Opened again" if own.is_open else "In words", own.reason),
                ("Although work goes on", own.still_open_because),
                ("Corrected because", own.why),
            ]
            said += [(label, self.words.over(text, own.recorded_by_id)) for label, text in over]
            said.append(("Recorded", f"{own.recorded_by.name}, {say.at_time(own.recorded_at)}"))
        return [Row(label, value) for label, value in said if value]

    @property
    def open_titles(self) -> list[str]:
        """The work beneath it that has not ended, in words."""
        return [
            ELEMENT_TITLES.get(one.kind, one.kind) + (f" since {say.long_date(one.true_from)}" if one.true_from else "")
            for one in self.open_work
        ]


def referral(*, viewer: User, ref: str) -> ReferralPage:
    """The referral called `ref`, or the one that was taken over from the imported record called so; logs that it was
    read. Twelve queries at most with the sign-in of the page.

    Raises NotFound, and NotAllowed as the record of its child does.
    """
    row = _called(ref)
    reads_contact = _require(viewer, row.subject)
    audit.looked(viewer, "front_door.referral.read", row, about=[row.subject_id])
    with wall.whole("how often a child was referred is said of records that are joined"):
        known = [one for some in facts.standing(row.subject.about_ids()).values() for one in some]
    found = next(one for one in known if one.referral.pk == row.pk)
    beneath = facts.beneath(row)
    among = [*(one.element for one in known), *(element_of(one) for one in beneath if one.kind in ELEMENT_DATES)]
    dates = judged(called(row, found), REGISTRY.clocks_for(ElementKind.REFERRAL), among)
    decides = policy.holds(viewer, DECIDE) and reads_contact
    closes = policy.holds(viewer, CLOSE) and reads_contact
    is_open = found.closed_on is None
    card = getattr(getattr(row.subject, "person", None), "card", None)
    shows_team = policy.is_named(viewer, row.subject) or not (
        row.subject.address_restricted or card is None or card.team_guarded
    )
    responses, onward = _answered(found.decision, shows_team=shows_team)
    return ReferralPage(
        referral=row,
        standing=found,
        header=Header(card, shows_address=False) if card else None,
        responses=responses,
        onward=onward,
        open_work=facts.still_open(beneath),
        earlier=sorted({one.received_on for one in known if one.received_on < found.received_on}, reverse=True),
        dates=dates,
        words=words_kept_from(viewer, [row.subject]),
        due=next((one.due for one in dates if one.key == rules.REFERRAL_DECISION.key), None),
        reads_contact=reads_contact,
        may_decide=decides and is_open,
        only_emergencies=not ((DECIDE.roles - EMERGENCY_DECIDERS) & viewer.standing.roles),
        may_close=closes and not found.waits and not found.no_further_action,
        may_open=closes and not is_open,
    )


def closing(*, viewer: User, ref: str) -> tuple[Referral, Standing, bool]:
    """A referral that is to be closed, how it stands, and whether work on it goes on. Raises as `referral` does."""
    row = _called(ref)
    policy.require(viewer, READ_CONTACT, row.subject)
    audit.looked(viewer, "front_door.referral.read", row, about=[row.subject_id])
    found = facts.standing_of(row)
    goes_on = bool(facts.still_open(facts.beneath(row)) or facts.open_work([row.subject])[row.subject_id])
    return row, found, goes_on


def event_panel(*, viewer: User, subject: Subject, event: Event) -> dict[str, Any] | None:
    """The referral that an event on the timeline tells of. Two queries, beside the decision."""
    rows = Referral.objects.current().filter(subject_id__in=subject.about_ids())
    if event.object_type in OWN_TYPES:
        row = rows.filter(**{OWN_TYPES[event.object_type]: event.object_id}).first()
    elif event.object_type == ImportedElement._meta.label_lower and event.kind.startswith(f"{ElementKind.REFERRAL}."):
        element = ImportedElement.objects.filter(pk=event.object_id or 0).first()
        own = {"subject_id": element.subject_id, "natural_key": element.natural_key} if element else {"pk": 0}
        row = rows.filter(**own).first()
    else:
        return None
    if row is None or not (policy.holds(viewer, READ_CONTACT) or policy.decide(viewer, READ_REFERRAL, subject).ok):
        return None
    return {"url": reverse("front_door:referral", args=[row.ref])}


def _called(ref: str) -> Referral:
    with wall.whole("whose record somebody was refused is said in the log"):
        row = facts.referral_called(ref)
    if row is None:
        raise NotFound(ref)
    return row


def _require(viewer: User, subject: Subject) -> bool:
    """Refuse whoever may read neither contacts about the child nor, working with them, their referrals; returns whether
    they may read contacts."""
    if policy.holds(viewer, READ_CONTACT):
        policy.require(viewer, READ_CONTACT, subject)
        return True
    policy.require(viewer, READ_REFERRAL, subject)
    return False


def _answered(decision: ReferralDecision | None, *, shows_team: bool) -> tuple[list[str], list[Onward]]:
    """The responses that a decision chose, and to where the child was passed on. One query."""
    if decision is None:
        return [], []
    chosen = ChosenResponse.objects.filter(decision=decision).order_by("pk")
    rows: list[Any] = list(chosen.annotate(onward=facts.passed_on_beside("decision__referral")))
    by_step = {
        one["step"]: Onward(one["step"], one["state"], one["thread"], _party(one, shows_team=shows_team))
        for one in (rows[0].onward or () if rows else ())
        if one["state"] != Handover.State.REVOKED
    }
    return [one.response for one in rows], list(by_step.values())


def _party(said: dict[str, str | None], *, shows_team: bool) -> str:
    team = said["team"] and (said["team"] if shows_team else A_TEAM)
    return said["user"] or team or ""


def _in_words(code_list: str, code: str) -> str:
    if not code:
        return ""
    return codes.words(code_list, code) or f"{code} (code not known)"
