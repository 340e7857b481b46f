"""The page of incidents: squares and words, never a point, never a small count, and not for everybody."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date

import pytest
from flask import Flask
from shapely.geometry import box

from geodata.store import Store, importing
from geodata.store.incidents import StoredIncident, read_incidents, write_incidents
from geodata.store.vocabulary import ImportKind
from tests.build.district import Place, write_district
from tests.build.pages import PageClient
from webmap.incidents.grid_document import COLOURS

YEARS = ("2023", "2024")
PAYLOAD = "<img src=x onerror=alert(1)>"


def every_answer(client: PageClient) -> dict[str, str]:
    """Return the text of every answer that has to do with incidents, by address."""
    found = {}
    for year in YEARS:
        for kind in ("", "theft", "fighting", "drug", "traffic_accident"):
            for page in ("/incidents", "/incidents/frame"):
                for lang in ("vi", "en"):
                    address = f"{page}?period={year}&kind={kind}&lang={lang}"
                    answer = client.raw.get(address)
                    assert answer.status_code == 200, address
                    found[address] = answer.text
    return found


def stored(app: Flask) -> tuple[StoredIncident, ...]:
    """Return all incidents of the sample."""
    with app.extensions["portal"].store.session() as session:
        return read_incidents(session, date.min, date.max)


def test_no_coordinate_of_an_incident_is_in_any_answer(sample_app: Flask, sample_client: PageClient) -> None:
    incidents = stored(sample_app)
    assert len(incidents) == 600
    text = "\n".join(every_answer(sample_client).values())
    # Outlines have numbers of their own, some alike by chance: what must not be told is a place.
    told = {(float(x), float(y)) for x, y in re.findall(r"(\d+\.\d+),\s*(\d+\.\d+)", text)}
    assert told
    assert not {(round(i.longitude, 5), round(i.latitude, 5)) for i in incidents} & told
    assert not {(round(i.latitude, 5), round(i.longitude, 5)) for i in incidents} & told
    assert not {i.case_hash for i in incidents if i.case_hash and i.case_hash in text}
    assert '"Point"' not in text


def features(text: str) -> list[dict[str, object]]:
    """Return the features in a frame's document."""
    start = re.search(r"units_add\(|\{\"features\"", text)
    assert start is not None
    found, _end = json.JSONDecoder().raw_decode(text[text.index('{"features"') :])
    return list(found["features"])


def test_no_square_of_the_frame_or_the_table_has_fewer_than_ten(sample_client: PageClient) -> None:
    counts = []
    for address, text in every_answer(sample_client).items():
        if "/frame" in address:
            squares = [f for f in features(text) if f["properties"]["key"] != "commune"]  # type: ignore[index]
            labels = [re.sub(r"<[^>]+>", "", f["properties"]["label"]) for f in squares]  # type: ignore[index]
            counts += [int(label) for label in labels]
        else:
            page = sample_client.get(address)
            cells = [td for td in page.find_all("td") if "data-label" in td.attrib]
            counts += [int(page.words(td)) for td in cells[1::2]]
    assert counts
    assert min(counts) >= 10


def test_table_and_map_show_the_same_squares(sample_client: PageClient) -> None:
    page = sample_client.get("/incidents?period=2024")
    rows = {tr.get("data-unit"): tr.get("data-key") for tr in page.find_all("tr") if tr.get("data-unit")}
    drawn = {
        f["id"]: f["properties"]["key"]  # type: ignore[index]
        for f in features(sample_client.raw.get("/incidents/frame?period=2024").text)
        if f["properties"]["key"] != "commune"  # type: ignore[index]
    }
    assert rows == drawn
    legend = {
        b.get("data-key"): int(page.words(b).split()[-1])
        for b in page.find_all("button")
        if b.get("class") == "legend-line"
    }
    assert {key: n for key, n in legend.items() if n} == Counter(drawn.values())
    fills = {r.get("fill") for b in page.find_all("button") for r in b.iter() if str(r.tag).endswith("rect")}
    assert fills == set(COLOURS)


def test_neither_a_total_nor_the_number_of_hidden_squares_is_told(
    sample_app: Flask, sample_client: PageClient
) -> None:
    page = sample_client.get("/incidents?period=2024")
    total = sum(i.occurred_on.year == 2024 for i in stored(sample_app))
    assert str(total) not in page.words().split()
    assert "không ghi tổng số vụ" in page.words()


def test_a_quarter_is_its_whole_year(sample_client: PageClient) -> None:
    quarter, year = (sample_client.get(f"/incidents?period={p}") for p in ("2024-Q1", "2024"))
    assert quarter.words(quarter.element("content")) == year.words(year.element("content"))


def test_the_frame_has_its_own_policy_and_the_page_shows_it_sandboxed(sample_client: PageClient) -> None:
    answer = sample_client.raw.get("/incidents/frame?period=2024")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'")
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", answer.text)
    (frame,) = sample_client.get("/incidents?period=2024").find_all("iframe")
    assert frame.get("sandbox") == "allow-scripts"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("period=2024&kind=piracy", 400),
        ("period=2024&kind=%3Cscript%3E", 400),
        ("period=soon", 400),
        ("period=1999", 404),
        ("period=2022", 200),
        ("period=2025", 200),
        ("", 200),
    ],
)
def test_what_an_address_asks_for(sample_client: PageClient, query: str, status: int) -> None:
    page = sample_client.get(f"/incidents?{query}", status=status)
    assert "<script>" not in page.text
    assert "2.024" not in page.words()


def test_crime_pages_link_here(sample_client: PageClient) -> None:
    links = sample_client.get("/maps/social_order_crimes?period=2024").links()
    assert any(link.startswith("/incidents?period=2024") for link in links)
    assert not any("/incidents" in link for link in sample_client.get("/maps/waste_domestic").links())


def test_real_counts_are_not_for_the_public(app: Flask, client: PageClient) -> None:
    store: Store = app.extensions["portal"].store
    write_district(store, [Place("26470", "Xã Phú Hữu", box(106.8, 10.7, 106.9, 10.8))])
    load(store, [StoredIncident("theft", date(2024, 3, 1), 106.85, 10.75)] * 12)
    for address in ("/incidents", "/incidents/frame", "/incidents?period=2024&kind=theft"):
        page = client.get(address, status=403)
        assert "lưu hành nội bộ" in page.words()
        assert "12" not in page.words().split()


def test_text_of_files_is_shown_as_text(app: Flask, client: PageClient) -> None:
    store: Store = app.extensions["portal"].store
    square = box(106.8, 10.7, 106.9, 10.8)
    write_district(store, [Place("26470", f"Xã {PAYLOAD}", square)], is_sample=True)
    load(store, [StoredIncident("new_kind", date(2024, 3, 1), 106.85, 10.75)] * 12, is_sample=True)
    page = client.get("/incidents?period=2024")
    assert f"Xã {PAYLOAD}" in page.words()
    assert "new kind" in page.words()
    assert "<img" not in page.text
    assert "<img" not in client.raw.get("/incidents/frame?period=2024").text


def load(store: Store, incidents: list[StoredIncident], *, is_sample: bool = False) -> None:
    """Write incidents as an import of their own."""
    with importing(
        store, ImportKind.INCIDENTS, "tests", file_name="vu-viec.csv", is_sample=is_sample
    ) as batch:
        write_incidents(batch, incidents)
