"""The first step on an empty database: an authority, its council, and an administrator who lets the others in."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from thrive.base.access.models import Organisation, RoleHolding, User
from thrive.base.access.rules import OrganisationKind
from thrive.base.history import audit
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.local import authorities, codes


@transaction.atomic
def found_authority(dfe_code: str, *, name: str, email: str, password: str) -> User:
    """Make the authority with this three-digit code one that this database serves, with its first administrator.

    `name` is the administrator's. Raises AlreadyRecorded where the authority has its council already, or the
    e-mail address a user; ValidationError (field names as keys) for a code, address or password that will not do.
    """
    if not codes.words("authority", dfe_code):
        raise ValidationError({"code": f"{dfe_code} is not the department's code of an English authority."})
    authority = authorities.hold(dfe_code)
    if Organisation.objects.filter(kind=OrganisationKind.COUNCIL, authority=authority).exists():
        raise AlreadyRecorded(f"{authority.name} is here already. Its administrators let others in.")
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyRecorded("Somebody has this e-mail address already.", field="email")
    authority.is_home = True
    authority.save(update_fields=["is_home"])
    council = Organisation.objects.create(
        kind=OrganisationKind.COUNCIL, name=f"{authority.name} Council", authority=authority
    )
    user = User(email=email, name=name, organisation=council, job_title="Administrator")
    _check(user, password)
    user.set_password(password)
    user.save()
    RoleHolding.objects.create(user=user, role="administrator")
    audit.note(user, "access.authority.founded", authority, administrator=user.pk)
    return user


def _check(user: User, password: str) -> None:
    faults: dict[str, list[str]] = {}
    for field, check in (
        ("email", lambda: validate_email(user.email)),
        ("password", lambda: validate_password(password, user)),
    ):
        try:
            check()
        except ValidationError as problem:
            faults[field] = problem.messages
    if faults:
        raise ValidationError(faults)
