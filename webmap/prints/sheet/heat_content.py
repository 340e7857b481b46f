"""The heat table as the data of printed pages: which commune misses which target, commune × indicator.

The communes that lag most stand first. Where the paper is too narrow for all of them, the columns go on on
further pages, in blocks of much the same width.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import TypedDict

from geodata.names import split_type
from layers.joining.ranking import Standing
from layers.joining.summary import Summary
from layers.status_classes import STATUS_CLASS, Pattern, Sign
from webmap.drawing.symbols import document, sign, swatch
from webmap.drawing.typeface import MM_PER_POINT
from webmap.paper.papers import Paper
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.page_frame import PageContent, frame_content, say_subject, summary_marks
from webmap.prints.sheet.sources import summary_sources
from webmap.prints.sheet.value_table import named_with_unit, short_target
from webmap.ranking.heat import HeatRow, heat_keys, heat_rows
from webmap.words.clauses import clause_title, say_clause
from webmap.words.layer import say_legend, say_map_value
from webmap.words.numbers import format_number
from webmap.words.summary_sentence import say_summary
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

MOST_COMMUNES = 60
"""More communes than this are not printed: those that lag most are, and the page says how many there are."""

# Widths in points of type: a value with its sign, and the columns that each block begins with.
_VALUE, _NAME, _TARGET = 4.9, 31.0, 8.0


class Block(TypedDict):
    """Communes side by side: names, a line of (key, value) for each row, and how many each misses."""

    names: list[str]
    cells: list[list[list[str]]]
    totals: list[str]


class RowHead(TypedDict):
    """What each block begins a row with; `key` is the district's line of the legend."""

    name: str
    target: str
    key: str
    district: str


class Clause(TypedDict):
    """A clause, and how many rows follow one another under it."""

    title: str
    count: int


class Look(TypedDict):
    """How a cell of a status looks: its fill with the sign on it."""

    fill: str
    text: str
    sign: str
    is_solid: bool


class LegendLine(TypedDict):
    """A status, named."""

    key: str
    label: str


class HeatContent(PageContent):
    """The table in blocks of columns that stand on a page; `points` is its size of type."""

    summary: str
    heads: list[str]
    blocks: list[Block]
    rows: list[RowHead]
    clauses: list[Clause]
    totals_head: str
    points: float
    widths: dict[str, float]
    swatches: dict[str, str]
    looks: dict[str, Look]
    legend: list[LegendLine]
    notes: list[str]


def heat_content(material: Material) -> HeatContent:
    """Return what the template `heat` sets."""
    word, summary, paper = material.word, material.reading.summary, material.paper
    layers = [line.layer for _code, lines in summary.in_clauses for line in lines if line.layer.units]
    standings = material.reading.standings
    shown = standings[:MOST_COMMUNES]
    rows = heat_rows(layers, [one.unit for one in shown], word)
    keys = heat_keys(layers)
    return {
        **frame_content(material),
        "title": word(_("Which commune misses which target")),
        "subtitle": say_subject(material),
        "unit": "",
        "marks": summary_marks(material, unapproved=any(layer.has_unapproved for layer in layers)),
        "summary": say_summary(summary, word),
        "heads": [word(_("Target line")), word(_("Target value")), word(_("District"))],
        "blocks": [
            _block(shown[start:end], rows, slice(start, end), word)
            for start, end in _spans(len(shown), _columns(paper))
        ],
        "rows": [_head(row, word) for row in rows],
        "clauses": _clauses(rows, summary, word),
        "totals_head": word(_("Missed / judged")),
        "points": _points(paper),
        "widths": {"name": _NAME, "target": _TARGET},
        "swatches": {key: swatch(key, width=3.6, height=3.0) for key in keys},
        "looks": {key: _look(key) for key in keys},
        "legend": [{"key": key, "label": say_legend(key, word)} for key in keys],
        "notes": _notes(standings, word),
        "sources": summary_sources(summary, material.reading.snapshot, material.order, word),
    }


def _block(standings: Sequence[Standing], rows: Sequence[HeatRow], columns: slice, word: Translator) -> Block:
    return {
        "names": [split_type(one.unit.name)[1] for one in standings],
        "cells": [[[cell.key, cell.value] for cell in row.cells[columns]] for row in rows],
        "totals": [
            f"{format_number(one.missed, 0, word.lang)}/{format_number(one.judged, 0, word.lang)}"
            for one in standings
        ],
    }


def _head(row: HeatRow, word: Translator) -> RowHead:
    layer = row.layer
    district = layer.district
    return {
        "name": named_with_unit(layer.indicator, word),
        "target": short_target(layer, district, word),
        "key": district.legend_key,
        "district": say_map_value(layer.indicator, district.figure, district.target, word),
    }


def _clauses(rows: Sequence[HeatRow], summary: Summary, word: Translator) -> list[Clause]:
    found: list[Clause] = []
    for code, group in groupby(rows, key=lambda row: row.layer.clause or ""):
        title = say_clause(code, clause_title(summary, code, word))
        found.append({"title": title, "count": len(list(group))})
    return found


def _columns(paper: Paper) -> int:
    """Return how many communes stand beside the first columns on a paper."""
    points = _points(paper)
    room = paper.width - paper.margin["left"] - paper.margin["right"]
    fixed = (_NAME + 2 * _TARGET) * points * MM_PER_POINT
    return max(int((room - fixed) / (_VALUE * points * MM_PER_POINT)), 1)


def _points(paper: Paper) -> float:
    """Return the size of the table's type: a little smaller than elsewhere, for all to stand on one page."""
    return max(paper.type["table"] - 1, paper.type["least"])


def _spans(count: int, most: int) -> list[tuple[int, int]]:
    """Return the bounds of blocks of at most so many columns, as even as can be."""
    blocks = max(-(-count // most), 1)
    edges = [round(count * at / blocks) for at in range(blocks + 1)]
    return list(pairwise(edges))


def _look(key: str) -> Look:
    """Return how a cell of a status looks; a pattern stands in the swatch."""
    look = STATUS_CLASS[key]
    is_solid = look.pattern is Pattern.SOLID
    has_sign = is_solid and look.sign is not Sign.NONE
    return {
        "fill": look.fill if is_solid else "#ffffff",
        "text": look.text,
        "sign": document(sign(look.sign, 1.5, 1.5, 2.2), width=3.0, height=3.0) if has_sign else "",
        "is_solid": is_solid,
    }


def _notes(standings: Sequence[Standing], word: Translator) -> list[str]:
    said = [word(_("Communes stand in the order of the ranking: the one that lags most first."))]
    unranked = [split_type(one.unit.name)[1] for one in standings if one.rank is None]
    if unranked and len(unranked) < len(standings):
        said.append(word(_("Too few figures for a rank: %(names)s."), names=", ".join(unranked)))
    if len(standings) > MOST_COMMUNES:
        said.append(
            word(
                _("%(n)s of %(all)s communes are printed, those that lag most; the workbook has all."),
                n=MOST_COMMUNES,
                all=format_number(len(standings), 0, word.lang),
            )
        )
    return said
