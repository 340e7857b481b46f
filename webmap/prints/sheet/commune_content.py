"""Everything of one commune as the data of printed pages: each target by clause, with what would close it."""

from __future__ import annotations

from typing import TypedDict

from geodata.store.units import StoredUnit
from layers.joining.layer import Layer, UnitValue
from layers.joining.ranking import Standing
from webmap.communes.page import IndicatorRow, sections
from webmap.drawing.locator import draw_locator
from webmap.drawing.symbols import swatch
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.page_frame import PageContent, frame_content, marks, say_subject
from webmap.prints.sheet.sources import summary_sources
from webmap.prints.sheet.value_table import named_with_unit, short_target
from webmap.words.clauses import say_clause
from webmap.words.layer import say_legend, say_map_value
from webmap.words.notes import Notes, quality_marks
from webmap.words.numbers import format_count, format_number
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import UnitFacts


class CommuneRow(TypedDict):
    """A target of the commune; `key` is its line of the legend, `remarks` stand below it."""

    key: str
    remarks: str
    cells: list[str]


class CommuneSection(TypedDict):
    """A clause with the commune's targets in it."""

    title: str
    rows: list[CommuneRow]


class CommuneContent(PageContent):
    """All of one commune, with where it lies and how it stands."""

    standing: str
    locator: str
    locator_alt: str
    heads: list[str]
    sections: list[CommuneSection]
    swatches: dict[str, str]
    notes: list[str]


def commune_content(material: Material, code: str) -> CommuneContent:
    """Return what the template `commune` sets.

    Raises
    ------
    webmap.pages.error_pages.UnknownPage
        For a code that no commune of the order's vintage has.
    """
    word, summary, unit = material.word, material.reading.summary, material.commune(code)
    periods = (material.order.period,)
    found = sections(
        summary,
        unit,
        material.reading.drawn_on,
        history=material.reading.snapshot,
        periods=periods,
        word=word,
    )
    notes = Notes()
    clauses: list[CommuneSection] = [
        {
            "title": say_clause(section.code, section.title),
            "rows": [_row(row, unit, material, notes) for row in section.rows],
        }
        for section in found
    ]
    keys = sorted({row.facts.key for section in found for row in section.rows})
    standing = next(one for one in material.reading.standings if one.unit.key == unit.key)
    return {
        **frame_content(material),
        "title": unit.name,
        "subtitle": say_subject(material),
        "unit": "",
        "marks": _marks(material, unit),
        "standing": _say_standing(
            standing, sum(one.rank is not None for one in material.reading.standings), word
        ),
        "locator": draw_locator(
            material.reading.communes,
            code,
            material.reading.profile.crs,
            word,
            district=material.reading.district,
        ),
        "locator_alt": word(_("Where %(commune)s lies in the district"), commune=unit.name),
        "heads": [
            word(_("Target line")),
            word(_("Value")),
            word(_("Part / whole")),
            word(_("Target value")),
            word(_("Status")),
            word(_("Short by")),
            word(_("Rank")),
            word(_("District")),
        ],
        "sections": clauses,
        "swatches": {key: swatch(key, width=3.6, height=3.0) for key in keys},
        "notes": [_say_rank(word), *notes.lines()],
        "sources": summary_sources(summary, material.reading.snapshot, material.order, word),
    }


def _row(row: IndicatorRow, unit: StoredUnit, material: Material, notes: Notes) -> CommuneRow:
    facts, word = row.facts, material.word
    layer = material.reading.layer(row.indicator.code)
    value, district = _value(layer, unit), layer.district
    own = " " + notes.number(word(_("own target"))) if row.is_own else ""
    return {
        "key": facts.key,
        "remarks": "; ".join(text for text in (*map(str, facts.others), facts.note, facts.few) if text),
        "cells": [
            named_with_unit(row.indicator, word),
            facts.label + quality_marks(value.figure, notes, word) if facts.label else "–",
            facts.parts_short or facts.rate,
            "–" if row.target == "–" else short_target(layer, value, word) + own,
            say_legend(facts.key, word),
            _short_by(facts),
            "" if row.place is None else f"{row.place}/{row.placed}",
            say_map_value(row.indicator, district.figure, district.target, word) or "–",
        ],
    }


def _short_by(facts: UnitFacts) -> str:
    """Write the gap, and what would close it where that says more."""
    if not facts.gap or facts.gap in facts.closing:
        return facts.closing or facts.gap
    return "; ".join(text for text in (facts.gap, facts.closing) if text)


def _marks(material: Material, unit: StoredUnit) -> list[str]:
    shown = [(layer, _value(layer, unit)) for layer in material.reading.summary.layers if layer.units]
    return marks(
        material.word,
        sample=material.reading.snapshot.is_sample,
        layers=[layer for layer, _value in shown],
        draft=material.order.draft or any(not value.figure.is_approved for _layer, value in shown),
    )


def _value(layer: Layer, unit: StoredUnit) -> UnitValue:
    value = layer.value_of(unit.key)
    assert value is not None
    return value


def _say_standing(standing: Standing, ranked: int, word: Translator) -> str:
    """Say how the commune stands over all targets, as the ranking of so many communes does."""
    if not standing.judged:
        return word(_("Nothing of this commune is judged in this period."))
    said = word.ngettext(
        "Meets %(met)s of %(judged)s target it is judged by, misses %(missed)s.",
        "Meets %(met)s of %(judged)s targets it is judged by, misses %(missed)s.",
        standing.judged,
        met=standing.met,
        judged=standing.judged,
        missed=standing.missed,
    )
    if standing.rank is None:
        return said + " " + word(_("Too few figures for a rank."))
    rank = word(
        _("Place %(rank)s of %(all)s among those that lag (1 lags most)."),
        rank=format_count(standing.rank, word.lang),
        all=format_count(ranked, word.lang),
    )
    coverage = standing.coverage
    if coverage is None:
        return f"{said} {rank}"
    share = format_number(100 * coverage, 0, word.lang)
    return f"{said} {rank} {word(_('Coverage %(share)s%%.'), share=share)}"


def _say_rank(word: Translator) -> str:
    return word(_("Rank: place among the communes by this line alone, 1 the best; ties share a place."))
