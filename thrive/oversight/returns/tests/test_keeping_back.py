"""Whoever brings a file in by page does not learn by its report what is closed to them, or where somebody hides."""

from pathlib import Path

import pytest

from thrive.base.access.models import Involvement, User
from thrive.base.access.tests import factories as access
from thrive.base.history.models import AuditEntry
from thrive.base.people import cards
from thrive.base.people.models import Person, Relationship, Residence
from thrive.base.people.tests import factories
from thrive.oversight.returns import actions, queries
from thrive.oversight.returns.tests.files import child, message, referral

pytestmark = pytest.mark.django_db

HEADINGS = (
    "Child id,NHS number,Address,Postcode,Phone,School,Team,Family id,Mother,Mother id,Mother phone,Other relations"
)
HOME, CODE, NHS = "6 Hollin Terrace", "WX7 4NE", "9990000018"
RIGHT = f'"{HOME}",{CODE},07700 900123,Larkmere Primary,East'
WRONG = '"9 Other Row",WX1 1AA,07700 900999,Umberly Primary,West'


@pytest.fixture
def analyst() -> User:
    """Somebody who brings files in, and works with no child."""
    return access.user(["performance_analyst"], access.council(factories.authority()))


@pytest.fixture
def zofia(analyst: User, tmp_path: Path) -> Person:
    """A girl in hiding with her mother, brought in by the authority's own file on the server."""
    for name in ("East", "West"):
        access.team(name, organisation=analyst.organisation)
    row = f"A1,{NHS},{RIGHT},F1,Agnieszka Wisniewska,M1,07700 900456,"
    assert not bring_in(tmp_path, row).failed
    made = Person.objects.get(card__local_id="A1")
    made.subject.address_restricted = True
    made.subject.save()
    cards.rebuild([made.pk, *Relationship.objects.filter(other=made).values_list("person_id", flat=True)])
    return made


def bring_in(folder: Path, *rows: str, by: User | None = None, dry_run: bool = False, headings: str = HEADINGS):
    path = folder / "people.csv"
    path.write_text("\n".join([headings, *rows]) + "\n")
    return actions.import_paths([path], started_by=by, dry_run=dry_run)[0]


def told(report) -> tuple:
    """All that a report says, but for what it was asked."""
    findings = [(row.line, row.field, row.reason) for row in report.findings.rows]
    return report.failed, report.counts, findings


@pytest.mark.parametrize(
    "row",
    [
        "A1,,{},F1,,,,",
        f",{NHS},{{}},,,,,",
        "A1,,{},F9,Agnieszka Wisniewska,M1,07700 900456,",
        "A2,,{},F1,Agnieszka Wisniewska,,,",
        "A3,,{},F3,,m1,,",
        "A4,,{},F4,,,,sibling: A1",
    ],
)
def test_a_right_and_a_wrong_guess_give_one_report(tmp_path, zofia, analyst, row):
    for dry_run in (True, False):
        before = Residence.objects.filter(person=zofia).count(), Involvement.objects.count()
        reports = [bring_in(tmp_path, row.format(guess), by=analyst, dry_run=True) for guess in (RIGHT, WRONG)]
        assert told(reports[0]) == told(reports[1])
        assert sum("is withheld from you" in reason for *_, reason in told(reports[0])[2]) == 1
        if not dry_run:
            bring_in(tmp_path, row.format(WRONG), by=analyst)
        assert (Residence.objects.filter(person=zofia).count(), Involvement.objects.count()) == before


@pytest.mark.parametrize("on_the_server", [True, False])
def test_the_server_and_whoever_is_named_are_taken_at_their_word(tmp_path, zofia, analyst, on_the_server):
    named = access.user(["performance_analyst", "lead_practitioner"], analyst.organisation)
    for one in (zofia, *Person.objects.filter(relationship_rows__other=zofia)):
        access.involvement(one.subject, named, role="lead_practitioner")
    report = bring_in(tmp_path, f"A1,,{WRONG},F1,,,,", by=None if on_the_server else access.fresh(named))
    assert not [row for row in report.findings.rows if "withheld" in row.reason]
    assert Residence.objects.now().get(person=zofia).postcode == "WX1 1AA"


def test_rows_of_others_are_not_touched(tmp_path, zofia, analyst):
    report = bring_in(tmp_path, f"B1,,{WRONG},F2,Ruth Price,M2,07700 900777,", by=analyst)
    assert not [row for row in report.findings.rows if "withheld" in row.reason]
    other = Person.objects.get(card__local_id="B1")
    assert Residence.objects.now().get(person=other).postcode == "WX1 1AA"


