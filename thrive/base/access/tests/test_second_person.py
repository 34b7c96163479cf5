"""Nobody alone takes over the account of somebody who opens guarded records."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from thrive.base.access import actions, policy
from thrive.base.access.errors import BadAnswer, NotAllowed, SecondPersonNeeded
from thrive.base.access.models import AccountRequest, RoleHolding, User
from thrive.base.access.rules import AccountChange, Purpose, Restriction
from thrive.base.access.tests import factories as make
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD = "seven-quiet-kettles"
PASSWORD_CHANGE, FACTOR, EMAIL = AccountChange.PASSWORD, AccountChange.FACTOR, AccountChange.EMAIL


@pytest.fixture
def worker() -> User:
    """Named on a restricted record."""
    made = make.user(["lead_practitioner"], name="Ottoline Brack", email="ottoline@example.org", password=PASSWORD)
    User.objects.filter(pk=made.pk).update(last_login=clock.now())
    make.involvement(make.subject(restriction=Restriction.RESTRICTED), made)
    return make.fresh(made)


@pytest.fixture
def admin() -> User:
    return make.user(["administrator"], name="Meera Sharma", email="meera@example.org")


@pytest.fixture
def other() -> User:
    """Another administrator."""
    return make.user(["administrator"], name="Ola Brandt", email="ola@example.org")


@pytest.fixture
def governor() -> User:
    return make.user(["information_governance"], name="Colin Stott", email="colin@example.org")


def change(what: AccountChange, user: User, by: User) -> None:
    """Do it, as the pages do."""
    user = make.fresh(user)
    if what == PASSWORD_CHANGE:
        actions.set_first_password(user, by=by, password="nine-silent-lanterns")
    elif what == FACTOR:
        actions.remove_factor(user, by=by)
    else:
        actions.change_user(user, by=by, revision=user.revision, email="new@example.org")


def ask(what: AccountChange, user: User, by: User) -> AccountRequest:
    new = "new@example.org" if what == EMAIL else ""
    return actions.ask_second_person(user, by=by, change=what, why="Their phone is lost", new_email=new)


@pytest.mark.parametrize("what", AccountChange)
@pytest.mark.parametrize("second", ["other", "governor"])
def test_a_second_person_has_to_agree_and_it_is_done_once(what, second, request, worker, admin) -> None:
    second = request.getfixturevalue(second)
    with pytest.raises(SecondPersonNeeded):
        change(what, worker, admin)
    asked = ask(what, worker, admin)
    with pytest.raises(SecondPersonNeeded):
        change(what, worker, admin)
    actions.answer_request(asked, by=second, agree=True)
    change(what, worker, admin)
    asked.refresh_from_db()
    assert asked.state == "Done"
    if what == EMAIL:
        assert make.fresh(worker).email == "new@example.org"
        User.objects.filter(pk=worker.pk).update(email="ottoline@example.org")
    with pytest.raises(SecondPersonNeeded):
        change(what, worker, admin)


def test_what_was_agreed_to_is_for_that_change_that_address_and_whoever_asked(worker, admin, other, governor) -> None:
    actions.answer_request(ask(EMAIL, worker, admin), by=governor, agree=True)
    with pytest.raises(SecondPersonNeeded):
        change(PASSWORD_CHANGE, worker, admin)
    with pytest.raises(SecondPersonNeeded):
        change(EMAIL, worker, other)
    with pytest.raises(SecondPersonNeeded):
        actions.change_user(worker, by=admin, revision=worker.revision, email="theirs@example.org")
    actions.change_user(worker, by=admin, revision=worker.revision, name="Ottoline Brack-Hay")  # not how she signs in


def test_it_lapses(worker, admin, governor) -> None:
    asked = ask(FACTOR, worker, admin)
    now = clock.now()
    with time_machine.travel(now + dt.timedelta(days=7)), pytest.raises(BadAnswer, match="lapsed"):
        actions.answer_request(asked, by=governor, agree=True)
    actions.answer_request(asked, by=governor, agree=True)
    with time_machine.travel(now + dt.timedelta(hours=25)), pytest.raises(SecondPersonNeeded):
        change(FACTOR, worker, admin)


def test_who_refuses_leaves_it_undone(worker, admin, governor) -> None:
    asked = ask(FACTOR, worker, admin)
    actions.answer_request(asked, by=governor, agree=False)
    with pytest.raises(SecondPersonNeeded):
        change(FACTOR, worker, admin)
    with pytest.raises(BadAnswer, match="answered already"):
        actions.answer_request(asked, by=governor, agree=True)


def test_neither_who_asked_nor_whose_it_is_nor_anybody_else_is_a_second_person(worker, admin, governor) -> None:
    asked = ask(FACTOR, worker, admin)
    elsewhere = make.user(["administrator"], make.council(make.authority("Northmoor")))
    for somebody in (admin, worker, make.user(["practice_supervisor"]), elsewhere):
        with pytest.raises(NotAllowed):
            actions.answer_request(asked, by=make.fresh(somebody), agree=True)
    own = make.user(["administrator"], name="New Colleague")
    User.objects.filter(pk=own.pk).update(last_login=clock.now())
    with pytest.raises(NotAllowed):
        actions.answer_request(ask(FACTOR, make.fresh(own), admin), by=own, agree=True)


def test_nobody_makes_a_second_person_of_their_own(worker, admin) -> None:
    asked = ask(PASSWORD_CHANGE, worker, admin)
    made = make.user([], name="A Puppet")
    actions.give_role(made, by=admin, role="administrator")
    with pytest.raises(NotAllowed, match="for a week"):
        actions.answer_request(asked, by=make.fresh(made), agree=True)
    RoleHolding.objects.filter(user=made).update(starts_on=make.days_from_today(-7))
    actions.answer_request(asked, by=make.fresh(made), agree=True)


def _named(user: User, **guard: Any) -> None:
    make.involvement(make.subject(**guard), user)


def _in_a_family(user: User) -> None:
    make.involvement(make.circle(make.subject(), make.subject(address_restricted=True)), user)


def _reads_sealed_parts(user: User) -> None:
    make.involvement(make.subject(), user, role=policy.SEALED_ACCESS)


def _over(user: User) -> None:
    make.involvement(make.subject(restriction=Restriction.SEALED), user, until=make.days_from_today(0))


def _opened(user: User) -> None:
    make.involvement(make.subject(restriction=Restriction.RESTRICTED), user, purpose=Purpose.OPENED)


def _never_signed_in(user: User) -> None:
    _named(user, restriction=Restriction.RESTRICTED)
    User.objects.filter(pk=user.pk).update(last_login=None)


def _role(user: User, role: str) -> None:
    RoleHolding.objects.create(user=user, role=role, starts_on=make.LONG_AGO)


@pytest.mark.parametrize(
    ("stands", "is_asked"),
    [
        (lambda user: _named(user), False),
        (lambda user: _named(user, restriction=Restriction.RESTRICTED), True),
        (lambda user: _named(user, restriction=Restriction.SEALED), True),
        (lambda user: _named(user, address_restricted=True), True),
        (_in_a_family, True),
        (_reads_sealed_parts, True),
        (_over, False),
        (_opened, False),
        (_never_signed_in, False),
        (lambda user: _role(user, "administrator"), True),
        (lambda user: _role(user, "information_governance"), True),
        (lambda user: _role(user, "practice_supervisor"), False),
    ],
)
def test_for_which_accounts_a_second_person_is_asked(stands, is_asked, admin) -> None:
    user = make.user(["lead_practitioner"], password=PASSWORD)
    User.objects.filter(pk=user.pk).update(last_login=clock.now())
    stands(user)
    if is_asked:
        with pytest.raises(SecondPersonNeeded):
            change(PASSWORD_CHANGE, user, admin)
    else:
        change(PASSWORD_CHANGE, user, admin)
        with pytest.raises(BadAnswer, match="Nobody else has to agree"):
            ask(PASSWORD_CHANGE, make.fresh(user), admin)


def test_all_are_told_by_letters_that_name_nobody_and_the_log_has_each_step(
    worker, admin, other, governor, settings, django_capture_on_commit_callbacks
) -> None:
    settings.THRIVE_EMAIL_FROM = "thrive@example.org"
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask(EMAIL, worker, admin)
    assert {one.to[0] for one in mail.outbox} == {"ottoline@example.org", "ola@example.org", "colin@example.org"}
    mail.outbox.clear()
    actions.answer_request(asked, by=governor, agree=True)
    with django_capture_on_commit_callbacks(execute=True):
        change(EMAIL, worker, admin)
    assert {one.to[0] for one in mail.outbox} == {"ottoline@example.org", "colin@example.org"}  # the address before
    for one in mail.outbox:
        assert not [word for word in ("Brack", "Meera", "Stott", "new@") if word in one.subject + one.body]
    verbs = list(AuditEntry.objects.filter(object_id=worker.pk).order_by("pk").values_list("verb", "actor_id"))
    assert verbs == [
        ("access.account.asked", admin.pk),
        ("access.account.agreed", governor.pk),
        ("access.account.used", admin.pk),
        ("access.user.changed", admin.pk),
    ]


def test_the_pages_ask_tell_and_let_it_be_done(client: Client, worker, admin, governor) -> None:
    client.force_login(admin)
    here = f"/administration/users/{worker.ref}"
    refused = client.post(f"{here}/password", {"password": "nine-silent-lanterns"})
    assert refused.url == f"{here}/ask?change=password"
    assert client.post(f"{here}/sign-in", {"mend": "factor"}).url == f"{here}/ask?change=factor"
    asking = client.get(refused.url).content.decode()
    assert 'value="password" checked' in " ".join(asking.split()), "what was tried is chosen already"
    client.post(f"{here}/ask", {"change": "password", "why": "She lost her papers and rang from her own phone"})
    assert "Waits for a second person" in client.get(f"{here}/sign-in").content.decode()
    client.force_login(worker)
    home = client.get("/").content.decode()
    assert "Meera Sharma has asked to change how you sign in" in home
    client.force_login(governor)
    assert "1 change of how somebody signs in waits for you" in client.get("/").content.decode()
    listed = client.get("/account/second-person").content.decode()
    asked = AccountRequest.objects.get()
    assert "Ottoline Brack" in listed and asked.ref in listed
    client.post(f"/account/second-person/{asked.ref}", {"agree": "yes"})
    client.force_login(admin)
    assert f'<a href="{here}/password">Set a first password</a>' in client.get(f"{here}/sign-in").content.decode()
    assert client.post(f"{here}/password", {"password": "nine-silent-lanterns"}).url == here
    User.objects.filter(pk=worker.pk).update(password_is_first=False)
    client.force_login(make.fresh(worker))
    assert "changed how you sign in, and Colin Stott agreed" in client.get("/").content.decode()
    client.post(f"/account/second-person/{asked.ref}/read")
    assert "changed how you sign in" not in client.get("/").content.decode()


def test_another_e_mail_address_is_asked_for_on_the_page_that_changes_it(client: Client, worker, admin) -> None:
    client.force_login(admin)
    path = f"/administration/users/{worker.ref}/change"
    answers = {"name": worker.name, "email": "new@example.org", "revision": str(worker.revision)}
    assert "A second person has to agree first" in client.post(path, answers).content.decode()
    assert make.fresh(worker).email == "ottoline@example.org"


def test_nobody_reads_the_notice_of_another_or_answers_without_the_role(client: Client, worker, admin) -> None:
    asked = ask(FACTOR, worker, admin)
    somebody = make.user(["lead_practitioner"])
    client.force_login(somebody)
    assert client.get("/account/second-person").status_code == 403
    assert client.post(f"/account/second-person/{asked.ref}", {"agree": "yes"}).status_code == 403
    assert client.post(f"/account/second-person/{asked.ref}/read").status_code == 404
