"""The table of a sheet: a row a commune, the largest gap first, and the notes that its marks point to."""

from __future__ import annotations

from typing import TypedDict

from geodata.store.vocabulary import Basis
from layers.catalogue import Indicator, Kind, Operator
from layers.joining.layer import DistrictValue, Layer, UnitValue
from layers.rules.comparison import Closing, ClosingOf
from layers.rules.values import Figure, number_of
from webmap.words.district import say_counted_communes
from webmap.words.layer import (
    say_counted,
    say_gap,
    say_legend,
    say_map_value,
    say_parts,
    say_rate,
    say_reason,
    say_status,
    say_target,
)
from webmap.words.notes import Notes, quality_marks
from webmap.words.numbers import format_number, with_unit, without_unit
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import UnitFacts, unit_facts

_LONGEST_UNIT = 10
_DERIVED_NUMERATOR = ("≈", _("numerator derived from the rate"))

_MEASURED, _TARGET = 2, 4
# Letters of a status that stands in one line beside all other columns, and how many longer ones are many.
_SHORT_STATUS, _MANY_WIDE = 14, 3


class TableRow(TypedDict):
    """A commune, or the district; `key` is its line of the legend."""

    key: str
    district: bool
    cells: list[str]


class ValueTable(TypedDict):
    """Heading, rows and notes; `numbers` are the columns set flush right."""

    heads: list[str]
    numbers: list[int]
    rows: list[TableRow]
    notes: list[str]


def value_table(
    layer: Layer, word: Translator, *, denominator: Indicator | None, most: int | None = None
) -> ValueTable:
    """Return the table as plain JSON; a column that no row fills is left out.

    `most` is how many communes are listed at most.
    """
    notes = Notes()
    rows = [_row(layer, value, word, denominator, notes) for value in layer.by_gap()[:most]]
    rows.append(_district_row(layer, word, denominator, notes))
    heads = [
        word(_("Commune")),
        word(_("Value")),
        word(_("From imagery")),
        word(_("Rate")) if layer.indicator.mapped_as_rate else word(_("Part / whole")),
        word(_("Target")),
        word(_("Short by")),
        word(_("Status")),
    ]
    kept = [at for at in range(len(heads)) if at in (0, 1, 6) or any(row["cells"][at] for row in rows)]
    wide = sum(len(row["cells"][-1]) > _SHORT_STATUS for row in rows) >= _MANY_WIDE
    if (_MEASURED in kept or wide) and len({row["cells"][_TARGET] for row in rows} - {""}) == 1:
        # One target for all stands above the map already; its room is wanted.
        kept.remove(_TARGET)
    return {
        "heads": [heads[at] for at in kept],
        "numbers": [n for n, at in enumerate(kept) if at in (1, 2, 3, 4, 5)],
        "rows": [{**row, "cells": [row["cells"][at] for at in kept]} for row in rows],
        "notes": [*_counted(layer, denominator, word), *notes.lines()],
    }


def named_with_unit(indicator: Indicator, word: Translator) -> str:
    """Name an indicator with its unit, for a table whose values are written without; a percent sign stays."""
    name, unit = indicator.name(word.lang), indicator.unit(word.lang)
    return name if unit == "%" else f"{name} ({unit})"


def short_target(layer: Layer, value: UnitValue | DistrictValue, word: Translator) -> str:
    """Write a target as short as a column needs it: last year's figure, how many criteria."""
    rule, indicator = value.target, layer.indicator
    if rule is None:
        return ""
    if not rule.is_set:
        return word(_("not assigned"))
    if rule.operator is Operator.BELOW_PREVIOUS:
        before = None if value.previous is None else number_of(indicator, value.previous)
        sign = "≤" if rule.not_above else "<"
        return f"{sign} {'…' if before is None else format_number(before, indicator.precision, word.lang)}"
    if rule.operator is Operator.ALL_CRITERIA:
        all_of = value.figure.denominator
        return word(_("all")) if all_of is None else format_number(all_of, 0, word.lang)
    said = say_target(indicator, rule, value.previous, word)
    return without_unit(said, indicator.unit(word.lang))


def _counted(layer: Layer, denominator: Indicator | None, word: Translator) -> list[str]:
    said = say_counted(layer.indicator, denominator, word)
    return [word(_("Part / whole: %(said)s"), said=said)] if said else []


