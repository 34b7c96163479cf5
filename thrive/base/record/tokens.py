"""The signed slip that every open form carries: whose draft it is, of which form, about whom, on which page.

It lets what was typed be kept when the session has ended, or has begun anew, since it proves who opened the
form; it reads nothing and opens nothing. It cannot be guessed or made by another site, so the autosave that
carries it needs no other guard against forged requests.
"""

import datetime as dt
from dataclasses import dataclass

from django.core import signing

SALT = "thrive.base.record.draft"
GOOD_FOR_DAYS = 14  # a laptop may stay closed over a holiday with the form open


@dataclass(frozen=True)
class Slip:
    """What a form's slip says. `page` is new each time the form is shown."""

    ref: str
    author_id: int
    form: str
    title: str
    subject_id: int | None
    path: str
    page: str
    shared: bool = False  # others may be changing the same thing

    def sign(self) -> str:
        """The slip as it stands in the form."""
        parts = [self.ref, self.author_id, self.form, self.title, self.subject_id, self.path, self.page, self.shared]
        return signing.dumps(parts, salt=SALT, compress=True)


def read(text: str) -> Slip | None:
    """The slip behind `text`; None for none, a forged one, or one older than GOOD_FOR_DAYS."""
    try:
        return Slip(*signing.loads(text, salt=SALT, max_age=dt.timedelta(days=GOOD_FOR_DAYS)))
    except (signing.BadSignature, TypeError):
        return None
