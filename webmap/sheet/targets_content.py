"""The meeting's table as the data of a printed page."""

from __future__ import annotations

from typing import Any

from layers.catalogue import Profile
from layers.catalogue.vocabulary import Visibility
from layers.reading import Snapshot
from layers.summary import Summary
from webmap.dates import format_date, format_moment, format_period
from webmap.mapdrawing.symbols import swatch
from webmap.office import Office
from webmap.plan_table import plan_table
from webmap.sheet.content import frame_content, marks
from webmap.sheet.order import PrintOrder
from webmap.sheet.papers import PAPERS
from webmap.sheet.sources import say_person
from webmap.summary_sentence import say_summary
from webmap.translations import Translator, translator
from webmap.translations import marked as _


def targets_content(
    summary: Summary, snapshot: Snapshot, order: PrintOrder, profile: Profile, office: Office
) -> dict[str, Any]:
    """Return what the template `targets` sets."""
    word, paper = translator(order.lang), PAPERS[order.paper, order.orientation]
    table = plan_table(summary, word)
    internal = any(
        Visibility(line.layer.indicator.visibility) is not Visibility.PUBLIC for line in summary.lines
    )
    visibility = Visibility.INTERNAL if internal else Visibility.PUBLIC
    unapproved = any(not line.layer.district.figure.is_approved for line in summary.lines)
    keys = {row.key for clause in table.clauses for row in clause.rows}
    return {
        **frame_content(order, paper, office, word),
        "title": word(_("Results against the targets of the resolution")),
        "subtitle": _subtitle(summary, profile, word),
        "sheet_name": word(_("Targets")),
        "unit": "",
        "marks": marks(
            word, sample=snapshot.is_sample, visibility=visibility, draft=order.draft or unapproved
        ),
        "summary": say_summary(summary, word),
        "heads": list(table.heads),
        "clauses": [
            {
                "title": f"{clause.code}. {clause.title}" if clause.title else clause.code,
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
        "sources": _sources(summary, snapshot, order, word),
    }


def _subtitle(summary: Summary, profile: Profile, word: Translator) -> str:
    period = format_period(summary.period, word.lang)
    ended = profile.district.valid_to
    if ended is None or summary.period.last_day <= ended:
        return f"{profile.district.name(word.lang)}, {period}"
    former = word(_("area of the former %(district)s"), district=word.pick(profile.name_vi, profile.name_en))
    return f"{former}, {period}"


def _sources(summary: Summary, snapshot: Snapshot, order: PrintOrder, word: Translator) -> list[str]:
    lines = []
    resolution = summary.resolution
    if resolution is not None:
        said = word(
            _("Target: resolution %(number)s of %(day)s, %(issuer)s"),
            number=resolution.number,
            day=format_date(resolution.issued_on, word.lang),
            issuer=word.pick(resolution.issuer_vi, resolution.issuer_en),
        )
        lines.append(said + ".")
    data_at = snapshot.data_at()
    lines.append(
        word(
            _("Data as of %(data_at)s (import %(sequence)s). Printed on %(day)s by %(person)s."),
            data_at="–" if data_at is None else format_moment(data_at, word.lang),
            sequence=order.sequence,
            day=format_date(order.printed_on, word.lang),
            person=say_person(order, word),
        )
    )
    return lines
