"""Addresses of people."""

from django.urls import path

from thrive.base.people.views import record

app_name = "people"

urlpatterns = [
    path("people/<str:ref>/", record.record, name="record"),
    path("people/<str:ref>/statuses", record.statuses, name="statuses"),
    path("people/<str:ref>/warnings", record.warnings, name="warnings"),
    path("people/<str:ref>/access", record.looks, name="access"),
    path("people/<str:ref>/open", record.open_with_reason, name="open"),
]
