"""What allauth's sign-in passes through between the password and the session."""

from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStage
from django.http import HttpResponse
from django.shortcuts import redirect

from thrive.base.access.signing_in import factors


class SecondFactor(LoginStage):
    """Whoever has a second factor gives it at every sign-in; no browser is trusted for later ones."""

    key = "second_factor"
    urlname = "access:second-factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Ask for it, or let them on."""
        if self.login.user is not None and factors.has_one(self.login.user):
            return redirect(self.urlname), True
        return None, True

    def abort(self) -> HttpResponse:
        """Begin again."""
        clear_login(self.request)
        return redirect("access:sign-in")
