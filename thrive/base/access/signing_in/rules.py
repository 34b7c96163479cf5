"""The numbers of signing in, and who must have a second factor: declared once, here.

All of them are local choices, made after the National Cyber Security Centre's guidance on passwords (throttle,
do not lock for ever) and on two-step verification. None is set by law.
"""

import datetime as dt
from dataclasses import dataclass

from thrive.base.access.rules import OrganisationKind

GUESSES_COUNT_FOR = dt.timedelta(minutes=15)  # a failure is forgotten after this, and a lock-out ends with it


@dataclass(frozen=True)
class Limit:
    """So many failures within GUESSES_COUNT_FOR, counted together for what `by` names, and no more are taken."""

    key: str
    by: tuple[str, ...]
    failures: int
    why: str


LIMITS = (
    Limit(
        "account_here",
        ("username", "ip_address"),
        5,
        "Somebody who mistypes gets five attempts. Counted for the account at this address, so that a stranger "
        "elsewhere who fails on purpose does not keep a worker out of their own office.",
    ),
    Limit(
        "account",
        ("username",),
        25,
        "Guessing at one account from many addresses at once: 25 in all, 2,400 a day against twelve characters.",
    ),
    Limit(
        "address",
        ("ip_address",),
        200,
        "One password tried on many accounts from one address. A whole council office shares an address: with 2,000 "
        "people signing in within a quarter of an hour, one in ten may mistype once before anybody is held up.",
    ),
)

SIGN_IN_WITHIN = dt.timedelta(minutes=10)  # between the password and the code
FRESH_FOR = dt.timedelta(minutes=10)  # how long a confirmation lets somebody do dangerous things
AT_MOST = dt.timedelta(hours=12)  # a visit ends after a long working day, whatever is done; drafts outlive it
WARN_BEFORE = dt.timedelta(minutes=5)
SEEN_EVERY = dt.timedelta(minutes=1)  # how often a visit notes that it was used: at most one write a minute


@dataclass(frozen=True)
class FactorRule:
    """Who must have a second factor: staff of these kinds of organisation or, if given, holders of these roles.

    `has_grace`: a new colleague may sign in without one for the first days of their account.
    """

    who: str
    kinds: frozenset[OrganisationKind]
    roles: frozenset[str]
    has_grace: bool
    why: str


FACTOR_RULES = (
    FactorRule(
        "People of other organisations",
        frozenset(OrganisationKind) - {OrganisationKind.COUNCIL},
        frozenset(),
        has_grace=False,
        why="They sign in from networks and devices the authority does not keep.",
    ),
    FactorRule(
        "Roles that reach every record, or keep who may",
        frozenset({OrganisationKind.COUNCIL}),
        frozenset({"administrator", "information_governance", "out_of_hours_worker"}),
        has_grace=False,
        why="One stolen password would open everything.",
    ),
    FactorRule(
        "Everybody else at the council",
        frozenset({OrganisationKind.COUNCIL}),
        frozenset(),
        has_grace=True,
        why="Each of them can open any ordinary record of the authority with a reason.",
    ),
)


def demanded(kind: str, roles: frozenset[str]) -> FactorRule | None:
    """The first rule that asks a second factor of somebody at such an organisation with these roles; None for none."""
    return next((rule for rule in FACTOR_RULES if kind in rule.kinds and (not rule.roles or rule.roles & roles)), None)


def in_grace(rule: FactorRule, *, since: dt.date, today: dt.date, grace_days: int) -> bool:
    """Whether somebody whose account began on `since` may still do without. The first day counts as day one."""
    return rule.has_grace and (today - since).days < grace_days
