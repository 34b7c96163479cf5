"""Every way by which something about a person may leave Thrive: one table, and a story that tries each of them.

A route stands either in QUIET, with why it says nothing of anybody, or in WAYS, with how somebody without a right to
know goes there. A test fails for a route that stands in neither. Each way is tried for a restricted record, a withheld
address, a sealed identity and a sealed part of an open record, by somebody at the council who holds every role there is
and has opened the family with a reason, but is not named (`tests/test_ways_out.py`).
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import HttpResponse
from django.test import Client

from thrive.base.access.models import Circle, User
from thrive.base.access.rules import ROLES, Capacity, OrganisationKind, Purpose, Restriction
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.casework.models import ImportedElement
from thrive.base.directory.models import Place
from thrive.base.history import audit
from thrive.base.notes.tests import factories as notes
from thrive.base.people import cards
from thrive.base.people.actions import emergencies, family, people, samples, sealing, searches
from thrive.base.people.models import (
    AgencyContact,
    CaseSummary,
    ContactPoint,
    EmergencyNotice,
    Household,
    Identifier,
    MatchDecision,
    Name,
    Person,
    PlaceLink,
    Relationship,
    Residence,
    Warning,
)
from thrive.base.people.searching.terms import Terms
from thrive.base.people.tests import factories
from thrive.base.record import events
from thrive.base.record.models import Draft, Event
from thrive.oversight.returns.models import ImportFinding, ImportRun


class Guard(StrEnum):
    """What is kept from somebody without a right to it."""

    NOTHING = "nothing"
    RESTRICTED = "restricted"
    ADDRESS = "address"
    SEALED = "sealed"
    SEALED_PART = "a sealed part"


PLACE_WORDS = (
    "Vexholm", "WX7 4QZ", "WX74QZ", "Larkmere", "Drumlow", "Harrowgate", "Hexcombe", "960 431", "960 432", "960 433",
    "900 123", "07700900123", "Umberly", "Moved home", "Started at a school", "3 March 2026", "3 Mar 2026",
)  # fmt: skip
OWN_WORDS = (
    "13 February 2016", "13 Feb 2016", "2016-02-13", "999 000 0018", "9990000018", "QX48213", "Trevanion",
    "Pomegranate", "Saffron", "Cardamom", "Tangerine", "Juniper",
)  # fmt: skip

#: Words that may not be in any answer while the guard holds. Nothing else in the story spells them.
SECRETS: Mapping[Guard, tuple[str, ...]] = {
    Guard.RESTRICTED: (*OWN_WORDS, "Larkmere", "Drumlow", "Harrowgate", "900 123"),
    Guard.ADDRESS: PLACE_WORDS,
    Guard.SEALED_PART: ("Trevanion", "QV77314", "Zelwer"),
    Guard.SEALED: (*OWN_WORDS, "Quillbank", "Larkmere", "Drumlow", "Harrowgate", "900 123"),
}


@dataclass
class Story:
    """Zofia, her brother, father and mother; her worker; and somebody at the council who is not named."""

    zofia: Person
    filip: Person
    tomasz: Person
    halina: Person
    circle: Circle
    named: User
    friend: User
    refs: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def guard(self, what: Guard) -> None:
        """Guard Zofia, as a manager would have."""
        subject = self.zofia.subject
        subject.restriction = {
            Guard.RESTRICTED: Restriction.RESTRICTED,
            Guard.SEALED: Restriction.SEALED,
        }.get(what, Restriction.ORDINARY)
        subject.address_restricted = what == Guard.ADDRESS
        subject.save()
        cards.rebuild([self.zofia.pk, self.filip.pk, self.tomasz.pk])
        if what == Guard.SEALED_PART:
            self._seal_parts()

    def _seal_parts(self) -> None:
        """Her former name, the number that went with it, and who her mother is."""
        rows = (
            Name.objects.get(person=self.zofia, kind="former"),
            Identifier.objects.get(person=self.zofia, scheme="former_child_id"),
            Relationship.objects.get(person=self.halina, other=self.zofia),
        )
        for row in rows:
            seal = sealing.seal_part(self.zofia, row, by=access.fresh(self.named), reason="adoption", why="Adopted.")
            self.refs["seal"] = seal.ref

    def page(self, path: str, data: Mapping[str, Any] | None = None) -> str:
        """The text of a page, wherever it leads; posted where there is data."""
        self.client.force_login(self.friend)
        answer: Any = self.client.get(path, follow=True) if data is None else self.client.post(path, data, follow=True)
        return said(answer)

    def call(self, path: str, data: Mapping[str, Any] | None = None) -> str:
        """The answer of the API to the same person."""
        caller = callers.person(access.fresh(self.friend))
        return (caller.get(path) if data is None else caller.post(path, dict(data))).content.decode()


def said(answer: HttpResponse) -> str:
    """What an answer says, without what is new in each: tokens, nonces, refs of drafts."""
    text = answer.content.decode("utf-8-sig")
    return re.sub(r'(csrfmiddlewaretoken" value|nonce|draft_slip" value|content)="[^"]+"', "", text)


Reach = Callable[[Story], str]


@dataclass(frozen=True)
class Way:
    """How somebody goes there; `tells`: the guards under which it would tell something, were they not."""

    reach: Reach
    tells: tuple[Guard, ...] = ()


def on(path: str, **more: Any) -> Way:
    """A page of Zofia's own record."""
    return Way(lambda story: story.page(path.format(ref=story.zofia.ref, **story.refs)), **more)


