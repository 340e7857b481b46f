"""NDVI that can be worked out by hand; images are never square."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp
from rasterio.transform import from_origin
from shapely.geometry import box

from geodata.errors import UnreadableFile
from geodata.imagery.landcover import load_legend
from geodata.imagery.ndvi import (
    NO_TREE,
    NODATA,
    TREE,
    NdviBands,
    NdviHistogram,
    classify_trees,
    read_histogram,
    suggest_threshold,
)
from geodata.zonal import measure_class_areas


def said(code: str, parameters: Mapping[str, object]) -> dict[str, str]:
    """Word a code so that its words show what they were made of."""
    return {lang: f'{lang} "{code}" {parameters["threshold"]}' for lang in ("vi", "en")}


def write_scene(
    file: Path, red: object, nir: object, *, dtype: str = "uint16", **options: object
) -> NdviBands:
    """Write a scene of three bands: blue, red, near infrared."""
    pixels = np.stack([np.zeros_like(np.asarray(red)), red, nir]).astype(dtype)
    place = {"crs": "EPSG:32648", "transform": from_origin(700_000, 1_190_000, 10, 10)}
    _, height, width = pixels.shape
    with rasterio.open(
        file, "w", driver="GTiff", height=height, width=width, count=3, dtype=dtype, **{**place, **options}
    ) as target:
        target.write(pixels)
    return NdviBands(file, red=2, nir=3)


def classes_of(file: Path) -> list[list[int]]:
    with rasterio.open(file) as dataset:
        found: list[list[int]] = dataset.read(1).tolist()
    return found


def test_a_pixel_at_the_threshold_is_a_tree(tmp_path: Path) -> None:
    # NDVI 0.5, 0.6, 0.4, −0.5, and nothing where both bands are dark.
    bands = write_scene(tmp_path / "s.tif", [[10, 10, 30, 30, 0]], [[30, 40, 70, 10, 0]])
    counts = classify_trees(bands, 0.5, tmp_path / "out.tif", wording=said)
    assert classes_of(tmp_path / "out.tif") == [[TREE, TREE, NO_TREE, NO_TREE, NODATA]]
    assert counts == {TREE: 2, NO_TREE: 2, NODATA: 1}


def test_nodata_masks_and_missing_numbers_are_no_class(tmp_path: Path) -> None:
    declared = write_scene(tmp_path / "a.tif", [[10, 7, 10]], [[30, 30, 7]], nodata=7)
    classify_trees(declared, 0.1, tmp_path / "a-out.tif", wording=said)
    assert classes_of(tmp_path / "a-out.tif") == [[TREE, NODATA, NODATA]]
    real = write_scene(tmp_path / "b.tif", [[0.1, np.nan, 0.1]], [[0.3, 0.3, np.nan]], dtype="float32")
    classify_trees(real, 0.1, tmp_path / "b-out.tif", wording=said)
    assert classes_of(tmp_path / "b-out.tif") == [[TREE, NODATA, NODATA]]
    masked = write_scene(tmp_path / "c.tif", [[10, 10, 10]], [[30, 30, 30]])
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(tmp_path / "c.tif", "r+") as target:
        target.write_mask(np.array([[255, 0, 255]], np.uint8))
    classify_trees(masked, 0.1, tmp_path / "c-out.tif", wording=said)
    assert classes_of(tmp_path / "c-out.tif") == [[TREE, NODATA, TREE]]
    beside = write_scene(tmp_path / "d.tif", [[10, 10, 10]], [[30, 30, 30]])
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=False), rasterio.open(tmp_path / "d.tif", "r+") as target:
        target.write_mask(np.array([[255, 0, 255]], np.uint8))
    classify_trees(beside, 0.1, tmp_path / "d-out.tif", wording=said)
    assert classes_of(tmp_path / "d-out.tif") == [[TREE, NODATA, TREE]]


def test_transparent_pixels_of_a_picture_are_no_class(tmp_path: Path) -> None:
    pixels = np.array([[[10, 10]], [[200, 200]], [[0, 0]], [[255, 0]]], np.uint8)
    place = {"crs": "EPSG:32648", "transform": from_origin(700_000, 1_190_000, 10, 10), "dtype": "uint8"}
    options = {"driver": "GTiff", "height": 1, "width": 2, "count": 4, "photometric": "RGB", "alpha": "YES"}
    with rasterio.open(tmp_path / "s.tif", "w", **place, **options) as target:
        target.write(pixels)
        assert target.colorinterp[3] is ColorInterp.alpha
    assert read_histogram(NdviBands(tmp_path / "s.tif", red=1, nir=2)).invalid == 1


def test_scale_and_offset_make_reflectance(tmp_path: Path) -> None:
    # Sentinel-2 since 2022: reflectance = (number − 1000) / 10000. Raw numbers would give NDVI 1/3.
    bands = write_scene(tmp_path / "s.tif", [[1500]], [[3000]])
    with rasterio.open(tmp_path / "s.tif", "r+") as target:
        target.scales = (0.0001,) * 3
        target.offsets = (-0.1,) * 3
    histogram = read_histogram(bands)
    (filled,) = np.flatnonzero(histogram.counts)
    assert histogram.edges[filled] == pytest.approx(0.6, abs=0.011)


@pytest.mark.parametrize(
    "layout", [{"tiled": True, "blockxsize": 64, "blockysize": 32}, {"blockysize": 7}, {"blockysize": 4000}]
)
def test_parts_of_an_image_are_counted_once(tmp_path: Path, layout: dict[str, object]) -> None:
    rng = np.random.default_rng(7)
    red, nir = rng.integers(1, 5000, (2, 1300, 2101))
    bands = write_scene(tmp_path / "s.tif", red, nir, **layout)
    histogram = read_histogram(bands)
    ndvi = (nir - red) / (nir + red)
    expected, _ = np.histogram(ndvi, bins=200, range=(-1, 1))
    assert histogram.counts.tolist() == expected.tolist()
    seen: list[tuple[int, int]] = []
    counts = classify_trees(
        bands, 0.25, tmp_path / "o.tif", wording=said, progress=lambda *at: seen.append(at)
    )
    assert counts[TREE] == int((ndvi >= 0.25).sum())
    assert seen[-1] == (red.size, red.size)


def test_the_suggestion_parts_two_heaps() -> None:
    counts = np.zeros(200, np.int64)
    counts[105:115], counts[175:185] = 50, 80
    suggested = suggest_threshold(NdviHistogram(counts, 0))
    assert suggested is not None
    assert 0.15 < suggested < 0.75


@pytest.mark.parametrize("filled", [[], [120]])
def test_nothing_is_suggested_where_nothing_can_be_parted(filled: list[int]) -> None:
    counts = np.zeros(200, np.int64)
    counts[filled] = 5
    assert suggest_threshold(NdviHistogram(counts, 0)) is None


def test_what_was_made_is_measured_with_its_legend_and_says_its_threshold(tmp_path: Path) -> None:
    bands = write_scene(tmp_path / 'rừng "A".tif', [[10, 10, 30, 30]], [[30, 40, 70, 10]])
    classify_trees(bands, 0.45, tmp_path / "out.tif", wording=said)
    legend = load_legend(tmp_path / "out.toml")
    assert legend.name == "ndvi-trees-t0.45"
    assert [(one.label_en, one.label_vi) for one in legend.classes] == [
        ('en "ndvi.trees" 0.45', 'vi "ndvi.trees" 0.45'),
        ('en "ndvi.no_trees" 0.45', 'vi "ndvi.no_trees" 0.45'),
    ]
    assert legend.source == 'NDVI >= 0.45 of rừng "A".tif, red band 2, nir band 3'
    areas = measure_class_areas(
        tmp_path / "out.tif",
        [box(700_000, 1_189_990, 700_040, 1_190_000)],
        ["x"],
        crs="EPSG:32648",
        legend=legend,
    )
    rule = legend.rule_for("tree")
    assert rule.share(areas.units[0].area_ha) == pytest.approx((0.02, 0.04))
    with rasterio.open(tmp_path / "out.tif") as dataset:
        assert dataset.tags()["source"] == legend.source


@pytest.mark.parametrize(
    ("red", "nir", "code"),
    [(2, 2, "ndvi.one_band"), (0, 3, "raster.no_such_band"), (2, 9, "raster.no_such_band")],
)
def test_bands_that_cannot_be_are_refused(tmp_path: Path, red: int, nir: int, code: str) -> None:
    write_scene(tmp_path / "s.tif", [[10]], [[30]])
    with pytest.raises(UnreadableFile) as refused:
        read_histogram(NdviBands(tmp_path / "s.tif", red, nir))
    assert refused.value.code == code


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    bands = write_scene(tmp_path / "s.tif", [[10]], [[30]])
    (tmp_path / "out.toml").write_text("mine")
    with pytest.raises(UnreadableFile) as refused:
        classify_trees(bands, 0.5, tmp_path / "out.tif", wording=said)
    assert refused.value.code == "ndvi.output_exists"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.toml", "s.tif"]


@pytest.mark.parametrize("threshold", [1.5, -2.0])
def test_a_threshold_out_of_range_is_refused(tmp_path: Path, threshold: float) -> None:
    bands = write_scene(tmp_path / "s.tif", [[10]], [[30]])
    with pytest.raises(UnreadableFile, match=r"ndvi\.threshold"):
        classify_trees(bands, threshold, tmp_path / "out.tif", wording=said)
