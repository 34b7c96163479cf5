"""Check digits: the published examples, right and wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive.base.matching import numbers

NHS_RIGHT = ["9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "9990000069", "9434765919",
             "9876543210", "999 000 0018", "999-000-0018"]  # fmt: skip
NHS_WRONG = ["1234567890", "9876543211", "9999999993", "9000000012", "0000000000", "999000001", "", "99900000181"]
UPN_RIGHT = ["H801200001001", "B801200005001", "P207000016049", "U80120000100A", "H82306000401A", "h801 2000 01001"]
UPN_WRONG = ["Q207000016049", "A801200005001", "X80120000A001", "I801200001001", "H80120000100", "", "E000200005001"]


@pytest.mark.parametrize("typed", NHS_RIGHT)
def test_a_right_nhs_number(typed):
    assert numbers.nhs_number(typed) == typed.replace(" ", "").replace("-", "")


@pytest.mark.parametrize("typed", NHS_WRONG)
def test_a_wrong_nhs_number(typed):
    assert numbers.nhs_number(typed) == ""


@pytest.mark.parametrize("typed", UPN_RIGHT)
def test_a_right_upn(typed):
    assert numbers.upn(typed) == typed.replace(" ", "").upper()


@pytest.mark.parametrize("typed", UPN_WRONG)
def test_a_wrong_upn(typed):
    assert numbers.upn(typed) == ""


def test_codes_newer_than_the_library_are_accepted():
    assert 943 in numbers.UPN_AUTHORITIES and 680 in numbers.UPN_AUTHORITIES and 999 not in numbers.UPN_AUTHORITIES


def test_a_temporary_upn_ends_in_a_letter():
    assert numbers.is_temporary_upn("U80120000100A")
    assert not numbers.is_temporary_upn("H801200001001")
    assert not numbers.is_temporary_upn("")


def test_unique_learner_numbers():
    assert numbers.uln("9276308686") == "9276308686"
    assert numbers.uln("9276308687") == ""
    assert numbers.uln("0276308686") == ""


@given(st.integers(min_value=0, max_value=9_999_999_999).map(lambda n: f"{n:010d}"))
def test_no_number_is_both_an_nhs_number_and_a_learner_number(digits):
    assert not (numbers.nhs_number(digits) and numbers.uln(digits))


@given(st.text(max_size=40))
def test_no_text_does_harm(text):
    for check in (numbers.nhs_number, numbers.uln, numbers.upn, numbers.upn_shape):
        assert check(text) in ("", numbers.strip(text))
