"""What a commune's page says of each indicator: the map's texts, the district's value, small pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from markupsafe import Markup

from geodata.store.units import StoredUnit, StoredVintage
from geodata.store.vocabulary import Basis, Quality
from layers.catalogue import CommuneReading, Indicator, TargetLevel
from layers.joining.history import HistoryPoint, unit_history
from layers.joining.layer import Layer, UnitValue
from layers.joining.snapshot import Snapshot
from layers.joining.summary import Summary
from layers.periods import Period
from layers.planning.roadmap import roadmap_steps
from layers.rules.targets import TargetRule
from layers.rules.values import Origin, number_of
from webmap.drawing.sparkline import sparkline
from webmap.pages.pictures import measure_bar
from webmap.targets.shared_gap import say_part
from webmap.words.dates import format_period
from webmap.words.layer import say_target, say_value
from webmap.words.translations import Translator
from webmap.words.unit_facts import UnitFacts, say_origin, unit_facts


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator of the commune; `facts` are the texts that map and table have too.

    `target` is a dash where the commune is read against none; `roadmap` lists the year's steps to it.
    `remarks` are its parts, other bases, the note of the office, and its basis unless that is as usual:
    reported and final. `place` is its place among `placed` communes, 1 the best. `part` is what it could add
    to close the district's gap.
    """

    indicator: Indicator
    facts: UnitFacts
    target: str
    is_own: bool
    roadmap: tuple[str, ...]
    remarks: tuple[str, ...]
    part: str
    district: str
    measure: Markup
    history: Markup
    place: int | None
    placed: int


@dataclass(frozen=True)
class Section:
    """A clause with its indicators."""

    code: str
    title: str
    rows: tuple[IndicatorRow, ...]


def sections(
    summary: Summary,
    unit: StoredUnit,
    vintage: StoredVintage,
    *,
    history: Snapshot,
    periods: Sequence[Period],
    word: Translator,
) -> tuple[Section, ...]:
    """Return the clauses that have indicators of communes.

    Parameters
    ----------
    summary : Summary
        Of the period shown, on the unit's vintage.
    unit : StoredUnit
    vintage : StoredVintage
    history : Snapshot
        Read for `periods`.
    periods : sequence of Period
        Those of the small lines, earliest first; the last is the period shown.
    """
    found = []
    for clause in () if summary.resolution is None else summary.resolution.clauses:
        layers = [line.layer for line in summary.by_clause.get(clause["code"], ()) if line.layer.units]
        rows = tuple(
            _row(layer, unit, unit_history(history, layer.indicator, unit, vintage, periods), history, word)
            for layer in layers
        )
        if rows:
            found.append(Section(clause["code"], word.pick(clause["title_vi"], clause["title_en"]), rows))
    return tuple(found)


def origins(summary: Summary, unit: StoredUnit, word: Translator) -> tuple[str, ...]:
    """Return the imports that the commune's values came with, the latest first."""
    found: dict[int, Origin] = {}
    for layer in summary.layers:
        value = layer.value_of(unit.key)
        figures = () if value is None else (value.figure, *value.others)
        found |= {f.origin.sequence: f.origin for f in figures if f.origin is not None}
    return tuple(say_origin(found[sequence], word) for sequence in sorted(found, reverse=True))


def _row(
    layer: Layer,
    unit: StoredUnit,
    history: Sequence[HistoryPoint],
    snapshot: Snapshot,
    word: Translator,
) -> IndicatorRow:
    indicator = layer.indicator
    value = layer.value_of(unit.key)
    assert value is not None
    facts = unit_facts(
        layer, value, word, denominator=snapshot.profile.indicators.get(indicator.denominator or "")
    )
    rule = _read_against(value)
    basis = "" if _is_usual(value) else facts.basis
    return IndicatorRow(
        indicator=indicator,
        facts=facts,
        target=say_target(indicator, rule, value.previous, word),
        is_own=rule is not None and rule.own,
        roadmap=_roadmap(snapshot, layer, unit, word),
        remarks=tuple(text for text in (facts.parts, basis, *map(str, facts.others), facts.note) if text),
        part=say_part(layer, unit.key, word),
        district=say_value(indicator, layer.district.figure, layer.district.target, word),
        measure=_measure(layer, value, rule),
        history=sparkline(
            history if rule is not None else [replace(point, target=None) for point in history],
            indicator,
            word=word,
        ),
        place=value.rank,
        placed=layer.ranked,
    )


def _roadmap(snapshot: Snapshot, layer: Layer, unit: StoredUnit, word: Translator) -> tuple[str, ...]:
    """List the steps of the commune's roadmap in the year shown: `quý II/2024: ≥ 74%`, `năm 2024: ≥ 78%`."""
    return tuple(
        f"{format_period(period, word.lang)}: {say_target(layer.indicator, rule, None, word)}"
        for period, rule in roadmap_steps(snapshot, layer.indicator.code, unit.key, layer.period.year)
    )


def _read_against(value: UnitValue) -> TargetRule | None:
    """Return the target that this commune is read against, or sees for reference; None where it has none."""
    rule = value.target
    if rule is None or rule.own or rule.level is TargetLevel.EACH_COMMUNE:
        return rule
    return None if rule.commune_reading in (CommuneReading.NONE, CommuneReading.OWN_ONLY) else rule


def _is_usual(value: UnitValue) -> bool:
    figure = value.figure
    return figure.basis == Basis.REPORTED and figure.quality == Quality.FINAL and figure.is_approved


def _measure(layer: Layer, value: UnitValue, rule: TargetRule | None) -> Markup:
    """Draw the value, its target and the district's value, on a scale that holds all three."""
    indicator = layer.indicator
    number = number_of(indicator, value.figure)
    target = None if rule is None else rule.value
    district = number_of(indicator, layer.district.figure) if indicator.denominator else None
    if layer.indicator.mapped_as_rate:
        # The district's count is a sum of the communes': no measure for one of them.
        district = None
    known = [n for n in (number, target, district) if n is not None]
    if number is None or max(known) <= 0:
        return Markup("")
    top = max(max(known), Fraction(100) if indicator.unit_en == "%" else Fraction(0))
    return measure_bar(
        number / top,
        target=None if target is None else target / top,
        district=None if district is None else district / top,
        key=value.legend_key,
    )
