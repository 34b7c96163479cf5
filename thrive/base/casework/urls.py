"""Addresses of casework."""

from django.urls import path

from thrive.base.access.printing import printable
from thrive.base.casework.views import elements, giving, home, letters, meetings, plans, road, tasks, team, why

app_name = "casework"

urlpatterns = [
    path("", home.home, name="home"),
    path("pathway", road.pathway, name="pathway"),
    path("group-by", home.group_by, name="group-by"),
    path("elements/<str:ref>", elements.element, name="element"),
    *printable("people/<str:ref>/letters", letters.show_letters, name="letters", says="letters"),
    path("people/<str:ref>/letters/new", letters.choose_kind, name="letters-new"),
    path("people/<str:ref>/letters/new/<str:kind>", letters.new_letter, name="letter-new"),
    path("letters/<str:ref>", letters.show_letter, name="letter"),
    path("letters/<str:ref>/print", letters.print_letter, name="letter-print"),
    path("letters/<str:ref>/received", letters.received, name="letter-received"),
    path("letters/<str:ref>/pdf", letters.letter_file, name="letter-file"),
    *printable("people/<str:ref>/workers", giving.work, name="work", says="who has the work"),
    path("people/<str:ref>/workers/allocate", giving.allocate, name="allocate"),
    path("people/<str:ref>/workers/hand-over/<str:kind>", giving.hand_over, name="hand-over"),
    path("handovers/<str:ref>", giving.handover, name="handover"),
    path("handovers/<str:ref>/take-back", giving.revoke, name="handover-revoke"),
    path("handovers/<str:ref>/read", giving.acknowledge, name="handover-read"),
    path("team", team.show, name="team"),
    path("team/<str:ref>/move", team.move, name="team-move"),
    path("team/<str:ref>/<str:which>", team.listing, name="team-list"),
    path("tasks/<str:ref>", tasks.show, name="task"),
    path("tasks/<str:ref>/pass-on", tasks.pass_on, name="task-pass-on"),
    path("tasks/<str:ref>/dismiss", tasks.dismiss, name="task-dismiss"),
    *printable("people/<str:ref>/meetings", meetings.show_meetings, name="meetings", says="meetings"),
    path("people/<str:ref>/meetings/new/<str:kind>", meetings.new_meeting, name="meeting-new"),
    *printable("meetings/<str:ref>", meetings.show_meeting, name="meeting", says="meeting"),
    path("meetings/<str:ref>/arrange", meetings.arrange, name="meeting-arrange"),
    path("meetings/<str:ref>/seats/new", meetings.add_seat, name="seat-new"),
    path("meetings/<str:ref>/hold", meetings.hold, name="meeting-hold"),
    path("meetings/<str:ref>/end", meetings.end, name="meeting-end"),
    path("meetings/<str:ref>/call-off", meetings.call_off, name="meeting-call-off"),
    path("meetings/<str:ref>/minutes", meetings.minutes, name="meeting-minutes"),
    *printable("meetings/<str:ref>/minutes/versions", meetings.show_minutes, name="minutes-versions", says="minutes"),
    path("meetings/actions/<str:ref>", meetings.end_action, name="meeting-action"),
    path("seats/<str:ref>/letters/<str:kind>", meetings.send_to_seat, name="seat-letter"),
    *printable("people/<str:ref>/plans", plans.show_plans, name="plans", says="plans"),
    path("people/<str:ref>/plans/new/<str:kind>", plans.new_plan, name="plan-new"),
    path("plans/steps/<str:ref>", plans.progress, name="plan-step"),
    *printable("plans/<str:ref>", plans.show_plan, name="plan", says="plan"),
    path("plans/<str:ref>/version", plans.write_version, name="plan-version"),
    path("plans/<str:ref>/answer", plans.answer, name="plan-answer"),
    *printable("plans/<str:ref>/compare", plans.compare, name="plan-compare", says="two versions of a plan"),
    path("plans/<str:ref>/copy", plans.send_copy, name="plan-copy"),
    path("why/<str:ref>/<str:key>", why.why, name="why"),
]
