"""A census is read whatever year it is of and whoever wrote it; what cannot be read is said with its line."""

import datetime as dt
import re
from pathlib import Path

import pytest

from thrive.oversight.returns.census import reading
from thrive.oversight.returns.census.content import Census, Child, Element
from thrive.oversight.returns.findings import CannotRead, Finding, Level
from thrive.oversight.returns.tests import files
from thrive.oversight.returns.tests.files import (
    assessment,
    child,
    cin_plan,
    enquiry,
    message,
    plan,
    pre_proceedings,
    referral,
    save,
    tag,
)
from thrive.oversight.returns.texts import NOT_A_DATE

FULL = referral("2024-05-01", assessment(), cin_plan(), enquiry(), plan())


@pytest.fixture
def read(tmp_path):
    """Reads text, or bytes, as a census."""

    def _read(text: str | bytes, encoding: str = "utf-8") -> Census:
        return reading.read(save(tmp_path, text, encoding=encoding))

    return _read


def only(census: Census) -> Child:
    assert len(census.children) == 1
    return census.children[0]


def kinds(child: Child) -> list[tuple[str, str]]:
    return [(one.kind, one.natural_key) for one in child.elements]


def of_kind(child: Child, kind: str) -> list[Element]:
    return [one for one in child.elements if one.kind == kind]


def said(census: Census, level: Level | None = None) -> list[str]:
    return [row.reason for row in census.findings.rows if level in (None, row.level)]


def finding(census: Census) -> Finding:
    assert len(census.findings.rows) == 1, census.findings.rows
    return census.findings.rows[0]


# --- the shapes of the years ---------------------------------------------------------------------------


def test_a_whole_record_is_read(read):
    census = read(message(child("A1", FULL, upn=files.UPN)))
    assert (census.header.authority_code, census.header.year) == ("926", 2025)
    assert not census.findings.rows
    one = only(census)
    assert (one.born_on, one.sex, one.upn, one.ethnicity) == (dt.date(2015, 6, 4), "F", files.UPN, "WBRI")
    assert kinds(one) == [
        ("referral", "2024-05-01"),
        ("assessment", "2024-05-01/2024-05-02"),
        ("cin_plan", "2024-05-01/2024-06-11"),
        ("s47_enquiry", "2024-05-01/2024-05-03"),
        ("conference", "2024-05-01/2024-05-22"),
        ("cp_plan", "2024-05-01/2024-05-22"),
        ("cp_review", "2024-05-01/2024-05-22/2024-08-14"),
        ("cp_review", "2024-05-01/2024-05-22/2025-01-20"),
    ]
    assert {element.parent_key for element in one.elements[1:]} == {"2024-05-01"}
    assert one.elements[0].parent_key == ""


@pytest.mark.parametrize("year", range(2022, 2028))
def test_each_collection_year_is_read(read, year):
    sex = {"gender": "2"} if year <= 2024 else {"sex": "F"}
    reviewed = f"{year - 1}-05-20" if year < 2024 else None
    flag = "true" if year == 2024 else "1"
    modules = [
        assessment(f"{year - 1}-05-02", f"{year - 1}-06-10", reviewed=reviewed),
        enquiry(f"{year - 1}-05-03", None, None, needless=flag),
    ]
    if year == 2027:
        modules.append(pre_proceedings(f"{year - 1}-09-02", FGDMMeetingOffer="1", PPOutcome="A"))
    census = read(message(child("A1", referral(f"{year - 1}-05-01", *modules), **sex), year=year))
    assert not census.findings.rows
    one = only(census)
    assert one.sex == "F"
    assert of_kind(one, "s47_enquiry")[0].content["conference_not_required"] is True
    assert of_kind(one, "assessment")[0].content.get("reviewed_on") == reviewed
    assert bool(of_kind(one, "pre_proceedings")) == (year == 2027)


@pytest.mark.parametrize(("gender", "sex"), [("1", "M"), ("2", "F"), ("0", "U"), ("9", "U")])
def test_gender_of_earlier_years_is_read_as_sex(read, gender, sex):
    assert only(read(message(child("A1", FULL, gender=gender), year=2023))).sex == sex


@pytest.mark.parametrize("together", [True, False])
def test_reviews_are_read_in_one_group_or_in_many(read, together):
    one = only(read(message(child("A1", referral("2024-05-01", plan(together=together))))))
    assert [review.began_on for review in of_kind(one, "cp_review")] == [dt.date(2024, 8, 14), dt.date(2025, 1, 20)]


