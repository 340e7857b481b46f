"""From communes to the district or a successor: from numerators and denominators, never percentages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from geodata.store.vocabulary import Basis, Quality, State
from layers.catalogue.indicator import Indicator
from layers.catalogue.vocabulary import DataLevel, Kind
from layers.rules.values import NO_CASES, NO_DATA, Figure, number_of

_ORDER = (Basis.REPORTED, Basis.SUMMED, Basis.DERIVED, Basis.MEASURED)


@dataclass(frozen=True)
class Aggregate:
    """What the figures of a vintage's communes make together, and of how many of them.

    `figure` has basis `summed`; of `criteria` it is how many communes meet all of them, of as many. `counted`
    of `expected` communes are in it: one whose own figure is a sum that lacks something is added, and not
    counted; not applicable ones are not expected. `own_bodies_missing` says that the district's own bodies,
    which report here too, did not.
    """

    figure: Figure
    counted: int
    expected: int
    own_bodies_missing: bool

    @property
    def provisional(self) -> bool:
        """Whether anything that should be in the sum is not."""
        return self.counted < self.expected or self.own_bodies_missing


def aggregate(
    indicator: Indicator, figures: Sequence[Figure], *, own_bodies: Figure | None = None
) -> Aggregate:
    """Add up one period's figures of all communes of a vintage (and of the district's own bodies).

    Parameters
    ----------
    indicator : Indicator
        With `data_level` commune; what exists for the district only has nothing to be added.
    figures : sequence of Figure
        One for each commune that is expected, whatever its state; a rate's with numerator and denominator
        where they are known (see `layers.rules.values.completed`).
    own_bodies : Figure or None
        That of the district's own bodies, where they report.

    Returns
    -------
    Aggregate
        Σ numerators / Σ denominators of a rate, the mean weighted by its denominator, the sum of a count or
        an amount, communes that meet all criteria of communes. A `yes_no` is never added: it has no data.
    """
    applicable = [figure for figure in figures if figure.state != State.NOT_APPLICABLE]
    summable = [figure for figure in applicable if is_summable(indicator, figure)]
    counted = sum(figure.is_whole for figure in summable)
    own = [own_bodies] if own_bodies is not None and own_bodies.state != State.NOT_APPLICABLE else []
    summable_own = [figure for figure in own if is_summable(indicator, figure)]
    return Aggregate(
        figure=_total(indicator, [*summable, *summable_own], applicable=bool(applicable or own)),
        counted=counted,
        expected=len(applicable),
        own_bodies_missing=indicator.own_bodies and len(summable_own) < len(own),
    )


def choose_basis(
    indicator: Indicator, figures: Mapping[Basis, Figure], *, preferred: Basis | None = None
) -> Figure | None:
    """Return the figure that is judged, of the several bases that stand for one unit and period.

    The office's setting `preferred` comes first where it has data. Else what counts recognitions is derived;
    then reported, summed, derived, measured, in this order. A basis without data is passed over, unless there
    is no other; of none at all the answer is None.
    """
    first = [preferred] if preferred is not None else []
    if indicator.counts_recognitions:
        first.append(Basis.DERIVED)
    standing = [figures[basis] for basis in (*first, *_ORDER) if basis in figures]
    return next((f for f in standing if f.state != State.NO_DATA), standing[0] if standing else None)


def difference(indicator: Indicator, own: Figure | None, summed: Figure | None) -> Fraction | None:
    """Return the district's own figure less the sum of its communes, in the unit; None unless both are."""
    reported = None if own is None else number_of(indicator, own)
    added = None if summed is None else number_of(indicator, summed)
    return None if reported is None or added is None else reported - added


def is_summable(indicator: Indicator, figure: Figure) -> bool:
    """Tell whether a figure can be added to others: a rate needs its parts, a mean its weight."""
    if figure.state != State.VALUE or indicator.kind is Kind.YES_NO:
        return False
    if indicator.data_level is DataLevel.DISTRICT:
        return False
    if indicator.kind is Kind.RATE:
        return figure.numerator is not None and figure.denominator is not None
    needs_denominator = indicator.kind in (Kind.MEAN, Kind.CRITERIA)
    return figure.value is not None and (figure.denominator is not None or not needs_denominator)


def _total(indicator: Indicator, figures: Sequence[Figure], *, applicable: bool) -> Figure:
    if not figures:
        return NO_DATA if applicable else Figure(State.NOT_APPLICABLE)
    quality = _least_settled(figures)
    if indicator.kind is Kind.RATE:
        return _rate(indicator, figures, quality)
    if indicator.kind is Kind.MEAN:
        return _mean(figures, quality)
    if indicator.kind is Kind.CRITERIA:
        complete = sum(figure.value == figure.denominator for figure in figures)
        return Figure(
            value=Fraction(complete),
            numerator=Fraction(complete),
            denominator=Fraction(len(figures)),
            basis=Basis.SUMMED,
            quality=quality,
        )
    # A count that maps draw per head carries the heads along, where every part has them.
    heads = [figure.denominator for figure in figures]
    return Figure(
        value=_sum(figure.value for figure in figures),
        denominator=None if None in heads else _sum(heads),
        basis=Basis.SUMMED,
        quality=quality,
    )


def _rate(indicator: Indicator, figures: Sequence[Figure], quality: Quality | None) -> Figure:
    numerator = _sum(figure.numerator for figure in figures)
    denominator = _sum(figure.denominator for figure in figures)
    if denominator == 0:
        return Figure(
            State.NOT_APPLICABLE,
            numerator=numerator,
            denominator=denominator,
            reason=NO_CASES,
            basis=Basis.SUMMED,
            quality=quality,
        )
    return Figure(
        value=indicator.per * numerator / denominator,
        numerator=numerator,
        denominator=denominator,
        numerator_derived=any(figure.numerator_derived for figure in figures),
        basis=Basis.SUMMED,
        quality=quality,
    )


def _mean(figures: Sequence[Figure], quality: Quality | None) -> Figure:
    weight = _sum(figure.denominator for figure in figures)
    if weight == 0:
        return Figure(State.NOT_APPLICABLE, reason=NO_CASES, basis=Basis.SUMMED, quality=quality)
    total = sum(((f.value or 0) * (f.denominator or 0) for f in figures), Fraction(0))
    return Figure(value=total / weight, denominator=weight, basis=Basis.SUMMED, quality=quality)


def _sum(numbers: Iterable[Fraction | None]) -> Fraction:
    return sum((number for number in numbers if number is not None), Fraction(0))


def _least_settled(figures: Sequence[Figure]) -> Quality | None:
    """Return the least settled quality among the parts: a sum is no surer than its weakest part."""
    settled = list(Quality)
    found = [settled.index(figure.quality) for figure in figures if figure.quality is not None]
    return settled[min(found)] if found else None
