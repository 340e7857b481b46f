"""What measuring gives: the area of every class in every unit, with all that gives the numbers meaning."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from geodata.findings import Findings
from geodata.imagery.landcover import KINDS, ClassRule, Legend
from geodata.whole_file import written_whole

TABLE_COLUMNS = ("commune_code", "class", "label", "area_ha", "fraction", "covered_fraction")
CLASS_COLUMNS = ("product", "class", "label", "counts_as_tree", "counts_as_forest")


@dataclass(frozen=True)
class UnitClassAreas:
    """Class areas of one unit.

    Parameters
    ----------
    code : str
    area_ha : mapping of int to float
        Hectares by class value; every unit has the same values, with 0.0 where a class is absent.
    fraction : mapping of int to float
        Share of each class in `covered_ha`, 0–1; empty if nothing is covered.
    unit_area_ha : float
        Area of the polygon, measured as the pixels are.
    covered_ha : float
        Area under valid pixels: the sum of `area_ha`.
    covered_fraction : float
        ``covered_ha / unit_area_ha``, 0–1.
    nodata_ha : float
        Area under pixels that are nodata or masked; what is left of the unit lies outside the raster. For
        those who ask why a unit is not wholly covered.
    """

    code: str
    area_ha: Mapping[int, float]
    fraction: Mapping[int, float]
    unit_area_ha: float
    covered_ha: float
    covered_fraction: float
    nodata_ha: float


@dataclass(frozen=True)
class ClassAreas:
    """Class areas of all units, with their source.

    Parameters
    ----------
    units : tuple of UnitClassAreas
        In the order of the polygons given.
    values : tuple of int
        Class values met in any unit, ascending; nodata is none of them.
    legend : Legend or None
    files : tuple of str
        Names of the GeoTIFFs.
    crs : str
        Of the raster, where the measuring was done: an authority code, else a name.
    pixel_size : tuple of float
        Width and height of a pixel in CRS units.
    nodata : tuple of int
        Values that were taken for no class.
    findings : Findings
        Values outside the legend (errors), unexpected classes, uncovered or repaired units (warnings).
    """

    units: tuple[UnitClassAreas, ...]
    values: tuple[int, ...]
    legend: Legend | None
    files: tuple[str, ...]
    crs: str
    pixel_size: tuple[float, float]
    nodata: tuple[int, ...] = ()
    findings: Findings = field(default_factory=Findings)

    @property
    def product(self) -> str | None:
        """Name of the legend, which names product and version."""
        return None if self.legend is None else self.legend.name

    def by_code(self) -> Mapping[str, UnitClassAreas]:
        """Units by their code."""
        return {unit.code: unit for unit in self.units}

    def rules(self, *, include_maybe: bool = False) -> tuple[ClassRule, ...]:
        """Which classes count as trees and as forest; empty without a legend."""
        if self.legend is None:
            return ()
        return tuple(self.legend.rule_for(kind, include_maybe=include_maybe) for kind in KINDS)


def write_table(
    areas: ClassAreas, legend: Legend | None, file: str | Path | TextIO, *, language: str = "vi"
) -> None:
    """Write one row for each unit and class: code, class, label, hectares, fraction, covered fraction.

    Numbers have a decimal point and all their digits (the table is for programs); `fraction` is empty
    where a unit is not covered. Labels come from `legend`, else from the one measured with; a value that
    has none keeps its number only. A file is written whole or not at all.

    Parameters
    ----------
    file : path or text stream
        A path is written as UTF-8.
    language : {"vi", "en"}
        Of the labels.
    """
    if isinstance(file, (str, Path)):
        with written_whole(Path(file)) as path, path.open("w", encoding="utf-8", newline="") as stream:
            _write_rows(areas, legend or areas.legend, stream, language)
    else:
        _write_rows(areas, legend or areas.legend, file, language)


def _write_rows(areas: ClassAreas, legend: Legend | None, stream: TextIO, language: str) -> None:
    known = {} if legend is None else legend.by_value
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(TABLE_COLUMNS)
    for unit in areas.units:
        for value in areas.values:
            label = known[value].label(language) if value in known else ""
            fraction = repr(unit.fraction[value]) if value in unit.fraction else ""
            writer.writerow(
                (unit.code, value, label, repr(unit.area_ha[value]), fraction, repr(unit.covered_fraction))
            )


def write_classes(
    areas: ClassAreas, legend: Legend, file: str | Path, *, language: str = "vi", include_maybe: bool = False
) -> None:
    """Write what each class met counts as: the table that goes with `write_table`'s.

    ``counts_as_tree`` and ``counts_as_forest`` are ``yes``, ``no`` or ``unknown`` (the class says nothing of
    the ground, as cloud does).
    """
    rules = [legend.rule_for(kind, include_maybe=include_maybe) for kind in KINDS]
    with written_whole(Path(file)) as path, path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(CLASS_COLUMNS)
        for value in (value for value in areas.values if value in legend.by_value):
            label = legend.by_value[value].label(language)
            writer.writerow((legend.name, value, label, *(rule.answer(value) for rule in rules)))
