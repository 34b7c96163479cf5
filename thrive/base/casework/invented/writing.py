"""Writing histories: elements through `take_in` as an import does, who works with whom, and the notes of open work."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from thrive.base.access.invented import Cast
from thrive.base.access.models import Involvement, User
from thrive.base.access.rules import Purpose
from thrive.base.casework.actions import imported as actions
from thrive.base.casework.invented import families, outline
from thrive.base.casework.invented.agencies import agencies, partners
from thrive.base.casework.invented.course import Course
from thrive.base.casework.invented.elements import Dated
from thrive.base.casework.invented.outline import History
from thrive.base.history import bulk
from thrive.base.notes.invented import stories
from thrive.base.notes.invented import writing as notes
from thrive.base.notes.invented.stories import Named, Story
from thrive.base.people import intake
from thrive.base.people.invented.shapes import About, Known
from thrive.base.people.invented.writing import Written
from thrive.base.people.models import CaseSummary, PersonFact

COLLECTION, SOURCE = "invented", "Invented"
ABOUT = {"N2": About.DISABLED_CHILD, "N6": About.YOUNG_PERSON, "N8": About.ALONE}
COURSES_WITH_WORKERS = 2  # the last ones of a family; who had earlier ones is not invented


def history(seed: int, number: int) -> History:
    """The history of the family of this number."""
    return outline.draw(Random(f"{seed}:history:{number}"))


def known(one: History) -> Known:
    """When the family of a history was worked with, and who it was about."""
    return Known(one.spans, ABOUT.get(one.need, About.EVERYBODY))


@dataclass
class Worked:
    """A written family with its history as it stands."""

    written: Written
    courses: list[Course] = field(default_factory=list)
    elements: dict[int, list[Dated]] = field(default_factory=dict)  # by place in the plan
    lead: User | None = None

    @property
    def keys(self) -> list[int]:
        """Keys of the people, in the plan's order."""
        return self.written.keys

    def open_course(self, as_of: dt.date) -> Course | None:
        """The last referral, if work on it goes on."""
        last = self.courses[-1] if self.courses else None
        is_open = last is not None and last.closed is not None and last.received <= as_of < last.closed
        return last if is_open and self.concerned else None

    @property
    def concerned(self) -> list[int]:
        """Places of the people whose last referral is open."""
        return [place for place, found in self.elements.items() if _is_open(found)]


def follow(written: Sequence[Written], histories: Sequence[History], *, seed: int, as_of: dt.date) -> list[Worked]:
    """The histories of these families as they stand. Nothing is written."""
    worked = []
    for one, past in zip(written, histories, strict=True):
        followed, found = families.follow_family(one.plan, past, seed=seed, as_of=as_of)
        worked.append(Worked(one, followed, found))
    return worked


def write(
    worked: Sequence[Worked],
    *,
    cast: Cast,
    seed: int,
    as_of: dt.date,
    without: Callable[[int, Dated], bool] = lambda key, element: False,
) -> None:
    """Write these histories, as importers do, `without` the elements of a record that another domain has written. The
    caller rebuilds the cards."""
    involvements: list[Involvement] = []
    for each in worked:
        involvements += _involvements(each, cast, Random(f"{seed}:work:{each.written.plan.number}"), as_of)
    bulk.insert(involvements)
    actions.take_in(
        [incoming for each in worked for incoming in _incoming(each, without)],
        authority=cast.authority,
        collection=COLLECTION,
        year=as_of.year + (as_of.month > 3),
        as_at=as_of,
        by=cast.by,
        source=SOURCE,
        about=[each.keys[place] for each in worked for place in each.elements],
    )
    _write_open_work(worked, cast, seed, as_of)


def _is_open(found: Sequence[Dated]) -> bool:
    """Whether the last referral led to work that goes on."""
    referrals = [one for one in found if one.kind == "referral"]
    return bool(referrals) and referrals[-1].ended_on is None and not referrals[-1].content["no_further_action"]


