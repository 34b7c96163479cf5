"""Reading a dataset's tables into what they say of each person. Nothing is written here."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from thrive.base.matching import normalise
from thrive.base.people.rules import ADULT_AT, IDENTIFIERS, SSD_TYPES, reaches_age_on
from thrive.oversight.returns import tables
from thrive.oversight.returns.dataset.cells import Cells
from thrive.oversight.returns.dataset.episodes import Episodes
from thrive.oversight.returns.dataset.shape import is_left_out, table_of
from thrive.oversight.returns.findings import CannotRead, Findings
from thrive.oversight.returns.joining.entries import Adult, ElementSaid, Entry, Home, Spelt, TeamSaid, WorkerSaid

#: The column that says whose each row is.
WHOSE: Mapping[str, str] = {
    "ssd_person": "pers_person_id",
    "ssd_address": "addr_person_id",
    "ssd_family": "fami_person_id",
    "ssd_mother": "moth_childs_person_id",
    "ssd_linked_identifiers": "link_person_id",
    "ssd_disability": "disa_person_id",
    "ssd_immigration_status": "immi_person_id",
    "ssd_involvements": "invo_person_id",
    "ssd_cin_episodes": "cine_person_id",
    "ssd_cin_assessments": "cina_person_id",
    "ssd_cin_plans": "cinp_person_id",
    "ssd_cin_visits": "cinv_person_id",
    "ssd_s47_enquiry": "s47e_person_id",
    "ssd_initial_cp_conference": "icpc_person_id",
    "ssd_cp_plans": "cppl_person_id",
    "ssd_cp_visits": "cppv_person_id",
    "ssd_cp_reviews": "cppr_person_id",
}
LEADS = ("social worker", "allocated", "lead", "key worker", "case holder")
IN_AN_ADDRESS = ("room", "floor", "flat", "building", "house", "street", "town", "county")  # keys, in order
HOMES = (("corres", "post"), ("post", "post"), ("temp", "temporary"), ("second", "second"))
SEXES = {
    "m": "M",
    "male": "M",
    "1": "M",
    "f": "F",
    "female": "F",
    "2": "F",
    "u": "U",
    "unknown": "U",
    "0": "U",
    "9": "U",
}

Rows = dict[str, list[Cells]]


@dataclass
class Professional:
    """A worker of the dataset."""

    name: str
    staff_id: str


@dataclass
class Dataset:
    """What the tables say, by the dataset's own id of each person."""

    entries: list[Entry] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)


def read(paths: Sequence[Path], *, as_at: dt.date) -> Dataset:
    """Read the tables at these paths together. Raises CannotRead where there is no table of people among them."""
    dataset = Dataset()
    rows = _rows(paths, dataset.findings)
    if "ssd_person" not in rows:
        raise CannotRead("There is no ssd_person among the tables, so nobody can be known. Import the folder whole.")
    reader = _Reader(rows, dataset.findings, as_at)
    dataset.entries = reader.entries()
    return dataset


def _rows(paths: Sequence[Path], findings: Findings) -> Rows:
    """The rows of every table that is read, by table."""
    found: Rows = defaultdict(list)
    for path in paths:
        for table in tables.open_tables(path):
            name = table_of(table.headings)
            if not name:
                if is_left_out(table.headings):
                    findings.odd("This table of the dataset was left out: nothing here keeps it.", field=table.name)
                continue
            found[name] += [Cells(name, row, findings, WHOSE.get(name, "")) for row in table.rows]
            findings.rows += table.findings.rows
    return found


