"""The road in words: every declared step and stage, who does it, by when, what comes before it and where it leads."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from thrive.base.offers import REGISTRY, Stage, Step
from thrive.govuk.words import upper_first

ANY_STAGE = "casework"  # what this room itself offers is done wherever along the road it is needed


@dataclass(frozen=True)
class Told:
    """A step in words. `rule` is the key of the duty that says by when; `built` is False of a stage."""

    key: str
    title: str
    who: str
    room: str
    by_when: str
    rule: str
    after: tuple[str, ...]
    before: tuple[str, ...]
    built: bool
    needs: str = ""
    page: str = ""
    api: str = ""
    clears: str = ""


def road() -> tuple[Told, ...]:
    """Every step along the road, in the order in which each can come."""
    return tuple(one for one in _told() if not one.key.startswith(f"{ANY_STAGE}."))


def at_any_stage() -> tuple[Told, ...]:
    """What is done at any stage of it."""
    return tuple(one for one in _told() if one.key.startswith(f"{ANY_STAGE}."))


def _told() -> Iterator[Told]:
    declared: dict[str, Step | Stage] = {**REGISTRY.steps, **REGISTRY.stages}
    rooms = REGISTRY.titles()
    ahead = {key: one.hands_to if isinstance(one, Step) else () for key, one in declared.items()}
    before = {
        key: tuple(dict.fromkeys((*one.after, *(back for back, to in ahead.items() if key in to))))
        for key, one in declared.items()
    }
    for key, one in declared.items():
        rule: Any = one.rule
        yield Told(
            key=key,
            title=one.title,
            who=one.who,
            room=rooms[one.domain],
            by_when=upper_first(rule.says) if rule is not None else "",
            rule=rule.key if rule is not None else "",
            after=before[key],
            before=tuple(other for other, first in before.items() if key in first),
            built=isinstance(one, Step),
            **(_of_step(one) if isinstance(one, Step) else {}),
        )


def _of_step(step: Step) -> dict[str, str]:
    made = f"casework.step_{step.key.replace('.', '_')}" if step.asks else ""
    return {"needs": step.needs.key, "page": step.route, "api": step.api or made, "clears": step.clears}


# --- The page of the documentation -----------------------------------------------------------------

HEAD = """\
# The pathway

Every step that a room of Thrive declares: who does it, by when, what comes before it, and where it is done. Made by
`bin/docs` from each domain's `steps.py`; a test fails when this page is stale. The same is drawn in Thrive, under
Pathway. [How to add a step](../how-to/add-a-step.md).

A stage with a dashed edge is not built yet. People are passed on to it by its key; what Thrive knows of it comes from
files that were brought in, by which its dates are followed.
"""


def as_markdown() -> str:
    """The page: the drawing, the steps along the road, and those of any stage."""
    steps = road()
    parts = [HEAD, "\n```mermaid\nflowchart TD\n", *_drawn(steps), "```\n"]
    parts += ["\n## Along the road\n\n", *_rows(steps), "\n## At any stage\n\n", *_rows(at_any_stage())]
    return "".join(parts)


def _drawn(steps: tuple[Told, ...]) -> Iterator[str]:
    """The drawing, as Mermaid reads it."""
    for one in steps:
        said = "<br/>".join((one.title, one.who)).replace('"', "'")
        yield f'  {_name(one.key)}["{said}"]\n'
        yield from (f"  {_name(first)} --> {_name(one.key)}\n" for first in one.after)
    ahead = [_name(one.key) for one in steps if not one.built]
    yield f"  classDef ahead stroke-dasharray: 5 4\n  class {','.join(ahead)} ahead\n" if ahead else ""


def _name(key: str) -> str:
    return key.replace(".", "_")


def _rows(steps: tuple[Told, ...]) -> Iterator[str]:
    yield "| step | who | by when | after | permission | page | API operation | ends the task |\n"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    for one in steps:
        after = ", ".join(f"`{key}`" for key in one.after)
        by_when = f"{one.by_when} (`{one.rule}`)" if one.rule else ""
        code = [f"`{said}`" if said else "" for said in (one.needs, one.page, one.api, one.clears)]
        title = f"{one.title}<br>`{one.key}`" + ("" if one.built else "<br>not built yet")
        yield f"| {' | '.join((title, one.who, by_when, after, *code))} |\n"
