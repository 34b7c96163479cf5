"""Numbers and codes that name a person elsewhere: their canonical form, their check, how they are shown.

Sources: NHS number, Data Dictionary of the NHS (modulus 11); unique pupil number, Department for Education
guide to unique pupil numbers and children in need census rules 1510, 1530 and 1550; unique learner number,
HESA coding manual; child id, census item N00097; the linked identifiers of the standard safeguarding dataset
(LINK001A to LINK006A). An old number is kept when a new one takes its place; after an adoption the two may
not be linked, which is for access to settle.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from thrive.base.matching import numbers

Problem = str | None


def _plain(text: str) -> str:
    """Trimmed, with single spaces."""
    return " ".join(text.split())


def _nhs_problem(value: str) -> Problem:
    if numbers.nhs_number(value):
        return None
    if numbers.uln(value):
        return "This is a unique learner number, not an NHS number"
    if numbers.upn_shape(value):
        return "This is a unique pupil number, not an NHS number"
    if not re.fullmatch(r"[0-9]{10}", value):
        return "NHS number must be 10 digits, like 999 123 4567"
    if len(set(value)) == 1:
        return "NHS number must be a real number, not one digit repeated"
    return "NHS number is mistyped: its last digit does not fit the others"


def _upn_problem(value: str) -> Problem:
    if numbers.upn(value):
        return None
    if numbers.nhs_number(value):
        return "This is an NHS number, not a unique pupil number"
    if not numbers.upn_shape(value):
        return "UPN must be a letter and 12 digits, like H801200001001; a temporary one ends in a letter"
    if int(value[1:4]) not in numbers.UPN_AUTHORITIES:
        return f"UPN is mistyped: no authority has the code {value[1:4]}"
    return "UPN is mistyped: its first letter does not fit the digits"


def _uln_problem(value: str) -> Problem:
    if numbers.uln(value):
        return None
    if numbers.nhs_number(value):
        return "This is an NHS number, not a unique learner number"
    if not re.fullmatch(r"[1-9][0-9]{9}", value):
        return "ULN must be 10 digits and not begin with 0"
    return "ULN is mistyped: its last digit does not fit the others"


def _shaped(label: str, pattern: str, form: str) -> Callable[[str], Problem]:
    """A check of shape only."""
    compiled = re.compile(pattern)

    def problem(value: str) -> Problem:
        return None if compiled.fullmatch(value) else f"{label} must be {form}"

    return problem


def _grouped(*sizes: int) -> Callable[[str], str]:
    """Show a number in groups of these sizes."""

    def display(value: str) -> str:
        groups, start = [], 0
        for size in sizes:
            groups.append(value[start : start + size])
            start += size
        return " ".join([*groups, value[start:]]).strip()

    return display


@dataclass(frozen=True)
class IdentifierScheme:
    """One kind of identifier.

    `unique`: at most one person in an authority bears an active value. `one_each`: a person has at most one
    active at a time. `is_child_only`: given to children, not to adults as such.
    """

    key: str
    label: str
    hint: str
    canonical: Callable[[str], str]
    check: Callable[[str], Problem]
    display: Callable[[str], str] = _plain
    unique: bool = True
    one_each: bool = True
    is_child_only: bool = False

    def problem(self, text: str) -> Problem:
        """What is wrong with a typed value, as an error message, or None when it may be recorded."""
        value = self.canonical(text)
        return self.check(value) if value else f"Enter the {self.label}"


_REFERENCE = r"[A-Z0-9][A-Z0-9/_.\- ]{0,59}"


def _unspaced(text: str) -> str:
    """Without spaces, capitals and small letters as given: the authority gets its own code back in a return."""
    return "".join(text.split())


def _capitals(text: str) -> str:
    return _plain(text).upper()


def _reference(key: str, label: str, hint: str = "", *, unique: bool = False) -> IdentifierScheme:
    """A reference of another body, whose form is not ours to judge."""
    check = _shaped(label, _REFERENCE, "letters, numbers, spaces and / . _ - only, 60 characters or fewer")
    return IdentifierScheme(key, label, hint, _capitals, check, unique=unique, one_each=False)


IDENTIFIERS: dict[str, IdentifierScheme] = {
    scheme.key: scheme
    for scheme in (
        IdentifierScheme(
            "nhs", "NHS number", "10 digits, like 999 123 4567", numbers.strip, _nhs_problem, _grouped(3, 3)
        ),
        IdentifierScheme(
            "upn", "unique pupil number (UPN)", "A letter and 12 digits, like H801200001001", numbers.strip,
            _upn_problem, is_child_only=True,
        ),
        IdentifierScheme(
            "former_upn", "former unique pupil number", "A letter and 12 digits", numbers.strip, _upn_problem,
            unique=False, one_each=False, is_child_only=True,
        ),
        IdentifierScheme(
            "uln", "unique learner number (ULN)", "10 digits, from age 14", numbers.strip, _uln_problem, _grouped(4, 3)
        ),
        IdentifierScheme(
            "la_child_id", "child id", "Letters and numbers only, 20 characters or fewer", _unspaced,
            _shaped("Child id", r"[A-Za-z0-9]{1,20}", "letters and numbers only, 20 characters or fewer"),
        ),
        IdentifierScheme(
            "ssd_person", "safeguarding dataset person id", "Letters and numbers, 48 characters or fewer", _capitals,
            _shaped("Person id", r"[A-Z0-9_\-]{1,48}", "letters, numbers, _ and - only, 48 characters or fewer"),
        ),
        IdentifierScheme(
            "national_insurance", "National Insurance number", "Like QQ 12 34 56 C", numbers.strip,
            _shaped("National Insurance number", r"[A-Z]{2}[0-9]{6}[A-D]", "2 letters, 6 numbers and a letter A to D"),
            _grouped(2, 2, 2, 2),
        ),
        _reference("home_office", "Home Office reference", unique=True),
        _reference("yot", "youth justice number", unique=True),
        _reference("court_case", "court case number"),
        _reference("raa", "regional adoption agency id"),
        _reference("incident", "incident number"),
        _reference("case_number", "case number"),
        _reference("former_child_id", "former child id"),
    )
}  # fmt: skip

# The words of `ssd_linked_identifiers.link_identifier_type`, as the dataset lists them.
SSD_TYPES = {
    "Case Number": "case_number",
    "Unique Pupil Number": "upn",
    "NHS Number": "nhs",
    "Home Office Registration": "home_office",
    "National Insurance Number": "national_insurance",
    "YOT Number": "yot",
    "Court Case Number": "court_case",
    "RAA ID": "raa",
    "Incident ID": "incident",
}


def is_temporary_upn(value: str) -> bool:
    """Whether a UPN is one issued until the child's own is known: to be replaced."""
    return numbers.is_temporary_upn(numbers.upn(value))


