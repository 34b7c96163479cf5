"""How allauth is told to behave here: no sign-up, no messages or mail of its own, our stages, secrets enciphered."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import force_bytes

SECOND_FACTOR_STAGE = "thrive.base.access.signing_in.stages.SecondFactor"
ISSUER = "Thrive"


class Unreadable(ValueError):
    """A secret that was enciphered with another key than the installation has now."""


class Accounts(DefaultAccountAdapter):
    """Accounts are made by administrators; a sign-in is a password and then a second factor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: administrators add people."""
        return False

    def get_login_stages(self) -> list[str]:
        """What stands between a right password and being signed in."""
        return [SECOND_FACTOR_STAGE]

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """An account that ended between the password and the code."""
        return redirect("access:sign-in")

    def add_message(self, *_: Any, **__: Any) -> None:
        """Our pages say what happened in their own words."""

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Nothing is sent; the log has it."""


class Factors(DefaultMFAAdapter):
    """Secrets of second factors are kept enciphered, so that a copy of the database alone makes no codes."""

    def get_totp_issuer(self) -> str:
        """What the authenticator app calls us."""
        return ISSUER

    def encrypt(self, text: str) -> str:
        """Encipher with the installation's key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decipher. Raises Unreadable where the installation's key is another one by now."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as problem:
            raise Unreadable("This second factor was set up under another secret key") from problem


def _cipher() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_fernet_key(key)) for key in keys])


def _fernet_key(key: str | bytes) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"thrive second factors:" + force_bytes(key)).digest())
