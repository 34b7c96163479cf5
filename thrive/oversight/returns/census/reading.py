"""Reading a census file: through once, child by child, into plain data. Nothing is written here.

The file may be one that nobody here wrote. What cannot be understood is refused field by field with its line;
a file that is cut short, is not a census or tries tricks with entities is refused as a whole.
"""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

from thrive.base.calendar import clock
from thrive.base.people.rules import IDENTIFIERS
from thrive.oversight.returns.census import walking
from thrive.oversight.returns.census.content import Census, Child, Header
from thrive.oversight.returns.census.episodes import Episodes
from thrive.oversight.returns.census.shape import FIRST_DATES, GENDER_AS_SEX
from thrive.oversight.returns.census.values import Values
from thrive.oversight.returns.census.walking import Node
from thrive.oversight.returns.findings import CannotRead, Findings
from thrive.oversight.returns.texts import parse_date

CHILD_ID = re.compile(r"[A-Za-z0-9]{1,20}\Z", re.ASCII)
LONGEST_ID = 60
YEARS = range(2012, 2100)
KNOWN_YEARS = range(2022, 2028)  # collections whose elements and codes are listed here
KNOWN_GROUPS = {"ChildIdentifiers", "ChildCharacteristics", "CINdetails"}


def read(path: Path, *, progress: Callable[[int], None] | None = None) -> Census:
    """Read the census at `path`. `progress` is told the bytes read so far. Raises CannotRead."""
    encoding = walking.encoding_of(path)
    try:
        return _Reader(path, progress, encoding).census()
    except UnicodeDecodeError as problem:
        if encoding.startswith("utf-16"):
            raise CannotRead("The file stops in the middle of a letter. Export it again.") from problem
    reader = _Reader(path, progress, walking.WINDOWS)
    reader.findings.odd(f"The file says it is {encoding.upper()} and is not; it was read as Windows-1252.")
    try:
        return reader.census()
    except UnicodeDecodeError as problem:
        raise CannotRead("The file is in no encoding known here. Save it as UTF-8.") from problem


def looks_like_census(start: bytes) -> bool:
    """Whether the first bytes of a file are those of a census message."""
    text = start.replace(b"\0", b"")
    return re.search(rb"<([A-Za-z0-9]+:)?Message[\s>]", text) is not None


