"""The story that every way out is tried with: a family of whom something is guarded, and somebody who is not named.

Zofia, her brother, father and mother, with words that nothing else spells: what may not leave stands in `SECRETS`. The
ways themselves stand in `tests/ways_out`.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import HttpResponse
from django.test import Client

from thrive.base.access.models import Circle, Organisation, User
from thrive.base.access.rules import ROLES, Capacity, OrganisationKind, Purpose, Restriction
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.casework.actions import absences, handovers, meetings, plans, tasks
from thrive.base.casework.actions.letters import send_letter
from thrive.base.casework.actions.meetings import Said
from thrive.base.casework.models import Approval, ImportedElement
from thrive.base.casework.offers import FAMILY_MEETING, FAMILY_PLAN, TO_AGENCY, TO_FAMILY
from thrive.base.casework.queries.writing import Recipient
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
from thrive.pathway.front_door.actions import checking, closing, deciding, links, matching, taking, triaging
from thrive.pathway.front_door.rules.contacts import Channel


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
    _what_was_sent(told)
    _what_came_in(told)
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
        CaseSummary(text="Saffron: where things stand with her, at 6 Vexholm Terr., wx74qz, and Larkmere Primary."),
    ):
        people.record_fact(zofia, row, by=by)
    Warning.objects.create(
        person=zofia,
        kind="animal",
        instruction="Cardamom, ring 07700 900-123",
        reason="Juniper at Vexholm Terrace",
        review_on=access.days_from_today(9),
    )
    access.involvement(zofia.subject, school, role="school", purpose=Purpose.EDUCATION)
    people.record_fact(told.filip, CaseSummary(text="He sees his sister at 6 Vexholm Terrace, WX7 4QZ."), by=by)
    tie = Relationship.objects.create(
        person=told.tomasz, kind="parent", other=zofia, note="Rings her on +44 7700 900 123", recorded_by=by
    )
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
    shared = notes.note(
        zofia, told.filip, by=by, text="They played in the garden of 6 Vexholm Terrace.", where="Vexholm library",
        who_was_there="Jo Lark, from Vexholm Terrace, 01632 960 433",
    )  # fmt: skip
    notes.note(told.tomasz, by=by, text="He asked the way to Vexholm Terrace, WX7 4QZ.", adults=(told.tomasz,))
    school = access.user(["designated_safeguarding_lead"], access.school("Umberly High School"), name="Una Umberly")
    audit.note(school, "people.record.opened", zofia, about=[zofia.pk], tab="header")
    events.tell(
        told.tomasz, about={zofia.pk: Capacity.CHILD, told.tomasz.pk: Capacity.ADULT}, group="meetings", kind="meeting",
        title="Meeting held", sentence="At Vexholm Terrace, WX7 4QZ.", on=dt.date(2026, 4, 4),
        agency="Larkmere Primary School",
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


def _what_was_sent(told: Story) -> None:
    """A letter to her about herself, at home, and one to her school about both children."""
    by, today = access.fresh(told.named), clock.today()
    own = send_letter(
        TO_FAMILY, about=[told.zofia.subject], by=by, to=Recipient(person=told.zofia.subject), how="post",
        sent_on=today, parts={"says": "Pomegranate: you can always ring Harrowgate Refuge."},
    )  # fmt: skip
    school = Organisation.objects.get(name="Larkmere Primary School")
    shared = send_letter(
        TO_AGENCY, about=[told.zofia.subject, told.filip.subject], by=by, to=Recipient(organisation=school),
        how="email", parts={"says": "Both walk from 6 Vexholm Terrace, Saffron."}, sent_on=today,
    )  # fmt: skip
    told.refs |= {"own_letter": own.ref, "shared_letter": shared.ref}
    _what_was_discussed(told, by, school)
    _what_was_planned(told, by)


def _what_was_discussed(told: Story, by: User, school: Organisation) -> None:
    """A meeting about her alone that was held, and one about both children that is to be."""
    said = [
        Said(kind="note", text="Pomegranate was said at 6 Vexholm Terrace."),
        Said(kind="decision", text="Juniper, near WX7 4QZ.", subject=told.zofia.pk, outcome="goes_on"),
        Said(kind="action", text="Ring 07700 900 123"),
    ]
    for name, about in (("own", [told.zofia.subject]), ("shared", [told.zofia.subject, told.filip.subject])):
        meeting = meetings.set_up_meeting(
            FAMILY_MEETING, about=about, by=by, purpose="plan", starts_at=clock.now(), where="Hall by Vexholm Terrace",
            chair="Ottoline Brack",
        )  # fmt: skip
        seat = meetings.add_seat(
            meeting, by=by, agency="education", right="all", organisation=school, name="Una Umberly"
        )
        entries = meetings.record_meeting(meeting, by=by, said=said)
        told.refs |= {f"{name}_meeting": meeting.ref, f"{name}_seat": seat.ref, f"{name}_action": entries[-1].ref}
        if name == "own":
            meetings.end_meeting(meeting, by=by, ended_at=clock.now(), went_on_because="Cardamom")
            meetings.write_minutes(meeting, by=by, text="Saffron, at 6 Vexholm Terr.")


def _what_was_planned(told: Story, by: User) -> None:
    """A plan for her alone, and one for both children."""
    for name, about in (("own", [told.zofia.subject]), ("shared", [told.zofia.subject, told.filip.subject])):
        version = plans.begin_plan(
            FAMILY_PLAN, about=about, by=by, review_on=access.days_from_today(30),
            needs=[
                plans.NeedSaid(
                    need="Tangerine, near Vexholm Terrace", outcome="Saffron at 6 Vexholm Terr.",
                    actions=[plans.ActionSaid(what="Walk to WX7 4QZ", user=by)],
                )
            ],
            opinions={one.pk: plans.OpinionSaid(text="Pomegranate, from Larkmere Primary.") for one in about},
            to=told.friend, comment="Cardamom, near Vexholm Terrace",
        )  # fmt: skip
        asked = Approval.objects.current().get(object_id=version.pk)
        told.refs |= {f"{name}_plan": version.plan.ref, f"{name}_step": version.plan.steps.get().ref}
        told.refs[f"{name}_approval"] = asked.thread


def _what_came_in(told: Story) -> None:
    """Her school tells the front door of both children; it is asked, and one of them is referred."""
    by = access.fresh(told.named)
    school = Organisation.objects.get(name="Umberly High School")
    lead = access.user(["designated_safeguarding_lead"], school, name="Petra Lind")
    contact = taking.take_contact(
        taking.Told(
            form="school", channel=Channel.ONLINE, in_danger="no", family_knows="no", consent="not_sought",
            concern="Pomegranate: she lives at 6 Vexholm Terrace, WX7 4QZ.", child_words="Saffron, at Vexholm Terrace.",
            asks_for_decision=True,
        ),
        [
            taking.Stated(
                given="Zofia", family="Quillbank", born_on=dt.date(2016, 2, 13), address="6 Vexholm Terrace",
                postcode="WX7 4QZ", school="Larkmere Primary School", phone="07700900123", nhs_number="9990000018",
            ),
            taking.Stated(given="Filip", family="Dobson", address="6 Vexholm Terrace"),
        ],
        by=lead, authority=told.zofia.subject.authority, organisation=school,
    )  # fmt: skip
    for stated, known in zip(contact.people.order_by("number"), (told.zofia, told.filip), strict=True):
        matching.match_to(stated, known.subject, by=by)
    triaging.triage(contact, by=by, urgency="today", analysis="Tangerine: he waits at Vexholm Terrace.")
    zofia = contact.people.get(number=1)
    check = checking.ask_partner(contact, school, by=by, about=[zofia], question="Cardamom?", basis="public_task")
    checking.answer_check(check, by=lead, kind="knows", words="Juniper: she walks from Vexholm Terrace.")
    asked = checking.ask_partner(contact, school, by=by, about=[zofia], question="Cardamom?", basis="public_task")
    _, key = links.make_answer_link(asked, by=by, once="story", for_name="Petra Lind")
    told.refs |= {"asked": asked.ref, "link_key": key}
    protect = deciding.Judged(
        person=zofia, outcome=deciding.Outcome.IMMEDIATE_PROTECTION, level="cp", reason="Saffron at Vexholm Terrace.",
        responses=(deciding.Response.IMMEDIATE_PROTECTION,), need="N1",
    )  # fmt: skip
    done = deciding.decide(contact, [protect], by=by)
    closing.close_referral(
        done.referrals[0], by=by, closed_on=clock.today(), reason_code="RC7", reason="Tangerine at 6 Vexholm Terrace.",
        still_open_because="Pomegranate waits at Larkmere Primary.",
    )  # fmt: skip
    told.refs |= {"contact": contact.ref, "check": check.ref, "referral": done.referrals[0].ref}


def _what_the_friend_did(told: Story) -> None:
    """Opened the family with a reason, covers for her worker, searched, began a note; somebody opened her record in an
    emergency."""
    today = clock.today()
    tasks.ask(
        "casework.take_up", about=[told.zofia.subject], to=told.named, by=told.named, due_on=today,
        why="Juniper: she asks for a visit at Vexholm Terrace.",
    )  # fmt: skip
    away = absences.record_absence(
        access.fresh(told.named), by=access.fresh(told.named), starts_on=today, last_day=today,
        cover=access.fresh(told.friend), note="The key is kept at 6 Vexholm Terrace.",
    )  # fmt: skip
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
    task = tasks.ask(
        "casework.take_up", about=[told.zofia.subject], to=told.friend, by=told.named, due_on=today,
        why="Pomegranate: ring the house at Vexholm Terrace.",
    )  # fmt: skip
    handover = handovers.transfer(
        told.zofia.subject, to=told.friend, by=told.named, role="lead_practitioner", reason="Pomegranate moves",
        note="She is at 6 Vexholm Terrace, WX7 4QZ.", reply_by=today,
        grounds=handovers.Grounds(basis="task", consent="not_safe", why="Juniper: he may come to Vexholm Terrace."),
    )  # fmt: skip
    forward = handovers.pass_forward(
        "family_help.assessment", about=[told.zofia.subject], of=told.zofia, by=told.named,
        note="Pomegranate is at 6 Vexholm Terrace, WX7 4QZ.",
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
    told.refs |= {"task": task.thread, "handover": handover.thread, "forward": forward.thread, "absence": away.thread}
