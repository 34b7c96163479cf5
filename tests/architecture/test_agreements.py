"""What two rooms that may not import each other must agree on."""

from thrive.base.history import refs
from thrive.base.matching import typed


def test_search_knows_a_ref_by_the_letters_and_length_that_history_gives_it():
    assert frozenset(refs.ALPHABET) == typed.REF_LETTERS
    assert refs.LENGTH == typed.REF_LENGTH
