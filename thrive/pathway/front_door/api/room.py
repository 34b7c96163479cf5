"""The room of the front door, and what its operations share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ninja import Schema

from thrive.base.access.calls.room import Room
from thrive.base.access.calls.typed import wrong
from thrive.base.casework.road import standing
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.offers import REGISTRY
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.queries.shown import ContactPage

room = Room("front_door", "Front door")


class DoorKept(Schema):
    """The ref of what was kept."""

    ref: str


class Words(Schema):
    """A key, and what it says in words."""

    key: str
    words: str


def require_open(step: str, found: ContactPage) -> None:
    """Raises ChangedMeanwhile where this step of a contact is closed, as on its page: it is decided, say."""
    declared = REGISTRY.steps[step]
    if why := standing.held_up(declared, REGISTRY.matters[declared.about], found):
        raise ChangedMeanwhile(why)


@contextmanager
def faults_named(called: Callable[[str, int | None], str]) -> Iterator[None]:
    """What an action refuses, at the answer it is about: `called` gives the call's name of an action's field, and of
    the number of the person it is about."""
    try:
        yield
    except ContactFault as fault:
        raise wrong((called(fault.field, fault.number), str(fault))) from fault
