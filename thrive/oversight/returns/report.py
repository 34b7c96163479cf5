"""What became of one file, in memory: what a command prints and a run keeps."""

from dataclasses import dataclass, field

from thrive.base.access.models import Authority
from thrive.oversight.returns.findings import Findings
from thrive.oversight.returns.models import ImportRun, title_of

OUTCOMES = ("new", "replaced", "unchanged", "older", "refused")


#: Kinds of record as a report counts them.
WORDS = {
    "child": "Children",
    "adult": "Adults",
    "referral": "Referrals",
    "assessment": "Assessments",
    "s47_enquiry": "Section 47 enquiries",
    "conference": "Conferences",
    "cin_plan": "Child in need plans",
    "cp_plan": "Child protection plans",
    "cp_review": "Reviews of plans",
    "pre_proceedings": "Pre-proceedings",
    "fgdm": "Family group decision making",
    "visit": "Visits",
    "relationship": "Relationships",
    "family": "Families",
    "household": "Households",
    "involvement": "Workers, teams, schools and surgeries",
    "row": "Rows",
}


def in_order(counts: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Counts by kind, in the order in which reports show them."""
    order = list(WORDS)
    return dict(sorted(counts.items(), key=lambda one: order.index(one[0]) if one[0] in WORDS else len(order)))


def kind_in_words(kind: str) -> str:
    """A kind of record as a heading: "Referrals"."""
    return WORDS.get(kind, kind.replace("_", " ").capitalize())


@dataclass
class Report:
    """What became of one file. `failed` holds why it could not be used at all; nothing was changed then.

    `counts` is by kind of record and outcome. `ignored` are files of a folder that nothing here reads.
    """

    file_name: str
    kind: str = ""
    authority: Authority | None = None
    year: int | None = None
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    failed: str = ""
    is_dry_run: bool = False
    run: ImportRun | None = None

    @property
    def refused(self) -> int:
        """How many records or fields were refused."""
        return self.findings.counts()["refused"]

    @property
    def odd(self) -> int:
        """How many records or fields were taken as they came, and should be looked at."""
        return self.findings.counts()["odd"]

    @property
    def title(self) -> str:
        """What the file is, in words: "Children in need census 2025"."""
        return title_of(self.kind, self.year)

    def add_refused(self) -> None:
        """Count the records that were refused whole beside those that were taken, and put the kinds in order."""
        for kind, number in self.findings.refused_kinds().items():
            self.counts.setdefault(kind, {})["refused"] = number
        self.counts = in_order(self.counts)
