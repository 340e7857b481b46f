"""All values of the bundle as one table for a spreadsheet, a row for each commune under each indicator."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from geodata.tables.longform import write_long_csv
from layers.tables.layer_table import COLUMNS, layer_rows
from webmap.pages.summaries import summary_of
from webmap.prints.bundle.addresses import table_name
from webmap.prints.bundle.order import BundleOrder


def table_files(order: BundleOrder) -> Iterator[tuple[str, bytes]]:
    """Return the table as (name in the archive, content); it is of what the audience may see."""
    layers = summary_of(order.here).layers
    rows = [row for layer in layers for row in layer_rows(layer, language=order.word.lang)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "values.csv"
        write_long_csv(file, COLUMNS, rows)
        yield table_name(order.here.period), file.read_bytes()
