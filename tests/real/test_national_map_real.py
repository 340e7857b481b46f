"""All 11,163 communes of the real file on one page: imported by command, drawn, counted and weighed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import geopandas
import pytest
import shapely
from flask import Flask
from pypdf import PdfReader

from benchmarks.national_map import write_figures
from geodata.boundaries.thinned_file import read_thinned
from tests.build.chromium import chromium
from tests.build.serving import on_loopback
from webmap.app.settings import Settings
from webmap.choropleth.arc_text import ROUNDED
from webmap.factory import create_app

pytestmark = pytest.mark.slow

COMMUNES = 11_163
REASON = ("--accept-warnings", "ranh giới năm 2009 đã giản lược; số liệu bịa để thử")
ADDRESS = "/maps/clean_water_rural?period=2024"


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal into which the national file was imported, with made-up figures."""
    folder = tmp_path_factory.mktemp("country")
    outlines = Path(os.environ["REAL_DATA"]) / "vietnam_communes_2009.gpkg"
    app = create_app(Settings(data_dir=folder / "data"), testing=True)
    columns = ("--layer", "communes", "--code-column", "commune_id", "--name-column", "commune")
    run(app, "init")
    run(app, "boundaries", "import", outlines, *columns, "--valid-from", "2009-04-01", *REASON)
    table = geopandas.read_file(outlines, layer="communes", ignore_geometry=True)
    values = folder / "values.csv"
    write_figures(values, list(zip(table["commune_id"], table["commune"], strict=True)))
    run(app, "indicators", "import", values, *REASON)
    yield app
    app.extensions["portal"].store.close()


def run(app: Flask, *arguments: str | Path) -> None:
    result = app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output


def test_the_page_draws_and_counts_all_within_its_weight(country: Flask) -> None:
    # Ask once, so that the server is warm.
    for path in (ADDRESS, "/maps/clean_water_rural/frame?period=2024"):
        assert country.test_client().get(path).status_code == 200
    received: list = []
    with on_loopback(country) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.on("requestfinished", lambda request: received.append(request))
        page.goto(address + ADDRESS, wait_until="networkidle")
        frame = page.frame_locator("#map-frame").locator("html[data-drawn]")
        frame.wait_for(state="attached", timeout=60_000)
        assert frame.get_attribute("data-features") == str(COMMUNES)
        sizes = [request.sizes() for request in received]
    assert sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes) <= 1_200_000


def test_the_drawn_outlines_fit_together_within_the_stated_shift(country: Flask) -> None:
    assert country.test_client().get(ADDRESS).status_code == 200
    cache = country.extensions["portal"].settings.data_dir / "cache"
    made = read_thinned(next(cache.glob("outlines-*.npz")))
    drawn = made.coverage.polygons()
    assert len(drawn) == COMMUNES
    assert not shapely.is_empty(drawn).any()
    assert shapely.coverage_is_valid(drawn)
    text = country.test_client().get(f"{ADDRESS}&lang=en").text
    stated = int(re.search(r"lies more than (\d+) m from its border", text)[1])
    assert made.shift + ROUNDED <= stated < 250


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_sheet_has_the_country_with_its_archipelagos(country: Flask, paper: str) -> None:
    answer = country.test_client().get(f"/print/clean_water_rural.pdf?period=2024&paper={paper}")
    assert answer.status_code == 200
    pages = PdfReader(BytesIO(answer.data)).pages
    text = " ".join("".join(page.extract_text() for page in pages).split())
    assert len(pages) <= 6
    assert "11.163 đơn vị" in text
    assert "Quần đảo Hoàng Sa" in text
    assert "Quần đảo Trường Sa" in text
