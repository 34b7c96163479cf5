"""What access gives to shared pages: its permissions, the log on a record's Access tab, words for the log."""

from thrive.base.access import permissions
from thrive.base.access.queries import who_looked_panel
from thrive.base.offers import Domain, Panel

WHO_LOOKED = Panel(
    key="access.who_looked",
    page="record.access",
    order=10,
    title="Who looked",
    template="access/panels/who_looked.html",
    query=who_looked_panel,
    queries_used=11,
)

VERBS = (
    ("access.involved", "Became involved, or made somebody involved"),
    ("access.involvement.ended", "Ended an involvement"),
    ("access.opened_with_reason", "Gave a reason to open the record"),
    ("access.refused", "Was refused"),
    ("access.declared", "Said that a worker is tied to this person"),
    ("access.declaration.ended", "Ended a declaration"),
    ("access.declarations.seen", "Looked at the declarations"),
    ("access.why.asked", "Asked why somebody can or cannot see it"),
    ("access.table.taken", "Took the table of who may see what"),
    ("access.log.seen", "Looked at this list"),
    ("access.authority.founded", "Set up the authority"),
    ("access.organisation.added", "Added"),
    ("access.organisation.changed", "Changed"),
    ("access.organisation.ended", "Ended, or took the end back"),
    ("access.team.added", "Added"),
    ("access.team.changed", "Changed"),
    ("access.team.ended", "Ended, or took the end back"),
    ("access.user.added", "Added"),
    ("access.user.changed", "Changed"),
    ("access.user.ended", "Ended, or took the end back"),
    ("access.role.given", "Gave a role"),
    ("access.role.ended", "Ended a role"),
    ("access.password.given", "Gave a first password"),
    ("access.password.changed", "Changed their password"),
    ("access.client.added", "Let a system call"),
    ("access.client.changed", "Changed what a system may do"),
    ("access.client.ended", "Ended a system, or took the end back"),
    ("access.client.secret_made", "Gave a system a new secret"),
    ("access.client.signed_in", "Got a token"),
    ("access.client.refused", "Was refused a token"),
    ("access.api.repeated", "Sent a write again"),
    ("access.api.too_many_calls", "Called too often"),
    ("access.signed_in", "Signed in"),
    ("access.signed_out", "Signed out"),
    ("access.sign_in.failed", "Tried to sign in"),
    ("access.sign_in.locked", "Tried to sign in too often, and was locked out"),
    ("access.session.lapsed", "Was signed out after doing nothing, or after a long day"),
    ("access.session.ended", "Ended open sessions"),
    ("access.session.kept", "Went on in this session after a new password"),
    ("access.confirmed", "Confirmed who they are"),
    ("access.confirm.failed", "Could not confirm who they are"),
    ("access.factor.set_up", "Set up a second factor"),
    ("access.factor.codes_made", "Made new recovery codes"),
    ("access.factor.recovery_used", "Used a recovery code"),
    ("access.factor.given_up", "Gave up their second factor"),
    ("access.factor.removed", "Removed a second factor"),
    ("access.lock.lifted", "Lifted a lock-out"),
)

DOMAIN = Domain(
    key="access",
    title="Access",
    permissions=permissions.ALL,
    panels=(WHO_LOOKED,),
    verbs=VERBS,
)
