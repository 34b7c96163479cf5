"""Every way by which something about a person may leave Thrive: one table.

A route stands either in QUIET, with why it says nothing of anybody, or in WAYS, with how somebody without a right to
know goes there. A test fails for a route that stands in neither. Each way is tried for a restricted record, a withheld
address, a sealed identity and a sealed part of an open record, by somebody at the council who holds every role there is
and has opened the family with a reason, but is not named (`tests/test_ways_out.py`, with `tests/guarded_story.py`).
"""

from collections.abc import Mapping

from tests.ways_out import by_call, casework, front_door, people
from tests.ways_out.steps import of_steps
from tests.ways_out.way import Way

__all__ = ["QUIET", "QUIET_BELOW", "WAYS", "Way", "is_declared"]

WAYS: Mapping[str, Way] = {**of_steps(), **people.WAYS, **casework.WAYS, **front_door.WAYS, **by_call.WAYS}

_SIGNING_IN = "signing in, and one's own account"
_ADMINISTRATION = "organisations, teams, users and roles: nobody a record is about"
_LAW = "law and local choices"
QUIET: Mapping[str, str] = {
    "accessibility": "what is promised of the pages",
    "how-we-use-information": "how the people who work here are watched over",
    "healthy": "for whatever watches the server",
    "samples": "titles of samples, who reads them, and days",
    "samples/print": "titles of samples, who reads them, and days",
    "samples/new": "asks who reads, what for, and for how long",
    "samples/<str:ref>/end": "the title of a sample, and who reads it",
    "emergencies/told/<str:ref>": "answers only a form, and leads home",
    "pathway": "every step there is, and whom it is done by: nothing of anybody",
    "absence": "workers, and the days on which they are away",
    "team/<str:ref>/absence": "workers, and the days on which they are away",
    "group-by": "answers only a form, and leads home",
    "policy": "roles, and what the policy answers for each",
    "policy/who-may-see.csv": "roles, and what the policy answers for each",
    "policy/why": "how one worker stands to a record known by its reference; nothing that is in it",
    "policy/declarations": "workers, and references of records closed to them",
    "policy/declarations/new": "asks for a worker and a reference",
    "policy/declarations/<str:ref>/end": "a worker, and the reference of a record",
    "log": "users of the authority and its partners, whatever they looked at",
    "imports": "file names and counts",
    "imports/new": "asks for a file; the report says no more than its own page",
    "api/v1/imports": "file names and counts",
    "api/v1/notes": "answers with the ref of the note written",
    "api/v1/notes/<ref>/corrections": "answers with the ref of the note written",
    "api/v1/token": _SIGNING_IN,
    "api/v1/me": _SIGNING_IN,
    "api/v1/openapi.json": "the description of the API",
    **by_call.QUIET,
}
QUIET_BELOW: Mapping[str, str] = {
    "tell-us/": "asks what worries somebody, says that it has come, and looks nobody up",
    "front-door/links/new": "asks for whom a link is",
    "by-link/sent/": "says that something has come",
    "front-door/reports/new": "asks what worries somebody, and looks nobody up",
    "front-door/thresholds": "what levels of need mean",
    "administration/": _ADMINISTRATION,
    "account": _SIGNING_IN,
    "sign-": _SIGNING_IN,
    "confirm": _SIGNING_IN,
    "go-on": _SIGNING_IN,
    "stay": _SIGNING_IN,
    "api/v1/duties": _LAW,
    "duties": _LAW,
    "local-choices": _LAW,
}


def is_declared(path: str) -> bool:
    """Whether a route stands in one of the tables."""
    return path in WAYS or path in QUIET or any(path.startswith(one) for one in QUIET_BELOW)
