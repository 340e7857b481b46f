"""Pages of 2,000 communes: all on the map, a page of them in the table, nobody's values for another."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from shutil import ignore_patterns
from threading import Event

import pytest
from flask import Flask
from pypdf import PdfReader
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.thinned_file import thinned_from
from geodata.boundaries.thinning import ThinnedCoverage
from tests.build.country import HIGH, NAME, WIDE, code_of, write_country
from tests.build.map_text import read_arc_text, read_fronted
from tests.build.pages import PageClient
from webmap.app.settings import Settings
from webmap.choropleth.arc_text import ArcText
from webmap.factory import create_app
from webmap.pages import thin_outlines

MAP = "/maps/clean_water_rural?period=2024"
FRAME = "/maps/clean_water_rural/frame?period=2024"


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory, founded_store_dir: Path) -> Iterator[Flask]:
    """A portal of the made-up country, shared: for tests that only read."""
    folder = shutil.copytree(founded_store_dir, tmp_path_factory.mktemp("country") / "data")
    app = create_app(Settings(data_dir=folder), testing=True)
    write_country(app.extensions["portal"].store)
    yield app
    app.extensions["portal"].store.close()


@pytest.fixture(scope="module")
def reader(country: Flask) -> PageClient:
    """A visitor who checks what every page owes."""
    return PageClient(country)


def units_of(country: Flask, address: str = FRAME) -> dict:
    """Return what the frame's script is given."""
    text = country.test_client().get(address).text
    start = text.index("{", text.index("var unit_texts_units ="))
    return json.JSONDecoder().raw_decode(text[start:])[0]


def rows(page) -> list[str]:
    return [row.get("data-unit", "") for row in page.find_all("tr") if row.get("data-unit")]


def test_the_frame_has_every_commune_once_with_its_own_facts(country: Flask) -> None:
    units = units_of(country)
    codes = read_fronted(units["codes"])
    assert len(codes) == len(set(codes)) == len(units["names"]) == WIDE * HIGH
    outlines = read_arc_text(
        ArcText(tuple(units["origin"]), units["points"], units["sizes"], units["rings"])
    ).outlines
    assert len(outlines) == WIDE * HIGH
    at = codes.index(code_of(3, 5))
    value = next(c for c in units["columns"] if c["heading"] == "Giá trị")
    assert value["texts"][at] == "70,5%"
    assert units["looks"][units["keys"][at]]["key"] == "missed"
    without = codes.index(code_of(3, HIGH - 1))
    assert units["looks"][units["keys"][without]]["key"] == "no_data"
    assert units["looks"][units["keys"][without]]["pattern"] == "hatch"


def test_a_name_is_a_text_and_neither_a_template_nor_html(country: Flask) -> None:
    units = units_of(country)
    assert units["names"][0] == NAME
    text = country.test_client().get(FRAME).text
    assert "{{" not in text and "<b>" not in text


def test_the_frame_shows_the_archipelagos_and_keeps_the_map_around_them(country: Flask) -> None:
    vietnamese, english = (country.test_client().get(f"{FRAME}&lang={lang}").text for lang in ("vi", "en"))
    # folium writes the options of an icon with letters as their codes.
    assert json.dumps("Quần đảo Hoàng Sa")[1:-1] in vietnamese
    assert json.dumps("Quần đảo Trường Sa")[1:-1] in vietnamese
    assert "archipelago" in english and "archipelago" not in vietnamese
    extent = json.loads(re.search(r'"extent": (\[\[.*?\]\])', vietnamese)[1])
    assert extent[0][0] < 6.85 and extent[1][1] == pytest.approx(117.35)


def test_the_page_says_how_far_outlines_were_moved(reader: PageClient) -> None:
    page = reader.get(MAP)
    assert re.search(r"không đỉnh nào của 2\.000 đơn vị lệch quá \d+ m", page.text)


def test_the_table_comes_a_page_at_a_time_and_all_of_it_can_be_reached(reader: PageClient) -> None:
    seen: list[str] = []
    page = reader.get(MAP)
    while True:
        assert len(rows(page)) == 100
        seen += rows(page)
        onward = [a for a in page.find_all("a") if a.get("rel") == "next"]
        if not onward:
            break
        page = reader.get(onward[0].get("href"))
    assert len(seen) == len(set(seen)) == WIDE * HIGH
    # The largest gaps first: of row 0, which has 700 of 1,000.
    assert set(seen[:10]) == {code_of(column, 0) for column in range(10)}


