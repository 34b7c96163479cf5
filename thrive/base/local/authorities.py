"""Authorities: the ones this database serves, and others whose files were taken in."""

from thrive.base.access.models import Authority
from thrive.base.local import codes


def hold(dfe_code: str) -> Authority:
    """The authority with this three-digit code, written down if it is met for the first time.

    The name is the department's for its codes; an unknown code is named by its number, so that nothing is lost.
    """
    name = codes.words("authority", dfe_code) or f"Authority {dfe_code}"
    return Authority.objects.get_or_create(dfe_code=dfe_code, defaults={"name": name})[0]
