"""Addresses of duties and of local choices about them."""

from django.urls import path

from thrive.base.local.views import choices, duties

app_name = "local"

urlpatterns = [
    path("duties", duties.duties, name="duties"),
    path("duties/<str:key>", duties.duty, name="duty"),
    path("local-choices", choices.listing, name="choices"),
    path("local-choices/<str:kind>/enter", choices.enter, name="choice-enter"),
    path("local-choices/<str:kind>/<int:key>", choices.choice, name="choice"),
    path("local-choices/<str:kind>/<int:key>/check", choices.check, name="choice-check"),
    path("local-choices/<str:kind>/<int:key>/end", choices.end, name="choice-end"),
    path("local-choices/<str:kind>/<int:key>/end/check", choices.check_end, name="choice-end-check"),
    path("local-choices/<str:kind>/<int:key>/take-back", choices.take_back, name="choice-take-back"),
]
