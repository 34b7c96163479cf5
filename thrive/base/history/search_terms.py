"""What was typed into searches, kept apart from the log, briefly, and bound to its entries by a digest."""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from thrive.base.calendar import clock
from thrive.base.calendar.holidays import ONE_DAY
from thrive.base.history import audit, bulk, rules
from thrive.base.history.models import SearchTerms
from thrive.base.law import Timescale

SALT_BYTES = 16


def keep(terms: dict[str, Any], *, by: audit.Actor | None) -> str:
    """Keep what `by` typed, and return the digest that the entry of the search must hold.

    Call it in the transaction of the entry. The same terms give another digest each time.
    """
    salt = secrets.token_hex(SALT_BYTES)
    digest = digest_of(terms, salt)
    bulk.insert([SearchTerms(digest=digest, salt=salt, terms=terms, actor_id=by.actor_id if by else None)])
    return digest


def digest_of(terms: dict[str, Any], salt: str) -> str:
    """The digest that binds these terms to their entry."""
    return hashlib.sha256(f"{salt}\n{json.dumps(terms, sort_keys=True)}".encode()).hexdigest()


def of(digests: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The terms behind these digests that are still kept, and are what was digested. One query.

    For information governance alone: the query that calls it decides who may, and leaves an entry.
    """
    rows = SearchTerms.objects.filter(digest__in=list(digests))
    return {row.digest: row.terms for row in rows if digest_of(row.terms, row.salt) == row.digest}


def erase(rule: Timescale = rules.SEARCH_TERMS) -> int:
    """Erase terms whose time is over by `rule`, which the authority may have varied; returns how many."""
    kept_from = clock.today()
    while rule.due(kept_from - ONE_DAY) >= clock.today():
        kept_from -= ONE_DAY
    with transaction.atomic():
        before = dt.datetime.combine(kept_from, dt.time.min, tzinfo=clock.LONDON)
        count, _ = SearchTerms.objects.filter(at__lt=before).delete()
        if count:
            audit.note(None, "history.search_terms.erased", searches=count, rule=rule.key)
    return count
