"""What a family's notes are made from, and the notes that are made from it."""

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from random import Random

from thrive.base.access.models import User
from thrive.base.calendar.clock import LONDON
from thrive.base.notes.rules import Seen

BABY, SMALL, TEEN = 1, 5, 12  # from these ages on a child is no longer a baby, small, or a schoolchild
WEEKS_BACK = 40
VISITS_MOST = 9
PRONOUNS = {"M": ("he", "him", "his"), "F": ("she", "her", "her")}
DAYTIME = (9, 18)  # hours within which work is done


@dataclass(frozen=True)
class Named:
    """Somebody in a family: key, what they are called, sex and age in years."""

    key: int
    name: str
    sex: str
    years: float
    is_disabled: bool = False

    @property
    def stage(self) -> str:
        """A word for the age."""
        if self.years < BABY:
            return "baby"
        if self.years < SMALL:
            return "small"
        return "school" if self.years < TEEN else "teen"


@dataclass(frozen=True)
class Story:
    """A family that is worked with: who, since when, why, by whom. `children` are those who are born."""

    children: Sequence[Named]
    parent: Named | None
    since: dt.date
    need: str
    is_protected: bool
    schools: Mapping[int, str]  # of those who go to one, by key
    lead: User
    manager: User
    about: Sequence[int] = ()  # keys of everybody the work is about, those not born yet too

    def tags(self, child: Named | None = None) -> frozenset[str]:
        """Words by which sentences are chosen."""
        found = {"any", self.need, "protection" if self.is_protected else ""}
        if child is not None:
            found |= {"alone" if self.parent is None else child.stage, "disabled" if child.is_disabled else ""}
        elif any(one.stage == "baby" for one in self.children):
            found.add("baby")
        return frozenset(found - {""})


@dataclass
class Planned:
    """A note to be written: `paragraphs` are (text, key of the one it is about or None)."""

    kind: str
    at: dt.datetime  # aware
    author: User
    about: Sequence[int]
    paragraphs: list[tuple[str, int | None]]
    where: str = ""
    who_was_there: str = ""
    seen: Mapping[int, Seen] = field(default_factory=dict)
    source_withheld: bool = False


@cache
def sentences() -> Mapping[str, list[tuple[str, str]]]:
    """The stock: (when, text) by part."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with (resources.files(__package__) / "sentences.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["part"]].append((row["when"], row["text"]))
    return found


class Teller:
    """Tells one story, without saying the same thing twice as long as there is something else to say."""

    def __init__(self, story: Story, rng: Random) -> None:
        self.story, self.rng = story, rng
        self.said: set[str] = set()

    def say(self, part: str, child: Named | None = None) -> str:
        """A sentence of a part that fits; empty where none does."""
        tags = self.story.tags(child)
        named = {**self._names(child), **(_child(child) if child else {})}
        fitting = [text for when, text in sentences()[part] if when in tags and _can_fill(text, named)]
        fresh = [text for text in fitting if text not in self.said] or fitting
        if not fresh:
            return ""
        text = self.rng.choice(fresh)
        self.said.add(text)
        filled = text.format_map(named)
        return filled[0].upper() + filled[1:]

    def _names(self, child: Named | None) -> dict[str, str]:
        """Names that a sentence may use: the school is the child's own, or that of the eldest at one."""
        schools = self.story.schools
        named = {"school": schools.get(child.key, "") if child else next(iter(schools.values()), "")}
        if self.story.parent:
            named["mother"] = self.story.parent.name
        return {key: value for key, value in named.items() if value}


def notes(story: Story, rng: Random, as_of: dt.date) -> list[Planned]:
    """The notes of the last months, oldest first. None where no child is born yet."""
    if not story.children:
        return []
    teller = Teller(story, rng)
    first = max(story.since, as_of - dt.timedelta(weeks=WEEKS_BACK))
    planned: list[Planned] = []
    step = 14 if story.is_protected else 24
    day = first + dt.timedelta(rng.randrange(2, 8))
    while day < as_of and len(planned) < VISITS_MOST * 2:
        planned.append(_visit(teller, day))
        planned += _between(teller, day, step, as_of)
        day += dt.timedelta(rng.randrange(step - 5, step + 8))
    if first == story.since:
        planned.append(_managed(teller, "management_decision", story.since + dt.timedelta(2)))
    kept = [one for one in planned if one.at.date() < as_of and any(text for text, _ in one.paragraphs)]
    return sorted(kept, key=lambda one: one.at)


