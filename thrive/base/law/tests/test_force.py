"""Whether a rule binds: a truth table over kind, status, day and local commencement."""

from dataclasses import replace
from datetime import date

import pytest

from thrive.base.law import Commencement, Force, Kind, Status, binds, force_of
from thrive.base.law.tests import samples

DAY = date(2026, 11, 27)
ROW = Commencement(
    rule="lanterns.offer",
    authority="E1",
    day_from=date(2026, 11, 1),
    instrument="The Lanterns Act 2026 (Commencement No. 1) Regulations 2026",
    entered_by="Ann",
    checked_by="Bea",
)
ENACTED = samples.OFFER
LOCAL = replace(samples.source(), kind=Kind.LOCAL)
GRANT = replace(samples.source(), kind=Kind.GRANT_CONDITION)


@pytest.mark.parametrize(
    ("source", "rows", "force"),
    [
        (samples.source(), (), Force.BINDS),
        (samples.source(in_force_from=date(2026, 12, 1)), (), Force.WARNS),
        (samples.source(in_force_to=date(2026, 11, 1)), (), Force.SPENT),
        (samples.act(in_force_from=None), (), Force.WARNS),
        (samples.act(in_force_from=None), (ROW,), Force.BINDS),
        (samples.act(Status.POWER_ONLY, in_force_from=None), (ROW,), Force.BINDS),
        (samples.act(Status.CONSULTATION, in_force_from=None), (ROW,), Force.WARNS),
        (samples.act(Status.EXPECTED, in_force_from=None), (ROW,), Force.WARNS),
        (LOCAL, (), Force.WARNS),
        (LOCAL, (ROW,), Force.BINDS),
        (GRANT, (), Force.WARNS),
        (GRANT, (ROW,), Force.BINDS),
    ],
)
def test_kinds_and_standings(source, rows, force):
    rule = replace(ENACTED, source=source)
    assert force_of(rule, DAY, "E1", rows) is force
    assert binds(rule, DAY, "E1", rows) is (force is Force.BINDS)
    assert force.label


@pytest.mark.parametrize(
    ("row", "here"),
    [
        (ROW, True),
        (replace(ROW, authority=""), True),
        (replace(ROW, authority="E2"), False),
        (replace(ROW, day_from=date(2026, 11, 28)), False),
        (replace(ROW, day_from=DAY), True),
        (replace(ROW, day_to=DAY), False),
        (replace(ROW, checked_by=""), False),
        (replace(ROW, checked_by="Ann"), False),
        (replace(ROW, rule="lanterns.other"), False),
        (replace(ROW, area="North"), False),
        (replace(ROW, purpose="pilot"), False),
    ],
)
def test_a_commencement_holds_for_its_place_days_and_purpose(row, here):
    assert binds(ENACTED, DAY, "E1", [row]) is here


def test_areas_and_purposes_are_asked_for_by_name():
    assert binds(ENACTED, DAY, "E1", [replace(ROW, area="North")], area="North")
    assert not binds(ENACTED, DAY, "E1", [replace(ROW, area="North")], area="South")
    assert binds(ENACTED, DAY, "E1", [replace(ROW, purpose="pilot")], purpose="pilot")


def test_the_day_before_commencement_warns_and_the_day_itself_binds():
    assert force_of(ENACTED, date(2026, 10, 31), "E1", [ROW]) is Force.WARNS
    assert force_of(ENACTED, date(2026, 11, 1), "E1", [ROW]) is Force.BINDS


def test_a_day_of_an_older_edition_was_bound_by_it():
    assert binds(samples.CONFERENCE, date(2024, 1, 1), "E1")
    assert force_of(samples.CONFERENCE, date(2001, 1, 1), "E1") is Force.WARNS
