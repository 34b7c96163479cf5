"""An imported record in full."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join

from thrive.base.access.models import User
from thrive.base.access.pages import page
from thrive.base.casework import queries
from thrive.base.people.permissions import OPEN_RECORD
from thrive.govuk import words
from thrive.govuk.pages import Row


@page(needs=OPEN_RECORD)
def element(request: HttpRequest, ref: str) -> HttpResponse:
    """What a file said of one referral, assessment, enquiry, conference, plan or review."""
    record, found = queries.element(viewer=cast(User, request.user), ref=ref)
    context = {"record": record, "found": found, "rows": _rows(found), "source_rows": _source(found)}
    return render(request, "casework/element.html", context)


def _rows(found: queries.ElementPage) -> list[Row]:
    return [Row(label, format_html_join("", "<div>{}</div>", ((one,) for one in said))) for label, said in found.fields]


def _source(found: queries.ElementPage) -> list[Row]:
    row = found.element
    return [
        Row("Came from", words.with_days(row.source)),
        Row("Speaks of", words.long_date(row.as_at)),
        Row("Recorded", words.at_time(row.recorded_at)),
        Row("Authority", row.authority.name),
    ]
