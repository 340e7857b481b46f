"""A Layer as a table, one row a unit, for CSV, workbook and GeoPackage: what the map draws and no more."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from geodata.errors import UnreadableFile
from geodata.store.vocabulary import Basis
from geodata.tables.longform import write_long_csv
from geodata.tables.longmap import write_long_gpkg
from geodata.tables.workbook.longsheet import write_long_workbook
from layers.joining.layer import Layer, UnitValue
from layers.numbers import rounded
from layers.rules.values import Figure, map_rate, number_of
from layers.scales.value_classes import ValueClasses

COLUMNS = (
    "commune_code",
    "commune",
    "indicator",
    "indicator_name",
    "unit",
    "period",
    "vintage",
    "value",
    "numerator",
    "denominator",
    "rate",
    "measured",
    "state",
    "reason",
    "operator",
    "target",
    "status",
    "gap",
    "rank",
    "few_counted",
    "class",
    "basis",
    "quality",
    "product",
    "image_date",
    "class_rule",
    "covered_fraction",
    "note",
    "source",
    "import",
    "is_sample",
    "outline",
)
NUMBERS = (
    "value", "numerator", "denominator", "rate", "measured", "target", "gap", "rank", "covered_fraction",
)  # fmt: skip
SUFFIXES = (".csv", ".gpkg", ".xlsx")
# Six decimals of a percentage are a millionth of a hundredth: far below what anybody counts.
_DECIMALS = 6

Row = dict[str, str | int | Decimal | None]


def layer_rows(layer: Layer, *, classes: ValueClasses | None = None, language: str = "vi") -> tuple[Row, ...]:
    """Return a row for each unit of a layer, in the order of its units, by `COLUMNS`.

    Parameters
    ----------
    layer : Layer
        Built for the reader who gets the table.
    classes : ValueClasses or None
        The statistical classes that are drawn; their column is empty without.
    language : str
        Of the indicator's name and unit: `vi` or `en`.
    """
    return tuple(_row(layer, value, classes, language) for value in layer.units)


def write_layer(
    file: Path,
    layer: Layer,
    *,
    classes: ValueClasses | None = None,
    language: str = "vi",
    heading: tuple[str, ...] = (),
) -> None:
    """Write a layer as ``.csv``, ``.xlsx`` or ``.gpkg`` (EPSG:4326, layer named as the indicator).

    Parameters
    ----------
    file : pathlib.Path
        Replaced if it exists.
    layer, classes, language
        As for `layer_rows`.
    heading : tuple of str
        Lines above the table of a workbook, such as that the figures are invented.

    Raises
    ------
    UnreadableFile
        If the suffix is another.
    """
    rows = layer_rows(layer, classes=classes, language=language)
    writers: dict[str, Callable[[], None]] = {
        ".csv": lambda: write_long_csv(file, COLUMNS, rows),
        ".xlsx": lambda: write_long_workbook(file, layer.indicator.code[:31], COLUMNS, rows, heading=heading),
        ".gpkg": lambda: write_long_gpkg(
            file,
            layer.indicator.code,
            COLUMNS,
            [(row, value.unit.geometry) for row, value in zip(rows, layer.units, strict=True)],
            numbers=NUMBERS,
        ),
    }
    if file.suffix not in writers:
        raise UnreadableFile("file.wrong_suffix", suffix=file.suffix, allowed=", ".join(SUFFIXES))
    writers[file.suffix]()


def _row(layer: Layer, value: UnitValue, classes: ValueClasses | None, language: str) -> Row:
    indicator, figure, judgement = layer.indicator, value.figure, value.judgement
    rate = map_rate(indicator, figure) if indicator.mapped_as_rate else None
    measured = next((other for other in value.others if other.basis == Basis.MEASURED), None)
    said: Row = {
        "commune_code": value.unit.code,
        "commune": value.unit.name,
        "indicator": indicator.code,
        "indicator_name": indicator.name(language),
        "unit": indicator.unit(language),
        "period": str(layer.period),
        "vintage": layer.vintage.valid_from.isoformat(),
        "value": _decimal(number_of(indicator, figure)),
        "rate": _decimal(rate),
        "measured": None if measured is None else _decimal(number_of(indicator, measured)),
        "operator": None if value.target is None else str(value.target.operator),
        "target": None if value.target is None else _decimal(value.target.value),
        "status": None if judgement.status is None else str(judgement.status),
        "gap": _decimal(judgement.gap),
        "rank": value.rank,
        "few_counted": _yes(value.is_small),
        "class": None if classes is None else classes.key_of(value),
        "outline": "official" if value.unit.is_official else "illustration",
    }
    return said | _of_figure(figure, judgement.reason)


def _of_figure(figure: Figure, unjudged: object) -> Row:
    origin = figure.origin
    reason = figure.reason or unjudged
    return {
        "numerator": _decimal(figure.numerator),
        "denominator": _decimal(figure.denominator),
        "state": str(figure.state),
        "reason": _text(reason),
        "basis": _text(figure.basis),
        "quality": _text(figure.quality),
        "product": figure.product,
        "image_date": None if figure.image_date is None else figure.image_date.isoformat(),
        "class_rule": figure.class_rule,
        "covered_fraction": _decimal(figure.covered_fraction),
        "note": figure.note,
        "source": None if origin is None else origin.file_name,
        "import": None if origin is None else origin.sequence,
        "is_sample": None if origin is None else _yes(origin.is_sample),
    }


def _decimal(number: Fraction | None) -> Decimal | None:
    return None if number is None else rounded(number, _DECIMALS).normalize() + Decimal(0)


def _text(word: object) -> str | None:
    return None if word is None else str(word)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
