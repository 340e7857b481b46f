"""Cases whose answer is in the reader's head: pixels are 10 m × 8 m, so 80 m² or 0.008 ha each."""

import threading
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from shapely import MultiPolygon, Polygon, box
from shapely.affinity import scale, translate

from geodata.errors import CrsMismatch, LimitExceeded, UnreadableFile
from geodata.imagery.landcover import load_legend
from geodata.zonal import NoOverlap, UnusablePolygon, measure_class_areas
from tests.build.rasters import HIGH, NORTH, NORTH_UP, SOUTH_UP, UTM, WEST, WIDE, patches, write

PIXEL_HA = WIDE * HIGH / 10_000


def at(column0: float, row0: float, column1: float, row1: float) -> Polygon:
    """A rectangle given in pixels."""
    return box(WEST + WIDE * column0, NORTH - HIGH * row1, WEST + WIDE * column1, NORTH - HIGH * row0)


def pixels_of(raster: Path, polygon: Polygon | MultiPolygon, **options: object) -> dict[int, float]:
    """Classes under one polygon, in pixels."""
    areas = measure_class_areas(raster, [polygon], ["26485"], crs=UTM, **options)
    return {value: ha / PIXEL_HA for value, ha in areas.units[0].area_ha.items() if ha}


@pytest.fixture
def raster(tmp_path: Path) -> Path:
    """3 rows by 5 columns; 0 is declared nodata."""
    pixels = np.array([[10, 10, 20, 20, 20], [10, 30, 30, 20, 0], [40, 40, 30, 30, 0]], np.uint8)
    return write(tmp_path / "small.tif", pixels, nodata=0)


@pytest.mark.parametrize(
    ("polygon", "expected"),
    [
        (at(0, 0, 5, 3), {10: 3, 20: 4, 30: 4, 40: 2}),
        (at(1, 0, 2, 1), {10: 1}),
        (at(1.5, 0, 2.5, 1), {10: 0.5, 20: 0.5}),
        (at(0.25, 0.25, 0.5, 0.75), {10: 0.125}),
        (at(-3, -3, 1, 1), {10: 1}),
        (at(1, 0.5, 4, 0.625), {10: 0.125, 20: 0.25}),
        (at(2.999999, 0, 3.000001, 3), {20: 3e-6, 30: 3e-6}),
        (at(0, 0, 5, 3).difference(at(1, 1, 3, 2)), {10: 3, 20: 4, 30: 2, 40: 2}),
        (MultiPolygon([at(0, 0, 1, 1), at(3, 2, 4, 3)]), {10: 1, 30: 1}),
        (Polygon([(WEST, NORTH), (WEST + 20, NORTH), (WEST, NORTH - 16)]), {10: 2}),
        (Polygon([(WEST + 20, NORTH), (WEST + 40, NORTH), (WEST + 40, NORTH - 16)]), {20: 2}),
    ],
    ids=[
        "all of the raster",
        "one pixel, along its edges",
        "two halves",
        "inside one pixel",
        "partly outside",
        "a row of parts",
        "a sliver over a seam",
        "with a hole",
        "two parts",
        "through the corners of pixels",
        "through other corners",
    ],
)
def test_each_pixel_counts_with_the_part_that_is_covered(
    raster: Path, polygon: Polygon, expected: dict[int, float]
) -> None:
    assert pixels_of(raster, polygon) == pytest.approx(expected, abs=1e-9)


def test_a_ring_may_run_either_way(raster: Path) -> None:
    polygon = at(0.5, 0.25, 3.5, 2.75)
    assert pixels_of(raster, polygon) == pytest.approx(pixels_of(raster, polygon.reverse()), rel=1e-14)


def test_nodata_is_not_covered_and_no_class(raster: Path) -> None:
    unit = measure_class_areas(raster, [at(3, 0, 5, 3)], ["x"], crs=UTM).units[0]
    assert unit.unit_area_ha == pytest.approx(6 * PIXEL_HA)
    assert unit.covered_ha == pytest.approx(4 * PIXEL_HA)
    assert unit.nodata_ha == pytest.approx(2 * PIXEL_HA)
    assert unit.covered_fraction == pytest.approx(4 / 6)
    assert unit.fraction == pytest.approx({20: 0.75, 30: 0.25})


