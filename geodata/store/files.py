"""Files kept under their SHA-256: written, synced, renamed, and only then named by a transaction."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from geodata.errors import UnknownThing
from geodata.store.database import Store
from geodata.store.models import Base, File


@dataclass(frozen=True)
class KeptFile:
    """A file in the data folder: SHA-256 (hex), size in bytes, and where it lies."""

    sha256: str
    size: int
    path: Path


def keep_file(store: Store, source: Path) -> KeptFile:
    """Copy a file into the data folder under its SHA-256; the same content is kept once."""
    descriptor, temporary = tempfile.mkstemp(dir=store.files_dir, prefix="incoming-")
    try:
        with os.fdopen(descriptor, "wb") as target, source.open("rb") as incoming:
            shutil.copyfileobj(incoming, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())
        return _settle(store, Path(temporary))
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def keep_bytes(store: Store, content: bytes) -> KeptFile:
    """Keep bytes that the portal made itself, such as a printed sheet."""
    descriptor, temporary = tempfile.mkstemp(dir=store.files_dir, prefix="incoming-")
    try:
        with os.fdopen(descriptor, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        return _settle(store, Path(temporary))
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def record_file(session: Session, kept: KeptFile, name: str) -> None:
    """Name a kept file in the store; its first name stays."""
    if not kept.path.is_file():
        raise UnknownThing("file.unknown", sha256=kept.sha256)
    if session.get(File, kept.sha256) is None:
        session.add(File(sha256=kept.sha256, name=name, size=kept.size, stored_at=datetime.now(UTC)))
        session.flush()


def path_of(store: Store, sha256: str) -> Path:
    """Return where a kept file lies."""
    path = store.files_dir / sha256
    if not sha256.isalnum() or not path.is_file():
        raise UnknownThing("file.unknown", sha256=sha256)
    return path


def forget_unnamed(session: Session, *, before: datetime) -> int:
    """Forget files that came before a moment and that nothing names any more; `sweep_orphans` deletes them.

    A file is named by any column `file_sha256`: of imports, prints, drafts, pictures.
    """
    unnamed = File.stored_at < before
    for table in Base.metadata.tables.values():
        if "file_sha256" in table.columns:
            unnamed &= ~exists().where(table.c.file_sha256 == File.sha256)
    return session.execute(delete(File).where(unnamed)).rowcount  # type: ignore[attr-defined]


def sweep_orphans(store: Store, *, before: datetime) -> int:
    """Delete files in the folder that no transaction named and that were written before a moment.

    A file is written before the transaction that names it: what is young may belong to a running import.
    Nobody else writes to the store meanwhile, and `record_file` refuses what was deleted under its hands.
    """
    with store.writing() as session:
        known = set(session.scalars(select(File.sha256)))
        orphans = [
            path
            for path in store.files_dir.iterdir()
            if path.name not in known and path.is_file() and path.stat().st_mtime < before.timestamp()
        ]
        for path in orphans:
            path.unlink(missing_ok=True)
    return len(orphans)


def _settle(store: Store, temporary: Path) -> KeptFile:
    with temporary.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    size = temporary.stat().st_size
    final = store.files_dir / digest
    temporary.replace(final)
    folder = os.open(store.files_dir, os.O_RDONLY) if os.name == "posix" else None
    if folder is not None:
        os.fsync(folder)
        os.close(folder)
    return KeptFile(digest, size, final)
