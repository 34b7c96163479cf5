"""The policy answers as people have read it should: role by permission by situation, each one made in the database.

`docs/reference/who-may-see.csv` holds the expected answers. When a role or a permission changes on purpose, print the
new table with `python -m tools.who_may_see`, read what differs, and put it there.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from thrive.base.access import policy
from thrive.base.access.models import Organisation, RoleHolding, Subject, User
from thrive.base.access.policy.situations import SITUATIONS, Post, Situation, letter, posts
from thrive.base.access.queries import table
from thrive.base.access.rules import OrganisationKind, Restriction, Tie
from thrive.base.access.tests import factories as make

EXPECTED = Path(__file__).parents[1] / "docs/reference/who-may-see.csv"
Key = tuple[str, str, str]  # role, whose staff, permission


def expected() -> dict[Key, dict[str, str]]:
    """The answers of the file: three letters for each situation."""
    with EXPECTED.open(newline="") as file:
        return {(row.pop("role"), row.pop("staff_of"), row.pop("permission")): row for row in csv.DictReader(file)}


class World:
    """One worker for a post, and a record for every situation and restriction."""

    def __init__(self, post: Post) -> None:
        self.post = post
        home = make.authority()
        self.organisation: Organisation = (
            make.council(home) if post.kind == OrganisationKind.COUNCIL else make.organisation(post.kind, of=home)
        )
        self.team = make.team(organisation=self.organisation)
        worker = make.user([post.role.key], team=self.team)
        self.former = make.user([post.role.key], team=self.team)
        RoleHolding.objects.filter(user=self.former).update(ends_on=make.days_from_today(0))
        self.records = {
            (situation, restriction): self.record(situation, restriction, worker)
            for situation in SITUATIONS
            for restriction in Restriction
        }
        self.worker, self.former = self._again(worker), self._again(self.former)

    def record(self, situation: Situation, restriction: Restriction, worker: User) -> Subject:
        """A record to which the worker stands as the situation says."""
        authority = make.authority("Northmoor") if situation.is_elsewhere else make.authority()
        made = make.subject(authority, restriction=restriction)
        who = self.former if situation.role_has_ended else worker
        if situation.by:
            parties = {"name": who, "team": self.team, "organisation": self.organisation}
            make.involvement(
                make.circle(made, capacity="adult") if situation.through_family else made,
                parties[situation.by],
                role=situation.involved_as or "some part",
                purpose=situation.purpose_for(self.post.role),
                until=make.days_from_today(0) if situation.has_ended else None,
            )
        if situation.is_barred:
            make.declaration(who, made, tie=Tie.RELATIVE)
        return made

    def viewer(self, situation: Situation) -> User:
        """Whoever is meant."""
        return self.former if situation.role_has_ended else self.worker

    def _again(self, user: User) -> User:
        return User.objects.select_related("organisation").get(pk=user.pk)


def differences(post: Post, answers: dict[Key, dict[str, str]]) -> Iterator[str]:
    """Where `decide` or `visible` answers otherwise than expected. One line each."""
    world = World(post)
    with policy.one_request():
        for permission in table.permissions():
            row = answers.get((post.role.key, post.staff_of, permission.key), {})
            seen = {
                viewer.pk: set(Subject.objects.filter(policy.visible(viewer, permission)).values_list("pk", flat=True))
                for viewer in (world.worker, world.former)
            }
            for situation in SITUATIONS:
                viewer = world.viewer(situation)
                those = [world.records[situation, one] for one in Restriction]
                wanted = row.get(situation.key, "...")
                got = "".join(letter(policy.decide(viewer, permission, one)) for one in those)
                listed = "".join("Y" if one.pk in seen[viewer.pk] else "." for one in those)
                where = f"{post.role.key} ({post.staff_of}), {permission.key}, {situation.key}"
                if got != wanted:
                    yield f"{where}: decide says {got}, expected {wanted}"
                if listed != wanted.replace("C", "Y").replace("r", "."):
                    yield f"{where}: visible says {listed}, expected {wanted}"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("post", posts(), ids=lambda post: f"{post.role.key}-{post.staff_of}")
def test_the_policy_answers_as_expected_in_every_situation(post: Post) -> None:
    found = list(differences(post, expected()))
    assert not found, "\n".join(found)


def test_the_expected_answers_are_of_every_role_and_permission() -> None:
    assert EXPECTED.read_text() == table.as_csv(), "Read what differs, then put the new answers in the file"


def test_every_answer_has_words_for_the_page() -> None:
    cells = {cell for row in expected().values() for cell in row.values()}
    assert cells <= table.CELL_WORDS.keys()


def test_what_must_hold_whatever_else_changes() -> None:
    """Rules of the practice table that no edit of the expected answers may lift."""
    for (role, staff_of, permission), row in expected().items():
        where = f"{role} {staff_of} {permission}"
        assert row["elsewhere"] == row["role_ended"] == "...", where
        assert row["barred"] == "..." or permission in ("people.see_name", "access.declare"), where
        assert all(cell[2] == "." for key, cell in row.items() if key != "sealed"), where
        if staff_of == "partner":
            assert row["none"] == row["opened"] == row["emergency"] == row["other"] == row["ended"] == "...", where
    narrative = {"people.open_record", "notes.read", "notes.read_timeline"}
    for role in ("support_package_approver", "consent_panel_member", "virtual_school_head", "administrator"):
        assert not narrative & {permission for one, _, permission in expected() if one == role}


def test_how_many_triples_are_tested() -> None:
    """Every post by every permission by every situation under every restriction."""
    count = len(posts()) * len(table.permissions()) * len(SITUATIONS) * len(Restriction)
    print(f"{count:,} triples: {len(posts())} posts, {len(table.permissions())} permissions")
    assert count > 20_000
