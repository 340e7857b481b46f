"""`/desk/boundaries`: an old shapefile without a system is placed by a person, previewed and loaded whole."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from pyproj import CRS
from shapely.affinity import translate
from werkzeug.test import TestResponse

from geodata.crs import WGS84, project
from geodata.store.imports import list_imports
from geodata.store.units import read_units, read_vintages
from geodata.store.vocabulary import ImportKind, Role
from layers.intake.boundaries import commit_boundary_file, read_boundary_file
from tests.build.boundary_files import (
    Row,
    shapefile_parts,
    three_communes,
    write_geojson,
    write_shapefile,
)
from tests.build.pages import Page, PageClient
from tests.build.people import csrf_token, send_form, signed_in
from webmap.words.findings import word_in_each

SINCE = date(2020, 1, 1)
# "Xã Phước Thiền" and the others as TCVN3 has them.
OLD_NAMES = {"26470": "X· Ph­íc ThiÒn", "26473": "X· Long T©n", "26479": "ThÞ trÊn HiÖp Ph­íc"}


@pytest.fixture
def planner(app: Flask, tmp_path: Path) -> PageClient:
    """A planner of a portal that knows three communes by real outlines."""
    here = app.extensions["portal"]
    path = write_geojson(tmp_path / "known.geojson", three_communes())
    read = read_boundary_file(here.store, here.profile, path, "known.geojson", valid_from=SINCE)
    commit_boundary_file(
        here.store, here.profile, read, person="tests", wording=word_in_each, accept_warnings="thử"
    )
    return signed_in(app, Role.PLANNER)


def old_rows() -> list[Row]:
    """Return the three communes in the district's VN-2000, with their names in TCVN3."""
    target = CRS.from_epsg(5899)
    return [
        (
            {"MAXA": p["commune_code"], "TENXA": OLD_NAMES[p["commune_code"]].encode("latin-1")},
            project(geometry, WGS84, target),
        )
        for p, geometry in three_communes()
    ]


def send(client: PageClient, path: Path, **fields: str) -> TestResponse:
    data = {"csrf_token": csrf_token(client.raw, "/desk/boundaries"), "valid_from": "2024-01-01", **fields}
    file = (io.BytesIO(path.read_bytes()), path.name)
    return client.raw.post(
        "/desk/boundaries", data={**data, "file": file}, content_type="multipart/form-data"
    )


def vintages_of(app: Flask) -> list[date]:
    with app.extensions["portal"].store.session() as session:
        return [v.valid_from for v in read_vintages(session)]


def systems(page: Page) -> list[str]:
    """Return the words of each system that is proposed, in order."""
    boxes = [ul for ul in page.find_all("ul") if ul.get("class") == "systems"]
    return [page.words(li) for ul in boxes for li in ul]


