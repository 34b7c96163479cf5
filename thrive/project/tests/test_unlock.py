"""`thrive unlock`: whoever has the server mends what otherwise takes a second person, and it is logged as that."""

import argparse

import pytest

from thrive.base.access.rules import Restriction
from thrive.base.access.tests import factories as make
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry
from thrive.project import cli
from thrive.project.commands import unlock

pytestmark = pytest.mark.django_db


def options(**more: object) -> argparse.Namespace:
    """What the command line says."""
    given = {"email": "ottoline@example.org", "second_factor": False, "password": False, "new_email": "", **more}
    return argparse.Namespace(**given)


@pytest.fixture
def worker():
    made = make.user(["administrator"], email="ottoline@example.org", password="seven-quiet-kettles")  # noqa: S106
    type(made).objects.filter(pk=made.pk).update(last_login=clock.now())
    make.involvement(make.subject(restriction=Restriction.RESTRICTED), made)
    return made


def test_everything_can_be_mended_where_there_is_no_second_person(worker, monkeypatch):
    monkeypatch.setattr(unlock.getpass, "getpass", lambda _asked: "nine-silent-lanterns")
    assert unlock.run(options(second_factor=True, password=True, new_email="new@example.org")) == cli.DONE
    mended = make.fresh(worker)
    assert mended.check_password("nine-silent-lanterns") and mended.password_is_first
    assert mended.email == "new@example.org"
    entries = AuditEntry.objects.filter(object_id=worker.pk).values_list("verb", "actor_key")
    assert {verb for verb, _ in entries} == {
        "access.lock.lifted", "access.factor.removed", "access.password.given", "access.user.changed",
    }  # fmt: skip
    assert {key for _, key in entries} == {"server console"}


def test_what_cannot_be_is_said_and_nothing_is_done(worker, monkeypatch):
    make.user(email="taken@example.org")
    monkeypatch.setattr(unlock.getpass, "getpass", lambda _asked: "short")
    for asked in (options(password=True), options(new_email="taken@example.org"), options(email="nobody@example.org")):
        with pytest.raises(cli.CannotDo):
            unlock.run(asked)
    assert make.fresh(worker).check_password("seven-quiet-kettles")
    assert not AuditEntry.objects.filter(object_id=worker.pk).exists()
