"""`/maps`: an indicator on the map of the communes, with its answer, legend and table."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import ceil
from typing import cast

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from geodata.boundaries.thinning import ThinnedCoverage
from layers.audience import is_public
from layers.catalogue.vocabulary import ThemePage
from layers.joining.layer import Layer
from layers.scales.value_classes import ClassChoice
from webmap.app.cache import kept
from webmap.app.errors import UnknownPage
from webmap.app.portal import portal
from webmap.app.security import framed
from webmap.choropleth import frame_document
from webmap.choropleth.arc_text import ROUNDED
from webmap.maps.course import map_courses
from webmap.maps.page import (
    PAGE,
    district_rows,
    ground_controls,
    ground_of,
    indicator_choices,
    origins,
    read_ground,
    say_legend_foot,
    siblings,
    unit_pages,
    unmatched,
)
from webmap.maps.series import period_marks, scheme_of, series_of
from webmap.pages.address import Asked, asked, draws_many, layer_of
from webmap.pages.choices import as_parameters, asked_classes, class_controls, vintage_choices
from webmap.pages.frame_files import frame_files
from webmap.pages.language import current_translator
from webmap.pages.status_marks import swatch
from webmap.pages.thin_outlines import are_outlines_ready, coverage_of, thin_outlines
from webmap.targets.shared_gap import gap_parts, remedies_on_map
from webmap.words.district import say_answer, says_more_as_number
from webmap.words.scheme import scheme_legend
from webmap.words.unit_table import unit_table

bp = Blueprint("maps", __name__, url_prefix="/maps")

_KEPT = 100
# What the controls' form carries to the map that it names.
_CARRIED = ("period", "at", "classes", "k", "breaks", "scale", "ground", "lang")


@bp.get("")
def choose() -> AnyResponse:
    """Go to the map that the controls name: their form cannot write an indicator into its address."""
    code = request.args.get("indicator") or portal().profile.themes[0].lead
    given = {name: request.args.get(name) or None for name in _CARRIED}
    return redirect(url_for("maps.page", indicator=code, **given))  # type: ignore[arg-type]


@bp.get("/<indicator>")
def page(indicator: str) -> str:
    """Show an indicator: the answer, map and legend, the communes by gap, the origin of the values."""
    wanted = asked()
    layer, choice = layer_of(wanted, indicator), asked_classes()
    word, denominator = current_translator(), wanted.reading.denominator(layer.indicator)
    ground = read_ground(request.args.get("ground"))
    place = wanted.place | as_parameters(choice) | ({"ground": str(ground)} if ground else {})
    scheme, series = scheme_of(wanted, layer, choice), series_of(wanted, indicator)
    address = partial(_address, indicator, place)
    thin, pages = _thin_if_ready(layer), unit_pages(layer, scheme, request.args, address)
    return render_template(
        "maps/page.html",
        layer=layer,
        indicator=layer.indicator,
        answer=say_answer(layer, word, profile=portal().profile),
        context=district_rows(layer, wanted, word, denominator=denominator),
        scheme=scheme,
        swatch=partial(swatch, scheme),
        legend=scheme_legend(layer, scheme, word),
        reading=say_legend_foot(layer, scheme, series, word),
        shift=None if thin is None else ceil(thin.shift + ROUNDED),
        ground=ground_controls(layer, ground, word),
        controls=class_controls(layer.indicator, choice, scheme, word),
        table=unit_table(
            layer, word, denominator=denominator, scheme=scheme, values=pages.values if pages else None
        ),
        pages=pages,
        unmatched=unmatched(layer, wanted),
        drawing=says_more_as_number(layer, word),
        origins=origins(layer, word),
        gap_parts=gap_parts(layer, word, most=PAGE if pages else None),
        gap_rows=PAGE if pages else len(layer.units),
        courses=map_courses(wanted, layer, word),
        remedies=remedies_on_map(wanted.snapshot, layer, word),
        groups=indicator_choices(wanted, layer.indicator, word),
        siblings=siblings(wanted, layer.indicator),
        theme=portal().profile.theme(layer.indicator.theme),
        theme_pages=ThemePage,
        periods=wanted.choices,
        vintages=vintage_choices(wanted, word),
        series=series,
        public_url=portal().settings.public_url,
        ancestors=portal().settings.frame_ancestors,
        is_public=is_public(layer.indicator),
        marks=period_marks(series, layer, lambda one: address({"period": str(one)}), word.lang),
        place=place,
    )


@bp.get("/<indicator>/frame")
def frame(indicator: str) -> AnyResponse:
    """Send the folium document of the map, safe also when it is opened alone."""
    wanted, lang, choice = asked(), current_translator().lang, asked_classes()
    ground = read_ground(request.args.get("ground"))
    if draws_many(wanted) and not are_outlines_ready(layer_of(wanted, indicator)):
        return waiting()
    # The reader's sight is part of the key, and a refusal is no value: nobody gets another's map.
    key = (
        wanted.snapshot.sequence,
        indicator,
        wanted.period,
        wanted.drawn_on,
        wanted.sight,
        lang,
        choice,
        ground,
    )
    document = cast(str, kept("frames", _KEPT).get(key, lambda: _document(wanted, indicator, choice, ground)))
    response = framed(document)
    response.add_etag()
    return response.make_conditional(request)


def waiting() -> Response:
    """Return the document of a frame whose outlines are being made: it says so, and asks again by itself."""
    response = framed(render_template("maps/waiting.html", lang=current_translator().lang))
    response.status_code = 202
    response.headers["Cache-Control"] = "no-store"
    return response


def _address(indicator: str, place: Mapping[str, str], more: Mapping[str, str]) -> str:
    """Return the address of the page with other parameters than those it was asked with."""
    return url_for("maps.page", indicator=indicator, **{**place, **more})  # type: ignore[arg-type]


def _thin_if_ready(layer: Layer) -> ThinnedCoverage | None:
    return thin_outlines(layer) if are_outlines_ready(layer) else None


def _document(wanted: Asked, indicator: str, choice: ClassChoice | None, ground: int) -> str:
    layer = layer_of(wanted, indicator)
    if not layer.geometries:
        raise UnknownPage("map.no_outlines", indicator=indicator)
    files = frame_files()
    return frame_document(
        layer,
        current_translator(),
        files,
        denominator=wanted.reading.denominator(layer.indicator),
        scheme=scheme_of(wanted, layer, choice),
        ground=ground_of(layer, ground),
        coverage=coverage_of(layer),
    )
