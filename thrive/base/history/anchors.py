"""Anchors: how far the chain had come at the end of a month, on a few lines that are kept elsewhere.

Whoever owns the database could make the whole chain anew, and it would hold. They cannot make it anew so that it
still ends a past month with the digest that somebody else has on paper, in another system or in a solicitor's safe.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from thrive.base.calendar import clock
from thrive.base.calendar.units import Months
from thrive.base.history import sealer
from thrive.base.history.models import Archive, Seal

HEADING = "Thrive audit anchor"
ROWS = ("Until", "Entries", "Digest", "Made")


class BadAnchor(ValueError):
    """A text is no anchor, or was changed since it was written."""


@dataclass(frozen=True)
class Anchor:
    """`number` seals had been made before the London day `until`; the last of them had this digest."""

    until: dt.date
    number: int
    digest: str
    made_on: dt.date

    def text(self) -> str:
        """The anchor as it is kept: four lines, and a check that shows a slip of the pen."""
        lines = "\n".join(
            f"{name}: {value}"
            for name, value in zip(
                ROWS, (self.until.isoformat(), self.number, self.digest, self.made_on.isoformat()), strict=True
            )
        )
        return f"{HEADING}\n{lines}\nCheck: {_check(lines)}\n"


def first_of(month: dt.date) -> dt.date:
    """The first day of the month after that of `month`: an anchor of July is made until 1 August."""
    return Months(1).after(month.replace(day=1))


def anchor(until: dt.date) -> Anchor:
    """The anchor of the chain as it was when the London day `until` began, after sealing what is pending.

    Raises BadAnchor where that stretch of the chain was moved to an archive: its own anchor was made before.
    """
    sealer.seal_pending(everything=True)
    began = dt.datetime.combine(until, dt.time.min, tzinfo=clock.LONDON)
    last = Seal.objects.filter(sealed_at__lt=began).order_by("-number").values_list("number", "digest").first()
    archived = sealer.archived_to()
    if last is None and archived[0] and Archive.objects.filter(before__gt=until).exists():
        raise BadAnchor("That part of the log is in an archive. Give a later month.")
    number, digest = last or archived
    return Anchor(until, number, digest, clock.today())


def read(text: str) -> Anchor:
    """An anchor from its text, with spaces and blank lines as mail may leave them. Raises BadAnchor."""
    found = dict(re.findall(r"^\s*(\w+):\s*(\S+)\s*$", text, re.MULTILINE))
    if HEADING not in text or not {*ROWS, "Check"} <= set(found):
        raise BadAnchor(f"This is no anchor: it must begin with “{HEADING}” and have the lines {', '.join(ROWS)}.")
    if found["Check"] != _check("\n".join(f"{name}: {found[name]}" for name in ROWS)):
        raise BadAnchor("The anchor was changed since it was written, or copied wrongly: its check does not come out.")
    return Anchor(
        dt.date.fromisoformat(found["Until"]),
        int(found["Entries"]),
        found["Digest"],
        dt.date.fromisoformat(found["Made"]),
    )


def disagreement(one: Anchor) -> str:
    """What is wrong where the chain no longer is what this anchor says; empty where it agrees.

    A number inside an archive cannot be looked up here: then it says to give the archive's file too.
    """
    if one.number == 0:
        return ""
    archived, digest = sealer.archived_to()
    if one.number < archived:
        return "" if _ends_an_archive(one) else IN_ARCHIVE
    found = digest if one.number == archived else _digest_at(one.number)
    if found is None:
        return f"Seal {one.number:,} is gone: the log was cut off, or made anew"
    return "" if found == one.digest else f"Seal {one.number:,} has another digest: the log was made anew before it"


IN_ARCHIVE = "It lies inside an archive: name the archive’s file too"


def _ends_an_archive(one: Anchor) -> bool:
    return Archive.objects.filter(last_number=one.number, last_digest=one.digest).exists()


def _digest_at(number: int) -> str | None:
    return Seal.objects.filter(number=number).values_list("digest", flat=True).first()


def _check(lines: str) -> str:
    return hashlib.sha256(lines.encode()).hexdigest()[:16]
