"""What visitors may do so often: have files set for them, and ask for prints by codes that nobody has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, current_app, request

from webmap.app.errors import TooManyAttempts
from webmap.app.network import network_of
from webmap.app.settings import Settings
from webmap.people.attempts import Attempts

_MINUTE, _QUARTER = 60.0, 900.0
_MISSES = 50
_ALL = "all visitors"


@dataclass(frozen=True)
class Bounds:
    """What was counted of visitors."""

    set_files: Attempts
    missed_codes: Attempts


def init_visitors(app: Flask, settings: Settings) -> None:
    """Begin to count what visitors do."""
    app.extensions["visitors_bounds"] = Bounds(
        Attempts(settings.visitor_prints_per_minute, _MINUTE), Attempts(_MISSES, _QUARTER)
    )


def count_set_file() -> None:
    """Count a file that is set for a visitor; `TooManyAttempts` where enough were set for all of them."""
    wait = _bounds().set_files.take(_ALL)
    if wait:
        raise TooManyAttempts("print.too_many_set", seconds=wait)


@contextmanager
def guessing_a_code() -> Iterator[None]:
    """Count a code of a print that there is not, or not for the person of the request; a right one is none.

    Raises
    ------
    TooManyAttempts
        Where the network asked for too many of those.
    """
    missed, network = _bounds().missed_codes, network_of(request.remote_addr)
    wait = missed.take(network)
    if wait:
        raise TooManyAttempts("print.too_many_guesses", minutes=-(-wait // 60), seconds=wait)
    yield
    missed.give_back(network)


def _bounds() -> Bounds:
    found: Bounds = current_app.extensions["visitors_bounds"]
    return found
