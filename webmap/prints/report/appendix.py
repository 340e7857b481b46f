"""The appendix: every value of every commune with unit, parts and marks, and the marks explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geodata.store.vocabulary import UnitKind
from layers.catalogue import Indicator
from layers.joining.approval import approved_up_to, is_approved
from layers.joining.figures import figures_on
from layers.joining.layer import Layer, UnitValue
from layers.joining.summary import TargetLine
from layers.rules.values import Figure
from webmap.prints.report.commune_sentences import short_name
from webmap.prints.sheet.material import Material
from webmap.words.layer import (
    say_counted,
    say_legend,
    say_map_value,
    say_parts,
    say_rate,
    say_reason,
    say_value,
)
from webmap.words.notes import Notes, quality_marks
from webmap.words.translations import marked as _
from webmap.words.unit_facts import unit_facts

AT_ONCE = 6
"""Indicators that stand side by side in a table."""


@dataclass(frozen=True)
class AppendixTable:
    """A table of the appendix: its first column names communes, or lines; the others are values.

    The last row of a table by commune is all of them together.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    by_commune: bool = True


def appendix_tables(material: Material) -> tuple[tuple[AppendixTable, ...], tuple[str, ...]]:
    """Return the tables of all values of a period, and the explanations of their marks.

    What only the district has figures of is in one table, the rest by clause, commune × indicator. A line
    without any figure is in none; `say_without_figures` names it.
    """
    notes = Notes()
    tables = []
    of_district = [line for line in material.reading.summary.lines if _is_of_district(line.layer)]
    if of_district:
        tables.append(_district_table(material, of_district, notes))
    for clause, lines in material.reading.summary.in_clauses:
        layers = [line.layer for line in lines if line.layer.has_values]
        parts = [layers[start : start + AT_ONCE] for start in range(0, len(layers), AT_ONCE)]
        title = material.word(_("Clause %(code)s"), code=clause)
        for at, part in enumerate(parts, start=1):
            numbered = f"{title} ({at}/{len(parts)})" if len(parts) > 1 else title
            tables.append(_commune_table(material, numbered, part, notes))
    return tuple(tables), tuple(notes.lines())


def say_without_figures(material: Material) -> str:
    """Name the lines that nobody has a figure of in the period; empty for none."""
    word = material.word
    names = [
        line.layer.indicator.name(word.lang)
        for line in material.reading.summary.lines
        if not _has_figures(line.layer)
    ]
    return (
        word(_("Lines without any figure in this period: %(names)s."), names="; ".join(names))
        if names
        else ""
    )


def _has_figures(layer: Layer) -> bool:
    return layer.has_values or _is_of_district(layer)


def _is_of_district(layer: Layer) -> bool:
    return not layer.has_values and layer.district.figure.value is not None


def _district_table(material: Material, lines: Iterable[TargetLine], notes: Notes) -> AppendixTable:
    word = material.word
    rows = []
    for line in lines:
        layer = line.layer
        indicator, district = layer.indicator, layer.district
        previous = district.previous
        rows.append(
            (
                f"{indicator.name(word.lang)} ({line.target.clause})",
                indicator.unit(word.lang),
                say_map_value(indicator, district.figure, district.target, word)
                + quality_marks(district.figure, notes, word),
                say_parts(indicator, district.figure, _denominator(material, indicator), word),
                "" if previous is None else say_value(indicator, previous, None, word),
            )
        )
    heads = (
        word(_("Target line")),
        word(_("Unit")),
        word(_("Value")),
        word(_("Part / whole")),
        word(_("Same period of last year")),
    )
    return AppendixTable(
        word(_("Lines of which only the district has figures")), heads, tuple(rows), by_commune=False
    )


def _commune_table(material: Material, title: str, layers: Sequence[Layer], notes: Notes) -> AppendixTable:
    word = material.word
    rows = []
    for at, value in enumerate(layers[0].units):
        cells = (_cell(material, layer, layer.units[at], notes) for layer in layers)
        rows.append((short_name(value), *cells))
    rows += _own_bodies(material, layers, notes)
    cells = (_figure(material, layer, layer.district.figure, notes) for layer in layers)
    rows.append((word(_("All together")), *cells))
    heads = (word(_("Commune")), *(_head(material, layer) for layer in layers))
    return AppendixTable(title, heads, tuple(rows))


def _head(material: Material, layer: Layer) -> str:
    """Name an indicator over its column, with its unit and what is divided by what."""
    indicator, lang = layer.indicator, material.word.lang
    counted = say_counted(indicator, _denominator(material, indicator), material.word)
    lines = (f"{indicator.name(lang)} ({indicator.unit(lang)})", counted)
    return "\n".join(text for text in lines if text)


def _cell(material: Material, layer: Layer, value: UnitValue, notes: Notes) -> str:
    """Write a commune's value, its marks, and under it the parts; or why there is none."""
    word = material.word
    facts = unit_facts(layer, value, word, denominator=_denominator(material, layer.indicator))
    remark = "" if not facts.note else " " + notes.number(f"{facts.short}: {facts.note}")
    if value.is_small:
        notes.marks[facts.few.partition(" ")[0]] = facts.few.partition(" ")[2]
    if not facts.label:
        return _state(material, value.figure, notes) + remark
    text = facts.label + quality_marks(value.figure, notes, word) + remark
    return "\n".join(part for part in (text, facts.parts_short or facts.rate) if part)


def _figure(material: Material, layer: Layer, figure: Figure, notes: Notes) -> str:
    """Write a value that is no commune's: the whole area's, or that of the district's own bodies."""
    indicator, word = layer.indicator, material.word
    text = say_map_value(indicator, figure, layer.district.target, word)
    if not text:
        return _state(material, figure, notes)
    text += quality_marks(figure, notes, word)
    parts = say_parts(indicator, figure, _denominator(material, indicator), word, named=False)
    return "\n".join(part for part in (text, parts or say_rate(indicator, figure, word)) if part)


def _state(material: Material, figure: Figure, notes: Notes) -> str:
    word = material.word
    text = say_legend(str(figure.state), word).lower()
    return text if figure.reason is None else f"{text} {notes.number(say_reason(figure.reason, word))}"


def _own_bodies(material: Material, layers: Sequence[Layer], notes: Notes) -> list[tuple[str, ...]]:
    """Return the row of the district's own bodies, where they report one of the lines."""
    unit = material.reading.snapshot.unit_of_kind(material.reading.drawn_on, UnitKind.OWN_BODIES)
    if unit is None or not any(layer.indicator.own_bodies for layer in layers):
        return []
    cells = []
    for layer in layers:
        if not layer.indicator.own_bodies:
            cells.append("")
            continue
        figure = figures_on(material.reading.snapshot, layer.indicator, unit, layer.period)[0]
        until = approved_up_to(material.reading.snapshot.period_events, layer.office, layer.period)
        approved = replace(figure, is_approved=is_approved(figure, until))
        cells.append(_figure(material, layer, approved, notes))
    return [(material.reading.profile.own_bodies.name(material.word.lang), *cells)]


def _denominator(material: Material, indicator: Indicator) -> Indicator | None:
    code = indicator.denominator
    return None if code is None else material.reading.profile.indicators[code]
