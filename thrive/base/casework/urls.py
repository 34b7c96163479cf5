"""Addresses of casework."""

from django.urls import path

from thrive.base.casework.views import home, why

app_name = "casework"

urlpatterns = [
    path("", home.home, name="home"),
    path("why/<str:ref>/<str:key>", why.why, name="why"),
]
