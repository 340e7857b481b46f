"""Everything of one commune as the data of printed pages: each target by clause, with what would close it."""

from __future__ import annotations

from typing import Any

from geodata.store.units import StoredUnit
from layers.layer import Layer, UnitValue
from layers.ranking import Standing, rank_communes
from webmap.commune_page import IndicatorRow, sections
from webmap.layer_words import say_legend
from webmap.locator import draw_locator
from webmap.mapdrawing.symbols import swatch
from webmap.numbers import format_number
from webmap.sheet.material import Material
from webmap.sheet.page_frame import frame_content, marks, say_subject
from webmap.sheet.sources import summary_sources
from webmap.translations import Translator
from webmap.translations import marked as _


def commune_content(material: Material, code: str) -> dict[str, Any]:
    """Return what the template `commune` sets.

    Raises
    ------
    webmap.errors.UnknownPage
        For a code that no commune of the order's vintage has.
    """
    word, summary, unit = material.word, material.summary, material.commune(code)
    found = sections(
        summary,
        unit,
        material.vintage,
        history=material.snapshot,
        periods=(material.order.period,),
        word=word,
    )
    rows = [row for section in found for row in section.rows]
    standing = next(s for s in rank_communes(summary.layers) if s.unit.key == unit.key)
    return {
        **frame_content(material),
        "title": unit.name,
        "subtitle": say_subject(material),
        "unit": "",
        "marks": _marks(material, unit),
        "standing": _say_standing(standing, len(material.communes), word),
        "locator": draw_locator(material.communes, code, material.profile.crs, word),
        "locator_alt": word(_("Where %(commune)s lies in the district"), commune=unit.name),
        "heads": [
            word(_("Target line")),
            word(_("Value")),
            word(_("Target value")),
            word(_("Status")),
            word(_("Short by, and what would close it")),
            word(_("Rank")),
            word(_("District")),
        ],
        "sections": [
            {
                "title": f"{section.code}. {section.title}" if section.title else section.code,
                "rows": [_row(row, word) for row in section.rows],
            }
            for section in found
        ],
        "swatches": {key: swatch(key, width=3.6, height=3.0) for key in sorted({r.facts.key for r in rows})},
        "notes": [_say_rank(word)],
        "sources": summary_sources(summary, material.snapshot, material.order, word),
    }


def _row(row: IndicatorRow, word: Translator) -> dict[str, Any]:
    facts = row.facts
    own = word(_("own target")) if row.is_own else ""
    return {
        "key": facts.key,
        "remarks": "; ".join(text for text in (*row.remarks, facts.few) if text),
        "cells": [
            row.indicator.name(word.lang),
            facts.value if facts.label else "–",
            f"{row.target} ({own})" if own else row.target,
            say_legend(facts.key, word),
            "; ".join(text for text in (facts.gap, facts.closing) if text),
            "" if row.place is None else f"{row.place}/{row.placed}",
            row.district,
        ],
    }


def _marks(material: Material, unit: StoredUnit) -> list[str]:
    shown = [(layer, _value(layer, unit)) for layer in material.summary.layers if layer.units]
    visibilities = {str(layer.indicator.visibility) for layer, _value in shown}
    return marks(
        material.word,
        sample=material.snapshot.is_sample,
        visibility="public" if visibilities <= {"public"} else "internal",
        draft=material.order.draft or any(not value.figure.is_approved for _layer, value in shown),
    )


def _value(layer: Layer, unit: StoredUnit) -> UnitValue:
    return next(value for value in layer.units if value.unit.key == unit.key)


def _say_standing(standing: Standing, communes: int, word: Translator) -> str:
    """Say how the commune stands over all targets, as the ranking does."""
    if not standing.judged:
        return word(_("Nothing of this commune is judged in this period."))
    said = word(
        _("Meets %(met)s of %(judged)s targets it is judged by, misses %(missed)s."),
        met=standing.met,
        judged=standing.judged,
        missed=standing.missed,
    )
    if standing.rank is None:
        return said + " " + word(_("Too few figures for a rank."))
    rank = word(
        _("Place %(rank)s of %(all)s among those that lag (1 lags most)."), rank=standing.rank, all=communes
    )
    coverage = standing.coverage
    if coverage is None:
        return f"{said} {rank}"
    share = format_number(100 * coverage, 0, word.lang)
    return f"{said} {rank} {word(_('Coverage %(share)s%%.'), share=share)}"


def _say_rank(word: Translator) -> str:
    return word(_("Rank: place among the communes by this line alone, 1 the best; ties share a place."))
