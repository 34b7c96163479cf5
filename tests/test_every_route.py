"""Every address and every operation, asked as nobody and as every role, of a record they work with and of another.

The walk is driven by the resolver, so that a new route is walked as soon as it exists; what it should answer follows
from the guard it declares and from what the policy says of the record. Forms are sent empty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.architecture.test_guards import is_guarded, routes
from thrive.base.access import policy
from thrive.base.access.calls import limits
from thrive.base.access.models import Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.policy.situations import Post, posts
from thrive.base.access.rules import OrganisationKind, Purpose
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as make
from thrive.base.notes.tests import factories as notes
from thrive.base.people.tests import factories as people
from thrive.base.record.models import EventAbout

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
ABOUT_A_PERSON = ("people/<str:ref>", "api/v1/people/<ref>", "account/known/<str:ref>")
ABOUT_A_NOTE = ("notes/<str:ref>", "api/v1/notes/<ref>")
ABOUT_AN_EVENT = ("events/<str:ref>",)
ENDS_THE_VISIT = ("sign-out", "account/sign-in/end-sessions")  # whoever walks signs in again afterwards
ASKS_WHY = "people/<str:ref>/open"  # the page that asks for a reason
NOBODYS = "zzzzzzzzzzzz"
SENT_ELSEWHERE, REFUSED, NOT_THERE, NOT_THAT_WAY, NOT_UNDERSTOOD = 302, 403, 404, 405, 422
CLOSED = {SENT_ELSEWHERE, REFUSED, NOT_THERE, NOT_THAT_WAY, NOT_UNDERSTOOD}
ANSWERS = CLOSED | {200, 201, 204, 400, 409, 428}


@pytest.fixture(autouse=True)
def as_many_calls_as_there_are(settings, monkeypatch):
    """The walk asks more in a minute than any one caller may."""
    settings.THRIVE_API_CALLS = 100_000
    monkeypatch.setattr(limits, "UNKNOWN_CALLS", 100_000)


@dataclass(frozen=True)
class Step:
    """One way to ask one route."""

    method: str
    path: str
    needs: Any
    is_api: bool

    def is_about(self, *starts: str) -> bool:
        """Whether its address names such a thing."""
        return any(self.path.startswith(one) for one in starts)

    @property
    def names_record(self) -> bool:
        """Whether whom it is about follows from its address."""
        return self.is_about(*ABOUT_A_PERSON, *ABOUT_A_NOTE, *ABOUT_AN_EVENT)


def steps() -> list[Step]:
    """Every route with GET and with POST, every operation with its own method."""
    found = []
    for path, view in routes(get_resolver()):
        assert is_guarded(view), f"{path} does not say who may use it"
        operations = getattr(view, "operations", ())
        for one in operations:
            found.append(Step(one.method.lower(), path, one.needs, True))
        if not operations:
            is_api = path.startswith("api/")
            found += [Step(method, path, view.needs, is_api) for method in ("get", "post")]
    return list(dict.fromkeys(found))


@dataclass
class Known:
    """A record with a note on it."""

    subject: Subject
    note_ref: str
    event_ref: str

    def address(self, step: Step) -> str:
        """The route's address filled in: the record's, its note's or its event's ref, else what is nobody's."""
        ref = NOBODYS
        if step.is_about(*ABOUT_A_PERSON):
            ref = self.subject.ref
        elif step.is_about(*ABOUT_A_NOTE):
            ref = self.note_ref
        elif step.is_about(*ABOUT_AN_EVENT):
            ref = self.event_ref

        def fill(match: re.Match[str]) -> str:
            kind, name = match.groups()
            return ref if name == "ref" else "0" if kind == "int" else NOBODYS

        return "/" + PARAMETER.sub(fill, step.path)


def record(by: User) -> Known:
    """A child with a note written by somebody who works with them."""
    person = people.person("Ava Okoro")
    subject = people.subject_of(person)
    make.involvement(subject, by)
    note = notes.note(person, by=by, text="Rang.")
    return Known(subject, note.ref, EventAbout.objects.filter(subject=subject).latest("pk").event.ref)


def worker_of(post: Post) -> User:
    """Somebody who holds the role, where its holders work."""
    home = make.authority()
    at = make.council(home) if post.kind == OrganisationKind.COUNCIL else make.organisation(post.kind, of=home)
    return make.user([post.role.key], at)


