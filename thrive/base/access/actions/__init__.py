"""What access does: relationships made and ended, organisations, teams, users and roles kept, passwords set."""

from thrive.base.access.actions.accounts import (
    add_user,
    change_own_password,
    change_user,
    end_user,
    set_first_password,
)
from thrive.base.access.actions.clients import add_client, change_client, end_client, give_token, new_secret
from thrive.base.access.actions.declarations import declare, declare_for, end_declaration
from thrive.base.access.actions.factors import (
    give_up_factor,
    let_in_from_server,
    lift_address_lock,
    lift_lock,
    make_codes,
    remove_factor,
    set_up_app,
    take_code,
)
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
from thrive.base.access.actions.second_person import answer_request, ask_second_person, read_account_notice
from thrive.base.access.actions.sessions import (
    end_session,
    end_sessions,
    keep_grouping,
    keep_session,
    note_confirmation,
    note_failed_sign_in,
    note_lapse,
    note_sign_in,
    note_sign_out,
)

__all__ = [
    "add_client",
    "add_organisation",
    "add_team",
    "add_user",
    "answer_request",
    "ask_second_person",
    "change_client",
    "change_organisation",
    "change_own_password",
    "change_team",
    "change_user",
    "declare",
    "declare_for",
    "end_client",
    "end_declaration",
    "end_involvement",
    "end_organisation",
    "end_role",
    "end_session",
    "end_sessions",
    "end_team",
    "end_user",
    "give_role",
    "give_token",
    "give_up_factor",
    "involve",
    "keep_grouping",
    "keep_session",
    "let_in_from_server",
    "lift_address_lock",
    "lift_lock",
    "make_codes",
    "new_secret",
    "note_confirmation",
    "note_failed_sign_in",
    "note_lapse",
    "note_sign_in",
    "note_sign_out",
    "open_with_reason",
    "read_account_notice",
    "remove_factor",
    "set_first_password",
    "set_up_app",
    "take_code",
]
