"""Invented families with a worker, and notes about them."""

import datetime as dt
from dataclasses import dataclass

from thrive.base.access.models import Circle, Organisation, Subject, User
from thrive.base.access.rules import Capacity
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.notes import actions
from thrive.base.notes.models import Note
from thrive.base.notes.rules import Seen
from thrive.base.people.models import Person
from thrive.base.people.tests import factories as people


@dataclass
class Household:
    """A family as the mock has it: Ava, Theo and Kai with Kelly and Lee; Zara lives with her father elsewhere."""

    ava: Person
    theo: Person
    kai: Person
    kelly: Person
    lee: Person
    circle: Circle
    worker: User
    manager: User

    @property
    def home(self) -> Organisation:
        """The council."""
        return self.worker.organisation


def council() -> Organisation:
    """The council of the invented authority that people are made in."""
    return access.council(people.authority())


def household() -> Household:
    """A family of three children and two adults, with their lead practitioner and her manager."""
    ava = people.person("Ava Okoro", born=dt.date(2017, 3, 14), sex="F", address="14 Tanner Row", postcode="WX4 2PL")
    theo = people.person("Theo Marlowe", born=dt.date(2020, 7, 2), sex="M")
    kai = people.person("Kai Okoro", born=dt.date(2012, 1, 9), sex="M")
    kelly = people.person("Kelly Marlowe", born=dt.date(1990, 5, 1), child=False, sex="F")
    lee = people.person("Lee Bannister", born=dt.date(1988, 8, 8), child=False, sex="M")
    family = people.family("Marlowe and Okoro family", ava, theo, kai, adults=(kelly, lee))
    worker = access.user(["lead_practitioner"], council(), name="Joanne Adeyemi", job_title="Lead practitioner")
    manager = access.user(["practice_supervisor"], council(), name="Ruth Osei")
    for user in (worker, manager):
        access.involvement(family.circle, user)
    return Household(ava, theo, kai, kelly, lee, family.circle, worker, manager)


def half_sister(house: Household) -> Person:
    """Zara, in a family with Ava, Theo and her own father Dan; the household's worker knows that family too."""
    zara = people.person("Zara Dean", born=dt.date(2015, 2, 2), sex="F")
    dan = people.person("Dan Dean", born=dt.date(1985, 1, 1), child=False, sex="M")
    family = people.family("Dean family", zara, house.ava, house.theo, adults=(dan,))
    access.involvement(family.circle, house.worker)
    return zara


def subjects(*those: Person) -> list[Subject]:
    """Their Subjects."""
    return [people.subject_of(one) for one in those]


def note(
    *about: Person,
    by: User,
    text: str = "Kelly said that mornings are hard.",
    kind: str = "call",
    on: dt.date | None = None,
    paragraphs: list[tuple[str, Person | None]] | None = None,
    seen: dict[Person, Seen] | None = None,
    adults: tuple[Person, ...] = (),
    **values: object,
) -> Note:
    """A note written through the action; `adults` are those of `about` it concerns as parents or carers."""
    return actions.write_note(
        subjects(*about),
        by=access.fresh(by),
        kind=kind,
        happened_on=on or clock.today(),
        paragraphs=[(words, owner.pk if owner else None) for words, owner in paragraphs or [(text, None)]],
        seen={person.pk: answer for person, answer in (seen or {}).items()},
        capacities={person.pk: Capacity.ADULT for person in adults},
        **values,
    )
