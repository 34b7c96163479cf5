"""A way by which something about a person may leave Thrive."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.guarded_story import Guard, Story

Reach = Callable[[Story], str]


@dataclass(frozen=True)
class Way:
    """How somebody goes there; `tells`: the guards under which it would tell something, were they not."""

    reach: Reach
    tells: tuple[Guard, ...] = ()
