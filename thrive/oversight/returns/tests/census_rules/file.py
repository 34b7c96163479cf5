"""Reading a census into the shapes of the rules, strictly, and asking every rule."""

from pathlib import Path
from xml.etree import ElementTree as xml

from thrive.oversight.returns.tests.census_rules.table import RULES, Census, Child, Details, Fields, Plan


def failures(path: Path) -> dict[str, list[str]]:
    """What each broken rule found, by rule code."""
    census = load(path)
    found = {code: list(check(census)) for code, check in RULES.items()}
    return {code: where for code, where in found.items() if where}


def load(path: Path) -> Census:
    """The file as the rules see it."""
    root = xml.parse(path).getroot()
    header = {one.tag: (one.text or "").strip() for one in root.find("Header").iter()}
    return Census(header, [_child(one) for one in root.find("Children").findall("Child")])


def _child(node: xml.Element) -> Child:
    ids = node.find("ChildIdentifiers")
    traits = node.find("ChildCharacteristics")
    return Child(
        ids=[(one.tag, (one.text or "").strip()) for one in (ids if ids is not None else [])],
        ethnicity=[_text(one) for one in traits.findall("Ethnicity")] if traits is not None else [],
        disabilities=[_text(one) for one in traits.iter("Disability")] if traits is not None else [],
        details=[_details(one) for one in node.findall("CINdetails")],
    )


def _details(node: xml.Element) -> Details:
    return Details(
        fields=_fields(node),
        assessments=[(_fields(one), [_text(code) for code in one.iter("AssessmentFactors")])
                     for one in node.findall("Assessments")],
        enquiries=[_fields(one) for one in node.findall("Section47")],
        cin_plans=[_fields(one) for one in node.findall("CINPlanDates")],
        cp_plans=[Plan(_fields(one), [_text(day) for review in one.findall("Reviews")
                                      for day in review.findall("CPPreviewDate")] or
                       ["" for _ in one.findall("Reviews")])
                  for one in node.findall("ChildProtectionPlans")],
    )  # fmt: skip


def _fields(node: xml.Element) -> Fields:
    return {one.tag: _text(one) for one in node if len(one) == 0}


def _text(node: xml.Element) -> str:
    return (node.text or "").strip()
