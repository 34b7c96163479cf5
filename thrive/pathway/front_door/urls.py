"""Addresses of the front door."""

from django.urls import path

from thrive.pathway.front_door.views import contacts, partners, referrals, taking, thresholds

app_name = "front_door"

urlpatterns = [
    path("front-door/", contacts.board, name="board"),
    path("front-door/contacts/new", taking.take, name="take"),
    path("front-door/contacts/<str:ref>", contacts.contact, name="contact"),
    path("front-door/contacts/<str:ref>/people/<int:number>", contacts.person, name="person"),
    path("front-door/contacts/<str:ref>/triage", contacts.triage, name="triage"),
    path("front-door/contacts/<str:ref>/ask", contacts.ask, name="ask"),
    path("front-door/information/<str:ref>", contacts.information, name="information"),
    path("front-door/referrals/<str:ref>", referrals.referral, name="referral"),
    path("front-door/referrals/<str:ref>/close", referrals.close, name="referral-close"),
    path("front-door/referrals/<str:ref>/reopen", referrals.reopen, name="referral-reopen"),
    path("front-door/reports", partners.reports, name="reports"),
    path("front-door/reports/new", partners.report, name="report"),
    path("front-door/reports/<str:ref>", partners.one_report, name="reported"),
    path("front-door/checks/<str:ref>", partners.check, name="check"),
    path("front-door/checks/<str:ref>/take-back", contacts.take_back_check, name="check-take-back"),
    path("front-door/thresholds", thresholds.documents, name="thresholds"),
    path("front-door/thresholds/new", thresholds.enter, name="thresholds-enter"),
    path("front-door/thresholds/<str:ref>/check", thresholds.check, name="thresholds-check"),
    path("front-door/thresholds/<str:ref>/take-back", thresholds.take_back, name="thresholds-take-back"),
]
