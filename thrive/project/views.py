"""Pages that belong to no room: what Thrive promises, and whether it is up."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from thrive.base.access.pages import public


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "project/accessibility.html")


@public
def information(request: HttpRequest) -> HttpResponse:
    """How the people who work here are watched over when they use the records."""
    return render(request, "project/information.html")


@public
def healthy(request: HttpRequest) -> HttpResponse:
    """Answer "ok" while the database answers, for whatever watches the server. Says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok", content_type="text/plain")


PAGES = [
    path("accessibility", accessibility, name="accessibility"),
    path("how-we-use-information", information, name="information"),
    path("healthy", healthy, name="healthy"),
]
