"""Reading a referral (`CINdetails`) and all it holds into dated elements."""

import datetime as dt
from collections import Counter
from typing import Any

from thrive.oversight.returns.census.content import Child, Element
from thrive.oversight.returns.census.shape import (
    FACTORS,
    FIRST_DATES,
    MODULES,
    PRE_PROCEEDINGS,
    REFERRAL,
    REVIEWS,
    Module,
)
from thrive.oversight.returns.census.values import Values
from thrive.oversight.returns.census.walking import Node
from thrive.oversight.returns.findings import Findings
from thrive.oversight.returns.texts import ENDS_FIRST, parse_date


class Episodes:
    """Reads referrals. Elements it does not know are kept and counted by name."""

    def __init__(self, values: Values, findings: Findings) -> None:
        self.values, self.findings = values, findings
        self.unknown: Counter[str] = Counter()
        self.unknown_first: dict[str, tuple[int, str]] = {}

    def read(self, child: Child, details: Node) -> None:
        """Read one referral of `child` with what belongs to it; refused, with a finding, where it has no date."""
        referral = self._element(child, details, REFERRAL)
        if referral is None:
            return
        elements = [referral]
        for group in details.children:
            module = MODULES.get(group.name)
            if module is not None:
                elements += self._module(child, group, module, referral)
        if "conference_held_on" in referral.content:
            elements += _conference(referral, referral)
        if child.holds(elements):
            self._odd(child, details.line, "CINdetails", "This referral comes twice, word for word. It was taken once.")
            return
        self._judge(child, referral)
        child.add(_once(elements))

    def tell_unknown(self) -> None:
        """Say which elements were not known: once for each name, where it first stood."""
        for name, times in self.unknown.items():
            line, child_id = self.unknown_first[name]
            self.findings.odd(
                "This element is not known here. It was kept as it is.",
                line=line,
                child_id=child_id,
                field=name,
                found="" if times == 1 else f"{times:,} times in the file",
            )

    def note_unknown(self, child: Child, one: Node) -> None:
        """Remember an element nobody knows, unless it is empty."""
        if one.text or one.children:
            self.unknown[one.name] += 1
            self.unknown_first.setdefault(one.name, (one.line, child.child_id))

    def _module(self, child: Child, group: Node, module: Module, referral: Element) -> list[Element]:
        """The element of one group within a referral, and what stands within that."""
        element = self._element(child, group, module)
        if element is None:
            return []
        element.referral = referral
        found = [element]
        if module.kind == "cp_plan":
            found += self._reviews(child, group, element, referral)
        if "conference_held_on" in element.content:
            found += _conference(element, referral)
        if module is PRE_PROCEEDINGS:
            found += _group_meeting(element, referral)
        element.ended_on = element.ended_on or referral.ended_on  # what a closed referral held has ended with it
        return found

    def _element(self, child: Child, group: Node, module: Module) -> Element | None:
        """A group as an element; None, with a finding, where its first date is missing or cannot be read."""
        content: dict[str, Any] = {}
        unread = ""
        for one in group.children:
            known = module.fields.get(one.name)
            if known is None:
                if one.name not in MODULES and one.name not in (FACTORS[0], *REVIEWS):
                    self.note_unknown(child, one)
                continue
            if known.name == module.began and parse_date(one.text) is None:
                unread = one.text  # said below, of the whole record
                continue
            value = self.values.value(one, known, child.child_id)
            if value not in (None, ""):
                content[known.name] = value
        began = content.get(module.began)
        if began is None:
            self._refuse_undated(child, group, module, unread)
            return None
        if module.kind == "assessment":
            self._add_factors(child, group, content)
        content["elements"] = _as_it_came(group)
        ended = next((content[name] for name in module.ended if content.get(name)), None)
        element = Element(module.kind, dt.date.fromisoformat(began), content, group.line)
        element.ended_on = dt.date.fromisoformat(ended) if ended else None
        if element.ended_on and element.ended_on < element.began_on:
            self._odd(child, group.line, group.name, ENDS_FIRST)
        return element

    def _refuse_undated(self, child: Child, group: Node, module: Module, unread: str) -> None:
        what = "cannot be read" if unread else "is missing"
        self.findings.refuse(
            f"The first date of this record {what}. It was left out with all it holds. Write the date as 2025-03-31.",
            line=group.line,
            child_id=child.child_id,
            field=FIRST_DATES[module.kind],
            kind=module.kind,
            found=unread,
        )

    def _add_factors(self, child: Child, group: Node, content: dict[str, Any]) -> None:
        """Assessment factors: a list within a list; each once."""
        found = [
            self.values.code(one, "assessment_factor", child.child_id)
            for one in group.everything()
            if one.name == FACTORS[1]
        ]
        factors = list(dict.fromkeys(code for code in found if code))
        if factors:
            content["factors"] = factors

    def _reviews(self, child: Child, group: Node, plan: Element, referral: Element) -> list[Element]:
        """Each review, whether the file repeats Reviews or puts many dates into one."""
        found = []
        for one in group.everything():
            held = self.values.date(one, child.child_id) if one.name == REVIEWS[1] else None
            if held is not None:
                content = {"held_on": held.isoformat()}
                found.append(Element("cp_review", held, content, one.line, held, referral, within=plan))
        return found

    def _judge(self, child: Child, referral: Element) -> None:
        if ("closed_on" in referral.content) != ("closure_reason" in referral.content):
            self._odd(
                child,
                referral.line,
                "CINclosureDate",
                "A closure date and its reason come together. Give both.",
            )

    def _odd(self, child: Child, line: int, name: str, reason: str) -> None:
        self.findings.odd(reason, line=line, child_id=child.child_id, field=name)


def _once(elements: list[Element]) -> list[Element]:
    """Without the conference that two enquiries, or an enquiry and the referral, both name."""
    seen: set[dt.date] = set()
    kept = []
    for one in elements:
        if one.kind == "conference":
            if one.began_on in seen:
                continue
            seen.add(one.began_on)
        kept.append(one)
    return kept


def _conference(element: Element, referral: Element) -> list[Element]:
    """An initial conference, named on the enquiry it followed or (a transfer in) on the referral itself."""
    held = dt.date.fromisoformat(element.content["conference_held_on"])
    content = {"held_on": held.isoformat(), "followed": element.kind}
    return [Element("conference", held, content, element.line, held, referral)]


def _group_meeting(element: Element, referral: Element) -> list[Element]:
    """Family group decision making: the file says whether, not when; it is dated by the pre-proceedings it was in."""
    said: dict[str, Any] = {
        name: element.content[name] for name in ("fgdm_offered", "fgdm_held") if name in element.content
    }
    if not any(said.values()):
        return []
    content = {**said, "started_on": element.began_on.isoformat()}
    return [Element("fgdm", element.began_on, content, element.line, element.began_on, referral)]


def _as_it_came(group: Node) -> dict[str, Any]:
    """Every element of the group by name; groups that become elements of their own are left to those."""
    found: dict[str, Any] = {}
    for one in group.children:
        if one.name in MODULES:
            continue
        value = _as_it_came(one) if one.children else one.text
        if one.name not in found:
            found[one.name] = value
        elif isinstance(found[one.name], list):
            found[one.name].append(value)
        else:
            found[one.name] = [found[one.name], value]
    return found
