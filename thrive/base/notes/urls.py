"""Where timelines and notes stand."""

from django.urls import path

from thrive.base.access.printing import printable
from thrive.base.notes import views

app_name = "notes"

urlpatterns = [
    *printable("people/<str:ref>/timeline", views.show_timeline, name="timeline", says="timeline"),
    *printable("people/<str:ref>/timeline/in-full", views.read_all, name="read", says="timeline in full"),
    path("people/<str:ref>/notes/new", views.new_note, name="new"),
    *printable("notes/<str:ref>", views.show_note, name="note", says="note"),
    path("notes/<str:ref>/correct", views.correct_note, name="correct"),
    *printable("events/<str:ref>", views.event, name="event", says="event"),
]
