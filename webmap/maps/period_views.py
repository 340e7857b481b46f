"""`/maps/<indicator>/periods`: up to twelve periods side by side on one scale, with their table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, render_template, url_for
from markupsafe import Markup

from geodata.store.units import StoredUnit
from layers.joining.layer import Layer
from webmap.maps.page import say_legend_foot
from webmap.maps.series import Series, scheme_of, series_of
from webmap.pages.address import asked
from webmap.pages.choices import as_parameters, asked_classes, class_controls, vintage_choices
from webmap.pages.language import current_translator
from webmap.pages.pictures import small_map
from webmap.pages.status_marks import swatch
from webmap.words.dates import format_period
from webmap.words.district import Answer, say_answer
from webmap.words.scheme import Scheme, scheme_legend
from webmap.words.translations import Translator
from webmap.words.unit_facts import UnitFacts, unit_facts

bp = Blueprint("map_periods", __name__, url_prefix="/maps")


@dataclass(frozen=True)
class PeriodPicture:
    """A period's small map, what the district has, and the address of its map page."""

    period: str
    picture: Markup
    answer: Answer
    address: str
    is_current: bool


@dataclass(frozen=True)
class PeriodRow:
    """A unit's facts by period; None where it did not stand then."""

    unit: StoredUnit
    cells: tuple[UnitFacts | None, ...]


@bp.get("/<indicator>/periods")
def page(indicator: str) -> str:
    """Show an indicator over its periods, on one scale."""
    wanted, choice, word = asked(), asked_classes(), current_translator()
    layer = wanted.reading.layer(indicator)
    scheme, series = scheme_of(wanted, layer, choice), series_of(wanted, indicator)
    place = wanted.place | as_parameters(choice)
    return render_template(
        "maps/periods.html",
        layer=layer,
        indicator=layer.indicator,
        pictures=tuple(_picture(one, scheme, place, layer, word) for one in series.layers),
        rows=_rows(series, scheme, word),
        periods=tuple(format_period(period, word.lang) for period in series.periods),
        scheme=scheme,
        swatch=partial(swatch, scheme),
        legend=scheme_legend(layer, scheme, word),
        reading=say_legend_foot(layer, scheme, series, word),
        controls=class_controls(layer.indicator, choice, scheme, word),
        vintages=vintage_choices(wanted, word),
        asked=wanted,
        series=series,
        place=place,
    )


def _picture(
    layer: Layer, scheme: Scheme, place: dict[str, str], current: Layer, word: Translator
) -> PeriodPicture:
    said = format_period(layer.period, word.lang)
    address = url_for(
        "maps.page",
        indicator=layer.indicator.code,
        **{**place, "period": str(layer.period)},  # type: ignore[arg-type]
    )
    return PeriodPicture(
        said,
        small_map(layer, f"{layer.indicator.name(word.lang)}, {said}", word, scheme=scheme),
        say_answer(layer, word),
        address,
        layer.period == current.period,
    )


def _rows(series: Series, scheme: Scheme, word: Translator) -> tuple[PeriodRow, ...]:
    """Return a row for each unit that stood in any of the periods, those of the latest ones first."""
    found = [
        {v.unit.key: unit_facts(layer, v, word, scheme=scheme) for v in layer.units}
        for layer in series.layers
    ]
    units = {v.unit.key: v.unit for layer in reversed(series.layers) for v in layer.units}
    return tuple(PeriodRow(unit, tuple(one.get(key) for one in found)) for key, unit in units.items())
