"""Write a file whole or not at all: aside, to the disk, and renamed at the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give the path of a file to write, of the same name; it takes the place of `path` once all went well.

    Nobody ever meets half a file, and what stood there before stays where the disk is full. What is no plain
    file, such as `/dev/stdout`, is written to as it is.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".unfinished-") as folder:
        unfinished = Path(folder) / path.name
        yield unfinished
        with unfinished.open("rb+") as stream:
            os.fsync(stream.fileno())
        unfinished.replace(path)