@dataclass(frozen=True)
class UpnUnknown:
    """A reason for having no UPN. `for_school_age`: may be given for a child of school age.

    `only_without_further_action`: may be given only where no referral in the record went on (rule 8772).
    """

    code: str
    label: str
    for_school_age: bool = True
    only_without_further_action: bool = False


# Children in need census and SSDA903, item UPN unknown. UN6 has no published meaning and is not offered.
UPN_UNKNOWN: dict[str, UpnUnknown] = {
    reason.code: reason
    for reason in (
        UpnUnknown("UN1", "Not of school age", for_school_age=False),
        UpnUnknown("UN2", "Never at a maintained school in England"),
        UpnUnknown("UN3", "Educated outside England"),
        UpnUnknown("UN4", "Newly in need, pupil number not known yet"),
        UpnUnknown("UN5", "Sources disagree"),
        UpnUnknown("UN7", "Referral with no further action", only_without_further_action=True),
    )
}


def upn_problem(upn: str, unknown_reason: str, *, of_school_age: bool) -> Problem:
    """What is wrong with a UPN and the reason for having none, or None: exactly one of the two is wanted."""
    if upn and unknown_reason:
        return "Enter a UPN or the reason why there is none, not both"
    if upn:
        return IDENTIFIERS["upn"].problem(upn)
    if not unknown_reason:
        return "Enter a UPN or select why there is none"
    reason = UPN_UNKNOWN.get(unknown_reason)
    if reason is None:
        return "Select why there is no UPN"
    if of_school_age and not reason.for_school_age:
        return "This child is of school age: select another reason why there is no UPN"
    return None
