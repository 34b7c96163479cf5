"""Where drafts are kept and listed."""

from django.urls import path

from thrive.base.record import views

app_name = "record"

urlpatterns = [
    path("drafts", views.drafts, name="drafts"),
    path("drafts/<str:ref>", views.draft, name="draft"),
    path("drafts/<str:ref>/discard", views.discard, name="discard"),
]
