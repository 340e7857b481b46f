"""Write a file whole or not at all: aside, to the disk, and renamed at the end."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give the path of a file to write, of the same suffix; it takes the place of `path` once all went well.

    Nobody ever meets half a file, and what stood there before stays where the disk is full. What is no plain
    file, such as `/dev/stdout`, is written to as it is.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    unfinished = path.with_name(f".unfinished-{secrets.token_hex(4)}{path.suffix}")
    try:
        yield unfinished
        with unfinished.open("rb+") as stream:
            os.fsync(stream.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
