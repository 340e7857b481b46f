"""Every awkward shape against exactextract (fractions) and shapely (areas), and properties that must hold."""

import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box
from shapely.affinity import rotate, translate
from shapely.geometry.base import BaseGeometry

from geodata.sandbox import apart
from geodata.zonal import measure_class_areas
from tests.build.rasters import DEGREES, NORTH_UP, SOUTH_UP, UTM, WGS, patches, write
from tests.build.zonal_peer import clipped_pixels, peer_fractions, worst_difference

HEIGHT, WIDTH = 61, 83


@pytest.fixture(autouse=True)
def measured_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are what is tried here, thousands of times: no child is forked for each."""
    monkeypatch.setattr(apart, "INSIDE", True)


FLIPPED = SOUTH_UP @ Affine.translation(0, -HEIGHT)
GRIDS = {
    "north-up": (UTM, NORTH_UP),
    "south-up": (UTM, FLIPPED),
    "geographic": (WGS, DEGREES),
    "geographic, south-up": (WGS, DEGREES @ Affine(1, 0, 0, 0, -1, HEIGHT)),
    "far south": (WGS, Affine(1 / 50, 0, -70, 0, -1 / 80, -52)),
}


def _star(points: int, column: float, row: float, radius: float, inner: float) -> Polygon:
    angles = np.linspace(0, 2 * math.pi, 2 * points, endpoint=False) + 0.1
    reach = np.where(np.arange(2 * points) % 2, inner, radius)
    return Polygon(np.column_stack([column + reach * np.cos(angles), row + reach * np.sin(angles)]))


# In pixels: column, row.
SHAPES: dict[str, BaseGeometry] = {
    "star": _star(9, 40, 30, 25, 9),
    "with holes": _star(7, 40, 30, 28, 20) - box(30, 25, 36, 31) - _star(5, 45, 33, 5, 2),
    "multipolygon": MultiPolygon([_star(5, 15, 15, 10, 5), _star(4, 60, 40, 12, 3), box(75, 1, 76.5, 60)]),
    "sliver": rotate(box(10, 30, 70, 30.05), 17),
    "upright sliver": box(33.4, 2.2, 33.45, 57.7),
    "level sliver": box(3.4, 22.3, 77.7, 22.35),
    "inside a pixel": _star(5, 20.5, 20.5, 0.3, 0.1),
    "along pixel edges": box(10, 10, 50, 40) - box(20, 20, 30, 25),
    "through corners": Polygon([(10, 10), (40, 40), (10, 40)]) | box(50, 10, 60, 20),
    "corner to corner": Polygon([(20, 5), (35, 20), (20, 35), (5, 20)]),
    "partly outside": _star(6, 80, 58, 30, 20),
    "outside to the left": box(-30, 5, 3.3, 40.2) | box(-30, 45, -1, 50),
    "all round": box(-10, -10, 100, 100) - box(5.5, 5.5, 77.7, 55.5),
    "comb": shapely.union_all([box(5 + 2 * k, 5, 5.7 + 2 * k, 50) for k in range(30)] + [box(5, 3, 65, 5.3)]),
    "spiral": shapely.LineString(
        [(40 + t * math.cos(3 * t), 30 + t * math.sin(3 * t)) for t in np.linspace(1, 25, 900)]
    ).buffer(0.2),
}


def _placed(shape: BaseGeometry, transform: Affine) -> BaseGeometry:
    return shapely.transform(
        shape,
        lambda p: np.column_stack([transform.c + p[:, 0] * transform.a, transform.f + p[:, 1] * transform.e]),
    )


@pytest.fixture(scope="module", params=GRIDS, ids=str)
def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str, Affine, Path]:
    """A raster on one of the grids."""
    crs, transform = GRIDS[request.param]
    work = tmp_path_factory.mktemp("agreement")
    return (
        write(work / "a.tif", patches(11, HEIGHT, WIDTH), crs=crs, transform=transform),
        crs,
        transform,
        work,
    )


def test_awkward_shapes_agree_with_exactextract(scene: tuple[Path, str, Affine, Path]) -> None:
    file, crs, transform, work = scene
    shapes = [_placed(shape, transform) for shape in SHAPES.values()]
    areas = measure_class_areas(file, shapes, list(SHAPES), crs=crs)
    assert worst_difference(areas, peer_fractions(file, shapes, crs, work)) < 1e-7


def test_total_areas_agree_with_shapely(tmp_path: Path) -> None:
    for crs, transform in (GRIDS["north-up"], GRIDS["south-up"]):
        file = write(tmp_path / "a.tif", patches(12, HEIGHT, WIDTH), crs=crs, transform=transform)
        shapes = [_placed(shape, transform) for shape in SHAPES.values()]
        for unit, shape in zip(
            measure_class_areas(file, shapes, list(SHAPES), crs=crs).units, shapes, strict=True
        ):
            expected = clipped_pixels(file, shape)
            assert unit.covered_ha / 0.008 == pytest.approx(expected, rel=1e-9, abs=1e-6), unit.code


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A north-up raster for the properties."""
    return write(tmp_path_factory.mktemp("properties") / "a.tif", patches(13, HEIGHT, WIDTH))


