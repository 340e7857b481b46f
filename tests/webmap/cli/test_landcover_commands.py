"""`landcover change` and `classify` on small rasters over the sample's communes."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from click.testing import Result
from flask import Flask
from PIL import Image
from rasterio.transform import from_origin

WIDTH, HEIGHT = 300, 250


def write(file: Path, *bands: np.ndarray, **options: object) -> Path:
    with rasterio.open(
        file,
        "w",
        driver="GTiff",
        height=HEIGHT,
        width=WIDTH,
        count=len(bands),
        dtype=bands[0].dtype,
        crs="EPSG:4326",
        transform=from_origin(106.72, 10.82, 0.4 / WIDTH, 0.33 / HEIGHT),
        **options,
    ) as target:
        target.write(np.stack(bands))
    return file


@pytest.fixture
def years(tmp_path: Path) -> tuple[Path, Path]:
    """Trees in the west; a year later a strip of them is built-up."""
    earlier = np.full((HEIGHT, WIDTH), 40, np.uint8)
    earlier[:, :150] = 10
    later = earlier.copy()
    later[:, 120:150] = 50
    return write(tmp_path / "2020.tif", earlier), write(tmp_path / "2021.tif", later)


_OWN_LEGEND = {
    "toml": """
[[class]]
value = 1
label_vi = "Keo lai"
is_tree = "yes"
is_forest = "no"

