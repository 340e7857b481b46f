"""What visitors may do so often: have files set for them, and ask for prints by codes that nobody has."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, request

from webmap.app.errors import TooManyAttempts
from webmap.app.settings import Settings
from webmap.people.signing_in import Attempts, network_of

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


def refuse_guessing() -> None:
    """Refuse a network that asked for too many codes of prints that there are not (`TooManyAttempts`)."""
    wait = _bounds().missed_codes.wait(_network())
    if wait:
        raise TooManyAttempts("print.too_many_guesses", minutes=-(-wait // 60), seconds=wait)


def count_missed_code() -> None:
    """Count a code of a print that there is not, or not for the person of the request."""
    _bounds().missed_codes.take(_network())


def _network() -> str:
    return network_of(request.remote_addr)


def _bounds() -> Bounds:
    found: Bounds = current_app.extensions["visitors_bounds"]
    return found
