"""What may be read about organisations, teams, users, roles and the audit log. Every query takes its viewer."""

from thrive.base.access.queries.administration import (
    Held,
    RoleLine,
    account,
    holdings,
    organisation,
    organisation_choices,
    organisations,
    role_choices,
    role_lines,
    team,
    team_choices,
    teams,
    user,
    users,
)
from thrive.base.access.queries.clients import api_client, api_clients, scope_choices
from thrive.base.access.queries.looking import Entry, Looks, LooksAsked, happened, who_looked, who_looked_panel
from thrive.base.access.queries.sessions import (
    OpenSession,
    locked_addresses,
    locked_until,
    open_sessions,
    second_factors,
)

__all__ = [
    "Entry",
    "Held",
    "Looks",
    "LooksAsked",
    "OpenSession",
    "RoleLine",
    "account",
    "api_client",
    "api_clients",
    "happened",
    "holdings",
    "locked_addresses",
    "locked_until",
    "open_sessions",
    "organisation",
    "organisation_choices",
    "organisations",
    "role_choices",
    "role_lines",
    "scope_choices",
    "second_factors",
    "team",
    "team_choices",
    "teams",
    "user",
    "users",
    "who_looked",
    "who_looked_panel",
]
