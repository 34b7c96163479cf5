"""What access does: relationships made and ended, organisations, teams, users and roles kept, passwords set."""

from thrive.base.access.actions.accounts import (
    add_user,
    change_own_password,
    change_user,
    end_user,
    set_first_password,
)
from thrive.base.access.actions.clients import add_client, change_client, end_client, give_token, new_secret
from thrive.base.access.actions.involvement import end_involvement, involve, open_with_reason
from thrive.base.access.actions.organisations import (
    add_organisation,
    add_team,
    change_organisation,
    change_team,
    end_organisation,
    end_team,
)
from thrive.base.access.actions.roles import end_role, give_role
from thrive.base.access.actions.sessions import note_failed_sign_in, note_sign_in, note_sign_out

__all__ = [
    "add_client",
    "add_organisation",
    "add_team",
    "add_user",
    "change_client",
    "change_organisation",
    "change_own_password",
    "change_team",
    "change_user",
    "end_client",
    "end_involvement",
    "end_organisation",
    "end_role",
    "end_team",
    "end_user",
    "give_role",
    "give_token",
    "involve",
    "new_secret",
    "note_failed_sign_in",
    "note_sign_in",
    "note_sign_out",
    "open_with_reason",
    "set_first_password",
]
