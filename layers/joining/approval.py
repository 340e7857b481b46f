"""Which values of a layer are approved: those that were there when their office's period was approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import is_

from layers.joining.layer import DistrictValue, Layer, UnitValue
from layers.rules.values import Figure

_Marking = Callable[[Figure], Figure]


def with_approvals(layer: Layer, approved_up_to: int) -> Layer:
    """Return the layer with its unapproved figures marked.

    Parameters
    ----------
    layer : Layer
    approved_up_to : int
        The import at which the office's period was approved, 0 where it is not
        (`layers.offices.periods.approved_up_to`). A sum is as new as its newest part. Invented values are
        taken as approved: they carry a mark of their own.
    """
    marked: dict[int, Figure] = {}

    def of(figure: Figure) -> Figure:
        # A figure that stands in two places stays one: who asks whether the sum is judged compares them.
        if id(figure) not in marked:
            approved = is_approved(figure, approved_up_to)
            marked[id(figure)] = figure if approved else replace(figure, is_approved=False)
        return marked[id(figure)]

    is_empty = not layer.has_values and not any(value.others for value in layer.units)
    units = layer.units if is_empty else tuple(_unit(value, of) for value in layer.units)
    return replace(layer, units=units, district=_district(layer, of))


def is_approved(figure: Figure, approved_up_to: int) -> bool:
    """Tell whether a figure is approved, as `with_approvals` takes it; one without a value is."""
    origin = figure.origin
    if figure.value is None or origin is None or origin.is_sample:
        return True
    return origin.sequence <= approved_up_to


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
