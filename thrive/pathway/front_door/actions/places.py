"""What is written for a partner does not tell where somebody hides."""

from collections.abc import Collection

from thrive.base.access.models import User
from thrive.base.people.queries.withheld_words import words_known_to
from thrive.pathway.front_door.errors import ContactFault


def refuse_places(text: str, *, field: str, by: User, people: Collection[int]) -> None:
    """Refuse a text that tells where somebody near these people is whose address is withheld, as far as its author is
    named on the record and so knows it; anybody else could try words until one is refused. Raises ContactFault."""
    if text.strip() and people and words_known_to(by, people).out_of(text) != text:
        raise ContactFault("This tells where somebody is whose address is withheld. Take it out", field=field)
