"""The data folder: its own user may read it, nobody else; what was made otherwise is mended."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

OWNERS_FILE, OWNERS_FOLDER = 0o600, 0o700
_FOLDERS = ("files", "cache", "cancelled")
# What the portal itself writes there. Nothing else is touched: the folder may hold more than the portal's.
_FILES = ("secret*", "portal.sqlite*", "queue.sqlite*", "files/*", "worker-beat", "faults.log*")


def make_folders(data_dir: Path) -> None:
    """Make the data folder and those in it where they are missing."""
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    for folder in (data_dir, data_dir / "files", data_dir / "cache"):
        folder.mkdir(mode=OWNERS_FOLDER, exist_ok=True)


def open_to_others(data_dir: Path) -> list[Path]:
    """Return what of the portal in the data folder others than its user may open; on POSIX only."""
    if os.name != "posix":
        return []
    return [path for path in _own(data_dir) if not path.is_symlink() and path.stat().st_mode & 0o077]


def close_to_others(data_dir: Path) -> int:
    """Take away the rights of others, and return from how many files and folders."""
    found = open_to_others(data_dir)
    for path in found:
        path.chmod(OWNERS_FOLDER if path.is_dir() else OWNERS_FILE)
    return len(found)


def is_read_only(data_dir: Path) -> bool:
    """Tell whether nothing can be written in the data folder: by its rights, or by how it is mounted."""
    return data_dir.is_dir() and not os.access(data_dir, os.W_OK)


def _own(data_dir: Path) -> Iterator[Path]:
    yield data_dir
    yield from (data_dir / name for name in _FOLDERS if (data_dir / name).is_dir())
    for pattern in _FILES:
        yield from data_dir.glob(pattern)
