"""Restricting records, opening them in an emergency, and sealing: who must give which reason, and for how long.

No statute sets the figures. Each is this product's default for a choice that is the authority's own: vary it in
"Local choices", with the decision that sets it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from thrive.base.calendar.units import Hours, WorkingDays
from thrive.base.law import Confidence, Kind, Source, Status, Timescale

SECURITY = Source(
    title="The authority’s own procedure for restricted records, which UK GDPR articles 5(1)(f) and 32 ask for",
    url="https://www.legislation.gov.uk/eur/2016/679/article/32",
    kind=Kind.LOCAL,
    status=Status.IN_FORCE,
    confidence=Confidence.UNCONFIRMED,
    in_force_from=date(2021, 1, 1),
    checked=date(2026, 11, 25),
    note="A local choice: the article asks for security that fits the risk and sets no figure.",
)

EMERGENCY_ENDS = Timescale(
    key="people.emergency.ends",
    duty="End emergency access to a restricted record",
    owner="Thrive itself",
    clock_starts="the moment at which it was opened",
    at_most=Hours(3),
    source=SECURITY,
    examples=((datetime(2026, 11, 25, 22, 30, tzinfo=UTC), datetime(2026, 11, 26, 1, 30, tzinfo=UTC)),),
    note="It ends by itself. Whoever still needs the record is allocated, or opens it again and says why again.",
)
EMERGENCY_REVIEW = Timescale(
    key="people.emergency.review",
    duty="Review emergency access to a restricted record",
    owner="Information-governance officer",
    clock_starts="the day on which it was opened",
    at_most=WorkingDays(1),
    source=SECURITY,
    examples=((date(2026, 11, 27), date(2026, 11, 30)),),
    note="An authority may lengthen it. Nobody reviews their own.",
)

EMERGENCY_REASONS: Mapping[str, str] = {
    "danger": "A child may be in danger and I have to act now",
    "missing": "A child is missing and has to be found",
    "asked": "Police, a hospital or a court have to know now",
    "hours": "It is out of hours, and those named cannot be reached",
}
WHY_LEAST = 20  # characters in which the worker says what is happening
WHY_MOST = 400

REVIEW_OUTCOMES: Mapping[str, str] = {
    "justified": "Justified",
    "follow_up": "Needs follow-up",
    "not_justified": "Not justified",
}

GUARD_REASONS: Mapping[str, str] = {
    "staff": "They, or somebody close to them, work here",
    "found": "Somebody must not find them",
    "adoption": "Adoption",
    "police": "A police operation",
    "court": "A court has ordered it",
    "known": "They are known in public, or many would be curious",
    "over": "The reason for a restriction is over",
    "mistake": "It was restricted, or opened up, by mistake",
}

SEAL_REASONS: Mapping[str, str] = {
    "adoption": "Adoption",
    "recognition": "Gender recognition",
    "protected": "A protected identity: police or a court have ordered it",
}


def why_problem(why: str) -> str:
    """What is wrong with the worker's own words for emergency access; empty where nothing is.

    Blanks do not count, and one letter many times over says nothing.
    """
    text = " ".join(why.split())
    if len(text) < WHY_LEAST:
        return f"Say what is happening in at least {WHY_LEAST} characters"
    if len(set(text.casefold())) < 6:
        return "Say what is happening in words"
    return ""