@pytest.mark.parametrize(("text", "value"), [("1", True), ("0", False), ("true", True), ("false", False)])
def test_flags_are_digits_or_words(read, text, value):
    one = only(read(message(child("A1", referral(nfa=text)))))
    assert one.elements[0].content["no_further_action"] is value


def test_pre_proceedings_and_family_group_decision_making(read):
    group = pre_proceedings(
        "2026-09-02",
        LBPSentDate="2026-09-09",
        FGDMMeetingOffer="1",
        FGDMMeetingFac="0",
        InitialPPMeetingDate="2026-09-20",
        ReviewMeetingsCount="2",
        StepDecisionDate="2026-12-01",
        PPOutcome="A",
    )
    one = only(read(message(child("A1", referral("2026-05-01", group)), year=2027)))
    proceedings = of_kind(one, "pre_proceedings")[0]
    assert proceedings.content["letter_sent_on"] == "2026-09-09"
    assert proceedings.content["review_meetings"] == 2
    assert (proceedings.content["outcome"], proceedings.ended_on) == ("A", dt.date(2026, 12, 1))
    meeting = of_kind(one, "fgdm")[0]
    assert (meeting.content["fgdm_offered"], meeting.content["fgdm_held"]) == (True, False)


def test_a_conference_named_on_the_referral_itself(read):
    one = only(read(message(child("A1", referral("2024-05-01", conference="2024-05-15")))))
    assert kinds(one)[1] == ("conference", "2024-05-01/2024-05-15")


def test_a_conference_named_twice_is_one(read):
    details = referral("2024-05-01", enquiry(), enquiry("2024-05-10"), conference="2024-05-22")
    assert len(of_kind(only(read(message(child("A1", details)))), "conference")) == 1


def test_what_a_closed_referral_held_ended_with_it(read):
    details = referral("2024-05-01", cin_plan(), plan(), closed="2025-01-31", reason="RC7")
    one = only(read(message(child("A1", details))))
    assert {element.ended_on for element in one.elements if element.kind != "cp_review"} == {dt.date(2025, 1, 31)}


def test_optional_parts_may_be_missing(read):
    bare = referral("2024-05-01", need=None, source=None, nfa=None)
    census = read(message(child("A1", bare, disabilities=None, ethnicity=None)))
    assert kinds(only(census)) == [("referral", "2024-05-01")]
    assert not census.findings.rows


def test_parts_in_another_order_are_read_alike(read):
    inside = re.search(r"<Child>\n(.*)</Child>", child("A1", FULL), re.DOTALL)[1]
    halves = inside.partition("<CINdetails>")
    turned = tag("Child", halves[1] + halves[2], halves[0])
    groups = FULL.replace("<CINdetails>\n", "").replace("</CINdetails>\n", "")
    backwards = tag("CINdetails", groups[groups.index("<Assess") :], groups[: groups.index("<Assess")])
    expected = kinds(only(read(message(child("A1", FULL)))))
    assert kinds(only(read(message(turned)))) == expected
    assert kinds(only(read(message(child("A1", backwards))))) == expected


def test_the_header_may_come_last(read):
    text = message(child("A1", FULL))
    header = re.search(r"<Header>.*</Header>\n", text, re.DOTALL)[0]
    census = read(text.replace(header, "").replace("</Message>", header + "</Message>"))
    assert (census.header.year, len(census.children)) == (2025, 1)


def test_namespaces_prefixes_comments_and_stray_text_do_not_matter(read):
    text = message(child("A1", FULL))
    spaced = text.replace("<Message>", '<Message xmlns="urn:somebody">')
    prefixed = re.sub(r"<(/?)([A-Z])", r"<\1c:\2", text).replace("<c:Message>", '<c:Message xmlns:c="urn:x">')
    stray = text.replace("<CINdetails>", "stray words<!-- a remark --><?do this?><CINdetails>")
    expected = kinds(only(read(text)))
    for other in (spaced, prefixed, stray):
        census = read(other)
        assert kinds(only(census)) == expected
        assert not census.findings.rows


