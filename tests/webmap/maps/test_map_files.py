"""Layers to take away: the same values, states and classes as on the map, with source and basis."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from xml.etree import ElementTree

import geopandas
import openpyxl
import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from shapely.geometry import box

from tests.build.district import Place, write_district, write_figures
from tests.build.pages import PageClient

ADDRESS = "/maps/tree_cover.{}?period=2024"


@pytest.fixture
def rows(sample_client: PageClient) -> list[dict[str, str]]:
    answer = sample_client.raw.get(ADDRESS.format("csv") + "&classes=natural")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_the_table_has_what_the_map_draws(rows: list[dict[str, str]], sample_client: PageClient) -> None:
    page = sample_client.get("/maps/tree_cover?period=2024&classes=natural")
    drawn = {row.get("data-unit"): row.get("data-key") for row in page.find_all("tr") if row.get("data-unit")}
    assert {row["commune_code"]: row["class"] for row in rows} == drawn


def test_source_basis_target_and_what_was_measured_go_along(rows: list[dict[str, str]]) -> None:
    row = next(row for row in rows if row["commune_code"] == "26473")
    assert (row["basis"], row["source"], row["operator"], row["target"]) == (
        "reported", "values.csv", ">=", "26.5",
    )  # fmt: skip
    assert row["status"] == "missed" and row["value"].startswith("26.4586") and row["is_sample"] == "yes"
    assert float(row["measured"]) == pytest.approx(27.04, abs=0.01)


def test_the_workbook_says_that_the_figures_are_invented(sample_client: PageClient) -> None:
    answer = sample_client.raw.get(ADDRESS.format("xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert sheet["A1"].value == "Số liệu mẫu: không dùng để báo cáo"
    assert sheet["A2"].value == "commune_code"
    assert sheet.max_row == 14


def test_the_geopackage_has_the_outlines(sample_client: PageClient) -> None:
    answer = sample_client.raw.get(ADDRESS.format("gpkg"))
    frame = geopandas.read_file(io.BytesIO(answer.get_data()))
    assert len(frame) == 12 and frame.crs.to_epsg() == 4326 and frame.geometry.is_valid.all()
    assert set(frame["outline"]) == {"illustration"}
    assert answer.headers["Content-Disposition"] == "attachment; filename=tree_cover-2024.gpkg"


@pytest.mark.parametrize("code", ["clean_water_rural", "party_admissions"])
def test_the_drawing_shows_the_classes_with_their_legend(sample_client: PageClient, code: str) -> None:
    query = "period=2024&classes=natural"
    answer = sample_client.raw.get(f"/maps/{code}.svg?{query}")
    assert answer.mimetype == "image/svg+xml"
    drawing = ElementTree.fromstring(answer.get_data(as_text=True))
    said = ["".join(text.itertext()) for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    page = sample_client.get(f"/maps/{code}?{query}")
    for line in (item for item in page.find_all("button") if "legend-line" in item.get("class", "")):
        label, count = page.words(line).rsplit(" ", 1)
        assert f"{label}: {count}" in said
    assert any("Số liệu mẫu" in text for text in said)
    circles = list(drawing.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(circles) == (12 if code == "party_admissions" else 0)
    inner = next(one for one in drawing if one.tag.endswith("svg"))
    assert (inner.get("width"), inner.get("height")) == ("190", "125")


def test_the_drawing_of_the_classes_is_a_picture_and_a_page_too(sample_client: PageClient) -> None:
    query = "period=2024&classes=natural"
    picture = sample_client.raw.get(f"/maps/clean_water_rural.png?{query}")
    assert picture.mimetype == "image/png"
    width, height = Image.open(io.BytesIO(picture.data)).size
    # 190 mm at 300 dots an inch.
    assert abs(width - 190 / 25.4 * 300) <= 2
    assert height > width / 2
    sheet = PdfReader(io.BytesIO(sample_client.raw.get(f"/maps/clean_water_rural.pdf?{query}").data))
    assert len(sheet.pages) == 1
    assert float(sheet.pages[0].mediabox.width) == pytest.approx(190 / 25.4 * 72, abs=1)
    page = sample_client.get(f"/maps/clean_water_rural?{query}")
    for suffix in ("svg", "png", "pdf"):
        assert any(f"/maps/clean_water_rural.{suffix}?" in link for link in page.links())
    assert not [link for link in page.links() if link.startswith("/print/")]


def test_a_line_without_outlines_has_no_drawing(sample_client: PageClient) -> None:
    sample_client.get("/maps/budget_revenue.svg?period=2024", status=404)


def test_a_line_of_the_district_alone_is_a_table_without_rows(sample_app: Flask) -> None:
    client = sample_app.test_client()
    code = next(
        i.code
        for i in sample_app.extensions["portal"].profile.measured_lines
        if str(i.data_level) == "district"
    )
    for suffix in ("csv", "xlsx", "gpkg"):
        assert client.get(f"/maps/{code}.{suffix}?period=2024").status_code == 200


def test_what_a_reader_may_not_see_is_no_file_either(app: Flask) -> None:

    store = app.extensions["portal"].store
    write_district(store, [Place("26470", "Xã Phú Hữu", box(106.8, 10.7, 106.84, 10.74), "xa")])
    write_figures(store, "party_admissions", "2024", {"26470": {"value": Decimal(3)}})
    for suffix in ("csv", "xlsx", "gpkg"):
        assert app.test_client().get(f"/maps/party_admissions.{suffix}?period=2024").status_code == 403


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("classes=equal", 200),
        ("classes=equal&k=2", 200),
        ("classes=own&breaks=10;20,5", 200),
        ("classes=own", 200),
        ("classes=equal&k=0", 400),
        ("classes=equal&k=-1", 400),
        ("classes=equal&k=6", 400),
        ("classes=equal&k=many", 400),
        ("classes=rainbow", 400),
        ("classes=own&breaks=20;10", 400),
        ("classes=own&breaks=ten", 400),
        ("classes=own&breaks=1;2;3;4;5", 400),
    ],
)
def test_every_choice_of_classes_is_checked(sample_client: PageClient, query: str, status: int) -> None:
    for address in ("/maps/tree_cover?", "/maps/tree_cover/periods?"):
        sample_client.get(f"{address}period=2024&{query}", status=status)