def both(path: str, **more: Any) -> Way:
    """A page of her record, and the same of her brother's and her father's."""

    def reach(story: Story) -> str:
        people = (story.zofia, story.filip, story.tomasz)
        return "".join(story.page(path.format(ref=one.ref, **story.refs)) for one in people)

    return Way(reach, **more)


def _search(story: Story) -> str:
    asked = (
        "Zofia",
        "Trevanion",
        "QV77314",
        "QX48213",
        "999 000 0018",
        "WX7 4QZ",
        "6 Vexholm Terrace",
        "07700 900123",
        "13/02/2016",
    )
    return "".join(_without(story.page("/search", {"find": one}), one) for one in asked)


def _without(text: str, typed: str) -> str:
    """A page of results without what was typed into its own boxes."""
    kept = re.sub(r'value="[^"]*"|You searched for “[^”]*”', "", text)
    return kept if "1 person found" in text else kept.replace(typed, "")


def _add(story: Story) -> str:
    """The match check: what is typed stands in the form; only the table of facts on record counts."""
    form = story.page("/people/add")
    slips = re.findall(r'name="draft_slip" value="([^"]+)"', form)
    answers = {
        "kind": "child", "given": "Zofia", "family": "Quillbank", "born-day": "1", "born-month": "1",
        "born-year": "2016", "draft_slip": slips[0] if slips else "",
    }  # fmt: skip
    story.client.force_login(story.friend)
    raw = story.client.get("/people/add").content.decode()
    answers["draft_slip"] = re.findall(r'name="draft_slip" value="([^"]+)"', raw)[0]
    page = story.page("/people/add", answers)
    return "".join(re.findall(r'<td[^>]*data-label="Record".*?</td>|th-small th-quiet">.*?</p>', page, re.DOTALL))


def _find_by_call(story: Story) -> str:
    return "".join(story.call("/people/search", {"find": one}) for one in ("Zofia", "Trevanion", "WX7 4QZ", "QX48213"))


ALL = (Guard.RESTRICTED, Guard.ADDRESS, Guard.SEALED)
OWN = (Guard.RESTRICTED, Guard.SEALED)
PART = (Guard.SEALED_PART,)

