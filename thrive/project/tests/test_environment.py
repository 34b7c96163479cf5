import stat

import pytest

from thrive.project import database, environment
from thrive.project.environment import BadSetting, Setting


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("THRIVE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_home_is_made_for_its_owner_only(home):
    assert environment.home() == home
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_home_is_in_the_users_data_folder_when_not_given(tmp_path, monkeypatch):
    monkeypatch.delenv("THRIVE_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert environment.home() == tmp_path / "thrive"


def test_a_home_that_cannot_be_made_names_the_setting(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("THRIVE_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(BadSetting, match="THRIVE_HOME"):
        environment.home()


def test_the_secret_key_is_made_once_and_for_its_owner_only(home, monkeypatch):
    monkeypatch.delenv("THRIVE_SECRET_KEY", raising=False)
    folder = environment.home()
    first = environment.secret_key(folder)
    assert len(first) > 80
    assert environment.secret_key(folder) == first
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600


def test_a_given_secret_key_is_not_written_down(home, monkeypatch):
    monkeypatch.setenv("THRIVE_SECRET_KEY", "given")
    assert environment.secret_key(environment.home()) == "given"
    assert not (home / "secret-key").exists()


@pytest.mark.parametrize(("given", "read"), [("1", True), ("yes", True), ("0", False), ("OFF", False)])
def test_flags(monkeypatch, given, read):
    monkeypatch.setenv("THRIVE_X", given)
    assert Setting("THRIVE_X", "x").flag(otherwise=not read) is read


def test_a_flag_that_is_not_given_is_what_otherwise_holds(monkeypatch):
    monkeypatch.delenv("THRIVE_X", raising=False)
    assert Setting("THRIVE_X", "x").flag() is False
    assert Setting("THRIVE_X", "x").flag(otherwise=True) is True
    assert Setting("THRIVE_X", "x", default="1").flag() is True


@pytest.mark.parametrize("reader", ["flag", "number"])
def test_a_bad_value_names_the_setting_and_the_mend(monkeypatch, reader):
    monkeypatch.setenv("THRIVE_X", "maybe")
    with pytest.raises(BadSetting, match="THRIVE_X is 'maybe'. Give"):
        getattr(Setting("THRIVE_X", "x"), reader)()


def test_the_database_is_sqlite_in_the_home_when_not_given(tmp_path, monkeypatch):
    monkeypatch.delenv("THRIVE_DATABASE_URL", raising=False)
    found = database.configuration(tmp_path, threads=4)
    assert found["NAME"] == str(tmp_path / "thrive.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["CONN_MAX_AGE"] is None


def test_postgresql_is_pooled(tmp_path, monkeypatch):
    monkeypatch.setenv("THRIVE_DATABASE_URL", "postgresql://someone:secret@db:5433/thrive?sslmode=require")
    found = database.configuration(tmp_path, threads=4)
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db", 5433, "thrive")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"]["max_size"] > 4
    assert found["CONN_MAX_AGE"] == 0  # Django refuses a pool together with kept connections


@pytest.mark.parametrize("address", ["mysql://db/thrive", "nonsense", "postgresql//db"])
def test_another_address_is_refused(tmp_path, monkeypatch, address):
    monkeypatch.setenv("THRIVE_DATABASE_URL", address)
    with pytest.raises(BadSetting, match="THRIVE_DATABASE_URL"):
        database.configuration(tmp_path, threads=4)


def test_every_setting_is_in_the_table():
    declared = [one for one in vars(environment).values() if isinstance(one, Setting)]
    assert set(declared) == set(environment.SETTINGS)
    assert all(one.meaning.endswith(".") for one in declared)
