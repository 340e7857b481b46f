"""Observations as rows in long form, for CSV, workbook and GeoPackage; reading them back changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from geodata.errors import UnreadableFile
from geodata.store.observations import ObservationEntry
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import Basis, State
from geodata.tables.longform import write_long_csv
from geodata.tables.longmap import write_long_gpkg
from geodata.tables.workbook.longsheet import write_long_workbook
from layers.catalogue import Kind, Profile
from layers.reporting.checks.rates import kept
from layers.reporting.lines.labels import labels

COLUMNS = (
    "commune_code",
    "commune",
    "indicator",
    "indicator_name",
    "unit",
    "period",
    "value",
    "numerator",
    "denominator",
    "note",
    "basis",
    "state",
    "reason",
    "status",
    "quality",
    "vintage",
    "import",
)
_NUMBERS = ("value", "numerator", "denominator")
Row = Mapping[str, str | int | Decimal | None]
StatusOf = Callable[[ObservationEntry], str | None]


@dataclass(frozen=True)
class ExportRow:
    """A row of an export by column, and the unit it speaks of (None where the unit is no longer known)."""

    cells: Row
    unit: StoredUnit | None


def export_rows(
    rows: Iterable[ObservationEntry],
    profile: Profile,
    units: Iterable[StoredUnit],
    *,
    status_of: StatusOf | None = None,
    language: str = "vi",
) -> tuple[ExportRow, ...]:
    """Return observations as rows in long form, by period, indicator and unit.

    A rate's denominator and value are written even where the denominator is a shared one, entered apart;
    a derived numerator is left out, so that reading derives it again.

    Parameters
    ----------
    rows : iterable of ObservationEntry
        With the shared denominators of the same periods among them; the caller has left out what the
        reader may not see.
    profile : Profile
    units : iterable of StoredUnit
        Of every vintage that occurs.
    status_of : callable or None
        Returns the status of a row, as the layers judge it.
    language : str
        Of the columns for people: `vi` or `en`.
    """
    rows = tuple(rows)
    by_key = {unit.key: unit for unit in units}
    shared = {
        (row.unit, row.indicator, row.period): row.value
        for row in rows
        if row.basis == Basis.REPORTED and row.value is not None
    }
    order = {code: position for position, code in enumerate(profile.indicators)}

    def position(entry: ObservationEntry) -> tuple[str, int, UnitKey, str, str]:
        return (entry.period, order.get(entry.indicator, len(order)), entry.unit, entry.basis, entry.product)

    return tuple(
        ExportRow(_cells(row, profile, by_key, shared, status_of, language), by_key.get(row.unit))
        for row in sorted(rows, key=position)
    )


def write_export(file: Path, rows: Iterable[ExportRow], *, heading: tuple[str, ...] = ()) -> None:
    """Write an export as its suffix says: `.csv`, `.xlsx` or `.gpkg`.

    Parameters
    ----------
    file : pathlib.Path
    rows : iterable of ExportRow
    heading : tuple of str
        Lines above a workbook's table, such as that the figures are invented.

    Raises
    ------
    UnreadableFile
        For another suffix.
    """
    suffix = file.suffix.lower()
    if suffix == ".csv":
        write_long_csv(file, COLUMNS, (row.cells for row in rows))
    elif suffix == ".xlsx":
        title = labels().text("sheets", "long")
        write_long_workbook(file, title, COLUMNS, (row.cells for row in rows), heading=heading)
    elif suffix == ".gpkg":
        outlined = ((row.cells, None if row.unit is None else row.unit.geometry) for row in rows)
        write_long_gpkg(file, "observations", COLUMNS, outlined, numbers=_NUMBERS)
    else:
        raise UnreadableFile("file.wrong_suffix", suffix=suffix, allowed=".csv, .xlsx, .gpkg")


def _cells(
    entry: ObservationEntry,
    profile: Profile,
    units: Mapping[UnitKey, StoredUnit],
    shared: Mapping[tuple[UnitKey, str, str], Decimal],
    status_of: StatusOf | None,
    language: str,
) -> Row:
    indicator = profile.indicators.get(entry.indicator)
    unit = units.get(entry.unit)
    value, numerator, denominator = _figures(entry, profile, unit, shared)
    return {
        "commune_code": entry.unit.code,
        "commune": None if unit is None else unit.name,
        "indicator": entry.indicator,
        "indicator_name": None if indicator is None else indicator.name(language),
        "unit": None if indicator is None else indicator.unit(language),
        "period": entry.period,
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "note": entry.note,
        "basis": str(entry.basis),
        "state": str(entry.state),
        "reason": entry.reason,
        "status": None if status_of is None else status_of(entry),
        "quality": str(entry.quality),
        "vintage": entry.unit.valid_from.isoformat(),
        "import": entry.import_seq,
    }


def _figures(
    entry: ObservationEntry,
    profile: Profile,
    unit: StoredUnit | None,
    shared: Mapping[tuple[UnitKey, str, str], Decimal],
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return value, numerator and denominator as they are written."""
    indicator = profile.indicators.get(entry.indicator)
    if indicator is None or entry.state != State.VALUE or indicator.kind is not Kind.RATE:
        return entry.value, entry.numerator, entry.denominator
    if entry.numerator_derived:
        return entry.value, None, entry.denominator
    denominator = entry.denominator
    if entry.numerator is None:
        return entry.value, None, denominator
    if denominator is None and indicator.denominator is not None and entry.basis != Basis.MEASURED:
        denominator = shared.get((entry.unit, indicator.denominator, entry.period))
        if denominator is None and profile.indicators[indicator.denominator].from_unit is not None:
            denominator = None if unit is None else unit.natural_area_ha
    if not denominator:
        return entry.value, entry.numerator, denominator
    made = Fraction(entry.numerator) * indicator.per / Fraction(denominator)
    return kept(made), entry.numerator, denominator