WAYS: Mapping[str, Way] = {
    "": Way(lambda story: story.page("/"), tells=(Guard.SEALED,)),
    "drafts": Way(lambda story: story.page("/drafts"), tells=OWN),
    "drafts/<str:ref>": Way(lambda story: story.page(f"/drafts/{story.refs['draft']}"), tells=()),
    "drafts/<str:ref>/discard": Way(lambda story: story.page(f"/drafts/{story.refs['draft']}/discard"), tells=()),
    "search": Way(_search, tells=ALL + PART),
    "search/<str:ref>": Way(lambda story: story.page(f"/search/{story.refs['search']}"), tells=ALL),
    "people/add": Way(_add, tells=OWN + PART),
    "people/<str:ref>/": both("/people/{ref}/", tells=ALL),
    "people/<str:ref>/statuses": both("/people/{ref}/statuses", tells=ALL),
    "people/<str:ref>/warnings": both("/people/{ref}/warnings", tells=ALL),
    "people/<str:ref>/print": both("/people/{ref}/print", tells=ALL),
    "people/<str:ref>/openings": both("/people/{ref}/openings", tells=()),
    "people/<str:ref>/openings/print": both("/people/{ref}/openings/print", tells=()),
    "people/<str:ref>/warnings/print": both("/people/{ref}/warnings/print", tells=ALL),
    "people/<str:ref>/access/print": both("/people/{ref}/access/print", tells=(Guard.ADDRESS,)),
    "people/<str:ref>/family/print": both("/people/{ref}/family/print", tells=ALL),
    "people/<str:ref>/details/print": both("/people/{ref}/details/print", tells=ALL),
    "people/<str:ref>/known/print": both("/people/{ref}/known/print", tells=ALL),
    "people/<str:ref>/timeline/print": both("/people/{ref}/timeline/print", tells=ALL),
    "people/<str:ref>/timeline/in-full/print": both("/people/{ref}/timeline/in-full/print", tells=ALL),
    "notes/<str:ref>/print": Way(
        lambda story: "".join(story.page(f"/notes/{story.refs[one]}/print") for one in ("own_note", "shared_note")),
        tells=ALL,
    ),
    "events/<str:ref>/print": Way(
        lambda story: "".join(story.page(f"/events/{story.refs[one]}/print") for one in ("moved", "own_event")),
        tells=ALL,
    ),
    "log/standing-out/print": Way(lambda story: story.page("/log/standing-out/print"), tells=()),
    "log/users/<str:ref>/print": Way(
        lambda story: story.page(f"/log/users/{story.named.ref}/print"), tells=(Guard.SEALED,)
    ),
    "people/<str:ref>/access": both("/people/{ref}/access", tells=(Guard.ADDRESS,)),
    "people/<str:ref>/access/take": Way(
        lambda story: story.page(f"/people/{story.zofia.ref}/access/take", {"reason": "review"}), tells=(Guard.ADDRESS,)
    ),
    "log/standing-out": Way(lambda story: story.page("/log/standing-out"), tells=()),
    "log/users/<str:ref>": Way(lambda story: story.page(f"/log/users/{story.named.ref}"), tells=(Guard.SEALED,)),
    "log/users/<str:ref>/take": Way(
        lambda story: story.page(f"/log/users/{story.named.ref}/take", {"reason": "review"}), tells=()
    ),
    "people/<str:ref>/open": both("/people/{ref}/open", tells=ALL),
    "people/<str:ref>/family": both("/people/{ref}/family", tells=ALL + PART),
    "people/<str:ref>/family/add": both("/people/{ref}/family/add", tells=ALL + PART),
    "people/<str:ref>/family/unborn": both("/people/{ref}/family/unborn", tells=ALL),
    "people/<str:ref>/family/<str:tie>/end": both("/people/{ref}/family/{tie}/end", tells=ALL),
    "people/<str:ref>/responsibility": both("/people/{ref}/responsibility", tells=ALL + PART),
    "people/<str:ref>/households": both("/people/{ref}/households", tells=ALL),
    "people/<str:ref>/households/start": both("/people/{ref}/households/start", tells=ALL + PART),
    "people/<str:ref>/households/<int:household>/join": both(
        "/people/{ref}/households/{household}/join", tells=ALL + PART
    ),
    "people/<str:ref>/households/<int:household>/end": both("/people/{ref}/households/{household}/end", tells=ALL),
    "people/<str:ref>/households/stays/<int:stay>/<str:step>": both(
        "/people/{ref}/households/stays/{stay}/dates", tells=ALL
    ),
    "people/<str:ref>/details": both("/people/{ref}/details", tells=ALL + PART),
    "people/<str:ref>/facts/<str:kind>": Way(
        lambda story: "".join(
            story.page(f"/people/{one.ref}/facts/{kind}")
            for one in (story.zofia, story.filip)
            for kind in ("names", "life", "identifiers", "addresses", "contacts", "places", "agencies", "summary")
        ),
        tells=ALL + PART,
    ),
    "people/<str:ref>/facts/<str:kind>/<str:step>": both("/people/{ref}/facts/addresses/add", tells=ALL),
    "people/<str:ref>/facts/<str:kind>/<int:row>/<str:step>": on(
        "/people/{ref}/facts/addresses/{address}/correct", tells=ALL
    ),
    "people/<str:ref>/matches/<str:other>": Way(
        lambda story: story.page(f"/people/{story.refs['double']}/matches/{story.zofia.ref}"), tells=OWN
    ),
    "people/<str:ref>/known": both("/people/{ref}/known", tells=ALL + PART),
    "people/<str:ref>/restrict": both("/people/{ref}/restrict", tells=ALL),
    "people/<str:ref>/sealed": on("/people/{ref}/sealed"),
    "people/<str:ref>/sealed/<str:seal>/lift": on("/people/{ref}/sealed/{seal}/lift"),
    "people/<str:ref>/seal/<str:part>/<int:row>": on("/people/{ref}/seal/names/{former}", tells=OWN + PART),
    "people/<str:ref>/emergency": on("/people/{ref}/emergency", tells=()),
    "samples/<str:ref>": Way(lambda story: story.page(f"/samples/{story.refs['sample']}"), tells=(Guard.SEALED,)),
    "samples/<str:ref>/add": Way(
        lambda story: "".join(
            _without(story.page(f"/samples/{story.refs['sample']}/add", {"look": "", "who": one}), one)
            for one in ("Zofia", "WX7 4QZ")
        ),
        tells=ALL,
    ),
    "samples/<str:ref>/records/<str:record>/take-out": on(
        "/samples/{sample}/records/{ref}/take-out", tells=(Guard.SEALED,)
    ),
    "emergencies": Way(lambda story: story.page("/emergencies"), tells=(Guard.SEALED,)),
    "emergencies/<str:ref>": Way(
        lambda story: story.page(f"/emergencies/{story.refs['emergency']}"), tells=(Guard.SEALED,)
    ),
    "people/<str:ref>/timeline": both("/people/{ref}/timeline", tells=ALL),
    "people/<str:ref>/timeline/in-full": both("/people/{ref}/timeline/in-full", tells=ALL),
    "people/<str:ref>/notes/new": both("/people/{ref}/notes/new", tells=ALL),
    "notes/<str:ref>": Way(
        lambda story: "".join(story.page(f"/notes/{story.refs[one]}") for one in ("own_note", "shared_note")),
        tells=ALL,
    ),
    "notes/<str:ref>/correct": Way(lambda story: story.page(f"/notes/{story.refs['shared_note']}/correct"), tells=ALL),
    "events/<str:ref>": Way(
        lambda story: "".join(story.page(f"/events/{story.refs[one]}") for one in ("moved", "own_event")), tells=ALL
    ),
    "elements/<str:ref>": on("/elements/{element}", tells=ALL),
    "why/<str:ref>/<str:key>": on("/why/{element}/family_help.assessment", tells=OWN),
    "imports/<str:ref>": Way(lambda story: story.page(f"/imports/{story.refs['run']}"), tells=()),
    "imports/<str:ref>/findings": Way(lambda story: story.page(f"/imports/{story.refs['run']}/findings"), tells=ALL),
    "imports/<str:ref>/findings.csv": Way(
        lambda story: story.page(f"/imports/{story.refs['run']}/findings.csv"), tells=ALL
    ),
    "api/v1/people/search": Way(_find_by_call, tells=ALL + PART),
    "api/v1/people/<ref>": Way(lambda story: story.call(f"/people/{story.zofia.ref}"), tells=ALL),
    "api/v1/people/<ref>/summary": Way(
        lambda story: "".join(story.call(f"/people/{one.ref}/summary") for one in (story.zofia, story.filip)),
        tells=ALL,
    ),
    "api/v1/people/<ref>/family": Way(
        lambda story: "".join(story.call(f"/people/{one.ref}/family") for one in (story.zofia, story.tomasz)),
        tells=(Guard.ADDRESS, Guard.SEALED, Guard.SEALED_PART),
    ),
    "api/v1/people/<ref>/timeline": Way(
        lambda story: "".join(
            story.call(f"/people/{one.ref}/timeline", {}) for one in (story.zofia, story.filip, story.tomasz)
        ),
        tells=ALL,
    ),
    "api/v1/people/<ref>/notes": Way(lambda story: story.call(f"/people/{story.zofia.ref}/notes"), tells=OWN),
    "api/v1/notes/<ref>": Way(
        lambda story: "".join(story.call(f"/notes/{story.refs[one]}") for one in ("own_note", "shared_note")), tells=ALL
    ),
    "api/v1/people/<ref>/known": Way(
        lambda story: "".join(
            story.call(f"/people/{one.ref}/known") for one in (story.zofia, story.filip, story.tomasz)
        ),
        tells=ALL + PART,
    ),
    "api/v1/people/<ref>/known/changes": Way(
        lambda story: "".join(
            story.call(f"/people/{one.ref}/known/changes?earlier=2020-01-01T00:00:00Z")
            for one in (story.zofia, story.filip, story.tomasz)
        ),
        tells=ALL + PART,
    ),
    "api/v1/drafts": Way(lambda story: story.call("/drafts"), tells=OWN),
    "api/v1/drafts/<ref>": Way(lambda story: story.call(f"/drafts/{story.refs['draft']}"), tells=OWN),
    "api/v1/imports/<ref>": Way(lambda story: story.call(f"/imports/{story.refs['run']}"), tells=()),
    "api/v1/people/<ref>/openings": Way(
        lambda story: story.call(f"/people/{story.zofia.ref}/openings", {"reason": "duty"}), tells=()
    ),
    "api/v1/people/<ref>/looks": Way(lambda story: story.call(f"/people/{story.zofia.ref}/looks"), tells=()),
}

