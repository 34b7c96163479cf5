"""What the form that anybody may fill in needs to know: whether it is in use, and to whom it goes."""

from django.conf import settings

from thrive.base.access.errors import NotFound
from thrive.base.access.models import Authority


def front_door() -> Authority:
    """The authority that the public form tells: the one this database serves, the first where it serves several.

    It has no viewer: it is the same for everybody, and says nothing of anybody. One query. Raises NotFound where the
    form is not in use.
    """
    found = Authority.objects.filter(is_home=True).order_by("pk").first() if settings.THRIVE_PUBLIC_FORM else None
    if found is None:
        raise NotFound("public form")
    return found
