"""`Step`: something that is done along the road, declared as data; `Stage`: what a room ahead will do.

From the declaration follow its page, its entry in a task list, its due date, who may do it, its API route and its
place in the drawing. `thrive.base.casework.road` makes them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from thrive.base.offers.domain import Keyed


class Progress(StrEnum):
    """How far a step is."""

    DONE = "done"
    OPEN = "open"
    WAITS = "waits"  # something else comes first
    OVER = "over"  # it is no longer needed


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of a task list: how far a step is, of one thing, by when, and where it is done.

    `title` where the step's own says too little. `at` are the parts of its address, None where this reader has no
    page to go to, and `part` the part of that page ("#decision").
    """

    progress: Progress
    title: str = ""
    at: tuple[Any, ...] | None = None
    part: str = ""
    due: Any = None
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What steps are about: a contact, a review.

    `address` is the route of its page with `<str:ref>`, below which the pages of its steps stand, and `page` that
    route's name. `find(viewer=..., ref=...)` gives the matter as the viewer may read it, with what its list of steps
    needs, and refuses whoever may not; `thing(found)` the row that actions take, `says(found)` what it is in a line,
    `is_open(found)` whether anything more is to be done with it, and `words(found)` the words that are withheld
    from the viewer, which takes them out of texts (`.over(text, author)`).
    """

    key: str
    title: str
    address: str
    page: str
    find: Callable[..., Any]
    thing: Callable[[Any], Any]
    says: Callable[[Any], str]
    is_open: Callable[[Any], bool]
    words: Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class Questions:
    """What an ordinary step asks, and what is done with the answers. Its page and its API operation are made of this.

    `fields` are form fields by name; `form` is a form of one's own where they are not enough. `action` is called as
    `action(thing, by=..., **answers)`. `keeps` is the model whose current row says that the step is done: it has a
    key to the thing. `intro` stands above the form and `saved` is said afterwards, with the answers in braces.
    `shared`: others may be changing the same. `log` is the verb of the audit log and what a reader of it is told.
    """

    action: Callable[..., Any]
    fields: Mapping[str, Any] = field(default_factory=dict)
    form: Any = None
    keeps: Any = None
    intro: str = ""
    button: str = "Save"
    saved: str = "Saved."
    shared: bool = False
    log: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that somebody does along the road.

    `who` does it, in words, and `needs` is the permission for it. `about` is the key of its matter, on whose task list
    it stands. `after` are keys of the steps it follows, `hands_to` of those and of stages to which it passes people
    on. `rule` is the duty that says by when; `due(found)` gives that day, and `clears` names the kind of task that it
    ends. `entries(found)` are its lines in the task list, where they do not follow from what it keeps.

    An ordinary step has `asks`. Another has a hand-written `page`, by the name of its route. `api` is the key of a
    hand-written operation; an ordinary step without one has its own made.
    """

    key: str
    title: str
    who: str
    needs: Keyed
    about: str = ""
    after: tuple[str, ...] = ()
    hands_to: tuple[str, ...] = ()
    rule: Keyed | None = None
    due: Callable[[Any], Any] | None = None
    clears: str = ""
    entries: Callable[[Any], Iterable[Entry]] | None = None
    asks: Questions | None = None
    page: str = ""
    api: str = ""

    @property
    def domain(self) -> str:
        """The key of the domain that offers it."""
        return self.key.partition(".")[0]

    @property
    def slug(self) -> str:
        """The end of its address."""
        return self.key.rpartition(".")[2].replace("_", "-")

    @property
    def route(self) -> str:
        """The name of the route of its page."""
        return f"{self.domain}:{self.slug}" if self.asks else self.page


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A step that is not built yet: what a room ahead will do, so that people can be passed on to it and the drawing
    shows where they go."""

    key: str
    title: str
    who: str
    after: tuple[str, ...] = ()
    rule: Keyed | None = None

    @property
    def domain(self) -> str:
        """The key of the domain that offers it."""
        return self.key.partition(".")[0]


def faults(
    matters: Mapping[str, Matter],
    steps: Sequence[Step],
    stages: Sequence[Stage],
    *,
    permissions: set[str],
    rules: Mapping[str, Keyed],
    tasks: set[str],
) -> list[str]:
    """What is wrong with these declarations: keys that nobody has, circles, a step without one way to be done."""
    declared: tuple[Step | Stage, ...] = (*steps, *stages)
    known = {one.key for one in declared}
    found = []
    for one in declared:
        said = f"The step {one.key!r}"
        ahead = one.hands_to if isinstance(one, Step) else ()
        found += [f"{said} names {key!r}, which is no step" for key in (*one.after, *ahead) if key not in known]
        if one.rule is not None and rules.get(one.rule.key) is not one.rule:
            found.append(f"{said} has the time of {one.rule.key!r}, which no domain offers")
    for step in steps:
        said = f"The step {step.key!r}"
        if step.needs.key not in permissions:
            found.append(f"{said} needs {step.needs.key!r}, which no domain offers")
        if step.about and step.about not in matters:
            found.append(f"{said} is about {step.about!r}, which no domain offers")
        if step.clears and step.clears not in tasks:
            found.append(f"{said} ends the task {step.clears!r}, which no domain offers")
        if bool(step.asks) == bool(step.page):
            found.append(f"{said} has to have either questions or a page of its own")
        if step.asks and not step.about:
            found.append(f"{said} asks something and is about nothing")
        if step.asks and not (step.asks.keeps or step.entries):
            found.append(f"{said} does not say how it is known to be done")
    return found or _circles({one.key: one.after for one in declared})


def _circles(after: Mapping[str, Sequence[str]]) -> list[str]:
    """That somebody would have to have done a step before it."""
    done: set[str] = set()
    while ready := [key for key, first in after.items() if key not in done and set(first) <= done]:
        done.update(ready)
    return [f"The step {key!r} comes after itself" for key in after if key not in done][:1]
