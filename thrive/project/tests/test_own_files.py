"""An authority's own files: by the rules of the census, and taken back in as they were."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import time_machine
from django.db import transaction

from thrive.base.access.models import Authority, Subject
from thrive.base.access.rules import Restriction
from thrive.base.access.viewers import SystemViewer
from thrive.base.casework.models import ImportedElement
from thrive.base.history import wall
from thrive.base.history.models import AuditEntry
from thrive.base.people.models import Card, Identifier, PersonFact, Relationship
from thrive.base.record.models import Event
from thrive.oversight.returns import actions
from thrive.oversight.returns.census import writing as census
from thrive.oversight.returns.census.period import Period
from thrive.oversight.returns.people_file import writing as people
from thrive.oversight.returns.report import Report
from thrive.oversight.returns.tests.census_rules import failures, load
from thrive.pathway.front_door import facts as front_door
from thrive.project import invented

pytestmark = pytest.mark.slow
AS_OF = dt.date(2026, 11, 20)
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
YEARS = range(2022, 2028)
NOT_IN_A_CENSUS = ("decided_on", "elements")

Key = tuple[str, str, str]  # child id, kind, natural key


@dataclass
class Written:
    """The files of an authority that is gone, and what was on record."""

    folder: Path
    children: dict[int, int] = field(default_factory=dict)  # in each census
    elements: dict[Key, dict] = field(default_factory=dict)
    cards: dict[str, tuple] = field(default_factory=dict)
    statuses: dict[str, set[str]] = field(default_factory=dict)
    parents: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    kept_back: set[str] = field(default_factory=set)  # ids of sealed records
    waiting: set[str] = field(default_factory=set)  # ids of children whose referral is still to be decided
    entries: int = 0

    def census(self, year: int) -> Path:
        return self.folder / f"cin-{year}.xml"

    @property
    def people(self) -> Path:
        return self.folder / "people.csv"


def write(folder: Path, children: int) -> Written:
    """Invent an authority, write its files, look at it, and take it back."""
    written = Written(folder)
    with time_machine.travel(NOON, tick=False), transaction.atomic(), wall.whole("a test invents for its module"):
        invented.build(children=children, seed=1, as_of=AS_OF)
        authority = Authority.objects.get(is_home=True)
        by = SystemViewer(key="test", purpose="testing", authority_id=authority.pk)
        for year in YEARS:
            written.children[year] = census.write(written.census(year), authority=authority, year=year, by=by)
        people.write(written.people, authority=authority, as_at=AS_OF, by=by)
        written.elements, written.cards = elements(), cards()
        written.statuses, written.parents = statuses(), parents()
        written.waiting = waiting()
        sealed = Subject.objects.filter(restriction=Restriction.SEALED)
        written.kept_back = set(
            Identifier.objects.filter(scheme="la_child_id", person__subject__in=sealed).values_list("value", flat=True)
        )
        written.entries = AuditEntry.objects.filter(verb__startswith="returns.").count()
        transaction.set_rollback(True)
    return written


def ids() -> dict[int, str]:
    return dict(Identifier.objects.current().filter(scheme="la_child_id").values_list("person_id", "value"))


def elements() -> dict[Key, dict]:
    """Elements on record, by child id, kind and key, as far as a census says them."""
    known = ids()
    imported = ImportedElement.objects.current().exclude(kind="referral")
    referrals = [one for some in front_door.standing(list(known)).values() for one in some]
    found = [(one.subject_id, one) for one in imported] + [(one.referral.subject_id, one) for one in referrals]
    return {
        (known[key], str(one.kind), one.natural_key): {
            name: value
            for name, value in one.content.items()
            if name not in NOT_IN_A_CENSUS and (one.kind, name) != ("referral", "conference_held_on")  # a conference
        }
        for key, one in found
    }


def waiting() -> set[str]:
    """Children whose referral is still to be decided: a census has no word for that, and says that it is open."""
    known = ids()
    referrals = front_door.standing(list(known))
    return {known[key] for key, some in referrals.items() if any(one.waits and not one.is_imported for one in some)}


def cards() -> dict[str, tuple]:
    return {
        one.local_id: (
            one.name, one.known_as, one.born_on, one.sex, one.address, one.postcode, one.nhs_number, one.upn, one.school
        )
        for one in Card.objects.exclude(local_id="")
    }  # fmt: skip


def statuses() -> dict[str, set[str]]:
    return {one.local_id: {each["key"] for each in one.statuses} for one in Card.objects.exclude(local_id="")}


def parents() -> dict[str, set[tuple[str, str]]]:
    known, names = ids(), dict(Card.objects.values_list("pk", "name"))
    found: dict[str, set[tuple[str, str]]] = {}
    for one in Relationship.objects.current().filter(kind="parent", true_to=None):
        if one.other_id in known:
            found.setdefault(known[one.other_id], set()).add((one.kind, names.get(one.person_id, "")))
    return found


@pytest.fixture(scope="module")
def large(tmp_path_factory, sweep, django_db_blocker) -> Iterator[Written]:
    sweep()
    with django_db_blocker.unblock():
        yield write(tmp_path_factory.mktemp("large"), 2_000)


@pytest.fixture(scope="module")
def small(tmp_path_factory, sweep, django_db_blocker) -> Iterator[Written]:
    sweep()
    with django_db_blocker.unblock():
        yield write(tmp_path_factory.mktemp("small"), 300)


def bring_in(path: Path) -> Report:
    [report] = actions.import_paths([path], as_at=AS_OF)
    return report


# --- by the rules ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_a_census_of_an_invented_authority_breaks_no_rule(large, year):
    assert failures(large.census(year)) == {}
    assert large.children[year] > 300


def test_a_census_has_the_shape_of_its_year(large):
    before, after, last = (large.census(year).read_text() for year in (2024, 2025, 2027))
    assert ("<GenderCurrent>" in before, "<Sex>" in before) == (True, False)
    assert ("<GenderCurrent>" in after, "<Sex>" in after) == (False, True)
    assert ("<PreProceedingsandFGDM>" in after, "<PreProceedingsandFGDM>" in last) == (False, True)


def test_sealed_records_are_in_no_file(large):
    assert large.kept_back
    for year in YEARS:
        assert not large.kept_back & {child.label for child in load(large.census(year)).children}
    assert not any(f"\n{one}," in large.people.read_text() for one in large.kept_back)
    assert large.entries == len(YEARS) + 1


# --- there and back ----------------------------------------------------------------------------------------------


def told(written: Written, years: range, last: int) -> dict[Key, dict]:
    """The elements that the files of these years tell of."""
    periods = [Period(year) for year in years]
    found: dict[Key, dict] = {}
    for (child, kind, key), content in written.elements.items():
        referral = written.elements.get((child, "referral", key.split("/")[0]))
        if referral is None or child in written.kept_back:
            continue
        for period in periods:
            if period.has_referral(referral) and _is_told(period, kind, content, written, child, key):
                found[child, kind, key] = content
    return found


def _is_told(period: Period, kind: str, content: dict, written: Written, child: str, key: str) -> bool:
    if kind == "referral":
        return True
    if kind == "conference":  # told by its enquiry, or by the referral of a family that moved here on a plan
        return period.holds(dt.date.fromisoformat(content["held_on"]))
    if kind == "fgdm":
        return period.has("pre_proceedings", written.elements[child, "pre_proceedings", key])
    return period.has(kind, content)


@pytest.mark.django_db
def test_all_years_and_the_people_bring_back_the_same_authority(small):
    with time_machine.travel(NOON, tick=False):
        for path in [*(small.census(year) for year in YEARS), small.people]:
            report = bring_in(path)
            assert not report.failed
            assert [row.words() for row in report.findings.rows if row.level == "refused"] == []
        assert elements() == told(small, YEARS, 2027)
        found = cards()
        assert found == {one: small.cards[one] for one in small.cards if one not in small.kept_back}
        still_open = statuses()
        assert small.waiting
        assert {one: keys for one, keys in still_open.items() if keys and one not in small.waiting} == {
            one: keys for one, keys in small.statuses.items() if keys and one not in small.kept_back | small.waiting
        }
        assert {one: parents()[one] for one in found if one in parents()} == {
            one: those for one, those in small.parents.items() if one in found
        }
        known = {one: Subject.objects.get(pk=key) for key, one in ids().items()}
        assert {one.restriction for one in known.values()} == {"ordinary", "restricted"}
        assert any(one.address_restricted for one in known.values())


@pytest.mark.django_db
def test_the_same_files_again_change_nothing_and_the_next_years_is_the_ordinary_second_run(small):
    with time_machine.travel(NOON, tick=False):
        first = bring_in(small.census(2025))
        bring_in(small.people)
        assert sum(first.counts["child"].values()) == small.children[2025]
        before = counts()
        again = bring_in(small.census(2025))
        bring_in(small.people)
        assert counts() == before
        assert set(again.counts["referral"]) == {"unchanged"}
        following = bring_in(small.census(2026))
        assert following.counts["referral"]["new"] > 0
        assert following.counts["referral"]["replaced"] > 0
        older = bring_in(small.census(2025))
        assert not older.counts["referral"].get("replaced")
        assert not older.counts["referral"].get("new")


def counts() -> dict[str, int]:
    """Rows of everything that an import writes."""
    models = [ImportedElement, Event, *PersonFact.__subclasses__()]
    return {model.__name__: model._base_manager.count() for model in models}
