"""Check digits of the numbers a child may carry: NHS number, unique pupil number, unique learner number.

Each function takes any text and returns the canonical form, or an empty string when the text is not
such a number. Nothing is raised: a wrong number is an ordinary thing to be given.
"""

import re

from nhs_number.validate import is_valid as nhs_digits_agree
from stdnum.gb import upn as upn_library

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # no I, O or S
_UPN_SHAPE = re.compile(rf"[{UPN_LETTERS}][0-9]{{11}}[0-9{UPN_LETTERS}]")
_TEN_DIGITS = re.compile(r"[0-9]{10}")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015.]+")


def _span(text: str) -> set[int]:
    """The whole numbers of a list such as "1-5 201"."""
    found: set[int] = set()
    for piece in text.split():
        first, _, last = piece.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


# Authority and pseudo-authority codes that may stand in a UPN: children in need census rule 1530.
# python-stdnum keeps an older list, so its arithmetic is used and its list is not.
UPN_AUTHORITIES = frozenset(
    _span(
        "1-5 201-213 301-320 330-336 340-344 350-359 370-373 380-384 390-394 420 660-681 701-708 800-803 805-808 "
        "810-813 815 816 820-823 825 826 830 831 835-841 845 846 850-852 855-857 860 861 865-896 908 909 916 919 "
        "921 925 926 928 929 931 933 935-938 940-943"
    )
)


def strip(text: str) -> str:
    """`text` without spaces, hyphens and full stops, in capitals."""
    return _SEPARATORS.sub("", text).upper()


def nhs_number(text: str) -> str:
    """The ten digits of an NHS number whose check digit is right, else "".

    A number that only repeats one digit passes the arithmetic but is a filler, and is refused.
    """
    digits = strip(text)
    if not _TEN_DIGITS.fullmatch(digits) or len(set(digits)) == 1:
        return ""
    return digits if nhs_digits_agree(digits) else ""


def uln(text: str) -> str:
    """The ten digits of a unique learner number whose check digit is right, else "".

    The weighted sum (10 to 1) leaves 10 on division by 11; for an NHS number it leaves 0, so no
    number is both. Source: HESA coding manual, field ULN.
    """
    digits = strip(text)
    if not _TEN_DIGITS.fullmatch(digits) or digits[0] == "0":
        return ""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True))
    return digits if total % 11 == 10 else ""


def upn_shape(text: str) -> str:
    """The 13 characters when they have the shape of a UPN, right or wrong, else ""."""
    characters = strip(text)
    return characters if _UPN_SHAPE.fullmatch(characters) else ""


def upn(text: str) -> str:
    """The 13 characters of a UPN, permanent or temporary, whose check letter and authority are right, else ""."""
    characters = upn_shape(text)
    if not characters or int(characters[1:4]) not in UPN_AUTHORITIES:
        return ""
    return characters if upn_library.calc_check_digit(characters[1:]) == characters[0] else ""


def is_temporary_upn(canonical: str) -> bool:
    """Whether a UPN ends in a letter: issued until the child's own is known, to be replaced."""
    return bool(canonical) and canonical[-1].isalpha()
