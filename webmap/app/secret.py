"""The installation's secret: 32 random bytes in the data folder, made once, readable by its owner only.

It is made with the store. Where it is lost beside data, nothing starts: a new one made in silence would end
every sign-in, and no incident would be known again by its case number.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from webmap.app.errors import PortalError

_LENGTH = 32


class SecretLost(PortalError):
    """The secret is missing beside data, or is shorter than any that was ever made: ``secret.lost``."""


def read_secret(data_dir: Path) -> bytes:
    """Return the secret that signs sessions and keys the hashes of case numbers; made at first use.

    Raises
    ------
    SecretLost
    """
    path = data_dir / "secret"
    if not path.exists() and not _holds_data(data_dir):
        _make_secret(path)
    secret = path.read_bytes() if path.is_file() else b""
    if len(secret) < _LENGTH:
        raise SecretLost("secret.lost", file=path)
    return secret


def replace_lost_secret(data_dir: Path) -> bool:
    """Make a new secret where it is lost; one that is whole stays. Return whether one was made."""
    try:
        read_secret(data_dir)
    except SecretLost:
        (data_dir / "secret").unlink(missing_ok=True)
        _make_secret(data_dir / "secret")
        return True
    return False


def case_key(data_dir: Path) -> bytes:
    """Return the key of case numbers' hashes: derived, so that it never signs anything."""
    return hmac.new(read_secret(data_dir), b"case numbers", hashlib.sha256).digest()


def _holds_data(data_dir: Path) -> bool:
    """Tell whether a store was made here: it has tables in a file, or files under their SHA-256."""
    tables, files = data_dir / "portal.sqlite", data_dir / "files"
    has_tables = tables.is_file() and tables.stat().st_size > 0
    return has_tables or (files.is_dir() and any(files.iterdir()))


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
