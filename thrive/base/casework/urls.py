"""Addresses of casework."""

from django.urls import path

from thrive.base.casework.views import elements, home, why

app_name = "casework"

urlpatterns = [
    path("", home.home, name="home"),
    path("elements/<str:ref>", elements.element, name="element"),
    path("why/<str:ref>/<str:key>", why.why, name="why"),
]
