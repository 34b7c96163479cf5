"""Addresses of casework."""

from django.urls import path

from thrive.base.access.printing import printable
from thrive.base.casework.views import elements, home, letters, tasks, why

app_name = "casework"

urlpatterns = [
    path("", home.home, name="home"),
    path("elements/<str:ref>", elements.element, name="element"),
    *printable("people/<str:ref>/letters", letters.show_letters, name="letters", says="letters"),
    path("people/<str:ref>/letters/new", letters.choose_kind, name="letters-new"),
    path("people/<str:ref>/letters/new/<str:kind>", letters.new_letter, name="letter-new"),
    path("letters/<str:ref>", letters.show_letter, name="letter"),
    path("letters/<str:ref>/print", letters.print_letter, name="letter-print"),
    path("letters/<str:ref>/pdf", letters.letter_file, name="letter-file"),
    path("tasks/<str:ref>", tasks.show, name="task"),
    path("tasks/<str:ref>/pass-on", tasks.pass_on, name="task-pass-on"),
    path("tasks/<str:ref>/dismiss", tasks.dismiss, name="task-dismiss"),
    path("why/<str:ref>/<str:key>", why.why, name="why"),
]
