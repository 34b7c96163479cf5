"""Numbers for invented people: child ids, NHS numbers of the range that is never issued, pupil numbers."""

import datetime as dt

PSEUDO_AUTHORITY = "001"  # in a pupil number: one of the codes that belong to no authority
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


class Numbers:
    """Gives each number once, in order."""

    def __init__(self) -> None:
        self.child, self.nhs, self.pupil = 0, 0, 0

    def child_id(self) -> str:
        """The next child id."""
        self.child += 1
        return f"WX{self.child:06d}"

    def nhs_number(self) -> str:
        """The next NHS number with a right check digit, from 999 000 0000 on."""
        while True:
            self.nhs += 1
            first = f"999{self.nhs:06d}"
            check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(first)) % 11
            if check != 10:
                return f"{first}{check % 11}"

    def upn(self, born: dt.date) -> str:
        """The next pupil number of a child born on that day, with its check letter."""
        self.pupil += 1
        school, serial = 2000 + self.pupil // 1000 % 7000, self.pupil % 1000
        digits = f"{PSEUDO_AUTHORITY}{school:04d}{(born.year + 4) % 100:02d}{serial:03d}"
        check = sum(int(digit) * place for place, digit in enumerate(digits, start=2)) % 23
        return f"{CHECK_LETTERS[check]}{digits}"
