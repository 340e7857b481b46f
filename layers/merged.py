"""A merged unit's figure of the time before it: its predecessors' together, or side by side."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.store.units import StoredUnit
from geodata.store.vocabulary import Basis, State
from layers.aggregation import Part, aggregate, is_summable
from layers.catalogue import Indicator, Kind
from layers.layer import Figure, MergedPart

NOT_ADDED = "parts_not_added"
"""Reason of a figure that its parts have and the whole has not: criteria met do not add up."""

_NEVER_ADDED = (Kind.CRITERIA, Kind.YES_NO)


def merged_figure(indicator: Indicator, parts: Sequence[tuple[StoredUnit, Figure]]) -> Figure:
    """Return what the predecessors of one unit make together for a period.

    Parameters
    ----------
    indicator : Indicator
    parts : sequence of (StoredUnit, Figure)
        Every predecessor with its judged figure.

    Returns
    -------
    Figure
        Σ numerators / Σ denominators, the sum of counts, the weighted mean; `merged` has the parts, also
        those that are missing or not applicable, so that whoever shows it can mark it (see
        `Figure.is_whole`). What cannot be added (criteria met, yes or no) has no value, the reason
        `NOT_ADDED` and its parts. Without any part's value it has no data, or is not applicable where every
        part is.
    """
    standing = tuple(MergedPart(unit, figure, is_summable(indicator, figure)) for unit, figure in parts)
    figures = [figure for _, figure in parts]
    if all(figure.value is None for figure in figures):
        inapplicable = bool(figures) and all(figure.state == State.NOT_APPLICABLE for figure in figures)
        reason = figures[0].reason if inapplicable else None
        return Figure(State.NOT_APPLICABLE if inapplicable else State.NO_DATA, reason)
    if indicator.kind in _NEVER_ADDED:
        return Figure(State.NO_DATA, NOT_ADDED, merged=standing)
    total = aggregate(indicator, [Part(unit.code, figure) for unit, figure in parts]).value
    return Figure(
        state=str(total.state),
        reason=total.reason,
        value=total.value,
        numerator=total.numerator,
        denominator=total.denominator,
        numerator_derived=total.numerator_derived,
        basis=str(Basis.SUMMED),
        quality=None if total.quality is None else str(total.quality),
        origin=max(
            (f.origin for f in figures if f.origin is not None), key=lambda o: o.sequence, default=None
        ),
        merged=standing,
    )
