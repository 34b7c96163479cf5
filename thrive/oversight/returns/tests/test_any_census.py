"""Whatever stands in a census: importing it twice is importing it once, and nothing in it makes the import fail."""

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from thrive.base.local import codes
from thrive.oversight.returns.census import reading
from thrive.oversight.returns.findings import CannotRead
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
)
from thrive.oversight.returns.tests.records import bring_in_text, rows

DAYS = st.dates(min_value=dt.date(2021, 4, 1), max_value=dt.date(2026, 3, 31)).map(str)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufffe\uffff"), max_size=12
)


def one_of(name: str) -> st.SearchStrategy[str]:
    """A code of a list."""
    return st.sampled_from([one.code for one in codes.known(name)])


MAYBE_DAY = st.none() | DAYS
MODULES = st.one_of(
    st.builds(assessment, DAYS, MAYBE_DAY, st.lists(one_of("assessment_factor"), max_size=3).map(tuple)),
    st.builds(cin_plan, DAYS, MAYBE_DAY),
    st.builds(enquiry, DAYS, MAYBE_DAY, MAYBE_DAY, st.sampled_from("01")),
    st.builds(
        plan,
        DAYS,
        MAYBE_DAY,
        one_of("category_of_abuse"),
        one_of("category_of_abuse"),
        st.integers(0, 9).map(str),
        st.lists(DAYS, max_size=3).map(tuple),
        st.booleans(),
    ),
    st.builds(pre_proceedings, DAYS, StepDecisionDate=MAYBE_DAY, FGDMMeetingOffer=st.sampled_from("01")),
)
REFERRALS = st.builds(
    lambda day, modules, closed, nfa: referral(day, *modules, closed=closed, nfa=nfa),
    DAYS,
    st.lists(MODULES, max_size=4),
    MAYBE_DAY,
    st.sampled_from(["0", "1", "true", "false"]),
)
CHILDREN = st.builds(
    lambda number, details, born, ethnicity, disabilities: child(
        f"A{number}", *details, born=born, expected=None if born else "2026-01-01", ethnicity=ethnicity,
        disabilities=tuple(disabilities),
    ),
    st.integers(1, 4),
    st.lists(REFERRALS, max_size=3),
    MAYBE_DAY,
    one_of("ethnicity"),
    st.lists(one_of("disability"), max_size=2),
)  # fmt: skip
CENSUSES = st.builds(
    lambda children, year: message(*children, year=year), st.lists(CHILDREN, max_size=4), st.integers(2022, 2027)
)


@pytest.mark.slow
class TwiceIsOnce(TestCase):
    """Needs the database."""

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(CENSUSES)
    def test_a_census_imported_twice_is_imported_once(self, text):
        with tempfile.TemporaryDirectory() as folder:
            first = bring_in_text(Path(folder), text)
            assert not first.failed
            before = rows()
            second = bring_in_text(Path(folder), text)
        assert rows() == before
        assert not {"new", "replaced", "older"} & {name for kind in second.counts.values() for name in kind}

    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(CENSUSES, CENSUSES)
    def test_an_older_census_after_a_newer_changes_nothing_that_it_said(self, one, other):
        older, newer = sorted([one, other], key=lambda text: text[text.index("<Year>") :][:10])
        with tempfile.TemporaryDirectory() as folder:
            bring_in_text(Path(folder), older)
            bring_in_text(Path(folder), newer)
            before = rows()
            bring_in_text(Path(folder), older)
        assert rows() == before or older[older.index("<Year>") :][:10] == newer[newer.index("<Year>") :][:10]

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(CENSUSES, st.data())
    def test_a_mangled_census_is_taken_or_refused_in_words(self, text, data):
        mangled = mangle(text, data)
        with tempfile.TemporaryDirectory() as folder:
            report = bring_in_text(Path(folder), mangled)
        assert "\n" not in report.failed
        assert len(report.failed) <= 400


@settings(max_examples=80, deadline=None)
@given(CENSUSES, st.data())
def test_reading_a_mangled_census_gives_findings_or_one_clear_line(text, data):
    with tempfile.TemporaryDirectory() as folder:
        path = save(Path(folder), mangle(text, data))
        try:
            census = reading.read(path)
        except CannotRead as refused:
            assert str(refused) and "\n" not in str(refused)
        else:
            assert all(row.reason and "\n" not in row.words() for row in census.findings.rows)


def mangle(text: str, data: st.DataObject) -> bytes:
    """A census with something done to it that files really suffer, and some that they do not."""
    how = data.draw(st.sampled_from(["cut", "bytes", "value", "element", "twice", "swap"]))
    if how == "cut":
        return text.encode()[: data.draw(st.integers(0, len(text)))]
    if how == "bytes":
        raw = bytearray(text.encode())
        for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=4)):
            raw[place] = data.draw(st.integers(0, 255))
        return bytes(raw)
    pieces = text.split("\n")
    place = data.draw(st.integers(2, max(2, len(pieces) - 1)))
    line = pieces[place % len(pieces)]
    if how == "value":
        head, _, _ = line.partition(">")
        tail = line[line.rfind("<") :] if "</" in line else ""
        value = data.draw(WORDS).replace("&", "").replace("<", "")
        pieces[place % len(pieces)] = f"{head}>{value}{tail}" if tail else line
    elif how == "element":
        pieces.pop(place % len(pieces))
    elif how == "twice":
        pieces.insert(place, line)
    else:
        other = data.draw(st.integers(2, max(2, len(pieces) - 1))) % len(pieces)
        pieces[place % len(pieces)], pieces[other] = pieces[other], line
    return "\n".join(pieces).encode()


pytestmark = pytest.mark.django_db
