"""Map pages: the answer, the frame and its policy, table and legend, controls, and who may see what."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from shapely.geometry import box

from tests.build.district import Place, write_district, write_figures
from tests.build.pages import Page, PageClient

RURAL = "/maps/clean_water_rural?period=2024"
FRAME = "/maps/clean_water_rural/frame?period=2024"
PAYLOAD = "<img src=x onerror=alert(1)>"


def place(position: int, name: str, kind: str = "xa") -> Place:
    """Return a square of four hundredths of a degree; three stand in a row."""
    x, y = 106.8 + 0.04 * (position % 3), 10.7 + 0.04 * (position // 3)
    return Place(f"{26470 + position}", name, box(x, y, x + 0.04, y + 0.04), kind)


def served(numerator: int, denominator: int = 1000, **more: object) -> dict[str, object]:
    """Return the fields of a rate by its parts."""
    return {"numerator": Decimal(numerator), "denominator": Decimal(denominator), **more}


@pytest.fixture
def maps(app: Flask, client: PageClient) -> PageClient:
    """A reader of a district of four: one meets 85 %, one misses it by 5, one by 1, one is a town."""
    store = app.extensions["portal"].store
    write_district(
        store,
        [
            place(0, "Xã Phú Hữu"),
            place(1, "Xã Long Tân"),
            place(2, "Xã Phước An"),
            place(3, "Thị trấn Hiệp Phước", "thi_tran"),
        ],
    )
    residents = {"26470": 1000, "26471": 1000, "26472": 1000, "26473": 0}
    write_figures(
        store, "population_rural", "2024", {code: {"value": Decimal(n)} for code, n in residents.items()}
    )
    figures = {"26470": served(900), "26471": served(800), "26472": served(840, note=PAYLOAD)}
    write_figures(store, "clean_water_rural", "2024", figures, file_name="nuoc-sach.xlsx")
    write_figures(store, "social_order_crimes", "2024", {"26470": {"value": Decimal(3)}})
    return client


def rows(page: Page) -> list[str]:
    """Return the codes of the table's rows from top to bottom."""
    return [row.get("data-unit", "") for row in page.find_all("tr") if row.get("data-unit")]


def test_the_answer_comes_first(maps: PageClient) -> None:
    page = maps.get(RURAL)
    assert page.words(page.find_all("h1")[0]) == (
        "Tỷ lệ dân số nông thôn sử dụng nước sạch đạt chuẩn QC02, năm 2024"
    )
    answer = next(p for p in page.find_all("p") if "map-answer" in p.get("class", ""))
    # 900 + 800 + 840 of 3,000 is 84.666…: 1/3 of a point short, ten people.
    assert page.words(answer) == (
        "Huyện Nhơn Trạch: 84,7%, chỉ tiêu ≥ 85%: chưa đạt, cách chỉ tiêu 0,3 điểm %; "
        "cần thêm 10 người sử dụng. 1/3 xã đạt."
    )


def test_the_map_is_a_sandboxed_frame_with_a_title(maps: PageClient) -> None:
    frame = maps.get(RURAL).find_all("iframe")[0]
    assert frame.get("sandbox") == "allow-scripts"
    assert frame.get("src") == FRAME
    assert frame.get("title", "").startswith("Bản đồ: Tỷ lệ dân số nông thôn")


def test_the_frame_is_safe_when_opened_alone(maps: PageClient) -> None:
    answer = maps.raw.get(FRAME)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'; ")
    assert "allow-same-origin" not in policy
    assert "frame-ancestors 'self'" in policy
    assert PAYLOAD not in answer.text
    assert "Phú Hữu" in answer.text