class Walker:
    """Somebody who asks, signed in again where a step ended their visit."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self.asked = 0
        self.caller = self._sign_in()

    def _sign_in(self) -> callers.Caller:
        return callers.person(self.user) if self.user else callers.Caller(Client())

    def ask(self, step: Step, known: Known) -> Any:
        """What the step answers."""
        headers = {**self.caller.headers, "Idempotency-Key": callers.new_key()} if step.is_api else self.caller.headers
        data: dict[str, Any] = {"content_type": "application/json", "data": "{}"} if step.is_api else {}
        call = getattr(self.caller.client, step.method)
        answer = call(known.address(step), headers=headers, **({} if step.method == "get" else data))
        self.asked += 1
        if self.user and step.path in ENDS_THE_VISIT:
            self.caller = self._sign_in()
        return answer


def wrong_for_nobody(step: Step, answer: Any) -> str:
    """What is wrong with the answer to somebody who has not signed in; empty when nothing is."""
    if step.needs == "public":
        return "" if answer.status_code in ANSWERS | {401} else "a public address breaks"
    if step.is_api:
        return "" if answer.status_code == 401 else "an operation answers nobody"
    to_sign_in = answer.status_code == SENT_ELSEWHERE and answer["Location"].startswith("/sign-in")
    return "" if to_sign_in or answer.status_code == NOT_THAT_WAY else "a page answers nobody"


def wrong_for(user: User, step: Step, known: Known, answer: Any) -> str:
    """What is wrong with the answer to `user`; empty when nothing is."""
    status = answer.status_code
    if status not in ANSWERS:
        return "it breaks"
    if step.needs == "public":
        return ""
    if not isinstance(step.needs, Permission):
        return "refuses what is for everybody who is signed in" if status == REFUSED else ""
    if not policy.holds(user, step.needs):
        return "" if status in (REFUSED, NOT_THAT_WAY) else "answers somebody without a role for it"
    if not step.names_record or status in CLOSED:
        return ""
    decision = policy.decide(user, step.needs, known.subject)
    asks_why = decision.can_open and step.path == ASKS_WHY
    return "" if decision.ok or asks_why else "answers about a record the policy closes"


def walk(walker: Walker, known: Known, these: list[Step]) -> Iterator[str]:
    """Ask each of these; yields what is wrong."""
    for step in these:
        answer = walker.ask(step, known)
        who = walker.user
        wrong = wrong_for(who, step, known, answer) if who else wrong_for_nobody(step, answer)
        if wrong:
            yield f"{step.method.upper()} /{step.path}: {answer.status_code}, {wrong}"


@pytest.mark.django_db
def test_nobody_is_answered_but_by_public_addresses() -> None:
    found = list(walk(Walker(None), record(make.user(["lead_practitioner"])), steps()))
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("post", posts(), ids=lambda post: f"{post.role.key}-{post.staff_of}")
def test_every_address_answers_as_its_guard_and_the_policy_say(post: Post) -> None:
    by = make.user(["lead_practitioner"])
    worked_with, other = record(by), record(by)
    worker = worker_of(post)
    purpose = next((one for one in Purpose if one in post.role.purposes), Purpose.ALLOCATED)
    make.involvement(worked_with.subject, worker, purpose=purpose)
    walker, all_steps = Walker(make.fresh(worker)), steps()
    found = [
        *(f"other's record: {one}" for one in walk(walker, other, [one for one in all_steps if one.names_record])),
        *(f"own record: {one}" for one in walk(walker, worked_with, all_steps)),
    ]
    print(f"{walker.asked} addresses asked as {post.role.title}, {post.staff_of}")
    assert not found, "\n".join(found)


@pytest.mark.django_db
def test_an_address_that_forgets_the_policy_is_found() -> None:
    """The judge itself: an answer about a closed record, and one without a role, are both wrong."""
    known, stranger = record(make.user(["lead_practitioner"])), make.user(["lead_practitioner"])
    opened = next(one for one in steps() if one.path == "people/<str:ref>/details" and one.method == "get")

    class Answer:
        status_code = 200

    assert wrong_for(stranger, opened, known, Answer()) == "answers about a record the policy closes"
    assert wrong_for(make.user(["administrator"]), opened, known, Answer()) == "answers somebody without a role for it"
    assert wrong_for_nobody(opened, Answer()) == "a page answers nobody"
