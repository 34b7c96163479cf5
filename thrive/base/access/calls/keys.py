"""The RSA keys that sign the tokens of other systems: files in one folder, named by their kid.

The newest signs; every key that is there verifies, so that tokens under way outlive a rotation. The same folder on
every server of an installation.
"""

import os
import re
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from thrive.base.calendar import clock

KID = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")
BITS = 3072
KEPT = 2  # the one that signs, and the one before: tokens live for minutes


def signing() -> tuple[str, RSAPrivateKey]:
    """The key that signs today, with its kid; made when there is none yet."""
    known = kids()
    kid = known[-1] if known else add()
    return kid, _key(kid)


def verifying(kid: str) -> RSAPrivateKey | None:
    """The key called `kid`; None for one that is not, or no longer, there."""
    return _key(kid) if kid in kids() else None


def kids() -> list[str]:
    """The kids of every key that is there, the oldest first."""
    return sorted(path.stem for path in folder().glob("*.pem") if KID.fullmatch(path.stem))


def add() -> str:
    """Make a new key, which signs from now on, and return its kid. A reader never sees half a file."""
    kid = f"{clock.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    made = generate_private_key(public_exponent=65537, key_size=BITS)
    half = folder() / f"{kid}.part"
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    half.rename(folder() / f"{kid}.pem")
    return kid


def rotate() -> tuple[str, list[str]]:
    """Make a new key and remove all but it and the one before; returns its kid, and those removed.

    After a leak rotate twice: nothing that the old keys signed is then good.
    """
    made = add()
    gone = kids()[:-KEPT]
    for kid in gone:
        (folder() / f"{kid}.pem").unlink(missing_ok=True)
    return made, gone


def folder() -> Path:
    """Where the keys are, open to their owner only."""
    path = Path(settings.THRIVE_API_KEYS)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _key(kid: str) -> RSAPrivateKey:
    path = folder() / f"{kid}.pem"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, changed_at_ns: int) -> RSAPrivateKey:
    """The key in a file; read again when the file has changed."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{path.name} holds a key of another kind than RSA")
    return key
