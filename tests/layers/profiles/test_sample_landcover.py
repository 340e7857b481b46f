"""The sample's land cover: WorldCover's classes and grid, natural shares, one commune under a cloud."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio
from rasterio.features import rasterize

from layers.profiles.nhon_trach.sample import fields, make_boundaries, make_landcover

WORLDCOVER = {10, 20, 30, 40, 50, 60, 80, 90, 95}


@pytest.fixture(scope="module")
def raster():
    with rasterio.open(make_landcover.FILE) as opened:
        yield opened


@pytest.fixture(scope="module")
def by_commune(raster) -> dict[str, np.ndarray]:
    """All cells of each commune, those whose centre lies inside."""
    classes = raster.read(1)
    features = json.loads(make_boundaries.FILE.read_text(encoding="utf-8"))["features"]
    codes = [feature["properties"]["commune_code"] for feature in features]
    burnt = rasterize(
        [(feature["geometry"], place) for place, feature in enumerate(features, start=1)],
        out_shape=classes.shape,
        transform=raster.transform,
    )
    return {code: classes[burnt == place] for place, code in enumerate(codes, start=1)}


def tree_share(cells: np.ndarray) -> float:
    return float(np.isin(cells, (10, 95)).sum() / (cells != 0).sum())


def test_it_has_the_grid_and_form_of_worldcover_and_says_that_it_is_a_sample(raster):
    assert raster.crs.to_epsg() == 4326
    assert (raster.transform.a, raster.transform.e) == pytest.approx((1 / 12000, -1 / 12000))
    corner = np.array([raster.transform.c, raster.transform.f]) * 12000
    assert corner == pytest.approx(np.round(corner), abs=1e-6)
    assert (raster.nodata, raster.dtypes, raster.count) == (0, ("uint8",), 1)
    assert raster.compression.name == "deflate"
    assert raster.tags()["TIFFTAG_IMAGEDESCRIPTION"] == "sample data, not an observation"
    assert raster.width != raster.height


def test_it_is_small():
    assert make_landcover.FILE.stat().st_size < 1_000_000


def test_every_class_of_the_district_occurs_and_no_other(by_commune):
    assert set(np.unique(np.concatenate(list(by_commune.values())))) == WORLDCOVER | {0}


def test_every_commune_is_covered_but_one(by_commune):
    covered = {code: (cells != 0).mean() for code, cells in by_commune.items()}
    assert 0.8 < covered.pop("26494") < 0.95
    assert min(covered.values()) >= 0.99


def test_tree_cover_is_near_the_target_and_differs_between_communes(by_commune):
    assert 0.26 <= tree_share(np.concatenate(list(by_commune.values()))) <= 0.27
    shares = {code: tree_share(cells) for code, cells in by_commune.items()}
    assert min(shares, key=shares.get) == "26479"
    assert max(shares, key=shares.get) == "26503"
    assert 0.07 < shares["26479"] < 0.10
    assert 0.35 < shares["26503"] < 0.40


def test_mangroves_grow_in_phuoc_an_and_houses_in_the_town(by_commune):
    mangrove = {code: (cells == 95).sum() for code, cells in by_commune.items()}
    assert mangrove["26503"] > 0.7 * sum(mangrove.values())
    built = {code: (cells == 50).mean() for code, cells in by_commune.items()}
    assert sorted(built, key=built.get, reverse=True)[:2] == ["26479", "26470"]


def test_a_field_settles_to_the_wished_share_of_each_zone():
    zones = np.repeat([[1, 2]], 60, axis=0).repeat(40, axis=1)
    field = fields.noise(zones.shape, np.random.default_rng(5), 4.0, 2.0)
    free = np.ones(zones.shape, bool)
    settled = fields.settle(field, zones, np.array([0.0, 0.1, 0.6]), free, blur=2.0)
    assert (settled[zones == 1] > 0).mean() == pytest.approx(0.1, abs=0.01)
    assert (settled[zones == 2] > 0).mean() == pytest.approx(0.6, abs=0.01)


@pytest.mark.slow
def test_the_program_makes_the_committed_classes_again(raster):
    classes, transform = make_landcover.make()
    assert (classes == raster.read(1)).all()
    assert transform.almost_equals(raster.transform)
