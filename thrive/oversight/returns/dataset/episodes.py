"""The episodes of a dataset as imported elements, under the keys and names by which a census brings them.

So the same referral is one record, whichever file it came in; the newer of the two speaks.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from thrive.oversight.returns.dataset.cells import Cells
from thrive.oversight.returns.joining.entries import ElementSaid
from thrive.oversight.returns.texts import ENDS_FIRST

UNDATED = "The first date of this record is missing or cannot be read. It was left out. Write it as 2025-03-31."


@dataclass
class Found:
    """An episode being read: whose it is, and its key once it is known."""

    person: str
    kind: str
    began_on: dt.date
    content: dict[str, Any]
    ended_on: dt.date | None = None
    referral: "Found | None" = None
    within: "Found | None" = None
    key: str = ""


@dataclass
class Episodes:
    """All episodes of a dataset. Tables may come in any order: what hangs together is joined at the end."""

    tables: Mapping[str, Iterable[Cells]]
    by_person: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))
    referrals: dict[str, Found] = field(default_factory=dict)
    plans: dict[str, Found] = field(default_factory=dict)

    def read(self) -> dict[str, list[ElementSaid]]:
        """The elements of each person of the dataset, by the dataset's own id."""
        self._referrals()
        self._assessments()
        self._cin_plans()
        self._enquiries()
        self._cp_plans()
        self._visits()
        return {person: _keyed(some) for person, some in self.by_person.items()}

    def _rows(self, table: str) -> Iterable[Cells]:
        return self.tables.get(table, ())

    def _add(
        self,
        cells: Cells,
        kind: str,
        began: dt.date | None,
        content: dict[str, Any],
        *,
        column: str,
        ended: dt.date | None = None,
        referral: str = "",
        within: Found | None = None,
    ) -> Found | None:
        """Note an episode; refused, with a finding, where it has no first date."""
        if began is None:
            cells.refuse(
                column,
                UNDATED,
                kind=kind,
            )
            return None
        said = {name: value for name, value in content.items() if value not in (None, "", [])}
        said["elements"] = cells.as_it_came()
        parent = self.referrals.get(referral) if referral else None
        found = Found(cells.child_id, kind, began, said, ended, parent, within)
        if ended is not None and ended < began:
            cells.odd(column, ENDS_FIRST)
        if found.ended_on is None and parent is not None:
            found.ended_on = parent.ended_on
        self.by_person[cells.child_id].append(found)
        return found

    def _referrals(self) -> None:
        for cells in self._rows("ssd_cin_episodes"):
            received, closed = cells.date("cine_referral_date"), cells.date("cine_close_date")
            content = {
                "received_on": _iso(received),
                "source": cells.code("cine_referral_source_code", "referral_source"),
                "primary_need": cells.code("cine_cin_primary_need_code", "primary_need"),
                "closed_on": _iso(closed),
                "closure_reason": cells.code("cine_close_reason", "closure_reason"),
                "no_further_action": cells.flag("cine_referral_nfa"),
            }
            found = self._add(cells, "referral", received, content, column="cine_referral_date", ended=closed)
            if found is not None and (key := cells.text("cine_referral_id")):
                self.referrals[key] = found

    def _assessments(self) -> None:
        factors: dict[str, list[str]] = defaultdict(list)
        for cells in self._rows("ssd_assessment_factors"):
            factors[cells.text("cinf_assessment_id")] += _listed(cells.json("cinf_assessment_factors_json"))
        for cells in self._rows("ssd_cin_assessments"):
            started, signed = cells.date("cina_assessment_start_date"), cells.date("cina_assessment_auth_date")
            content = {
                "started_on": _iso(started),
                "authorised_on": _iso(signed),
                "seen": cells.flag("cina_assessment_child_seen"),
                "factors": list(dict.fromkeys(factors[cells.text("cina_assessment_id")])),
            }
            self._add(
                cells,
                "assessment",
                started,
                content,
                column="cina_assessment_start_date",
                ended=signed,
                referral=cells.text("cina_referral_id"),
            )

    def _cin_plans(self) -> None:
        for cells in self._rows("ssd_cin_plans"):
            started, ended = cells.date("cinp_cin_plan_start_date"), cells.date("cinp_cin_plan_end_date")
            content = {"started_on": _iso(started), "ended_on": _iso(ended)}
            self._add(
                cells,
                "cin_plan",
                started,
                content,
                column="cinp_cin_plan_start_date",
                ended=ended,
                referral=cells.text("cinp_referral_id"),
            )

    def _enquiries(self) -> None:
        """Enquiries with the conference each led to, and the conferences themselves."""
        led_to: dict[str, Cells] = {}
        conferences = list(self._rows("ssd_initial_cp_conference"))
        for cells in conferences:
            led_to.setdefault(cells.text("icpc_s47_enquiry_id"), cells)
        for cells in self._rows("ssd_s47_enquiry"):
            started, ended = cells.date("s47e_s47_start_date"), cells.date("s47e_s47_end_date")
            then = led_to.get(cells.text("s47e_s47_enquiry_id"))
            held = then.date("icpc_icpc_date") if then else None
            content = {
                "started_on": _iso(started),
                "conference_due_on": _iso(then.date("icpc_icpc_target_date")) if then else None,
                "conference_held_on": _iso(held),
                "conference_not_required": cells.flag("s47e_s47_nfa") or (ended is not None and held is None),
            }
            self._add(
                cells,
                "s47_enquiry",
                started,
                content,
                column="s47e_s47_start_date",
                ended=held or ended,
                referral=cells.text("s47e_referral_id"),
            )
        for cells in conferences:
            held = cells.date("icpc_icpc_date")
            if held is None:
                continue  # planned, and not held by the day of the extract
            content = {
                "held_on": _iso(held),
                "followed": "s47_enquiry" if cells.text("icpc_s47_enquiry_id") else "referral",
            }
            referral = cells.text("icpc_referral_id")
            self._add(cells, "conference", held, content, column="icpc_icpc_date", ended=held, referral=referral)

    def _cp_plans(self) -> None:
        for cells in self._rows("ssd_cp_plans"):
            started, ended = cells.date("cppl_cp_plan_start_date"), cells.date("cppl_cp_plan_end_date")
            content = {
                "started_on": _iso(started),
                "ended_on": _iso(ended),
                "initial_category": cells.code("cppl_cp_plan_initial_category", "category_of_abuse"),
                "latest_category": cells.code("cppl_cp_plan_latest_category", "category_of_abuse"),
            }
            found = self._add(
                cells,
                "cp_plan",
                started,
                content,
                column="cppl_cp_plan_start_date",
                ended=ended,
                referral=cells.text("cppl_referral_id"),
            )
            if found is not None:
                self.plans[cells.text("cppl_cp_plan_id")] = found
        for cells in self._rows("ssd_cp_reviews"):
            held = cells.date("cppr_cp_review_date")
            if held is None:
                continue
            plan = self.plans.get(cells.text("cppr_cp_plan_id"))
            review = self._add(
                cells, "cp_review", held, {"held_on": _iso(held)}, column="cppr_cp_review_date", ended=held, within=plan
            )
            if review is not None and plan is not None:
                review.referral = plan.referral

    def _visits(self) -> None:
        for table, prefix in (("ssd_cin_visits", "cinv_cin_visit"), ("ssd_cp_visits", "cppv_cp_visit")):
            for cells in self._rows(table):
                day, seen = cells.date(f"{prefix}_date"), cells.flag(f"{prefix}_seen")
                content = {
                    "visited_on": _iso(day),
                    "seen": seen,
                    "not_seen": True if seen is False else None,
                    "seen_alone": cells.flag(f"{prefix}_seen_alone"),
                    "bedroom_seen": cells.flag(f"{prefix}_bedroom"),
                }
                self._add(cells, "visit", day, content, column=f"{prefix}_date", ended=day)


