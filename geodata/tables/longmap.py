"""Write rows in long form with outlines as a GeoPackage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import geopandas
import pandas
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:4326"


def write_long_gpkg(
    file: Path,
    layer: str,
    columns: Sequence[str],
    rows: Iterable[tuple[Mapping[str, str | int | Decimal | None], BaseGeometry | None]],
    *,
    numbers: Sequence[str],
) -> None:
    """Write a layer with one feature a row, MultiPolygons in EPSG:4326; some may have no outline.

    Parameters
    ----------
    file : pathlib.Path
        Replaced if it exists.
    layer : str
    columns : sequence of str
    rows : iterable of (mapping, geometry or None)
    numbers : sequence of str
        Columns written as floating-point numbers (a GeoPackage has no decimals); the rest are texts.
    """
    pairs = list(rows)
    table = {
        column: [_plain(row.get(column), is_number=column in numbers) for row, _ in pairs]
        for column in columns
    }
    frame = pandas.DataFrame(
        {
            column: pandas.Series(values, dtype="float64" if column in numbers else "object")
            for column, values in table.items()
        }
    )
    outlines = geopandas.GeoSeries([geometry for _, geometry in pairs], crs=CRS)
    file.unlink(missing_ok=True)
    geopandas.GeoDataFrame(frame, geometry=outlines, crs=CRS).to_file(
        file, layer=layer, driver="GPKG", engine="pyogrio", geometry_type="MultiPolygon"
    )


def _plain(value: str | int | Decimal | None, *, is_number: bool) -> str | float | None:
    if value is None:
        return None
    return float(value) if is_number else str(value)
