"""Why this date?"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html

from thrive.base.access.models import User
from thrive.base.access.pages import page
from thrive.base.casework import queries
from thrive.base.people.permissions import OPEN_RECORD
from thrive.govuk import components, words
from thrive.govuk.pages import Row


@page(needs=OPEN_RECORD)
def why(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """How a due date was counted, by which rule, from which record, and whether it was met."""
    record, found = queries.why(viewer=cast(User, request.user), ref=ref, key=key)
    context = {
        "record": record,
        "why": found,
        "rule_rows": _rule_rows(found),
        "record_rows": _record_rows(found),
        "duty_url": reverse("local:duty", args=[key]),
    }
    return render(request, "casework/why.html", context)


def _rule_rows(found: queries.Why) -> list[Row]:
    source = found.rule.source
    change = found.rule.varied_by
    checked = f"{words.long_date(source.checked)}. {source.confidence.label}"
    rows = [
        Row("Says", words.upper_first(found.rule.says)),
        Row("Kind", components.tag(source.kind.label)),
        Row("Source", format_html('<a href="{}" rel="noreferrer">{}</a>', source.url, source.citation)),
        Row("In force", found.force.label if found.force != "binds" else "Yes, on that day"),
        Row(
            f"In {found.place}",
            "No local change" if change is None else f"{found.rule.limit.words()}: {change.instrument}",
        ),
        Row("Checked", checked),
    ]
    if change is not None:
        rows.append(Row("Change checked", f"By {change.checked_by}"))
    return rows


def _record_rows(found: queries.Why) -> list[Row]:
    called = found.called
    if called.is_from_file:
        recorded = f"{words.at_time(called.recorded_at)}, from {words.with_days(called.known_from)}"
        changed = "By a later file" if called.is_corrected else "Never"
    else:
        recorded = f"{words.at_time(called.recorded_at)}, by {called.known_from}"
        changed = "It was recorded anew" if called.is_corrected else "Never"
    return [
        Row("Started by", f"{found.started_by}, {words.long_date(found.run.started_on)}"),
        Row("Recorded", recorded),
        Row("Changed", changed),
    ]