def test_a_unit_wholly_under_nodata_has_no_fractions(raster: Path) -> None:
    areas = measure_class_areas(raster, [at(4, 1, 5, 3), at(0, 0, 1, 1)], ["void", "full"], crs=UTM)
    void, full = areas.units
    assert (void.covered_fraction, void.fraction, void.covered_ha) == (0.0, {}, 0.0)
    assert full.fraction == {10: 1.0}
    assert [(f.code, f.place.feature) for f in areas.findings.warnings] == [
        ("landcover.unit_not_covered", "void")
    ]


def test_nodata_of_the_legend_counts_where_the_file_declares_none(tmp_path: Path) -> None:
    raster = write(tmp_path / "a.tif", np.array([[0, 10, 95]], np.uint8))
    unit = measure_class_areas(
        raster, [at(0, 0, 3, 1)], ["x"], crs=UTM, legend=load_legend("esa-worldcover")
    ).units[0]
    assert unit.fraction == pytest.approx({10: 0.5, 95: 0.5})
    assert unit.covered_fraction == pytest.approx(2 / 3)


def test_zero_is_a_class_where_the_product_says_so(tmp_path: Path) -> None:
    raster = write(tmp_path / "a.tif", np.array([[0, 1, 0]], np.uint8))
    legend = load_legend("dynamic-world")
    unit = measure_class_areas(raster, [at(0, 0, 3, 1)], ["x"], crs=UTM, legend=legend).units[0]
    assert unit.fraction == pytest.approx({0: 2 / 3, 1: 1 / 3})


def test_values_outside_the_legend_are_an_error_and_odd_ones_a_warning(tmp_path: Path) -> None:
    raster = write(tmp_path / "a.tif", np.array([[10, 70, 7, 8]], np.uint8))
    areas = measure_class_areas(
        raster, [at(0, 0, 4, 1)], ["x"], crs=UTM, legend=load_legend("esa-worldcover")
    )
    (foreign,) = areas.findings.errors
    assert (foreign.code, foreign.content) == ("landcover.values_not_in_legend", "7, 8")
    assert foreign.parameters["hectares"] == pytest.approx(2 * PIXEL_HA)
    assert [f.content for f in areas.findings.warnings] == ["70"]


def test_a_mask_band_is_honoured_and_an_alpha_band_is_not(tmp_path: Path) -> None:
    pixels = np.array([[10, 20, 30], [10, 20, 30]], np.uint8)
    mask = np.array([[255, 0, 255], [255, 255, 255]], np.uint8)
    masked = write(tmp_path / "masked.tif", pixels, mask=mask)
    assert pixels_of(masked, at(0, 0, 3, 2)) == pytest.approx({10: 2, 20: 1, 30: 2})
    with_alpha = write(
        tmp_path / "alpha.tif", np.stack([pixels, mask]), photometric="MINISBLACK", ALPHA="YES"
    )
    assert pixels_of(with_alpha, at(0, 0, 3, 2)) == pytest.approx({10: 2, 20: 2, 30: 2})


def test_a_mask_beside_the_file_is_honoured(tmp_path: Path) -> None:
    pixels = np.array([[10, 20, 30], [10, 20, 30]], np.uint8)
    mask = np.array([[255, 0, 255], [255, 255, 255]], np.uint8)
    masked = write(tmp_path / "masked.tif", pixels, mask=mask, mask_beside=True, nodata=10)
    assert (tmp_path / "masked.tif.msk").exists()
    assert pixels_of(masked, at(0, 0, 3, 2)) == pytest.approx({20: 1, 30: 2})