_SIGNING_IN = "signing in, and one's own account"
_ADMINISTRATION = "organisations, teams, users and roles: nobody a record is about"
_LAW = "law and local choices"
QUIET: Mapping[str, str] = {
    "accessibility": "what is promised of the pages",
    "how-we-use-information": "how the people who work here are watched over",
    "healthy": "for whatever watches the server",
    "samples": "titles of samples, who reads them, and days",
    "samples/new": "asks who reads, what for, and for how long",
    "samples/<str:ref>/end": "the title of a sample, and who reads it",
    "emergencies/told/<str:ref>": "answers only a form, and leads home",
    "policy": "roles, and what the policy answers for each",
    "policy/who-may-see.csv": "roles, and what the policy answers for each",
    "policy/why": "how one worker stands to a record known by its reference; nothing that is in it",
    "policy/declarations": "workers, and references of records closed to them",
    "policy/declarations/new": "asks for a worker and a reference",
    "policy/declarations/<str:ref>/end": "a worker, and the reference of a record",
    "log": "users of the authority and its partners, whatever they looked at",
    "imports": "file names and counts",
    "imports/new": "asks for a file; the report says no more than its own page",
    "api/v1/imports": "file names and counts",
    "api/v1/notes": "answers with the ref of the note written",
    "api/v1/notes/<ref>/corrections": "answers with the ref of the note written",
    "api/v1/token": _SIGNING_IN,
    "api/v1/me": _SIGNING_IN,
    "api/v1/openapi.json": "the description of the API",
}
QUIET_BELOW: Mapping[str, str] = {
    "administration/": _ADMINISTRATION,
    "account": _SIGNING_IN,
    "sign-": _SIGNING_IN,
    "confirm": _SIGNING_IN,
    "go-on": _SIGNING_IN,
    "stay": _SIGNING_IN,
    "api/v1/duties": _LAW,
    "duties": _LAW,
    "local-choices": _LAW,
}


