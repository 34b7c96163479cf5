"""Addresses of imports."""

from django.urls import path

from thrive.oversight.returns import views

app_name = "returns"

urlpatterns = [
    path("imports", views.imports, name="imports"),
    path("imports/new", views.bring_in, name="import"),
    path("imports/<str:ref>", views.report, name="report"),
    path("imports/<str:ref>/findings", views.findings, name="findings"),
    path("imports/<str:ref>/findings.csv", views.download, name="download"),
]