corners = st.tuples(st.floats(-8, WIDTH + 8), st.floats(-8, HEIGHT + 8))
polygons = (
    st.lists(corners, min_size=3, max_size=9)
    .map(lambda points: shapely.convex_hull(shapely.MultiPoint(points)))
    .filter(lambda hull: isinstance(hull, Polygon) and hull.area > 1e-3)
)
modest = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


def _areas(file: Path, *shapes: BaseGeometry, transform: Affine = NORTH_UP) -> list[dict[int, float]]:
    placed = [_placed(shape, transform) for shape in shapes]
    measured = measure_class_areas(
        file, [*placed, _placed(box(0, 0, 1, 1), transform)], ["x"] * (len(shapes) + 1), crs=UTM
    )
    return [dict(unit.area_ha) for unit in measured.units[:-1]]


@modest
@given(polygons)
def test_fractions_sum_to_one(plain: Path, polygon: Polygon) -> None:
    placed = [_placed(polygon, NORTH_UP), _placed(box(0, 0, 1, 1), NORTH_UP)]
    unit = measure_class_areas(plain, placed, ["x", "y"], crs=UTM).units[0]
    if unit.covered_ha > 0.0:
        assert sum(unit.fraction.values()) == pytest.approx(1.0, abs=1e-12)
    assert 0.0 <= unit.covered_fraction <= 1.0
    assert min(unit.area_ha.values()) >= -1e-12


@modest
@given(polygons, st.floats(0, math.pi), st.floats(-0.3, 0.3))
def test_parts_add_up_to_the_whole(plain: Path, polygon: Polygon, angle: float, offset: float) -> None:
    """Cut along a line through the middle: the cut runs through any pixel at any angle."""
    x, y = polygon.centroid.x + offset, polygon.centroid.y
    half = rotate(box(x, y - 300, x + 600, y + 300), angle, origin=(x, y), use_radians=True)
    # A cut beside the polygon, or along its edge, leaves a part that is nothing or a line.
    parts = [part for cut in (polygon & half, polygon - half) for part in shapely.get_parts(cut)]
    whole, *found = _areas(plain, polygon, *(part for part in parts if part.area > 0))
    for value, area in whole.items():
        assert sum(part.get(value, 0.0) for part in found) == pytest.approx(area, abs=1e-9)


@modest
@given(polygons, st.integers(-2_000, 2_000), st.integers(-2_000, 2_000))
def test_shifting_raster_and_polygon_together_changes_nothing(
    plain: Path, tmp_path: Path, polygon: Polygon, columns: int, rows: int
) -> None:
    moved = NORTH_UP @ Affine.translation(columns, rows)
    shifted = write(tmp_path / "shifted.tif", patches(13, HEIGHT, WIDTH), transform=moved)
    (here,), (there,) = _areas(plain, polygon), _areas(shifted, polygon, transform=moved)
    assert there == pytest.approx(here, abs=1e-9)


def test_a_grid_of_cells_partitions_the_raster(plain: Path) -> None:
    """Thousands of zones with shared borders: every pixel is given out exactly once."""
    cells = [translate(box(0, 0, 0.7, 0.9), 0.7 * k, 0.9 * m) for k in range(119) for m in range(68)]
    total: dict[int, float] = {}
    for part in _areas(plain, *cells):
        for value, area in part.items():
            total[value] = total.get(value, 0.0) + area
    values, counts = np.unique(patches(13, HEIGHT, WIDTH), return_counts=True)
    expected = {int(v): 0.008 * int(n) for v, n in zip(values, counts, strict=True)}
    assert total == pytest.approx(expected, abs=1e-9)
