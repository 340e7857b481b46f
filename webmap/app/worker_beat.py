"""The worker's sign of life: a file in the data folder, touched every few seconds."""

from __future__ import annotations

import time
from pathlib import Path

from geodata.store.folder import OWNERS_FILE

BEAT_SECONDS = 5.0
_SILENT_AFTER = 30.0


def beat(data_dir: Path) -> None:
    """Say that the worker lives."""
    file = _file(data_dir)
    file.touch(mode=OWNERS_FILE)


def seconds_since_beat(data_dir: Path) -> float | None:
    """Return how long ago the worker gave its last sign of life; None where it never did."""
    try:
        # A clock that was set back must not make a living worker silent.
        return max(0.0, time.time() - _file(data_dir).stat().st_mtime)
    except OSError:
        return None


def is_silent(data_dir: Path) -> bool:
    """Tell whether no worker lives, so that what is asked for waits."""
    seconds = seconds_since_beat(data_dir)
    return seconds is None or seconds > _SILENT_AFTER


def _file(data_dir: Path) -> Path:
    return data_dir / "worker-beat"