def is_declared(path: str) -> bool:
    """Whether a route stands in one of the tables."""
    return path in WAYS or path in QUIET or any(path.startswith(one) for one in QUIET_BELOW)


# --- The story ------------------------------------------------------------------------------------------------------


def story() -> Story:
    """The family as it stands before anybody is guarded, with what the friend at the council did until then."""
    council = access.council(factories.authority(), phone="01632 960 000")
    team = access.team("Hexcombe team", organisation=council, phone="01632 960 431")
    named = access.user(
        ["lead_practitioner", "practice_supervisor"], council, name="Ottoline Brack", phone="01632 960 432"
    )
    roles = [one.key for one in ROLES.values() if OrganisationKind.COUNCIL in one.kinds]
    friend = access.user(roles, council, name="Gareth Stobart", email="gareth@example.org")
    zofia = factories.person(
        "Zofia Quillbank", born=dt.date(2016, 2, 13), sex="F", address="6 Vexholm Terrace", postcode="WX7 4QZ",
        nhs="9990000018", local_id="QX48213", former_name="Zofia Trevanion",
    )  # fmt: skip
    filip = factories.person("Filip Dobson", born=dt.date(2012, 5, 5), sex="M")
    tomasz = factories.person("Tomasz Dobson", born=dt.date(1984, 1, 1), sex="M", child=False, address="17 Dale View")
    halina = factories.person("Halina Zelwer", born=dt.date(1986, 6, 6), sex="F", child=False)
    circle = factories.family("Dobson", zofia, filip, adults=(tomasz,)).circle
    told = Story(zofia, filip, tomasz, halina, circle, access.fresh(named), access.fresh(friend))
    access.involvement(circle, named, role="lead_practitioner")
    access.involvement(circle, team, role="team", purpose=Purpose.TEAM)
    _facts(told)
    _what_happened(told)
    _what_the_friend_did(told)
    return told