def test_the_table_is_searched_by_name_narrowed_to_a_line_and_opened_at_a_unit(reader: PageClient) -> None:
    assert rows(reader.get(f"{MAP}&name=ô 12/7")) == [code_of(12, 7)]
    assert rows(reader.get(f"{MAP}&line=no_data&name=o 0/"))[0] == code_of(0, HIGH - 1)
    assert "1 đến 50 trong 50" in reader.get(f"{MAP}&line=no_data").text
    assert code_of(49, HIGH - 1) in rows(reader.get(f"{MAP}&unit={code_of(49, HIGH - 1)}"))


@pytest.mark.parametrize("number", ["0", "-1", "21", "hai"])
def test_a_page_that_the_table_has_not_is_refused(country: Flask, number: str) -> None:
    assert country.test_client().get(f"{MAP}&rows={number}").status_code == 400


def test_the_page_knows_the_legend_line_of_every_commune(reader: PageClient) -> None:
    page = reader.get(MAP)
    script = re.search(r'id="unit-keys">(.*?)</script>', page.text)[1]
    keys = {key: read_fronted(codes) for key, codes in json.loads(script).items()}
    assert {key: len(codes) for key, codes in keys.items()} == {"met": 1560, "missed": 390, "no_data": 50}
    assert set(keys["no_data"]) == {code_of(column, HIGH - 1) for column in range(WIDE)}


def test_nobody_sees_what_is_internal_whoever_asked_before(country: Flask) -> None:
    public = country.test_client()
    assert public.get(MAP).status_code == 200
    for address in ("/maps/%s", "/maps/%s/frame", "/maps/%s.csv", "/print/%s.pdf"):
        assert public.get(f"{address % 'social_order_crimes'}?period=2024").status_code == 403
    folder = country.extensions["portal"].settings.data_dir / "cache"
    kept = [file for file in folder.iterdir() if file.name.startswith("outlines-")]
    assert len(kept) == 1
    assert "Xã".encode() not in kept[0].read_bytes()


def test_the_sheet_is_good_and_says_what_it_leaves_out(country: Flask) -> None:
    answer = country.test_client().get("/print/clean_water_rural.pdf?period=2024&paper=a4")
    assert answer.status_code == 200
    pages = PdfReader(BytesIO(answer.data)).pages
    text = " ".join("".join(page.extract_text() for page in pages).split())
    assert len(pages) <= 6
    assert "Có 2.000 đơn vị nên bản đồ không ghi tên" in text
    assert "Quần đảo Hoàng Sa" in text and "Biển Đông" in text
    # Counts of thousands have their dots, and long sums leave the statuses their room.
    assert "1.560/1.950 xã đạt" in text and "Đạt: 1.560" in text
    assert "cộng từ 1.950/2.000 xã" in text
    assert "Toàn địa bàn" in pages[0].extract_text()


def test_a_commune_is_found_on_the_country_by_a_ring_beside_the_archipelagos(reader: PageClient) -> None:
    page = reader.get(f"/communes/{code_of(3, 5)}?period=2024")
    text = page.text
    assert "<circle" in text[text.index("locator-here") :]
    assert "Quần đảo Hoàng Sa" in text and "Quần đảo Trường Sa" in text
    # One outline stands for the 1,999 others.
    assert len(text) < 150_000


def test_a_comparison_shows_its_first_rows_and_says_of_how_many(reader: PageClient) -> None:
    page = reader.get("/compare/clean_water_rural?with=population_rural&period=2024")
    assert len(rows(page)) == 200
    assert "200 trong 2.000 xã" in page.text


def test_a_compared_map_is_drawn_on_one_canvas(country: Flask) -> None:
    address = "/compare/clean_water_rural/frame/first?with=health_insurance&period=2024"
    assert len(units_of(country, address)["names"]) == WIDE * HIGH


