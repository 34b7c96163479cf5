"""`decide` and `visible` are twins: over any invented population they give the same answer."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thrive.base.access import policy
from thrive.base.access.models import AliasSet, CircleMember, RoleHolding, Subject
from thrive.base.access.permission import Permission
from thrive.base.access.rules import (
    COUNCIL_PRACTICE,
    PARTNERS,
    ROLES,
    TAKEN,
    Capacity,
    OrganisationKind,
    Purpose,
    Restriction,
    Ring,
    Tie,
)
from thrive.base.access.tests import factories as make
from thrive.base.access.viewers import ClientViewer, SystemViewer
from thrive.base.calendar import clock
from thrive.base.history.prepared import prepared
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.tests.helpers import rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EVERYONE = frozenset(ROLES)
PERMISSIONS = [
    Permission("t.search", "find", EVERYONE, Ring.AUTHORITY, names_restricted=True, names_own=True),
    Permission("t.looked", "see who looked", EVERYONE, Ring.AUTHORITY, names_restricted=True),
    Permission("t.header", "see a header", COUNCIL_PRACTICE | PARTNERS, Ring.AUTHORITY),
    Permission("t.open", "open", COUNCIL_PRACTICE),
    Permission("t.read", "read, in any role", EVERYONE),
    Permission("t.partner", "see what partners see", PARTNERS),
    Permission("t.enquiry", "see what an enquiry opens", EVERYONE, purposes=frozenset({Purpose.ENQUIRY})),
    Permission("t.unasked", "do what no reason opens", COUNCIL_PRACTICE, purposes=frozenset(Purpose) - TAKEN),
    Permission(
        "t.advice",
        "read legal advice",
        frozenset({"legal_adviser", "practice_supervisor"}),
        labels=frozenset({Sensitivity.PRIVILEGED}),
    ),
    Permission("t.nobody", "do nothing", frozenset()),
]

# When something holds: since and until, as days from today
TIMES = {"now": (-30, None), "ended": (-30, 0), "last day": (-30, 1), "today": (0, None), "tomorrow": (1, None)}


def mostly(usual, *others):
    """A strategy that draws `usual` three times out of four, so that most of what is drawn matters."""
    return st.sampled_from([usual] * (3 * len(others)) + list(others))


times = mostly("now", *(set(TIMES) - {"now"}))
is_replaced = mostly(False, True)
roles = mostly("lead_practitioner", "out_of_hours_worker", *sorted(EVERYONE - {"lead_practitioner"}))
holdings = st.lists(st.tuples(roles, st.booleans(), times), min_size=1, max_size=2)
users = st.lists(st.tuples(mostly(0, 1, 2, 3, 4), holdings, times), min_size=2, max_size=3)
subjects = st.lists(st.tuples(mostly(True, False), st.sampled_from(Restriction)), min_size=3, max_size=3)
members = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 2), st.sampled_from(["child", "adult", "other"]), times, is_replaced),
    min_size=2,
    max_size=5,
    unique_by=lambda one: one[:2],  # in one capacity at a time
)
involvements = st.lists(
    st.tuples(
        st.tuples(st.booleans(), st.integers(0, 2)),  # a circle? which
        st.tuples(st.sampled_from(["user", "user", "team", "organisation"]), st.integers(0, 4)),
        mostly("lead practitioner", policy.SEALED_ACCESS, policy.SAMPLED_GUARDED),
        mostly(Purpose.ALLOCATED, Purpose.SAMPLE, *sorted(set(Purpose) - {Purpose.ALLOCATED})),
        st.sampled_from(Capacity),
        times,
        mostly(None, -1, 1),  # hours until it ends by the clock
        is_replaced,
    ),
    min_size=3,
    max_size=9,
)
declarations = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 2), st.sampled_from(Tie), times, is_replaced),
    max_size=2,
    unique_by=lambda one: one[:2],  # of one tie at a time; there are always two users
)
joined = mostly(False, True)  # whether the first two records are of one person
worlds = st.tuples(users, subjects, members, involvements, declarations, joined)


def span(name):
    since, until = TIMES[name]
    return make.days_from_today(since), None if until is None else make.days_from_today(until)


class Population:
    """What hypothesis drew, as rows."""

    def __init__(self, users, subjects, members, involvements, declarations, joined):
        home, away = make.authority(), make.authority("Northmoor")
        self.organisations = [
            make.council(home),
            make.council(away),
            make.school(of=home),
            make.school(of=away),
            make.organisation(OrganisationKind.POLICE),
        ]
        self.teams = [make.team(organisation=one) for one in self.organisations]
        self.subjects = [make.subject(home if at_home else away, restriction=kind) for at_home, kind in subjects]
        self.circles = [make.circle(of=home), make.circle(of=away)]
        self.users = [self.user(*one) for one in users]
        for circle, subject, capacity, when, replaced in members:
            since, until = span(when)
            CircleMember.objects.create(
                circle=self.circles[circle],
                subject=self.subjects[subject % len(self.subjects)],
                capacity=capacity,
                true_from=since,
                true_to=until,
                replaced_at=clock.now() if replaced else None,
            )
        for one in involvements:
            self.involve(*one)
        for user, subject, tie, when, replaced in declarations:
            since, until = span(when)
            make.declaration(
                self.users[user],
                self.subjects[subject],
                tie=tie,
                since=since,
                until=until,
                replaced_at=clock.now() if replaced else None,
            )
        if joined:
            one_person = AliasSet.objects.create()
            Subject.objects.filter(pk__in=[one.pk for one in self.subjects[:2]]).update(alias_set=one_person)

    def user(self, organisation, held, when):
        since, until = span(when)
        made = make.user(organisation=self.organisations[organisation], starts_on=since, ends_on=until)
        for role, in_team, when_held in {
            (role, in_team): (role, in_team, when) for role, in_team, when in held
        }.values():
            since, until = span(when_held)
            team = self.teams[organisation] if in_team else None
            RoleHolding.objects.create(user=made, role=role, team=team, starts_on=since, ends_on=until)
        return make.fresh(made)

    def involve(self, about, party, role, purpose, capacity, when, hours, replaced):
        in_circle, which = about
        pool = self.circles if in_circle else self.subjects
        parties = {"user": self.users, "team": self.teams, "organisation": self.organisations}[party[0]]
        since, until = span(when)
        make.involvement(
            pool[which % len(pool)],
            parties[party[1] % len(parties)],
            role=role,
            purpose=purpose,
            capacity=capacity,
            since=since,
            until=until,
            until_at=None if hours is None else clock.now() + dt.timedelta(hours=hours),
            replaced_at=clock.now() if replaced else None,
        )

    @property
    def viewers(self):
        systems = [
            SystemViewer(
                "job", "counts", self.organisations[place].authority_id, permissions=frozenset(PERMISSIONS[:2])
            )
            for place in (0, 1)
        ]
        clients = [
            ClientViewer(
                "client",
                "a system",
                "testing",
                one.pk,
                one.authority_id,
                one.is_council,
                frozenset(PERMISSIONS[:3]),
                one.kind,
            )
            for one in self.organisations[:3]
        ]
        return [*self.users, *systems, *clients]


@prepared
def _seen(*, viewer, permission):
    """As every page asks it: put into SQL for the first of those with the same roles."""
    return Subject.objects.filter(policy.visible(viewer, permission)).values_list("pk", flat=True)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds)
def test_decide_and_visible_agree(drawn):
    with rolled_back():
        world = Population(*drawn)
        for viewer in world.viewers:
            for permission in PERMISSIONS:
                decisions = {one.pk: policy.decide(viewer, permission, one) for one in world.subjects}
                allowed = {key for key, decision in decisions.items() if decision.ok}
                seen = set(Subject.objects.filter(policy.visible(viewer, permission)).values_list("pk", flat=True))
                assert seen == allowed, permission.key
                assert set(_seen(viewer=viewer, permission=permission)) == allowed, permission.key
                through = CircleMember.objects.filter(policy.visible(viewer, permission, "subject"))
                known = CircleMember.objects.filter(subject_id__in=allowed)
                assert set(through) == set(known), permission.key
                for key in allowed:
                    assert not decisions[key].can_open
                    assert decisions[key].ring is not None and decisions[key].capacities


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds)
def test_other_twins_agree(drawn):
    with rolled_back():
        world = Population(*drawn)
        for viewer in world.viewers:
            named = set(Subject.objects.filter(policy.named(viewer)).values_list("pk", flat=True))
            assert named == {one.pk for one in world.subjects if policy.is_named(viewer, one)}
            marked = {one.pk: one for one in policy.with_nearness(Subject.objects.all(), viewer, "", PERMISSIONS)}
            for one in world.subjects:
                assert bool(marked[one.pk].is_by_name) == (one.pk in named)
                assert bool(marked[one.pk].is_barred) == policy.is_barred(viewer, one)
            for permission in PERMISSIONS:
                all_at_once = policy.decide_all(viewer, permission, world.subjects)
                for one in world.subjects:
                    decision = policy.decide(viewer, permission, one)
                    assert all_at_once[one.pk] == decision
                    assert policy.allows(marked[one.pk], permission) == decision.ok


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds)
def test_what_is_barred_opens_nothing_but_a_name_and_takes_nothing_else_away(drawn):
    with rolled_back():
        world = Population(*drawn)
        for viewer in world.users:
            open_to_all = replace(viewer.standing, barred=frozenset())
            for permission in PERMISSIONS:
                for one in world.subjects:
                    decision = policy.decide(viewer, permission, one)
                    if policy.is_barred(viewer, one):
                        assert not decision.can_open
                        assert not decision.ok or permission.names_own
                    elif viewer.is_active and policy.holds(viewer, permission):
                        roles = [ROLES[role] for role in permission.roles & viewer.standing.roles]
                        assert decision == policy.judge(open_to_all, roles, permission, one, policy.ways(viewer, one))
