"""Which contacts the families of the invented authority were the subject of, and what came of each: days and words.

Nothing here is written. Each family has dice of its own; every day is so many days before the day the authority is
seen from.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from thrive.base.access.rules import OrganisationKind
from thrive.base.calendar import clock
from thrive.base.casework.invented import workdays
from thrive.base.casework.invented.elements import Dated
from thrive.base.casework.invented.outline import weighed
from thrive.base.casework.invented.writing import Worked
from thrive.base.people.invented.shapes import Someone
from thrive.pathway.front_door.actions.taking import Stated, Told
from thrive.pathway.front_door.invented import rates, words
from thrive.pathway.front_door.models import ContactPerson
from thrive.pathway.front_door.rules import FORMS
from thrive.pathway.front_door.rules.contacts import Consent, Level, Outcome, Response

ENQUIRED_WITHIN = 14  # days from the referral: the enquiry was the response to it
MORNING, EVENING = 8 * 60, 17 * 60  # minutes of the day


@dataclass(frozen=True, kw_only=True)
class Closed:
    """How a referral was closed."""

    on: dt.date
    code: str
    need: str


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child of a contact: the record, how the source describes them, what is decided. `responses` are empty for a
    referral that waits."""

    key: int
    stated: Stated
    outcome: Outcome
    level: Level
    reason: str
    needs: tuple[str, ...] = ()
    responses: tuple[Response, ...] = ()
    need: str = ""
    closed: Closed | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A partner that was asked and answered; without words it knew nothing."""

    kind: OrganisationKind
    answer: str


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One contact with all that came of it. `answered_at` is when its referrals were decided, where that was later than
    the contact; `late` and `answer_late` say why, where one was late."""

    told: Told
    received_at: dt.datetime
    looked_at: dt.datetime
    decided_at: dt.datetime
    children: Sequence[Child]
    analysis: str
    late: str = ""
    answered_at: dt.datetime | None = None
    answer_late: str = ""
    asked: Sequence[Asked] = field(default_factory=tuple)


def of_family(worked: Worked, rng: Random, as_of: dt.date) -> Iterator[Planned]:
    """The contacts of a family: those that led to its referrals, as far back as contacts were kept, and others of the
    last year."""
    referrals = kept_referrals(worked, as_of)
    for key, children in referrals.items():
        yield _referred(worked, dt.date.fromisoformat(key), children, rng, as_of)
    yield from _lesser(worked, rng, as_of)


def kept_referrals(worked: Worked, as_of: dt.date) -> Mapping[str, list[tuple[int, Dated]]]:
    """The family's referrals since the front door kept contacts, by their day: the places of the children, and each
    one's referral."""
    since = as_of - dt.timedelta(rates.KEPT_FOR)
    found: dict[str, list[tuple[int, Dated]]] = defaultdict(list)
    for place, elements in worked.elements.items():
        for one in elements:
            if one.kind == "referral" and one.began_on >= since:
                found[one.key].append((place, one))
    return dict(sorted(found.items()))


# --- contacts that led to a referral ---------------------------------------------------------------------------


def _referred(
    worked: Worked, received: dt.date, children: Sequence[tuple[int, Dated]], rng: Random, as_of: dt.date
) -> Planned:
    first = children[0][1].content
    source, need = first["source"], first.get("primary_need", "N0")
    told = _told(source, rng.choice(words.CONCERNS.get(need, words.CONCERNS["N0"])))
    times = _Times(rng, as_of)
    came = times.on(received, MORNING, EVENING - 240)
    looked = times.after(came, 90)
    decided = first.get("decided_on") and dt.date.fromisoformat(first["decided_on"])
    at_once = told.asks_for_decision and decided is not None and (decided - received).days <= 1
    settled = times.on(decided, MORNING + 90, EVENING) if decided else None
    is_recent = (as_of - received).days < rates.LESSER_FOR
    return Planned(
        told=told,
        received_at=came,
        looked_at=looked,
        decided_at=settled if at_once and settled else times.after(looked, 90),
        children=[_referred_child(worked, place, one, received, bool(decided)) for place, one in children],
        analysis=rng.choice(words.ANALYSIS),
        answered_at=None if at_once else settled,
        answer_late=words.LATE if decided and decided > workdays.after(received, 1) else "",
        asked=_asked(rng) if is_recent and rng.random() < rates.CHECKED else (),
    )


def _referred_child(worked: Worked, place: int, one: Dated, received: dt.date, is_decided: bool) -> Child:
    content = one.content
    response, level = _response(worked.elements[place], one)
    need = content.get("primary_need", "")
    closed = None
    if one.ended_on and not content["no_further_action"]:
        closed = Closed(on=one.ended_on, code=content["closure_reason"], need=need)
    return Child(
        key=worked.keys[place],
        stated=_stated(worked.written.plan.people[place], received),
        outcome=Outcome.REFERRAL,
        level=level,
        reason=words.REASONS[response],
        needs=rates.NEEDS.get(need, ()),
        responses=(response,) if is_decided else (),
        need=need if is_decided else "",
        closed=closed,
    )


