"""What is left out of a file that is brought in by page, unless whoever brings it in is named on the record.

The report would tell otherwise: a right guess is on record already, a wrong one is new or differs from the record, and
a dry run leaves nothing behind. So it is left out whether right or wrong, and the report says so in the same words:

* of a record that is closed to them, restricted or sealed, the whole row;
* of a row near such a person, by relation or by family, the parents and relations it names;
* of a row near somebody in hiding, whatever says where they are.

A file that is imported on the server, where nobody asks by page, is taken whole but for sealed records.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.models import Authority, CircleMember, Subject, User
from thrive.base.access.rules import Restriction
from thrive.base.people.models import Card, Identifier, Relationship
from thrive.base.people.rules import IDENTIFIERS
from thrive.oversight.returns.findings import Findings
from thrive.oversight.returns.joining.entries import Entry
from thrive.oversight.returns.joining.people import AT_ONCE, CHILD_ID, JOINING, OWN_KEYS, as_kept, refuse_closed

LEFT_OUT = (
    "Where somebody of this family lives is withheld from you. What the row says of homes, telephones, schools, "
    "surgeries, teams and workers was left out, whatever it is. Ask somebody who is named on the record to enter it."
)


PEOPLE_LEFT_OUT = (
    "Somebody near this person has a record that is closed to you. The parents and relations that the row names were "
    "left out, whoever they are. Ask somebody who is named on that record to enter them."
)


@dataclass(frozen=True)
class Near:
    """By what rows of a file can be known to speak of people near some others: numbers, and ids of families. `own` are
    the numbers of those others themselves."""

    own: frozenset[tuple[str, str]] = frozenset()
    numbers: frozenset[tuple[str, str]] = frozenset()
    families: frozenset[str] = frozenset()

    def is_meant(self, entry: Entry) -> bool:
        """Whether a row is about one of them, or names one as a parent or relation."""
        named = [key for key in (*(one.key for one in entry.adults), *(key for _, key in entry.relations)) if key]
        own = {(scheme, IDENTIFIERS[scheme].canonical(key)) for key in named for scheme in OWN_KEYS}
        return entry.family_key in self.families or not self.numbers.isdisjoint(as_kept(entry.numbers) | own)


def leave_out(entries: Sequence[Entry], *, authority: Authority, reader: User, findings: Findings) -> list[Entry]:
    """The rows to be taken, without what is kept from `reader`. One query for each of the two reasons where there is
    nobody, else five."""
    closed, hiding = _near(_closed(authority, reader)), _near(_in_hiding(authority, reader))
    taken = []
    for entry in entries:
        if not closed.own.isdisjoint(as_kept(entry.numbers)):
            refuse_closed(findings, entry.line, entry.label)
            continue
        if closed.is_meant(entry) and _leave_out_people(entry):
            findings.odd(PEOPLE_LEFT_OUT, line=entry.line, child_id=entry.label, field="Parents and relations")
        if hiding.is_meant(entry) and _leave_out_places(entry):
            findings.odd(LEFT_OUT, line=entry.line, child_id=entry.label, field="Address")
        taken.append(entry)
    return taken


def closed_ids(authority: Authority, reader: User) -> frozenset[str]:
    """The authority's own ids of children whose records are closed to `reader`. One query where there are none."""
    own = _near(_closed(authority, reader)).own
    return frozenset(value for scheme, value in own if scheme == CHILD_ID)


def _closed(authority: Authority, reader: User) -> list[int]:
    """Keys of restricted and sealed records of the authority on which the reader is not named."""
    here = Subject.objects.filter(authority=authority).exclude(restriction=Restriction.ORDINARY)
    return list(here.exclude(policy.named(reader)).values_list("pk", flat=True))


def _in_hiding(authority: Authority, reader: User) -> list[int]:
    """Keys of those in hiding for whom the reader is not named."""
    guarded = Q(where_guarded=True) | Q(team_guarded=True) | Q(person__subject__address_restricted=True)
    here = Card.objects.filter(guarded, person__subject__authority=authority)
    return list(here.exclude(policy.named(reader, "person__subject")).values_list("pk", flat=True))


def _near(some: Sequence[int]) -> Near:
    """How rows about these people, and about all who are or were in a family with them, or related, can be known."""
    if not some:
        return Near()
    everybody = set(some)
    families: set[str] = set()
    for part in _parts(some):
        ties = Relationship.objects.current().filter(Q(person_id__in=part) | Q(other_id__in=part))
        everybody.update(key for pair in ties.values_list("person_id", "other_id") for key in pair)
        circles = CircleMember.objects.filter(subject_id__in=part, circle__family__isnull=False)
        families.update(circles.values_list("circle__family__source_key", flat=True))
    themselves = set(some)
    own: set[tuple[str, str]] = set()
    numbers: set[tuple[str, str]] = set()
    for part in _parts(sorted(everybody)):
        rows = Identifier.objects.current().filter(person_id__in=part, scheme__in=JOINING)
        for scheme, value, key in rows.values_list("scheme", "value", "person_id"):
            numbers.add((scheme, value))
            if key in themselves:
                own.add((scheme, value))
    return Near(frozenset(own), frozenset(numbers), frozenset(families - {""}))


def _parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _leave_out_people(entry: Entry) -> bool:
    """Take the people a row names out of it; whether there were any."""
    found = bool(entry.adults or entry.relations)
    entry.adults, entry.relations = [], []
    return found


def _leave_out_places(entry: Entry) -> bool:
    """Take what says where somebody is out of a row; whether there was anything."""
    adults = [one for one in entry.adults if one.home or one.phones]
    found = bool(adults or entry.homes or entry.phones or entry.places or entry.teams or entry.workers or entry.says)
    entry.homes, entry.phones, entry.places, entry.teams, entry.workers = [], (), [], [], []
    entry.says = set()
    entry.adults = [replace(one, home=None, phones=()) for one in entry.adults]
    return found
