"""What local choices give to shared pages: permissions, and words for the log."""

from thrive.base.local import permissions
from thrive.base.offers import Domain

VERBS = tuple(
    (f"local.{what}.{done}", f"{words} a {noun}")
    for what, noun in (("commencement", "start of a duty"), ("variation", "change of a duty"), ("holiday", "holiday"))
    for done, words in (("entered", "Entered"), ("checked", "Checked"), ("withdrawn", "Took back"))
)

DOMAIN = Domain(key="local", title="Local choices", permissions=permissions.ALL, verbs=VERBS)