def _facts(told: Story) -> None:
    by, zofia = told.named, told.zofia
    school = access.school("Larkmere Primary School")
    place = Place.objects.create(kind="school", name="Larkmere Primary School", starts_on=access.LONG_AGO)
    surgery = Place.objects.create(kind="surgery", name="Drumlow Surgery", starts_on=access.LONG_AGO)
    moved = dt.date(2026, 3, 3)
    for row in (
        ContactPoint(kind="mobile", value="07700900123"),
        PlaceLink(place=place, true_from=moved),
        PlaceLink(place=surgery),
        AgencyContact(agency="Harrowgate Refuge", worker="Jo Lark", phone="01632960433"),
        CaseSummary(text="Saffron: where things stand with her."),
    ):
        people.record_fact(zofia, row, by=by)
    Warning.objects.create(
        person=zofia, kind="animal", instruction="Cardamom", reason="Juniper", review_on=access.days_from_today(9)
    )
    access.involvement(zofia.subject, school, role="school", purpose=Purpose.EDUCATION)
    tie = Relationship.objects.create(person=told.tomasz, kind="parent", other=zofia)
    Relationship.objects.create(person=told.tomasz, kind="parent", other=told.filip)
    Relationship.objects.create(person=told.halina, kind="parent", other=zofia)
    people.record_fact(zofia, Identifier(scheme="former_child_id", value="QV77314"), by=by)
    home = family.move_household([zofia, told.filip], by=by, on=moved, address="6 Vexholm Terrace", postcode="WX7 4QZ")
    stay = zofia.householdmember_rows.get()
    double = factories.person("Zosia Quill", born=dt.date(2016, 2, 14))
    access.involvement(double.subject, told.friend, purpose=Purpose.ALLOCATED)
    MatchDecision.objects.create(person=double, other=zofia, verdict="not_sure", why="Alike", happened_on=clock.today())
    told.refs |= {
        "tie": tie.ref, "household": str(home.pk), "stay": str(stay.pk), "double": double.ref, "seal": "nothing",
        "former": str(Name.objects.get(person=zofia, kind="former").pk),
        "address": str(Residence.objects.current().get(person=zofia).pk),
        "moved": Event.objects.current().get(kind="household.moved").ref,
    }  # fmt: skip
    assert Household.objects.count() == 1 and Name.objects.filter(person=zofia).count() == 2


