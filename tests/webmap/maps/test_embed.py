"""`/embed/<indicator>`: for everybody or nobody, framed only where a setting says so."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from geodata.store import importing
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.units import UnitKey
from geodata.store.vocabulary import Role
from tests.build.district import SINCE
from tests.build.pages import PageClient
from tests.build.people import CHEAP, signed_in
from webmap.app.settings import Settings
from webmap.factory import create_app

ADDRESS = "/embed/clean_water_rural?period=2024"
SVG = "{http://www.w3.org/2000/svg}svg"


def test_the_map_stands_alone_with_its_values_and_the_sample_mark(sample_client: PageClient) -> None:
    page, map_page = sample_client.get(ADDRESS), sample_client.get("/maps/clean_water_rural?period=2024")
    assert not list(page.find_all("nav"))
    assert "Số liệu mẫu: không dùng để báo cáo" in page.words()
    drawing = next(e for e in page.find_all(SVG) if e.get("role") == "img" and "Phước An" in page.words(e))
    assert drawing is not None
    assert len([tr for tr in page.find_all("tr") if tr.find("td") is not None]) == 12
    (out,) = [a for a in page.find_all("a") if a.get("target") == "_blank"]
    assert out.get("href") == "/maps/clean_water_rural?period=2024"
    # Every state of the page is in the snippet that the map page offers.
    snippet = next(e for e in map_page.find_all("textarea") if e.get("id") == "snippet")
    assert ADDRESS in (snippet.text or "")
    classed = sample_client.get("/maps/clean_water_rural?period=2024&classes=natural&k=4")
    snippet = next(e for e in classed.find_all("textarea") if e.get("id") == "snippet")
    assert "classes=natural" in (snippet.text or "")
    drawn = sample_client.get(f"{ADDRESS}&classes=natural").words()
    assert "78,2" in drawn
    # A ratio of lengths would be wrong on every screen but one; the bar is right on all.
    assert "km" in drawn
    assert "1:200.000" not in drawn


def test_a_sum_of_fewer_than_all_says_so_there_too(sample_client: PageClient) -> None:
    words = sample_client.get("/embed/tree_cover?period=2024").words()
    assert "27,0% (cộng từ 11/12 xã), chỉ tiêu ≥ 26,5%: đạt. 4/11 xã đạt." in words


def test_only_public_lines_whoever_asks(own_sample_app: Flask) -> None:
    here = own_sample_app.extensions["portal"]
    hidden = next(i.code for i in here.profile.measured_lines if i.visibility == "internal")
    with importing(here.store, "indicators", "lan") as batch:
        write_observations(batch, [ObservationEntry(UnitKey("26503", SINCE), "major_fires", "2024", value=1)])
    leader = signed_in(own_sample_app, Role.LEADER)
    leader.get(f"/maps/{hidden}?period=2024")
    leader.get(f"/embed/{hidden}?period=2024", status=403)
    assert "snippet" not in leader.get(f"/maps/{hidden}?period=2024").text
    leader.get(ADDRESS)
    leader.get("/embed/nothing", status=404)


def test_only_named_origins_may_frame_it(sample_app: Flask, sample_store_dir: Path) -> None:
    policy = sample_app.test_client().get(ADDRESS).headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'none'")
    settings = Settings(data_dir=sample_store_dir, frame_ancestors=("https://nhontrach.example",))
    app = create_app(settings, testing=True, passwords=CHEAP)
    answer = app.test_client().get(ADDRESS)
    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors https://nhontrach.example")
    assert "X-Frame-Options" not in answer.headers
    page = PageClient(app).get("/maps/clean_water_rural?period=2024")
    assert "https://nhontrach.example" in page.words()
    app.extensions["portal"].store.close()