CLOSED = ["restricted", "sealed"]
WHO = (
    "Child id,NHS number,Given name,Family name,Date of birth,Family id,"
    "Mother,Mother id,Mother date of birth,Other relations"
)


@pytest.fixture
def mother(zofia: Person) -> Person:
    """Zofia's mother; whoever asks for her closes her record to the analyst."""
    return Relationship.objects.get(other=zofia).person


def close(one: Person, restriction: str) -> None:
    one.subject.restriction = restriction
    one.subject.save()


def try_both(folder: Path, analyst: User, row: str, *, headings: str = WHO, right: str, wrong: str) -> list[tuple]:
    """What a dry run tells of a row that guesses right, and of one that guesses wrong."""
    return [
        told(bring_in(folder, row.format(one), by=analyst, dry_run=True, headings=headings)) for one in (right, wrong)
    ]


@pytest.mark.parametrize("restriction", CLOSED)
@pytest.mark.parametrize("row", ["A1,,{},,,,,", f",{NHS},{{}},,,,,", "A1,,{},F1,,,,", f"A9,{NHS},{{}},,,,,"])
def test_a_closed_record_gives_one_report_to_right_and_wrong_names(tmp_path, zofia, analyst, restriction, row):
    bring_in(tmp_path, f"A1,{NHS},Zofia,Wisniewska,2016-03-04,F1,,,,", headings=WHO)
    close(zofia, restriction)
    before = Person.objects.count()
    right, wrong = try_both(tmp_path, analyst, row, right="Zofia,Wisniewska,2016-03-04", wrong="Zoe,Wilson,2015-01-01")
    assert right == wrong
    assert right[1]["child"] == {"refused": 1}
    bring_in(tmp_path, row.format("Zoe,Wilson,2015-01-01"), by=analyst, headings=WHO)
    assert Person.objects.count() == before
    assert zofia.name_rows.current().get().given == "Zofia"


@pytest.mark.parametrize("restriction", CLOSED)
@pytest.mark.parametrize(
    "row",
    [
        "A2,,Adam,Nowak,2019-01-01,F1,{},,",
        "A2,,Adam,Nowak,2019-01-01,F7,{},M1,",
        "A1,,,,,,{},,",
        "A1,,,,,,{},,1984-02-03,",
        "A2,,Adam,Nowak,2019-01-01,F7,,,,sibling: {}",
    ],
)
def test_a_closed_parent_or_relation_is_not_told_by_the_rows_of_others(
    tmp_path, zofia, mother, analyst, restriction, row
):
    close(mother, restriction)
    right, wrong = "Agnieszka Wisniewska", "Anna Kowalska"
    if "sibling" in row:
        right, wrong = "M1", "m1"
    reports = try_both(tmp_path, analyst, row, right=right, wrong=wrong)
    assert reports[0] == reports[1]
    assert sum("closed to you" in reason for *_, reason in reports[0][2]) == 1


@pytest.mark.parametrize("restriction", CLOSED)
def test_a_census_by_page_says_the_same_of_a_closed_child_whatever_it_says(tmp_path, zofia, analyst, restriction):
    lea = analyst.organisation.authority.dfe_code
    close(zofia, restriction)
    reports = []
    for born, received in (("2016-03-04", "2024-05-01"), ("2015-01-01", "2024-06-01")):
        path = tmp_path / "census.xml"
        path.write_text(message(child("A1", referral(received), born=born), lea=lea))
        reports.append(told(actions.import_paths([path], started_by=analyst, dry_run=True)[0]))
    assert reports[0] == reports[1]
    assert reports[0][1]["child"] == {"refused": 1}


def test_a_name_alone_or_another_number_finds_no_closed_record(tmp_path, zofia, analyst):
    close(zofia, "restricted")
    right, wrong = try_both(
        tmp_path, analyst, "B1,,{},F8,,,,", right="Zofia,Wisniewska,2016-03-04", wrong="Zoe,Wilson,2015-01-01"
    )
    assert right == wrong
    assert right[1]["child"] == {"new": 1}


def test_asking_what_a_file_would_change_is_in_the_log(tmp_path, zofia, analyst):
    report = bring_in(tmp_path, "A1,,,,,,,F1,,,,", by=analyst, dry_run=True)
    assert queries.of_dry_run(report, viewer=analyst).is_dry_run
    entry = AuditEntry.objects.get(verb="returns.tried")
    assert entry.actor_id == analyst.pk and len(entry.details["digest"]) == 64