def _what_happened(told: Story) -> None:
    by, zofia = told.named, told.zofia
    own = notes.note(zofia, by=by, text="Pomegranate: what she said.", where="Vexholm library")
    shared = notes.note(zofia, told.filip, by=by, text="They played in the garden.", where="Vexholm library")
    school = access.user(["designated_safeguarding_lead"], access.school("Umberly High School"), name="Una Umberly")
    audit.note(school, "people.record.opened", zofia, about=[zofia.pk], tab="header")
    events.tell(
        told.tomasz, about={zofia.pk: Capacity.CHILD, told.tomasz.pk: Capacity.ADULT}, group="meetings", kind="meeting",
        title="Meeting held", on=dt.date(2026, 4, 4), agency="Larkmere Primary School",
    )  # fmt: skip
    element = ImportedElement.objects.create(
        subject=zofia.subject, authority=zofia.subject.authority, kind="referral", natural_key="r1", collection="cin",
        as_at=dt.date(2026, 3, 31), true_from=dt.date(2026, 1, 5), source="Vex census",
        content={"received_on": "2026-01-05", "outcome": "Tangerine", "elements": {"Postcode": "WX7 4QZ"}},
    )  # fmt: skip
    run = ImportRun.objects.create(kind="people", authority=zofia.subject.authority, file_name="people.csv")
    for name, found in (("postcode", "WX7 4QZ"), ("forename", "Juniper")):
        ImportFinding.objects.create(
            run=run, level="odd", line=2, child_id="QX48213", field=name, found=found, reason="Look at it"
        )
    told.refs |= {
        "own_note": own.ref, "shared_note": shared.ref, "element": element.ref, "run": run.ref,
        "own_event": Event.objects.current().filter(object_id=own.pk, group="contacts").first().ref
        if Event.objects.current().filter(object_id=own.pk, group="contacts").exists()
        else Event.objects.current().exclude(kind="household.moved").order_by("pk").last().ref,
    }  # fmt: skip


def _what_the_friend_did(told: Story) -> None:
    """Opened the family with a reason, searched, began a note; somebody opened her record in an emergency."""
    today = clock.today()
    for about in (told.zofia.subject, told.circle):
        access.involvement(
            about, told.friend, role="opened with a reason", purpose=Purpose.OPENED, since=today,
            until=access.days_from_today(1),
        )  # fmt: skip
    saved = searches.search(Terms.of({"find": "Zofia"}), by=access.fresh(told.friend))
    draft = Draft.objects.create(
        author=told.friend, form="notes.note", title="Note", subject=told.zofia.subject,
        answers={"text_1": ["Tangerine is what she told me about the house."]},
        path=f"/people/{told.zofia.ref}/notes/new",
    )  # fmt: skip
    other = access.user(["out_of_hours_worker"], told.friend.organisation, name="Nadia Malik")
    told.zofia.subject.restriction = Restriction.RESTRICTED
    told.zofia.subject.save()
    opening = emergencies.open_in_emergency(
        told.zofia.subject, by=other, reason="danger", why="Something happened at the bus station tonight."
    )
    assert EmergencyNotice.objects.filter(user=told.friend).exists()
    auditor = access.user(["auditor"], told.friend.organisation, name="Hugh Pemberton")
    sample = samples.name_sample(
        auditor, by=told.friend, title="Autumn", purpose="How plans begin", first_day=today, last_day=today
    )
    samples.put_in(sample, [told.zofia.subject], by=told.friend, with_guarded=True)
    told.refs |= {"search": saved.ref, "draft": draft.ref, "emergency": opening.ref, "sample": sample.ref}