@pytest.mark.parametrize("is_raster", [False, True])
def test_a_mask_beside_the_file_that_does_not_fit_is_refused(tmp_path: Path, is_raster: bool) -> None:
    raster = write(tmp_path / "a.tif", np.full((2, 3), 10, np.uint8))
    if is_raster:
        write(tmp_path / "b.tif", np.full((1, 1), 255, np.uint8)).rename(tmp_path / "a.tif.msk")
    else:
        (tmp_path / "a.tif.msk").write_bytes(b"no GeoTIFF")
    with pytest.raises(UnreadableFile) as refusal:
        pixels_of(raster, at(0, 0, 3, 2))
    assert refusal.value.code == "raster.side_mask"


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int8", "int16"])
@pytest.mark.parametrize("masked", [False, True])
def test_every_type_of_classes(tmp_path: Path, dtype: str, masked: bool) -> None:
    pixels = np.tile(np.array([[1, 2, 99, 1, 1], [2, 2, 99, 1, 99]], dtype), (9, 13))
    if dtype.endswith("16"):
        pixels[pixels == 99] = 9_999
    if dtype.startswith("int"):
        pixels[pixels == 2] = -2
    mask = np.full(pixels.shape, 255, np.uint8)
    if masked:
        mask[:, 4::5] = 0
    raster = write(tmp_path / "a.tif", pixels, mask=mask if masked else None)
    values, counts = np.unique(pixels[mask > 0], return_counts=True)
    expected = dict(zip(values.tolist(), counts.tolist(), strict=True))
    assert pixels_of(raster, at(0, 0, 65, 18)) == pytest.approx(expected)


def test_more_classes_than_expected_are_given_room_and_far_too_many_refused(tmp_path: Path) -> None:
    many = write(tmp_path / "many.tif", np.arange(900, dtype=np.uint16).reshape(30, 30)[:, :27])
    assert len(pixels_of(many, at(0, 0, 27, 30))) == 810
    heights = write(tmp_path / "heights.tif", np.arange(5_000, dtype=np.uint16).reshape(50, 100))
    with pytest.raises(LimitExceeded, match=r"raster\.too_many_classes"):
        pixels_of(heights, at(0, 0, 100, 50))


def test_south_up_gives_what_north_up_gives(tmp_path: Path) -> None:
    pixels = patches(1, 30, 41)
    polygon = at(3.3, 2.7, 38.1, 27.9).difference(at(10, 10, 20.5, 20.2))
    north_up = write(tmp_path / "n.tif", pixels)
    south_up = write(tmp_path / "s.tif", pixels[::-1], transform=SOUTH_UP @ Affine.translation(0, -30))
    assert pixels_of(south_up, polygon) == pytest.approx(pixels_of(north_up, polygon), abs=1e-9)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"crs": None}, "raster.no_crs"),
        ({"transform": NORTH_UP @ Affine.rotation(5)}, "raster.rotated"),
        ({"transform": NORTH_UP @ Affine.shear(5)}, "raster.rotated"),
        ({"transform": Affine.identity()}, "raster.no_georeference"),
        ({"dtype": "float32"}, "raster.not_classes"),
        ({"dtype": "complex64"}, "raster.not_classes"),
        ({"dtype": "uint32"}, "raster.not_classes"),
    ],
)
def test_what_cannot_be_counted_is_refused(tmp_path: Path, options: dict[str, object], code: str) -> None:
    raster = write(
        tmp_path / "a.tif", np.ones((3, 5), np.uint8).astype(options.pop("dtype", "uint8")), **options
    )
    with pytest.raises((UnreadableFile, CrsMismatch)) as refused:
        pixels_of(raster, at(0, 0, 5, 3))
    assert refused.value.code == code


def test_a_picture_or_text_is_no_raster_of_classes(tmp_path: Path) -> None:
    text = tmp_path / "a.tif"
    text.write_text("no raster")
    for source, code in ((text, "raster.not_geotiff"), (tmp_path / "b.tif", "raster.missing")):
        with pytest.raises(UnreadableFile) as refused:
            pixels_of(source, at(0, 0, 5, 3))
        assert refused.value.code == code


def test_no_overlap_is_an_error_of_its_own(raster: Path) -> None:
    with pytest.raises(NoOverlap):
        pixels_of(raster, at(100, 100, 110, 110))


@pytest.mark.parametrize("pixels", [0, -1, 14])
def test_too_many_pixels_are_refused_before_reading(raster: Path, pixels: int) -> None:
    with pytest.raises(LimitExceeded) as refused:
        pixels_of(raster, at(0, 0, 5, 3), max_pixels=pixels)
    assert refused.value.parameters == {"pixels": 15, "maximum": pixels}
    assert pixels_of(raster, at(0, 0, 5, 3), max_pixels=15)


