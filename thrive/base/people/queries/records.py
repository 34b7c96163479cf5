"""Opening a person's record: who it is, whether this viewer may, and what stands at the top of every page."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from django.db.models import Count, QuerySet
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import CircleMember, Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.policy import Decision, Viewer
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.history.prepared import prepared
from thrive.base.offers import REGISTRY
from thrive.base.people import bar, permissions, sheets
from thrive.base.people.models import Card, Family, Person, Warning
from thrive.base.people.queries.withheld_words import WithheldWords, has_to_do, words_kept_from
from thrive.base.people.sheets import Line
from thrive.govuk.pages import Action, IdentityBar, NavItem


@dataclass
class Record:
    """A record that has been opened. `capacities`: in which capacities its contents may be read."""

    person: Person
    subject: Subject
    card: Card
    decision: Decision
    viewer: Viewer
    tab: str

    @property
    def ref(self) -> str:
        """The record's outside name."""
        return self.subject.ref

    @property
    def capacities(self) -> frozenset[Capacity]:
        """In which capacities what is kept about the person opens to the viewer."""
        return self.decision.capacities

    def reads(self, capacity: str) -> bool:
        """Whether something that concerns the person in `capacity` may be read."""
        return Capacity.ANY in self.capacities or capacity in self.capacities

    @cached_property
    def about_ids(self) -> list[int]:
        """The keys of every record that is of this person."""
        return self.subject.about_ids()

    @property
    def is_read(self) -> bool:
        """Whether the record itself is open, not only its header: warnings show to those who may read it."""
        return policy.holds(self.viewer, permissions.OPEN_RECORD) and self.tab != "header" and not self.is_name_only

    @property
    def name(self) -> str:
        """What the record is headed with."""
        return bar.Header(self.card, shows_address=False).name

    @property
    def header(self) -> bar.Header:
        """Name, age, birth and address in words, as far as the viewer may see them."""
        return bar.Header(self.card, shows_address=self.shows_address)

    @property
    def first_name(self) -> str:
        """What to call the person in a sentence."""
        return self.card.known_as or (self.card.name.split(" ")[0] if self.card.name else "this child")

    @property
    def shows_address(self) -> bool:
        """Whether the address, school and other places may be shown."""
        return not (self.card.where_guarded or self.subject.address_restricted) or self.is_named

    @cached_property
    def may_change(self) -> bool:
        """Whether the viewer may change what is recorded. Within a request it asks nothing more of the database."""
        return isinstance(self.viewer, User) and policy.decide(self.viewer, permissions.CHANGE_PERSON, self.subject).ok

    @property
    def awaits_birth(self) -> bool:
        """Whether this is a child not born yet, as far as is recorded, and the viewer may record the birth."""
        card = self.card
        is_expected = card.expected_on is not None and card.born_on is None and card.pregnancy_ended_on is None
        return is_expected and self.may_change

    @property
    def may_break(self) -> bool:
        """Whether the viewer holds a role that may learn in an emergency what is kept from them here."""
        return policy.holds(self.viewer, permissions.OPEN_IN_EMERGENCY)

    @cached_property
    def is_named(self) -> bool:
        """Whether the viewer is involved by name, which is what an address restriction asks for."""
        return policy.is_named(self.viewer, self.subject)

    @cached_property
    def may_seal(self) -> bool:
        """Whether the viewer may seal a part of it: a manager named on the record."""
        return self.is_named and policy.decide(self.viewer, permissions.RESTRICT, self.subject).ok

    @property
    def may_change_address(self) -> bool:
        """Whether the viewer may change where the person lives: in a family with somebody in hiding only who is named
        may, or trying addresses would tell which one is withheld."""
        return self.may_change and self.shows_team

    @cached_property
    def warnings(self) -> list[Line]:
        """Warnings true today, those past their review first."""
        return sorted(self.lines("warnings"), key=lambda row: (row.review_on, row.pk))

    @property
    def risks(self) -> list[Line]:
        """Warnings that somebody else in the family is a risk to children; each has that person's `name`."""
        return self.lines("risks")

    @cached_property
    def words(self) -> WithheldWords:
        """The words that are kept from the viewer in what people wrote about this person."""
        return words_kept_from(self.viewer, [self.subject])

    @property
    def may_keep_words(self) -> bool:
        """Whether somebody who writes about this person may keep a part for people who are named: an address near them
        is withheld, and the viewer is named."""
        return has_to_do(self.card, address_restricted=self.subject.address_restricted) and self.is_named

    def lines(self, part: str) -> list[Line]:
        """What the sheets of this record, and of any joined to it, hold of a part, as true today."""
        found = [line for sheet in self._sheets for line in sheets.read(sheet, part, clock.today())]
        return [self._as_read(line) for line in found] if part in sheets.FREE_TEXT else found

    def _as_read(self, line: Line) -> Line:
        author = line.recorded_by.key if line.recorded_by else None
        written = sheets.FREE_TEXT_NAMES & line.values.keys()
        said = {name: self.words.over(line.values[name], author) for name in written}
        return replace(line, values={**line.values, **said})

    @cached_property
    def _sheets(self) -> list[dict[str, list[sheets.Row]]]:
        others = [key for key in self.subject.about_ids() if key != self.subject.pk]
        if not others:
            return [self.card.sheet]
        return [self.card.sheet, *Card.objects.filter(person_id__in=others).values_list("sheet", flat=True)]

    @cached_property
    def is_name_only(self) -> bool:
        """Whether no more than the name may be said, as on the log of a restricted record."""
        if self.subject.restriction == Restriction.ORDINARY:
            return False
        return not policy.decide(self.viewer, permissions.SEE_HEADER, self.subject).ok

    @property
    def shows_team(self) -> bool:
        """Whether the team, and the number of whoever leads, may be shown: they are the family's, and tell the part
        of the town in which a guarded member of it lives."""
        return not (self.card.team_guarded or self.subject.address_restricted) or self.is_named

    @cached_property
    def bar(self) -> IdentityBar:
        """The identity bar: strip, facts, tabs, buttons and warnings."""
        if self.is_name_only:
            return bar.name_only(self.card)
        return bar.bar(
            card=self.card,
            shows_address=self.shows_address,
            shows_team=self.shows_team,
            restricted=self.subject.restriction != Restriction.ORDINARY,
            warnings=[*self.risks, *self.warnings] if self.is_read else [],
            tabs=self._tabs() if self.is_read or self.tab != "header" else [],
            actions=self._buttons() if self.is_read else [],
            first_name=self.first_name,
            is_read=self.is_read,
        )

    def _tabs(self) -> list[NavItem]:
        return [
            NavItem(tab.title, reverse(tab.url_name, args=[self.ref]), tab.key == f"tab.{self.tab}")
            for tab in REGISTRY.tabs
            if policy.holds(self.viewer, cast(Permission, tab.needs))
        ]

    def _buttons(self) -> list[Action]:
        return [
            Action(one.title, reverse(one.url_name, args=[self.ref]), one.primary, one.wide_only)
            for one in REGISTRY.buttons
            if policy.holds(self.viewer, cast(Permission, one.needs))
        ]

    @property
    def overdue_warnings(self) -> list[Line]:
        """Warnings that should have been looked at again before today."""
        today = clock.today()
        return [row for row in self.warnings if row.review_on < today]


