"""`/compare/<indicator>`: two periods, indicators or vintages side by side, their difference, a scatter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from geodata.store.units import StoredVintage
from layers.catalogue import Indicator
from webmap.app.cache import kept
from webmap.app.errors import UnknownPage
from webmap.app.portal import portal
from webmap.app.security import framed
from webmap.choropleth import are_many, frame_document
from webmap.choropleth.difference_document import (
    difference_document,
    difference_legend,
    say_difference_unit,
    say_unlike,
)
from webmap.compare.page import Compared, Mode, Side, compared
from webmap.compare.scatter import Scatter, scatter_of
from webmap.compare.table import MOST_ROWS, CompareRow, compare_rows
from webmap.maps.page import indicator_choices
from webmap.maps.views import waiting
from webmap.pages.choices import (
    Choice,
    ChoiceGroup,
    ClassControls,
    class_controls,
    vintage_choices,
    vintage_label,
)
from webmap.pages.frame_files import frame_files
from webmap.pages.language import current_translator
from webmap.pages.status_marks import difference_swatch, swatch
from webmap.pages.thin_outlines import are_outlines_ready, coverage_of
from webmap.words.dates import format_period
from webmap.words.district import Answer, say_answer
from webmap.words.layer import say_map_unit
from webmap.words.scheme import LegendLine, shared_legend
from webmap.words.translations import marked as _

bp = Blueprint("compare", __name__)

_KEPT = 60
# What the form carries to the comparison that it names; `what` says which of them count.
_PARAMETERS = {
    Mode.PERIODS: ("from", "to", "at"),
    Mode.INDICATORS: ("with", "to", "at"),
    Mode.VINTAGES: ("with_at", "to", "at"),
}
_ALWAYS = ("classes", "k", "breaks", "lang")
MODE_WORDS = {
    Mode.PERIODS: _("two periods"),
    Mode.INDICATORS: _("two indicators"),
    Mode.VINTAGES: _("two sets of communes"),
}


@dataclass(frozen=True)
class ShownSide:
    """A side of the comparison: its name in addresses, and what is said over its map."""

    name: str
    side: Side
    answer: Answer
    unit: str


@dataclass(frozen=True)
class ComparePage:
    """What the page shows, by the names that its templates have.

    `of_all` is how many communes there are where the table has only some of them; `series` is what the
    controls of classes ask for, and nothing is compared over a series.
    """

    found: Compared
    indicator: Indicator
    sides: tuple[ShownSide, ShownSide]
    legend_of: Callable[[Side], tuple[LegendLine, ...]]
    swatch_of: Callable[[Side], Callable[..., Markup]]
    difference_legend: tuple[LegendLine, ...]
    difference_swatch: Callable[[str], Markup]
    difference_unit: str
    unlike: str
    rows: tuple[CompareRow, ...]
    of_all: int
    drawable: bool
    scatter: Scatter | None
    groups: tuple[ChoiceGroup, ...]
    others: tuple[ChoiceGroup, ...]
    vintages: tuple[Choice, ...]
    modes: Mapping[str, str]
    controls: ClassControls | None
    place: Mapping[str, str]
    series: None
    vintage_name: Callable[[StoredVintage], str]
    other_vintage: str
    period_words: str


@bp.get("/compare", defaults={"indicator": None})
@bp.get("/compare/<indicator>")
def page(indicator: str | None) -> AnyResponse | str:
    """Set two maps side by side, with what differs and a table."""
    if indicator is None or "indicator" in request.args or "what" in request.args:
        return redirect(_tidy(indicator))
    word = current_translator()
    found = compared(indicator, request.args, word)
    return render_template("compare/page.html", **vars(_shown(found)))


@bp.get("/compare/<indicator>/frame/<any(first, second, change):side>")
def frame(indicator: str, side: str) -> AnyResponse:
    """Send the folium document of a side, or of the difference."""
    word = current_translator()
    found = compared(indicator, request.args, word)
    if not all(are_outlines_ready(one.layer) for one in (found.first, found.second)):
        return waiting()
    key = (
        found.wanted.snapshot.sequence,
        indicator,
        side,
        tuple(sorted(request.args.items())),
        found.wanted.period,
        found.wanted.sight,
        word.lang,
    )
    make: Callable[[], str] = partial(_document, found, side)
    response = framed(cast(str, kept("compare frames", _KEPT).get(key, make)))
    response.add_etag()
    return response.make_conditional(request)


def _tidy(indicator: str | None) -> str:
    """Return the address without what the form sends along and the chosen kind of comparison does not use."""
    code = request.args.get("indicator") or indicator or portal().profile.themes[0].lead
    what = request.args.get("what")
    mode = Mode(what) if what in set(Mode) else Mode.PERIODS
    names = (*_PARAMETERS[mode], *_ALWAYS)
    given: dict[str, Any] = {name: request.args.get(name) or None for name in names}
    return url_for("compare.page", indicator=code, **given)


def _shown(found: Compared) -> ComparePage:
    word, wanted, difference = current_translator(), found.wanted, found.difference
    layer = found.second.layer
    many = are_many(found.first.layer) or are_many(layer)
    drawable = bool(found.first.layer.geometries and layer.geometries)
    place = {name: value for name, value in request.args.items() if name != "indicator"}
    is_pair = found.mode is Mode.INDICATORS
    return ComparePage(
        found=found,
        indicator=found.first.layer.indicator,
        sides=(_side("first", found.first), _side("second", found.second)),
        legend_of=lambda side: shared_legend(
            (side.layer,) if is_pair else (found.first.layer, layer), side.scheme, word
        ),
        swatch_of=lambda side: partial(swatch, side.scheme),
        difference_legend=difference_legend(difference, word) if difference else (),
        difference_swatch=difference_swatch,
        difference_unit=say_difference_unit(difference, word) if difference else "",
        unlike=say_unlike(difference, word) if difference else "",
        rows=compare_rows(found, word, most=MOST_ROWS if many else None),
        of_all=max(len(side.layer.units) for side in (found.first, found.second)) if many else 0,
        drawable=drawable,
        scatter=scatter_of(found.first.layer, layer, word) if is_pair and drawable else None,
        groups=indicator_choices(wanted, found.first.layer.indicator, word),
        others=indicator_choices(wanted, layer.indicator, word),
        vintages=vintage_choices(wanted, word),
        modes={str(mode): word(label) for mode, label in MODE_WORDS.items()},
        controls=class_controls(layer.indicator, found.choice, found.second.scheme, word),
        place=place,
        series=None,
        vintage_name=lambda vintage: vintage_label(wanted, vintage, word),
        other_vintage=_other_vintage(found),
        period_words=format_period(wanted.period, word.lang),
    )


def _other_vintage(found: Compared) -> str:
    """Return a day of a set of communes other than the one drawn, for the form to begin with."""
    others = [v for v in found.wanted.snapshot.vintages if v != found.wanted.drawn_on]
    return others[-1].valid_from.isoformat() if others else ""


def _side(name: str, side: Side) -> ShownSide:
    word, indicator = current_translator(), side.layer.indicator
    return ShownSide(
        name=name,
        side=side,
        answer=say_answer(side.layer, word, profile=portal().profile),
        unit=indicator.unit(word.lang) if side.scheme.classes is None else say_map_unit(indicator, word),
    )


def _document(found: Compared, side: str) -> str:
    word = current_translator()
    files = frame_files()
    code = found.first.layer.indicator.code
    if side == "change":
        if found.difference is None or not found.second.layer.geometries:
            raise UnknownPage("compare.no_difference", indicator=code)
        labels = (found.first.label, found.second.label)
        heading = f"{found.difference.indicator.name(word.lang)}: {labels[1]} − {labels[0]}"
        sample, coverage = found.second.layer.is_sample, coverage_of(found.second.layer)
        return difference_document(
            found.difference, labels, heading, word, files, is_sample=sample, coverage=coverage
        )
    one = found.first if side == "first" else found.second
    if not one.layer.geometries:
        raise UnknownPage("map.no_outlines", indicator=one.layer.indicator.code)
    return frame_document(
        one.layer,
        word,
        files,
        denominator=found.wanted.reading.denominator(one.layer.indicator),
        scheme=one.scheme,
        coverage=coverage_of(one.layer),
    )
