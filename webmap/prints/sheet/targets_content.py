"""The meeting's table as the data of a printed page."""

from __future__ import annotations

from typing import TypedDict

from webmap.drawing.symbols import swatch
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.page_frame import PageContent, frame_content, say_subject, summary_marks
from webmap.prints.sheet.sources import summary_sources
from webmap.words.clauses import say_clause
from webmap.words.plan_table import plan_table
from webmap.words.summary_sentence import say_summary
from webmap.words.translations import marked as _


class TargetRow(TypedDict):
    """A target; `key` is its line of the legend."""

    key: str
    cells: list[str]


class TargetClause(TypedDict):
    """A clause with its targets."""

    code: str
    title: str
    rows: list[TargetRow]


class TargetsContent(PageContent):
    """The table, and what a workbook of it calls its sheet."""

    sheet_name: str
    summary: str
    heads: list[str]
    clauses: list[TargetClause]
    notes: list[str]
    swatches: dict[str, str]


def targets_content(material: Material) -> TargetsContent:
    """Return what the template `targets` sets."""
    order, snapshot, summary, word = (
        material.order,
        material.reading.snapshot,
        material.reading.summary,
        material.word,
    )
    table = plan_table(summary, word)
    unapproved = any(not line.layer.district.figure.is_approved for line in summary.lines)
    keys = {row.key for clause in table.clauses for row in clause.rows}
    return {
        **frame_content(material),
        "title": word(_("Results against the targets of the resolution")),
        "subtitle": say_subject(material),
        "sheet_name": word(_("Targets")),
        "unit": "",
        "marks": summary_marks(material, unapproved=unapproved),
        "summary": say_summary(summary, word),
        "heads": list(table.heads),
        "clauses": [
            {
                "code": clause.code,
                "title": say_clause(clause.code, clause.title),
                "rows": [
                    {
                        "key": row.key,
                        "cells": [
                            str(row.number),
                            row.name,
                            row.unit,
                            row.plan,
                            row.result,
                            row.percent_of_plan,
                            row.percent_of_last_year,
                            row.status,
                            row.owner,
                        ],
                    }
                    for row in clause.rows
                ],
            }
            for clause in table.clauses
        ],
        "notes": list(table.notes),
        "swatches": {key: swatch(key, width=3.6, height=3.0) for key in sorted(keys)},
        "sources": summary_sources(summary, snapshot, order, word),
    }