def test_nothing_of_the_file_is_thrown_away(read):
    odd = tag("Invention", tag("Part", "x"), tag("Part", "y"))
    census = read(message(child("A1", referral("2024-05-01", assessment(), odd), child("A2", FULL) and "")))
    elements = only(census).elements
    assert elements[0].content["elements"]["Invention"] == {"Part": ["x", "y"]}
    assert elements[1].content["elements"]["FactorsIdentifiedAtAssessment"] == {"AssessmentFactors": ["3A", "4B"]}


def test_an_unknown_element_is_told_once_however_often_it_comes(read):
    some = [child(f"A{number}", referral("2024-05-01", tag("Invention", "x"))) for number in range(30)]
    row = finding(read(message(*some)))
    assert (row.field, row.level, row.found) == ("Invention", Level.ODD, "30 times in the file")


# --- encodings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_with_or_without_a_mark(read, encoding):
    text = message(child("Renée1", FULL))
    if encoding != "utf-8":
        text = text.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    assert only(read(text, encoding)).child_id == "Renée1"


def test_declared_windows_1252(read):
    text = message(child("Zo\u0178", FULL)).replace("UTF-8", "windows-1252")
    census = read(text, "windows-1252")
    assert only(census).child_id == "Zo\u0178"
    assert not any("Windows-1252" in reason for reason in said(census))


def test_windows_bytes_under_a_utf_8_declaration(read):
    census = read(message(child("Renée", FULL)), "windows-1252")
    assert only(census).child_id == "Renée"
    assert "The file says it is UTF-8 and is not; it was read as Windows-1252." in said(census)


def test_utf_16_declared_of_a_file_that_is_not(read):
    assert only(read(message(child("A1", FULL)).replace("UTF-8", "utf-16"))).child_id == "A1"


def test_an_encoding_nobody_knows_is_read_as_windows(read):
    assert only(read(message(child("A1", FULL)).replace("UTF-8", "x-secret"))).child_id == "A1"


def test_bytes_that_windows_does_not_know_are_refused_with_one_line(read):
    with pytest.raises(CannotRead, match="Save it as UTF-8"):
        read(message(child("A1", FULL)).encode().replace(b"WBRI", b"W\x81\x8d"))


# --- refused as a whole --------------------------------------------------------------------------------

ENTITY = '<!DOCTYPE Message [<!ENTITY a "aaaaaaaaaa">{more}]>\n'
LAUGHS = ENTITY.format(
    more="".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
)
OUTSIDE = '<!DOCTYPE Message [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, '<!DOCTYPE Message SYSTEM "http://example.org/x.dtd">\n'])
def test_entity_tricks_are_refused(read, head):
    with pytest.raises(CannotRead, match="declares a document type"):
        read(message(child("A1", FULL), head=head).replace("A1", "&a;"))


def test_an_entity_without_a_declaration_is_refused(read):
    with pytest.raises(CannotRead, match="not well-formed XML: line"):
        read(message(child("A&i;1", FULL)).replace("&amp;", "&"))


def test_nesting_without_end_is_refused(read):
    with pytest.raises(CannotRead, match="nested too deeply"):
        read(message(child("A1", "<x>" * 5_000 + "</x>" * 5_000)))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_file_cut_short_says_where(read, share):
    text = message(*(child(f"A{number}", FULL) for number in range(20)))
    with pytest.raises(CannotRead, match=r"stops in the middle, at line \d+"):
        read(text[: int(len(text) * share)])


@pytest.mark.parametrize("text", ["", " \n ", "Child id,Name\nA1,Ava\n", b"PK\x03\x04rest", b"\x00\x01\x02", "<"])
def test_what_is_not_xml_is_refused_in_one_line(read, text):
    with pytest.raises(CannotRead) as refused:
        read(text)
    assert "\n" not in str(refused.value)


def test_an_element_closed_by_another_is_refused_with_its_line(read):
    with pytest.raises(CannotRead, match=r"not well-formed XML: line \d+"):
        read(message(child("A1", FULL)).replace("</Ethnicity>", "</Ethnic>"))


def test_another_xml_is_refused(read):
    with pytest.raises(CannotRead, match="begins with rss, not Message"):
        read("<rss/>")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("<Collection>CIN<", "<Collection>SSDA903<", "of the collection SSDA903"),
        ("<LEA>926<", "<LEA>Wexmoor<", "three digits"),
        ("<Year>2025<", "<Year>next<", "the year in which"),
        ("<Year>2025<", "<Year>9999<", "the year in which"),
    ],
)
def test_a_header_that_says_nothing_is_refused(read, old, new, says):
    with pytest.raises(CannotRead, match=says):
        read(message(child("A1", FULL)).replace(old, new))


