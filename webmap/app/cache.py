"""The last things that were made, by what they were made of: values and files that never change."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from flask import current_app

from geodata.quiet import without_collecting
from geodata.whole_file import written_whole

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """A bounded store in memory that forgets what was asked for longest ago.

    The key must hold all that the value depends on: the sequence of the data, and the reader's audience where
    the value is not the same for everybody. Two threads may make one value at the same time; the last stays.

    Parameters
    ----------
    most : int
        How many values are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return the value of a key, made now if it is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        # What is made here stays: to search for waste among half a million records of a country is vain.
        with without_collecting():
            value = make()
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value

    def __len__(self) -> int:
        return len(self._values)


class FileCache:
    """A folder of files that can be made again: above its size what was asked for longest ago goes.

    Parameters
    ----------
    folder : pathlib.Path
        Made when it is needed; names in it are codes of letters and digits.
    most_bytes : int
        How much is kept; the file that was kept last stays, whatever its size.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder, self._most_bytes = folder, most_bytes

    def __contains__(self, name: str) -> bool:
        return (self._folder / name).is_file()

    def find(self, name: str) -> bytes | None:
        """Return a file, None if it is not there (any more)."""
        path = self._folder / name
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return content

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file, whole or not at all; a folder that cannot be written to keeps nothing."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with written_whole(self._folder / name) as unfinished:
                unfinished.write_bytes(content)
        except OSError:
            return
        self._sweep(name)

    def _sweep(self, latest: str) -> None:
        found = []
        for path in self._folder.iterdir():
            # Another process sweeps the same folder.
            with suppress(FileNotFoundError):
                state = path.stat()
                found.append((path.name != latest, -state.st_mtime, state.st_size, path))
        size = 0
        for _is_older, _age, bytes_of, path in sorted(found):
            size += bytes_of
            if size > self._most_bytes and path.name != latest:
                path.unlink(missing_ok=True)


def kept(name: str, most: int) -> Kept[Hashable, object]:
    """Return the application's store of a name: each application has its own, as it has its own data."""
    stores: dict[str, Kept[Hashable, object]] = current_app.extensions.setdefault("kept", {})
    return stores.setdefault(name, Kept(most))
