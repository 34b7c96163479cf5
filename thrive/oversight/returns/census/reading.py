"""Reading a census file: through once, child by child, into plain data. Nothing is written here.

The file may be one that nobody here wrote. What cannot be understood is refused field by field with its line;
a file that is cut short, is not a census or tries tricks with entities is refused as a whole.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from thrive.oversight.returns.census.shape import (
    FACTORS,
    GENDER_AS_SEX,
    MODULES,
    PRE_PROCEEDINGS,
    REFERRAL,
    REVIEWS,
    SECTION_47,
    Module,
)
from thrive.oversight.returns.census.values import Values, name_of, text_of
from thrive.oversight.returns.findings import CannotRead, Findings

CHILD_ID = re.compile(r"[A-Za-z0-9]{1,20}\Z")
PROGRESS_EVERY = 200


@dataclass(frozen=True)
class Header:
    """Whose file it is and which collection: `year` is the one in which the period ends, on 31 March."""

    authority_code: str
    year: int
    reference_date: dt.date


@dataclass
class Element:
    """One dated record within a child, ready to be taken in."""

    kind: str
    natural_key: str
    content: dict[str, Any]
    line: int
    parent_key: str = ""
    began_on: dt.date | None = None
    ended_on: dt.date | None = None


@dataclass
class Child:
    """One child of the file: identifiers and characteristics by name, and its elements."""

    child_id: str
    line: int
    born_on: dt.date | None = None
    expected_on: dt.date | None = None
    died_on: dt.date | None = None
    sex: str = ""
    upn: str = ""
    former_upn: str = ""
    upn_unknown: str = ""
    ethnicity: str = ""
    disabilities: list[str] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)


@dataclass
class Census:
    """A whole file, read."""

    header: Header
    children: list[Child]
    findings: Findings


def read(path: Path, *, progress: Callable[[int], None] | None = None) -> Census:
    """Read the census at `path`. `progress` is told the bytes read so far. Raises CannotRead."""
    try:
        return _Reader(path, progress).census()
    except etree.XMLSyntaxError as problem:
        if not _is_wrong_encoding(problem):
            raise CannotRead(_syntax_words(problem)) from problem
    try:
        return _Reader(path, progress, encoding="windows-1252").census()
    except etree.XMLSyntaxError as problem:
        raise CannotRead(_syntax_words(problem)) from problem


def looks_like_census(start: bytes) -> bool:
    """Whether the first bytes of a file are those of a census message."""
    return b"<Message" in start or b"<message" in start.lower()


class _Reader:
    """Walks one file. Keeps the children seen, so that a second one of the same id can be judged."""

    def __init__(self, path: Path, progress: Callable[[int], None] | None, encoding: str | None = None) -> None:
        self.path = path
        self.progress = progress
        self.encoding = encoding
        self.findings = Findings()
        self.values = Values(self.findings)
        self.children: dict[str, Child] = {}
        self.upns: dict[str, str] = {}
        self.header: Header | None = None
        self.year = 0

    def census(self) -> Census:
        if self.encoding:
            self.findings.odd("The file says it is UTF-8 and is not; it was read as Windows-1252. Save it as UTF-8.")
        with self.path.open("rb") as file:
            count = 0
            for element in self._walk(file):
                name = name_of(element)
                if name == "Header":
                    self.header = self._read_header(element)
                    self.year = self.header.year
                elif name == "Child":
                    count += 1
                    if self.header is None:
                        raise CannotRead("The file has no Header before its first Child, so the year is not known.")
                    self._take_child(element)
                    if self.progress and count % PROGRESS_EVERY == 0:
                        self.progress(file.tell())
        if self.header is None:
            raise CannotRead("The file has no Header, so it does not say whose census it is, or which year.")
        return Census(self.header, list(self.children.values()), self.findings)

    def _walk(self, file: Any) -> Iterator[Any]:
        """Header and Child elements as they end, each emptied once it has been used."""
        walker = etree.iterparse(
            file,
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            encoding=self.encoding,
        )
        depth_checked = False
        for event, element in walker:
            if not depth_checked:
                self._check_root(element)
                depth_checked = True
            if event == "end" and name_of(element) in ("Header", "Child"):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _check_root(self, root: Any) -> None:
        if root.getroottree().docinfo.doctype:
            raise CannotRead("The file declares a document type. A census never does, and Thrive does not read those.")
        if name_of(root) != "Message":
            raise CannotRead(f"The file begins with {name_of(root)}, not Message, so it is not a census.")

    def _read_header(self, element: Any) -> Header:
        found = {name_of(one): text_of(one) for one in element.iter() if isinstance(one.tag, str)}
        collection = found.get("Collection", "")
        if collection and collection.upper() != "CIN":
            raise CannotRead(f"The file is of the collection {collection}, not CIN.")
        code = found.get("LEA", "")
        if not re.fullmatch(r"\d{3}", code):
            raise CannotRead(f"The header’s LEA is {code!r}. It must be the authority’s three digits.")
        year = found.get("Year", "") or found.get("ReferenceDate", "")[:4]
        if not re.fullmatch(r"20\d\d", year):
            raise CannotRead(f"The header’s Year is {year!r}. It must be the year in which the collection ends.")
        ends = dt.date(int(year), 3, 31)
        if found.get("ReferenceDate", "") != ends.isoformat():
            stated = found.get("ReferenceDate", "") or "missing"
            self.findings.odd(
                f"The reference date is {stated}. It should be {ends.isoformat()}.",
                line=element.sourceline,
                field="ReferenceDate",
            )
        return Header(code, int(year), ends)

    # --- a child -----------------------------------------------------------------------------------------------

    def _take_child(self, element: Any) -> None:
        """Read one child; join it to an earlier one of the same id, or refuse it for another birth date."""
        groups = {name_of(one): one for one in element if isinstance(one.tag, str)}
        child = self._read_identity(element, groups)
        if child is None:
            return
        self._read_characteristics(child, groups.get("ChildCharacteristics"))
        earlier = self.children.get(child.child_id)
        if earlier is not None and _differs(earlier, child):
            self.findings.refuse(
                "This id is used twice with different birth dates. The first child stands; give this one its own id.",
                line=child.line,
                child_id=child.child_id,
                field="LAchildID",
            )
            return
        for details in (one for one in element if name_of(one) == "CINdetails"):
            self._read_referral(earlier or child, details)
        if earlier is None:
            self.children[child.child_id] = child
            self._note_upn(child)
        else:
            self.findings.odd(
                "This id comes twice with one birth date. The records of both were taken.",
                line=child.line,
                child_id=child.child_id,
                field="LAchildID",
            )

    def _read_identity(self, element: Any, groups: dict[str, Any]) -> Child | None:
        group = groups.get("ChildIdentifiers")
        found = {name_of(one): one for one in group if isinstance(one.tag, str)} if group is not None else {}
        child_id = text_of(found.get("LAchildID")) if "LAchildID" in found else ""
        line = element.sourceline
        if not child_id:
            self.findings.refuse("The child has no LAchildID. Give it one.", line=line, field="LAchildID")
            return None
        if len(child_id) > 60:
            self.findings.refuse(
                "The id is longer than 60 characters. Use 20 letters and digits at most.",
                line=line,
                child_id=child_id,
                field="LAchildID",
            )
            return None
        if not CHILD_ID.fullmatch(child_id):
            self.findings.odd(
                "The id should be 20 letters and digits at most. It was taken as it is.",
                line=line,
                child_id=child_id,
                field="LAchildID",
            )
        child = Child(child_id=child_id, line=line)
        dates = {"PersonBirthDate": "born_on", "ExpectedPersonBirthDate": "expected_on", "PersonDeathDate": "died_on"}
        for name, attribute in dates.items():
            setattr(child, attribute, self.values.date(found.get(name), child_id))
        child.upn = text_of(found.get("UPN")).upper()
        child.former_upn = text_of(found.get("FormerUPN")).upper()
        child.upn_unknown = self.values.code(found.get("UPNunknown"), "upn_unknown", child_id)
        child.sex = self._sex(found, child_id)
        self._judge_dates(child)
        return child

    def _sex(self, found: dict[str, Any], child_id: str) -> str:
        sex = text_of(found.get("Sex"))
        if sex:
            return self.values.code(found["Sex"], "sex", child_id)
        gender = found.get("GenderCurrent")
        if gender is None:
            return ""
        code = self.values.code(gender, "gender", child_id)
        return GENDER_AS_SEX.get(code, code)

    def _judge_dates(self, child: Child) -> None:
        assert self.header is not None
        if child.born_on is None and child.expected_on is None:
            self._odd(child, "PersonBirthDate", "There is neither a birth date nor an expected one.")
        if child.born_on and child.born_on > self.header.reference_date:
            self._odd(child, "PersonBirthDate", f"Born on {child.born_on.isoformat()}, after the collection ended.")
        if child.born_on and child.died_on and child.died_on < child.born_on:
            self._odd(child, "PersonDeathDate", "The death is before the birth. The death was left out.")
            child.died_on = None

    def _note_upn(self, child: Child) -> None:
        if not child.upn:
            return
        other = self.upns.setdefault(child.upn, child.child_id)
        if other != child.child_id:
            self._odd(child, "UPN", f"Child {other} has the same UPN. Both were taken; one of them is wrong.")

    def _read_characteristics(self, child: Child, group: Any) -> None:
        if group is None:
            self._odd(child, "ChildCharacteristics", "The child has no characteristics.")
            return
        for one in group.iter():
            name = name_of(one)
            if name == "Ethnicity":
                child.ethnicity = self.values.code(one, "ethnicity", child.child_id)
            elif name == "Disability" and text_of(one):
                code = self.values.code(one, "disability", child.child_id)
                if code and code not in child.disabilities:
                    child.disabilities.append(code)

    # --- its referrals -----------------------------------------------------------------------------------------

    def _read_referral(self, child: Child, details: Any) -> None:
        referral = self._read_module(child, details, REFERRAL, parent="")
        if referral is None:
            return
        self._judge_referral(child, referral)
        closed_on = referral.ended_on
        for group in (one for one in details if name_of(one) in MODULES):
            module = MODULES[name_of(group)]
            element = self._read_module(child, group, module, parent=referral.natural_key)
            if element is None:
                continue
            element.ended_on = element.ended_on or closed_on
            if module is SECTION_47:
                self._tell_conference(child, element, referral)
            if module is PRE_PROCEEDINGS:
                self._tell_group_meeting(child, element, referral)
        self._tell_conference(child, referral, referral)

    def _read_module(self, child: Child, group: Any, module: Module, *, parent: str) -> Element | None:
        """Read one group into an element of the child; None, with a finding, where its first date is missing."""
        line = group.sourceline
        content: dict[str, Any] = {}
        raw: dict[str, Any] = {}
        for one in group:
            if not isinstance(one.tag, str) or name_of(one) in MODULES:
                continue
            name = name_of(one)
            if name in (FACTORS[0], REVIEWS[0]):
                continue
            raw[name] = text_of(one)
            known = module.fields.get(name)
            if known is not None:
                value = self.values.value(one, known, child.child_id)
                if value not in (None, ""):
                    content[known.name] = value
            elif text_of(one):
                self.findings.odd(
                    "This element is not known here. It was kept as it is.",
                    line=one.sourceline,
                    child_id=child.child_id,
                    field=name,
                )
        began = content.get(module.began)
        if began is None:
            name = next(key for key, known in module.fields.items() if known.name == module.began)
            if not self._was_refused(line, name):
                self.findings.refuse(
                    f"{module.title} without {name}. It was left out, with all it holds; give the date.",
                    line=line,
                    child_id=child.child_id,
                    field=name,
                )
            return None
        self._add_lists(child, group, module, content, raw)
        element = self._element(child, module.kind, parent, began, content, raw, line)
        ends = [content[name] for name in module.ended if content.get(name)]
        element.ended_on = dt.date.fromisoformat(ends[0]) if ends else None
        self._judge_span(child, element, module)
        if module.kind == "cp_plan":
            self._tell_reviews(child, group, element)
        return element

    def _element(
        self, child: Child, kind: str, parent: str, began: str, content: dict[str, Any], raw: dict[str, Any], line: int
    ) -> Element:
        key = f"{parent}/{began}" if parent else began
        taken = {one.natural_key for one in child.elements if one.kind == kind}
        if key in taken:
            number = 2
            while f"{key}#{number}" in taken:
                number += 1
            key = f"{key}#{number}"
        if raw:
            content["elements"] = raw
        element = Element(kind, key, content, line, parent_key=parent, began_on=dt.date.fromisoformat(began))
        child.elements.append(element)
        return element

    def _add_lists(
        self, child: Child, group: Any, module: Module, content: dict[str, Any], raw: dict[str, Any]
    ) -> None:
        """Assessment factors: a list within a list."""
        if module.kind != "assessment":
            return
        factors: list[str] = []
        for one in group.iter():
            if name_of(one) == FACTORS[1] and text_of(one):
                code = self.values.code(one, "assessment_factor", child.child_id)
                if code and code not in factors:
                    factors.append(code)
        if factors:
            content["factors"] = factors
            raw[FACTORS[0]] = factors

    def _tell_reviews(self, child: Child, group: Any, plan: Element) -> None:
        """Each review date, whether the file repeats Reviews or puts many dates into one."""
        for one in group.iter():
            if name_of(one) != REVIEWS[1] or not text_of(one):
                continue
            held = self.values.date(one, child.child_id)
            if held is not None:
                day = held.isoformat()
                review = self._element(child, "cp_review", plan.natural_key, day, {"held_on": day}, {}, one.sourceline)
                review.ended_on = held

    def _tell_conference(self, child: Child, element: Element, referral: Element) -> None:
        """An initial conference, named on the enquiry it followed or (a transfer in) on the referral itself."""
        held = element.content.get("conference_held_on")
        if held:
            content = {"held_on": held, "followed": element.kind}
            conference = self._element(child, "conference", referral.natural_key, held, content, {}, element.line)
            conference.ended_on = conference.began_on

    def _tell_group_meeting(self, child: Child, element: Element, referral: Element) -> None:
        """Family group decision making: the file says yes or no, not when."""
        said = {name: element.content[name] for name in ("fgdm_offered", "fgdm_held") if name in element.content}
        if said:
            began = element.content["started_on"]
            self._element(child, "fgdm", referral.natural_key, began, said, {}, element.line)

    # --- judging -----------------------------------------------------------------------------------------------

    def _judge_referral(self, child: Child, referral: Element) -> None:
        assert self.header is not None
        if referral.began_on and referral.began_on > self.header.reference_date:
            self._odd_at(referral, child, "CINreferralDate", "The referral is dated after the collection ended.")
        if ("closed_on" in referral.content) != ("closure_reason" in referral.content):
            self._odd_at(referral, child, "CINclosureDate", "A closure date and its reason should come together.")

    def _judge_span(self, child: Child, element: Element, module: Module) -> None:
        if element.began_on and element.ended_on and element.ended_on < element.began_on:
            self._odd_at(element, child, module.kind, f"{module.title} ends before it begins. It was kept as it is.")

    def _was_refused(self, line: int, name: str) -> bool:
        last = self.findings.rows[-1] if self.findings.rows else None
        return last is not None and last.field == name and last.line is not None and last.line >= line

    def _odd(self, child: Child, name: str, reason: str) -> None:
        self.findings.odd(reason, line=child.line, child_id=child.child_id, field=name)

    def _odd_at(self, element: Element, child: Child, name: str, reason: str) -> None:
        self.findings.odd(reason, line=element.line, child_id=child.child_id, field=name)


def _differs(one: Child, other: Child) -> bool:
    """Whether two children of one id have different birth dates. An expected date may become a birth date."""
    return one.born_on is not None and other.born_on is not None and one.born_on != other.born_on


def _is_wrong_encoding(problem: etree.XMLSyntaxError) -> bool:
    return any(word in str(problem) for word in ("not proper UTF-8", "Invalid bytes", "encoding error", "not valid"))


def _syntax_words(problem: etree.XMLSyntaxError) -> str:
    line = problem.lineno or 1
    if "no element" in str(problem) or "empty" in str(problem).lower():
        return "The file is empty, or is not XML."
    if "Premature end" in str(problem) or "Start tag expected" in str(problem) and line > 1:
        return f"The file stops in the middle, at line {line}. Export it again and check that it arrived whole."
    return f"The file is not well-formed XML: line {line}: {str(problem).split(', line')[0]}."
