"""The table of who may do what about whom, for information governance to read, print and download."""

from dataclasses import dataclass
from typing import cast

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.access.permission import Permission
from thrive.base.access.permissions import SEE_POLICY
from thrive.base.access.policy.situations import SITUATIONS, Line, Post, lines, posts
from thrive.base.access.rules import ORGANISATION_WORDS, PURPOSE_WORDS, ROLES, Purpose, Reach, Role
from thrive.base.history import audit
from thrive.base.offers import REGISTRY
from thrive.govuk import downloads, words

REACH_WORDS = {
    Reach.INVOLVED: "Nobody they are not involved with",
    Reach.WITH_REASON: "The heading of ordinary records; the record for a reason, until the end of the day",
    Reach.NO_QUESTION: "Ordinary records without being asked why; each look is logged",
}
CELL_WORDS = {
    "...": "No",
    "r..": "With a reason",
    "Y..": "Ordinary",
    "YY.": "Ordinary and restricted",
    "YYY": "Any",
    "YC.": "Ordinary; restricted in their part in the family",
    "C..": "Ordinary, in their part in the family",
    "CC.": "Ordinary and restricted, in their part in the family",
}
"""What three letters say to a reader; a test holds that no others occur."""


SHOWN = ("none", "opened", "name", "team", "organisation", "family_name", "emergency", "barred")
"""The situations that the page shows, in its columns' order; the file has all of them."""


@dataclass(frozen=True)
class Row:
    """What a role may do of one thing: the label of each column of the page, and the answer in words."""

    title: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """One role of the table, once for each side that may hold it."""

    post: Post
    lines: list[Line]

    @property
    def role(self) -> Role:
        """The role."""
        return self.post.role

    @property
    def title(self) -> str:
        """The role, and whose staff hold it where there are two sides."""
        both = sum(one.role is self.role for one in posts()) > 1
        return f"{self.role.title} ({self.post.staff_of})" if both else self.role.title

    @property
    def kinds(self) -> str:
        """Whose staff may hold it."""
        return kinds_in_words(self.role)

    @property
    def reach(self) -> str:
        """How far it reaches past involvement."""
        return words.lower_first(REACH_WORDS[self.role.reach]) if self.post.is_own_staff else "nobody"

    @property
    def purposes(self) -> str:
        """Why somebody may be involved for it to count."""
        return purposes_in_words(self.role)

    @property
    def rows(self) -> list[Row]:
        """Its permissions with the answers of the page's columns."""
        places = [next(place for place, one in enumerate(SITUATIONS) if one.key == key) for key in SHOWN]
        return [
            Row(
                words.upper_first(line.permission.title),
                [(SITUATIONS[place].title, CELL_WORDS[line.cells[place]]) for place in places],
            )
            for line in self.lines
        ]


def permissions() -> list[Permission]:
    """Every permission that a domain offers, by key."""
    return sorted((cast(Permission, one) for one in REGISTRY.permissions), key=lambda one: one.key)


def who_may_see(*, viewer: User) -> list[Part]:
    """The whole table by role. Raises NotAllowed."""
    policy.require_role(viewer, SEE_POLICY)
    return _parts_of(permissions())


def who_may_see_file(*, viewer: User) -> list[list[str]]:
    """The whole table as rows, for a download, which is logged. Raises NotAllowed."""
    policy.require_role(viewer, SEE_POLICY)
    audit.looked(viewer, "access.table.taken")
    return _rows()


def not_signing_in() -> list[Role]:
    """Roles that are declared and that nobody can hold yet."""
    return [role for role in ROLES.values() if not role.signs_in]


def as_csv() -> str:
    """The whole table: a line for each role and permission, three letters for each situation."""
    return downloads.as_csv(_rows()).replace("\r\n", "\n")


def _rows() -> list[list[str]]:
    head = ["role", "staff_of", "permission", *(one.key for one in SITUATIONS)]
    return [
        head,
        *([one.post.role.key, one.post.staff_of, one.permission.key, *one.cells] for one in lines(permissions())),
    ]


def purposes_in_words(role: Role) -> str:
    """For which purposes an involvement counts for the role."""
    named = [PURPOSE_WORDS[one] for one in Purpose if one in role.purposes]
    return "; ".join(named) or "nothing"


def kinds_in_words(role: Role) -> str:
    """Whose staff may hold the role."""
    return ", ".join(name for kind, name in ORGANISATION_WORDS.items() if kind in role.kinds) or "Nobody yet"


def _parts_of(those: list[Permission]) -> list[Part]:
    found: dict[Post, list[Line]] = {}
    for line in lines(those):
        found.setdefault(line.post, []).append(line)
    return [Part(post, some) for post, some in found.items()]


def as_markdown() -> str:
    """The page of the reference: the roles, and who may do what how near. Made anew by `bin/docs`."""
    return "\n".join([*_heading(), *_roles(), *_permissions(), ""])


def _heading() -> list[str]:
    return [
        "# Who may see what",
        "",
        "Made from the code by `bin/docs`; do not edit. The roles are declared in `thrive/base/access/rules/roles.py`,",
        "what each may do in the `permissions.py` of each domain. Every answer in every situation stands in",
        "[who-may-see.csv](who-may-see.csv), which people have read and a test holds the policy to.",
        "",
    ]


def _roles() -> list[str]:
    rows = [
        "## Roles",
        "",
        "| role | whose staff | must see | must not see | reaches past involvement | involved because | source |",
        "|---|---|---|---|---|---|---|",
    ]
    for role in ROLES.values():
        cells = (
            role.title,
            kinds_in_words(role),
            role.must_see,
            role.must_not_see,
            REACH_WORDS[role.reach],
            purposes_in_words(role),
            f"[{role.source.citation}]({role.source.url})",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return [*rows, ""]


def _permissions() -> list[str]:
    rows = ["## What each may do", "", "| may | who |", "|---|---|"]
    for one in permissions():
        holders = ", ".join(policy.role_titles(one.roles)) or "Nobody"
        rows.append(f"| {one.title} (`{one.key}`) | {holders} |")
    return rows
