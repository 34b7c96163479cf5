"""A training copy for tests and pictures: a small invented authority, served as an installation serves it."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page

START_WITHIN_SECONDS = 180  # on a machine that does much else


@dataclass(frozen=True)
class SignIn:
    """Somebody who may sign in to the copy."""

    role: str
    name: str
    email: str
    password: str


@dataclass
class Copy:
    """A running copy: where it answers, and who may sign in, one for each role. `process` is the server's first."""

    url: str
    process: "subprocess.Popen[bytes]"
    start: Callable[[], "subprocess.Popen[bytes]"]
    sign_ins: tuple[SignIn, ...] = ()

    @property
    def pid(self) -> int:
        """The id of the server's first process, which keeps the others."""
        return self.process.pid

    def restart(self) -> None:
        """Stop the server as its owner does, and start it again."""
        self.process.terminate()
        self.process.wait(START_WITHIN_SECONDS)
        self.process = self.start()

    def sign_in(self, page: Page, who: SignIn) -> None:
        """Sign in as a person does."""
        page.goto(f"{self.url}/sign-in")
        page.fill("[name=username]", who.email)
        page.fill("[name=password]", who.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: not url.startswith(f"{self.url}/sign-in"))


@contextmanager
def training_copy(children: int = 60, seed: int = 1) -> Iterator[Copy]:
    """A copy of so many children in a folder of its own, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="thrive-training-") as folder:
        url = f"http://127.0.0.1:{_free_port()}"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("THRIVE_", "DJANGO_"))},
            "THRIVE_HOME": folder,
            "THRIVE_PROCESSES": "1",
        }
        asked = ["--children", str(children), "--seed", str(seed), "--port", url.rpartition(":")[2]]
        command = [sys.executable, "-m", "thrive.project", "demo", *asked]
        log = Path(folder) / "log"

        def start() -> "subprocess.Popen[bytes]":
            with log.open("a") as out:
                process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
            try:
                _wait_until_it_answers(url, process, log)
            except RuntimeError:
                process.terminate()
                raise
            return process

        copy = Copy(url, start(), start)
        try:
            made = json.loads((Path(folder) / "demo.json").read_text())
            copy.sign_ins = tuple(SignIn(**one) for one in made["sign_ins"])
            yield copy
        finally:
            copy.process.terminate()
            try:
                copy.process.wait(START_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                copy.process.kill()
                raise


def _wait_until_it_answers(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{url}/healthy", timeout=2):  # noqa: S310 our own server on loopback
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"The training copy did not start:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