class _Reader:
    """Walks one file. Keeps the children seen, so that a second one of the same id can be judged."""

    def __init__(self, path: Path, progress: Callable[[int], None] | None, encoding: str) -> None:
        self.path, self.progress, self.encoding = path, progress, encoding
        self.findings = Findings()
        self.values = Values(self.findings)
        self.episodes = Episodes(self.values, self.findings)
        self.children: dict[str, Child] = {}
        self.upns: dict[str, str] = {}
        self.header: Header | None = None

    def census(self) -> Census:
        """The whole file. Children may stand before the header."""
        found = walking.walk(
            self.path,
            root="Message",
            stop_at=("Header", "Child"),
            encoding=self.encoding,
            progress=self.progress,
        )
        for node in found:
            if node.name == "Child":
                self._take_child(node)
            else:
                self.header = self._read_header(node)
                self.values.year = self.header.year
        if self.header is None:
            raise CannotRead("The file has no Header, so it does not say whose census it is, or which year.")
        if not self.children:
            self.findings.odd("The file has no children.")
        for child in self.children.values():
            self._judge_period(child, self.header.reference_date)
        self.episodes.tell_unknown()
        return Census(self.header, list(self.children.values()), self.findings)

    def _read_header(self, node: Node) -> Header:
        if self.header is not None:
            raise CannotRead(f"The file has a second Header, on line {node.line:,}. Import each census by itself.")
        found = {one.name: one for one in node.everything()}
        text = {name: one.text for name, one in found.items()}
        collection = text.get("Collection", "")
        if collection and collection.upper() != "CIN":
            raise CannotRead(f"The file is of the collection {collection[:20]}, not CIN.")
        code = text.get("LEA", "")
        if not re.fullmatch(r"[0-9]{3}", code):
            raise CannotRead(f"The header’s LEA is “{code[:20]}”. It must be the authority’s three digits.")
        stated = parse_date(text.get("ReferenceDate", ""))
        year = text.get("Year", "") or (str(stated.year) if stated else "")
        if not re.fullmatch(r"[0-9]{4}", year) or int(year) not in YEARS:
            raise CannotRead(f"The header’s Year is “{year[:20]}”. It must be the year in which the collection ends.")
        ends = dt.date(int(year), 3, 31)
        if dt.date(ends.year - 1, 4, 1) > clock.today():
            raise CannotRead(
                f"The header’s Year is {year}, and that collection has not begun. It must be the year in which the "
                "collection ends."
            )
        if ends.year not in KNOWN_YEARS:
            self.findings.odd(
                f"Collections of {KNOWN_YEARS[0]} to {KNOWN_YEARS[-1]} are known here. This one was read by "
                "what it shares with them; look at what came of it.",
                line=found.get("Year", node).line,
                field="Year",
                found=year,
            )
        if stated != ends:
            where = found.get("ReferenceDate", node)
            self.findings.odd(
                "The reference date should be 31 March of the header’s Year. The Year was used.",
                line=where.line,
                field="ReferenceDate",
                found=text.get("ReferenceDate", ""),
            )
        return Header(code, int(year), ends)

    # --- a child -----------------------------------------------------------------------------------------------

    def _take_child(self, node: Node) -> None:
        """Read one child; join it to an earlier one of the same id, or refuse it for another birth date."""
        child = self._read_identity(node)
        if child is None:
            return
        earlier = self.children.get(child.child_id)
        if earlier is not None and _differs(earlier, child):
            self.findings.refuse(
                "This id is used twice with different birth dates. The first child stands; give this one its own id.",
                line=child.line,
                child_id=child.child_id,
                field="LAchildID",
                kind="child",
            )
            return
        self._read_characteristics(child, node.child("ChildCharacteristics"))
        details = [one for one in node.children if one.name == "CINdetails"]
        for one in node.children:
            if one.name not in KNOWN_GROUPS:
                self.episodes.note_unknown(child, one)
        if not details:
            self._odd(child, "CINdetails", "The child has no referral. Check why the file has none.")
        for one in details:
            self.episodes.read(earlier or child, one)
        if earlier is None:
            self.children[child.child_id] = child
        else:
            _join(earlier, child)
            self._odd(child, "LAchildID", "This id comes twice with one birth date. The records of both were taken.")
        self._note_upn(child)

    def _read_identity(self, node: Node) -> Child | None:
        group = node.child("ChildIdentifiers")
        found = {one.name: one for one in group.children} if group is not None else {}
        child_id = found["LAchildID"].text if "LAchildID" in found else ""
        if not child_id or len(child_id) > LONGEST_ID:
            reason = (
                f"The id is longer than {LONGEST_ID} characters. Use 20 letters and digits at most."
                if child_id
                else "The child has no id. Give it one."
            )
            self.findings.refuse(reason, line=node.line, child_id=child_id, field="LAchildID", kind="child")
            return None
        child = Child(child_id=child_id, line=node.line)
        if not CHILD_ID.match(child_id):
            self._odd(child, "LAchildID", "The id should be 20 letters and digits at most. It was taken as it is.")
        child.born_on = self.values.past_date(found.get("PersonBirthDate"), child_id)
        child.expected_on = self.values.date(found.get("ExpectedPersonBirthDate"), child_id)
        child.died_on = self.values.past_date(found.get("PersonDeathDate"), child_id)
        child.upn = self._number(child, found.get("UPN"))
        child.former_upn = self._number(child, found.get("FormerUPN"))
        child.upn_unknown = self.values.code(found.get("UPNunknown"), "upn_unknown", child_id)
        child.sex = self._sex(found, child_id)
        given = any(one.text for name in ("PersonBirthDate", "ExpectedPersonBirthDate") if (one := found.get(name)))
        self._judge_dates(child, birth_is_given=given)
        return child

    def _number(self, child: Child, one: Node | None) -> str:
        """A pupil number. A mistyped one is kept, so that it can be looked for, and said to be so."""
        text = one.text.upper() if one is not None else ""
        problem = IDENTIFIERS["upn"].problem(text) if text else None
        if one is not None and problem:
            self.findings.odd(
                f"{problem}. It was kept, marked as not valid.",
                line=one.line,
                child_id=child.child_id,
                field=one.name,
            )
        return text[:LONGEST_ID]

    def _sex(self, found: dict[str, Node], child_id: str) -> str:
        sex = found.get("Sex")
        if sex is not None and sex.text:
            return self.values.code(sex, "sex", child_id)
        code = self.values.code(found.get("GenderCurrent"), "gender", child_id)
        return GENDER_AS_SEX.get(code, code)

    def _judge_dates(self, child: Child, *, birth_is_given: bool) -> None:
        """What is missing or cannot be. A birth date that could not be read was refused, and is not missing as well."""
        if not birth_is_given:
            self._odd(child, "PersonBirthDate", "There is neither a birth date nor an expected one. Give one of them.")
        if child.born_on and child.died_on and child.died_on < child.born_on:
            self._odd(child, "PersonDeathDate", "The death is before the birth. It was left out. Check both dates.")
            child.died_on = None

    def _judge_period(self, child: Child, ends: dt.date) -> None:
        """What is dated after the collection ended was taken all the same, and is said."""
        if child.born_on and child.born_on > ends:
            self._odd(child, "PersonBirthDate", "The child was born after the collection ended. Check the date.")
        for one in child.elements:
            if one.began_on > ends:
                self.findings.odd(
                    "This is dated after the collection ended. It was taken; check the date.",
                    line=one.line,
                    child_id=child.child_id,
                    field=FIRST_DATES.get(one.kind, one.kind),
                    found=one.began_on.isoformat(),
                )

    def _note_upn(self, child: Child) -> None:
        other = self.upns.setdefault(child.upn, child.child_id) if child.upn else child.child_id
        if other != child.child_id:
            self.findings.odd(
                "Another child of the file has the same UPN. Both were taken; one of them is wrong.",
                line=child.line,
                child_id=child.child_id,
                field="UPN",
                found=f"child {other}",
            )

    def _read_characteristics(self, child: Child, group: Node | None) -> None:
        if group is None:
            self._odd(child, "ChildCharacteristics", "The child has no characteristics.")
            return
        for one in group.everything():
            if one.name == "Ethnicity":
                child.ethnicity = self.values.code(one, "ethnicity", child.child_id)
            elif one.name == "Disability":
                code = self.values.code(one, "disability", child.child_id)
                if code and code not in child.disabilities:
                    child.disabilities.append(code)

    def _odd(self, child: Child, name: str, reason: str) -> None:
        self.findings.odd(reason, line=child.line, child_id=child.child_id, field=name)


def _differs(one: Child, other: Child) -> bool:
    """Whether two children of one id have different birth dates. An expected date may become a birth date."""
    return one.born_on is not None and other.born_on is not None and one.born_on != other.born_on


def _join(earlier: Child, later: Child) -> None:
    """Fill what the first child of an id did not say from the second."""
    for name in ("born_on", "expected_on", "died_on", "sex", "upn", "former_upn", "upn_unknown", "ethnicity"):
        if not getattr(earlier, name):
            setattr(earlier, name, getattr(later, name))
    earlier.disabilities += [code for code in later.disabilities if code not in earlier.disabilities]
