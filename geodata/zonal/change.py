"""Two dates of one product: how much of which class became which, exactly, per unit."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.errors import CrsMismatch, LimitExceeded, UnreadableFile
from geodata.findings import Findings
from geodata.imagery.geotiff import open_dataset, side_mask
from geodata.imagery.landcover import KINDS, ClassRule, Legend
from geodata.imagery.rasters import ClassRaster, open_class_raster
from geodata.sandbox.apart import apart
from geodata.whole_file import written_whole
from geodata.zonal.assembly import assemble
from geodata.zonal.compiler import compiled
from geodata.zonal.measure import MAXIMUM_PIXELS, tiles_to_measure
from geodata.zonal.pairs import MAXIMUM_CLASSES, shift_between, split_pair
from geodata.zonal.polygons import make_zones
from geodata.zonal.results import UnitClassAreas
from geodata.zonal.sealed import Later, measure_sealed

TABLE_COLUMNS = (
    "commune_code",
    "from_class",
    "to_class",
    "from_label",
    "to_label",
    "area_ha",
    "fraction",
    "covered_fraction",
    "product",
    "tree_change",
    "forest_change",
)
_CHANGES = {("no", "yes"): "gain", ("yes", "no"): "loss", ("yes", "yes"): "stable", ("no", "no"): "none"}
# What makers write into their files to tell one product or version from another.
PRODUCT_TAGS = ("product_version", "algorithm_version", "product", "PRODUCT", "VERSION")


@dataclass(frozen=True)
class CoverChange:
    """Hectares that became trees (or forest), ceased to be, are at both dates, and are at neither."""

    gain_ha: float
    loss_ha: float
    stable_ha: float
    bare_ha: float


@dataclass(frozen=True)
class UnitChange:
    """What became of the classes of one unit.

    Parameters
    ----------
    code : str
    transitions_ha : mapping of (int, int) to float
        Hectares by (earlier class, later class), where both dates have a valid pixel.
    unit_area_ha, compared_ha, compared_fraction : float
        The unit's area, the part that both dates cover, and its share, 0–1.
    """

    code: str
    transitions_ha: Mapping[tuple[int, int], float]
    unit_area_ha: float
    compared_ha: float
    compared_fraction: float

    def stable_ha(self, value: int) -> float:
        """Hectares of a class at both dates."""
        return self.transitions_ha.get((value, value), 0.0)

    def gain_ha(self, value: int) -> float:
        """Hectares that became the class."""
        return sum(ha for (a, b), ha in self.transitions_ha.items() if b == value != a)

    def loss_ha(self, value: int) -> float:
        """Hectares that ceased to be the class."""
        return sum(ha for (a, b), ha in self.transitions_ha.items() if a == value != b)

    def cover_change(self, rule: ClassRule) -> CoverChange:
        """Return gain, loss and stable cover by a rule; what either date does not show is in none."""
        sums = dict.fromkeys((*_CHANGES.values(), "unknown"), 0.0)
        for (a, b), ha in self.transitions_ha.items():
            sums[_change(rule, a, b)] += ha
        return CoverChange(sums["gain"], sums["loss"], sums["stable"], sums["none"])


@dataclass(frozen=True)
class Change:
    """Transitions of all units between two dates of one product.

    Parameters
    ----------
    units : tuple of UnitChange
        In the order of the polygons given; every unit has the same transitions.
    values : tuple of int
        Classes met at either date, ascending.
    legend : Legend
    earlier, later : tuple of str
        Names of the files.
    findings : Findings
    """

    units: tuple[UnitChange, ...]
    values: tuple[int, ...]
    legend: Legend
    earlier: tuple[str, ...]
    later: tuple[str, ...]
    findings: Findings


def measure_change(
    earlier: str | Path | Sequence[str | Path],
    later: str | Path | Sequence[str | Path],
    polygons: Sequence[Any],
    codes: Sequence[str],
    *,
    legend: Legend,
    later_legend: Legend | None = None,
    crs: str = "EPSG:4326",
    band: int = 1,
    threads: int = 2,
    max_pixels: float = MAXIMUM_PIXELS,
    progress: Callable[[int, int], None] | None = None,
    cache: Path | None = None,
    on_compile: Callable[[], None] | None = None,
) -> Change:
    """Return the exact area of every transition in every polygon.

    Parameters
    ----------
    earlier, later : path or sequence of paths
        As for :func:`geodata.zonal.measure_class_areas`; both on the same grid (rows and columns may start
        elsewhere), as two years of one product are.
    legend, later_legend : Legend
        Of both; a second one only to be told that it differs.

    Raises
    ------
    UnreadableFile
        ``change.products_differ``: other legends, types, or product tags in the files;
        ``change.grids_differ``; ``change.values_not_in_legend``.
    CrsMismatch
        The two are in different coordinate systems.
    LimitExceeded
        ``change.too_many_classes``: pairs are counted for legends of up to 254 classes; too many pixels.
    """
    if len(legend.values) > MAXIMUM_CLASSES:
        raise LimitExceeded("change.too_many_classes", classes=len(legend.values), maximum=MAXIMUM_CLASSES)
    first, second = open_class_raster(earlier, band=band), open_class_raster(later, band=band)
    _refuse_other_products(first, second, legend, later_legend or legend)
    shift = shift_between(first, second)
    zones = make_zones(polygons, codes, crs=crs, grid=first.grid)
    tiles = tiles_to_measure(first, zones, max_pixels=max_pixels)
    compiled(cache=cache, on_compile=on_compile)
    sums, done, total = [], 0, sum(tile.height for tile in tiles)

    def passed(rows: int) -> None:
        nonlocal done
        done += rows
        if progress is not None:
            progress(done, total)

    for tile in tiles:
        later_date = Later(second, shift, legend)
        sums.append(measure_sealed(first, tile, zones, later=later_date, threads=threads, progress=passed))
    areas = assemble(first, zones, sums, legend=None, nodata=())
    units = tuple(_unit(unit) for unit in areas.units)
    values = sorted({value for unit in units for pair in unit.transitions_ha for value in pair})
    return Change(units, tuple(values), legend, _names(first), _names(second), areas.findings)


def write_change_table(
    change: Change, file: str | Path, *, language: str = "vi", include_maybe: bool = False
) -> None:
    """Write one row for each unit and transition; `fraction` is the share of the part compared.

    ``tree_change`` and ``forest_change`` say what the transition is by the legend's rule: ``gain``,
    ``loss``, ``stable``, ``none`` (at neither date) or ``unknown``.
    """
    legend = change.legend
    rules = [legend.rule_for(kind, include_maybe=include_maybe) for kind in KINDS]
    with written_whole(Path(file)) as path, path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(TABLE_COLUMNS)
        for unit in change.units:
            for (a, b), ha in sorted(unit.transitions_ha.items()):
                fraction = repr(ha / unit.compared_ha) if unit.compared_ha else ""
                labels = [legend.by_value[value].label(language) for value in (a, b)]
                shares = (repr(ha), fraction, repr(unit.compared_fraction))
                said = [_change(rule, a, b) for rule in rules]
                writer.writerow((unit.code, a, b, *labels, *shares, legend.name, *said))


def _change(rule: ClassRule, before: int, after: int) -> str:
    return _CHANGES.get((rule.answer(before), rule.answer(after)), "unknown")


def _unit(unit: UnitClassAreas) -> UnitChange:
    transitions = {split_pair(value): ha for value, ha in unit.area_ha.items()}
    return UnitChange(unit.code, transitions, unit.unit_area_ha, unit.covered_ha, unit.covered_fraction)


def _names(raster: ClassRaster) -> tuple[str, ...]:
    return tuple(tile.path.name for tile in raster.tiles)


def _refuse_other_products(first: ClassRaster, second: ClassRaster, one: Legend, other: Legend) -> None:
    if one.name != other.name:
        raise UnreadableFile("change.products_differ", earlier=one.name, later=other.name)
    if first.grid.crs != second.grid.crs:
        raise CrsMismatch("change.crs_differ", earlier=first.grid.crs.name, later=second.grid.crs.name)
    earlier_type, later_type = first.tiles[0].dtype, second.tiles[0].dtype
    if earlier_type != later_type:
        raise UnreadableFile("change.products_differ", earlier=earlier_type, later=later_type)
    ours, theirs = (_tags(one.tiles[0].path, side_mask(one.tiles[0].path)) for one in (first, second))
    for tag in PRODUCT_TAGS:
        if tag in ours and tag in theirs and ours[tag] != theirs[tag]:
            raise UnreadableFile("change.products_differ", earlier=ours[tag], later=theirs[tag])


@apart()
def _tags(path: Path, mask: Path | None) -> dict[str, str]:
    with open_dataset(path) as dataset:
        return dict(dataset.tags())