def test_a_huge_sparse_raster_costs_only_what_the_units_touch(tmp_path: Path) -> None:
    import rasterio

    file = tmp_path / "sparse.tif"
    tiled = {"tiled": True, "blockxsize": 512, "blockysize": 512, "SPARSE_OK": True, "BIGTIFF": "YES"}
    with rasterio.open(
        file,
        "w",
        driver="GTiff",
        height=1_000_000,
        width=1_048_576,
        count=1,
        dtype="uint8",
        crs=UTM,
        transform=NORTH_UP,
        compress="deflate",
        **tiled,
    ) as target:
        target.write(np.full((3, 5), 7, np.uint8), 1, window=((0, 3), (0, 5)))
    assert pixels_of(file, at(0, 0, 5, 3)) == pytest.approx({7: 15})


@pytest.mark.parametrize(
    "polygon", [None, Polygon(), Polygon().boundary, box(0, 0, float("inf"), 1)], ids=str
)
def test_a_unit_without_a_polygon_is_refused(raster: Path, polygon: object) -> None:
    with pytest.raises(UnusablePolygon):
        measure_class_areas(raster, [at(0, 0, 1, 1), polygon], ["a", "b"], crs=UTM)


def test_as_many_codes_as_polygons(raster: Path) -> None:
    with pytest.raises(UnusablePolygon, match=r"zone\.counts_differ"):
        measure_class_areas(raster, [at(0, 0, 1, 1)], ["a", "b"], crs=UTM)


def test_a_bow_tie_is_repaired_and_said_so(tmp_path: Path) -> None:
    """Two lobes that would cancel: half of a 20 × 20 square is 200 pixels."""
    raster = write(tmp_path / "a.tif", np.full((20, 30), 5, np.uint8))
    corners = [(0, 0), (20, 20), (20, 0), (0, 20)]
    bow_tie = Polygon([(WEST + WIDE * x, NORTH - HIGH * y) for x, y in corners])
    areas = measure_class_areas(raster, [bow_tie], ["26485"], crs=UTM)
    assert areas.units[0].area_ha[5] / PIXEL_HA == pytest.approx(200)
    assert areas.units[0].unit_area_ha / PIXEL_HA == pytest.approx(200)
    assert [(f.code, f.place.feature) for f in areas.findings] == [("zone.repaired", "26485")]


def test_the_order_of_units_is_kept_and_threads_change_nothing(tmp_path: Path) -> None:
    raster = write(tmp_path / "a.tif", patches(2, 700, 900), tiled=True, blockxsize=128, blockysize=128)
    units = [translate(scale(at(0, 0, 90, 70), 0.9, 0.9), WIDE * 83 * k, -HIGH * 61 * k) for k in range(10)]
    codes = [f"{k}" for k in range(10)]
    one = measure_class_areas(raster, units[::-1], codes[::-1], crs=UTM, threads=1)
    three = measure_class_areas(raster, units, codes, crs=UTM, threads=3)
    assert [unit.code for unit in one.units] == codes[::-1]
    assert one.units[::-1] == three.units


def test_progress_reaches_the_end_and_may_stop_the_work(tmp_path: Path) -> None:
    raster = write(tmp_path / "a.tif", patches(3, 1500, 700), tiled=True, blockxsize=256, blockysize=256)
    seen: list[tuple[int, int]] = []
    pixels_of(raster, at(0, 0, 700, 1500), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (1500, 1500)

    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        pixels_of(raster, at(0, 0, 700, 1500), progress=stop)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("zonal")]


def test_tiles_are_one_raster_with_seams_counted_once(tmp_path: Path) -> None:
    pixels = patches(4, 60, 90)
    whole = write(tmp_path / "whole.tif", pixels)
    folder = tmp_path / "tiles"
    folder.mkdir()
    for row, column in ((0, 0), (0, 40), (25, 0), (25, 40)):
        # Five pixels further than the next tile's start: the overlap must not count twice.
        part = pixels[row : row + 35, column : column + 50]
        place = NORTH_UP @ Affine.translation(column, row)
        write(folder / f"tile_{row}_{column}.tif", part, transform=place)
    polygon = at(3.3, 2.6, 88.8, 58.1)
    expected = pixels_of(whole, polygon)
    assert pixels_of(folder, polygon) == pytest.approx(expected, abs=1e-9)
    assert pixels_of(sorted(folder.iterdir()), polygon) == pytest.approx(expected, abs=1e-9)


