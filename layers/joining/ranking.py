"""Who lags: communes by the share they miss of what they are judged by, then by their mean gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import itemgetter

from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import State
from layers.catalogue import Operator
from layers.joining.layer import Layer, UnitValue
from layers.numbers import quick_order
from layers.rules.judgement import Status

LEAST_COVERAGE = Fraction(1, 2)
_WITH_SHARE = (Operator.AT_LEAST, Operator.ABOVE, Operator.AT_MOST, Operator.BELOW, Operator.EQUAL)


@dataclass(frozen=True)
class Standing:
    """How one commune stands over several indicators.

    `judged`, `met` and `missed` count indicators; `applicable` are those that could have been judged (what is
    not due yet for the commune could not), so `coverage` is judged / applicable (0–1). `missed_share` is
    missed / judged, `mean_gap` the mean of gaps as shares of their targets, each capped to 0–1, over
    `gaps_counted` indicators; `gaps_left_out` are judged by an operator that has no share. `missed_values`
    are (layer, value) of what is missed, the widest share first. `rank` is 1 for who lags most; None below
    the least coverage.
    """

    unit: StoredUnit
    judged: int
    met: int
    missed: int
    applicable: int
    mean_gap: Fraction | None
    gaps_counted: int
    gaps_left_out: int
    missed_values: tuple[tuple[Layer, UnitValue], ...]
    rank: int | None = None

    @property
    def missed_share(self) -> Fraction | None:
        """Missed of judged, 0–1; None where nothing is judged."""
        return Fraction(self.missed, self.judged) if self.judged else None

    @property
    def coverage(self) -> Fraction | None:
        """Judged of applicable, 0–1; None where nothing applies."""
        return Fraction(self.judged, self.applicable) if self.applicable else None


def gap_share(value: UnitValue) -> Fraction | None:
    """Return a gap as a share of its target, capped to 0–1: gap / target.

    A target of 0 gives 1 for any gap; an operator that compares with anything but a number has no share.
    """
    gap, target = value.judgement.gap, value.target
    if gap is None or target is None or target.value is None or target.operator not in _WITH_SHARE:
        return None
    if target.value == 0:
        return Fraction(int(gap > 0))
    return min(gap / abs(target.value), Fraction(1))


def rank_communes(
    layers: Sequence[Layer], *, least_coverage: Fraction = LEAST_COVERAGE
) -> tuple[Standing, ...]:
    """Rank the communes of one vintage over layers of one period, the one that lags most first.

    Parameters
    ----------
    layers : sequence of Layer
        Of the same period and vintage; those whose communes are not judged take no part.
    least_coverage : Fraction
        Communes with a smaller share of judged indicators come last and have no rank ("chưa đủ số liệu").
    """
    found = _values(layers)
    standings = [_standing(unit, found.get(unit.key, ())) for unit in _units(layers)]
    enough = [s for s in standings if s.coverage is not None and s.coverage >= least_coverage]
    few = [s for s in standings if s.coverage is None or s.coverage < least_coverage]
    lags = sorted(((_lag(standing), standing) for standing in enough), key=itemgetter(0))
    # Who lags alike shares the rank of the first of them.
    first: dict[object, int] = {}
    for place, (lag, _standing_of) in enumerate(lags, start=1):
        first.setdefault(lag[:2], place)
    ranked = [replace(standing, rank=first[lag[:2]]) for lag, standing in lags]
    return (*ranked, *sorted(few, key=lambda s: s.unit.name))


def _units(layers: Sequence[Layer]) -> tuple[StoredUnit, ...]:
    """Return the communes that the layers are drawn on, by code: they are the same in all that have any."""
    drawn = next((layer for layer in layers if layer.units), None)
    units = () if drawn is None else tuple(value.unit for value in drawn.units)
    return tuple(sorted(units, key=lambda unit: unit.key))


def _values(layers: Sequence[Layer]) -> dict[UnitKey, list[tuple[Layer, UnitValue]]]:
    """Return each unit's values, in the order of the layers.

    A line that is not judged for any commune (no target, not due, reference) says nothing about coverage.
    """
    found: dict[UnitKey, list[tuple[Layer, UnitValue]]] = {}
    for layer in layers:
        for value in layer.units if layer.district.judged else ():
            found.setdefault(value.unit.key, []).append((layer, value))
    return found


def _standing(unit: StoredUnit, values: Sequence[tuple[Layer, UnitValue]]) -> Standing:
    # What is not due yet says nothing either: it is there, and is neither met nor missed.
    applicable = [
        (layer, value)
        for layer, value in values
        if value.figure.state != State.NOT_APPLICABLE and value.judgement.status != Status.NOT_DUE
    ]
    met = [value for _, value in applicable if _is(value, met=True)]
    missed = [(layer, value, gap_share(value)) for layer, value in applicable if _is(value, met=False)]
    shares = [share for _, _, share in missed if share is not None]
    shares += [Fraction(0)] * sum(value.target is not None and _has_share(value) for value in met)
    missed.sort(key=lambda found: -(found[2] or 0))
    return Standing(
        unit=unit,
        judged=len(met) + len(missed),
        met=len(met),
        missed=len(missed),
        applicable=len(applicable),
        mean_gap=sum(shares, Fraction(0)) / len(shares) if shares else None,
        gaps_counted=len(shares),
        gaps_left_out=len(met) + len(missed) - len(shares),
        missed_values=tuple((layer, value) for layer, value, _share in missed),
    )


def _is(value: UnitValue, *, met: bool) -> bool:
    status = value.judgement.status
    return isinstance(status, Status) and (status.is_met if met else status.is_missed)


def _has_share(value: UnitValue) -> bool:
    return (
        value.target is not None and value.target.operator in _WITH_SHARE and value.target.value is not None
    )


def _lag(standing: Standing) -> tuple[tuple[float, Fraction], tuple[float, Fraction], str]:
    share, gap = standing.missed_share or Fraction(0), standing.mean_gap or Fraction(0)
    return quick_order(-share), quick_order(-gap), standing.unit.name
