"""Addresses of access."""

from django.urls import path

from thrive.base.access.views import account, clients, factors, locks, organisations, sign_in, teams, users

app_name = "access"

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-in/code", sign_in.second_factor, name="second-factor"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("confirm", sign_in.confirm, name="confirm"),
    path("go-on", sign_in.go_on, name="go-on"),
    path("stay", sign_in.stay, name="stay"),
    path("stay/time-left", sign_in.time_left, name="time-left"),
    path("account", account.account, name="account"),
    path("account/sign-in", factors.factor, name="factor"),
    path("account/sign-in/app", factors.set_up, name="factor-set-up"),
    path("account/sign-in/recovery-codes", factors.recovery_codes, name="recovery-codes"),
    path("account/sign-in/change", factors.change, name="factor-change"),
    path("account/sign-in/end-sessions", factors.end_sessions, name="end-sessions"),
    path("account/password", account.password, name="password"),
    path("administration/organisations", organisations.listing, name="organisations"),
    path("administration/organisations/new", organisations.add, name="organisation-add"),
    path("administration/organisations/<str:ref>", organisations.detail, name="organisation"),
    path("administration/organisations/<str:ref>/change", organisations.change, name="organisation-change"),
    path("administration/organisations/<str:ref>/end", organisations.end, name="organisation-end"),
    path("administration/teams", teams.listing, name="teams"),
    path("administration/teams/new", teams.add, name="team-add"),
    path("administration/teams/<str:ref>", teams.detail, name="team"),
    path("administration/teams/<str:ref>/change", teams.change, name="team-change"),
    path("administration/teams/<str:ref>/end", teams.end, name="team-end"),
    path("administration/users", users.listing, name="users"),
    path("administration/users/new", users.add, name="user-add"),
    path("administration/users/<str:ref>", users.detail, name="user"),
    path("administration/users/<str:ref>/change", users.change, name="user-change"),
    path("administration/users/<str:ref>/end", users.end, name="user-end"),
    path("administration/users/<str:ref>/password", users.first_password, name="user-password"),
    path("administration/users/<str:ref>/sign-in", locks.sign_in_of, name="user-sign-in"),
    path("administration/lock-outs", locks.addresses, name="lock-outs"),
    path("administration/users/<str:ref>/roles/give", users.give_role, name="role-give"),
    path("administration/users/<str:ref>/roles/end", users.end_role, name="role-end"),
    path("administration/organisations/<str:ref>/systems/new", clients.add, name="client-add"),
    path("administration/systems", clients.listing, name="clients"),
    path("administration/systems/<str:ref>", clients.detail, name="client"),
    path("administration/systems/<str:ref>/change", clients.change, name="client-change"),
    path("administration/systems/<str:ref>/end", clients.end, name="client-end"),
    path("administration/systems/<str:ref>/secret", clients.secret, name="client-secret"),
    path("administration/roles", users.roles, name="roles"),
]
