"""What offices reported of tree cover beside what imagery measured: sides, difference, areas, changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from geodata.store.cover_changes import read_cover_changes
from geodata.store.units import StoredUnit
from geodata.store.vocabulary import Basis
from layers.joining.layer import Layer
from layers.rules.values import Figure
from layers.scales.difference import Difference, only_basis, reported_and_measured
from layers.scales.value_classes import ClassChoice, value_classes
from layers.themes.cover_change import ChangeTable, change_tables, other_products
from webmap.app.portal import portal
from webmap.choropleth.difference_document import say_difference
from webmap.words.dates import format_date
from webmap.words.layer import say_value
from webmap.words.numbers import format_number
from webmap.words.origin import say_class_rule, say_product
from webmap.words.scheme import BY_STATUS, Scheme
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@dataclass(frozen=True)
class Seen:
    """Both sides of a layer on one scale, and their difference (measured − reported)."""

    layer: Layer
    reported: Layer
    measured: Layer
    scheme: Scheme
    difference: Difference


@dataclass(frozen=True)
class SeenRow:
    """A unit's row: both values with what each divides, and the difference; `covered` is of the image."""

    code: str
    name: str
    reported: str
    reported_parts: str
    measured: str
    measured_parts: str
    covered: str
    change: str
    key: str


@dataclass(frozen=True)
class ChangeRow:
    """A unit's change of cover in hectares, as texts."""

    name: str
    gain: str
    loss: str
    net: str
    stable: str


@dataclass(frozen=True)
class SaidChange:
    """A change between two dates of one product, in words and rows; the last row is all together."""

    product: str
    dates: tuple[str, str]
    rule: str
    rows: tuple[ChangeRow, ...]


def seen_of(layer: Layer, choice: ClassChoice | None) -> Seen:
    """Return both sides of a layer whose indicator imagery measures."""
    reported, measured = only_basis(layer, Basis.REPORTED), only_basis(layer, Basis.MEASURED)
    scheme = BY_STATUS if choice is None else Scheme(value_classes((reported, measured), choice))
    return Seen(layer, reported, measured, scheme, reported_and_measured(layer))


def seen_rows(seen: Seen, word: Translator) -> tuple[SeenRow, ...]:
    """Return the rows, the widest difference first, then those that lack one side."""
    found = sorted(
        seen.difference.units,
        key=lambda one: (one.change is None, -abs(one.change or Fraction(0)), one.unit.name),
    )
    targets = {value.unit.key: value.target for value in seen.layer.units}
    return tuple(
        SeenRow(
            code=one.unit.code,
            name=one.unit.name,
            reported=say_value(seen.difference.indicator, one.first, targets[one.unit.key], word),
            reported_parts=_hectares_of(one.first, word),
            measured=say_value(seen.difference.indicator, one.second, targets[one.unit.key], word),
            measured_parts=_hectares_of(one.second, word),
            covered=_covered(one.second, word),
            change=say_difference(seen.difference, one, word),
            key=seen.difference.key_of(one),
        )
        for one in found
    )


def sources(seen: Seen, word: Translator) -> tuple[tuple[str, str], ...]:
    """Return what was measured, when and how, and which area each side divides by: (heading, text)."""
    measured = [v.figure for v in seen.measured.units if v.figure.product is not None]
    products = tuple(dict.fromkeys(str(figure.product) for figure in measured))
    days = sorted({figure.image_date for figure in measured if figure.image_date is not None})
    rules = tuple(dict.fromkeys((figure.class_rule, figure.product) for figure in measured))
    found = (
        (word(_("Product")), "; ".join(say_product(product) for product in products)),
        (word(_("Image date")), ", ".join(format_date(day, word.lang) for day in days)),
        (word(_("Class rule")), "; ".join(say_class_rule(rule, product, word) for rule, product in rules)),
        (word(_("Reported divides by")), word(_("the natural area of the unit, as published"))),
        (
            word(_("Measured divides by")),
            word(_("the part of the outline that the image shows with a class, by ellipsoidal area")),
        ),
    )
    return tuple((heading, text) for heading, text in found if text)


def said_changes(layer: Layer, word: Translator) -> tuple[SaidChange, ...]:
    """Return the kept changes between two dates of one product, on the layer's units."""
    with portal().store.session() as session:
        stored = read_cover_changes(session, as_of=layer.sequence)
    units = [value.unit for value in layer.units]
    return tuple(_said(table, units, word) for table in change_tables(stored, layer))


def say_other_products(layers: Sequence[Layer], word: Translator) -> str:
    """Say that values of different products are no change, where the periods were measured by several."""
    products = other_products(layers)
    if len(products) < 2:
        return ""
    return word(
        _(
            "The periods were measured by different products (%(products)s): what differs between them is "
            "not a change on the ground, so no change is computed."
        ),
        products="; ".join(say_product(product) for product in products),
    )


def _said(table: ChangeTable, units: Sequence[StoredUnit], word: Translator) -> SaidChange:
    rows = [
        _change_row(unit.name, (one.gain_ha, one.loss_ha, one.net_ha, one.stable_ha), word)
        for unit in units
        if (one := table.units.get(unit.key)) is not None
    ]
    stable = sum((one.stable_ha for one in table.units.values()), Decimal(0))
    net = table.gain_ha - table.loss_ha
    rows.append(_change_row(word(_("All together")), (table.gain_ha, table.loss_ha, net, stable), word))
    return SaidChange(
        say_product(table.product),
        (format_date(table.earlier, word.lang), format_date(table.later, word.lang)),
        say_class_rule(table.class_rule, table.product, word),
        tuple(rows),
    )


def _change_row(name: str, amounts: tuple[Decimal, Decimal, Decimal, Decimal], word: Translator) -> ChangeRow:
    gain, loss, net, stable = amounts
    return ChangeRow(
        name,
        format_number(gain, 1, word.lang),
        format_number(loss, 1, word.lang),
        format_number(net, 1, word.lang, signed=True),
        format_number(stable, 1, word.lang),
    )


def _hectares_of(figure: Figure, word: Translator) -> str:
    if figure.numerator is None or figure.denominator is None:
        return ""
    above, below = (format_number(n, 1, word.lang) for n in (figure.numerator, figure.denominator))
    return f"{above} / {below}\u00a0ha"


def _covered(figure: Figure, word: Translator) -> str:
    if figure.covered_fraction is None:
        return ""
    return f"{format_number(100 * figure.covered_fraction, 1, word.lang)}%"