def open_record(
    *, viewer: Viewer, ref: str, tab: str = "summary", needs: Permission = permissions.OPEN_RECORD
) -> Record:
    """Open the record called `ref` for `viewer`, and log that it was looked at.

    Raises NotFound for a ref that is nobody's, or of a sealed record the viewer may not know of; NotAllowed
    otherwise, with `can_open` where a reason for today would do.
    """
    subject = sought(viewer, ref, needs)
    decision = policy.decide(viewer, needs, subject)
    if not decision.ok:
        if subject.restriction == Restriction.SEALED:
            raise NotFound(ref)
        policy.require(viewer, needs, subject)
    person = subject.person
    audit.looked(viewer, "people.record.opened", person, about=[subject.pk], tab=tab)
    return Record(person=person, subject=subject, card=person.card, decision=decision, viewer=viewer, tab=tab)


def families_of(record: Record) -> list[tuple[Family, int]]:
    """The families the person is in today, with how many people each has; by name."""
    own = CircleMember.objects.now().filter(subject_id__in=record.subject.about_ids()).values("circle_id")
    sizes = (
        CircleMember.objects.now()
        .filter(circle_id__in=own, circle__family__isnull=False)
        .values_list("circle_id")
        .annotate(people=Count("subject_id", distinct=True))
    )
    size_of = dict(sizes)
    return [(one, size_of[one.pk]) for one in Family.objects.filter(pk__in=size_of).order_by("name", "pk")]


def ended_warnings(record: Record) -> list[Warning]:
    """Warnings that no longer hold, latest first: ended, replaced by a review, or taken back."""
    live = {row.pk for row in record.warnings}
    rows = Warning.objects.about(record.subject).select_related("recorded_by").order_by("-recorded_at", "-pk")
    ended = [row for row in rows if row.pk not in live]
    for row in ended:  # as they are shown; they are never written again
        for name in ("instruction", "reason", "why"):
            setattr(row, name, record.words.over(getattr(row, name), row.recorded_by_id))
    return ended


def sought(viewer: Viewer, ref: str, needs: Permission) -> Subject:
    """As `find_subject`, for somebody who may not know of it: a ref that is nobody's takes as long as a sealed record,
    so that the time an answer takes does not tell the two apart."""
    try:
        return find_subject(ref)
    except NotFound:
        authority = viewer.standing.authority_id if isinstance(viewer, User) else viewer.authority_id
        policy.decide(viewer, needs, Subject(pk=0, authority_id=authority or 0, restriction=Restriction.SEALED))
        raise


def find_subject(ref: str) -> Subject:
    """The Subject called `ref`, with its person and card; without, where the second wall hides them from whoever asks,
    whom the policy refuses then. Raises NotFound."""
    for found in _called(ref=ref):
        return found
    raise NotFound(ref)


@prepared
def _called(*, ref: str) -> "QuerySet[Subject]":
    return Subject.objects.select_related("person__card", "authority").filter(ref=ref)
