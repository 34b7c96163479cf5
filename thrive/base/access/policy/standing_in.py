"""Who stands in for a viewer while a question is prepared: somebody with their roles, whose keys are filled in later.

What the policy lets somebody see follows from their roles and from whom they are; questions of people with the same
roles differ in keys alone (`history.prepared`). Another user's question is never asked: only its form is shared, and
whoever stands in has no name, ref or organisation of anybody's to look at.
"""

from dataclasses import replace

from thrive.base.access.models import Standing, User
from thrive.base.access.permission import Permission
from thrive.base.access.viewers import ClientViewer, SystemViewer
from thrive.base.history.prepared import Part, Read, as_form, part_of, take_apart

_KEYS = ("user_id", "organisation_id", "authority_id", "team_ids", "barred")
"""What of a standing is filled in; all else is the form of the question."""


take_apart.register(Permission)(as_form)


@take_apart.register
def _standing(standing: Standing) -> Part:
    parts = {name: take_apart(getattr(standing, name)) for name in _KEYS}
    return Part(
        form=("standing", standing.roles, standing.is_own_staff, *(part.form for part in parts.values())),
        values={name: part.values for name, part in parts.items()},
        stand_in=lambda read: replace(
            standing, **{name: part.stand_in(part_of(read, name)) for name, part in parts.items()}
        ),
    )


@take_apart.register
def _user(user: User) -> Part:
    part = take_apart(user.standing)

    def stand_in(read: Read) -> User:
        other = User(ref="", starts_on=user.starts_on, ends_on=user.ends_on)  # draws none: invented refs are repeatable
        other.standing = part.stand_in(read)
        other.id = other.standing.user_id
        return other

    return Part(("user", user.is_active, part.form), part.values, stand_in)


@take_apart.register
def _client(client: ClientViewer) -> Part:
    part = take_apart(client.standing)

    def stand_in(read: Read) -> ClientViewer:
        standing = part.stand_in(read)
        keys = {"organisation_id": standing.organisation_id, "authority_id": standing.authority_id}
        return replace(client, ref="", name="", purpose="", **keys)

    return Part(("client", client.permissions, client.organisation_kind, part.form), part.values, stand_in)


@take_apart.register
def _system(system: SystemViewer) -> Part:
    parts = {name: take_apart(getattr(system, name)) for name in ("authority_id", "organisation_id")}

    def stand_in(read: Read) -> SystemViewer:
        keys = {name: part.stand_in(part_of(read, name)) for name, part in parts.items()}
        return replace(system, key="", purpose="", **keys)

    form = ("system", system.permissions, system.reads, *(part.form for part in parts.values()))
    return Part(form, {name: part.values for name, part in parts.items()}, stand_in)
