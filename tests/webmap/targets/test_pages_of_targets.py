"""Overview, clauses, ranking and commune pages say what the layers say, to whom it may be said."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from flask import Flask
from shapely.geometry import box

from geodata.store import Store
from layers.audience import Audience, Sight
from layers.joining.build import build_layer
from layers.joining.ranking import rank_communes
from layers.joining.snapshot import Snapshot, read_snapshot
from layers.joining.summary import summarise
from layers.periods import Period
from layers.rules.judgement import Status
from tests.build.district import Place, write_district, write_figures
from tests.build.pages import PageClient
from webmap.app.portal import Portal

YEAR = Period(2024)


@pytest.fixture(scope="module")
def snapshot(sample_app: Flask) -> Snapshot:
    portal: Portal = sample_app.extensions["portal"]
    with portal.store.session() as session:
        return read_snapshot(session, portal.profile, periods=[YEAR])


def test_the_overview_links_every_theme_and_says_its_value(sample_client: PageClient, snapshot: Snapshot):
    page = sample_client.get("/?period=2024")
    for theme in snapshot.profile.themes:
        assert any(f"/maps/{theme.lead}" in link for link in page.links())
    water = build_layer(snapshot, "clean_water_rural", YEAR).district
    assert f"{float(water.figure.value or 0):.1f}%".replace(".", ",") in page.words()
    assert "Số liệu mẫu: không dùng để báo cáo" in page.words()


def test_the_ranking_is_in_the_order_of_the_layers(sample_client: PageClient, snapshot: Snapshot):
    words = sample_client.get("/ranking?period=2024").words()
    standings = rank_communes(
        summarise(snapshot, YEAR, sight=Sight(Audience.PUBLIC, only_sample=True)).layers
    )
    places = [words.index(s.unit.name, words.index("Hạng")) for s in standings if s.rank is not None]
    assert places == sorted(places)
    first = standings[0]
    assert f"{first.unit.name} chậm nhất: chưa đạt {first.missed} trên {first.judged} chỉ tiêu" in words


def test_a_commune_page_says_what_would_close_each_gap(sample_client: PageClient, snapshot: Snapshot):
    words = sample_client.get("/communes/26503?period=2024").words()
    for code in ("clean_water_rural", "health_insurance", "waste_domestic"):
        value = next(v for v in build_layer(snapshot, code, YEAR).units if v.unit.code == "26503")
        assert value.judgement.closing is not None
        amount = f"{int(value.judgement.closing.amount):,}".replace(",", ".")
        assert f"cần thêm {amount}" in words


def test_26_46_percent_is_written_so_and_missed(sample_client: PageClient, snapshot: Snapshot):
    value = next(v for v in build_layer(snapshot, "tree_cover", YEAR).units if v.unit.code == "26473")
    assert value.judgement.status is Status.MISSED
    for address in ("/maps/tree_cover?period=2024", "/communes/26473?period=2024"):
        assert "26,46%" in sample_client.get(address).words()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", ["2024", "2023", "2024-Q1", "2024-H1", "2024-9M", "2022"])
@pytest.mark.parametrize("page", ["/", "/clauses", "/ranking", "/communes/26479"])
def test_every_page_stands_in_every_period_and_language(
    sample_client: PageClient, page: str, period: str, lang: str
):
    assert sample_client.get(f"{page}?period={period}&lang={lang}").text.count("<h1") == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/communes/99999", 404),
        ("/communes/742", 404),
        ("/communes/26470?at=1999-01-01", 404),
        ("/communes/26470?at=hom-qua", 404),
        ("/?period=2024-13", 400),
        ("/?period=0", 400),
        ("/?period=-1", 400),
        ("/ranking?scope=clause:IX", 400),
        ("/ranking?period=mai", 400),
        ("/clauses?lang=fr", 400),
    ],
)
def test_what_no_page_can_answer(sample_client: PageClient, address: str, status: int):
    sample_client.get(address, status=status)


@pytest.fixture
def real(app: Flask, client: PageClient) -> PageClient:
    """A portal with real figures: one commune, of which a public and an internal line are known."""
    store: Store = app.extensions["portal"].store
    write_district(store, [Place("26470", "Xã Phước Thiền", box(106.8, 10.7, 106.9, 10.8))])
    write_figures(store, "tree_cover", "2024", {"26470": {"numerator": Decimal(200)}})
    write_figures(store, "social_order_crimes", "2024", {"26470": {"value": Decimal(4711)}})
    return client


def test_internal_lines_of_real_data_are_counted_and_not_shown(real: PageClient, app: Flask):
    profile = app.extensions["portal"].profile
    internal = sum(i.visibility != "public" for i in profile.measured_lines)
    page = real.get("/?period=2024")
    assert f"{len(profile.measured_lines) - internal} chỉ tiêu" in page.words()
    assert re.search(rf"{internal} chỉ tiêu [^.]*nội bộ", page.words())
    for address in ("/", "/clauses", "/ranking", "/communes/26470"):
        text = real.get(f"{address}?period=2024").text
        assert "4711" not in text
        assert "4.711" not in text
    real.get("/maps/social_order_crimes?period=2024", status=403)


def test_the_districts_share_is_the_sum_of_parts(app: Flask, client: PageClient):
    store: Store = app.extensions["portal"].store
    places = [
        Place(code, name, box(x, 10.7, x + 0.1, 10.8))
        for code, name, x in (("26470", "Xã Phước Thiền", 106.8), ("26473", "Xã Long Tân", 106.9))
    ]
    write_district(store, places)
    write_figures(
        store,
        "waste_domestic",
        "2024",
        {
            "26470": {"numerator": Decimal(90), "denominator": Decimal(100)},
            "26473": {"numerator": Decimal(299), "denominator": Decimal(300)},
        },
    )
    # 389 of 400 t; the mean of the two shares would be 94,8.
    assert Fraction(100 * 389, 400) == Fraction("97.25")
    assert "97,3%" in client.get("/maps/waste_domestic?period=2024").words()
    assert "97,3%" in client.get("/clauses?period=2024").words()


def test_a_district_lacking_units_says_of_how_many_it_is(app: Flask, client: PageClient):
    store: Store = app.extensions["portal"].store
    write_district(
        store,
        [
            Place("26470", "Xã Phước Thiền", box(106.8, 10.7, 106.9, 10.8)),
            Place("26473", "Xã Long Tân", box(106.9, 10.7, 107.0, 10.8)),
        ],
    )
    write_figures(store, "tree_cover", "2024", {"26470": {"numerator": Decimal(300)}})
    assert "1/2 xã" in client.get("/maps/tree_cover?period=2024").words()
    assert "1/2 xã" in client.get("/clauses?period=2024").words()


def test_a_store_without_units_says_what_to_do_first(client: PageClient):
    words = client.get("/").words()
    assert "boundaries import" in words


def test_the_year_without_a_resolution_is_shown_and_not_judged(sample_client: PageClient):
    words = sample_client.get("/?period=2023").words()
    assert "chưa đạt" not in words.split("Tất cả chỉ tiêu")[0].partition("chỉ tiêu:")[2].partition(".")[0]
