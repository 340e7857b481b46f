"""The installation's secret: 32 random bytes in the data folder, made once, readable by its owner only."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

_LENGTH = 32


def read_secret(data_dir: Path) -> bytes:
    """Return the secret that signs sessions and keys the hashes of case numbers; made at first use."""
    path = data_dir / "secret"
    if not path.is_file():
        _make_secret(path)
    return path.read_bytes()


def case_key(data_dir: Path) -> bytes:
    """Return the key of case numbers' hashes: derived, so that it never signs anything."""
    return hmac.new(read_secret(data_dir), b"case numbers", hashlib.sha256).digest()


def device_key(data_dir: Path) -> bytes:
    """Return the key of the cookies of known browsers."""
    return hmac.new(read_secret(data_dir), b"devices", hashlib.sha256).digest()


def _make_secret(path: Path) -> None:
    """Write a new secret whole; where two processes try at once, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix="secret-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(_LENGTH))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
    finally:
        Path(temporary).unlink(missing_ok=True)
