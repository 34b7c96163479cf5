"""What an analyst asks of imports: which files came in, what became of each, what was refused and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Authority, User
from thrive.base.access.rules import Restriction
from thrive.base.history import audit, wall
from thrive.base.people.models import Identifier
from thrive.base.people.queries.whereabouts import is_kept_from
from thrive.oversight.returns.models import ImportFinding, ImportRun
from thrive.oversight.returns.permissions import SEE_IMPORTS
from thrive.oversight.returns.report import OUTCOMES, Report, in_order, kind_in_words

PAGE_LENGTH = 50


@dataclass(frozen=True)
class Outcome:
    """What became of one kind of record."""

    kind: str
    counts: dict[str, int]

    @property
    def title(self) -> str:
        """The kind in words."""
        return kind_in_words(self.kind)

    @property
    def cells(self) -> list[int]:
        """A number for each outcome, in the order of OUTCOMES."""
        return [self.counts.get(name, 0) for name in OUTCOMES]


@dataclass(frozen=True)
class Reason:
    """Findings that say the same. `first_id` names them in addresses; None in a dry run, of which nothing is kept."""

    level: str
    words: str
    number: int
    first_id: int | None = None
    first: str = ""  # where the first stands

    @property
    def is_refused(self) -> bool:
        """Whether something was left out; else it was taken, to be looked at."""
        return self.level == ImportFinding.Level.REFUSED


@dataclass(frozen=True)
class ReportPage:
    """A report as its page shows it, of a run that is kept or of a dry run."""

    title: str
    file_name: str
    place: str
    failed: str
    outcomes: list[Outcome]
    reasons: list[Reason]
    run: ImportRun | None = None
    is_of_another: bool = False  # the file is of another authority than the viewer's
    shown: Sequence[object] = field(default_factory=list)  # findings of a dry run

    @property
    def is_dry_run(self) -> bool:
        """Whether nothing was written."""
        return self.run is None

    @property
    def has_not_ended(self) -> bool:
        """Whether it is still at work, or was cut off."""
        return self.run is not None and self.run.finished_at is None

    def total(self, *names: str) -> int:
        """How many records had one of these outcomes."""
        return sum(one.counts.get(name, 0) for one in self.outcomes for name in names)

    @property
    def taken(self) -> int:
        """Records that were written."""
        return self.total("new", "replaced")

    @property
    def here_already(self) -> int:
        """Records that were on record just so, or of a newer file."""
        return self.total("unchanged", "older")

    @property
    def refused(self) -> int:
        """Records and fields that were left out."""
        return sum(one.number for one in self.reasons if one.is_refused)

    @property
    def odd(self) -> int:
        """Records and fields to be looked at."""
        return sum(one.number for one in self.reasons if not one.is_refused)

    @property
    def seconds(self) -> int | None:
        """How long it took."""
        if self.run is None or self.run.finished_at is None:
            return None
        return round((self.run.finished_at - self.run.started_at).total_seconds())


def runs(*, viewer: User, number: int | str = 1) -> Page:
    """The files that came in, the newest first. Raises NotAllowed."""
    policy.require_role(viewer, SEE_IMPORTS)
    rows = _visible(viewer).annotate(
        refused=Count("findings", filter=Q(findings__level=ImportFinding.Level.REFUSED)),
        odd=Count("findings", filter=Q(findings__level=ImportFinding.Level.ODD)),
    )
    return Paginator(rows.order_by("-started_at", "-pk"), PAGE_LENGTH).get_page(number)


def report(*, viewer: User, ref: str) -> ReportPage:
    """What became of one file. Raises NotAllowed, and NotFound where the viewer may not know of it."""
    run = _run(viewer, ref)
    return ReportPage(
        title=run.title,
        file_name=run.file_name,
        place=str(run.authority or ""),
        failed=run.failed_because,
        outcomes=[Outcome(kind, counts) for kind, counts in in_order(run.counts).items()],
        reasons=_reasons(run.findings.all()),
        run=run,
        is_of_another=_is_of_another(run.authority, viewer),
    )


def _is_of_another(authority: Authority | None, viewer: User) -> bool:
    return authority is not None and authority.pk != viewer.standing.authority_id


def of_dry_run(report: Report, *, viewer: User) -> ReportPage:
    """The report of a dry run, of which nothing is kept."""
    groups = report.findings.by_reason()
    return ReportPage(
        title=report.title,
        file_name=report.file_name,
        place=str(report.authority or ""),
        failed=report.failed,
        outcomes=[Outcome(kind, counts) for kind, counts in report.counts.items()],
        reasons=[Reason(level, words, len(rows), first=rows[0].where()) for (level, words), rows in groups.items()],
        is_of_another=_is_of_another(report.authority, viewer),
        shown=sorted(report.findings.rows, key=lambda row: row.line or 0)[:PAGE_LENGTH],
    )


@dataclass(frozen=True)
class Asked:
    """Which findings of a run are asked for: of a level, or those that say the same as another."""

    level: str = ""
    like: str = ""


@dataclass(frozen=True)
class FindingsPage:
    """Some findings of a run. `reason` is the one that all of them give, where only those were asked for."""

    run: ImportRun
    rows: Page
    reason: str


def findings(*, viewer: User, ref: str, asked: Asked, number: int | str = 1) -> FindingsPage:
    """Findings of a run, 50 to a page, in the order of the file. Raises NotAllowed and NotFound.

    They hold child ids and what stood in the file, so the look is logged.
    """
    run = _run(viewer, ref)
    audit.looked(viewer, "returns.findings.seen", run)
    like = _like(run, asked)
    rows = Paginator(_asked(run, asked), PAGE_LENGTH).get_page(number)
    kept = _kept_from(viewer, run, {row.child_id for row in rows.object_list})
    for row in rows.object_list:
        row.child_id, row.found = _told(kept, row.child_id, row.found)
    return FindingsPage(
        run=run,
        rows=rows,
        reason=like.reason if like else "",
    )


def every_finding(*, viewer: User, ref: str, asked: Asked) -> tuple[ImportRun, Iterator[list[str]]]:
    """A run and its findings as rows of a table with headings. Raises NotAllowed and NotFound."""
    run = _run(viewer, ref)
    audit.looked(viewer, "returns.findings.downloaded", run)
    rows = _asked(run, asked).values_list("level", "line", "child_id", "field", "found", "reason")
    kept = _kept_from(viewer, run, set(_asked(run, asked).order_by().values_list("child_id", flat=True).distinct()))
    return run, _with_headings(rows, kept)


WITHHELD = "Withheld"


def _kept_from(viewer: User, run: ImportRun, child_ids: set[str]) -> dict[str, bool]:
    """Child ids of guarded people for whom the viewer is not named; whether the id itself is kept back too.

    Where only an address is restricted, the id may be read, and nothing that stood in the file beside it.
    """
    known = Identifier.objects.current().filter(
        scheme="la_child_id", value__in=child_ids - {""}, person__subject__authority=run.authority
    )
    kept = known.filter(
        ~Q(person__subject__restriction=Restriction.ORDINARY) & ~policy.named(viewer, "person__subject")
        | is_kept_from(viewer, "person__subject")
    )
    pairs = kept.values_list("value", "person__subject__restriction")
    with wall.whole("what a file held is withheld for people who are not shown"):
        return {value: restriction != Restriction.ORDINARY for value, restriction in pairs}


def _told(kept: dict[str, bool], child_id: str, found: str) -> tuple[str, str]:
    if child_id not in kept:
        return child_id, found
    return WITHHELD if kept[child_id] else child_id, WITHHELD


def _with_headings(rows: QuerySet, kept: dict[str, bool]) -> Iterator[list[str]]:
    yield ["What", "Line", "Child id", "Field", "Found", "Reason and what to do"]
    words = dict(ImportFinding.Level.choices)
    for level, line, *rest in rows.iterator(chunk_size=2_000):
        child_id, field_name, found, reason = rest
        child_id, found = _told(kept, child_id, found)
        yield [words[level], str(line or ""), child_id, field_name, found, reason]


def _asked(run: ImportRun, asked: Asked) -> QuerySet[ImportFinding]:
    rows = run.findings.order_by("line", "pk")
    if asked.level in ImportFinding.Level.values:
        rows = rows.filter(level=asked.level)
    like = _like(run, asked)
    return rows.filter(level=like.level, reason=like.reason) if like else rows


def _like(run: ImportRun, asked: Asked) -> ImportFinding | None:
    """The finding that the others are to say the same as."""
    is_key = asked.like.isascii() and asked.like.isdigit() and len(asked.like) < 18
    return run.findings.filter(pk=int(asked.like)).first() if is_key else None


def _reasons(rows: QuerySet[ImportFinding]) -> list[Reason]:
    """Reasons with how often each was given: refused ones first, the most frequent first within each level."""
    groups = rows.order_by().values("level", "reason").annotate(number=Count("pk"), first_id=Min("pk"))
    found = [Reason(one["level"], one["reason"], one["number"], one["first_id"]) for one in groups]
    return sorted(found, key=lambda one: (not one.is_refused, -one.number, one.words))


def _visible(viewer: User) -> QuerySet[ImportRun]:
    """Files of the viewer's authority, those a colleague brought in, and those of nobody in particular."""
    own = viewer.standing.authority_id
    return ImportRun.objects.select_related("authority", "started_by").filter(
        Q(authority_id=own) | Q(started_by__organisation__authority_id=own) | Q(authority=None, started_by=None)
    )


def _run(viewer: User, ref: str) -> ImportRun:
    policy.require_role(viewer, SEE_IMPORTS)
    run = _visible(viewer).filter(ref=ref).first()
    if run is None:
        raise NotFound(ref)
    return run
