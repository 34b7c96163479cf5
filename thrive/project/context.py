"""What every template may know of the installation."""

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, bool]:
    """`is_training`: whether this is a training copy with invented people, which each page's footer says."""
    return {"is_training": settings.THRIVE_TRAINING}
