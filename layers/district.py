"""The district's value: Σ numerators / Σ denominators of its units, beside its own report."""

from __future__ import annotations

from fractions import Fraction

from geodata.store.units import StoredVintage
from geodata.store.vocabulary import Basis, State, UnitKind
from layers.aggregation import Aggregate, Part, aggregate
from layers.catalogue import DataLevel, Indicator, Kind
from layers.figures import figures_on
from layers.judgement import Judgement, judge, tally
from layers.layer import DistrictValue, Figure, Origin, UnitValue
from layers.periods import Period
from layers.reading import Snapshot
from layers.targets import TargetRule
from layers.values import Value


def district_value(
    snapshot: Snapshot,
    indicator: Indicator,
    vintage: StoredVintage,
    period: Period,
    units: tuple[UnitValue, ...],
    rule: TargetRule | None,
    on_vintage: bool,
) -> DistrictValue:
    """Return the district's value for a period, judged.

    Parameters
    ----------
    snapshot, indicator, vintage, period
        What is drawn.
    units : tuple of UnitValue
        The communes of the vintage, judged already; empty for what only the district has figures of.
    rule : TargetRule or None
        The district's target.
    on_vintage : bool
        Whether the target was set for this vintage.
    """
    district = snapshot.unit_of_kind(vintage, UnitKind.DISTRICT)
    own = None if district is None else _known(figures_on(snapshot, indicator, district, period)[0])
    whole, summed = _sum(snapshot, indicator, vintage, period, tuple(value.figure for value in units))
    figure = own or summed or Figure(State.NO_DATA)
    previous, earlier = (
        past if past is not None and figure.is_like(past) else None
        for at in (period.same_last_year(), snapshot.compared_with(indicator, period))
        for past in (district_figure(snapshot, indicator, vintage, at),)
    )
    judgements = tuple(value.judgement for value in units)
    judgement = judge(
        indicator,
        rule,
        figure,
        period=period,
        level=DataLevel.DISTRICT,
        previous=previous,
        earlier=earlier,
        on_vintage=on_vintage,
        incomplete=figure is summed and whole is not None and whole.provisional,
        near_band=snapshot.near_band(indicator.code),
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
        others=_other_sums(snapshot, indicator, vintage, period, units),
        counted=0 if whole is None else whole.counted,
        expected=0 if whole is None else whole.expected,
        met=_met(judgements),
        judged=sum(_is_judged(judgement) for judgement in judgements),
    )


def _sum(
    snapshot: Snapshot,
    indicator: Indicator,
    vintage: StoredVintage,
    period: Period,
    figures: tuple[Figure, ...],
) -> tuple[Aggregate | None, Figure | None]:
    """Add up the units' judged figures; measured ones only where nothing was reported at all.

    Reported shares are of the natural area and measured ones of the outline: they do not add up.
    """
    if not figures or indicator.kind is Kind.YES_NO:
        return None, None
    reported = any(f.value is not None and f.basis != Basis.MEASURED for f in figures)
    same = tuple(Figure(State.NO_DATA) if reported and f.basis == Basis.MEASURED else f for f in figures)
    parts = [Part(str(at), figure, is_whole=figure.is_whole) for at, figure in enumerate(same)]
    own_bodies = snapshot.unit_of_kind(vintage, UnitKind.OWN_BODIES)
    if indicator.own_bodies and own_bodies is not None:
        figure = figures_on(snapshot, indicator, own_bodies, period)[0]
        parts.append(Part(own_bodies.code, figure, own_bodies=True))
        same = (*same, figure)
    whole = aggregate(indicator, parts)
    return whole, _known(_as_figure(whole.value, same))


def district_figure(
    snapshot: Snapshot, indicator: Indicator, vintage: StoredVintage, period: Period
) -> Figure | None:
    """Return the district's figure of a period on the units of a vintage: its own, else the complete sum."""
    district = snapshot.unit_of_kind(vintage, UnitKind.DISTRICT)
    own = None if district is None else _known(figures_on(snapshot, indicator, district, period)[0])
    if own is not None or indicator.data_level is DataLevel.DISTRICT:
        return own
    communes = snapshot.communes(vintage)
    figures = tuple(figures_on(snapshot, indicator, unit, period)[0] for unit in communes)
    whole, summed = _sum(snapshot, indicator, vintage, period, figures)
    return summed if whole is not None and not whole.provisional else None


def _other_sums(
    snapshot: Snapshot,
    indicator: Indicator,
    vintage: StoredVintage,
    period: Period,
    units: tuple[UnitValue, ...],
) -> tuple[Figure, ...]:
    """Return the sum of what was measured, beside what is judged, where the catalogue wants both shown."""
    measured = tuple(
        next((f for f in value.others if f.basis == Basis.MEASURED), Figure(State.NO_DATA)) for value in units
    )
    if not indicator.shows_all_bases or all(f.value is None for f in measured):
        return ()
    _, summed = _sum(snapshot, indicator, vintage, period, measured)
    return () if summed is None else (summed,)


def _as_figure(value: Value, parts: tuple[Figure, ...]) -> Figure:
    latest: Origin | None = max(
        (f.origin for f in parts if f.origin is not None), key=lambda o: o.sequence, default=None
    )
    measured = [f for f in parts if f.basis == Basis.MEASURED and f.value is not None]
    first = measured[0] if measured else Figure(State.NO_DATA)
    return Figure(
        state=str(value.state),
        reason=value.reason,
        value=value.value,
        numerator=value.numerator,
        denominator=value.denominator,
        numerator_derived=value.numerator_derived,
        basis=str(Basis.MEASURED) if measured else str(Basis.SUMMED),
        quality=None if value.quality is None else str(value.quality),
        product=first.product,
        image_date=first.image_date,
        class_rule=first.class_rule,
        covered_fraction=_least_cover(measured),
        origin=latest,
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