[[class]]
value = 300
label_vi = "Tràm"
is_tree = "yes"
is_forest = "yes"
""",
    "csv": "value,label_vi,is_tree,is_forest\n1,Keo lai,yes,no\n300,Tràm,yes,yes\n",
}


def run(app: Flask, *words: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["landcover", *map(str, words)])


def test_change_says_gain_and_loss_of_trees_and_of_every_class(
    own_sample_app: Flask, years: tuple[Path, Path], tmp_path: Path
) -> None:
    table = tmp_path / "bien-dong.csv"
    options = ("--legend", "esa-worldcover", "--at", "2024-12-31", "--csv", table)
    result = run(own_sample_app, "change", *years, *options)
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert "esa-worldcover-v200: tính là cây: Cây thân gỗ che phủ (≥ 10%) (10), Rừng ngập mặn (95)" in lines
    assert any(line.startswith("esa-worldcover-v200: tính là rừng: ") for line in lines)
    assert "Cây xanh:" in lines
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["commune_code"] for row in rows}) == 12
    lost = sum(float(r["area_ha"]) for r in rows if (r["from_class"], r["to_class"]) == ("10", "50"))
    assert lost > 100
    whole = next(line for line in result.output.splitlines() if "Toàn địa bàn" in line)
    assert whole.split(": ")[1].startswith("tăng 0,0 ha, giảm ")
    said = whole.split("giảm ")[1].split(" ha")[0].replace(".", "").replace(",", ".")
    assert float(said) == pytest.approx(lost, abs=0.05)


def test_other_products_are_not_compared(own_sample_app: Flask, years: tuple[Path, Path]) -> None:
    with rasterio.open(years[1], "r+") as target:
        target.update_tags(product_version="V100")
    with rasterio.open(years[0], "r+") as target:
        target.update_tags(product_version="V200")
    result = run(own_sample_app, "change", *years, "--legend", "esa-worldcover", "--at", "2024-12-31")
    assert result.exit_code == 1
    assert "không phải là biến động thực tế" in result.stderr


def test_classify_draws_the_histogram_then_makes_a_raster_that_measures(
    own_sample_app: Flask, tmp_path: Path
) -> None:
    red = np.full((HEIGHT, WIDTH), 1500, np.uint16)
    red[:, :150] = 400
    scene = write(tmp_path / "scene.tif", red, np.full((HEIGHT, WIDTH), 3000, np.uint16))
    bands = ("--red", "1", "--nir", "2")
    picture = tmp_path / "h.png"
    result = run(own_sample_app, "classify", scene, *bands, "--histogram", picture)
    assert result.exit_code == 0, result.output
    assert "Ngưỡng gợi ý (Otsu)" in result.output
    assert Image.open(picture).size[0] > 1000
    output = tmp_path / "cay.tif"
    result = run(own_sample_app, "classify", scene, *bands, "--threshold", "0.5", "--output", output)
    legend = output.with_suffix(".toml").read_text(encoding="utf-8")
    assert re.findall(r'^label_\w+ = "(.*)"$', legend, re.MULTILINE) == [
        "Trees (NDVI 0.5 or more)",
        "Cây xanh (NDVI từ 0.5 trở lên)",
        "No trees (NDVI below 0.5)",
        "Không phải cây xanh (NDVI dưới 0.5)",
    ]
    assert result.exit_code == 0, result.output
    assert "50,0% điểm ảnh" in result.output
    measured = run(
        own_sample_app, "measure", output, "--legend", tmp_path / "cay.toml", "--period", "2024",
        "--image-date", "2024-06-01", "--accept-warnings", "thử",
    )  # fmt: skip
    assert measured.exit_code == 0, measured.output
    assert "ndvi-trees-t0.5: tính là cây: Cây xanh" in measured.output
    assert "ndvi-trees-t0.5: tính là rừng: không có lớp nào" in measured.output


@pytest.mark.parametrize("kind", ["toml", "csv"])
def test_a_legend_of_ones_own_is_measured_with_and_stated(
    own_sample_app: Flask, tmp_path: Path, kind: str
) -> None:
    values = np.full((HEIGHT, WIDTH), 1, np.uint16)
    values[:, :150] = 300
    raster = write(tmp_path / "rung.tif", values)
    legend = tmp_path / f"so-lam-nghiep.{kind}"
    legend.write_text(_OWN_LEGEND[kind], encoding="utf-8")
    table = tmp_path / "lop.csv"
    result = run(
        own_sample_app, "measure", raster, "--legend", legend, "--period", "2024", "--dry-run",
        "--csv", table,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "so-lam-nghiep: tính là cây: Keo lai (1), Tràm (300)" in result.output
    assert "so-lam-nghiep: tính là rừng: Tràm (300)" in result.output
    assert (tmp_path / "lop.classes.csv").read_text("utf-8").splitlines() == [
        "product,class,label,counts_as_tree,counts_as_forest",
        "so-lam-nghiep,1,Keo lai,yes,no",
        "so-lam-nghiep,300,Tràm,yes,yes",
    ]
    with table.open(encoding="utf-8", newline="") as stream:
        assert {row["label"] for row in csv.DictReader(stream)} == {"Keo lai", "Tràm"}


def test_too_many_pixels_are_refused_with_the_figure(
    own_sample_app: Flask, years: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    state = own_sample_app.extensions["portal"]
    monkeypatch.setitem(
        own_sample_app.extensions, "portal", replace(state, settings=replace(state.settings, max_pixels=99))
    )
    options = ("--legend", "esa-worldcover")
    for words in (("measure", years[0], *options, "--period", "2024"), ("change", *years, *options)):
        result = run(own_sample_app, *words)
        assert result.exit_code == 1
        assert "99" in result.stderr


def test_threshold_and_output_belong_together(own_sample_app: Flask, years: tuple[Path, Path]) -> None:
    result = run(own_sample_app, "classify", years[0], "--red", "1", "--nir", "2", "--threshold", "0.5")
    assert result.exit_code == 2


def test_a_mask_beside_the_file_that_does_not_fit_is_named(
    own_sample_app: Flask, years: tuple[Path, Path]
) -> None:
    years[0].with_name("2020.tif.msk").write_bytes(b"")
    options = ("--legend", "esa-worldcover", "--period", "2024", "--dry-run")
    result = run(own_sample_app, "measure", years[0], *options)
    assert result.exit_code == 1
    assert "2020.tif.msk" in result.stderr
