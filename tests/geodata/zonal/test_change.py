"""Transitions that can be counted by eye; pixels are 10 m × 8 m."""

import csv
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from geodata.errors import CrsMismatch, LimitExceeded, UnreadableFile
from geodata.imagery.landcover import Legend, LegendClass, load_legend
from geodata.zonal import measure_class_areas
from geodata.zonal.change import Change, measure_change, write_change_table
from tests.build.rasters import NORTH_UP, UTM, patches, write
from tests.geodata.zonal.test_measure import PIXEL_HA, at

ESA = load_legend("esa-worldcover")


def change_of(earlier: Path, later: Path, *polygons: object, **options: object) -> Change:
    codes = [str(k) for k in range(len(polygons))]
    return measure_change(earlier, later, polygons, codes, crs=UTM, **{"legend": ESA, **options})


@pytest.fixture
def years(tmp_path: Path) -> tuple[Path, Path]:
    """Two rows of four pixels; one pixel of each year is nodata."""
    earlier = np.array([[10, 10, 10, 0], [40, 40, 95, 95]], np.uint8)
    later = np.array([[10, 50, 40, 10], [40, 10, 95, 0]], np.uint8)
    return write(tmp_path / "2020.tif", earlier), write(tmp_path / "2021.tif", later)


def test_gain_loss_and_stable(years: tuple[Path, Path]) -> None:
    unit = change_of(*years, at(0, 0, 4, 2)).units[0]
    pixels = {pair: round(ha / PIXEL_HA, 9) for pair, ha in unit.transitions_ha.items()}
    assert pixels == {(10, 10): 1, (10, 50): 1, (10, 40): 1, (40, 40): 1, (40, 10): 1, (95, 95): 1}
    assert unit.compared_fraction == pytest.approx(6 / 8)
    assert unit.gain_ha(10) == pytest.approx(PIXEL_HA)
    assert unit.loss_ha(10) == pytest.approx(2 * PIXEL_HA)
    assert unit.stable_ha(10) == pytest.approx(PIXEL_HA)
    assert unit.gain_ha(20) == unit.loss_ha(20) == unit.stable_ha(20) == 0.0


def test_cover_by_a_rule_counts_all_its_classes_as_one(tmp_path: Path) -> None:
    earlier = write(tmp_path / "a.tif", np.array([[10, 10, 95, 40, 40]], np.uint8))
    later = write(tmp_path / "b.tif", np.array([[95, 40, 95, 10, 50]], np.uint8))
    unit = change_of(earlier, later, at(0, 0, 5, 1)).units[0]
    trees = unit.cover_change(ESA.rule_for("tree"))
    found = (trees.gain_ha, trees.loss_ha, trees.stable_ha, trees.bare_ha)
    assert found == pytest.approx((PIXEL_HA, PIXEL_HA, 2 * PIXEL_HA, PIXEL_HA))
    assert sum(found) == pytest.approx(unit.compared_ha)


def test_parts_of_pixels_count_in_part(years: tuple[Path, Path]) -> None:
    unit = change_of(*years, at(0.5, 0.25, 2, 1)).units[0]
    assert unit.transitions_ha[10, 10] / PIXEL_HA == pytest.approx(0.5 * 0.75)
    assert unit.transitions_ha[10, 50] / PIXEL_HA == pytest.approx(0.75)


def test_both_margins_are_what_each_year_measures(tmp_path: Path) -> None:
    """On larger rasters, tiled differently and starting elsewhere."""
    one, two = patches(1, 300, 411), patches(2, 300, 411)
    earlier = write(tmp_path / "a.tif", one, tiled=True, blockxsize=64, blockysize=128)
    folder = tmp_path / "later"
    folder.mkdir()
    write(folder / "left.tif", two[:, :200])
    write(folder / "right.tif", two[:, 190:], transform=NORTH_UP @ Affine.translation(190, 0))
    polygon = at(20.3, 10.7, 390.1, 280.2)
    unit = change_of(earlier, folder, polygon).units[0]
    for year, place in ((earlier, 0), (folder, 1)):
        areas = measure_class_areas(year, [polygon], ["x"], crs=UTM).units[0].area_ha
        margin = dict.fromkeys(areas, 0.0)
        for pair, ha in unit.transitions_ha.items():
            margin[pair[place]] += ha
        assert margin == pytest.approx(areas, rel=1e-9)


