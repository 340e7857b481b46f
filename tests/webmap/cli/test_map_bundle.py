"""`map bundle`: a ZIP whose pages need nothing but each other, for the audience that is stated on them."""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import html5lib
import pytest
from flask import Flask

from geodata.store.frozen_sets import freeze
from layers.audience import Audience, Sight
from layers.catalogue import DataLevel, Kind
from layers.joining.reading import Reading
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from tests.build.real_figure import set_income, set_value
from webmap.pages.address import Asked
from webmap.prints.bundle import BundleOrder, earlier_periods, write_bundle
from webmap.words.dates import VIETNAM
from webmap.words.translations import translator

MADE_AT = datetime(2025, 1, 17, 17, 0, tzinfo=VIETNAM)


def bundle(app: Flask, output: Path, *options: str) -> zipfile.ZipFile:
    result = app.test_cli_runner().invoke(
        args=["map", "bundle", "--period", "2024", "--output", str(output), *options]
    )
    assert result.exit_code == 0, result.output
    return zipfile.ZipFile(output)


@pytest.fixture(scope="module")
def archive(sample_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The bundle of 2024 for everybody."""
    return bundle(sample_app, tmp_path_factory.mktemp("bundle") / "b.zip")


def test_every_page_names_only_files_that_are_in_it(archive: zipfile.ZipFile, sample_app: Flask) -> None:
    names = set(archive.namelist())
    lines = sample_app.extensions["portal"].profile.measured_lines
    assert {f"maps/{one.code}.html" for one in lines} <= names
    assert len([n for n in names if n.startswith("communes/")]) == 12
    for name in names:
        text = archive.read(name).decode("utf-8", errors="replace")
        found = re.findall(r"url\(\"?'?([^)\"'#]+)", text) if name.endswith(".css") else []
        if name.endswith(".html"):
            assert "<form" not in text
            found = re.findall(r'(?:href|src)="([^"#]*)', text)
            assert "Số liệu mẫu: không dùng để báo cáo" in text
        for address in found:
            if address and not address.startswith("data:"):
                named = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
                assert named in names, (name, address)


def test_each_map_is_a_folium_document_of_its_own(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    assert len([n for n in names if n.endswith("leaflet.js")]) == 1
    page = archive.read("maps/tree_cover.html").decode()
    assert 'src="../frames/tree_cover.html"' in page
    assert 'href="../maps/tree_cover-2023.html"' in page
    frame = archive.read("frames/tree_cover-2023.html").decode()
    assert "L.map(" in frame
    assert 'src="../assets/leaflet.js"' in frame
    # Only the district has figures of this one.
    assert "maps/budget_revenue.html" in names
    assert "frames/budget_revenue.html" not in names


def test_all_values_are_one_table(archive: zipfile.ZipFile) -> None:
    rows = list(csv.DictReader(io.StringIO(archive.read("tables/values-2024.csv").decode("utf-8-sig"))))
    found = [r for r in rows if (r["commune_code"], r["indicator"]) == ("26503", "clean_water_rural")]
    assert [(r["numerator"], r["denominator"], r["is_sample"]) for r in found] == [("11925", "15567", "yes")]


@pytest.mark.parametrize(
    ("period", "earlier"),
    [
        ("2024", ("2020", "2021", "2022", "2023")),
        ("2024-Q2", ("2023-Q4", "2024-Q1")),
        ("2019", ()),
    ],
)
def test_earlier_periods_are_the_last_ones_of_the_same_kind(period: str, earlier: tuple[str, ...]) -> None:
    reported = ["2019", "2020", "2021", "2022", "2023", "2024", "2025", "2023-Q4", "2024-Q1", "2024-Q2"]
    found = earlier_periods(Period.parse(period), map(Period.parse, reported))
    assert tuple(str(one) for one in found) == earlier


def test_its_pages_say_what_the_portal_says(archive: zipfile.ZipFile, sample_app: Flask) -> None:
    index = archive.read("index.html").decode()
    overview = sample_app.test_client().get("/clauses?period=2024").get_data(as_text=True)
    assert "Số liệu mẫu: không dùng để báo cáo" in index
    assert "dùng công khai" in index
    sentence = re.search(r'<p class="lead wide">([^<]*)', overview)
    assert sentence is not None
    assert sentence[1].strip() in index
    page = archive.read("maps/clean_water_rural.html").decode()
    assert "Phước An" in page
    assert "người sử dụng" in page
    assert "nguy cơ không duy trì" in archive.read("new-rural/standard-2021-2025.html").decode()


@pytest.mark.slow
def test_nobody_finds_what_is_not_for_them(own_sample_app: Flask, tmp_path: Path) -> None:
    set_income(own_sample_app, Decimal("99.9"))
    lines = own_sample_app.extensions["portal"].profile.measured_lines
    hidden = [one for one in lines if one.visibility == "internal"]
    other_names = " ".join(name for one in lines if one not in hidden for name in (one.name_vi, one.name_en))
    telling = {one.code for one in hidden}
    telling |= {n for one in hidden for n in (one.name_vi, one.name_en) if n not in other_names}
    assert len(telling) > len(hidden) > 10
    counted = next(one for one in hidden if one.kind is Kind.RATE and one.data_level is DataLevel.COMMUNE)
    figure = {"value": Decimal("77.717"), "numerator": Decimal(61717), "denominator": Decimal(79412)}
    set_value(own_sample_app, counted.code, note="chỉ nội bộ biết", **figure)
    telling |= {"61717", "61.717", "79412", "79.412", "chỉ nội bộ biết"}

    public = bundle(own_sample_app, tmp_path / "public.zip")
    assert not found_in(public, telling)
    assert "Không hiển thị" in public.read("index.html").decode()
    internal = bundle(own_sample_app, tmp_path / "internal.zip", "--audience", "internal")
    assert {what for _name, what in found_in(internal, telling)} >= {
        counted.code,
        "chỉ nội bộ biết",
        "61.717",
    }
    assert "lưu hành nội bộ" in internal.read("index.html").decode()


def found_in(archive: zipfile.ZipFile, telling: set[str]) -> set[tuple[str, str]]:
    """Return which files of an archive have what would tell something, in their names or anywhere inside."""
    texts = {n: n + archive.read(n).decode("utf-8", errors="replace") for n in archive.namelist()}
    # What stands in files that are the same for everybody tells nothing of this portal.
    return {(n, what) for n, text in texts.items() if "assets/" not in n for what in telling if what in text}


@pytest.mark.slow
def test_a_frozen_set_is_bundled_as_it_was(own_sample_app: Flask, tmp_path: Path) -> None:
    freeze(own_sample_app.extensions["portal"].store, "cuộc họp", person="mai")
    set_income(own_sample_app, Decimal("99.9"))
    now = own_sample_app.test_client().get("/maps/income_per_capita?period=2024").get_data(as_text=True)
    then = bundle(own_sample_app, tmp_path / "then.zip", "--frozen", "cuộc họp")
    assert "99,9" in now
    assert "99,9" not in then.read("maps/income_per_capita.html").decode()


@pytest.mark.parametrize(
    "options",
    [("--frozen", "x", "--as-of", "2024-01-01"), ("--frozen", "không có"), ("--audience", "king")],
)
def test_what_cannot_be_bundled_is_refused(
    sample_app: Flask, tmp_path: Path, options: tuple[str, ...]
) -> None:
    output = tmp_path / "b.zip"
    arguments = ["map", "bundle", "--period", "2024", "--output", str(output), *options]
    assert sample_app.test_cli_runner().invoke(args=arguments).exit_code != 0
    assert not output.exists()


@pytest.mark.slow
def test_the_same_data_and_time_give_the_same_bytes(sample_app: Flask) -> None:
    portal, period = sample_app.extensions["portal"], Period.parse("2024")
    with portal.store.session() as session:
        snapshot = read_snapshot(session, portal.profile, periods=[period])
    wanted = Asked(Reading(Sight(Audience.PUBLIC, only_sample=True), snapshot, period), (period,))
    made = []
    for _time in range(2):
        with sample_app.test_request_context("/?lang=en"):
            sample_app.preprocess_request()
            made.append(write_bundle(BundleOrder(wanted, translator("en"), MADE_AT)))
    assert made[0] == made[1]
    page = zipfile.ZipFile(io.BytesIO(made[0])).read("index.html").decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert "17 January 2025" in page
