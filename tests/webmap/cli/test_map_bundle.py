"""`map bundle`: a ZIP whose pages need nothing but each other, for the audience that is stated on them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import html5lib
import pytest
from flask import Flask

from geodata.store import importing
from geodata.store.frozen_sets import freeze
from geodata.store.observations import ObservationEntry, read_observations, write_observations
from layers.audience import Audience
from layers.periods import Period
from layers.reading import read_snapshot
from webmap.address import Asked
from webmap.bundle import write_bundle
from webmap.dates import VIETNAM
from webmap.translations import translator

MADE_AT = datetime(2025, 1, 17, 17, 0, tzinfo=VIETNAM)


def bundle(app: Flask, output: Path, *options: str) -> zipfile.ZipFile:
    result = app.test_cli_runner().invoke(
        args=["map", "bundle", "--period", "2024", "--output", str(output), *options]
    )
    assert result.exit_code == 0, result.output
    return zipfile.ZipFile(output)


def set_income(app: Flask, value: Decimal) -> None:
    """Load a figure that is no sample: from then on not everything is shown to everybody."""
    store = app.extensions["portal"].store
    with store.session() as session:
        rows = read_observations(session, indicators=["income_per_capita"], periods=["2024"])
    unit = next(row.entry.unit for row in rows if row.entry.unit.code == "26503")
    with importing(store, "indicators", "lan", file_name="sua.xlsx", reason="tính lại") as batch:
        write_observations(batch, [ObservationEntry(unit, "income_per_capita", "2024", value=value)])


def test_every_page_names_only_files_that_are_in_it(sample_app: Flask, tmp_path: Path) -> None:
    archive = bundle(sample_app, tmp_path / "b.zip")
    names = set(archive.namelist())
    visible = len(sample_app.extensions["portal"].profile.measured_lines)
    assert len([n for n in names if n.startswith("maps/")]) == visible
    assert len([n for n in names if n.startswith("communes/")]) == 12
    for name in names:
        text = archive.read(name).decode("utf-8", errors="replace")
        if name.endswith(".css"):
            assert "http" not in re.sub(r"http://www\.w3\.org/\S+", "", text)
        if not name.endswith(".html"):
            continue
        assert "<script" not in text
        assert "<form" not in text
        for address in re.findall(r'(?:href|src)="([^"#]*)', text):
            if address:
                assert (Path(name).parent / address).as_posix().replace("maps/../", "").replace(
                    "communes/../", ""
                ).replace("new-rural/../", "") in names, (name, address)


def test_its_pages_say_what_the_portal_says(sample_app: Flask, tmp_path: Path) -> None:
    archive = bundle(sample_app, tmp_path / "b.zip")
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


def test_nobody_finds_what_is_not_for_them(own_sample_app: Flask, tmp_path: Path) -> None:
    set_income(own_sample_app, Decimal("99.9"))
    hidden = next(
        i.code
        for i in own_sample_app.extensions["portal"].profile.measured_lines
        if i.visibility == "internal"
    )
    public = bundle(own_sample_app, tmp_path / "public.zip")
    assert f"maps/{hidden}.html" not in public.namelist()
    assert hidden not in "".join(public.read(n).decode() for n in public.namelist() if n.endswith(".html"))
    internal = bundle(own_sample_app, tmp_path / "internal.zip", "--audience", "internal")
    assert f"maps/{hidden}.html" in internal.namelist()
    assert "lưu hành nội bộ" in internal.read("index.html").decode()


def test_a_frozen_set_is_bundled_as_it_was(own_sample_app: Flask, tmp_path: Path) -> None:
    freeze(own_sample_app.extensions["portal"].store, "cuộc họp", person="mai")
    set_income(own_sample_app, Decimal("99.9"))
    now = bundle(own_sample_app, tmp_path / "now.zip").read("maps/income_per_capita.html").decode()
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


def test_the_same_data_and_time_give_the_same_bytes(sample_app: Flask) -> None:
    portal, period = sample_app.extensions["portal"], Period.parse("2024")
    with portal.store.session() as session:
        snapshot = read_snapshot(session, portal.profile, periods=[period])
    wanted = Asked(snapshot, period, (period,), None, Audience.PUBLIC)
    made = []
    for _time in range(2):
        with sample_app.test_request_context("/?lang=en"):
            sample_app.preprocess_request()
            made.append(write_bundle(wanted, translator("en"), made_at=MADE_AT))
    assert made[0] == made[1]
    page = zipfile.ZipFile(io.BytesIO(made[0])).read("index.html").decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert "17 January 2025" in page
