"""Lines of the log stay lines, and steer no terminal."""

from __future__ import annotations

import io
import logging

from flask import Flask


def test_an_address_or_a_file_writes_no_line_of_its_own_and_steers_nothing(founded_app: Flask) -> None:
    stream, log = io.StringIO(), logging.getLogger("tests.lines")
    handler = logging.StreamHandler(stream)
    log.addHandler(handler)
    try:
        log.warning("asked for %s", "/maps/x\n2024 ERROR forged\x1b[2J\u202e\x9b31m")
        try:
            raise ValueError("name \x1b]0;x\x07\u2066")
        except ValueError:
            log.exception("fault")
    finally:
        log.removeHandler(handler)
    first, second, *traceback = stream.getvalue().splitlines()
    assert first == "asked for /maps/x 2024 ERROR forged[2J31m"
    assert second == "fault"
    assert traceback[-1] == "ValueError: name ]0;x"
