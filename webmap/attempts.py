"""How often something was tried lately, by name or address: a bounded count in memory."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

_LONGEST_KEY = 64


class Attempts:
    """Lets a key try so often within a stretch of time, then makes it wait until the oldest try is past.

    What is refused is not counted: who goes on trying does not wait for ever. A restart forgets everything.

    Parameters
    ----------
    most : int
        Tries within the stretch.
    within : float
        The stretch, in seconds.
    most_keys : int
        How many keys are remembered; above it the one that tried longest ago is forgotten.
    clock : callable
        Seconds that only ever grow.
    """

    def __init__(
        self,
        most: int,
        within: float,
        *,
        most_keys: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._within, self._most_keys, self._clock = most, within, most_keys, clock
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str) -> int:
        """Count a try and return 0, or return how many seconds the key has to wait."""
        now = self._clock()
        with self._lock:
            tries = self._tries.setdefault(key[:_LONGEST_KEY], deque())
            while tries and tries[0] <= now - self._within:
                tries.popleft()
            if len(tries) >= self._most:
                return math.ceil(tries[0] + self._within - now)
            tries.append(now)
            self._tries.move_to_end(key[:_LONGEST_KEY])
            while len(self._tries) > self._most_keys:
                self._tries.popitem(last=False)
        return 0

    def forget(self, key: str) -> None:
        """Forget a key's tries: it succeeded."""
        with self._lock:
            self._tries.pop(key[:_LONGEST_KEY], None)

    def __len__(self) -> int:
        return len(self._tries)


def network_of(address: str | None) -> str:
    """Return what one caller cannot change at will: an IPv4 address, or the first half of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
