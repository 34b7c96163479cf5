import signal
import socket
import subprocess
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from thrive.project import cli, server
from thrive.project.tests.running import command, environment, thrive

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home in which `thrive demo` has made two children."""
    folder = tmp_path_factory.mktemp("home")
    made = thrive("demo", "--children", "2", "--as-of", "2026-11-22", "--no-serve", home=folder)
    assert (made.returncode, made.stderr) == (cli.DONE, "")
    assert "2 invented children" in made.stdout
    assert "Administrator" in made.stdout and "Designated safeguarding lead" in made.stdout
    return folder


def test_a_second_start_takes_what_is_there(home):
    before = (home / "demo.json").read_text()
    again = thrive("demo", "--no-serve", home=home)
    assert (again.returncode, "2 invented children" in again.stdout) == (cli.DONE, True)
    assert (home / "demo.json").read_text() == before


def test_another_authority_is_made_only_when_asked_plainly(home):
    refused = thrive("demo", "--seed", "8", "--no-serve", home=home)
    assert refused.returncode == cli.IMPOSSIBLE
    assert "Add --fresh" in refused.stderr


@pytest.mark.parametrize(
    "asked", [("--children", "many"), ("--as-of", "22 November"), ("--port", "x"), ("--port", "99999")]
)
def test_a_mistake_on_the_command_line_is_named(asked, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["demo", *asked])
    assert ended.value.code == cli.IMPOSSIBLE
    assert asked[0] in capsys.readouterr().err


def test_a_demo_that_was_interrupted_is_made_anew(tmp_path):
    (tmp_path / "thrive.sqlite3").write_text("half written")
    (tmp_path / "demo.json").write_text('{"children": 9, "finished": false}')
    again = thrive("demo", "--children", "0", "--no-serve", home=tmp_path)
    assert (again.returncode, "0 invented children" in again.stdout) == (cli.DONE, True)


def test_people_that_were_not_invented_are_left_alone(home):
    marker = home / "demo.json"
    kept = marker.read_text()
    marker.unlink()
    try:
        refused = thrive("demo", "--fresh", "--no-serve", home=home)
        assert refused.returncode == cli.IMPOSSIBLE
        assert "nothing was changed" in refused.stderr
    finally:
        marker.write_text(kept)


def test_it_serves_with_named_static_files_and_stops_when_told(home):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    settings = environment(home, THRIVE_PROCESSES="1")
    with subprocess.Popen(
        command("demo", "--port", str(port)), env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            page = wait_for(f"http://127.0.0.1:{port}/sign-in")
            style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
            with urlopen(f"http://127.0.0.1:{port}{style}", timeout=10) as answer:
                assert "immutable" in answer.headers["Cache-Control"], style
        finally:
            process.send_signal(signal.SIGTERM)
            out = read_to_the_end(process)
        assert process.returncode == 0
        assert f"Open http://127.0.0.1:{port}" in out


def test_a_port_that_is_taken_is_one_clear_line(home):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = one.getsockname()[1]
        refused = thrive("demo", "--port", str(port), home=home)
        served = thrive("serve", "--bind", f"127.0.0.1:{port}", home=home)
    assert (refused.returncode, refused.stdout) == (cli.IMPOSSIBLE, "")
    assert refused.stderr.startswith(f"Port {port} is in use.") and refused.stderr.count("\n") == 1
    assert (served.returncode, served.stderr.count("\n")) == (cli.IMPOSSIBLE, 1)


@pytest.mark.parametrize(
    "bind", ["nonsense", "127.0.0.1", "127.0.0.1:abc", "127.0.0.1:99999", "no.such.host.invalid:8000"]
)
def test_what_is_no_address_is_said(bind):
    assert server.problem_with(bind).endswith(".")


def test_an_authority_that_is_being_served_is_not_thrown_away(home, monkeypatch):
    monkeypatch.setenv("THRIVE_HOME", str(home))
    held = server.hold_home()
    assert held is not None
    with held:
        refused = thrive("demo", "--fresh", "--no-serve", home=home)
    assert (refused.returncode, "being served" in refused.stderr) == (cli.IMPOSSIBLE, True)
    assert (home / "thrive.sqlite3").exists()


def read_to_the_end(process: subprocess.Popen[str]) -> str:
    """What a process has said, once it ends; one that does not is ended, or leaving the block would wait for ever."""
    try:
        return process.communicate(timeout=60)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def wait_for(url: str) -> str:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urlopen(url, timeout=5) as answer:
                return answer.read().decode()
        except (URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
