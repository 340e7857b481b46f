"""What a map page says around its map: the answer, the controls, the origin of the values, the downloads."""

from __future__ import annotations

from layers.catalogue import Indicator
from layers.joining.layer import Layer
from layers.rules.values import Figure, Origin
from webmap.maps.series import Series
from webmap.pages.address import Asked
from webmap.pages.choices import Choice, ChoiceGroup
from webmap.words.answer import _joined, capitalised
from webmap.words.dates import format_period
from webmap.words.layer import (
    say_closing,
    say_gap,
    say_parts,
    say_status,
    say_target,
    say_value,
)
from webmap.words.legend import say_reading
from webmap.words.scheme import Scheme, say_scheme
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.trend import trend_of
from webmap.words.unit_facts import say_origin


def district_rows(
    layer: Layer, asked: Asked, word: Translator, *, denominator: Indicator | None
) -> tuple[tuple[str, str], ...]:
    """Return what stands under the district's number where there is no map: (heading, text) in order."""
    district, indicator = layer.district, layer.indicator
    before = asked.snapshot.compared_with(indicator, layer.period)
    judgement, change = district.judgement, trend_of(layer, before, word)
    earlier = say_value(indicator, district.earlier, None, word) if district.earlier is not None else ""
    previous = say_value(indicator, district.previous, None, word) if district.previous is not None else ""
    found = (
        (word(_("Target")), say_target(indicator, district.target, district.previous, word)),
        (word(_("Status")), say_status(judgement, district.figure, word)),
        (
            word(_("Gap")),
            _joined(say_gap(indicator, judgement, word), say_closing(indicator, judgement, word)),
        ),
        (word(_("Counted")), say_parts(indicator, district.figure, denominator, word)),
        (capitalised(format_period(before, word.lang)), _joined(earlier, change.text if change else "")),
        (word(_("Same period of last year")), "" if before == layer.period.same_last_year() else previous),
    )
    return tuple((heading, text) for heading, text in found if text)


def origins(layer: Layer, word: Translator) -> tuple[str, ...]:
    """Return the imports that the layer's values came with, the latest first."""
    figures: list[Figure | None] = [layer.district.figure, layer.district.own]
    figures += [figure for value in layer.units for figure in (value.figure, *value.others)]
    found: dict[int, Origin] = {f.origin.sequence: f.origin for f in figures if f is not None and f.origin}
    return tuple(say_origin(found[sequence], word) for sequence in sorted(found, reverse=True))


def unmatched(layer: Layer, asked: Asked) -> tuple[str, ...]:
    """Name what has a value and is no unit of the vintage drawn, as the period's own vintage names it."""
    usual = asked.snapshot.vintage_of(layer.period)
    units = () if usual is None else asked.snapshot.units[usual.valid_from]
    names = {unit.code: unit.name for unit in units}
    return tuple(f"{names[code]} ({code})" if code in names else code for code in layer.unmatched)


def say_legend_foot(layer: Layer, scheme: Scheme, series: Series, word: Translator) -> str:
    """Say under the legend what communes are read against, or how the classes were made; and the unit."""
    if scheme.classes is not None:
        return say_scheme(scheme.classes, len(series.layers), word)
    unit = layer.indicator.unit(word.lang)
    return f"{say_reading(layer, word)} {word(_('Unit'))}: {unit}."


def indicator_choices(asked: Asked, chosen: Indicator, word: Translator) -> tuple[ChoiceGroup, ...]:
    """Return the indicators that this reader may see, by theme, then those without one."""
    seen = asked.reading.lines
    groups = [
        ChoiceGroup(theme.name(word.lang), _entries([i for i in seen if i.theme == theme.code], chosen, word))
        for theme in asked.snapshot.profile.themes
    ]
    clauses = sorted({i.clause for i in seen if i.theme is None and i.clause})
    groups += [
        ChoiceGroup(
            word(_("Clause %(code)s"), code=clause),
            _entries([i for i in seen if i.theme is None and i.clause == clause], chosen, word),
        )
        for clause in clauses
    ]
    return tuple(group for group in groups if group.choices)


def siblings(asked: Asked, chosen: Indicator) -> tuple[Indicator, ...]:
    """Return the indicators of the same theme that this reader may see, in the catalogue's order."""
    if chosen.theme is None:
        return ()
    return tuple(i for i in asked.reading.lines if i.theme == chosen.theme)


def _entries(indicators: list[Indicator], chosen: Indicator, word: Translator) -> tuple[Choice, ...]:
    return tuple(Choice(i.name(word.lang), i.code, i.code == chosen.code) for i in indicators)
