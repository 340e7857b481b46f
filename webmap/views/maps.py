"""`/maps`: an indicator on the map of the communes, with its answer, legend and table."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from layers.catalogue import Indicator
from layers.joining import build_layer
from layers.layer import Layer
from webmap import map_page
from webmap.address import Asked, asked
from webmap.assets import asset_url
from webmap.choropleth import FrameFiles, frame_document
from webmap.choropleth.legend import legend_lines, say_reading
from webmap.choropleth.table import unit_table
from webmap.errors import UnknownPage
from webmap.language import current_translator
from webmap.portal import portal
from webmap.security import framed

bp = Blueprint("maps", __name__, url_prefix="/maps")


@bp.get("")
def choose() -> AnyResponse:
    """Go to the map that the controls name: their form cannot write an indicator into its address."""
    code = request.args.get("indicator") or portal().profile.themes[0].lead
    period, at = request.args.get("period") or None, request.args.get("at") or None
    return redirect(url_for("maps.page", indicator=code, period=period, at=at))


@bp.get("/<indicator>")
def page(indicator: str) -> str:
    """Show an indicator: the answer, map and legend, the communes by gap, the origin of the values."""
    wanted = asked()
    layer = build_layer(
        wanted.snapshot, indicator, wanted.period, vintage=wanted.vintage, audience=wanted.audience
    )
    word = current_translator()
    return render_template(
        "maps/page.html",
        layer=layer,
        indicator=layer.indicator,
        answer=map_page.say_answer(layer, word),
        context=map_page.district_rows(layer, word, _denominator(layer)),
        legend=legend_lines(layer, word),
        reading=say_reading(layer, word),
        table=unit_table(layer, word, denominator=_denominator(layer)),
        concerned=map_page.units_concerned(layer),
        origins=map_page.origins(layer, word),
        groups=map_page.indicator_choices(wanted, layer.indicator, word),
        siblings=map_page.siblings(wanted, layer.indicator),
        periods=wanted.periods,
        vintages=map_page.vintage_choices(wanted, word),
        place=_place(wanted),
    )


@bp.get("/<indicator>/frame")
def frame(indicator: str) -> Response:
    """Send the folium document of the map, safe also when it is opened alone."""
    wanted = asked()
    layer = build_layer(
        wanted.snapshot, indicator, wanted.period, vintage=wanted.vintage, audience=wanted.audience
    )
    if not layer.geometries:
        raise UnknownPage("map.no_outlines", indicator=indicator)
    files = FrameFiles(
        leaflet_js=asset_url("leaflet", "leaflet.js"),
        leaflet_css=asset_url("leaflet", "leaflet.css"),
        fonts_css=asset_url("portal", "fonts.css"),
    )
    response = framed(frame_document(layer, current_translator(), files, denominator=_denominator(layer)))
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def _denominator(layer: Layer) -> Indicator | None:
    code = layer.indicator.denominator
    return None if code is None else portal().profile.indicators[code]


def _place(wanted: Asked) -> dict[str, str]:
    """Return what addresses of the same period and vintage carry."""
    at = map_page.drawn_on_other_vintage(wanted)
    return {"period": str(wanted.period)} | ({"at": at.isoformat()} if at is not None else {})