def _keyed(some: list[Found]) -> list[ElementSaid]:
    """Each episode of one person under a key of its own, parents before what they hold."""
    taken: set[tuple[str, str]] = set()
    depth = {"referral": 0, "cp_review": 2}
    for one in sorted(some, key=lambda one: depth.get(one.kind, 1)):
        above = one.within or one.referral
        key = f"{above.key}/{one.began_on}" if above else str(one.began_on)
        number = 1
        one.key = key
        while (one.kind, one.key) in taken:
            number += 1
            one.key = f"{key}#{number}"
        taken.add((one.kind, one.key))
    return [
        ElementSaid(
            one.kind, one.key, one.content, one.referral.key if one.referral else "", one.began_on, one.ended_on
        )
        for one in some
    ]


def _listed(value: Any) -> list[str]:
    """Codes of a JSON cell: a list of them, or an object that says yes to each."""
    if isinstance(value, Mapping):
        return [
            str(key).upper()[:10] for key, said in value.items() if str(said).casefold() in ("y", "yes", "true", "1")
        ]
    if isinstance(value, list):
        return [str(one).upper()[:10] for one in value if isinstance(one, str | int)]
    if isinstance(value, str):
        return [one.strip(' "[]').upper()[:10] for one in value.replace(";", ",").split(",") if one.strip(' "[]')]
    return []


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
