"""Ways out that follow from the declared steps: the page and the operation of each ordinary one."""

import datetime as dt
from functools import partial
from typing import Any

from tests.guarded_story import Story
from tests.ways_out.way import Way, unlisted
from thrive.base.calendar import clock
from thrive.base.casework.road.answers import shape_of
from thrive.base.offers import REGISTRY, Step


def of_steps() -> dict[str, Way]:
    """The page and the operation of every ordinary step, about what the story has of its matter."""
    found = {}
    for step in REGISTRY.steps.values():
        if step.asks is not None:
            matter = REGISTRY.matters[step.about]
            page, name = f"{matter.address}/{step.slug}", matter.key.rpartition(".")[2]
            found[page] = Way(partial(_page_of_step, page, name))
            if not step.api:
                found[f"api/v1/steps/{step.key}/<ref>"] = Way(partial(_call_of_step, step, name))
    return found


def _page_of_step(path: str, matter: str, story: Story) -> str:
    """Without its lists to choose from: every partner and worker there is."""
    return unlisted(story.page("/" + path.replace("<str:ref>", story.refs[matter])))


def _call_of_step(step: Step, matter: str, story: Story) -> str:
    """With an answer to each question that takes one."""
    answers: dict[str, Any] = {}
    for name, field in shape_of(step).model_fields.items():
        pattern = next((one.pattern for one in field.metadata if getattr(one, "pattern", "").startswith("^(")), "")
        said = {dt.date: clock.today().isoformat(), int: 1, bool: False}.get(field.annotation, "Zofia?")
        answers[name] = pattern.strip("^$()").split("|")[0] or (["1"] if "list" in str(field.annotation) else said)
    return story.call(f"/steps/{step.key}/{story.refs[matter]}", answers)
