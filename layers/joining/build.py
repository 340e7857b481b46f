"""Join: an indicator's figures to the units of a vintage for a period, judged, with district and legend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from geodata.store.units import StoredUnit, StoredVintage
from geodata.store.vocabulary import UnitKind
from layers.audience import PUBLIC, Sight
from layers.catalogue import DataLevel, Indicator
from layers.catalogue.vocabulary import CommuneReading, Direction
from layers.errors import NotVisible, UnknownIndicator, UnknownVintage
from layers.joining.approval import approved_up_to, with_approvals
from layers.joining.district import district_value
from layers.joining.figures import FiguresOverTime
from layers.joining.layer import Layer, LegendEntry, UnitValue
from layers.joining.snapshot import Snapshot
from layers.joining.target_rules import resolution_target, rule_for, rules_for, vintage_of_resolution
from layers.numbers import quick_order
from layers.offices.owners import office_of
from layers.periods import Period
from layers.rules.judgement import judge
from layers.rules.targets import TargetRule
from layers.rules.values import NO_DATA, Figure, map_rate
from layers.status_classes import legend


def build_layer(
    snapshot: Snapshot,
    code: str,
    period: Period,
    *,
    vintage: StoredVintage | None = None,
    sight: Sight = PUBLIC,
) -> Layer:
    """Return the Layer of an indicator.

    Parameters
    ----------
    snapshot : Snapshot
        Read for at least this period.
    code : str
        The indicator's.
    period : Period
    vintage : StoredVintage or None
        The units to draw on; by default those valid on the period's last day. On a later vintage a merged
        unit has the sum of its predecessors.
    sight : Sight
        What the reader may see.

    Raises
    ------
    UnknownIndicator, UnknownVintage
        If the catalogue has no such indicator, or no units are known for the period.
    NotVisible
        If the reader may not see the indicator.
    """
    indicator = visible_indicator(snapshot, code, sight)
    vintage = vintage or snapshot.vintage_of(period)
    if vintage is None:
        raise UnknownVintage("vintage.none", period=str(period))
    found = resolution_target(snapshot, code, period)
    set_for = None if found is None else vintage_of_resolution(snapshot, found[1])
    on_vintage = set_for is None or set_for == vintage
    communes = snapshot.communes(vintage) if indicator.data_level is DataLevel.COMMUNE else ()
    rules = rules_for(snapshot, found, period, [unit.key for unit in communes])
    read = FiguresOverTime.of(snapshot, indicator, period)
    join = _join_alike if _nothing_entered(read) else _join_each
    units = join(read, communes, rules, on_vintage)
    rule = rule_for(snapshot, found, period)
    layer = Layer(
        indicator=indicator,
        period=period,
        vintage=vintage,
        district_unit=snapshot.unit_of_kind(vintage, UnitKind.DISTRICT),
        units=units,
        district=district_value(read, vintage, units, rule, on_vintage),
        resolution=None if found is None else found[1],
        clause=indicator.clause if found is None else found[0].clause,
        reading=str(CommuneReading.NONE) if found is None else found[0].commune_reading,
        legend=_legend(units),
        unmatched=_unmatched(snapshot, indicator, period, vintage),
        sequence=snapshot.sequence,
        data_at=snapshot.data_at(),
        is_sample=snapshot.is_sample,
        is_official_outline=bool(communes) and all(unit.is_official for unit in communes),
        sight=sight,
        office=office_of(indicator, snapshot.settings),
    )
    return with_approvals(layer, approved_up_to(snapshot.period_events, layer.office, period))


def visible_indicator(snapshot: Snapshot, code: str, sight: Sight) -> Indicator:
    """Return the indicator of a code if the reader may see it; raises as `build_layer` does."""
    indicator = snapshot.profile.indicators.get(code)
    if indicator is None:
        raise UnknownIndicator("indicator.unknown", indicator=code)
    if not sight.sees(indicator):
        raise NotVisible("indicator.not_visible", indicator=code, visibility=str(indicator.visibility))
    return indicator


def _join_each(
    read: FiguresOverTime,
    units: Sequence[StoredUnit],
    rules: Sequence[TargetRule | None],
    on_vintage: bool,
) -> tuple[UnitValue, ...]:
    values = tuple(_unit_value(read, unit, rule, on_vintage) for unit, rule in zip(units, rules, strict=True))
    return _ranked(read.now.indicator, values)


def _join_alike(
    read: FiguresOverTime,
    units: Sequence[StoredUnit],
    rules: Sequence[TargetRule | None],
    on_vintage: bool,
) -> tuple[UnitValue, ...]:
    """Join where nothing was entered: units of a kind, with residents or without, are then all alike."""
    made: dict[tuple[object, ...], UnitValue] = {}
    nobody = [figures.nobody for figures in read.periods]
    joined = []
    for unit, rule in zip(units, rules, strict=True):
        key = (unit.kind, id(rule), *(unit.key in those for those in nobody))
        value = made.get(key)
        if value is None:
            value = made[key] = _unit_value(read, unit, rule, on_vintage)
        joined.append(value.of(unit))
    return tuple(joined)


def _nothing_entered(read: FiguresOverTime) -> bool:
    """Tell whether no unit has a figure in a period or in those it is compared with, nor can derive one."""
    return all(figures.is_empty for figures in read.periods)


def _unit_value(
    read: FiguresOverTime, unit: StoredUnit, rule: TargetRule | None, on_vintage: bool
) -> UnitValue:
    indicator = read.now.indicator
    figure, *others = read.now.on(unit, whole=False)
    previous, earlier = (_like(figure, past.on(unit)[0]) for past in (read.last_year, read.before))
    judgement = judge(
        indicator,
        rule,
        figure,
        period=read.now.period,
        previous=previous,
        earlier=earlier,
        on_vintage=on_vintage,
        near_band=read.now.near_band,
    )
    return UnitValue(
        unit=unit,
        figure=figure,
        judgement=judgement,
        target=rule if on_vintage else None,
        previous=_known(previous),
        earlier=_known(earlier),
        others=tuple(others),
    )


def _like(figure: Figure, other: Figure) -> Figure:
    """Return a figure of another period, or none where what lies between them would be no change."""
    unlike = figure.value is not None and not figure.is_like(other)
    return NO_DATA if unlike else other


def _known(figure: Figure) -> Figure | None:
    return None if figure.value is None else figure


def _ranked(indicator: Indicator, units: tuple[UnitValue, ...]) -> tuple[UnitValue, ...]:
    """Give each unit its rank by value, 1 the best; a count is ranked by its rate where it has one."""
    if indicator.direction is Direction.NEUTRAL:
        return units
    numbers = [None if v.is_small else map_rate(indicator, v.figure) for v in units]
    known = [number for number in numbers if number is not None]
    if not known:
        return units
    first: dict[Fraction, int] = {}
    best_first = sorted(known, key=quick_order, reverse=indicator.direction is not Direction.LOWER)
    for place, number in enumerate(best_first, start=1):
        first.setdefault(number, place)
    return tuple(
        v if number is None else replace(v, rank=first[number])
        for v, number in zip(units, numbers, strict=True)
    )


def _legend(units: Iterable[UnitValue]) -> tuple[LegendEntry, ...]:
    counts = Counter(value.legend_key for value in units)
    return tuple(LegendEntry(one.key, n) for one, n in legend(counts))


def _unmatched(
    snapshot: Snapshot, indicator: Indicator, period: Period, vintage: StoredVintage
) -> tuple[str, ...]:
    """Return codes of units that have a figure but do not stand in this vintage, nor merged into it."""
    reported = snapshot.observations(indicator.code, period)
    if not reported:
        return ()
    drawn = {unit.key for unit in snapshot.units[vintage.valid_from]}
    merged = {part for unit in drawn for part in snapshot.predecessors.get(unit, ())}
    return tuple(sorted(key.code for key in reported if key not in drawn and key not in merged))
