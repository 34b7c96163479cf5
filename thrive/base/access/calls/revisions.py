"""Names of versions, for what can be changed by two people at once: a call sends back the one it saw.

No key of a row leaves Thrive, so the name is made of the key and cannot be turned back into it.
"""

from django.utils.crypto import salted_hmac

from thrive.base.history.errors import ChangedMeanwhile

LENGTH = 16


def revision_of(what: str, key: int | None) -> str:
    """What the version with this key is called; empty where there is none yet. `what` keeps kinds of thing apart."""
    return salted_hmac(f"thrive.revision.{what}", str(key)).hexdigest()[:LENGTH] if key is not None else ""


def require_seen(what: str, key: int | None, *, seen: str, says: str) -> int | None:
    """The key, where `seen` names its version. Raises ChangedMeanwhile, saying `says`, where it names another."""
    if seen != revision_of(what, key):
        raise ChangedMeanwhile(says)
    return key