def test_a_difference_is_drawn_on_one_canvas_with_the_archipelagos(country: Flask) -> None:
    address = "/compare/clean_water_rural/frame/change?from=2023&to=2024"
    units = units_of(country, address)
    assert len(read_fronted(units["codes"])) == WIDE * HIGH
    # Nobody has a figure of 2023, and what is missing is never taken for nothing.
    assert [look["key"] for look in units["looks"]] == ["no_data"]
    assert units["columns"][-1] == {"heading": "Chênh lệch", "texts": "–", "spoken": True}
    assert json.dumps("Quần đảo Hoàng Sa")[1:-1] in country.test_client().get(address).text


def test_criteria_of_very_many_communes_are_listed_in_part_and_found_by_name(reader: PageClient) -> None:
    page = reader.get("/new-rural?period=2024")
    assert "200 trong 2.000 xã" in page.text
    found = reader.get("/new-rural?period=2024&name=ô 12/7")
    assert f"/communes/{code_of(12, 7)}" in found.text
    assert f"/communes/{code_of(11, 7)}" not in found.text


def test_a_table_that_no_spreadsheet_opens_is_refused_with_what_to_do(country: Flask) -> None:
    client = country.test_client()
    whole = client.get("/ranking/heat.xlsx?period=2024")
    assert whole.status_code == 400 and "chọn một chỉ tiêu" in whole.text
    one = client.get("/ranking/heat.xlsx?period=2024&scope=indicator:clean_water_rural")
    assert one.status_code == 200


def test_an_atlas_of_very_many_communes_is_refused_before_anything_is_joined(
    country: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.joining.reading.summarise", lambda *_args, **_options: pytest.fail("joined"))
    arguments = ["map", "atlas", "--period", "2024", "--output", str(tmp_path / "a.pdf")]
    result = country.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 1
    assert "2.000 xã là quá nhiều" in result.output and "tập tài liệu họp" in result.output


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_bundle_is_refused_with_what_to_do_instead(country: Flask, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "b.zip"
    arguments = ["map", "bundle", "--period", "2024", "--output", str(file), "--lang", lang]
    result = country.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 1
    assert ("2.000 xã là quá nhiều" if lang == "vi" else "2,000 communes are too many") in result.output
    assert "`map print heat`" in result.output
    assert not file.exists()


def test_where_the_cache_was_emptied_pages_come_at_once_and_maps_later(
    country: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = shutil.copytree(
        country.extensions["portal"].settings.data_dir, tmp_path / "data", ignore=ignore_patterns("cache")
    )
    app, held = create_app(Settings(data_dir=data)), Event()

    def slowly(folder: Path, outlines: Sequence[BaseGeometry]) -> ThinnedCoverage:
        assert held.wait(60)
        return thinned_from(folder, outlines)

    monkeypatch.setattr(thin_outlines, "PATIENCE", 0.01)
    monkeypatch.setattr(thin_outlines, "thinned_from", slowly)
    client = app.test_client()
    waiting = client.get(FRAME)
    assert waiting.status_code == 202
    assert waiting.headers["Cache-Control"] == "no-store"
    assert 'http-equiv="refresh"' in waiting.text and "Đang chuẩn bị bản đồ." in waiting.text
    page = client.get(MAP)
    assert page.status_code == 200
    assert 'id="map-table"' in page.text and "không đỉnh nào của" not in page.text
    assert client.get("/?period=2024").text.count("Đang chuẩn bị bản đồ.") > 1
    held.set()
    # The thread that the first reader began, whoever asked meanwhile.
    (thread,) = app.extensions["thinning"].values()
    thread.join(60)
    assert client.get(FRAME).status_code == 200
    assert "không đỉnh nào của 2.000 đơn vị" in client.get(MAP).text
    assert "Đang chuẩn bị bản đồ." not in client.get("/?period=2024").text
    app.extensions["portal"].store.close()


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "gpkg"])
def test_downloads_have_every_commune(country: Flask, suffix: str) -> None:
    answer = country.test_client().get(f"/maps/clean_water_rural.{suffix}?period=2024")
    assert answer.status_code == 200
    if suffix == "csv":
        assert len(answer.text.splitlines()) == WIDE * HIGH + 1
