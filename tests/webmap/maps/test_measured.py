"""`/measured`: reported beside measured, which area each divides by, changes between dates of one product."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from geodata.store import importing
from geodata.store.cover_changes import StoredCoverChange, write_cover_changes
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.units import UnitKey
from geodata.store.vocabulary import Basis, ImportKind
from tests.build.pages import PageClient

ADDRESS = "/measured/tree_cover?period=2024"
SINCE = date(2020, 1, 1)


def test_both_values_stand_with_what_each_divides(sample_client: PageClient) -> None:
    page = sample_client.get(ADDRESS)
    table = page.element("compare-table")
    rows = [page.words(row) for row in table.iter("tr")]
    assert "Xã Long Tân 26,46% 941,4 / 3.558,0 ha 27,0% 969,0 / 3.583,8 ha 100,0% +0,6 điểm %" in rows
    assert rows[1].startswith("Xã Phú Hữu") and rows[1].endswith("+1,1 điểm %")
    assert rows[-1].startswith("Xã Long Thọ –") and rows[-1].endswith("88,2% –")


def test_product_date_rule_and_areas_are_said(sample_client: PageClient) -> None:
    text = sample_client.get(ADDRESS).words()
    assert "ESA WorldCover 2021 v200, 10 m" in text and "30/06/2024" in text
    assert "tính là cây: Cây thân gỗ che phủ (≥ 10%) (10), Rừng ngập mặn (95)" in text
    assert "diện tích tự nhiên đã công bố" in text and "phần ranh giới mà ảnh nhìn thấy" in text


def test_a_missing_side_is_no_difference(sample_client: PageClient) -> None:
    page = sample_client.get(ADDRESS)
    legend = [page.words(item) for item in page.find_all("ul") if "compare-legend" in item.get("class", "")]
    assert "Chưa có số liệu 1" in legend[1] and "thấp hơn" in legend[1] and "tăng" not in legend[1]


@pytest.mark.parametrize("side", ["reported", "measured", "change"])
def test_each_side_is_a_frame(sample_client: PageClient, side: str) -> None:
    answer = sample_client.raw.get(f"/measured/tree_cover/frame/{side}?period=2024")
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("sandbox allow-scripts;")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/measured/clean_water_rural", 404),
        ("/measured/nothing", 404),
        ("/measured/tree_cover?period=x", 400),
        ("/measured/forest_cover?period=2024", 200),
        ("/measured/tree_cover?period=2023", 200),
        ("/measured/tree_cover?period=2024&at=2025-07-01", 200),
    ],
)
def test_every_address_answers(sample_client: PageClient, address: str, status: int) -> None:
    sample_client.get(address, status=status)


def change(product: str, earlier: int, gain: str) -> StoredCoverChange:
    return StoredCoverChange(
        UnitKey("26470", SINCE), "tree", product, date(earlier, 6, 30), date(2024, 6, 30), "tree: 10, 95",
        Decimal(gain), Decimal("30"), Decimal("100"), Decimal("8"), Decimal(1),
    )  # fmt: skip


def test_changes_stand_by_product_and_dates(own_sample_app: Flask) -> None:
    store = own_sample_app.extensions["portal"].store
    with importing(store, ImportKind.LANDCOVER, "lan", file_name="2021.tif, 2024.tif") as batch:
        write_cover_changes(
            batch,
            [change("esa-worldcover-v200", 2021, "12.25"), change("esri-lulc-10m-9class", 2020, "5")],
        )
    page = PageClient(own_sample_app).get(ADDRESS)
    tables = [page.words(table) for table in page.find_all("table")][1:]
    assert len(tables) == 2
    worldcover = next(text for text in tables if "ESA WorldCover" in text)
    assert "30/06/2021 – 30/06/2024" in worldcover
    assert "Xã Phước Thiền 12,3 30,0 −17,8 100,0" in worldcover
    assert worldcover.endswith("12,3 30,0 −17,8 100,0")


def test_two_products_are_not_read_as_change(own_sample_app: Flask) -> None:
    assert "không phải là biến động" not in PageClient(own_sample_app).get(ADDRESS).words()
    store = own_sample_app.extensions["portal"].store
    measured = ObservationEntry(
        UnitKey("26470", SINCE),
        "tree_cover",
        "2023",
        basis=Basis.MEASURED,
        product="esri-lulc-10m-9class",
        numerator=Decimal(200),
        denominator=Decimal(1500),
    )
    with importing(store, ImportKind.LANDCOVER, "lan", file_name="2023.tif") as batch:
        write_observations(batch, [measured])
    client = PageClient(own_sample_app)
    text = client.get(ADDRESS).words()
    assert "không phải là biến động" in text and "ESA WorldCover" in text


def test_what_two_products_measured_is_no_change_in_a_comparison(own_sample_app: Flask) -> None:
    # Long Thọ has reported nothing in either year; its image of 2023 is of another product.
    unit = UnitKey("26494", SINCE)
    parts = {"numerator": Decimal(500), "denominator": Decimal(2500)}
    image = {"basis": Basis.MEASURED, "product": "esri-lulc-10m-9class", **parts}
    store = own_sample_app.extensions["portal"].store
    with importing(store, ImportKind.LANDCOVER, "lan", file_name="2023.tif") as batch:
        entries = [ObservationEntry(unit, "tree_cover", "2023", **image)]
        entries.append(ObservationEntry(unit, "tree_cover", "2023", state="no_data"))
        write_observations(batch, entries)
    page = PageClient(own_sample_app).get("/compare/tree_cover?from=2023&to=2024")
    assert "Không tính chênh lệch cho Xã Long Thọ: hai giá trị được đo bằng sản phẩm" in page.words()
    row = next(tr for tr in page.find_all("tr") if tr.get("data-unit") == "26494")
    assert page.words(row).endswith("–")
    frame = PageClient(own_sample_app).raw.get("/compare/tree_cover/frame/change?from=2023&to=2024").text
    assert "Xã Long Thọ, –" in frame


def test_the_picture_of_the_raster_is_in_the_frame(sample_client: PageClient) -> None:
    frame = "/maps/tree_cover/frame?period=2024"
    plain = sample_client.raw.get(frame).get_data(as_text=True)
    with_ground = sample_client.raw.get(frame + "&ground=60").get_data(as_text=True)
    assert "data:image/png;base64," in with_ground and "data:image/png" not in plain
    assert '"opacity": 0.6' in with_ground
    page = sample_client.get("/maps/tree_cover?period=2024&ground=60")
    assert "Rừng ngập mặn" in page.words(next(s for s in page.find_all("section")))
    assert sample_client.raw.get("/maps/clean_water_rural/frame?period=2024&ground=60").status_code == 200


@pytest.mark.parametrize("given", ["-1", "101", "half", "1e9"])
def test_the_strength_of_the_picture_is_checked(sample_client: PageClient, given: str) -> None:
    sample_client.get(f"/maps/tree_cover?period=2024&ground={given}", status=400)
