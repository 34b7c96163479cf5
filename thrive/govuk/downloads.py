"""Files that people take away: one way to make them, in which nothing typed by somebody else can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that begins like one is given an apostrophe first.

    Blanks before it do not help an attacker, and full-width signs count too. Numbers and dates stay as they are.
    """
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA) else cell


def as_csv(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as comma-separated text, every cell harmless."""
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def spreadsheet(rows: Iterable[Sequence[Any]], *, name: str) -> HttpResponse:
    """Rows as a file for a spreadsheet, called `name` (without ending; it says nothing of anyone)."""
    response = HttpResponse(as_csv(rows).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def document(content: bytes, *, name: str) -> HttpResponse:
    """A PDF called `name` (without ending; it says nothing of anyone), shown where the browser can show it."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
