"""Every web address of Thrive, room by room. One line a room; a room without pages has none."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from thrive.project import api, views

ROOMS = (
    "thrive.base.access",
    "thrive.base.record",
    "thrive.base.local",
    "thrive.base.people",
    "thrive.base.notes",
    "thrive.base.casework",
    "thrive.pathway.front_door",
    "thrive.oversight.returns",
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"{room}.urls")) for room in ROOMS if find_spec(f"{room}.urls")),
    path(api.PREFIX, include((api.addresses(), "api"))),
    path("", include((views.PAGES, "project"))),
]

handler404 = "thrive.project.errors.not_found"
handler500 = "thrive.project.errors.failed"
