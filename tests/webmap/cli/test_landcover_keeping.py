"""`landcover change` with both days keeps its result; `landcover measure` keeps a picture of the raster."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rasterio
from click.testing import Result
from flask import Flask
from rasterio.transform import from_origin

from geodata.store.cover_changes import read_cover_changes
from geodata.store.files import path_of
from geodata.store.landcover_pictures import read_pictures
from tests.build.pages import PageClient

WIDTH, HEIGHT = 200, 165
OPTIONS = ("--legend", "esa-worldcover", "--at", "2024-12-31")
DAYS = ("--earlier-date", "2020-06-30", "--later-date", "2021-06-30")


def write(file: Path, values: np.ndarray) -> Path:
    with rasterio.open(
        file, "w", driver="GTiff", width=WIDTH, height=HEIGHT, count=1, dtype="uint8", nodata=0,
        crs="EPSG:4326", transform=from_origin(106.72, 10.82, 0.4 / WIDTH, 0.33 / HEIGHT),
    ) as target:  # fmt: skip
        target.write(values, 1)
    return file


@pytest.fixture
def years(tmp_path: Path) -> tuple[Path, Path]:
    """Trees in the west; a year later a strip of them is built-up."""
    earlier = np.full((HEIGHT, WIDTH), 40, np.uint8)
    earlier[:, :75] = 10
    later = earlier.copy()
    later[:, 60:75] = 50
    return write(tmp_path / "2020.tif", earlier), write(tmp_path / "2021.tif", later)


def run(app: Flask, *words: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["landcover", *map(str, words)])


def changes(app: Flask):
    with app.extensions["portal"].store.session() as session:
        return read_cover_changes(session)


def test_a_change_with_its_days_is_kept_and_shown(own_sample_app: Flask, years: tuple[Path, Path]) -> None:
    assert run(own_sample_app, "change", *years, *OPTIONS).exit_code == 0
    assert changes(own_sample_app) == (), "without days nothing is kept"
    result = run(own_sample_app, "change", *years, *OPTIONS, *DAYS)
    assert result.exit_code == 0, result.output
    kept = [one for one in changes(own_sample_app) if one.kind == "tree"]
    assert len(kept) == 12 and {(one.earlier, one.later) for one in kept} == {
        (date(2020, 6, 30), date(2021, 6, 30))
    }
    assert sum(one.loss_ha for one in kept) > 100 and not any(one.gain_ha for one in kept)
    text = PageClient(own_sample_app).get("/measured/tree_cover?period=2024").words()
    assert "ESA WorldCover 2021 v200, 10 m, 30/06/2020 – 30/06/2021" in text


def test_days_in_the_wrong_order_are_refused(own_sample_app: Flask, years: tuple[Path, Path]) -> None:
    wrong = ("--earlier-date", "2021-06-30", "--later-date", "2020-06-30")
    result = run(own_sample_app, "change", *years, *OPTIONS, *wrong)
    assert result.exit_code == 2 and "Ảnh trước phải có ngày trước" in result.output
    assert changes(own_sample_app) == ()


def test_measuring_keeps_a_picture_for_the_map(own_sample_app: Flask, years: tuple[Path, Path]) -> None:
    more = ("--legend", "esa-worldcover", "--period", "2023", "--image-date", "2023-06-30")
    result = run(own_sample_app, "measure", years[0], *more, "--accept-warnings", "thử")
    assert result.exit_code == 0, result.output
    store = own_sample_app.extensions["portal"].store
    with store.session() as session:
        pictures = {one.period: one for one in read_pictures(session)}
    assert set(pictures) == {"2023", "2024"}
    assert {one.value for one in pictures["2023"].classes} == {10, 40}
    assert path_of(store, pictures["2023"].file_sha256).read_bytes().startswith(b"\x89PNG")
    frame = own_sample_app.test_client().get("/maps/tree_cover/frame?period=2023&ground=100")
    assert b"data:image/png;base64," in frame.data
