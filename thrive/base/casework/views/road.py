"""The pathway: every declared step, drawn and told. It says nothing of anybody."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from thrive.base.access.pages import signed_in
from thrive.base.casework.road import drawing, telling
from thrive.base.casework.road.telling import Told


@signed_in
@require_safe
def pathway(request: HttpRequest) -> HttpResponse:
    """The road as a drawing and as a list, and what is done at any stage of it."""
    steps, any_stage = telling.road(), telling.at_any_stage()
    titles = {one.key: one.title for one in (*steps, *any_stage)}

    def listed(some: Sequence[Told]) -> list[dict[str, Any]]:
        return [{"told": one, "after": [titles[key] for key in one.after]} for one in some]

    context = {
        "drawing": mark_safe(drawing.draw(steps)),  # every word in it is escaped
        "steps": listed(steps),
        "any_stage": listed(any_stage),
    }
    return render(request, "casework/road/pathway.html", context)
