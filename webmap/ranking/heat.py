"""Which commune misses which target: the heat table of the ranking, commune × indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.store.units import StoredUnit
from layers.joining.layer import Layer, UnitValue
from layers.status_classes import STATUS_CLASSES
from webmap.words.layer import say_closing, say_gap, say_map_value, say_reason, say_target
from webmap.words.translations import Translator


@dataclass(frozen=True)
class Cell:
    """One commune under one indicator: status, short value, and the gap or reason for who points at it."""

    key: str
    value: str
    said: str


@dataclass(frozen=True)
class HeatRow:
    """One indicator of the heat table: a cell for each commune, in the order that was given."""

    layer: Layer
    target: str
    unit: str
    cells: tuple[Cell, ...]


def heat_rows(layers: Sequence[Layer], units: Sequence[StoredUnit], word: Translator) -> tuple[HeatRow, ...]:
    """Return a row for each layer that has communes, with a cell for each of the units."""
    return tuple(_row(layer, units, word) for layer in layers if layer.units)


def heat_keys(layers: Sequence[Layer]) -> list[str]:
    """Return the lines of the legend that occur in the heat table, in the legend's order."""
    found = {value.legend_key for layer in layers for value in layer.units}
    return [one.key for one in STATUS_CLASSES if one.always or one.key in found]


def _row(layer: Layer, units: Sequence[StoredUnit], word: Translator) -> HeatRow:
    values = {value.unit.key: value for value in layer.units}
    indicator = layer.indicator
    unit = indicator.unit(word.lang)
    return HeatRow(
        layer=layer,
        target=say_target(indicator, layer.district.target, None, word),
        unit="" if unit == "%" else unit,
        cells=tuple(_cell(layer, values[one.key], word) for one in units),
    )


def _cell(layer: Layer, value: UnitValue, word: Translator) -> Cell:
    indicator, judgement = layer.indicator, value.judgement
    if judgement.status is None or judgement.reason is not None:
        reason = judgement.reason if judgement.status is not None else value.figure.reason
        said = "" if reason is None else say_reason(reason, word)
    else:
        gap, closing = say_gap(indicator, judgement, word), say_closing(indicator, judgement, word)
        said = "; ".join(text for text in (gap, closing) if text)
    short = say_map_value(indicator, value.figure, value.target, word)
    return Cell(value.legend_key, short, said)
