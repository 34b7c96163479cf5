"""`decide` and `visible` are twins: over any invented population they give the same answer."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thrive.base.access import policy
from thrive.base.access.models import CircleMember, RoleHolding, Subject
from thrive.base.access.permission import Permission
from thrive.base.access.rules import (
    COUNCIL_PRACTICE,
    PARTNERS,
    ROLES,
    Capacity,
    OrganisationKind,
    Purpose,
    Restriction,
    Ring,
)
from thrive.base.access.tests import factories as make
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.history.tests.helpers import rolled_back

pytestmark = pytest.mark.django_db

EVERYONE = frozenset(ROLES)
PERMISSIONS = [
    Permission("t.search", "find", EVERYONE, Ring.AUTHORITY, names_restricted=True),
    Permission("t.header", "see a header", COUNCIL_PRACTICE | PARTNERS, Ring.AUTHORITY),
    Permission("t.open", "open", COUNCIL_PRACTICE),
    Permission("t.partner", "see what partners see", PARTNERS),
    Permission("t.nobody", "do nothing", frozenset()),
]

# When something holds: since and until, as days from today
TIMES = {"now": (-30, None), "ended": (-30, 0), "last day": (-30, 1), "today": (0, None), "tomorrow": (1, None)}


def mostly(usual, *others):
    """A strategy that draws `usual` three times out of four, so that most of what is drawn matters."""
    return st.sampled_from([usual] * (3 * len(others)) + list(others))


times = mostly("now", *(set(TIMES) - {"now"}))
is_replaced = mostly(False, True)
roles = mostly(
    "lead_practitioner", "designated_safeguarding_lead", "out_of_hours_worker", "police_officer", "administrator"
)
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
        mostly("lead practitioner", policy.SEALED_ACCESS),
        mostly(Purpose.ALLOCATED, Purpose.OPENED, Purpose.EDUCATION),
        st.sampled_from(Capacity),
        times,
        mostly(None, -1, 1),  # hours until it ends by the clock
        is_replaced,
    ),
    min_size=3,
    max_size=9,
)


def span(name):
    since, until = TIMES[name]
    return make.days_from_today(since), None if until is None else make.days_from_today(until)


class Population:
    """What hypothesis drew, as rows."""

    def __init__(self, drawn_users, drawn_subjects, drawn_members, drawn_involvements):
        home, away = make.authority(), make.authority("Northmoor")
        self.organisations = [
            make.council(home),
            make.council(away),
            make.school(of=home),
            make.school(of=away),
            make.organisation(OrganisationKind.POLICE),
        ]
        self.teams = [make.team(organisation=one) for one in self.organisations]
        self.subjects = [make.subject(home if at_home else away, restriction=kind) for at_home, kind in drawn_subjects]
        self.circles = [make.circle(of=home), make.circle(of=away)]
        self.users = [self.user(*one) for one in drawn_users]
        for circle, subject, capacity, when, replaced in drawn_members:
            since, until = span(when)
            CircleMember.objects.create(
                circle=self.circles[circle],
                subject=self.subjects[subject % len(self.subjects)],
                capacity=capacity,
                true_from=since,
                true_to=until,
                replaced_at=clock.now() if replaced else None,
            )
        for one in drawn_involvements:
            self.involve(*one)

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
        return [*self.users, *systems]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(users, subjects, members, involvements)
def test_decide_and_visible_agree(drawn_users, drawn_subjects, drawn_members, drawn_involvements):
    with rolled_back():
        world = Population(drawn_users, drawn_subjects, drawn_members, drawn_involvements)
        for viewer in world.viewers:
            for permission in PERMISSIONS:
                decisions = {one.pk: policy.decide(viewer, permission, one) for one in world.subjects}
                allowed = {key for key, decision in decisions.items() if decision.ok}
                seen = set(Subject.objects.filter(policy.visible(viewer, permission)).values_list("pk", flat=True))
                assert seen == allowed, permission.key
                through = CircleMember.objects.filter(policy.visible(viewer, permission, "subject"))
                known = CircleMember.objects.filter(subject_id__in=allowed)
                assert set(through) == set(known), permission.key
                for key in allowed:
                    assert not decisions[key].can_open
                    assert decisions[key].ring is not None and decisions[key].capacities


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(users, subjects, members, involvements)
def test_other_twins_agree(drawn_users, drawn_subjects, drawn_members, drawn_involvements):
    with rolled_back():
        world = Population(drawn_users, drawn_subjects, drawn_members, drawn_involvements)
        keys = [one.pk for one in world.subjects]
        for viewer in world.viewers:
            named = set(Subject.objects.filter(policy.named(viewer)).values_list("pk", flat=True))
            assert named == {one.pk for one in world.subjects if policy.is_named(viewer, one)}
            together = policy.capacities_of(viewer, keys)
            assert together == {one.pk: policy.capacities(viewer, one) for one in world.subjects}
            for permission in PERMISSIONS:
                all_at_once = policy.decide_all(viewer, permission, world.subjects)
                for one in world.subjects:
                    decision = policy.decide(viewer, permission, one)
                    assert all_at_once[one.pk] == decision
                    if decision.ok:
                        assert decision.capacities == together[one.pk]
