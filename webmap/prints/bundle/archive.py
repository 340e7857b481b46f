"""All pages, map frames and files of a bundle in one ZIP: the same bytes for the same data and time."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from geodata.tables.longform import write_long_csv
from layers.joining.layer import MANY_UNITS
from layers.tables.layer_table import COLUMNS, layer_rows
from webmap.app.errors import BadParameter
from webmap.pages.summaries import summary_of
from webmap.prints.bundle.addresses import table_name
from webmap.prints.bundle.assets import asset_files
from webmap.prints.bundle.maps import map_files
from webmap.prints.bundle.order import BundleOrder
from webmap.prints.bundle.pages import page_files


def write_bundle(order: BundleOrder) -> bytes:
    """Return the ZIP of all that an audience may see of a period; templates need a request's context.

    Raises
    ------
    BadParameter
        Of very many communes: each would have a page of its own, and each map would carry all outlines.
    """
    communes = len(order.here.snapshot.communes(order.here.drawn_on))
    if communes >= MANY_UNITS:
        raise BadParameter("bundle.too_many_communes", communes=communes, most=MANY_UNITS)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in _files(order):
            archive.writestr(_entry(name, order.made_at), content)
    return stream.getvalue()


def _files(order: BundleOrder) -> Iterator[tuple[str, bytes]]:
    yield from page_files(order)
    yield from map_files(order)
    yield from table_files(order)
    yield from asset_files()


def _entry(name: str, made_at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, made_at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def table_files(order: BundleOrder) -> Iterator[tuple[str, bytes]]:
    """Return the table as (name in the archive, content); it is of what the audience may see."""
    layers = summary_of(order.here).layers
    rows = [row for layer in layers for row in layer_rows(layer, language=order.word.lang)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "values.csv"
        write_long_csv(file, COLUMNS, rows)
        yield table_name(order.here.period), file.read_bytes()
