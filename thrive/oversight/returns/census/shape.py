"""The shape of a census file, as data: which element becomes what, and by which name its fields are kept.

Source: the published schemas and samples of 2021-22 to 2026-27. The module on pre-proceedings and family group
decision making is known from the 2026-27 sample only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class As(Enum):
    """How a field's text is read."""

    DATE = "date"
    CODE = "code"
    FLAG = "flag"
    NUMBER = "number"


@dataclass(frozen=True)
class Field:
    """A field of an element: the name it is kept under, how it is read, and the code list it belongs to."""

    name: str
    read: As
    code_list: str = ""


@dataclass(frozen=True)
class Module:
    """A repeated group within a referral. `began` and `ended` name the dates that bound it.

    A module without its `began` date cannot be told apart from its like and is refused.
    """

    kind: str
    title: str
    began: str
    ended: tuple[str, ...]
    fields: Mapping[str, Field]


REFERRAL = Module(
    kind="referral",
    title="Referral",
    began="received_on",
    ended=("closed_on",),
    fields={
        "CINreferralDate": Field("received_on", As.DATE),
        "ReferralSource": Field("source", As.CODE, "referral_source"),
        "PrimaryNeedCode": Field("primary_need", As.CODE, "primary_need"),
        "CINclosureDate": Field("closed_on", As.DATE),
        "ReasonForClosure": Field("closure_reason", As.CODE, "closure_reason"),
        "DateOfInitialCPC": Field("conference_held_on", As.DATE),
        "ReferralNFA": Field("no_further_action", As.FLAG),
    },
)

ASSESSMENT = Module(
    kind="assessment",
    title="Assessment",
    began="started_on",
    ended=("authorised_on",),
    fields={
        "AssessmentActualStartDate": Field("started_on", As.DATE),
        "AssessmentInternalReviewDate": Field("reviewed_on", As.DATE),
        "AssessmentAuthorisationDate": Field("authorised_on", As.DATE),
    },
)

CIN_PLAN = Module(
    kind="cin_plan",
    title="Child in need plan",
    began="started_on",
    ended=("ended_on",),
    fields={
        "CINPlanStartDate": Field("started_on", As.DATE),
        "CINPlanEndDate": Field("ended_on", As.DATE),
    },
)

SECTION_47 = Module(
    kind="s47_enquiry",
    title="Section 47 enquiry",
    began="started_on",
    ended=("conference_held_on",),
    fields={
        "S47ActualStartDate": Field("started_on", As.DATE),
        "InitialCPCtarget": Field("conference_due_on", As.DATE),
        "DateOfInitialCPC": Field("conference_held_on", As.DATE),
        "ICPCnotRequired": Field("conference_not_required", As.FLAG),
    },
)

CP_PLAN = Module(
    kind="cp_plan",
    title="Child protection plan",
    began="started_on",
    ended=("ended_on",),
    fields={
        "CPPstartDate": Field("started_on", As.DATE),
        "CPPendDate": Field("ended_on", As.DATE),
        "InitialCategoryOfAbuse": Field("initial_category", As.CODE, "category_of_abuse"),
        "LatestCategoryOfAbuse": Field("latest_category", As.CODE, "category_of_abuse"),
        "NumberOfPreviousCPP": Field("previous_plans", As.NUMBER),
    },
)

PRE_PROCEEDINGS = Module(
    kind="pre_proceedings",
    title="Pre-proceedings",
    began="started_on",
    ended=("ended_on", "applied_on"),
    fields={
        "PPStartDate": Field("started_on", As.DATE),
        "LBPSentDate": Field("letter_sent_on", As.DATE),
        "FGDMMeetingOffer": Field("fgdm_offered", As.FLAG),
        "FGDMMeetingFac": Field("fgdm_held", As.FLAG),
        "InitialPPMeetingDate": Field("first_meeting_on", As.DATE),
        "ReviewMeetingsCount": Field("review_meetings", As.NUMBER),
        "StepDecisionDate": Field("ended_on", As.DATE),
        "PPOutcome": Field("outcome", As.CODE),
        "CourtAppDate": Field("applied_on", As.DATE),
        "LetterInitCPDate": Field("proceedings_letter_on", As.DATE),
    },
)

MODULES: Mapping[str, Module] = {
    "Assessments": ASSESSMENT,
    "CINPlanDates": CIN_PLAN,
    "Section47": SECTION_47,
    "ChildProtectionPlans": CP_PLAN,
    "PreProceedingsandFGDM": PRE_PROCEEDINGS,
}

FACTORS = ("FactorsIdentifiedAtAssessment", "AssessmentFactors")
REVIEWS = ("Reviews", "CPPreviewDate")

#: The element of the file that dates each kind of record.
FIRST_DATES: Mapping[str, str] = {
    **{
        module.kind: name
        for module in (REFERRAL, *MODULES.values())
        for name, known in module.fields.items()
        if known.name == module.began
    },
    "conference": "DateOfInitialCPC",
    "cp_review": REVIEWS[1],
    "fgdm": "PPStartDate",
}

#: Codes of GenderCurrent (collections to 2023-24) as the Sex of later ones.
GENDER_AS_SEX: Mapping[str, str] = {"1": "M", "2": "F", "0": "U", "9": "U"}

TRUE = ("1", "true")
FALSE = ("0", "false")
