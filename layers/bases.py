"""A layer as one basis has it: what offices reported, or what imagery measured, each by itself."""

from __future__ import annotations

from dataclasses import replace

from geodata.store.vocabulary import Basis
from layers.difference import figure_of
from layers.joining.layer import Layer, UnitValue
from layers.rules.judgement import Judgement, Status


def only_basis(layer: Layer, basis: Basis) -> Layer:
    """Return the layer with each unit's figure of a basis; a figure that is not the judged one is unjudged.

    Ranks and comparisons with other periods are those of the judged values and are left out.
    """
    return replace(layer, units=tuple(_on_basis(value, basis) for value in layer.units))


def _on_basis(value: UnitValue, basis: Basis) -> UnitValue:
    if value.figure.basis == basis:
        return replace(value, others=())
    figure = figure_of(value, basis)
    status = None if figure.value is None else Status.UNJUDGED
    return replace(
        value,
        figure=figure,
        judgement=Judgement(figure.state, status),
        target=None,
        previous=None,
        earlier=None,
        others=(),
        rank=None,
    )
