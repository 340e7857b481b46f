"""`/measured/<indicator>`: what was reported of tree cover beside what imagery saw, and what changed."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from layers.joining.layer import Layer
from webmap.app.cache import kept
from webmap.app.errors import UnknownPage
from webmap.app.portal import portal
from webmap.app.security import framed
from webmap.choropleth import frame_document
from webmap.choropleth.difference_document import (
    difference_document,
    difference_legend,
    say_difference_unit,
)
from webmap.maps.measured import Seen, said_changes, say_other_products, seen_of, seen_rows, sources
from webmap.maps.series import series_of
from webmap.pages.address import Asked, asked
from webmap.pages.choices import asked_classes, vintage_choices
from webmap.pages.frame_files import frame_files
from webmap.pages.language import current_translator
from webmap.pages.status_marks import difference_swatch, swatch
from webmap.words.scheme import shared_legend
from webmap.words.translations import marked as _

bp = Blueprint("measured", __name__, url_prefix="/measured")

_KEPT = 30
_METHOD = "natural"


@bp.get("/<indicator>")
def page(indicator: str) -> str:
    """Set reported and measured side by side, with their difference, the image and the class rule."""
    wanted, word = asked(), current_translator()
    layer = _layer(wanted, indicator)
    seen = seen_of(layer, asked_classes(default=_METHOD))
    return render_template(
        "maps/measured.html",
        layer=layer,
        indicator=layer.indicator,
        asked=wanted,
        vintages=vintage_choices(wanted, word),
        place=wanted.place,
        sides=(("reported", word(_("Reported"))), ("measured", word(_("Measured from imagery")))),
        legend=shared_legend((seen.measured, seen.reported), seen.scheme, word),
        swatch=partial(swatch, seen.scheme),
        difference_legend=difference_legend(seen.difference, word, is_change=False),
        difference_swatch=difference_swatch,
        unit=layer.indicator.unit(word.lang),
        difference_unit=say_difference_unit(seen.difference, word),
        rows=seen_rows(seen, word),
        is_measured=any(value.figure.product for value in seen.measured.units),
        sources=sources(seen, word),
        changes=said_changes(layer, word),
        mixed=say_other_products(series_of(wanted, indicator).layers, word),
    )


@bp.get("/<indicator>/frame/<any(reported, measured, change):side>")
def frame(indicator: str, side: str) -> AnyResponse:
    """Send the folium document of a side, or of what lies between them."""
    wanted, word = asked(), current_translator()
    layer = _layer(wanted, indicator)
    choice = asked_classes(default=_METHOD)
    key = (
        layer.sequence,
        indicator,
        side,
        wanted.period,
        wanted.drawn_on,
        wanted.sight,
        choice,
        word.lang,
    )

    def make() -> str:
        return _document(wanted, seen_of(layer, choice), side)

    response = framed(cast(str, kept("measured frames", _KEPT).get(key, make)))
    response.add_etag()
    return response.make_conditional(request)


def _layer(wanted: Asked, indicator: str) -> Layer:
    layer = wanted.reading.layer(indicator)
    if layer.indicator.measured_by is None:
        known = [one for one in portal().profile.measured_lines if one.measured_by is not None]
        raise UnknownPage(
            "measured.not_measured",
            name_vi=layer.indicator.name_vi,
            name_en=layer.indicator.name_en,
            known_vi=[one.name_vi for one in known],
            known_en=[one.name_en for one in known],
        )
    return layer


def _document(wanted: Asked, seen: Seen, side: str) -> str:
    word = current_translator()
    if not seen.layer.geometries:
        raise UnknownPage("map.no_outlines", indicator=seen.layer.indicator.code)
    files = frame_files()
    if side == "change":
        labels = (word(_("Reported")), word(_("Measured from imagery")))
        heading = word(_("Measured less reported"))
        sample = seen.layer.is_sample
        return difference_document(seen.difference, labels, heading, word, files, is_sample=sample)
    layer = seen.reported if side == "reported" else seen.measured
    denominator = wanted.reading.denominator(layer.indicator)
    return frame_document(layer, word, files, denominator=denominator, scheme=seen.scheme)
