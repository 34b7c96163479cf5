"""Files for tests: censuses built part by part, so that each test shows the one thing it is about."""

from pathlib import Path
from xml.sax.saxutils import escape

UPN = "H801200001001"


def tag(name: str, *inside: object) -> str:
    """An element; what is inside is put on lines of its own unless it is a single word."""
    text = "".join(str(one) for one in inside if one is not None)
    return f"<{name}>\n{text}</{name}>\n" if text.startswith("<") else f"<{name}>{text}</{name}>\n"


def fields(**values: object) -> str:
    """One element for each value that is given."""
    return "".join(tag(name, escape(str(value))) for name, value in values.items() if value is not None)


def child(
    child_id: str = "A1",
    *details: str,
    born: str | None = "2015-06-04",
    expected: str | None = None,
    died: str | None = None,
    sex: str | None = "F",
    gender: str | None = None,
    upn: str | None = None,
    former_upn: str | None = None,
    upn_unknown: str | None = None,
    ethnicity: str | None = "WBRI",
    disabilities: tuple[str, ...] | None = ("NONE",),
    characteristics: bool = True,
    extra: str = "",
) -> str:
    """A child of the census."""
    identifiers = tag(
        "ChildIdentifiers",
        fields(
            LAchildID=child_id,
            UPN=upn,
            FormerUPN=former_upn,
            UPNunknown=upn_unknown,
            PersonBirthDate=born,
            ExpectedPersonBirthDate=expected,
            GenderCurrent=gender,
            Sex=sex if gender is None else None,
            PersonDeathDate=died,
        ),
    )
    given = None if disabilities is None else tag("Disabilities", *(tag("Disability", one) for one in disabilities))
    traits = tag("ChildCharacteristics", fields(Ethnicity=ethnicity), given) if characteristics else ""
    return tag("Child", identifiers, traits, *details, extra)


def referral(
    received: str | None = "2024-05-01",
    *modules: str,
    source: str | None = "2A",
    need: str | None = "N1",
    closed: str | None = None,
    reason: str | None = None,
    conference: str | None = None,
    nfa: str | None = "0",
) -> str:
    """A referral with what belongs to it."""
    return tag(
        "CINdetails",
        fields(
            CINreferralDate=received,
            ReferralSource=source,
            PrimaryNeedCode=need,
            CINclosureDate=closed,
            ReasonForClosure=reason,
            DateOfInitialCPC=conference,
            ReferralNFA=nfa,
        ),
        *modules,
    )


def assessment(
    started: str | None = "2024-05-02",
    authorised: str | None = "2024-06-10",
    factors: tuple[str, ...] = ("3A", "4B"),
    reviewed: str | None = None,
) -> str:
    """An assessment."""
    listed = tag("FactorsIdentifiedAtAssessment", *(tag("AssessmentFactors", one) for one in factors))
    return tag(
        "Assessments",
        fields(
            AssessmentActualStartDate=started,
            AssessmentInternalReviewDate=reviewed,
            AssessmentAuthorisationDate=authorised,
        ),
        listed if factors else None,
    )


def cin_plan(started: str = "2024-06-11", ended: str | None = None) -> str:
    """A child in need plan."""
    return tag("CINPlanDates", fields(CINPlanStartDate=started, CINPlanEndDate=ended))


def enquiry(
    started: str = "2024-05-03", target: str | None = "2024-05-24", held: str | None = "2024-05-22", needless: str = "0"
) -> str:
    """A section 47 enquiry."""
    return tag(
        "Section47",
        fields(S47ActualStartDate=started, InitialCPCtarget=target, DateOfInitialCPC=held, ICPCnotRequired=needless),
    )


def plan(
    started: str = "2024-05-22",
    ended: str | None = None,
    initial: str = "NEG",
    latest: str = "EMO",
    previous: str = "0",
    reviews: tuple[str, ...] = ("2024-08-14", "2025-01-20"),
    together: bool = False,
) -> str:
    """A child protection plan. `together`: its reviews in one `Reviews`, as the schema has it; else one in each."""
    dates = [tag("CPPreviewDate", day) for day in reviews]
    groups = [tag("Reviews", *dates)] if together and dates else [tag("Reviews", one) for one in dates]
    return tag(
        "ChildProtectionPlans",
        fields(
            CPPstartDate=started,
            CPPendDate=ended,
            InitialCategoryOfAbuse=initial,
            LatestCategoryOfAbuse=latest,
            NumberOfPreviousCPP=previous,
        ),
        *groups,
    )


def pre_proceedings(started: str = "2024-09-02", **values: object) -> str:
    """Pre-proceedings and family group decision making, as in the sample of 2026-27."""
    return tag("PreProceedingsandFGDM", fields(PPStartDate=started, **values))


def message(*children: str, year: int | str = 2025, lea: str = "926", ends: str | None = None, head: str = "") -> str:
    """A whole census."""
    header = tag(
        "Header",
        tag("CollectionDetails", fields(Collection="CIN", Year=year, ReferenceDate=ends or f"{year}-03-31")),
        tag("Source", fields(SourceLevel="L", LEA=lea, SoftwareCode="Other", SerialNo="001")),
    )
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{declared}{head}<Message>\n{header}{tag('Children', *children) if children else '<Children/>'}</Message>\n"


def save(folder: Path, text: str | bytes, name: str = "census.xml", encoding: str = "utf-8") -> Path:
    """Write a file and say where it is."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path
