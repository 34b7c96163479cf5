"""Where a request comes from, and the headers every answer carries."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

UNUSED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
          "midi", "payment", "usb")  # fmt: skip
PERMISSIONS = ", ".join(f"{one}=()" for one in UNUSED)


class RealAddress:
    """Behind a proxy, takes the reader's address from the proxy: the log and the lock-out need it.

    Only the last address counts, which the proxy wrote; those before it can be made up by anybody.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.THRIVE_BEHIND_PROXY:
            last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            if last:
                request.META["REMOTE_ADDR"] = last
        return self.get_response(request)


class SafeHeaders:
    """No answer is kept by a browser or a proxy unless it says so itself, and none may use a device's sensors."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
