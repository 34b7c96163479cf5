"""Keeping the audit log as long as the authority says: anchors each month, search terms erased in time."""

import datetime as dt
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from thrive.base.access.models import Authority
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.history import anchors, rules, search_terms
from thrive.base.law import Threshold, Timescale
from thrive.base.local.facts import variations_for

Rule = TypeVar("Rule", Timescale, Threshold)

KEEPER = SystemViewer(key="audit_retention", purpose="Keeping the audit log", authority_id=0)


def as_varied_here(rule: Rule) -> Rule:
    """A rule of retention as it stands today. Where a database serves several authorities, as the first one has it:
    they share one log."""
    home = Authority.objects.filter(is_home=True).order_by("pk").first()
    return rule.on(clock.today(), variations_for(home, rule.key), authority=home.dfe_code if home else "")


def erase_search_terms() -> int:
    """Erase what was typed into searches whose time is over; returns how many."""
    return search_terms.erase(as_varied_here(rules.SEARCH_TERMS))


def anchor_last_month() -> Path | None:
    """Write last month's anchor beside the database's files, once; None where it is there already.

    It is of use when it is copied to where nobody who owns the database can change it: docs/how-to/keep-the-log.md.
    """
    month = (clock.today().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    path = Path(settings.HOME) / "anchors" / f"audit-{month:%Y-%m}.txt"
    if path.exists():
        return None
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(anchors.anchor(anchors.first_of(month)).text())
    return path
