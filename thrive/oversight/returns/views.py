"""Pages of imports: the list, bringing a file in, the report of one, its findings."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.access.pages import page, posted
from thrive.govuk import words
from thrive.govuk.downloads import spreadsheet
from thrive.govuk.pages import Column, Count, Row, Table
from thrive.oversight.returns import actions, queries
from thrive.oversight.returns.forms import FindingsForm, ImportForm
from thrive.oversight.returns.permissions import IMPORT, SEE_IMPORTS
from thrive.oversight.returns.queries import ReportPage
from thrive.oversight.returns.report import OUTCOMES


@page(needs=SEE_IMPORTS)
def imports(request: HttpRequest) -> HttpResponse:
    """Every file that came in, the newest first."""
    user = cast(User, request.user)
    context = {
        "page_obj": queries.runs(viewer=user, number=request.GET.get("page", "1")),
        "may_import": policy.holds(user, IMPORT),
    }
    return render(request, "returns/imports.html", context)


@page(needs=IMPORT)
def bring_in(request: HttpRequest) -> HttpResponse:
    """Bring in one file. A dry run shows its report at once, since nothing of it is kept."""
    form = ImportForm(posted(request), request.FILES or None)
    if not form.is_valid():
        return render(request, "returns/import.html", {"form": form})
    file, dry_run = form.cleaned_data["file"], form.cleaned_data["dry_run"]
    done = actions.import_upload(
        file.chunks(),
        name=file.name,
        by=cast(User, request.user),
        dry_run=dry_run,
        as_at=form.cleaned_data["as_at"],
    )
    if done.run is not None:
        return redirect("returns:report", done.run.ref)
    return render(request, "returns/report.html", _report(queries.of_dry_run(done, viewer=cast(User, request.user))))


@page(needs=SEE_IMPORTS)
def report(request: HttpRequest, ref: str) -> HttpResponse:
    """What became of one file."""
    found = queries.report(viewer=cast(User, request.user), ref=ref)
    return render(request, "returns/report.html", _report(found))


@page(needs=SEE_IMPORTS)
def findings(request: HttpRequest, ref: str) -> HttpResponse:
    """What was refused or odd in one file, record by record."""
    user = cast(User, request.user)
    form = FindingsForm({"level": "", **request.GET.dict()})
    found = queries.findings(viewer=user, ref=ref, asked=form.asked(), number=request.GET.get("page", "1"))
    context = {"found": found, "filter": form, "query": request.GET.urlencode()}
    return render(request, "returns/findings.html", context)


@page(needs=SEE_IMPORTS, fresh=True)
def download(request: HttpRequest, ref: str) -> HttpResponse:
    """The findings as a table for a spreadsheet."""
    user = cast(User, request.user)
    run, rows = queries.every_finding(viewer=user, ref=ref, asked=FindingsForm(request.GET).asked())
    return spreadsheet(rows, name=f"import-{run.ref}-findings")


def _report(found: ReportPage) -> dict[str, object]:
    return {
        "report": found,
        "heading": _heading(found),
        "counts": _counts(found),
        "outcomes": _outcomes(found),
        "file_rows": _file(found),
    }


def _heading(found: ReportPage) -> str:
    """What became of the file, as the title of its page."""
    if found.failed:
        return "The file could not be used"
    if found.has_not_ended:
        return "The import has not ended"
    if found.refused:
        done = ("would be", "would be") if found.is_dry_run else ("was", "were")
        return f"{words.plural(found.refused, f'record or field {done[0]}', f'records or fields {done[1]}')} refused"
    if found.here_already and not found.taken:
        return "Nothing in the file is new"
    return "Everything would be taken" if found.is_dry_run else "Everything was taken"


def _counts(found: ReportPage) -> list[Count]:
    counts = [
        Count(f"{found.taken:,}", "would be taken" if found.is_dry_run else "taken"),
        Count(f"{found.refused:,}", "refused", "#refused" if found.refused else "", late=bool(found.refused)),
        Count(f"{found.odd:,}", "to look at", "#odd" if found.odd else ""),
        Count(f"{found.here_already:,}", "already here"),
    ]
    if found.seconds is not None:
        took = words.plural(found.seconds, "second", "seconds") if found.seconds else "Under 1 second"
        counts.append(Count(took, "to import"))
    return counts


def _outcomes(found: ReportPage) -> Table:
    """What became of each kind of record."""
    columns: list[str | Column] = ["Part of the file", *(Column(name.capitalize(), numeric=True) for name in OUTCOMES)]
    rows = [[one.title, *(f"{number:,}" for number in one.cells)] for one in found.outcomes]
    return Table("Records by part of the file", columns, rows)


def _file(found: ReportPage) -> list[Row]:
    """The file itself."""
    rows = [Row("Name", found.file_name), Row("Kind", found.title), Row("Authority", found.place or None)]
    if found.run is not None:
        rows += [
            Row("Size", _size(found.run.file_bytes)),
            Row(
                "Fingerprint", f"{found.run.file_digest[:4]} {found.run.file_digest[4:8]} {found.run.file_digest[8:12]}"
            ),
        ]
    return rows


def _size(number: int) -> str:
    if number < 1_000_000:
        return f"{max(1, number // 1_000):,} KB" if number else "0 KB"
    return f"{number / 1_000_000:,.1f} MB"
