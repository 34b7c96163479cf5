"""The tokens that other systems call with: who, for which scopes, good for ten minutes."""

import datetime as dt
from dataclasses import dataclass

import jwt

from thrive.base.access.calls import keys
from thrive.base.calendar import clock
from thrive.base.history.refs import new_ref

GOOD_FOR_SECONDS = 600
ALGORITHM = "RS256"
ISSUER = AUDIENCE = "thrive"


@dataclass(frozen=True)
class Claims:
    """What a token says: the client's ref, and the keys of the permissions it was given for."""

    client_ref: str
    scopes: frozenset[str]


def issue(client_ref: str, scopes: frozenset[str]) -> str:
    """A signed token of that client for these scopes."""
    kid, key = keys.signing()
    now = clock.now()
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": client_ref,
        "scope": " ".join(sorted(scopes)),
        "iat": now,
        "exp": now + dt.timedelta(seconds=GOOD_FOR_SECONDS),
        "jti": new_ref(),
    }
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": kid})


def read(token: str) -> Claims | None:
    """What a token says; None for one that is forged, of a key that is gone, or out of its time."""
    try:
        key = keys.verifying(str(jwt.get_unverified_header(token).get("kid", "")))
        if key is None:
            return None
        claims = jwt.decode(
            token,
            key.public_key(),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": ["exp", "iat", "sub", "scope"], "verify_exp": False, "verify_iat": False},
        )
    except (jwt.InvalidTokenError, ValueError):
        return None
    if not claims["iat"] <= clock.now().timestamp() < claims["exp"]:  # by the one clock
        return None
    return Claims(claims["sub"], frozenset(claims["scope"].split()))