def test_a_file_without_a_header_is_refused(read):
    with pytest.raises(CannotRead, match="no Header"):
        read(f"<Message>{child('A1', FULL)}</Message>")


def test_two_censuses_in_one_message_are_refused(read):
    header = re.search(r"<Header>.*</Header>\n", message(), re.DOTALL)[0]
    with pytest.raises(CannotRead, match="second Header"):
        read(message(child("A1", FULL)).replace("</Message>", header + "</Message>"))


def test_a_file_without_children_is_taken_and_said(read):
    census = read(message())
    assert census.children == []
    assert said(census) == ["The file has no children."]


# --- refused or odd, record by record ------------------------------------------------------------------


def test_the_same_id_and_birth_date_twice_are_one_child_with_both_sets(read):
    census = read(message(child("A1", referral("2024-05-01")), child("A1", referral("2024-09-01"), upn=files.UPN)))
    one = only(census)
    assert kinds(one) == [("referral", "2024-05-01"), ("referral", "2024-09-01")]
    assert one.upn == files.UPN
    assert said(census) == ["This id comes twice with one birth date. The records of both were taken."]


def test_an_exact_copy_of_a_referral_is_taken_once(read):
    census = read(message(child("A1", FULL), child("A1", FULL)))
    assert len(of_kind(only(census), "referral")) == 1
    assert any("word for word" in reason for reason in said(census))


def test_two_referrals_of_one_day_are_told_apart(read):
    census = read(message(child("A1", referral(source="2A"), referral("2024-05-01", assessment(), source="6"))))
    assert kinds(only(census)) == [
        ("referral", "2024-05-01"),
        ("referral", "2024-05-01#2"),
        ("assessment", "2024-05-01#2/2024-05-02"),
    ]


def test_the_same_id_with_another_birth_date_is_refused_and_the_first_stands(read):
    census = read(message(child("A1", referral("2024-05-01")), child("A1", referral("2024-09-01"), born="2016-01-01")))
    assert kinds(only(census)) == [("referral", "2024-05-01")]
    row = finding(census)
    assert (row.level, row.child_id, row.field, row.kind) == (Level.REFUSED, "A1", "LAchildID", "child")


def test_an_unborn_child_listed_again_as_born_is_one(read):
    text = message(
        child("A1", referral("2024-05-01"), born=None, expected="2024-10-01"), child("A1", born="2024-10-09")
    )
    one = only(read(text))
    assert (one.born_on, one.expected_on) == (dt.date(2024, 10, 9), dt.date(2024, 10, 1))


def test_a_wrong_date_is_refused_with_line_child_and_field(read):
    text = message(child("A1", referral("2024-05-01", assessment(authorised="2024-13-45"))))
    row = finding(read(text))
    line = text[: text.index("2024-13-45")].count("\n") + 1
    assert (row.level, row.line, row.child_id) == (Level.REFUSED, line, "A1")
    assert (row.field, row.found) == ("AssessmentAuthorisationDate", "2024-13-45")
    assert row.words() == (f"line {line}, child A1, AssessmentAuthorisationDate: found “2024-13-45”. {NOT_A_DATE}")


@pytest.mark.parametrize("text", ["1066-10-14", "9999-12-31", "31/02/2024", "soon", "2024-5-1", "٢٠٢٤-٠٥-٠١"])
def test_dates_that_are_none(read, text):
    assert NOT_A_DATE in said(read(message(child("A1", referral(closed=text)))))


@pytest.mark.parametrize("text", ["04/06/2024", "4/6/2024", "04.06.2024", "2024-06-04T00:00:00", "2024-06-04Z"])
def test_dates_written_otherwise_are_read(read, text):
    one = only(read(message(child("A1", referral("2024-05-01", assessment(authorised=text))))))
    assert of_kind(one, "assessment")[0].content["authorised_on"] == "2024-06-04"


def test_a_record_without_its_first_date_is_left_out_with_all_it_holds(read):
    census = read(message(child("A1", referral(None, assessment()), referral("2024-09-01"))))
    assert kinds(only(census)) == [("referral", "2024-09-01")]
    assert (finding(census).kind, finding(census).field) == ("referral", "CINreferralDate")


