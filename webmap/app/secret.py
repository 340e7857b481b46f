"""The installation's secret: 32 random bytes in the data folder, made once, readable by its owner only.

Keys are derived from it, so that no key says anything of the secret or of another key. After a renewal the
file also holds the keys under which case numbers were hashed before (never former secrets): the same case has
to be recognised for as long as it is in the store.

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
    """Return the secret that signs sessions; made at first use.

    Raises
    ------
    SecretLost
    """
    return _read(data_dir)[:_LENGTH]


def case_keys(data_dir: Path) -> tuple[bytes, ...]:
    """Return the keys of case numbers' hashes in the order of their numbers, which begin at 1.

    The last one is the present key.
    """
    kept = _read(data_dir)
    former = (kept[at : at + _LENGTH] for at in range(_LENGTH, len(kept), _LENGTH))
    return (*former, _derived(kept[:_LENGTH], b"case numbers"))


def print_key(data_dir: Path) -> bytes:
    """Return the key with which codes of prints are made."""
    return _derived(read_secret(data_dir), b"codes of prints")


def device_key(data_dir: Path) -> bytes:
    """Return the key of the cookies of known browsers."""
    return _derived(read_secret(data_dir), b"devices")


def renew_secret(data_dir: Path) -> int:
    """Put a new secret in the place of the old one; return the number of the present key of case numbers."""
    keys = case_keys(data_dir)
    temporary = _written(data_dir, secrets.token_bytes(_LENGTH) + b"".join(keys))
    temporary.replace(data_dir / "secret")
    return len(keys) + 1


def replace_lost_secret(data_dir: Path) -> bool:
    """Make a new secret where it is lost; one that is whole stays. Return whether one was made."""
    try:
        read_secret(data_dir)
    except SecretLost:
        (data_dir / "secret").unlink(missing_ok=True)
        _make_secret(data_dir / "secret")
        return True
    return False


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return hmac.new(secret, purpose, hashlib.sha256).digest()


def _read(data_dir: Path) -> bytes:
    path = data_dir / "secret"
    if not path.exists() and not _holds_data(data_dir):
        _make_secret(path)
    kept = path.read_bytes() if path.is_file() else b""
    if len(kept) < _LENGTH or len(kept) % _LENGTH:
        raise SecretLost("secret.lost", file=path)
    return kept


def _holds_data(data_dir: Path) -> bool:
    """Tell whether a store was made here: it has tables in a file, or files under their SHA-256."""
    tables, files = data_dir / "portal.sqlite", data_dir / "files"
    has_tables = tables.is_file() and tables.stat().st_size > 0
    return has_tables or (files.is_dir() and any(files.iterdir()))


def _make_secret(path: Path) -> None:
    """Write a new secret whole; where two processes try at once, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _written(path.parent, secrets.token_bytes(_LENGTH))
    try:
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        temporary.unlink(missing_ok=True)


def _written(folder: Path, content: bytes) -> Path:
    """Write a file that only its owner can read, whole and safely on the disk, beside the secret."""
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix="secret-")
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return Path(temporary)
