"""Addresses of duties."""

from django.urls import path

from thrive.base.local import views

app_name = "local"

urlpatterns = [
    path("duties", views.duties, name="duties"),
    path("duties/<str:key>", views.duty, name="duty"),
]
