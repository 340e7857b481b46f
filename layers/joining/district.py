"""The district's value: Σ numerators / Σ denominators of its units, beside its own report."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from geodata.store.units import StoredVintage
from geodata.store.vocabulary import Basis, UnitKind
from layers.catalogue import DataLevel, Indicator, Kind
from layers.joining.figures import FiguresOverTime, PeriodFigures, latest_origin
from layers.joining.layer import DistrictValue, UnitValue
from layers.joining.snapshot import Snapshot
from layers.periods import Period
from layers.rules.aggregation import Aggregate, aggregate
from layers.rules.judgement import Judgement, judge, tally
from layers.rules.targets import TargetRule
from layers.rules.values import NO_DATA, Figure


def district_value(
    read: FiguresOverTime,
    vintage: StoredVintage,
    units: tuple[UnitValue, ...],
    rule: TargetRule | None,
    on_vintage: bool,
) -> DistrictValue:
    """Return the district's value for a period, judged.

    Parameters
    ----------
    read : FiguresOverTime
        Of the indicator and period that are drawn.
    vintage : StoredVintage
    units : tuple of UnitValue
        The communes of the vintage, judged already; empty for what only the district has figures of.
    rule : TargetRule or None
        The district's target.
    on_vintage : bool
        Whether the target was set for this vintage.
    """
    now, indicator = read.now, read.now.indicator
    own = _own(now, vintage)
    whole, summed = _sum(now, vintage, tuple(value.figure for value in units))
    figure = own or summed or NO_DATA
    previous, earlier = (
        known if known is not None and figure.is_like(known) else None
        for past in (read.last_year, read.before)
        for known in (_whole_figure(past, vintage),)
    )
    judgements = tuple(value.judgement for value in units)
    judgement = judge(
        indicator,
        rule,
        figure,
        period=now.period,
        level=DataLevel.DISTRICT,
        previous=previous,
        earlier=earlier,
        on_vintage=on_vintage,
        incomplete=figure is summed and whole is not None and whole.provisional,
        near_band=now.near_band,
        communes=tally(judgements) if units else None,
    )
    return DistrictValue(
        figure=figure,
        judgement=judgement,
        target=rule if on_vintage else None,
        previous=previous,
        earlier=earlier,
        own=own,
        summed=summed,
        others=_other_sums(now, vintage, units),
        counted=0 if whole is None else whole.counted,
        expected=0 if whole is None else whole.expected,
        met=_met(judgements),
        judged=sum(_is_judged(judgement) for judgement in judgements),
        own_bodies_missing=whole is not None and whole.own_bodies_missing,
    )


def district_figure(
    snapshot: Snapshot, indicator: Indicator, vintage: StoredVintage, period: Period
) -> Figure | None:
    """Return the district's figure of a period on the units of a vintage: its own, else the complete sum."""
    return _whole_figure(PeriodFigures(snapshot, indicator, period), vintage)


def _whole_figure(figures: PeriodFigures, vintage: StoredVintage) -> Figure | None:
    own = _own(figures, vintage)
    # Where nothing was entered there is nothing to add, which need not be asked of each unit.
    if own is not None or figures.indicator.data_level is DataLevel.DISTRICT or figures.is_empty:
        return own
    communes = figures.snapshot.communes(vintage)
    whole, summed = _sum(figures, vintage, tuple(figures.on(unit)[0] for unit in communes))
    return summed if whole is not None and not whole.provisional else None


def _own(figures: PeriodFigures, vintage: StoredVintage) -> Figure | None:
    """Return the district's own report of a period."""
    district = figures.snapshot.unit_of_kind(vintage, UnitKind.DISTRICT)
    return None if district is None else _known(figures.on(district)[0])


def _sum(
    read: PeriodFigures, vintage: StoredVintage, figures: tuple[Figure, ...]
) -> tuple[Aggregate | None, Figure | None]:
    """Add up the units' judged figures; measured ones only where nothing was reported at all.

    Reported shares are of the natural area and measured ones of the outline: they do not add up.
    """
    indicator = read.indicator
    if not figures or indicator.kind is Kind.YES_NO:
        return None, None
    reported = any(f.value is not None and f.basis != Basis.MEASURED for f in figures)
    same = tuple(NO_DATA if reported and f.basis == Basis.MEASURED else f for f in figures)
    bodies = read.snapshot.unit_of_kind(vintage, UnitKind.OWN_BODIES) if indicator.own_bodies else None
    own = None if bodies is None else read.on(bodies)[0]
    whole = aggregate(indicator, same, own_bodies=own)
    return whole, _known(_with_origin(whole.figure, same if own is None else (*same, own)))


def _other_sums(
    read: PeriodFigures, vintage: StoredVintage, units: tuple[UnitValue, ...]
) -> tuple[Figure, ...]:
    """Return the sum of what was measured, beside what is judged, where the catalogue wants both shown."""
    if not read.indicator.shows_all_bases:
        return ()
    measured = tuple(next((f for f in value.others if f.basis == Basis.MEASURED), NO_DATA) for value in units)
    if all(f.value is None for f in measured):
        return ()
    _, summed = _sum(read, vintage, measured)
    return () if summed is None else (summed,)


def _with_origin(summed: Figure, parts: tuple[Figure, ...]) -> Figure:
    """Return a sum with where it comes from; one of measured figures with what they were measured by."""
    measured = [f for f in parts if f.basis == Basis.MEASURED and f.value is not None]
    first = measured[0] if measured else NO_DATA
    return replace(
        summed,
        basis=Basis.MEASURED if measured else Basis.SUMMED,
        product=first.product,
        image_date=first.image_date,
        class_rule=first.class_rule,
        covered_fraction=_least_cover(measured),
        origin=latest_origin(parts),
    )


def _least_cover(measured: list[Figure]) -> Fraction | None:
    return min((f.covered_fraction for f in measured if f.covered_fraction is not None), default=None)


def _known(figure: Figure) -> Figure | None:
    return None if figure.value is None else figure


def _met(judgements: tuple[Judgement, ...]) -> int:
    return sum(j.status is not None and j.status.is_met for j in judgements)


def _is_judged(judgement: Judgement) -> bool:
    status = judgement.status
    return status is not None and (status.is_met or status.is_missed)