def _row(
    layer: Layer, value: UnitValue, word: Translator, denominator: Indicator | None, notes: Notes
) -> TableRow:
    facts = unit_facts(layer, value, word, denominator=denominator)
    bound = value.target if facts.target != "–" else None
    return {
        "key": facts.key,
        "district": False,
        "cells": [
            facts.short,
            _marked(facts.label, value.figure, notes, word) if facts.label else "–",
            _measured(layer.indicator, value.others, word),
            facts.parts_short or facts.rate,
            short_target(layer, value, word) if bound is not None else "",
            _short_by(layer, value, word),
            _status(facts, value, word, notes),
        ],
    }


def _district_row(layer: Layer, word: Translator, denominator: Indicator | None, notes: Notes) -> TableRow:
    district, indicator = layer.district, layer.indicator
    value = say_map_value(indicator, district.figure, district.target, word) or "–"
    status = say_legend(district.legend_key, word)
    judgement, mark = district.judgement, ""
    if judgement.reason is not None:
        status += " " + notes.number(say_reason(judgement.reason, word))
    if district.provisional and district.counted and district.figure is district.summed:
        said = say_counted_communes(
            _("provisional: sum of %(counted)s/%(expected)s communes"), district, word
        )
        mark = " " + notes.number(said)
    return {
        "key": district.legend_key,
        "district": True,
        "cells": [
            word(_("All together")),
            _marked(value, district.figure, notes, word) + mark,
            _measured(indicator, district.others, word),
            say_parts(indicator, district.figure, denominator, word, named=False)
            or say_rate(indicator, district.figure, word),
            short_target(layer, district, word),
            _short_by(layer, district, word),
            status,
        ],
    }


def _marked(text: str, figure: Figure, notes: Notes, word: Translator) -> str:
    if figure.numerator_derived:
        notes.marks[_DERIVED_NUMERATOR[0]] = word(_DERIVED_NUMERATOR[1])
    return text + quality_marks(figure, notes, word)


def _short_by(layer: Layer, value: UnitValue | DistrictValue, word: Translator) -> str:
    """Say the gap in whole things where there are such, else in the unit."""
    judgement = value.judgement
    if judgement.closing is not None and layer.indicator.kind is not Kind.MEAN:
        return _closing(layer.indicator, judgement.closing, word)
    unit = layer.indicator.unit(word.lang)
    said = say_gap(layer.indicator, judgement, word)
    return said if _brief(unit) else without_unit(said, unit)


def _brief(unit: str) -> str:
    """Leave a long unit out of a narrow column: it stands under the title."""
    return unit if len(unit) <= _LONGEST_UNIT else ""


def _closing(indicator: Indicator, closing: Closing, word: Translator) -> str:
    """Write what would close a gap as briefly as a column needs it: `+312 người`, `−5 vụ`."""
    if closing.of is ClosingOf.NUMERATOR and indicator.numerator is not None:
        precision, unit = indicator.numerator.precision, indicator.numerator.unit(word.lang)
    elif closing.of is ClosingOf.CRITERIA:
        precision, unit = 0, word.ngettext("criterion", "criteria", int(closing.amount))
    elif closing.of is ClosingOf.COMMUNES:
        precision, unit = 0, word.ngettext("commune", "communes", int(closing.amount))
    else:
        precision, unit = indicator.precision, _brief(indicator.unit(word.lang))
    amount = closing.amount if closing.more else -closing.amount
    return with_unit(format_number(amount, precision, word.lang, signed=True), unit)


def _status(facts: UnitFacts, value: UnitValue, word: Translator, notes: Notes) -> str:
    """Name the status; what needs more words is said in a note."""
    text = say_legend(facts.key, word)
    judgement = value.judgement
    reason = judgement.reason if judgement.status is not None else value.figure.reason
    if judgement.status is None or judgement.reason is not None:
        text += "" if reason is None else " " + notes.number(say_reason(reason, word))
    else:
        said = say_status(judgement, value.figure, word)
        extra = said.removeprefix(text).strip(" ()")
        text += "" if not extra else " " + notes.number(extra)
    return text + ("" if not facts.note else " " + notes.number(f"{facts.short}: {facts.note}"))


def _measured(indicator: Indicator, others: tuple[Figure, ...], word: Translator) -> str:
    """Write what imagery measured beside the judged value; the foot says which image."""
    return next((say_map_value(indicator, f, None, word) for f in others if f.basis == Basis.MEASURED), "")
