"""Addresses of people."""

from django.urls import path

from thrive.base.people.views import (
    adding,
    details,
    doubts,
    emergencies,
    family,
    guarding,
    households,
    known,
    log,
    record,
    search,
)

app_name = "people"

urlpatterns = [
    path("search", search.search, name="search"),
    path("search/<str:ref>", search.results, name="results"),
    path("people/add", adding.add, name="add"),
    path("people/<str:ref>/", record.record, name="record"),
    path("people/<str:ref>/statuses", record.statuses, name="statuses"),
    path("people/<str:ref>/warnings", record.warnings, name="warnings"),
    path("people/<str:ref>/access", record.looks, name="access"),
    path("people/<str:ref>/open", record.open_with_reason, name="open"),
    path("people/<str:ref>/family", family.family, name="family"),
    path("people/<str:ref>/family/add", family.add, name="family-add"),
    path("people/<str:ref>/family/unborn", family.unborn, name="family-unborn"),
    path("people/<str:ref>/family/<str:tie>/end", family.end, name="family-end"),
    path("people/<str:ref>/responsibility", households.responsibility, name="responsibility"),
    path("people/<str:ref>/households", households.listing, name="households"),
    path("people/<str:ref>/households/start", households.start, name="household-start"),
    path("people/<str:ref>/households/<int:household>/join", households.join, name="household-join"),
    path("people/<str:ref>/households/<int:household>/end", households.end, name="household-end"),
    path("people/<str:ref>/households/stays/<int:stay>/<str:step>", households.change, name="household-stay"),
    path("people/<str:ref>/known", known.known_when, name="known"),
    path("people/<str:ref>/details", details.show, name="details"),
    path("people/<str:ref>/facts/<str:kind>", details.history, name="history"),
    path("people/<str:ref>/facts/<str:kind>/<str:step>", details.change, name="record-fact"),
    path("people/<str:ref>/facts/<str:kind>/<int:row>/<str:step>", details.change, name="change-fact"),
    path("people/<str:ref>/matches/<str:other>", doubts.settle, name="settle"),
    path("people/<str:ref>/restrict", guarding.restrict, name="restrict"),
    path("people/<str:ref>/emergency", emergencies.open_in_emergency, name="emergency"),
    path("people/<str:ref>/access/take", log.take_looks, name="access-take"),
    path("log", log.users, name="log"),
    path("log/standing-out", log.standing_out, name="unusual"),
    path("log/users/<str:ref>", log.deeds, name="deeds"),
    path("log/users/<str:ref>/take", log.take_deeds, name="deeds-take"),
    path("emergencies", emergencies.listing, name="emergencies"),
    path("emergencies/<str:ref>", emergencies.review, name="emergency-review"),
    path("emergencies/told/<str:ref>", emergencies.read_notice, name="emergency-read"),
]