def _response(elements: Sequence[Dated], one: Dated) -> tuple[Response, Level]:
    if one.content["no_further_action"]:
        return Response.NFA, Level.COMMUNITY
    soon = one.began_on + dt.timedelta(ENQUIRED_WITHIN)
    if any(each.kind == "s47_enquiry" and each.parent == one.key and each.began_on <= soon for each in elements):
        return Response.STRATEGY_DISCUSSION, Level.PROTECTION
    return Response.FAMILY_HELP, Level.FAMILY_HELP_S17


def _asked(rng: Random) -> tuple[Asked, ...]:
    kinds = rng.sample((OrganisationKind.POLICE, OrganisationKind.HEALTH), rng.choice((1, 1, 2)))
    return tuple(Asked(kind=kind, answer=rng.choice(words.ANSWERS)) for kind in kinds)


# --- contacts that led to none ---------------------------------------------------------------------------------


def _lesser(worked: Worked, rng: Random, as_of: dt.date) -> Iterator[Planned]:
    places = [place for place in worked.elements if worked.written.plan.people[place].is_child]
    if not places:
        return
    day = as_of - dt.timedelta(rng.randrange(8, rates.LESSER_FOR))
    for number in range(weighed(rng, rates.LESSER)):
        if number:
            again = rng.randrange(2, 40) if rng.random() < rates.REPEATS else rng.randrange(40, 300)
            day = day + dt.timedelta(again)
        if day >= as_of - dt.timedelta(7):  # what is newer may still be open
            return
        some = [place for place in places if _is_about(worked.written.plan.people[place], day)]
        about = sorted(rng.sample(some, rng.randrange(1, len(some) + 1))) if some else []
        planned = _lesser_contact(worked, about, day, rng, as_of)
        if about:
            yield planned


def _lesser_contact(worked: Worked, about: Sequence[int], day: dt.date, rng: Random, as_of: dt.date) -> Planned:
    times = _Times(rng, as_of)
    came = times.on(day, MORNING, EVENING)
    looked = times.after(came, 120)
    is_late = rng.random() < rates.LATE
    decided = times.on(day + dt.timedelta(rng.randrange(2, 6) if is_late else 1), MORNING + 60, EVENING)
    outcome = weighed(rng, rates.OUTCOMES)
    passed = rng.random() < rates.PASSED_ON
    return Planned(
        told=_told(weighed(rng, rates.SOURCES), rng.choice(words.LESSER)),
        received_at=came,
        looked_at=looked,
        decided_at=decided,
        children=[_lesser_child(worked, place, day, outcome, passed) for place in about],
        analysis=rng.choice(words.ANALYSIS),
        late=words.LATE if is_late else "",
    )


def _lesser_child(worked: Worked, place: int, day: dt.date, outcome: Outcome, passed: bool) -> Child:
    if _is_worked_with(worked.elements[place], day):
        outcome = Outcome.LINK_TO_OPEN_WORK if passed else Outcome.INFO_ADVICE
    return Child(
        key=worked.keys[place],
        stated=_stated(worked.written.plan.people[place], day),
        outcome=outcome,
        level=Level.UNIVERSAL if outcome == Outcome.NFA else Level.COMMUNITY,
        reason=words.REASONS["lesser"],
    )


def _is_worked_with(elements: Sequence[Dated], day: dt.date) -> bool:
    referrals = (one for one in elements if one.kind == "referral" and not one.content["no_further_action"])
    return any(one.began_on <= day and (one.ended_on is None or one.ended_on > day) for one in referrals)


def _is_about(someone: Someone, day: dt.date) -> bool:
    """Whether the front door would be told of them that day: a child who is born, under age and alive."""
    born = someone.born_on
    grown = born is not None and (day - born).days >= 18 * 365
    return born is not None and born <= day and not grown and not (someone.died_on and someone.died_on <= day)


# --- words and times -------------------------------------------------------------------------------------------


def _told(source: str, concern: str) -> Told:
    form = rates.FORMS.get(source, "professional")
    return Told(
        form=form,
        channel=rates.CHANNELS[form],
        asks_for_decision=FORMS[form].asks_for_decision,
        concern=concern,
        in_danger="no",
        family_knows="yes" if form in ("self", "health") else "not_known",
        consent=Consent.GIVEN if form == "self" else Consent.NOT_SOUGHT,
        is_anonymous=source == "9",
        source={"code": source},
    )


def _stated(someone: Someone, day: dt.date) -> Stated:
    """As somebody who knows the child describes them; one who is not born yet by when they are expected."""
    if someone.born_on is None or someone.born_on > day:
        return Stated(part=ContactPerson.Part.UNBORN, expected_on=someone.expected_on or someone.born_on)
    return Stated(given=someone.given, family=someone.family, born_on=someone.born_on, sex=someone.sex)


@dataclass(frozen=True)
class _Times:
    """Times of day by chance; on the day the authority is made, none later than now."""

    rng: Random
    as_of: dt.date

    def on(self, day: dt.date, first: int, last: int) -> dt.datetime:
        """Some time of that day between two minutes of it."""
        return self._past(clock.start_of(day) + dt.timedelta(minutes=self.rng.randrange(first, last)))

    def after(self, moment: dt.datetime, most: int) -> dt.datetime:
        """So many minutes later at most, and some."""
        return self._past(moment + dt.timedelta(minutes=self.rng.randrange(5, most)))

    def _past(self, moment: dt.datetime) -> dt.datetime:
        return min(moment, clock.now()) if self.as_of == clock.today() else moment