def test_masks_and_signed_types(tmp_path: Path) -> None:
    pixels = np.array([[10, 20, 10]], np.int16)
    earlier = write(tmp_path / "a.tif", pixels, mask=np.array([[255, 255, 0]], np.uint8))
    later = write(tmp_path / "b.tif", pixels, nodata=20)
    unit = change_of(earlier, later, at(0, 0, 3, 1)).units[0]
    assert unit.transitions_ha == pytest.approx({(10, 10): PIXEL_HA})


def test_another_product_type_crs_or_grid_is_refused(tmp_path: Path, years: tuple[Path, Path]) -> None:
    earlier, later = years
    pixels = np.full((2, 4), 10, np.uint8)
    wider = write(tmp_path / "w.tif", pixels.astype(np.uint16))
    other_crs = write(tmp_path / "c.tif", pixels, crs="EPSG:32649")
    half = write(tmp_path / "h.tif", pixels, transform=NORTH_UP @ Affine.translation(0.5, 0))
    with pytest.raises(UnreadableFile, match=r"change\.products_differ"):
        change_of(earlier, later, at(0, 0, 4, 2), later_legend=load_legend("dynamic-world"))
    with pytest.raises(UnreadableFile, match=r"change\.products_differ"):
        change_of(earlier, wider, at(0, 0, 4, 2))
    with pytest.raises(CrsMismatch, match=r"change\.crs_differ"):
        change_of(earlier, other_crs, at(0, 0, 4, 2))
    with pytest.raises(UnreadableFile, match=r"change\.grids_differ"):
        change_of(earlier, half, at(0, 0, 4, 2))


def test_another_version_of_the_product_is_refused(tmp_path: Path, years: tuple[Path, Path]) -> None:
    import rasterio

    for file, version in zip(years, ("V1.0.0", "V2.0.0"), strict=True):
        with rasterio.open(file, "r+") as target:
            target.update_tags(product_version=version)
    with pytest.raises(UnreadableFile) as refused:
        change_of(*years, at(0, 0, 4, 2))
    assert refused.value.parameters == {"earlier": "V1.0.0", "later": "V2.0.0"}


def test_values_outside_the_legend_are_refused(tmp_path: Path, years: tuple[Path, Path]) -> None:
    foreign = write(tmp_path / "f.tif", np.full((2, 4), 7, np.uint8))
    with pytest.raises(UnreadableFile, match=r"change\.values_not_in_legend"):
        change_of(years[0], foreign, at(0, 0, 4, 2))


def test_the_table(tmp_path: Path, years: tuple[Path, Path]) -> None:
    write_change_table(change_of(*years, at(0, 0, 1, 1)), tmp_path / "t.csv", language="en")
    assert (tmp_path / "t.csv").read_text("utf-8").splitlines()[1] == (
        "0,10,10,Tree cover,Tree cover,0.008,1.0,1.0,esa-worldcover-v200,stable,none"
    )


def test_the_table_says_what_each_transition_is_by_the_rule(tmp_path: Path) -> None:
    earlier = write(tmp_path / "a.tif", np.array([[1, 2, 10, 2]], np.uint8))
    later = write(tmp_path / "b.tif", np.array([[2, 1, 2, 2]], np.uint8))
    change = change_of(earlier, later, at(0, 0, 4, 1), legend=load_legend("esri-lulc-10m-9class"))
    for include_maybe, forest in ((False, "none"), (True, "gain")):
        write_change_table(change, tmp_path / "t.csv", include_maybe=include_maybe)
        with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as stream:
            rows = {(r["from_class"], r["to_class"]): r for r in csv.DictReader(stream)}
        trees = {pair: row["tree_change"] for pair, row in rows.items()}
        assert trees == {
            ("1", "2"): "gain", ("2", "1"): "loss", ("10", "2"): "unknown", ("2", "2"): "stable",
        }  # fmt: skip
        assert rows["1", "2"]["forest_change"] == forest


@pytest.mark.parametrize("count", [254, 255])
def test_a_legend_may_have_as_many_classes_as_pairs_can_tell_apart(tmp_path: Path, count: int) -> None:
    raster = write(tmp_path / "a.tif", np.array([[1, count]], np.uint16))
    classes = tuple(LegendClass(value, str(value), str(value)) for value in range(1, count + 1))
    legend = Legend("own", "own", "", "own", classes)
    if count > 254:
        with pytest.raises(LimitExceeded) as refusal:
            change_of(raster, raster, at(0, 0, 2, 1), legend=legend)
        assert refusal.value.code == "change.too_many_classes"
    else:
        (unit,) = change_of(raster, raster, at(0, 0, 2, 1), legend=legend).units
        assert unit.transitions_ha == pytest.approx({(1, 1): PIXEL_HA, (count, count): PIXEL_HA})
