"""Which values are approved: those that were there when their office's period was approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import is_

from geodata.store.period_events import StoredPeriodEvent
from geodata.store.vocabulary import PeriodStatus
from layers.joining.layer import DistrictValue, Layer, UnitValue
from layers.periods import Period
from layers.rules.values import Figure

_Marking = Callable[[Figure], Figure]


def approved_up_to(
    events: Mapping[tuple[str, str], StoredPeriodEvent], office: str, period: Period | str
) -> int:
    """Return the import up to which an office's values of a period are approved, 0 where none are.

    What was loaded after the approval is not approved by it.
    """
    event = events.get((office, str(period)))
    if event is None or event.status not in (PeriodStatus.APPROVED, PeriodStatus.LOCKED):
        return 0
    return event.import_seq


def with_approvals(layer: Layer, until: int) -> Layer:
    """Return the layer with its unapproved figures marked.

    Parameters
    ----------
    layer : Layer
    until : int
        The import up to which the office's values are approved (`approved_up_to`). A sum is as new as its
        newest part. Invented values are taken as approved: they carry a mark of their own.
    """
    marked: dict[int, Figure] = {}

    def of(figure: Figure) -> Figure:
        # A figure that stands in two places stays one: who asks whether the sum is judged compares them.
        if id(figure) not in marked:
            approved = is_approved(figure, until)
            marked[id(figure)] = figure if approved else replace(figure, is_approved=False)
        return marked[id(figure)]

    is_empty = not layer.has_values and not any(value.others for value in layer.units)
    units = layer.units if is_empty else tuple(_unit(value, of) for value in layer.units)
    return replace(layer, units=units, district=_district(layer, of))


def is_approved(figure: Figure, until: int) -> bool:
    """Tell whether a figure is approved, as `with_approvals` takes it; one without a value is."""
    origin = figure.origin
    if figure.value is None or origin is None or origin.is_sample:
        return True
    return origin.sequence <= until


def _unit(value: UnitValue, of: _Marking) -> UnitValue:
    figure, others = of(value.figure), tuple(map(of, value.others))
    # Most often nothing is marked: then the very values stay.
    if figure is value.figure and all(map(is_, others, value.others)):
        return value
    return replace(value, figure=figure, others=others)


def _district(layer: Layer, of: _Marking) -> DistrictValue:
    district = layer.district
    return replace(
        district,
        figure=of(district.figure),
        own=None if district.own is None else of(district.own),
        summed=None if district.summed is None else of(district.summed),
        others=tuple(map(of, district.others)),
    )