class _Reader:
    """Joins the tables by the dataset's own ids."""

    def __init__(self, rows: Rows, findings: Findings, as_at: dt.date) -> None:
        self.rows, self.findings, self.as_at = rows, findings, as_at
        self.mothers = {cells.text("moth_person_id") for cells in self._of("ssd_mother")}
        self.elements = Episodes(rows).read()
        self.professionals = {
            cells.text("prof_professional_id"): Professional(
                cells.text("prof_professional_name"), cells.text("prof_staff_id", 48)
            )
            for cells in self._of("ssd_professionals")
        }
        self.teams = {
            cells.text("dept_team_id"): cells.text("dept_team_name", 120) for cells in self._of("ssd_department")
        }
        self.says = {"worker", "team"} if "ssd_involvements" in rows else set()

    def _of(self, table: str) -> list[Cells]:
        return self.rows.get(table, [])

    def entries(self) -> list[Entry]:
        """An entry for each person of the dataset."""
        found: dict[str, Entry] = {}
        for cells in self._of("ssd_person"):
            key = cells.text("pers_person_id", 60)
            if not key:
                cells.refuse("pers_person_id", "The person has no id. Give them one.", kind="child")
            elif key in found:
                cells.refuse("pers_person_id", "This id comes twice. The first row stands.", kind="child")
            else:
                found[key] = self._person(cells, key)
        self._add_homes(found)
        self._add_family(found)
        self._add_numbers(found)
        self._add_traits(found)
        self._add_workers(found)
        for key, entry in found.items():
            entry.elements = [*self.elements.get(key, ()), *entry.elements]
        return list(found.values())

    def _person(self, cells: Cells, key: str) -> Entry:
        born = cells.past_date("pers_dob")
        is_child = not self._is_adult(key, born)
        numbers = {"la_child_id" if is_child else "ssd_person": IDENTIFIERS["la_child_id"].canonical(key)}
        legacy = cells.text("pers_legacy_id", 60)
        if legacy and legacy != key:
            numbers["former_child_id"] = legacy
        entry = Entry(
            line=cells.row.line,
            numbers=numbers,
            is_child=is_child,
            name=Spelt(cells.text("pers_forename", 100), "", cells.text("pers_surname", 100)),
            born_on=born,
            expected_on=cells.date("pers_expected_dob") if born is None else None,
            died_on=cells.past_date("pers_death_date"),
            says=self.says,
        )
        for scheme, column in (("upn", "pers_upn"), ("nhs", "pers_common_child_id"), ("nhs", "pers_single_unique_id")):
            self._number(cells, entry, scheme, cells.text(column), column)
        sex = SEXES.get((cells.text("pers_sex") or cells.text("pers_gender")).casefold(), "")
        traits = [
            ("sex", sex),
            ("ethnicity", cells.code("pers_ethnicity", "ethnicity")),
            ("upn_unknown", cells.code("pers_upn_unknown", "upn_unknown")),
            ("nationality", cells.text("pers_nationality")),
        ]
        entry.traits = [trait for trait in traits if trait[1]]
        return entry

    def _is_adult(self, key: str, born: dt.date | None) -> bool:
        """Whether somebody is in the dataset only as a mother."""
        is_grown = born is None or reaches_age_on(born, ADULT_AT) <= self.as_at
        return key in self.mothers and is_grown and key not in self.elements

    def _number(self, cells: Cells, entry: Entry, scheme: str, text: str, column: str) -> None:
        """Note an identifier; a mistyped one is said and left out."""
        if not text:
            return
        problem = IDENTIFIERS[scheme].problem(text)
        if problem:
            cells.refuse(column, f"{problem}. The number was left out.", found=text)
        else:
            entry.numbers.setdefault(scheme, IDENTIFIERS[scheme].canonical(text))

    def _entry(self, cells: Cells, found: Mapping[str, Entry], kind: str) -> Entry | None:
        """Whose row it is; refused where nobody has that id."""
        entry = found.get(cells.child_id)
        if entry is None:
            cells.refuse(
                WHOSE[cells.table],
                "Nobody in ssd_person has this id. The row was left out.",
                kind=kind,
                found=cells.child_id,
            )
        return entry

    def _add_homes(self, found: Mapping[str, Entry]) -> None:
        for cells in self._of("ssd_address"):
            entry = self._entry(cells, found, "row")
            if entry is None:
                continue
            address = _address(cells.json("addr_address_json"))
            postcode = normalise.postcode(cells.text("addr_address_postcode"))
            since, until = cells.date("addr_address_start_date"), cells.date("addr_address_end_date")
            if not address and not postcode:
                continue
            if since and until and until <= since:
                cells.odd("addr_address_end_date", "The address ends before it begins. It was left out.")
                continue
            sort = cells.text("addr_address_type").casefold()
            kind = next((kind for word, kind in HOMES if word in sort), "home")
            entry.homes.append(Home(address, postcode, since, until, kind))
        for entry in found.values():
            entry.homes = _one_of_each(entry.homes)

    def _add_family(self, found: Mapping[str, Entry]) -> None:
        for cells in self._of("ssd_family"):
            entry = self._entry(cells, found, "row")
            if entry is not None:
                entry.family_key = entry.family_key or cells.text("fami_family_id", 50)
        for cells in self._of("ssd_mother"):
            entry = self._entry(cells, found, "relationship")
            mother = cells.text("moth_person_id", 60)
            if entry is not None and mother:
                known = found.get(mother)
                entry.adults.append(
                    Adult("parent", known.name if known else Spelt(), known.born_on if known else None, mother, "F")
                )

    def _add_numbers(self, found: Mapping[str, Entry]) -> None:
        schemes = {label.casefold(): scheme for label, scheme in SSD_TYPES.items()}
        for cells in self._of("ssd_linked_identifiers"):
            entry = self._entry(cells, found, "row")
            until = cells.date("link_valid_to_date")
            if entry is None or (until is not None and until <= self.as_at):
                continue
            scheme = schemes.get(cells.text("link_identifier_type").casefold())
            if scheme is None:
                cells.odd(
                    "link_identifier_type",
                    "This kind of number is not known. It was left out.",
                    found=cells.text("link_identifier_type"),
                )
            else:
                self._number(cells, entry, scheme, cells.text("link_identifier_value", 60), "link_identifier_value")

    def _add_traits(self, found: Mapping[str, Entry]) -> None:
        for cells in self._of("ssd_disability"):
            entry = self._entry(cells, found, "row")
            trait = ("disability", cells.code("disa_disability_code", "disability"))
            if entry is not None and trait[1] and trait not in entry.traits:
                entry.traits.append(trait)
        for cells in self._of("ssd_immigration_status"):
            entry = self._entry(cells, found, "row")
            status = cells.text("immi_immigration_status", 100)
            if entry is None or not status:
                continue
            since, until = (cells.date(f"immi_immigration_status_{which}_date") for which in ("start", "end"))
            content = {"status": status, "elements": cells.as_it_came()}
            key = cells.text("immi_immigration_status_id", 60) or f"{since} {status}"[:80]
            entry.elements.append(
                ElementSaid("immigration", key, content, began_on=since, ended_on=until if until else None)
            )

    def _add_workers(self, found: Mapping[str, Entry]) -> None:
        for cells in self._of("ssd_involvements"):
            entry = self._entry(cells, found, "involvement")
            if entry is None:
                continue
            since, until = cells.date("invo_involvement_start_date"), cells.date("invo_involvement_end_date")
            if until is not None and (since is None or until <= since):
                continue  # it held for no day, or nobody knows for which
            team = cells.text("invo_professional_team", 48)
            if team and until is None:
                entry.teams.append(TeamSaid(self.teams.get(team) or team, since, other=team))
            worker = self._worker(cells, since, until)
            if worker is not None and worker not in entry.workers:
                entry.workers.append(worker)
        for entry in found.values():
            entry.teams = list({said.text: said for said in entry.teams}.values())

    def _worker(self, cells: Cells, since: dt.date | None, until: dt.date | None) -> WorkerSaid | None:
        key = cells.text("invo_professional_id", 48)
        if not key:
            return None
        known = self.professionals.get(key, Professional("", ""))
        role = cells.text("invo_professional_role_id", 60)
        is_lead = not role or any(word in role.casefold() for word in LEADS)
        return WorkerSaid(
            name=known.name,
            code=known.staff_id or key,
            other_code=key,
            role="lead_practitioner" if is_lead else role,
            since=since,
            until=until,
        )


def _address(value: Any) -> str:
    """An address on one line: the parts of its JSON in the order in which they are said, or the text as it is."""
    if isinstance(value, str):
        return " ".join(value.split())[:300]
    if not isinstance(value, Mapping):
        return ""
    parts = {str(name).casefold(): " ".join(str(part).split()) for name, part in value.items() if part}
    said = [parts[name] for name in IN_AN_ADDRESS if parts.get(name)]
    house = parts.get("house")
    if house and parts.get("street"):
        said = [f"{house} {parts['street']}" if part == parts["street"] else part for part in said if part != house]
    return ", ".join(said)[:300]


def _one_of_each(homes: list[Home]) -> list[Home]:
    """Past homes, and of each kind the one that began last."""
    past = [home for home in homes if home.until is not None]
    today: dict[str, Home] = {}
    for home in sorted((home for home in homes if home.until is None), key=lambda home: home.since or dt.date.min):
        today[home.kind] = home
    return [*past, *today.values()]
