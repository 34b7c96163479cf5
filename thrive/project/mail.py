"""The server that sends e-mail, and what Django must be told of it."""

from typing import Any
from urllib.parse import unquote, urlsplit

from thrive.project.environment import EMAIL_FROM, EMAIL_SERVER, BadSetting

PORTS = {"smtp": 25, "smtps": 465}
WAIT_SECONDS = 10  # for an answer: nobody's page waits longer for a letter


def configuration() -> dict[str, Any]:
    """Django's settings for the server at THRIVE_EMAIL_SERVER; without one nothing is sent and no sender is set.

    Raises BadSetting for an address of another kind, and for a server without an address to send from.
    """
    address, sender = EMAIL_SERVER.text(), EMAIL_FROM.text()
    if not address:
        return {"THRIVE_EMAIL_FROM": ""}
    if not sender:
        raise BadSetting(f"{EMAIL_SERVER.name} is set. Give {EMAIL_FROM.name} too, or neither.")
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadSetting(f"{EMAIL_SERVER.name} cannot be read. Give smtps://user:password@host:465 or smtp://host:25.")
    return {
        "THRIVE_EMAIL_FROM": sender,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": WAIT_SECONDS,
    }
