"""What a file brought in by page says of where somebody in hiding is: left out, unless whoever brings it in is named.

The report would tell otherwise: a right guess is on record already, a wrong one is new or differs from the record, and
a dry run leaves nothing behind. It is left out of every row near such a person, right or wrong, and the report says so
in the same words. A file that is imported on the server, where nobody asks by page, is taken whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.models import Authority, CircleMember, User
from thrive.base.people.models import Card, Identifier, Relationship
from thrive.base.people.rules import IDENTIFIERS
from thrive.oversight.returns.findings import Findings
from thrive.oversight.returns.joining.entries import Entry
from thrive.oversight.returns.joining.people import AT_ONCE, JOINING, OWN_KEYS

LEFT_OUT = (
    "Where somebody of this family lives is withheld from you. What the row says of homes, telephones, schools, "
    "surgeries, teams and workers was left out, whatever it is. Ask somebody who is named on the record to enter it."
)


@dataclass(frozen=True)
class Near:
    """By what rows of a file can be known to speak of people near somebody in hiding: numbers, and ids of families."""

    numbers: frozenset[tuple[str, str]]
    families: frozenset[str]

    def is_meant(self, entry: Entry) -> bool:
        """Whether a row is about one of them, or names one as a parent or relation."""
        named = [key for key in (*(one.key for one in entry.adults), *(key for _, key in entry.relations)) if key]
        own = {(scheme, IDENTIFIERS[scheme].canonical(key)) for key in named for scheme in OWN_KEYS}
        return entry.family_key in self.families or not self.numbers.isdisjoint({*entry.numbers.items(), *own})


def leave_out_places(entries: Sequence[Entry], *, authority: Authority, reader: User, findings: Findings) -> None:
    """Take out of these rows what says where somebody is whose whereabouts are kept from `reader`. One query where
    there is nobody, else five."""
    near = _near(authority, reader)
    for entry in entries if near else ():
        if near and near.is_meant(entry) and _leave_out(entry):
            findings.odd(LEFT_OUT, line=entry.line, child_id=entry.label, field="Address")


def _near(authority: Authority, reader: User) -> Near | None:
    """Those in hiding for whom the reader is not named, with all who are or were in a family with them, or related."""
    guarded = Q(where_guarded=True) | Q(team_guarded=True) | Q(person__subject__address_restricted=True)
    here = Card.objects.filter(guarded, person__subject__authority=authority)
    hidden = list(here.exclude(policy.named(reader, "person__subject")).values_list("pk", flat=True))
    if not hidden:
        return None
    everybody = set(hidden)
    families: set[str] = set()
    for some in _parts(hidden):
        ties = Relationship.objects.current().filter(Q(person_id__in=some) | Q(other_id__in=some))
        everybody.update(key for pair in ties.values_list("person_id", "other_id") for key in pair)
        circles = CircleMember.objects.filter(subject_id__in=some, circle__family__isnull=False)
        families.update(circles.values_list("circle__family__source_key", flat=True))
    numbers: set[tuple[str, str]] = set()
    for some in _parts(sorted(everybody)):
        rows = Identifier.objects.current().filter(person_id__in=some, scheme__in=JOINING)
        numbers.update(rows.values_list("scheme", "value"))
    return Near(frozenset(numbers), frozenset(families - {""}))


def _parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _leave_out(entry: Entry) -> bool:
    """Take it out of a row; whether there was anything."""
    adults = [one for one in entry.adults if one.home or one.phones]
    found = bool(adults or entry.homes or entry.phones or entry.places or entry.teams or entry.workers or entry.says)
    entry.homes, entry.phones, entry.places, entry.teams, entry.workers = [], (), [], [], []
    entry.says = set()
    entry.adults = [replace(one, home=None, phones=()) for one in entry.adults]
    return found
