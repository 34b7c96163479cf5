"""Addresses of casework."""

from django.urls import path

from thrive.base.casework import views

app_name = "casework"

urlpatterns = [
    path("", views.home, name="home"),
]
