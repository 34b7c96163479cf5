"""When the children of a family were born, seen from the work done with them."""

from random import Random

from thrive.base.people.invented import stock
from thrive.base.people.invented.shapes import About, Known

YEAR = stock.DAYS_IN_YEAR
ADULT = 18 * YEAR
WINDOW = 6 * 365  # days back that the ages of children are about


class Births:
    """Draws birth dates, in days before the day of the plan; a negative number is a child not born yet."""

    def __init__(self, rng: Random, known: Known) -> None:
        self.rng, self.known = rng, known

    def draw(self, most: int | None = None) -> list[int]:
        """Births, eldest first, of the children whom the work can be about: `most` of them, one at least."""
        asked = self._at() + self._age()
        births = [asked]
        if self.known.about is not About.ALONE:
            births = self._with_brothers_and_sisters(asked)
        concerned = [days for days in births if self._concerns(days)] or [asked]
        if most is not None and len(concerned) > most:
            concerned = sorted(concerned, key=lambda days: abs(days - asked))[:most]
        return sorted(concerned, reverse=True)

    def _at(self) -> int:
        """A day of the work, by chance, as days before the day of the plan."""
        spans = [(min(start, WINDOW), max(end, 0)) for start, end in self.known.spans if end < WINDOW]
        lengths = [start - end + 1 for start, end in spans]
        start, end = self.rng.choices(spans, weights=lengths)[0]
        return self.rng.randint(end, start)

    def _age(self) -> int:
        """How many days old the child asked about was on that day; negative before birth."""
        ages = dict(stock.AGES)
        if self.known.about is About.ALONE:
            ages = {15: 2, 16: 5, 17: 4}
        elif self.known.about is About.YOUNG_PERSON:
            ages = {years: weight for years, weight in ages.items() if years >= 11}
        elif self.known.about is About.DISABLED_CHILD:
            ages = {years: weight for years, weight in ages.items() if years >= 2}
        years = self.rng.choices(list(ages), weights=list(ages.values()))[0]
        if years < 0:
            return -self.rng.randrange(5, stock.KNOWN_BEFORE_BIRTH - 10)
        return int((years + self.rng.random()) * YEAR)

    def _with_brothers_and_sisters(self, asked: int) -> list[int]:
        sizes = stock.CHILDREN_IN_FAMILY
        size = self.rng.choices(list(sizes), weights=list(sizes.values()))[0]
        before = self.rng.randrange(size)
        births = [asked]
        for number in range(size - 1):
            older = number < before
            gap = 0 if self.rng.random() < stock.TWINS else self.rng.randrange(400, 1500)
            births.append((max(births) + gap) if older else (min(births) - gap))
        return births

    def _concerns(self, days: int) -> bool:
        """Whether any of the work fell between twelve weeks of pregnancy and the eighteenth birthday.

        Work may go on into a pregnancy that has not begun: of that nobody can know yet.
        """
        return days > -stock.KNOWN_BEFORE_BIRTH and any(
            end < days + stock.KNOWN_BEFORE_BIRTH and start > days - ADULT for start, end in self.known.spans
        )
