"""What local choices give to shared pages: permissions, and words for the log."""

from thrive.base.local import permissions
from thrive.base.offers import Domain

_DONE = (
    ("entered", "Entered"),
    ("checked", "Checked"),
    ("withdrawn", "Took back"),
    ("end_entered", "Entered an early end of"),
    ("end_checked", "Checked an early end of"),
    ("end_dropped", "Dropped an early end of"),
)
VERBS = tuple(
    (f"local.{what}.{done}", f"{words} a {noun}")
    for what, noun in (("commencement", "start of a duty"), ("variation", "change of a duty"), ("holiday", "holiday"))
    for done, words in _DONE
)

DOMAIN = Domain(key="local", title="Local choices", permissions=permissions.ALL, verbs=VERBS)