def test_an_old_shapefile_is_placed_previewed_and_loaded(
    app: Flask, planner: PageClient, tmp_path: Path
) -> None:
    path = write_shapefile(tmp_path / "ranh gioi cu.zip", shapefile_parts(old_rows()))
    answer = send(planner, path)
    assert answer.status_code == 303, answer.text[:2000]
    page = planner.get(answer.location)
    # Nothing is loaded yet; the page proposes systems with their maps, the district's own first.
    assert vintages_of(app) == [SINCE]
    proposed = systems(page)
    assert proposed[0].startswith("EPSG:5899")
    assert "% nằm trên ranh giới đã có" in proposed[0]
    assert len(
        [e for e in page.find_all("{http://www.w3.org/2000/svg}svg") if e.get("class") == "outlines"]
    ) >= len(proposed)
    assert "Phải sửa hết các lỗi" in page.words()
    assert "--crs" not in page.words()
    # Loading it without an answer is refused.
    assert send_form(planner.raw, answer.location, {}, page="/desk/boundaries").status_code == 422
    chosen = f"{answer.location}&crs=EPSG:5899"
    page = planner.get(chosen)
    text = page.words()
    assert "Phải sửa" not in text
    for name in ("Xã Phước Thiền", "Xã Long Tân", "Thị trấn Hiệp Phước"):
        assert name in text
    assert "3 đơn vị mới" in text
    fields = {"official": "on", "reason": "đã đối chiếu"}
    loaded = send_form(planner.raw, chosen, fields)
    assert loaded.status_code == 303, loaded.text[:3000]
    assert vintages_of(app) == [SINCE, date(2024, 1, 1)]
    with app.extensions["portal"].store.session() as session:
        record = max(list_imports(session), key=lambda r: r.sequence)
        vintage = read_vintages(session)[-1]
        units = {u.code: u for u in read_units(session, vintage)}
    assert record.kind == ImportKind.BOUNDARIES
    assert record.file_name == "ranh gioi cu.zip"
    expected = {p["commune_code"]: g for p, g in three_communes()}
    for code, outline in expected.items():
        assert units[code].geometry is not None
        assert units[code].geometry.symmetric_difference(outline).area < 1e-6 * outline.area
    planner.get(loaded.location)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("xa.shp", b"x", "xa.shp"),
        ("xa.zip", b"no zip", "ZIP"),
        ("xa.geojson", b"", "trống"),
        ("xa.exe", b"MZ", "xa.exe"),
    ],
)
def test_what_is_no_boundary_file_is_refused(
    app: Flask, planner: PageClient, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    answer = send(planner, path)
    text = planner.get(answer.location).words() if answer.status_code == 303 else answer.text
    assert said.lower() in text.lower()
    assert vintages_of(app) == [SINCE]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"valid_from": ""}, "ngày đầu tiên"),
        ({"valid_from": "31/2/2024"}, "31/2/2024"),
        ({"valid_to": "01/01/2023"}, "trước ngày đầu tiên"),
    ],
)
def test_what_is_said_of_the_file_is_checked(
    planner: PageClient, tmp_path: Path, fields: dict[str, str], said: str
) -> None:
    path = write_geojson(tmp_path / "a.geojson", three_communes())
    answer = send(planner, path, **fields)
    assert answer.status_code == 400
    assert said in answer.text


def test_an_address_that_says_nonsense(planner: PageClient, tmp_path: Path) -> None:
    address = send(planner, write_geojson(tmp_path / "a.geojson", three_communes())).location
    planner.get(f"{address}&crs=banana", status=400)
    planner.get(f"{address}&encoding=latin-9", status=400)
    planner.get(address.replace(urlsplit(address).path.rpartition("/")[2], "0" * 64), status=404)
    assert parse_qs(urlsplit(address).query)["file"] == ["a.geojson"]


def test_warnings_need_a_reason(app: Flask, planner: PageClient, tmp_path: Path) -> None:
    # As a file in VN-2000 that was taken for WGS 84: everything lies some 200 m off in one direction.
    moved = [(p, translate(g, 0.0017, 0.0011)) for p, g in three_communes()]
    address = send(planner, write_geojson(tmp_path / "a.geojson", moved)).location
    page = planner.get(address)
    assert "theo cùng một hướng" in page.words()
    assert send_form(planner.raw, address, {}).status_code == 422
    assert vintages_of(app) == [SINCE]
    assert send_form(planner.raw, address, {"reason": "đo lại"}).status_code == 303
    assert vintages_of(app) == [SINCE, date(2024, 1, 1)]


def test_only_planners_and_administrators(app: Flask, planner: PageClient) -> None:
    signed_in(app, Role.CLERK, offices=("Công an huyện",)).get("/desk/boundaries", status=403)
    signed_in(app, Role.ADMIN).get("/desk/boundaries")


def test_a_file_that_lacks_communes_says_so_and_the_district_stays_whole(
    app: Flask, planner: PageClient, tmp_path: Path
) -> None:
    path = write_geojson(tmp_path / "hai-xa.geojson", three_communes()[:2])
    address = send(planner, path, valid_from="2020-01-01").location
    text = planner.get(address).words()
    assert "Tệp thiếu 1 đơn vị đã biết: Thị trấn Hiệp Phước" in text
    assert send_form(planner.raw, address, {}).status_code == 422
    assert send_form(planner.raw, address, {"reason": "chỉ đo lại hai xã"}).status_code == 303
    with app.extensions["portal"].store.session() as session:
        units = read_units(session, read_vintages(session)[0])
    district = next(u for u in units if u.kind == "district")
    communes = [u for u in units if u.is_commune]
    assert len(communes) == 3
    assert district.geometry is not None
    assert district.geometry.area == pytest.approx(sum(u.geometry.area for u in communes if u.geometry))
