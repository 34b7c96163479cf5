"""A way by which something about a person may leave Thrive."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.guarded_story import Guard, Story

Reach = Callable[[Story], str]


@dataclass(frozen=True)
class Way:
    """How somebody goes there; `tells`: the guards under which it would tell something, were they not."""

    reach: Reach
    tells: tuple[Guard, ...] = ()


ALL = (Guard.RESTRICTED, Guard.ADDRESS, Guard.SEALED)
OWN = (Guard.RESTRICTED, Guard.SEALED)
OWN_NAME = (Guard.SEALED,)
PART = (Guard.SEALED_PART,)


def on(path: str, **more: Any) -> Way:
    """A page of Zofia's own record."""
    return Way(lambda story: story.page(path.format(ref=story.zofia.ref, **story.refs)), **more)


def both(path: str, **more: Any) -> Way:
    """A page of her record, and the same of her brother's and her father's."""

    def reach(story: Story) -> str:
        people = (story.zofia, story.filip, story.tomasz)
        return "".join(story.page(path.format(ref=one.ref, **story.refs)) for one in people)

    return Way(reach, **more)


def unlisted(text: str) -> str:
    """A page without its lists to choose from: every team and worker of the council, whoever it is about."""
    return re.sub(r"<select.*?</select>", "", text, flags=re.DOTALL)