def test_only_tiles_that_units_touch_are_decoded(tmp_path: Path) -> None:
    for number in range(3):
        place = NORTH_UP @ Affine.translation(64 * number, 0)
        layout = {"tiled": True, "blockxsize": 64, "blockysize": 64, "compress": "deflate"}
        write(tmp_path / f"{number}.tif", patches(number, 64, 64), transform=place, **layout)
    middle = tmp_path / "1.tif"
    with rasterio.open(middle) as dataset:
        start = int(dataset.get_tag_item("BLOCK_OFFSET_0_0", "TIFF", bidx=1))
    content = bytearray(middle.read_bytes())
    content[start:] = bytes(len(content) - start)
    middle.write_bytes(content)
    areas = measure_class_areas(tmp_path, [at(3, 3, 60, 60), at(130, 3, 190, 60)], ["a", "b"], crs=UTM)
    assert [unit.covered_fraction for unit in areas.units] == pytest.approx([1, 1])
    with pytest.raises(UnreadableFile, match=r"raster\.damaged") as damaged:
        pixels_of(tmp_path, at(60, 3, 70, 60))
    assert damaged.value.parameters == {"file": "1.tif"}


@pytest.mark.parametrize("masked", [False, True])
def test_where_tiles_overlap_the_first_valid_pixel_counts(tmp_path: Path, masked: bool) -> None:
    first, second = np.array([[1, 1, 0, 1]], np.uint8), np.array([[2, 2, 2]], np.uint8)
    options = {"mask": first * 255} if masked else {"nodata": 0}
    write(tmp_path / "a.tif", first, **options)
    write(tmp_path / "b.tif", second, transform=NORTH_UP @ Affine.translation(2, 0))
    assert pixels_of(tmp_path, at(0, 0, 5, 1)) == pytest.approx({1: 3, 2: 2})


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"transform": NORTH_UP @ Affine.translation(5.4, 0)}, "raster.grids_differ"),
        ({"transform": NORTH_UP @ Affine.scale(1, 2)}, "raster.grids_differ"),
        ({"crs": "EPSG:32649"}, "raster.crs_differ"),
    ],
)
def test_tiles_of_different_grids_are_refused(tmp_path: Path, options: dict[str, object], code: str) -> None:
    write(tmp_path / "a.tif", np.ones((3, 5), np.uint8))
    write(tmp_path / "b.tif", np.ones((3, 5), np.uint8), **options)
    with pytest.raises((UnreadableFile, CrsMismatch)) as refused:
        pixels_of(tmp_path, at(0, 0, 5, 3))
    assert refused.value.code == code


@pytest.mark.parametrize(
    "layout",
    [
        {"tiled": True, "blockxsize": 16, "blockysize": 32},
        {"blockysize": 1},
        {"blockysize": 7},
        {"blockysize": 450},
        {"blockysize": 450, "compress": "lzw"},
    ],
    ids=["tiles", "rows", "strips", "one strip", "one strip, LZW"],
)
def test_any_block_layout_gives_the_same(tmp_path: Path, layout: dict[str, object]) -> None:
    pixels = patches(5, 450, 330)
    polygons = [at(3.3, 2.6, 300.8, 440.1), at(-5, 100, 20, 200).union(at(310, 0, 330, 450))]
    plain = measure_class_areas(write(tmp_path / "p.tif", pixels), polygons, ["a", "b"], crs=UTM)
    other = write(tmp_path / "o.tif", pixels, **{"compress": "deflate", **layout})
    for mine, theirs in zip(
        measure_class_areas(other, polygons, ["a", "b"], crs=UTM).units, plain.units, strict=True
    ):
        assert mine.area_ha == pytest.approx(theirs.area_ha, rel=1e-12)
