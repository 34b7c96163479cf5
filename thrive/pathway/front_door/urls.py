"""Addresses of the front door."""

from django.urls import path

from thrive.base.access.printing import printable
from thrive.base.casework.road import pages
from thrive.pathway.front_door.steps import STEPS
from thrive.pathway.front_door.views import (
    by_link,
    contacts,
    links,
    matches,
    partners,
    referrals,
    taking,
    telling,
    thresholds,
)

app_name = "front_door"

urlpatterns = [
    path("tell-us/", telling.start, name="tell-us"),
    path("tell-us/questions", telling.questions, name="tell-us-questions"),
    path("tell-us/sent/<str:slip>", telling.sent, name="told"),
    path("by-link", by_link.by_link, name="by-link"),
    path("by-link/sent/<str:slip>", by_link.sent, name="by-link-sent"),
    path("front-door/links", links.links, name="links"),
    path("front-door/links/new", links.new_report_link, name="link-new"),
    path("front-door/links/<str:ref>/take-back", links.take_back_link, name="link-take-back"),
    path("front-door/checks/<str:ref>/link", links.new_answer_link, name="check-link"),
    path("front-door/", contacts.board, name="board"),
    path("front-door/contacts/new", taking.take, name="take"),
    path("front-door/contacts/new/matches", matches.matches, name="matches"),
    *printable("front-door/contacts/<str:ref>", contacts.contact, name="contact", says="contact"),
    path("front-door/contacts/<str:ref>/people/<int:number>", contacts.person, name="person"),
    *pages.addresses(STEPS),
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
