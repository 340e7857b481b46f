"""A map of the country by few units, such as its provinces: on paper too it shows the archipelagos."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import shapely
from flask import Flask
from pypdf import PdfReader
from shapely.geometry import box

from layers.joining.build import build_layer
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from tests.build.district import Place, write_district, write_figures
from tests.build.pages import PageClient
from webmap.app.settings import Settings
from webmap.drawing import Lettering, draw_map, layer_units
from webmap.drawing.archipelagos import sea_places
from webmap.drawing.layer_drawing import crs_of
from webmap.drawing.locator import draw_locator
from webmap.factory import create_app
from webmap.words.translations import translator

NAMED = ("Quần đảo Hoàng Sa", "Quần đảo Trường Sa", "Biển Đông")
PROVINCES = [
    # Neighbours overlap a little, as outlines of real files do: they are no valid coverage.
    Place(
        f"{10000 + n}",
        f"Xã Tỉnh {n}",
        box(103 + 2 * (n % 3), 9 + n // 3, 105.02 + 2 * (n % 3), 10.02 + n // 3),
    )
    for n in range(42)
]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory, founded_store_dir: Path) -> Iterator[Flask]:
    """A portal of forty-two provinces, shared: for tests that only read."""
    folder = shutil.copytree(founded_store_dir, tmp_path_factory.mktemp("provinces") / "data")
    app = create_app(Settings(data_dir=folder), testing=True)
    store = app.extensions["portal"].store
    write_district(store, PROVINCES)
    thousand = Decimal(1000)
    write_figures(store, "population_rural", "2024", {p.code: {"value": thousand} for p in PROVINCES})
    shares = {
        p.code: {"numerator": Decimal(700 + 10 * n), "denominator": thousand} for n, p in enumerate(PROVINCES)
    }
    write_figures(store, "clean_water_rural", "2024", shares)
    yield app
    store.close()


@pytest.mark.parametrize("paper", ["paper=a4", "paper=a3&orientation=portrait"])
def test_a_sheet_names_them_and_the_sea(country: Flask, paper: str) -> None:
    answer = country.test_client().get(f"/print/clean_water_rural.pdf?period=2024&{paper}")
    assert answer.status_code == 200
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages).split())
    for name in NAMED:
        assert name in text
    assert "VN-2000" in text and "Tỉnh 41" in text


@pytest.mark.parametrize("suffix", ["svg?period=2024", "svg?period=2024&classes=quantile&k=3"])
def test_a_downloaded_drawing_names_them(country: Flask, suffix: str) -> None:
    svg = country.test_client().get(f"/maps/clean_water_rural.{suffix}").text
    for name in NAMED:
        assert name.rsplit(" ", 1)[1] in svg


def test_pages_and_the_projector_name_them(country: Flask) -> None:
    for address in ("/?period=2024", "/meeting?indicators=clean_water_rural&slide=1&period=2024"):
        text = PageClient(country).get(address).text
        assert "Biển Đông" in text, address


def test_no_name_of_a_unit_stands_on_them_and_none_is_drawn_as_a_unit(country: Flask) -> None:
    portal = country.extensions["portal"]
    with portal.store.session() as session:
        snapshot = read_snapshot(session, portal.profile, periods=[Period(2024)])
    layer = build_layer(snapshot, "clean_water_rural", Period(2024))
    word, places = translator("vi"), sea_places(list(layer.geometries.values()))
    drawn = draw_map(
        layer_units(layer, word),
        width=180,
        height=200,
        crs=crs_of(layer, portal.profile.crs),
        lettering=Lettering(),
        places=places,
    )
    assert set(drawn.frame.outlines) == {p.code for p in PROVINCES}
    assert drawn.svg.count('<g data-class="') == len(PROVINCES)
    rect = r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"[^>]*stroke-dasharray'
    found = [tuple(map(float, one)) for one in re.findall(rect, drawn.svg)]
    sea = shapely.union_all([box(x, y, x + w, y + h) for x, y, w, h in found])
    assert len(found) == 2 and sea.bounds[0] > drawn.frame.land.bounds[2]
    assert drawn.bar is not None and not drawn.bar.box.intersects(sea)
    assert drawn.labels
    assert not [placed for placed in drawn.labels if placed.box.intersects(sea)]


def test_where_a_unit_lies_is_shown_by_its_neighbours_not_on_a_map_of_the_country(country: Flask) -> None:
    portal = country.extensions["portal"]
    with portal.store.session() as session:
        snapshot = read_snapshot(session, portal.profile, periods=[Period(2024)])
    vintage = snapshot.vintage_of(Period(2024))
    assert vintage is not None
    communes = snapshot.communes(vintage)
    svg = draw_locator(communes, "10022", portal.profile.crs, translator("vi"), district=None)
    here = re.search(r'fill="#1d2327" d="([^"]*)"', svg)
    assert here
    xs = [float(x) for x in re.findall(r"[ML]([\d.]+) ", here[1])]
    # Of a country of six degrees it would be a third of the width.
    assert max(xs) - min(xs) > 25