def _incoming(one: Worked, without: Callable[[int, Dated], bool]) -> Iterator[actions.Incoming]:
    for place, found in one.elements.items():
        for element in (each for each in found if not without(one.keys[place], each)):
            yield actions.Incoming(
                subject_id=one.keys[place],
                kind=element.kind,
                natural_key=element.key,
                parent_key=element.parent,
                content=element.content,
                began_on=element.began_on,
                ended_on=element.ended_on,
            )


# --- who works with them ---------------------------------------------------------------------------------------


def _involvements(one: Worked, cast: Cast, rng: Random, as_of: dt.date) -> list[Involvement]:
    """A lead and a team for the last referrals that led to work, and partners while it goes on."""
    found: list[Involvement] = []
    with_work = [each for each in one.courses if not each.outline.no_further_action and each.received <= as_of]
    lead, team = cast.leads[0] if one.written.plan.is_shown else rng.choice(cast.leads)
    for course in with_work[-COURSES_WITH_WORKERS:]:
        is_last = course is with_work[-1]
        who, of = (lead, team) if is_last or rng.random() < 0.5 else rng.choice(cast.leads)
        ended = course.closed if course.closed and course.closed <= as_of else None
        if is_last and not one.concerned:
            ended = ended or as_of
        common = {
            "circle": one.written.family.circle,
            "true_from": course.received,
            "true_to": max(ended, course.received + dt.timedelta(1)) if ended else None,
            "source": SOURCE,
        }
        found.append(Involvement(user=who, role="lead_practitioner", purpose=Purpose.ALLOCATED, **common))
        found.append(Involvement(team=of, role="team", purpose=Purpose.TEAM, **common))
    open_now = one.open_course(as_of)
    if open_now is not None:
        one.lead = lead
        found += partners(one.written, open_now, cast, rng, as_of)
    return found


# --- work that goes on -----------------------------------------------------------------------------------------


def _write_open_work(worked: Sequence[Worked], cast: Cast, seed: int, as_of: dt.date) -> None:
    """Notes, the summary of where things stand, and who else works with them, of families with open work."""
    planned: list[stories.Planned] = []
    facts: list[PersonFact] = []
    for one in worked:
        course = one.open_course(as_of)
        if course is None or one.lead is None:
            continue
        rng = Random(f"{seed}:notes:{one.written.plan.number}")
        story = _story(one, course, one.lead, cast, as_of)
        planned += stories.notes(story, rng, as_of)
        since = as_of - dt.timedelta(rng.randrange(1, 40))
        text = stories.summary(story, rng)
        facts += [
            CaseSummary(person_id=key, text=text, true_from=max(since, course.received), recorded_by=one.lead)
            for key in story.about
            if text
        ]
        facts += agencies(one.written, story, rng)
    intake.add_facts(facts, by=cast.by, source=SOURCE)
    notes.write(planned)


def _story(one: Worked, course: Course, lead: User, cast: Cast, as_of: dt.date) -> Story:
    plan = one.written.plan
    children = [
        Named(
            one.keys[place],
            plan.people[place].known_as or plan.people[place].given,
            plan.people[place].sex,
            (as_of - born).days / 365.25,
            bool(set(plan.people[place].disabilities) - {"NONE"}),
        )
        for place in one.concerned
        if plan.people[place].is_child and (born := plan.people[place].born_on)
    ]
    adult = next((place for place in plan.adults if plan.people[place].home == 0), None)
    parent = None
    if adult is not None:
        someone = plan.people[adult]
        parent = Named(one.keys[adult], someone.given, someone.sex, 0)
    protected = any(
        element.kind == "cp_plan" and element.ended_on is None
        for place in one.concerned
        for element in one.elements[place]
    )
    return Story(
        children=children,
        parent=parent,
        since=course.received,
        need=course.outline.need,
        is_protected=protected,
        schools={
            child.key: one.written.schools[child.key]
            for child in children
            if child.stage in ("school", "teen") and child.key in one.written.schools
        },
        lead=lead,
        manager=cast.manager,
        about=[one.keys[place] for place in one.concerned if plan.people[place].is_child],
    )
