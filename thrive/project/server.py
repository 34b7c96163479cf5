"""Serving: the web server and one background worker, started together and stopped together.

The first process is gunicorn's own; it keeps its web processes alive and, by the subclass below, the worker
too. The application is loaded once, before any of them is forked, and so shared between them.
"""

import errno
import fcntl
import gc
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

import structlog
from django.db import connections
from gunicorn import sock, util
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from thrive.project import background, environment

STOP_WITHIN_SECONDS = 30  # how long answers under way may take to finish
RESTART_AFTER_SECONDS = 5.0
COLLECT_AFTER = 20_000  # objects made: Python's own 700 are made many times for every page
SERVING = "serving.lock"  # under THRIVE_HOME: held by whoever serves what is there

log = structlog.get_logger(__name__)


class _Log(Logger):
    """Gunicorn's log through ours, which leaves out what may name somebody."""

    def setup(self, cfg: Any) -> None:
        self.error_log.propagate = True
        self.error_log.handlers = []


class _Keeper(Arbiter):
    """Gunicorn's keeper of processes, which keeps the background worker as well."""

    worker_pid = 0
    worker_began = 0.0

    def manage_workers(self) -> None:
        super().manage_workers()
        if self.worker_pid and not _lives(self.worker_pid):
            log.error("worker_ended_by_itself", pid=self.worker_pid)
            self.worker_pid = 0
        if not self.worker_pid and time.monotonic() - self.worker_began > RESTART_AFTER_SECONDS:
            self.worker_began = time.monotonic()
            self.worker_pid = _fork_worker(self.LISTENERS)

    def stop(self, graceful: bool = True) -> None:
        worker, self.worker_pid = self.worker_pid, 0
        if worker:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGTERM)
        super().stop(graceful)
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        while worker and _lives(worker) and time.monotonic() < deadline:
            time.sleep(0.05)
            self.reap_workers()


class _Web(BaseApplication):
    """Gunicorn with our settings instead of its command line."""

    def __init__(self, bind: str, ready: Callable[[], None]) -> None:
        self.bind = bind
        self.ready = ready
        super().__init__()

    def load_config(self) -> None:
        given: dict[str, Any] = {
            "bind": self.bind,
            "proc_name": "thrive",
            "workers": environment.PROCESSES.number(),
            "threads": environment.THREADS.number(),
            "worker_class": "gthread",
            "preload_app": True,
            "graceful_timeout": STOP_WITHIN_SECONDS,
            "control_socket_disable": True,
            "logger_class": _Log,
            "when_ready": lambda _: self.ready(),
            "pre_fork": lambda _keeper, _process: _leave_garbage_be(),
        }
        for name, value in given.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        from thrive.project.wsgi import application

        return application

    def run(self) -> None:
        _Keeper(self).run()


def problem_with(bind: str) -> str:
    """Why nothing can be served at `bind` (host:port), as a sentence with its mend; empty where it can."""
    host, colon, port = bind.rpartition(":")
    if not colon or not port.isdigit() or not 0 < int(port) < 65_536:
        return f"{bind} is not an address to serve at. Write it as 127.0.0.1:8000."
    try:
        family, kind, _, _, address = socket.getaddrinfo(host or "0.0.0.0", port, type=socket.SOCK_STREAM)[0]  # noqa: S104
        with socket.socket(family, kind) as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(address)
    except socket.gaierror:
        return f"There is no host called {host}."
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            return f"Port {port} is in use. Stop what serves there, or choose another port."
        if problem.errno == errno.EACCES:
            return f"You may not serve at port {port}. Choose one from 1024 on."
        return f"Nothing can be served at {bind}: {problem.strerror}."
    return ""


def hold_home(*, alone: bool = False) -> IO[str] | None:
    """Say that THRIVE_HOME is in use until the file that is returned is closed; None where it is not to be had.

    Several may serve what is there; `alone`, for whoever throws it away, is not to be had while anybody does.
    """
    path = environment.home() / SERVING
    file = path.open("a")
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def serve(bind: str, *, ready: Callable[[], None] = lambda: None) -> int:
    """Serve at `bind` (host:port) until SIGTERM or SIGINT, then end the process; `ready` is called once it listens.

    Exit status 0 when asked to stop, another when the address is taken or the application does not load.
    """
    for connection in connections.all():
        connection.close()  # a connection must not be shared by two processes
        close_pool = getattr(connection, "close_pool", None)  # PostgreSQL only
        if close_pool:
            close_pool()
    held = hold_home()
    _Web(bind, ready).run()
    if held is not None:
        held.close()
    return 0


def _fork_worker(listeners: list[Any]) -> int:
    """Start the background worker as a process of its own; returns its number, in the parent only."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        util._setproctitle("background [thrive]")
        sock.close_sockets(listeners, unlink=False)
        background.main()
        status = 0
    except Exception:  # noqa: BLE001 a forked process must say why it ends, and never run its parent's code
        log.exception("worker_failed")
    finally:
        os._exit(status)


def _leave_garbage_be() -> None:
    """What was loaded before the processes are forked is here to stay: the collector need not walk through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 20)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
