"""The last things that were made, by what they were made of: for values that never change once made."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from flask import current_app

from geodata.quiet import without_collecting

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


def kept(name: str, most: int) -> Kept[Hashable, object]:
    """Return the application's store of a name: each application has its own, as it has its own data."""
    stores: dict[str, Kept[Hashable, object]] = current_app.extensions.setdefault("kept", {})
    return stores.setdefault(name, Kept(most))
