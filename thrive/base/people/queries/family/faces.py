"""What people were called, and when they were born, as it was known at an instant."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from thrive.base.people import cards
from thrive.base.people.models import Card, Characteristic, Life, Name, Residence
from thrive.base.people.queries.held import FACES, rows_about


def put_on(some: Sequence[Card], day: dt.date, known: dt.datetime) -> dict[int, list[Residence]]:
    """Make these cards, which nobody saves, say names, birth, death and sex as at `day` as known at `known`.

    Gives where the people lived, by key, oldest first. One query.
    """
    names: dict[int, list[Name]] = defaultdict(list)
    homes: dict[int, list[Residence]] = defaultdict(list)
    lives: dict[int, Life] = {}
    sexes: dict[int, str] = {}
    held = [one.row for one in rows_about([card.person_id for card in some], FACES, known=known, day=day)]
    for row in sorted(held, key=lambda row: (row.true_from or dt.date.min, row.pk)):
        if isinstance(row, Name):
            names[row.person_id].append(row)
        elif isinstance(row, Residence):
            homes[row.person_id].append(row)
        elif isinstance(row, Life):
            lives[row.person_id] = row
        elif row.kind == Characteristic.Kind.SEX:
            sexes[row.person_id] = row.value[:1]
    for card in some:
        life = lives.get(card.person_id) or Life()
        card.name, card.known_as = cards.called(names[card.person_id])
        card.sex = sexes.get(card.person_id, "")
        card.born_on, card.born_precision = life.born_on, life.born_precision
        card.expected_on, card.pregnancy_ended_on, card.died_on = (
            life.expected_on, life.pregnancy_ended_on, life.died_on,
        )  # fmt: skip
    return homes
