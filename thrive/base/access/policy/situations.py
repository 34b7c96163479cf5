"""Every way of standing to a record that the table of who may see tells apart, and the policy's answer in each.

Pure: standings, Subjects and ways of being involved are made here, none is read. A test makes the same situations in
the database and holds `decide` and `visible` to the same answers, and all of them to a file that people have read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from thrive.base.access.models import Standing, Subject
from thrive.base.access.permission import Permission
from thrive.base.access.policy.deciding import Decision, judge
from thrive.base.access.policy.involved import SEALED_ACCESS, Way
from thrive.base.access.rules import ROLES, TAKEN, Capacity, OrganisationKind, Purpose, Restriction, Role

HOME, AWAY, RECORD, WORKER = 1, 2, 1, 1  # keys that stand for an authority, another one, a record and a worker


@dataclass(frozen=True)
class Situation:
    """How a worker stands to a record. `by`: named, through their team, through their organisation, or not at all.

    `purpose` is the involvement's; where none is named it is one that the worker's role works for.
    """

    key: str
    title: str
    by: str = ""
    purpose: Purpose | None = None
    for_another_purpose: bool = False
    through_family: bool = False
    involved_as: str = ""
    is_elsewhere: bool = False
    is_barred: bool = False
    has_ended: bool = False
    role_has_ended: bool = False

    def purpose_for(self, role: Role) -> Purpose:
        """What the involvement is for."""
        if self.purpose is not None:
            return self.purpose
        if self.for_another_purpose:
            return next(one for one in Purpose if one not in role.purposes and one not in TAKEN)
        return next((one for one in Purpose if one in role.purposes), Purpose.ALLOCATED)

    @property
    def capacity(self) -> Capacity:
        """What the involvement opens: through a family, what concerns the person as a parent or carer."""
        return Capacity.ADULT if self.through_family else Capacity.ANY


SITUATIONS = (
    Situation("none", "Not involved"),
    Situation("elsewhere", "Not involved, another authority’s record", is_elsewhere=True),
    Situation("opened", "Opened with a reason", by="name", purpose=Purpose.OPENED),
    Situation("name", "Involved by name", by="name"),
    Situation("team", "Involved by team", by="team"),
    Situation("organisation", "Involved by organisation", by="organisation"),
    Situation("family_name", "By name, through the family", by="name", through_family=True),
    Situation("family_team", "By team, through the family", by="team", through_family=True),
    Situation("other", "By name, for a purpose of others", by="name", for_another_purpose=True),
    Situation("emergency", "Emergency access", by="name", purpose=Purpose.EMERGENCY),
    Situation("sealed", "Named for a sealed record", by="name", involved_as=SEALED_ACCESS),
    Situation("barred", "Own or declared person’s record, involved by name", by="name", is_barred=True),
    Situation("ended", "Involvement has ended", by="name", has_ended=True),
    Situation("role_ended", "Role has ended, involved by name", by="name", role_has_ended=True),
)

LETTERS = {"whole": "Y", "capacity": "C", "reason": "r", "no": "."}
LEGEND = (
    "Three letters stand for an ordinary, a restricted and a sealed record: Y it opens; C it opens in the capacity "
    "the person has in the family; r a reason opens it until the end of the day; . it does not open."
)


@dataclass(frozen=True)
class Post:
    """A role as it is held: by the authority's own staff, or by a partner's."""

    role: Role
    is_own_staff: bool

    @property
    def staff_of(self) -> str:
        """Whose staff."""
        return "council" if self.is_own_staff else "partner"

    @property
    def kind(self) -> OrganisationKind:
        """The kind of organisation that stands for all of them."""
        partners = sorted(self.role.kinds - {OrganisationKind.COUNCIL})
        return OrganisationKind.COUNCIL if self.is_own_staff else partners[0]


def posts() -> list[Post]:
    """Every role, once for each side that may hold it. Roles nobody signs in to are not among them."""
    found = []
    for role in ROLES.values():
        if OrganisationKind.COUNCIL in role.kinds:
            found.append(Post(role, True))
        if role.kinds - {OrganisationKind.COUNCIL}:
            found.append(Post(role, False))
    return found


def answer(post: Post, permission: Permission, situation: Situation, restriction: Restriction) -> Decision:
    """What the policy answers there."""
    subject = Subject(
        pk=RECORD, authority_id=AWAY if situation.is_elsewhere else HOME, restriction=restriction, ref="record"
    )
    standing = Standing(
        user_id=WORKER,
        organisation_id=HOME,
        authority_id=HOME,
        is_own_staff=post.is_own_staff,
        roles=frozenset() if situation.role_has_ended else frozenset({post.role.key}),
        team_ids=frozenset(),
        barred=frozenset({RECORD}) if situation.is_barred else frozenset(),
    )
    roles = [post.role] if post.role.key in permission.roles & standing.roles else []
    if not roles:
        return Decision(False, f"None of your roles may {permission.title}.")
    return judge(standing, roles, permission, subject, _ways(post, situation))


def _ways(post: Post, situation: Situation) -> list[Way]:
    by_their_council = situation.by == "organisation" and post.is_own_staff
    if not situation.by or situation.has_ended or by_their_council:  # a council is not involved as a whole
        return []
    return [
        Way(
            by=situation.by,
            purpose=situation.purpose_for(post.role),
            capacity=situation.capacity,
            role=situation.involved_as,
            through_family=situation.through_family,
        )
    ]


def letter(decision: Decision) -> str:
    """A decision as one of LETTERS."""
    if not decision.ok:
        return LETTERS["reason" if decision.can_open else "no"]
    return LETTERS["whole" if Capacity.ANY in decision.capacities else "capacity"]


@dataclass(frozen=True)
class Line:
    """One permission of one post: an answer, in letters, for each situation."""

    post: Post
    permission: Permission
    cells: tuple[str, ...]


def lines(permissions: Iterable[Permission]) -> Iterator[Line]:
    """The whole table: what each post may do of `permissions`. A permission it does not hold has no line."""
    for post in posts():
        for permission in permissions:
            if post.role.key in permission.roles:
                cells = [
                    "".join(letter(answer(post, permission, situation, one)) for one in Restriction)
                    for situation in SITUATIONS
                ]
                yield Line(post, permission, tuple(cells))
