"""The table beside a map: one row a unit, the largest gap first; what all rows share is said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from layers.catalogue import Indicator, Operator
from layers.layer import Layer
from layers.status_classes import STATUS_CLASS
from webmap.choropleth.facts import UnitFacts, unit_facts
from webmap.choropleth.marks import swatch_svg
from webmap.translations import Translator
from webmap.translations import marked as _


@dataclass(frozen=True)
class TableRow:
    """A unit's row: its facts, its square of the legend, and what is true of it and not of all."""

    facts: UnitFacts
    swatch: Markup
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class UnitTable:
    """All rows; `shared` (heading, text) hold for every row, `compares` asks for last year's column."""

    rows: tuple[TableRow, ...]
    shared: tuple[tuple[str, str], ...]
    compares: bool

    @property
    def has_remarks(self) -> bool:
        """Whether any row has something of its own to say."""
        return any(row.remarks for row in self.rows)


def unit_table(layer: Layer, word: Translator, *, denominator: Indicator | None = None) -> UnitTable:
    """Return the table of a layer: together with `shared` it says all that the tooltips say."""
    facts = [unit_facts(layer, value, word, denominator=denominator) for value in layer.by_gap()]
    columns = (
        (word(_("Period")), [one.period for one in facts]),
        (word(_("Target")), [one.target for one in facts]),
        (word(_("Basis")), [one.basis for one in facts]),
        (word(_("Source")), [one.source for one in facts]),
    )
    shared = tuple((heading, _common(texts)) for heading, texts in columns if _common(texts))
    said_once = {heading for heading, _text in shared}
    rows = tuple(
        TableRow(
            one,
            swatch_svg(STATUS_CLASS[one.key]),
            _remarks(one, [(h, texts[at]) for h, texts in columns if h not in said_once]),
        )
        for at, one in enumerate(facts)
    )
    target = layer.district.target
    compares = target is not None and target.operator is Operator.BELOW_PREVIOUS
    return UnitTable(rows, shared, compares)


def _common(texts: Sequence[str]) -> str:
    """Return the text that all units with one share; empty where they differ."""
    said = {text for text in texts if text and text != "–"}
    return said.pop() if len(said) == 1 else ""


def _remarks(facts: UnitFacts, own: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    found = [f"{heading}: {text}" for heading, text in own if text and text != "–"]
    found += [*facts.others, facts.note]
    return tuple(text for text in found if text)
