"""`/embed/<indicator>`: a map for the page of another website, of public indicators alone, whoever asks."""

from __future__ import annotations

from flask import Blueprint, render_template
from markupsafe import Markup

from layers.audience import Audience
from webmap.app.portal import portal
from webmap.drawing.scheme_drawing import draw_scheme
from webmap.maps.page import say_legend_foot
from webmap.maps.series import scheme_of, series_of
from webmap.pages.address import asked
from webmap.pages.choices import as_parameters, asked_classes
from webmap.pages.language import current_translator
from webmap.pages.pictures import page_map
from webmap.pages.thin_outlines import thin_outlines
from webmap.words.dates import format_period
from webmap.words.district import say_answer
from webmap.words.scheme import legend_lines
from webmap.words.unit_facts import unit_facts

# Of thousands of communes another website shows the first ones by gap; the portal has all.
_MOST_ROWS = 200

bp = Blueprint("embed", __name__, url_prefix="/embed")


@bp.get("/<indicator>")
def page(indicator: str) -> str:
    """Show the map of `?period=&at=&classes=`, what it says, its legend and its values.

    The audience is the public's also for who is signed in: what stands on another website is read by all.
    """
    wanted, word = asked().seen_by(Audience.PUBLIC), current_translator()
    layer = wanted.reading.layer(indicator)
    title = layer.indicator.name(word.lang)
    choice = asked_classes()
    scheme = scheme_of(wanted, layer, choice)
    if scheme.classes and layer.geometries:
        foot = say_legend_foot(layer, scheme, series_of(wanted, indicator), word)
        crs = portal().profile.crs
        picture = Markup(
            draw_scheme(layer, scheme, foot, crs=crs, thin=thin_outlines(layer), word=word, on_screen=True)
        )
    else:
        picture = page_map(layer, f"{title}, {format_period(layer.period, word.lang)}", word)
    return render_template(
        "maps/embed.html",
        layer=layer,
        title=title,
        answer=say_answer(layer, word, profile=portal().profile),
        picture=picture,
        legend=() if scheme.classes else legend_lines(layer, word),
        units=[unit_facts(layer, value, word) for value in layer.by_gap()[:_MOST_ROWS]],
        unit_count=len(layer.units),
        place=wanted.place | as_parameters(choice),
    )