def test_an_unchanged_frame_is_not_sent_again(maps: PageClient) -> None:
    first = maps.raw.get(FRAME)
    again = maps.raw.get(FRAME, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_the_frame_changes_with_language_and_data(maps: PageClient, app: Flask) -> None:
    tags = {maps.raw.get(FRAME).headers["ETag"], maps.raw.get(FRAME + "&lang=en").headers["ETag"]}
    write_figures(app.extensions["portal"].store, "clean_water_rural", "2024", {"26471": served(990)})
    tags.add(maps.raw.get(FRAME).headers["ETag"])
    assert len(tags) == 3


def test_the_table_is_sorted_by_gap_and_says_what_the_tooltips_say(maps: PageClient) -> None:
    page = maps.get(RURAL)
    assert rows(page) == ["26471", "26472", "26470", "26473"]
    table = page.element("map-table")
    assert [page.words(cell) for cell in table.iter("th") if cell.get("scope") == "col"] == [
        "Xã",
        "Giá trị",
        "Cách chỉ tiêu",
    ]
    text = page.words(table)
    assert "Nguồn: nuoc-sach.xlsx, lan," in text
    assert "Nguồn gốc: Báo cáo, chính thức, chưa phê duyệt." in text
    assert (
        "Xã Long Tân Chưa đạt · mọi chỉ tiêu 80,0% 800 / 1.000 5,0 điểm % cần thêm 50 người sử dụng" in text
    )
    assert "Thị trấn Hiệp Phước Không áp dụng (không có dân cư nông thôn) · mọi chỉ tiêu – –" in text
    assert PAYLOAD in text


def test_the_legend_counts_each_class(maps: PageClient) -> None:
    page = maps.get(RURAL)
    lines = [page.words(b) for b in page.find_all("button") if b.get("class") == "legend-line"]
    assert lines == [
        "Đạt 1",
        "Chưa đạt (sát chỉ tiêu) 0",
        "Chưa đạt 2",
        "Không áp dụng 1",
        "Chưa có số liệu 0",
    ]


def test_english_by_switch(maps: PageClient) -> None:
    page = maps.get(RURAL + "&lang=en")
    assert "Rural residents using clean water of standard QC02, year 2024" in page.words()
    assert "84.7%" in page.words()
    assert page.find_all("iframe")[0].get("src", "").endswith("lang=en")


def test_the_controls_work_without_a_script(maps: PageClient) -> None:
    answer = maps.raw.get("/maps?indicator=tree_cover&period=2024&at=")
    assert answer.status_code == 302
    assert answer.location == "/maps/tree_cover?period=2024"
    assert maps.raw.get("/maps").location == "/maps/new_rural_criteria"


def test_a_line_of_one_unit_is_a_number_with_its_context(maps: PageClient, app: Flask) -> None:
    residents = {"26470": 0, "26471": 0, "26472": 0, "26473": 5000}
    write_figures(
        app.extensions["portal"].store,
        "population_urban",
        "2024",
        {code: {"value": Decimal(n)} for code, n in residents.items()},
    )
    page = maps.get("/maps/clean_water_urban?period=2024")
    assert "một con số nói rõ hơn bản đồ" in page.words()


def test_all_or_nothing_is_a_number_and_not_two_colours(maps: PageClient, app: Flask) -> None:
    store = app.extensions["portal"].store
    write_figures(
        store, "health_stations", "2024", {code: {"value": Decimal(1)} for code in ("26470", "26471")}
    )
    reported = {"26470": served(1, 1), "26471": served(0, 1)}
    write_figures(store, "health_station_doctor", "2024", reported)
    page = maps.get("/maps/health_station_doctor?period=2024")
    assert "(1/2 xã đạt trọn)" in page.words()
    assert page.element("map-frame").get("src", "").startswith("/maps/health_station_doctor/frame")
    reported["26471"] = served(1, 2)
    write_figures(store, "health_station_doctor", "2024", reported)
    assert "đạt trọn" not in maps.get("/maps/health_station_doctor?period=2024").words()


def test_fewer_than_five_counted_are_marked_and_not_ranked(maps: PageClient, app: Flask) -> None:
    store = app.extensions["portal"].store
    reported = {"26470": served(2, 3), "26471": served(4, 5), "26472": served(0, 4)}
    write_figures(store, "health_station_doctor", "2024", reported)
    page = maps.get("/maps/health_station_doctor?period=2024")
    table = page.words(page.element("map-table"))
    assert "66,7%†" in table and "0,0%†" in table and "80,0%†" not in table and "80,0%" in table
    assert "† mẫu số dưới 5: không xếp hạng" in table
    frame = maps.raw.get("/maps/health_station_doctor/frame?period=2024").get_data(as_text=True)
    assert "66,7%†" in frame


def test_a_line_of_the_district_alone_has_no_map(maps: PageClient) -> None:
    page = maps.get("/maps/budget_revenue?period=2024")
    assert not page.find_all("iframe")
    assert "chỉ có số liệu toàn huyện" in page.words()
    assert maps.raw.get("/maps/budget_revenue/frame?period=2024").status_code == 404


@pytest.mark.parametrize("address", ["/maps/social_order_crimes", "/maps/social_order_crimes/frame"])
def test_internal_lines_of_real_data_are_refused_in_words(maps: PageClient, address: str) -> None:
    page = maps.get(address + "?period=2024", status=403)
    assert "Trang này không mở cho bạn" in page.words()
    assert "3" not in page.words().replace("2024", "").replace("403", "")


def test_internal_lines_are_not_offered(maps: PageClient) -> None:
    offered = {option.get("value") for option in maps.get(RURAL).find_all("option")}
    assert "clean_water_rural" in offered
    assert "social_order_crimes" not in offered


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/maps/nothing", 404),
        ("/maps/nothing/frame", 404),
        ("/maps/clean_water_rural?period=2024-13", 400),
        ("/maps/clean_water_rural?period=0", 400),
        ("/maps/clean_water_rural?period=-1", 400),
        ("/maps/clean_water_rural?period=năm", 400),
        ("/maps/clean_water_rural?at=1900-01-01", 404),
        ("/maps/clean_water_rural?at=hôm+nay", 404),
    ],
)
def test_an_address_that_names_nothing_is_refused_in_words(
    maps: PageClient, address: str, status: int
) -> None:
    maps.get(address, status=status)


