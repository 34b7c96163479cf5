import datetime as dt
import io
import json

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from thrive.base.access.models import Authority, Organisation, User
from thrive.base.access.tests import factories as make
from thrive.base.calendar import clock
from thrive.base.history import anchors, audit, guards, sealer
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.models import AuditEntry
from thrive.base.history.sealer import seal_pending
from thrive.project import cli, founding, second_wall, unsafe
from thrive.project.commands import check
from thrive.project.progress import Progress
from thrive.project.tests.running import thrive


def test_rules_are_printed_as_data(capsys):
    assert cli.main(["rules", "--json"]) == cli.DONE
    keys = {rule["key"] for rule in json.loads(capsys.readouterr().out)}
    assert "family_help.assessment" in keys


@pytest.mark.django_db
def test_audit_verify_says_that_the_chain_holds(capsys):
    assert cli.main(["audit", "verify"]) == cli.DONE
    assert capsys.readouterr().out == f"The chain holds: 0 entries.\nLast digest: {'0' * 64} (seal 0)\n"


@pytest.mark.django_db
def test_audit_verify_names_what_is_broken(capsys, as_owner):
    audit.note(None, "test.happened")
    sealer.seal_pending()
    with guards.lifted(), connection.cursor() as cursor:
        cursor.execute("update history_auditentry set verb = 'unseen'")
    assert cli.main(["audit", "verify"]) == cli.REFUSED
    said = capsys.readouterr().out
    assert "broken at seal 1, entry" in said and "is not what was sealed" in said


@pytest.mark.django_db
def test_a_month_is_anchored_archived_and_proved_again(capsys, tmp_path, as_owner):
    anchor, archive = str(tmp_path / "anchor.txt"), str(tmp_path / "audit.gz")
    with time_machine.travel("2024-07-09 09:00:00+00:00", tick=False):
        audit.note(None, "test.happened")
        sealer.seal_pending()
    with time_machine.travel("2026-11-20 09:00:00+00:00", tick=False):
        assert cli.main(["audit", "anchor", "--month", "2024-07", "--to", anchor]) == cli.DONE
        assert cli.main(["audit", "verify", "--anchor", anchor]) == cli.DONE
        assert cli.main(["audit", "archive", "--before", "2025-11-20", "--to", archive]) == cli.IMPOSSIBLE
        assert cli.main(["audit", "archive", "--before", "2024-08-01", "--to", archive]) == cli.DONE
        capsys.readouterr()
        assert cli.main(["audit", "verify", "--anchor", anchor, "--archive", archive]) == cli.DONE
        said = capsys.readouterr().out
        assert "audit.gz holds: 1 entries" in said and "anchor.txt says: 1 entries until 2024-08-01" in said
        assert cli.main(["audit", "anchor", "--month", "2026-11"]) == cli.IMPOSSIBLE, "it is not over"


@pytest.mark.django_db
def test_an_anchor_that_disagrees_or_cannot_be_read_is_said(capsys, tmp_path):
    lost, spoilt = tmp_path / "lost.txt", tmp_path / "spoilt.txt"
    lost.write_text(anchors.Anchor(dt.date(2026, 11, 1), 9, "f" * 64, dt.date(2026, 11, 1)).text())
    spoilt.write_text("Hello")
    assert cli.main(["audit", "verify", "--anchor", str(lost), "--anchor", str(spoilt)]) == cli.REFUSED
    said = capsys.readouterr().out
    assert "cut off" in said and "no anchor" in said
    assert cli.main(["audit", "verify", "--archive", str(spoilt)]) == cli.REFUSED


def test_a_command_that_is_not_there_ends_with_2(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["fly"])
    assert ended.value.code == cli.IMPOSSIBLE


def test_a_bad_setting_is_one_clear_line(tmp_path):
    ran = thrive("migrate", home=tmp_path, THRIVE_DATABASE_URL="mysql://db/x")
    assert ran.returncode == cli.IMPOSSIBLE
    assert ran.stderr == "THRIVE_DATABASE_URL is neither PostgreSQL nor SQLite.\n"


@pytest.mark.slow
def test_an_authority_is_entered_on_an_empty_database_and_only_once(tmp_path):
    entering = ("authority", "926", "--name", "Joanne Adeyemi", "--email", "joanne@example.org")
    assert "Run `thrive migrate` first" in thrive(*entering, home=tmp_path, given="x\n").stderr
    assert thrive("migrate", home=tmp_path).returncode == cli.DONE
    weak = thrive(*entering, home=tmp_path, given="short\n")
    assert (weak.returncode, "too short" in weak.stderr) == (cli.IMPOSSIBLE, True)
    entered = thrive(*entering, home=tmp_path, given="quiet otters swim far\n")
    assert (entered.returncode, entered.stderr) == (cli.DONE, "")
    assert "Joanne Adeyemi can sign in with joanne@example.org" in entered.stdout
    again = thrive(*entering, home=tmp_path, given="quiet otters swim far\n")
    assert (again.returncode, "is here already" in again.stderr) == (cli.IMPOSSIBLE, True)


