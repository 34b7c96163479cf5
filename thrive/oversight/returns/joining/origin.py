"""Which collection speaks, and of which day: by this the newer is told from the older."""

import datetime as dt
import re
from dataclasses import dataclass

CENSUS, PEOPLE, DATASET = "cin", "people", "ssd"
YEAR_ENDS = (3, 31)  # month and day on which a collection year ends

_FORMS = {CENSUS: "CIN census {}", PEOPLE: "People file {}", DATASET: "Safeguarding dataset {}"}
_SOURCE = re.compile(r"(CIN census|People file|Safeguarding dataset) (\d{4})(-\d\d-\d\d)?\Z")
_KEYS = {form.removesuffix(" {}"): key for key, form in _FORMS.items()}


@dataclass(frozen=True)
class Origin:
    """A collection and the day of which it speaks: for a census, 31 March of its year."""

    collection: str
    as_at: dt.date

    @classmethod
    def of_census(cls, year: int) -> "Origin":
        """The census of the year that ends in `year`."""
        return cls(CENSUS, dt.date(year, *YEAR_ENDS))

    @classmethod
    def read(cls, source: str) -> "Origin | None":
        """The origin that wrote a row with this source; None where no importer did."""
        found = _SOURCE.match(source)
        if found is None:
            return None
        title, year, day = found.groups()
        if day is None:
            return cls.of_census(int(year))
        return cls(_KEYS[title], dt.date.fromisoformat(year + day))

    @property
    def source(self) -> str:
        """How rows name it: "CIN census 2025", "People file 2026-11-22"."""
        return _FORMS[self.collection].format(self.as_at.year if self.collection == CENSUS else self.as_at.isoformat())

    @property
    def year(self) -> int:
        """The collection year, by which code lists go; 0 where there is none."""
        return self.as_at.year if self.collection == CENSUS else 0
