"""`/maps/<indicator>.csv|.xlsx|.gpkg|.svg`: the layer that the map page draws, to take away."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Blueprint, Response

from layers.tables.layer_table import write_layer
from webmap.app.errors import UnknownPage
from webmap.app.portal import portal
from webmap.drawing.scheme_drawing import draw_scheme
from webmap.maps.page import say_legend_foot
from webmap.maps.series import scheme_of, series_of
from webmap.pages.address import asked, layer_of
from webmap.pages.choices import asked_classes
from webmap.pages.language import current_translator
from webmap.pages.thin_outlines import thin_outlines
from webmap.paper.drawing_page import typeset_drawing
from webmap.words.dates import format_period

bp = Blueprint("map_files", __name__, url_prefix="/maps")

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "gpkg": "application/geopackage+sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_DRAWING_TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


@bp.get("/<indicator>.<any(csv, gpkg, xlsx):suffix>")
def table(indicator: str, suffix: str) -> Response:
    """Send the layer of `?period=&at=&classes=` as a table, with sources, bases and statuses."""
    wanted, word = asked(), current_translator()
    layer = layer_of(wanted, indicator)
    scheme = scheme_of(wanted, layer, asked_classes())
    heading = (word("Sample data: not for reporting"),) if layer.is_sample else ()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{indicator}-{layer.period}.{suffix}"
        write_layer(file, layer, classes=scheme.classes, language=word.lang, heading=heading)
        response = Response(file.read_bytes(), content_type=_TYPES[suffix])
        response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response


@bp.get("/<indicator>.<any(svg, png, pdf):suffix>")
def drawing(indicator: str, suffix: str) -> Response:
    """Send the layer of `?period=&at=&classes=` as one drawing with its legend: vector, or 300 dpi."""
    wanted, word = asked(), current_translator()
    layer = layer_of(wanted, indicator)
    if not layer.geometries:
        raise UnknownPage("map.no_outlines", indicator=indicator)
    scheme = scheme_of(wanted, layer, asked_classes())
    foot = say_legend_foot(layer, scheme, series_of(wanted, indicator), word)
    svg = draw_scheme(layer, scheme, foot, crs=portal().profile.crs, thin=thin_outlines(layer), word=word)
    label = f"{layer.indicator.name(word.lang)}, {format_period(layer.period, word.lang)}"
    content = svg if suffix == "svg" else typeset_drawing(svg, label, word.lang, file_format=suffix)
    response = Response(content, mimetype=_DRAWING_TYPES[suffix])
    name = f"{indicator}-{layer.period}.{suffix}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