def summary(story: Story, rng: Random) -> str:
    """Where things stand, in the worker's words."""
    teller = Teller(story, rng)
    child = rng.choice(list(story.children)) if story.children else None
    parts = [teller.say("summary", child), teller.say("summary", child)]
    if child:
        parts.append(teller.say("want", child))
    return " ".join(dict.fromkeys(part for part in parts if part))


def _visit(teller: Teller, day: dt.date) -> Planned:
    story, rng = teller.story, teller.rng
    at = _time(rng, day, after_school=True)
    if rng.random() < 0.1 and story.parent:
        seen = {one.key: Seen.NOT for one in story.children}
        return Planned("visit", at, story.lead, story.about, [(teller.say("notseen"), None)], "Home", "", seen)
    seen = {
        one.key: Seen.ALONE if one.years > SMALL - 1 and rng.random() < 0.5 else Seen.WITH_OTHERS
        for one in story.children
    }
    shared = [teller.say("home"), teller.say("parent")]
    paragraphs: list[tuple[str, int | None]] = [(" ".join(part for part in shared if part), None)]
    for child in story.children:
        text = teller.say("child", child)
        if seen[child.key] is Seen.ALONE:
            text = f"{text} {teller.say('alone', child)}".strip()
        paragraphs.append((text, child.key if len(story.children) > 1 else None))
    paragraphs.append((teller.say("next"), None))
    there = f"{story.parent.name} and the children" if story.parent and len(story.children) > 1 else ""
    return Planned(
        "visit",
        at,
        story.lead,
        story.about,
        [one for one in paragraphs if one[0]],
        "Home",
        there or (f"{story.parent.name} and {story.children[0].name}" if story.parent else ""),
        seen,
    )


def _between(teller: Teller, day: dt.date, step: int, as_of: dt.date) -> list[Planned]:
    """What else happens until the next visit."""
    story, rng = teller.story, teller.rng
    found = []
    child = rng.choice(list(story.children))
    for kind, chance in (("call", 0.6), ("message", 0.25), ("meeting", 0.3), ("third_party", 0.1), ("words", 0.3)):
        if rng.random() > chance:
            continue
        on = day + dt.timedelta(rng.randrange(1, step - 4))
        text = teller.say(kind, child)
        one = Planned("childs_words" if kind == "words" else kind, _time(rng, on), story.lead, story.about, [])
        one.paragraphs = [(text, None)]
        if kind == "words":
            one.about = [child.key]
        if kind == "third_party":
            one.source_withheld = "does not want it known" in text
        found.append(one)
    if rng.random() < 0.2:
        found.append(_managed(teller, "supervision", day + dt.timedelta(rng.randrange(1, step))))
    if rng.random() < 0.15 and child.years > 2:
        on = day + dt.timedelta(rng.randrange(2, step))
        alone: list[tuple[str, int | None]] = [(teller.say("direct_work", child), None)]
        found.append(
            Planned("direct_work", _time(rng, on), story.lead, [child.key], alone, seen={child.key: Seen.ALONE})
        )
    return [one for one in found if one.at.date() < as_of]


def _managed(teller: Teller, kind: str, day: dt.date) -> Planned:
    story = teller.story
    return Planned(kind, _time(teller.rng, day), story.manager, story.about, [(teller.say(kind), None)])


def _time(rng: Random, day: dt.date, *, after_school: bool = False) -> dt.datetime:
    """A time within working hours, on `day` or the Monday after it."""
    if day.weekday() > 4:
        day += dt.timedelta(7 - day.weekday())
    hour = rng.randrange(15, 18) if after_school else rng.randrange(*DAYTIME)
    return dt.datetime.combine(day, dt.time(hour, rng.randrange(0, 60, 5)), LONDON)


def _child(child: Named) -> dict[str, str]:
    he, him, his = PRONOUNS.get(child.sex, ("they", "them", "their"))
    himself = {"he": "himself", "she": "herself"}.get(he, "themselves")
    return {
        "child": child.name, "he": he, "him": him, "his": his, "He": he.capitalize(), "His": his.capitalize(),
        "himself": himself,
    }  # fmt: skip


def _can_fill(text: str, named: Mapping[str, str]) -> bool:
    pieces = text.split("{")[1:]
    return all(piece.partition("}")[0] in named for piece in pieces)