def test_a_child_without_an_id_is_refused(read):
    census = read(message(child("", FULL), child("A2", FULL), child("A" * 61, FULL)))
    assert [one.child_id for one in census.children] == ["A2"]
    assert said(census, Level.REFUSED) == [
        "The child has no id. Give it one.",
        "The id is longer than 60 characters. Use 20 letters and digits at most.",
    ]


def test_unknown_codes_are_kept_as_text(read):
    details = referral("2024-05-01", assessment(factors=("3A", "99Z")), plan(latest="XYZ", reviews=()), source="9Z")
    census = read(message(child("A1", details, ethnicity="MARTIAN", disabilities=("LD", "??"))))
    one = only(census)
    assert (one.ethnicity, one.disabilities) == ("MARTIAN", ["LD", "??"])
    assert one.elements[0].content["source"] == "9Z"
    assert of_kind(one, "assessment")[0].content["factors"] == ["3A", "99Z"]
    assert of_kind(one, "cp_plan")[0].content["latest_category"] == "XYZ"
    assert {row.found for row in census.findings.rows} == {"MARTIAN", "??", "9Z", "99Z", "XYZ"}


def test_codes_of_another_year_are_kept_and_said(read):
    census = read(message(child("A1", referral("2025-05-01"), gender="2"), year=2026))
    assert (finding(census).found, only(census).sex) == ("2", "F")
    assert said(census) == ["This code is not used in this collection year. It was kept."]


def test_codes_are_read_whatever_their_case(read):
    census = read(message(child("A1", referral(source="2a"), ethnicity="wbri", sex="f")))
    assert (only(census).ethnicity, only(census).sex, only(census).elements[0].content["source"]) == ("WBRI", "F", "2A")


def test_dates_after_the_collection_are_taken_and_said(read):
    census = read(message(child("A1", referral("2025-04-02"), born="2025-05-01"), year=2025))
    assert only(census).elements[0].began_on == dt.date(2025, 4, 2)
    assert sorted(said(census)) == [
        "The child was born after the collection ended. Check the date.",
        "This is dated after the collection ended. It was taken; check the date.",
    ]


def test_what_contradicts_itself_is_taken_and_said(read):
    details = referral("2024-05-01", assessment("2024-06-10", "2024-05-02"), closed="2025-01-01")
    reasons = said(read(message(child("A1", details, born=None, died=None))))
    assert "There is neither a birth date nor an expected one. Give one of them." in reasons
    assert "This ends before it begins. It was kept as it is. Check both dates." in reasons
    assert "A closure date and its reason come together. Give both." in reasons


def test_a_death_before_the_birth_is_left_out(read):
    census = read(message(child("A1", FULL, died="2010-01-01")))
    assert only(census).died_on is None


def test_pupil_numbers_are_judged(read):
    census = read(message(child("A1", FULL, upn="A801200001001", former_upn="X"), child("A2", FULL, upn=files.UPN)))
    assert [(row.child_id, row.field) for row in census.findings.rows] == [("A1", "UPN"), ("A1", "FormerUPN")]


def test_one_pupil_number_of_two_children_is_said(read):
    row = finding(read(message(child("A1", FULL, upn=files.UPN), child("A2", FULL, upn=files.UPN))))
    assert (row.child_id, row.field, row.found) == ("A2", "UPN", "child A1")


def test_numbers_and_flags_that_are_none(read):
    census = read(message(child("A1", referral("2024-05-01", plan(previous="many"), nfa="perhaps"))))
    assert sorted(said(census)) == ["This must be 1 for yes or 0 for no.", "This must be a whole number."]


# --- lines ---------------------------------------------------------------------------------------------


def test_lines_are_right_beyond_65_535(read):
    before = [child(f"A{number}", FULL) for number in range(1_400)]
    text = message(*before, child("Last1", referral("2024-05-01", assessment(authorised="never"))))
    line = text[: text.index("never")].count("\n") + 1
    assert line > 65_535 + 1_000
    assert finding(read(text)).line == line


def test_lines_are_right_in_a_file_without_line_breaks(read):
    row = finding(read(message(child("A1", referral("never"))).replace("\n", "")))
    assert (row.line, row.found) == (1, "never")


def test_progress_is_told_in_bytes(tmp_path: Path):
    path = save(tmp_path, message(*(child(f"A{number}", FULL) for number in range(300))))
    told: list[int] = []
    reading.read(path, progress=told.append)
    assert told == sorted(told) and told[-1] == path.stat().st_size
