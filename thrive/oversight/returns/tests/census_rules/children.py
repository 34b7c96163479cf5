"""Rules on the header, identifiers and characteristics."""

import datetime as dt
import re
from collections import Counter

from thrive.base.local import codes
from thrive.base.matching.numbers import UPN_AUTHORITIES
from thrive.oversight.returns.tests.census_rules.table import Census, Child, Found, day, of_child, of_file

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
DISABILITIES = {one.code for one in codes.known("disability")}
ETHNICITIES = {one.code for one in codes.known("ethnicity")}


def years_before(one: dt.date, years: int) -> dt.date:
    return one.replace(year=one.year - years, day=min(one.day, 28) if one.month == 2 else one.day)


@of_file("100")
def _(census: Census) -> Found:
    if census.header.get("ReferenceDate") != f"{census.year}-03-31":
        yield census.header.get("ReferenceDate", "")


@of_child("1510")
def _(_census: Census, child: Child) -> bool:
    upn = child.text("UPN")
    if not re.fullmatch(r"[A-Z]\d{12}", upn):
        return False
    return LETTERS[sum(int(digit) * place for place, digit in enumerate(upn[1:], 2)) % 23] != upn[0]


@of_file("1520")
def _(census: Census) -> Found:
    counted = Counter(child.text("UPN") for child in census.children if child.text("UPN"))
    yield from (upn for upn, times in counted.items() if times > 1)


@of_child("1530")
def _(_census: Census, child: Child) -> bool:
    upn = child.text("UPN")
    return bool(upn) and not (upn[1:4].isdigit() and int(upn[1:4]) in UPN_AUTHORITIES)


@of_child("1540")
def _(_census: Census, child: Child) -> bool:
    return bool(child.text("UPN")) and not child.text("UPN")[4:12].isdigit()


@of_child("1550")
def _(_census: Census, child: Child) -> bool:
    upn = child.text("UPN")
    return bool(upn) and not re.fullmatch(r"[0-9A-HJ-NP-RT-Z]", upn[12:])


@of_child("1560Q")
def _(_census: Census, child: Child) -> bool:
    former = child.text("FormerUPN")
    return bool(former) and not re.fullmatch(r"[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]", former)


@of_child("1570")
def _(_census: Census, child: Child) -> bool:
    return len(child.text("LAchildID")) > 20


@of_child("1580")
def _(_census: Census, child: Child) -> bool:
    return bool(child.text("LAchildID")) and not re.fullmatch(r"[A-Za-z0-9]+", child.text("LAchildID"))


@of_child("8500")
def _(_census: Census, child: Child) -> bool:
    return not child.text("LAchildID")


@of_file("8510")
def _(census: Census) -> Found:
    counted = Counter(child.text("LAchildID") for child in census.children)
    yield from (one for one, times in counted.items() if one and times > 1)


@of_child("8520")
def _(census: Census, child: Child) -> bool:
    born = child.day("PersonBirthDate")
    return born is not None and born > census.ends


@of_child("8525Q")
def _(_census: Census, child: Child) -> bool:
    return bool(child.text("PersonBirthDate")) == bool(child.text("ExpectedPersonBirthDate"))


@of_child("8530Q")
def _(census: Census, child: Child) -> bool:
    """Thirty days before the last day to nine months after it; read as at the day of a file of a running year."""
    expected = child.day("ExpectedPersonBirthDate")
    if expected is None:
        return False
    latest = dt.date(census.ends.year, 12, 31)
    return not census.speaks - dt.timedelta(30) < expected < latest


@of_child("8535Q")
def _(_census: Census, child: Child) -> bool:
    born, died = child.day("PersonBirthDate"), child.day("PersonDeathDate")
    return born is not None and died is not None and died < born


@of_child("8545Q")
def _(census: Census, child: Child) -> bool:
    died = child.day("PersonDeathDate")
    return died is not None and not census.holds(died)


@of_child("4180")
def _(census: Census, child: Child) -> bool:
    if census.year <= 2024:
        return child.text("GenderCurrent") not in ("0", "1", "2", "9") or bool(child.text("Sex"))
    return child.text("Sex") not in ("M", "F", "U") or bool(child.text("GenderCurrent"))


@of_child("8750")
def _(census: Census, child: Child) -> bool:
    is_unborn = bool(child.text("ExpectedPersonBirthDate"))
    return is_unborn and child.text("GenderCurrent" if census.year <= 2024 else "Sex") not in ("U", "0", "9")


@of_file("2886Q")
def _(census: Census) -> Found:
    born = [child for child in census.children if child.text("PersonBirthDate")]
    unknown = [child for child in born if (child.text("Sex") or child.text("GenderCurrent")) in ("U", "0", "9", "")]
    if born and len(unknown) / len(born) > 0.02:
        yield f"{len(unknown)} of {len(born)}"


@of_child("4220")
def _(_census: Census, child: Child) -> bool:
    return len(child.ethnicity) != 1 or child.ethnicity[0] not in ETHNICITIES


@of_child("8540")
def _(_census: Census, child: Child) -> bool:
    if not child.text("PersonBirthDate") or all(one.is_nfa for one in child.details):
        return False
    return not child.disabilities or not set(child.disabilities) <= DISABILITIES


@of_child("8790")
def _(_census: Census, child: Child) -> bool:
    return "NONE" in child.disabilities and len(set(child.disabilities)) > 1


@of_child("8794")
def _(_census: Census, child: Child) -> bool:
    return len(set(child.disabilities)) != len(child.disabilities)


@of_file("2887Q")
def _(census: Census) -> Found:
    used = {code for child in census.children for code in child.disabilities}
    if len(used) < 8:
        yield ", ".join(sorted(used))


@of_file("2888Q")
def _(census: Census) -> Found:
    if all(len(child.disabilities) <= 1 for child in census.children):
        yield "never more than one"


@of_child("8770Q")
def _(census: Census, child: Child) -> bool:
    born = child.day("PersonBirthDate")
    if born is None or born > years_before(census.ends, 6) or all(one.is_nfa for one in child.details):
        return False
    reasons = {f"UN{number}" for number in range(2, 8)}
    return not child.text("UPN") and child.text("UPNunknown") not in reasons


@of_child("8772")
def _(_census: Census, child: Child) -> bool:
    return child.text("UPNunknown") == "UN7" and not all(one.is_nfa for one in child.details)


@of_child("8775Q")
def _(census: Census, child: Child) -> bool:
    born = child.day("PersonBirthDate")
    return born is not None and born < years_before(census.starts, 26)


@of_child("8590")
def _(_census: Census, child: Child) -> bool:
    return not child.details


def _plans_after_death(child: Child, name: str) -> bool:
    died = child.day("PersonDeathDate")
    days = [day(plan, name) for one in child.details for plan in one.cin_plans]
    return died is not None and any(one is not None and one > died for one in days)


@of_child("4008")
def _(_census: Census, child: Child) -> bool:
    return _plans_after_death(child, "CINPlanStartDate")


@of_child("4009Q")
def _(_census: Census, child: Child) -> bool:
    return _plans_after_death(child, "CINPlanEndDate")