@pytest.mark.django_db
def test_founding_is_all_or_nothing():
    with pytest.raises(ValidationError):
        founding.found_authority("926", name="Jo", email="not an address", password="quiet otters swim far")
    assert not Authority.objects.exists() and not Organisation.objects.exists() and not User.objects.exists()


@pytest.mark.django_db
def test_founding_gives_an_administrator_and_says_so_in_the_log():
    user = founding.found_authority("926", name="Jo Ade", email="jo@example.org", password="quiet otters swim far")
    assert user.standing.roles == {"administrator"} and user.standing.is_own_staff
    assert user.check_password("quiet otters swim far")
    assert AuditEntry.objects.get().verb == "access.authority.founded"
    with pytest.raises(AlreadyRecorded):
        founding.found_authority("925", name="Jo Ade", email="JO@example.org", password="quiet otters swim far")


@pytest.mark.django_db
def test_an_authority_that_is_none_is_refused():
    with pytest.raises(ValidationError, match="000 is not"):
        founding.found_authority("000", name="Jo Ade", email="jo@example.org", password="quiet otters swim far")


def test_check_says_nothing_of_what_was_silenced_with_a_reason(capsys):
    assert cli.main(["check"]) == cli.DONE
    assert capsys.readouterr().out == "Nothing wrong was found.\n"


@pytest.mark.django_db
def test_check_deploy_names_what_is_unsafe(settings, monkeypatch):
    monkeypatch.setattr("django.db.connection.vendor", "sqlite")
    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG = settings.THRIVE_TRAINING = True
    said = " ".join(check.unsafe())
    for words in ("SQLite is for trials", "THRIVE_TRAINING", "THRIVE_HTTPS=1", "any host name", "DEBUG"):
        assert words in said


@pytest.mark.django_db
def test_check_deploy_finds_nothing_in_a_safe_installation(settings, monkeypatch):
    for _ in range(2):
        make.user(["administrator"])
    settings.PASSWORD_HASHERS = [unsafe.ARGON2]
    settings.THRIVE_SECOND_FACTOR = True
    monkeypatch.setattr("django.db.connection.vendor", "postgresql")
    monkeypatch.setattr(second_wall, "gaps", list)  # what is laid there is asked of PostgreSQL in its own tests
    settings.THRIVE_TRAINING = settings.DEBUG = False
    settings.HTTPS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_SSL_REDIRECT = settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_HSTS_SECONDS = 60 * 60
    settings.ALLOWED_HOSTS = ["thrive.example.org"]
    assert list(check.unsafe()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("DEBUG", True, "Unset THRIVE_DEBUG"),
        ("SECRET_KEY", "short", "Unset THRIVE_SECRET_KEY"),
        ("SECRET_KEY", "ab" * 40, "Unset THRIVE_SECRET_KEY"),
        ("THRIVE_SECOND_FACTOR", False, "Set THRIVE_SECOND_FACTOR=1"),
        ("THRIVE_SECOND_FACTOR_GRACE_DAYS", 15, "Set THRIVE_SECOND_FACTOR_GRACE_DAYS to 14"),
        ("THRIVE_IDLE_MINUTES", 61, "Set THRIVE_IDLE_MINUTES to 60"),
        ("PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"], "Take PASSWORD_HASHERS"),
        ("LOGGING", {"root": {"level": "DEBUG"}}, "Set THRIVE_LOG_LEVEL=INFO"),
    ],
)
def test_check_deploy_names_each_unsafe_setting_with_its_mend(settings, name, value, mend):
    settings.THRIVE_SECOND_FACTOR, settings.PASSWORD_HASHERS = True, [unsafe.ARGON2]
    assert not [one for one in unsafe.in_settings() if mend in one]
    setattr(settings, name, value)
    assert [one for one in unsafe.in_settings() if mend in one]


@pytest.mark.django_db
def test_check_deploy_sees_that_nothing_seals_the_log_and_that_one_person_administers(settings):
    make.user(["administrator"])
    make.user(["administrator"], ends_on=clock.today())
    said = " ".join(unsafe.in_the_database())
    assert "Give a second person the role" in said and "seal" not in said
    audit.note(None, "test.happened")
    with time_machine.travel(clock.now() + unsafe.SEALED_WITHIN + dt.timedelta(seconds=1)):
        assert "Start `thrive serve`" in " ".join(unsafe.in_the_database())
        seal_pending()
        assert "Start `thrive serve`" not in " ".join(unsafe.in_the_database())


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_silent_when_piped_and_shows_on_a_terminal():
    piped, terminal = io.StringIO(), Terminal()
    Progress(piped)("Children", 5, 10)
    Progress(terminal)("Children", 5, 10)
    assert piped.getvalue() == ""
    assert "Children: 5 of 10" in terminal.getvalue()


def test_progress_always_shows_the_end():
    terminal = Terminal()
    progress = Progress(terminal, every_seconds=60)
    for done in range(1, 4):
        progress("Children", done, 3)
    assert "1 of 3" in terminal.getvalue() and "2 of 3" not in terminal.getvalue() and "3 of 3" in terminal.getvalue()
