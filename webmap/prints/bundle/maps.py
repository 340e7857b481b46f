"""Map pages: the folium map in a frame beside its legend and table, of the period and of those before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from layers.catalogue import Indicator
from layers.joining.layer import Layer
from webmap.app.portal import portal
from webmap.choropleth import frame_document
from webmap.maps.page import district_rows, origins, say_legend_foot
from webmap.maps.series import PeriodMark, Series
from webmap.pages.status_marks import swatch
from webmap.pages.summaries import summary_of
from webmap.prints.bundle.addresses import map_frame
from webmap.prints.bundle.addresses import map_page as page_name
from webmap.prints.bundle.assets import frame_files
from webmap.prints.bundle.order import BundleOrder
from webmap.prints.bundle.rendering import rendered
from webmap.targets.shared_gap import GapParts, ShownRemedy, gap_parts, remedies_on_map
from webmap.words.dates import format_period, format_period_shortly
from webmap.words.district import Answer, say_answer, says_more_as_number
from webmap.words.scheme import BY_STATUS, LegendLine, Scheme, legend_lines
from webmap.words.unit_table import UnitTable, unit_table

_UP = "../"


@dataclass(frozen=True)
class _Mapped:
    """A layer to be shown, with those of its other periods in ascending order, itself among them."""

    layer: Layer
    series: tuple[Layer, ...]


@dataclass(frozen=True)
class MapPage:
    """What the page of a layer shows beside its frame, by the names that its templates have."""

    layer: Layer
    indicator: Indicator
    answer: Answer
    context: tuple[tuple[str, str], ...]
    drawing: str
    scheme: Scheme
    swatch: Callable[..., Markup]
    legend: tuple[LegendLine, ...]
    reading: str
    table: UnitTable
    gap_parts: GapParts | None
    gap_rows: int
    remedies: tuple[ShownRemedy, ...]
    origins: tuple[str, ...]
    marks: tuple[PeriodMark, ...]


def map_files(order: BundleOrder) -> Iterator[tuple[str, bytes]]:
    """Return map pages and the documents of their frames as (name in the archive, content)."""
    for layer in summary_of(order.here).layers:
        series = (*_earlier(order, layer), layer)
        for one in series:
            yield from _files(order, _Mapped(one, series))


def _earlier(order: BundleOrder, layer: Layer) -> tuple[Layer, ...]:
    """Return the layers of earlier periods that have values, on the units of the period shown."""
    here = order.here
    if not layer.units:
        return ()
    found = (here.reading.at(period, here.drawn_on).layer(layer.indicator.code) for period in order.earlier)
    return tuple(one for one in found if one.has_values)


def _files(order: BundleOrder, mapped: _Mapped) -> Iterator[tuple[str, bytes]]:
    layer, now = mapped.layer, order.here.period
    code, period = layer.indicator.code, layer.period
    frame = map_frame(code, period, now) if layer.geometries else ""
    if frame:
        denominator = order.here.reading.denominator(layer.indicator)
        document = frame_document(layer, order.word, frame_files(_UP), denominator=denominator)
        yield frame, document.encode()
    yield rendered(
        order,
        page_name(code, period, now),
        "bundle/map.html",
        frame=_UP + frame if frame else "",
        **vars(_shown(order, mapped)),
    )


def _shown(order: BundleOrder, mapped: _Mapped) -> MapPage:
    layer, here, word = mapped.layer, order.here, order.word
    denominator = here.reading.denominator(layer.indicator)
    return MapPage(
        layer=layer,
        indicator=layer.indicator,
        answer=say_answer(layer, word, profile=portal().profile),
        context=district_rows(layer, here, word, denominator=denominator),
        drawing=says_more_as_number(layer, word) if layer.units else "",
        scheme=BY_STATUS,
        swatch=partial(swatch, BY_STATUS),
        legend=legend_lines(layer, word) if layer.units else (),
        reading=say_legend_foot(layer, BY_STATUS, Series(mapped.series), word),
        table=unit_table(layer, word, denominator=denominator),
        gap_parts=gap_parts(layer, word),
        gap_rows=len(layer.units),
        remedies=remedies_on_map(here.snapshot, layer, word),
        origins=origins(layer, word),
        marks=_marks(order, mapped),
    )


def _marks(order: BundleOrder, mapped: _Mapped) -> tuple[PeriodMark, ...]:
    """Return the periods to turn to; none where there is one only."""
    if len(mapped.series) < 2:
        return ()
    lang, now = order.word.lang, order.here.period
    return tuple(
        PeriodMark(
            format_period_shortly(one.period, lang),
            format_period(one.period, lang),
            _UP + page_name(one.indicator.code, one.period, now),
            one.period == mapped.layer.period,
        )
        for one in mapped.series
    )
