"""Where timelines and notes stand."""

from django.urls import path

from thrive.base.notes import views

app_name = "notes"

urlpatterns = [
    path("people/<str:ref>/timeline", views.show_timeline, name="timeline"),
    path("people/<str:ref>/timeline/in-full", views.read_all, name="read"),
    path("people/<str:ref>/notes/new", views.new_note, name="new"),
    path("notes/<str:ref>", views.show_note, name="note"),
    path("notes/<str:ref>/correct", views.correct_note, name="correct"),
    path("events/<str:ref>", views.event, name="event"),
]