def test_a_period_without_figures_is_shown_as_such(maps: PageClient) -> None:
    page = maps.get("/maps/clean_water_rural?period=2023")
    assert "Chưa có số liệu 4" in page.words()


def test_a_name_that_is_a_script_is_text_on_the_page(app: Flask, client: PageClient) -> None:
    write_district(app.extensions["portal"].store, [place(0, f"Xã {PAYLOAD}"), place(1, "Xã ${alert(1)}`")])
    page = client.get("/maps/tree_cover?period=2024")
    assert f"Xã {PAYLOAD}" in page.words()
    assert not page.find_all("img")
    assert PAYLOAD not in client.raw.get("/maps/tree_cover/frame?period=2024").text


def test_after_the_merger_the_district_is_the_area_that_it_was(sample_client: PageClient):
    """No district level stands since 1 July 2025: it judges nothing and issues nothing."""
    before = sample_client.get("/maps/health_insurance?period=2024").words()
    after = sample_client.get("/maps/health_insurance?period=2024&at=2025-12-31").words()
    assert "Huyện Nhơn Trạch: " in before
    assert "Địa bàn huyện Nhơn Trạch cũ: " in after
    assert "Huyện Nhơn Trạch: " not in after


def test_those_not_due_yet_are_counted_beside_those_that_meet(sample_client: PageClient) -> None:
    """Four of the four that are judged meet it: that is no verdict on the seven that wait."""
    for address in ("/maps/clean_water_rural?period=2024-9M", "/?period=2024-9M", "/clauses?period=2024-9M"):
        assert "4/4 xã đạt; 7 xã chưa đến hạn" in sample_client.get(address).words()
    assert "chưa đến hạn" not in sample_client.get("/maps/tree_cover?period=2024").words()


def test_a_figure_of_no_unit_is_named(sample_client: PageClient) -> None:
    page = sample_client.get("/maps/clean_water_rural?period=2024&at=2025-07-01")
    assert "Số liệu không thuộc đơn vị nào đang vẽ: Huyện Nhơn Trạch (742)." in page.words()
