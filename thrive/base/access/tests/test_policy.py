"""Who may see what about whom, as tables a practitioner could check."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from thrive.base.access import actions, policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import AliasSet, Involvement, RoleHolding, Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.rules import COUNCIL_PRACTICE, PARTNERS, ROLES, Capacity, Purpose, Restriction, Ring, Tie
from thrive.base.access.tests import factories as make
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry
from thrive.base.history.sensitivity import Sensitivity

pytestmark = pytest.mark.django_db

TODAY = clock.today()
TOMORROW = make.days_from_today(1)
NAME = Permission("t.name", "see a name", frozenset(ROLES), Ring.AUTHORITY, names_restricted=True, names_own=True)
HEADER = Permission("t.header", "see a header", COUNCIL_PRACTICE | PARTNERS, Ring.AUTHORITY)
RECORD = Permission("t.record", "open a record", COUNCIL_PRACTICE | {"police_officer"})
USUAL = {  # what involves a partner
    "designated_safeguarding_lead": Purpose.EDUCATION,
    "health_practitioner": Purpose.HEALTH,
    "police_officer": Purpose.ENQUIRY,
}


def answers(viewer, subject):
    """ "NHR": which of name, header and record open; a small r where a reason would open the record."""
    found = ""
    for letter, permission in (("N", NAME), ("H", HEADER), ("R", RECORD)):
        decision = policy.decide(viewer, permission, subject)
        found += letter if decision.ok else letter.lower() if decision.can_open else "-"
    return found


def outsider(kind="school", role="designated_safeguarding_lead"):
    return make.user([role], organisation=make.organisation(kind, of=make.authority()))


# The three rings, and partners


@pytest.mark.parametrize(
    ("involved_as", "ordinary", "restricted", "sealed"),
    [
        # how the worker is involved, and what opens when the record is ordinary, restricted, sealed
        (None, "NHr", "N--", "---"),
        ("by name", "NHR", "NHR", "---"),
        ("by name, through the family", "NHR", "NHR", "---"),
        ("by team", "NHR", "N--", "---"),
        ("by team, through the family", "NHR", "N--", "---"),
        ("by organisation", "NHr", "N--", "---"),
        ("opened with a reason", "NHR", "N--", "---"),
        ("for a sealed record", "NHR", "NHR", "NHR"),
        ("by another's name", "NHr", "N--", "---"),
    ],
)
def test_the_authoritys_own_staff(involved_as, ordinary, restricted, sealed):
    team = make.team()
    worker = make.user(["lead_practitioner"], team=team)
    for restriction, expected in zip(Restriction, (ordinary, restricted, sealed), strict=True):
        subject = make.subject(restriction=restriction)
        circle = make.circle(subject)
        about, party, values = {
            None: (None, None, {}),
            "by name": (subject, worker, {}),
            "by name, through the family": (circle, worker, {}),
            "by team": (subject, team, {}),
            "by team, through the family": (circle, team, {}),
            "by organisation": (subject, worker.organisation, {}),
            "opened with a reason": (subject, worker, {"purpose": Purpose.OPENED}),
            "for a sealed record": (subject, worker, {"role": policy.SEALED_ACCESS}),
            "by another's name": (subject, make.user(["lead_practitioner"]), {}),
        }[involved_as]
        if about:
            make.involvement(about, party, **values)
        assert answers(worker, subject) == expected, restriction


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("front_door_officer", "NHr"),
        ("front_door_manager", "NHr"),
        ("practice_supervisor", "NHr"),
        ("out_of_hours_worker", "NHR"),
        ("performance_analyst", "N--"),
        ("information_governance", "N--"),
        ("virtual_school_head", "N--"),
        ("administrator", "---"),  # reaches nobody
        ("auditor", "---"),
    ],
)
def test_roles_of_the_authority_without_involvement(role, expected):
    assert answers(make.user([role]), make.subject()) == expected


def test_out_of_hours_work_opens_neither_restricted_nor_sealed_records():
    worker = make.user(["out_of_hours_worker"])
    assert answers(worker, make.subject(restriction=Restriction.RESTRICTED)) == "N--"
    assert answers(worker, make.subject(restriction=Restriction.SEALED)) == "---"


@pytest.mark.parametrize("involved_as", ["user", "team"])
def test_who_works_out_of_hours_reads_no_less_for_being_involved_through_the_family(involved_as):
    team = make.team()
    worker, mother = make.user(["out_of_hours_worker"], team=team), make.subject()
    make.involvement(
        make.circle(mother, capacity=Capacity.ADULT), worker if involved_as == "user" else team, capacity=Capacity.ANY
    )
    decision = policy.decide(worker, RECORD, mother)
    assert (decision.ring, decision.capacities) == (Ring.INVOLVED, {Capacity.ANY})


def test_another_authoritys_records_are_closed_until_involved():
    worker = make.user(["out_of_hours_worker"])
    theirs = make.subject(make.authority("Northmoor"))
    assert answers(worker, theirs) == "---"
    make.involvement(theirs, worker)
    assert answers(worker, theirs) == "NHR"


@pytest.mark.parametrize(
    ("kind", "role", "involved_as", "expected"),
    [
        ("school", "designated_safeguarding_lead", None, "---"),
        ("school", "designated_safeguarding_lead", "organisation", "NH-"),
        ("school", "designated_safeguarding_lead", "user", "NH-"),
        ("police", "police_officer", None, "---"),
        ("police", "police_officer", "user", "NHR"),
        ("police", "police_officer", "organisation", "NHR"),
        ("health", "health_practitioner", "organisation", "NH-"),
        ("health", "lead_practitioner", "user", "NHR"),  # a partner who leads the family's help
        ("health", "lead_practitioner", None, "---"),
    ],
)
def test_partners_have_the_first_ring_only(kind, role, involved_as, expected):
    partner = outsider(kind, role)
    subject = make.subject()
    if involved_as:
        party = partner.organisation if involved_as == "organisation" else partner
        make.involvement(subject, party, purpose=USUAL.get(role, Purpose.ALLOCATED))
    assert answers(partner, subject) == expected


def test_a_restricted_record_is_closed_to_a_school_that_only_enrols_the_child():
    partner = outsider()
    subject = make.subject(restriction=Restriction.RESTRICTED)
    make.involvement(subject, partner.organisation, purpose=Purpose.EDUCATION)
    assert answers(partner, subject) == "---"


def test_a_school_sees_its_own_pupils_and_nobody_else():
    partner, other = outsider(), outsider()
    mine, theirs, neither = make.subject(), make.subject(), make.subject()
    make.involvement(mine, partner.organisation, purpose=Purpose.EDUCATION)
    make.involvement(theirs, other.organisation, purpose=Purpose.EDUCATION)
    assert list(Subject.objects.filter(policy.visible(partner, HEADER))) == [mine]
    assert neither.pk and answers(partner, theirs) == "---"


# Purpose


@pytest.mark.parametrize(
    ("kind", "role", "purpose", "expected"),
    [
        ("police", "police_officer", Purpose.ENQUIRY, "NHR"),
        ("police", "police_officer", Purpose.CONFERENCE, "NHR"),
        ("police", "police_officer", Purpose.ALLOCATED, "---"),  # family help outside an enquiry
        ("school", "designated_safeguarding_lead", Purpose.EDUCATION, "NH-"),
        ("school", "designated_safeguarding_lead", Purpose.HEALTH, "---"),
        ("school", "lead_practitioner", Purpose.EDUCATION, "---"),  # every pupil is not a family of theirs
        ("school", "lead_practitioner", Purpose.ALLOCATED, "NHR"),
        ("council", "lead_practitioner", Purpose.SAMPLE, "NHr"),
    ],
)
def test_an_involvement_counts_for_the_roles_whose_purpose_it_is(kind, role, purpose, expected):
    worker = make.user([role]) if kind == "council" else outsider(kind, role)
    subject = make.subject()
    make.involvement(subject, worker, purpose=purpose)
    assert answers(worker, subject) == expected


def test_an_involvement_for_one_role_gives_nothing_to_another_that_is_held_beside_it():
    advice = Permission("t.advise", "advise", frozenset({"legal_adviser"}))
    sample = Permission("t.sample", "read a sample", frozenset({"auditor"}))
    worker, subject = make.user(["auditor", "legal_adviser"]), make.subject()
    make.involvement(subject, worker, purpose=Purpose.SAMPLE)
    assert policy.decide(worker, sample, subject).ok and not policy.decide(worker, advice, subject).ok


def test_a_permission_opens_for_the_purposes_it_names_only():
    enquiry = Permission("t.enquiry", "see an enquiry", COUNCIL_PRACTICE, purposes=frozenset({Purpose.ENQUIRY}))
    worker, subject = make.user(["lead_practitioner"]), make.subject()
    make.involvement(subject, worker, purpose=Purpose.ALLOCATED)
    decision = policy.decide(worker, enquiry, subject)
    assert (decision.ok, decision.can_open) == (False, False)
    make.involvement(subject, worker, purpose=Purpose.ENQUIRY)
    assert policy.decide(worker, enquiry, subject).ok


def test_the_authoritys_own_staff_reach_as_far_as_their_role_does():
    for role, expected in (("conference_chair", "NHr"), ("auditor", "---"), ("advocate", "---")):
        sees = Permission("t.sees", "see", frozenset(ROLES), Ring.AUTHORITY)
        decision = policy.decide(make.user([role]), sees, make.subject())
        assert decision.ok == (expected == "NHr"), role


# Sensitivity


@pytest.mark.parametrize(
    ("roles", "labels"),
    [
        (["lead_practitioner"], {"special"}),
        (["lead_practitioner", "practice_supervisor"], {"special", "criminal", "privileged"}),
        (["conference_chair"], {"special", "criminal", "privileged"}),
        (["reviewing_officer"], {"special", "criminal"}),
        (["home_education_officer"], set()),
    ],
)
def test_an_answer_says_which_guarded_labels_its_roles_read(roles, labels):
    worker, subject = make.user(roles), make.subject()
    make.involvement(subject, worker)
    reads = Permission("t.reads", "read", frozenset(ROLES))
    assert policy.decide(worker, reads, subject).labels == labels


def test_a_permission_that_shows_legal_advice_names_no_role_that_must_not_read_it():
    for role in ("front_door_officer", "police_officer", "virtual_school_head", "child_protection_health_member"):
        with pytest.raises(ValueError, match=f"shows what {role} must not read"):
            Permission("t.advice", "read advice", frozenset({role}), labels=frozenset({Sensitivity.PRIVILEGED}))


# Their own record


@pytest.mark.parametrize("tie", Tie)
@pytest.mark.parametrize("role", ["lead_practitioner", "out_of_hours_worker", "practice_supervisor"])
def test_no_ring_reason_or_emergency_opens_an_own_or_declared_record(role, tie):
    worker, subject = make.user([role]), make.subject()
    make.involvement(subject, worker)
    make.involvement(subject, worker, purpose=Purpose.EMERGENCY, until_at=clock.now() + dt.timedelta(hours=3))
    make.involvement(subject, worker, purpose=Purpose.OPENED, role="opened with a reason")
    make.declaration(worker, subject, tie=tie)
    worker = make.fresh(worker)
    assert answers(worker, subject) == "N--" and policy.is_barred(worker, subject)
    assert policy.decide(worker, RECORD, subject).reason == policy.BARRED
    assert not policy.is_named(worker, subject)
    with pytest.raises(NotAllowed):
        actions.open_with_reason(subject, by=worker, permission=RECORD, reason="duty")


@pytest.mark.parametrize(("since", "until", "expected"), [(-9, None, "N--"), (-9, 0, "NHR"), (1, None, "NHR")])
def test_a_declaration_holds_while_it_is_true(since, until, expected):
    worker, subject = make.user(["lead_practitioner"]), make.subject()
    make.involvement(subject, worker)
    make.declaration(
        worker, subject, since=make.days_from_today(since), until=None if until is None else make.days_from_today(until)
    )
    assert answers(make.fresh(worker), subject) == expected


def test_a_record_joined_to_a_declared_one_is_barred_too():
    worker, person = make.user(["out_of_hours_worker"]), AliasSet.objects.create()
    one, other = make.subject(alias_set=person), make.subject(alias_set=person)
    make.declaration(worker, one)
    assert answers(make.fresh(worker), other) == "N--"


def test_not_even_who_looked_at_ones_own_record_can_be_seen():
    looked = Permission("t.looked", "see who looked", frozenset(ROLES), Ring.AUTHORITY, names_restricted=True)
    worker, subject = make.user(["practice_supervisor"]), make.subject()
    make.declaration(worker, subject, tie=Tie.SELF)
    assert not policy.decide(make.fresh(worker), looked, subject).ok


def test_a_partner_has_not_even_the_name_of_their_own_record():
    partner, subject = outsider(), make.subject()
    make.involvement(subject, partner.organisation, purpose=Purpose.EDUCATION)
    make.declaration(partner, subject, tie=Tie.SELF)
    assert answers(make.fresh(partner), subject) == "---"


def test_a_standing_takes_one_query(django_assert_num_queries):
    worker = make.user(["lead_practitioner"], team=make.team())
    make.declaration(worker, make.subject())
    again = User.objects.select_related("organisation").get(pk=worker.pk)
    with django_assert_num_queries(1):
        standing = again.standing
    assert (len(standing.roles), len(standing.team_ids), len(standing.barred)) == (1, 1, 1)


# Time


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [(-9, None, "NHR"), (-9, 1, "NHR"), (0, None, "NHR"), (None, None, "NHR"), (-9, 0, "NHr"), (1, None, "NHr")],
)
def test_an_involvement_holds_from_its_first_day_to_before_its_end(since, until, expected):
    worker, subject = make.user(["lead_practitioner"]), make.subject()
    days = {"since": since, "until": until}
    make.involvement(
        subject, worker, **{name: None if day is None else make.days_from_today(day) for name, day in days.items()}
    )
    assert answers(worker, subject) == expected


@pytest.mark.parametrize(
    ("starts", "ends", "expected"), [(-9, None, "NHr"), (-9, 0, "---"), (1, None, "---"), (0, 1, "NHr")]
)
def test_a_role_counts_while_it_is_held(starts, ends, expected):
    worker = make.user()
    RoleHolding.objects.create(
        user=worker,
        role="lead_practitioner",
        starts_on=make.days_from_today(starts),
        ends_on=None if ends is None else make.days_from_today(ends),
    )
    assert answers(make.fresh(worker), make.subject()) == expected


def test_a_team_opens_only_while_a_role_is_held_in_it():
    team = make.team()
    worker, subject = make.user(["lead_practitioner"], team=team), make.subject()
    make.involvement(subject, team)
    RoleHolding.objects.filter(user=worker).update(ends_on=TODAY)
    RoleHolding.objects.create(user=worker, role="lead_practitioner", starts_on=make.LONG_AGO)
    assert answers(make.fresh(worker), subject) == "NHr"


@pytest.mark.parametrize("values", [{"ends_on": TODAY}, {"starts_on": TOMORROW}])
def test_a_user_who_has_left_or_not_begun_sees_nothing(values):
    worker, subject = make.user(["lead_practitioner"], **values), make.subject()
    make.involvement(subject, worker)
    assert answers(worker, subject) == "---"


def test_nobody_signed_in_sees_nothing():
    subject = make.subject()
    assert answers(AnonymousUser(), subject) == "---"
    assert not Subject.objects.filter(policy.visible(AnonymousUser(), NAME)).exists()


def test_a_member_who_left_the_family_is_no_longer_opened_through_it():
    worker, child, lodger = make.user(["lead_practitioner"]), make.subject(), make.subject()
    circle = make.circle(child)
    make.join(circle, lodger, capacity=Capacity.OTHER, until=TODAY)
    make.involvement(circle, worker)
    assert (answers(worker, child), answers(worker, lodger)) == ("NHR", "NHr")


# Opening with a reason


def test_a_reason_opens_until_the_end_of_the_day_and_is_logged():
    worker, subject = make.user(["lead_practitioner"]), make.subject()
    (row,) = actions.open_with_reason(subject, by=worker, permission=RECORD, reason="duty")
    assert answers(worker, subject) == "NHR"
    assert (row.true_from, row.true_to) == (TODAY, TOMORROW)
    assert AuditEntry.objects.get().reason == "I am on duty and this is part of today's work"
    actions.open_with_reason(subject, by=worker, permission=RECORD, reason="cover")
    assert Involvement.objects.count() == 1 and AuditEntry.objects.count() == 2


def test_an_opening_of_yesterday_has_run_out():
    worker, subject = make.user(["lead_practitioner"]), make.subject()
    make.involvement(subject, worker, purpose=Purpose.OPENED, since=make.days_from_today(-1), until=TODAY)
    assert answers(worker, subject) == "NHr"


@pytest.mark.parametrize(("hours", "expected"), [(-1, "NHr"), (1, "NHR")])
def test_emergency_access_ends_by_the_clock(hours, expected):
    worker, subject = make.user(["lead_practitioner"]), make.subject()
    make.involvement(subject, worker, purpose=Purpose.EMERGENCY, until_at=clock.now() + dt.timedelta(hours=hours))
    assert answers(worker, subject) == expected


@pytest.mark.parametrize("restriction", [Restriction.RESTRICTED, Restriction.SEALED])
def test_no_reason_opens_a_restricted_record(restriction):
    with pytest.raises(NotAllowed):
        actions.open_with_reason(
            make.subject(restriction=restriction), by=make.user(["lead_practitioner"]), permission=RECORD, reason="duty"
        )


def test_no_reason_opens_anything_to_a_partner_or_to_a_role_without_the_permission():
    for viewer in (outsider(), make.user(["administrator"])):
        with pytest.raises(NotAllowed):
            actions.open_with_reason(make.subject(), by=viewer, permission=RECORD, reason="duty")


def test_a_reason_must_be_on_the_list():
    with pytest.raises(ValueError, match="Select why"):
        actions.open_with_reason(
            make.subject(), by=make.user(["lead_practitioner"]), permission=RECORD, reason="curious"
        )


def test_require_says_why_not_and_whether_a_reason_would_do():
    with pytest.raises(NotAllowed) as refused:
        policy.require(make.user(["lead_practitioner"]), RECORD, make.subject())
    assert refused.value.can_open and "not involved" in refused.value.reason
    with pytest.raises(NotAllowed) as refused:
        policy.require(make.user(["administrator"]), RECORD, make.subject())
    assert not refused.value.can_open and refused.value.reason == "None of your roles may open a record."


# Capacity


def test_a_mother_who_was_in_care_opens_through_her_family_as_a_parent_only():
    worker, mother, child = make.user(["lead_practitioner"]), make.subject(), make.subject()
    family = make.circle(child)
    make.join(family, mother, capacity=Capacity.ADULT)
    make.involvement(family, worker)
    assert policy.decide(worker, RECORD, mother).capacities == {Capacity.ADULT}
    assert policy.decide(worker, RECORD, child).capacities == {Capacity.CHILD}


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (None, {Capacity.ADULT}),
        (Capacity.CHILD, {Capacity.ADULT, Capacity.CHILD}),
        (Capacity.ANY, {Capacity.ANY}),
    ],
)
def test_her_own_childhood_file_opens_to_those_involved_with_her_as_a_child(own, expected):
    worker, mother = make.user(["lead_practitioner"]), make.subject()
    family = make.circle(mother, capacity=Capacity.ADULT)
    make.involvement(family, worker)
    if own:
        make.involvement(mother, worker, capacity=own)
    assert policy.decide(worker, RECORD, mother).capacities == expected


def test_an_involvement_with_a_family_in_one_capacity_opens_that_one():
    worker, mother = make.user(["lead_practitioner"]), make.subject()
    make.involvement(make.circle(mother, capacity=Capacity.ADULT), worker, capacity=Capacity.OTHER)
    assert policy.decide(worker, RECORD, mother).capacities == {Capacity.OTHER}


# Jobs


def test_a_job_sees_its_authority_for_what_it_was_declared_for_and_nothing_sealed():
    job = SystemViewer("returns", "making a return", make.authority().pk, permissions=frozenset({RECORD}))
    assert policy.decide(job, RECORD, make.subject()).reason == "making a return"
    assert not policy.decide(job, NAME, make.subject()).ok
    assert policy.decide(job, RECORD, make.subject(restriction=Restriction.RESTRICTED)).ok
    assert not policy.decide(job, RECORD, make.subject(restriction=Restriction.SEALED)).ok
    assert not policy.decide(job, RECORD, make.subject(make.authority("Northmoor"))).ok
    assert job.actor_kind == "system" and job.actor_key == "returns"


# Making and ending involvement


def test_involving_twice_is_once():
    worker, subject = make.user(["lead_practitioner"]), make.subject()
    first = actions.involve(subject, by=worker, party=worker, role="lead", purpose=Purpose.ALLOCATED)
    assert actions.involve(subject, by=worker, party=worker, role="lead", purpose=Purpose.ALLOCATED) == first
    assert AuditEntry.objects.filter(verb="access.involved").count() == 1


def test_involvement_with_a_family_is_logged_for_each_member():
    worker, circle = make.user(["lead_practitioner"]), make.circle(make.subject(), make.subject())
    actions.involve(circle, by=worker, party=make.team(), role="team", purpose=Purpose.TEAM)
    assert AuditEntry.objects.filter(verb="access.involved", subject_id__isnull=False).count() == 2


@pytest.mark.parametrize(("since", "rows"), [(-5, 1), (0, 0)])
def test_an_ended_involvement_closes_the_record(since, rows):
    worker, subject = make.user(["lead_practitioner"]), make.subject()
    row = make.involvement(subject, worker, since=make.days_from_today(since))
    actions.end_involvement(row, by=worker, on=TODAY, why="moved")
    assert answers(worker, subject) == "NHr"
    assert Involvement.objects.current().count() == rows  # one that never held a day is withdrawn


def test_a_decision_takes_two_queries_at_most(django_assert_max_num_queries):
    worker, subject = make.user(["lead_practitioner"]), make.subject()
    make.involvement(make.circle(subject), worker)
    assert worker.standing
    with django_assert_max_num_queries(2):
        policy.decide(worker, RECORD, subject)


def test_the_lock_is_taken_in_ascending_order():
    first, second = make.subject(), make.subject()
    assert policy.lock(second, first.pk, second.pk) == [first, second]


def test_a_permission_names_only_declared_roles():
    with pytest.raises(ValueError, match="wizard"):
        Permission("t.x", "x", frozenset({"wizard"}))


# Within one request


def test_what_changes_within_a_request_is_looked_up_anew(django_assert_num_queries):
    worker, subject = make.user(["lead_practitioner"]), make.subject()
    family = make.circle()
    assert worker.standing
    with policy.one_request():
        assert answers(worker, subject) == "NHr"
        with django_assert_num_queries(0):
            assert answers(worker, subject) == "NHr"
        actions.involve(family, by=worker, party=worker, role="lead", purpose=Purpose.ALLOCATED)
        assert answers(worker, subject) == "NHr"
        make.join(family, subject)
        assert answers(worker, subject) == "NHR"
        actions.end_involvement(Involvement.objects.current().get(), by=worker, on=TODAY)
        assert answers(worker, subject) == "NHr"


def test_one_request_knows_nothing_of_another():
    worker, subject = make.user(["lead_practitioner"]), make.subject()
    with policy.one_request():
        assert answers(worker, subject) == "NHr"
    Involvement.objects.bulk_create([Involvement(subject=subject, user=worker, role="lead", purpose="allocated")])
    with policy.one_request():
        assert answers(worker, subject) == "NHR"
