"""A database kept when a capability was finished is brought to today, and says what it said then."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tests.upgrade import kept_databases
from thrive.project.tests.running import environment, thrive

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=kept_databases.names())
def kept(request: pytest.FixtureRequest) -> str:
    """The name of a kept database."""
    return str(request.param)


@pytest.fixture
def settings_of_it(kept: str, tmp_path: Path, db: None) -> Iterator[dict[str, str]]:
    """The kept database laid out on the kind of database the tests run on; the settings that lead to it."""
    file = kept_databases.unpack(kept, tmp_path)
    if connection.vendor == "sqlite":
        yield {}
        return
    given = connection.settings_dict
    server = f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}"
    name = f"upgrade_{uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as at_server:
        at_server.execute(f"create database {name}")
        settings = {"THRIVE_DATABASE_URL": f"{server}/{name}"}
        try:
            tables = [sys.executable, "-m", "tests.upgrade.tables_of_that_day", str(file)]
            subprocess.run(tables, cwd=ROOT, env=environment(tmp_path, **settings), check=True)
            kept_databases.pour(file, f"{server}/{name}")
            yield settings
        finally:
            at_server.execute(f"drop database {name} with (force)")


def test_it_is_brought_to_today_with_nothing_lost(kept, settings_of_it, tmp_path):
    before = kept_databases.kept_answers(kept)

    migrated = thrive("migrate", home=tmp_path, **settings_of_it)
    assert migrated.returncode == 0, migrated.stderr
    chain = thrive("audit", "verify", home=tmp_path, **settings_of_it)
    assert chain.returncode == 0, chain.stdout

    asked = [sys.executable, "-m", "tests.upgrade.questions", "--page"]
    invented = environment(tmp_path, THRIVE_TRAINING="1", **settings_of_it)  # a training copy asks for no second factor
    told = subprocess.run(asked, cwd=ROOT, env=invented, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    after = json.loads(told.stdout)
    assert after.pop("page") == [200, True]
    for counts in ("facts", "facts now"):  # kinds of fact that came later are empty, and were not asked about then
        later = {kind: number for kind, number in after[counts].items() if kind not in before[counts]}
        assert not any(later.values()), later
        after[counts] = {kind: after[counts][kind] for kind in before[counts]}
    assert after == before


def test_a_capability_that_is_finished_has_one():
    assert kept_databases.names()
