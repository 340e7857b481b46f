"""Outlines of very many units as the maps draw them: thinned once, kept in the cache folder.

Thinning a country takes a processor for half a minute. It is done when outlines are loaded; where the cache
has been emptied since, the first reader's request begins it, and a page that cannot wait says so.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Lock, Thread
from typing import cast

from flask import Flask, current_app
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.arcs import ArcCoverage
from geodata.boundaries.partition import Progress
from geodata.boundaries.thinned_file import thinned_from, thinned_path
from geodata.boundaries.thinning import ThinnedCoverage
from geodata.store.units import read_units, read_vintages
from layers.joining.layer import MANY_UNITS, Layer, are_many
from webmap.app.cache import kept
from webmap.app.portal import portal

log = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds that a page waits for outlines before it says that they are being made."""

_KEPT = 3
# Those who ask while outlines are thinned wait for the first one's.
_ONE_AT_A_TIME = Lock()


def thin_outlines(layer: Layer) -> ThinnedCoverage | None:
    """Return a layer's outlines thinned, in the order of its geometries; None where its own are drawn.

    Nothing of it depends on values or readers: the outlines of a vintage are the same for everybody.
    """
    if not are_many(layer) or not layer.geometries:
        return None

    def make() -> ThinnedCoverage:
        with _ONE_AT_A_TIME:
            return thinned_from(_folder(), list(layer.geometries.values()))

    # A sequence and a day name the outlines: nothing is overwritten.
    key = (layer.sequence, layer.vintage)
    return cast(ThinnedCoverage, kept("thin outlines", _KEPT).get(key, make))


def coverage_of(layer: Layer) -> ArcCoverage | None:
    """Return the coverage of `thin_outlines`, None where the layer's own outlines are drawn."""
    thin = thin_outlines(layer)
    return None if thin is None else thin.coverage


def are_outlines_ready(layer: Layer) -> bool:
    """Tell whether `thin_outlines` answers at once; if it would not, begin the work, and wait for a moment.

    A test waits until the work is done.
    """
    if not are_many(layer) or not layer.geometries:
        return True
    outlines = list(layer.geometries.values())
    key = (layer.sequence, layer.vintage)
    path = cast(Path, kept("thin paths", _KEPT).get(key, lambda: thinned_path(_folder(), outlines)))
    if not path.exists():
        _begin(path, outlines).join(None if current_app.testing else PATIENCE)
    return path.exists()


def begin_outlines(valid_from: date) -> None:
    """Begin to thin the outlines of the vintage that begins on a day, where they are very many."""
    outlines = _many_outlines(valid_from)
    if outlines:
        _begin(thinned_path(_folder(), outlines), outlines)


def prepare_outlines(valid_from: date, *, progress: Progress) -> None:
    """Thin the outlines of the vintage that begins on a day, where they are very many; say how far it is."""
    outlines = _many_outlines(valid_from)
    if outlines:
        thinned_from(_folder(), outlines, progress=progress)
    progress(1.0)


def _many_outlines(valid_from: date) -> list[BaseGeometry]:
    """Return the outlines of a vintage in the order of a layer's; none where each is drawn as it is."""
    with portal().store.session() as session:
        vintage = next((one for one in read_vintages(session) if one.valid_from == valid_from), None)
        units = () if vintage is None else read_units(session, vintage)
    communes = [unit for unit in units if unit.is_commune]
    if len(communes) < MANY_UNITS:
        return []
    return [unit.geometry for unit in communes if unit.geometry is not None]


def _begin(path: Path, outlines: Sequence[BaseGeometry]) -> Thread:
    """Return the thread that thins outlines, which runs already if another reader asked for them."""
    running: dict[Path, Thread] = current_app.extensions.setdefault("thinning", {})
    thread = running.get(path)
    if thread is None or not thread.is_alive():
        app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]
        thread = running[path] = Thread(target=_thin, args=(app, path.parent, outlines), daemon=True)
        thread.start()
    return thread


def _thin(app: Flask, folder: Path, outlines: Sequence[BaseGeometry]) -> None:
    try:
        with app.app_context(), _ONE_AT_A_TIME:
            thinned_from(folder, outlines)
    except Exception:
        log.exception("outlines could not be thinned")


def _folder() -> Path:
    return portal().settings.data_dir / "cache"
