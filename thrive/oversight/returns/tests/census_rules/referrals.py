"""Rules on referrals and closures."""

import datetime as dt

from thrive.base.calendar.units import WorkingDays
from thrive.base.local import codes
from thrive.oversight.returns.tests.census_rules.table import Census, Child, Details, day, of_child, of_details

SOURCES = {one.code for one in codes.known("referral_source")}
NEEDS = {one.code for one in codes.known("primary_need")}
REASONS = {one.code for one in codes.known("closure_reason")}
AFTER_ASSESSMENT = ("RC8", "RC9")


@of_details("8600")
def _(census: Census, _child: Child, one: Details) -> bool:
    received = one.day("CINreferralDate")
    return received is None or received > census.ends


@of_details("8606")
def _(_census: Census, child: Child, one: Details) -> bool:
    birth = child.day("PersonBirthDate") or child.day("ExpectedPersonBirthDate")
    received = one.day("CINreferralDate")
    return birth is not None and received is not None and received < birth - dt.timedelta(weeks=40)


@of_details("8555Q")
def _(_census: Census, child: Child, one: Details) -> bool:
    died, received = child.day("PersonDeathDate"), one.day("CINreferralDate")
    return died is not None and received is not None and received > died


@of_details("8866")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return one.fields.get("ReferralSource") not in SOURCES


@of_details("8568")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return one.fields.get("ReferralNFA") not in ("0", "1", "true", "false")


@of_details("8569Q")
def _(census: Census, _child: Child, one: Details) -> bool:
    received = one.day("CINreferralDate")
    if not one.is_nfa or received is None:
        return False
    return WorkingDays(1).after(received) < census.starts


@of_details("8610")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return not one.is_nfa and not one.fields.get("PrimaryNeedCode")


@of_details("8650")
def _(_census: Census, _child: Child, one: Details) -> bool:
    need = one.fields.get("PrimaryNeedCode")
    return bool(need) and need not in NEEDS


@of_details("8620")
def _(census: Census, _child: Child, one: Details) -> bool:
    closed = one.day("CINclosureDate")
    return closed is not None and not census.holds(closed)


@of_details("8630")
def _(_census: Census, _child: Child, one: Details) -> bool:
    closed, received = one.day("CINclosureDate"), one.day("CINreferralDate")
    return closed is not None and received is not None and closed < received


@of_details("8640")
def _(_census: Census, _child: Child, one: Details) -> bool:
    reason = one.fields.get("ReasonForClosure")
    return bool(reason) and reason not in REASONS


@of_details("8805")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return bool(one.fields.get("CINclosureDate")) and not one.fields.get("ReasonForClosure")


@of_details("8810")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return bool(one.fields.get("ReasonForClosure")) and not one.fields.get("CINclosureDate")


def _open(child: Child) -> list[Details]:
    return [one for one in child.details if not one.is_nfa and not one.fields.get("CINclosureDate")]


@of_child("8815")
def _(_census: Census, child: Child) -> bool:
    return len(_open(child)) > 1


@of_child("8816")
def _(_census: Census, child: Child) -> bool:
    days = [one.day("CINreferralDate") or dt.date.min for one in child.details]
    return any((one.day("CINreferralDate") or dt.date.min) < max(days) for one in _open(child))


@of_child("8820")
def _(census: Census, child: Child) -> bool:
    for one in child.details:
        for other in child.details:
            started, first = one.day("CINreferralDate"), other.day("CINreferralDate")
            closed = other.day("CINclosureDate")
            last = closed or (None if other.is_nfa else census.ends)
            if one is not other and started and first and last and first <= started <= last:
                return True
    return False


@of_details("8585Q")
def _(_census: Census, child: Child, one: Details) -> bool:
    return one.fields.get("ReasonForClosure") == "RC2" and not child.text("PersonDeathDate")


@of_details("8825Q")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return one.fields.get("ReasonForClosure") in AFTER_ASSESSMENT and not one.assessments


@of_details("2990")
def _(_census: Census, _child: Child, one: Details) -> bool:
    went_on = one.enquiries or one.cin_plans or one.cp_plans or one.fields.get("DateOfInitialCPC")
    return one.fields.get("ReasonForClosure") in AFTER_ASSESSMENT and bool(went_on)


@of_details("8831")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return one.is_nfa and bool(one.assessments or one.enquiries or one.fields.get("DateOfInitialCPC"))


@of_details("4000")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return one.is_nfa and bool(one.cin_plans)


@of_details("8832")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return one.is_nfa and bool(one.cp_plans)


@of_details("8867")
def _(_census: Census, _child: Child, one: Details) -> bool:
    unfinished = [fields for fields, _ in one.assessments if not fields.get("AssessmentAuthorisationDate")]
    return bool(one.fields.get("CINclosureDate")) and bool(unfinished)


@of_details("8868")
def _(_census: Census, _child: Child, one: Details) -> bool:
    if not one.fields.get("CINclosureDate"):
        return False
    return any(
        bool(each.get("DateOfInitialCPC")) == (each.get("ICPCnotRequired") in ("1", "true")) for each in one.enquiries
    )


@of_details("2991Q")
def _(_census: Census, _child: Child, one: Details) -> bool:
    return bool(one.enquiries) and not one.assessments


@of_details("8565")
def _(_census: Census, _child: Child, one: Details) -> bool:
    closed = one.day("CINclosureDate")
    if closed is None:
        return False
    days = [one.day("DateOfInitialCPC")]
    for fields, _ in one.assessments:
        days += [day(fields, "AssessmentActualStartDate"), day(fields, "AssessmentAuthorisationDate")]
    for fields in one.enquiries:
        days += [day(fields, "S47ActualStartDate"), day(fields, "DateOfInitialCPC")]
    for fields in one.cin_plans:
        days += [day(fields, "CINPlanStartDate"), day(fields, "CINPlanEndDate")]
    days += [day(plan.fields, "CPPendDate") for plan in one.cp_plans]
    return any(each is not None and each > closed for each in days)
