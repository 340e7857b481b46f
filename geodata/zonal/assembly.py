"""Put the sums of all tiles together into the result, and say what is odd about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyproj
import shapely

from geodata.findings import Finding, Findings, Place, error, note, warning
from geodata.imagery.landcover import Legend
from geodata.imagery.rasters import ClassRaster
from geodata.zonal.ground import polygon_areas
from geodata.zonal.polygons import Zones
from geodata.zonal.results import ClassAreas, UnitClassAreas
from geodata.zonal.tiles import TileSums

# A projection may stretch areas by a thousandth (UTM does, within 3° of its meridian) without a word.
AREA_TOLERANCE = 1e-3
# Rounding leaves shares of the covered part this far from 0 and 1.
_ROUNDING = 1e-9
_BATCH = 256


def assemble(
    raster: ClassRaster,
    zones: Zones,
    sums: Sequence[TileSums],
    *,
    legend: Legend | None,
    nodata: tuple[int, ...] | None = None,
) -> ClassAreas:
    """Return the class areas of all units from the sums of the tiles, taken in the order given.

    `nodata` are the values that are no class; by default what the files and the legend say.
    """
    nodata = _nodata_values(raster, legend) if nodata is None else nodata
    met = sorted({value for part in sums for value in part.values if value is not None})
    area = np.zeros((len(zones.codes), len(met) + 1))
    for part in sums:
        columns = [len(met) if value is None else met.index(value) for value in part.values]
        area[np.ix_(part.zones, np.array(columns, np.int64))] += part.area_ha
    # Cells of a unit's border cancel to a rounding remainder where it only touches a pixel's edge.
    area[np.abs(area) < 1e-15] = 0.0
    present = [i for i, value in enumerate(met) if value not in nodata and area[:, i].any()]
    values = tuple(met[i] for i in present)
    void = [i for i in range(area.shape[1]) if i == len(met) or met[i] in nodata]
    unit_area = _unit_areas(zones, sums)
    units = tuple(
        _unit(code, values, area[k, present], float(area[k, void].sum()), float(unit_area[k]))
        for k, code in enumerate(zones.codes)
    )
    invalid = sorted({position for part in sums for position in part.invalid})
    return ClassAreas(
        units=units,
        values=values,
        legend=legend,
        files=tuple(tile.path.name for tile in raster.tiles),
        crs=crs_name(raster.grid.crs),
        pixel_size=raster.grid.pixel_size,
        nodata=nodata,
        findings=Findings(
            (
                *_legend_findings(units, values, legend),
                *_unit_findings(units, zones, invalid),
                *_distortion_findings(zones),
            )
        ),
    )


def crs_name(crs: pyproj.CRS) -> str:
    """Return the authority's code of a CRS, or its name if it has none."""
    authority = crs.to_authority(min_confidence=70)
    return crs.name if authority is None else ":".join(authority)


def _unit_areas(zones: Zones, sums: Sequence[TileSums]) -> np.ndarray:
    """Hectares of every unit; what no tile met is measured here."""
    areas = np.full(len(zones.codes), np.nan)
    for part in sums:
        met = np.isfinite(part.unit_ha)
        areas[part.zones[met]] = part.unit_ha[met]
    unmet = np.flatnonzero(np.isnan(areas))
    for start in range(0, unmet.size, _BATCH):
        chosen = unmet[start : start + _BATCH]
        areas[chosen] = polygon_areas(zones.grid, zones.rings(chosen)[0], chosen.size)
    return areas


def _nodata_values(raster: ClassRaster, legend: Legend | None) -> tuple[int, ...]:
    declared = {tile.nodata for tile in raster.tiles if tile.nodata is not None}
    return tuple(sorted(declared | set(() if legend is None else legend.nodata)))


def _unit(
    code: str, values: Sequence[int], area: np.ndarray, nodata: float, unit_area: float
) -> UnitClassAreas:
    covered = float(area.sum())
    share = covered / unit_area if unit_area > 0.0 else 0.0
    if abs(share - 1.0) < _ROUNDING:
        share = 1.0
    return UnitClassAreas(
        code=code,
        area_ha={value: float(ha) for value, ha in zip(values, area, strict=True)},
        fraction={value: float(ha) / covered for value, ha in zip(values, area, strict=True)}
        if covered
        else {},
        unit_area_ha=unit_area,
        covered_ha=covered,
        covered_fraction=share,
        nodata_ha=nodata,
    )


def _legend_findings(
    units: Sequence[UnitClassAreas], values: Sequence[int], legend: Legend | None
) -> Iterator[Finding]:
    if legend is None:
        return
    known = legend.by_value
    total = {value: sum(unit.area_ha[value] for unit in units) for value in values}
    foreign = [value for value in values if value not in known]
    if foreign:
        yield error(
            "landcover.values_not_in_legend",
            content=", ".join(str(value) for value in foreign),
            legend=legend.name,
            count=len(foreign),
            hectares=sum(total[value] for value in foreign),
        )
    for value in values:
        if value in known and known[value].unexpected:
            yield warning(
                "landcover.unexpected_class",
                content=value,
                value=value,
                label_en=known[value].label_en,
                label_vi=known[value].label_vi,
                hectares=total[value],
            )


def _unit_findings(
    units: Sequence[UnitClassAreas], zones: Zones, invalid: Sequence[int]
) -> Iterator[Finding]:
    for position in invalid:
        reason = str(shapely.is_valid_reason(zones.geometries[position]))
        yield warning("zone.repaired", Place(feature=zones.codes[position]), reason=reason)
    for unit in units:
        if unit.covered_ha <= 0.0:
            yield warning("landcover.unit_not_covered", Place(feature=unit.code))
        elif unit.covered_fraction < 1.0:
            yield note(
                "landcover.unit_partly_covered",
                Place(feature=unit.code),
                covered_fraction=unit.covered_fraction,
            )


def _distortion_findings(zones: Zones) -> Iterator[Finding]:
    """Say so if the raster's projection stretches areas: web Mercator does, by 3.5 % at 10.7° N."""
    crs = zones.grid.crs
    if crs.is_geographic:
        return
    box = zones.bounds.mean(axis=0)
    x = zones.grid.origin_x + zones.grid.pixel_x * 0.5 * (box[0] + box[2])
    y = zones.grid.origin_y + zones.grid.pixel_y * 0.5 * (box[1] + box[3])
    assert crs.geodetic_crs is not None
    to_degrees = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    factors = pyproj.Proj(crs).get_factors(*to_degrees.transform(x, y))
    stretch = float(factors.areal_scale)
    if np.isfinite(stretch) and abs(stretch - 1.0) > AREA_TOLERANCE:
        yield warning("landcover.area_distorted", crs=crs_name(crs), percent=100.0 * (stretch - 1.0))
