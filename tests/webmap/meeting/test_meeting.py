"""Meeting mode: chosen slides in order, from an address alone, for the reader who asks, of a frozen set."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from geodata.store import importing
from geodata.store.frozen_sets import freeze
from geodata.store.observations import ObservationEntry, read_observations, write_observations
from geodata.store.vocabulary import Role
from tests.build.pages import Page, PageClient
from tests.build.people import signed_in

SVG = "{http://www.w3.org/2000/svg}svg"
DECK = "/meeting?indicators=tree_cover,urban_unemployment,clean_water_rural&period=2024"


def link(page: Page, rel: str) -> str | None:
    """Return the address that the slide's link of a kind leads to."""
    return next((a.get("href") for a in page.find_all("a") if a.get("rel") == rel), None)


def test_slides_follow_each_other_by_plain_links(sample_client: PageClient) -> None:
    first = sample_client.get(DECK)
    assert "Tỷ lệ che phủ cây xanh" in first.words(first.find_all("h1")[0])
    assert link(first, "prev") is None
    second = sample_client.get(link(first, "next") or "")
    assert "không có việc làm" in second.words(second.find_all("h1")[0])
    third = sample_client.get(link(second, "next") or "")
    assert link(third, "next") is None
    assert link(third, "first") == link(second, "prev") == link(first, "first")


def test_a_slide_says_value_target_and_who_lags_on_a_map(sample_client: PageClient) -> None:
    on_map, slide = sample_client.get("/maps/tree_cover?period=2024"), sample_client.get(DECK)
    value = next(e for e in on_map.find_all("strong") if e.get("class") == "map-value")
    assert on_map.words(value) in slide.words()
    listed = [row for row in slide.find_all("tr") if row.find("td") is not None]
    behind = [r for r in on_map.find_all("tr") if r.get("data-key") in ("missed", "near")]
    assert behind
    assert len(listed) == min(6, len(behind))
    assert all(row.find("th") is not None for row in listed)
    drawings = [e for e in slide.find_all(SVG) if e.get("role") == "img"]
    assert len(drawings) == 1
    assert "Phước An" in slide.words(drawings[0])


def test_there_is_nothing_to_operate_and_the_sample_mark_stays(sample_client: PageClient) -> None:
    slide = sample_client.get(DECK)
    operated = [e for tag in ("select", "button", "input", "iframe") for e in slide.find_all(tag)]
    assert not operated
    assert "Số liệu mẫu: không dùng để báo cáo" in slide.words()


def test_what_only_the_district_has_is_a_large_number(sample_client: PageClient) -> None:
    slide = sample_client.get("/meeting?indicators=budget_revenue&period=2024")
    assert "tỷ đồng" in slide.words()
    assert not [e for e in slide.find_all(SVG) if e.get("role") == "img"]


def test_the_form_gives_the_address_in_the_chosen_order(sample_client: PageClient) -> None:
    page = sample_client.get("/meeting?period=2024")
    assert len([s for s in page.find_all("select") if s.get("name") == "pick"]) == 10
    asked = "/meeting?period=2024&pick=waste_domestic&pick=&pick=theme:clean_water&pick=waste_domestic"
    answer = sample_client.raw.get(asked)
    assert answer.status_code == 302
    given = parse_qs(urlsplit(answer.location).query)
    codes = given["indicators"][0].split(",")
    assert codes[0] == "waste_domestic"
    assert "clean_water_rural" in codes[1:]
    assert len(codes) == len(set(codes))
    sample_client.get(answer.location)
    assert "indicators" not in sample_client.raw.get("/meeting?pick=&period=2024").location


def test_wrong_addresses_are_refused_in_words(sample_client: PageClient) -> None:
    assert "từ 1 đến 3" in sample_client.get(f"{DECK}&slide=4", status=400).words()
    sample_client.get(f"{DECK}&slide=²", status=400)
    sample_client.get("/meeting?indicators=tree_cover,nothing", status=404)
    sample_client.get("/meeting?indicators=" + ",".join(["tree_cover"] * 101), status=400)


def test_a_set_of_slides_is_refused_at_once_to_whom_one_is_hidden(own_sample_app: Flask) -> None:
    profile = own_sample_app.extensions["portal"].profile
    hidden = next(i.code for i in profile.measured_lines if i.visibility == "internal")
    _replace_income(own_sample_app)
    deck = f"/meeting?indicators=tree_cover,{hidden}&period=2024"
    PageClient(own_sample_app).get(deck, status=403)
    signed_in(own_sample_app, Role.LEADER).get(deck)
    offered = PageClient(own_sample_app).get("/meeting").text
    assert f'value="{hidden}"' not in offered
    assert 'value="tree_cover"' in offered


def test_a_frozen_set_holds_on_all_slides(own_sample_app: Flask) -> None:
    freeze(own_sample_app.extensions["portal"].store, "cuộc họp", person="mai")
    _replace_income(own_sample_app)
    deck = "/meeting?indicators=tree_cover,income_per_capita&period=2024"
    client = PageClient(own_sample_app)
    assert "99,9" in client.get(f"{deck}&slide=2").words()
    first = client.get(f"{deck}&frozen=cuộc họp")
    second = client.get(link(first, "next") or "")
    assert "Bộ số liệu chốt “cuộc họp”" in second.words()
    assert "99,9" not in second.words()
    form = signed_in(own_sample_app, Role.LEADER).get("/meeting?frozen=cuộc họp")
    chosen = [o for o in form.find_all("option") if "selected" in o.attrib]
    assert "cuộc họp" in [o.get("value") for o in chosen]


def _replace_income(app: Flask) -> None:
    """Load a real value over the sample's: from then on not all is shown to everybody."""
    store = app.extensions["portal"].store
    with store.session() as session:
        rows = read_observations(session, indicators=["income_per_capita"], periods=["2024"])
    before = next(row for row in rows if row.unit.code == "26503")
    entry = ObservationEntry(before.unit, before.indicator, "2024", value=Decimal("99.9"))
    with importing(store, "indicators", "lan", file_name="sua.xlsx", reason="tính lại") as batch:
        write_observations(batch, [entry])
