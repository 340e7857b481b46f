"""Commands that bring data in and take it out: what they refuse, with which exit code, changing nothing."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapefile
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook
from rasterio.transform import from_origin

from geodata.boundaries.thinned_file import read_thinned, thinned_path
from geodata.store.drafts import list_drafts
from geodata.store.imports import last_sequence
from geodata.store.observations import read_observations
from geodata.store.units import read_vintages, units_valid_on
from layers.catalogue import Profile
from tests.build.office_sheets import office_workbook, water_sheet
from tests.build.workbooks import FilledTemplate
from webmap.app.portal import Portal

SAMPLE = Path(__file__).parents[3] / "layers" / "profiles" / "nhon_trach"
OUTLINES = SAMPLE / "sample" / "boundaries.geojson"
RASTER = SAMPLE / "sample" / "landcover.tif"
MERGERS = SAMPLE / "communes_2025.csv"
SPAN = ("--valid-from", "2020-01-01", "--valid-to", "2025-06-30")
WARNED = ("--accept-warnings", "đã kiểm tra")


class Office:
    """The commands, run on a store of the test's own."""

    def __init__(self, app: Flask) -> None:
        self._runner = app.test_cli_runner()
        self.portal: Portal = app.extensions["portal"]

    def run(self, *arguments: str | Path) -> Result:
        return self._runner.invoke(args=[str(argument) for argument in arguments])

    def sequence(self) -> int:
        with self.portal.store.session() as session:
            return last_sequence(session)

    def refuses(self, code: int, *arguments: str | Path) -> str:
        """Run a command that must be refused with an exit code and change nothing; return what it says."""
        before = self.sequence()
        result = self.run(*arguments)
        assert result.exit_code == code, result.output
        assert self.sequence() == before
        return result.output

    def does(self, *arguments: str | Path) -> str:
        """Run a command that must succeed; return what it says."""
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return result.output


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    yield Office(app)


@pytest.fixture
def with_units(office: Office) -> Office:
    office.does("boundaries", "import", OUTLINES, *SPAN, *WARNED)
    return office


def long_table(folder: Path, *lines: str, name: str = "so-lieu.csv") -> Path:
    file = folder / name
    file.write_text(
        "\n".join(("commune_code,indicator,period,value,numerator,denominator,note", *lines)), "utf-8"
    )
    return file


def features() -> list[dict]:
    return json.loads(OUTLINES.read_text("utf-8"))["features"]


def collection(folder: Path, found: list[dict], name: str = "xa.geojson") -> Path:
    file = folder / name
    file.write_text(json.dumps({"type": "FeatureCollection", "features": found}), "utf-8")
    return file


def test_boundaries_come_in_dissolve_and_go_out(with_units: Office, tmp_path: Path):
    with_units.does("boundaries", "dissolve", MERGERS, "--valid-from", "2025-07-01", *WARNED)
    with with_units.portal.store.session() as session:
        old = units_valid_on(session, date(2024, 12, 31))
        new = units_valid_on(session, date(2025, 12, 31))
        assert [v.valid_to for v in read_vintages(session)] == [date(2025, 6, 30), None]
    assert sum(unit.is_commune for unit in old) == 12
    assert {u.code: str(u.natural_area_ha) for u in new if u.is_commune} == {
        "26485": "10800.0",
        "26491": "9800.0",
        "26503": "17070.0",
    }
    assert next(u.name for u in new if u.kind == "district") == "Địa bàn huyện Nhơn Trạch cũ"
    out = tmp_path / "xa.geojson"
    with_units.does("boundaries", "export", out, "--at", "2024-12-31")
    written = json.loads(out.read_text("utf-8"))["features"]
    assert len(written) == 12
    assert {"commune_code", "commune", "valid_from", "valid_to"} <= set(written[0]["properties"])


def test_a_dry_run_changes_nothing(office: Office):
    said = office.refuses(0, "boundaries", "import", OUTLINES, *SPAN, "--dry-run")
    assert "12" in said


def test_boundaries_with_an_empty_file_a_wrong_suffix_or_another_content(office: Office, tmp_path: Path):
    for name, content in {"trong.geojson": b"", "xa.txt": b"{}", "xa.gpkg": b"{}", "xa.zip": b"PK?"}.items():
        (tmp_path / name).write_bytes(content)
        assert name in office.refuses(1, "boundaries", "import", tmp_path / name, *SPAN)


def test_boundaries_with_nan_swapped_or_no_coordinates(office: Office, tmp_path: Path):
    swapped = features()
    for feature in swapped:
        _swap(feature["geometry"]["coordinates"])
    office.refuses(1, "boundaries", "import", collection(tmp_path, swapped), *SPAN)
    broken = OUTLINES.read_text("utf-8").replace("[106.", "[NaN, 106.", 1)
    (tmp_path / "nan.geojson").write_text(broken, "utf-8")
    office.refuses(1, "boundaries", "import", tmp_path / "nan.geojson", *SPAN)
    empty = features()
    empty[0]["geometry"] = None
    office.refuses(1, "boundaries", "import", collection(tmp_path, empty, "rong.geojson"), *SPAN)


def _swap(coordinates: list) -> None:
    if coordinates and isinstance(coordinates[0], int | float):
        coordinates[0], coordinates[1] = coordinates[1], coordinates[0]
        return
    for part in coordinates:
        _swap(part)


def test_boundaries_with_a_commune_twice_or_unknown(office: Office, tmp_path: Path):
    twice = features()
    office.refuses(1, "boundaries", "import", collection(tmp_path, [*twice, twice[0]]), *SPAN)
    unknown = features()
    unknown[0]["properties"].update(commune_code="99999", commune="Xã Không Có")
    said = office.refuses(1, "boundaries", "import", collection(tmp_path, unknown), *SPAN)
    assert "99999" in said


def test_warnings_about_outlines_want_a_reason(office: Office, tmp_path: Path):
    fewer = collection(tmp_path, features())
    text = fewer.read_text("utf-8").replace('"natural_area_ha": 1691', '"natural_area_ha": 9000')
    fewer.write_text(text, "utf-8")
    office.refuses(2, "boundaries", "import", fewer, *SPAN)
    office.does("boundaries", "import", fewer, *SPAN, *WARNED)


def test_an_unlabelled_file_names_the_systems_it_may_be_in(office: Office, tmp_path: Path):
    parts = {name: io.BytesIO() for name in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POLYGON, encoding="utf-8") as writer:
        writer.field("ma_xa", "C", 10)
        writer.field("ten_xa", "C", 50)
        writer.poly(
            [[(405000, 1185000), (405000, 1186000), (406500, 1186000), (406500, 1185000), (405000, 1185000)]]
        )
        writer.record("26470", "Xã Phước Thiền")
    with zipfile.ZipFile(tmp_path / "xa.zip", "w") as archive:
        for name, content in parts.items():
            archive.writestr(f"xa.{name}", content.getvalue())
        archive.writestr("xa.cpg", "UTF-8")
    said = office.refuses(1, "boundaries", "import", tmp_path / "xa.zip", *SPAN)
    assert said.index("EPSG:5899") > 0
    office.does("boundaries", "import", tmp_path / "xa.zip", *SPAN, "--crs", "EPSG:5899", *WARNED)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("26470,waste_domestic,2024,,105,100,", "105"),
        ("26470,tree_cover,2024,105,,,", "105"),
        ("26470,population,2024,-5,,,", "−5"),
        ("26470,population,2024,nhiều,,,", "nhiều"),
        ("26470,waste_domestic,2024,,3,0,", "Mẫu số"),
        ("26470,tree_cover,2024-13,20,,,", "2024-13"),
        ("26470,tree_cover,hôm qua,20,,,", "hôm qua"),
        ("99999,tree_cover,2024,20,,,", "99999"),
        ("26470,khong_co,2024,20,,,", "khong_co"),
    ],
)
def test_wrong_figures_are_refused_by_line(with_units: Office, tmp_path: Path, line: str, said: str):
    output = with_units.refuses(1, "indicators", "import", long_table(tmp_path, line))
    assert "dòng 2" in output
    assert said in output


def test_a_share_over_100_is_said_only_where_the_catalogue_says_so(with_units: Office, tmp_path: Path):
    file = long_table(tmp_path, "26470,military_recruitment,2024,,21,20,")
    assert "105" not in with_units.does("indicators", "import", file, *WARNED)


def test_one_wrong_line_refuses_all_of_them(with_units: Office, tmp_path: Path):
    file = long_table(tmp_path, "26470,tree_cover,2024,20,,,", "26473,tree_cover,2024,200,,,")
    with_units.refuses(1, "indicators", "import", file)
    with with_units.portal.store.session() as session:
        assert read_observations(session) == ()


def test_the_same_commune_twice_is_refused(with_units: Office, tmp_path: Path):
    line = "26470,tree_cover,2024,20,,,"
    with_units.refuses(1, "indicators", "import", long_table(tmp_path, line, line))


def test_zero_of_zero_did_not_occur(with_units: Office, tmp_path: Path):
    with_units.does("indicators", "import", long_table(tmp_path, "26470,waste_domestic,2024,,0,0,"))
    with with_units.portal.store.session() as session:
        (row,) = (r for r in read_observations(session) if r.indicator == "waste_domestic")
    assert (row.state, row.reason) == ("not_applicable", "no_cases")


def test_a_code_that_is_two_units_in_the_period_is_asked_about(with_units: Office, tmp_path: Path):
    with_units.does("boundaries", "dissolve", MERGERS, "--valid-from", "2025-07-01", *WARNED)
    file = long_table(tmp_path, "26485,tree_cover,2025,20,,,")
    assert "26485" in with_units.refuses(1, "indicators", "import", file)
    with_units.does("indicators", "import", file, "--at", "2025-12-31")
    with with_units.portal.store.session() as session:
        (row,) = read_observations(session)
    assert row.unit.valid_from == date(2025, 7, 1)


def test_figures_go_out_and_come_back_unchanged(with_units: Office, tmp_path: Path):
    lines = (
        "26470,population,2024,1000,,,",
        "26470,health_insurance,2024,,940,1000,",
        "26473,tree_cover,2024,26.46,,,",
    )
    with_units.does("indicators", "import", long_table(tmp_path, *lines))
    out = tmp_path / "ra.csv"
    with_units.does("indicators", "export", out, "--period", "2024")
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = {(row["commune_code"], row["indicator"]): row for row in csv.DictReader(stream)}
    assert rows["26473", "tree_cover"]["status"] == "missed"
    assert {"basis", "state", "status", "quality", "vintage", "import"} <= set(rows["26473", "tree_cover"])
    before = with_units.sequence()
    said = with_units.does("indicators", "import", out)
    assert "0" in said
    with with_units.portal.store.session() as session:
        assert {row.import_seq for row in read_observations(session)} == {before}


def test_what_is_internal_leaves_only_for_who_may_see_it(with_units: Office, tmp_path: Path):
    with_units.does("indicators", "import", long_table(tmp_path, "26470,social_order_crimes,2024,7,,,"))
    out = tmp_path / "ra.csv"
    with_units.does("indicators", "export", out)
    assert "social_order_crimes" not in out.read_text("utf-8-sig")
    with_units.does("indicators", "export", out, "--audience", "internal")
    assert "social_order_crimes" in out.read_text("utf-8-sig")


def test_the_template_of_a_period_holds_all_its_sheets(with_units: Office, tmp_path: Path):
    file = tmp_path / "mau.xlsx"
    with_units.does("indicators", "template", file, "--period", "2024")
    assert {"Mẫu số", "Toàn huyện"} <= set(load_workbook(file).sheetnames)
    result = with_units.run("indicators", "template", file, "--period", "2024-X")
    assert result.exit_code == 2


def test_a_template_of_an_office_holds_what_it_was_assigned(with_units: Office, tmp_path: Path):
    file = tmp_path / "bieu.xlsx"
    of = ("--period", "2024", "--office", "Công an huyện")
    assert "Công an huyện" in with_units.refuses(1, "indicators", "template", file, *of)
    with_units.does("indicators", "assign", "major_fires", "--office", " Công an  huyện")
    with_units.does("indicators", "template", file, *of)
    assert len(load_workbook(file).sheetnames) == 3
    assert "dancing" in with_units.refuses(1, "indicators", "assign", "dancing", "--office", "A")


def test_an_offices_own_workbook_is_mapped_once(with_units: Office, tmp_path: Path):
    file, mapping = office_workbook(tmp_path / "a.xlsx", water_sheet), tmp_path / "a.toml"
    of = ("--period", "2024", "--office", "Trung tâm Nước sạch")
    assert "Trung tâm" in with_units.refuses(1, "indicators", "import", file, *of)
    with_units.does("indicators", "mapping", file, mapping, "--period", "2024")
    assert 'indicator = "clean_water_rural"' in mapping.read_text()
    with_units.does("indicators", "import", file, *of, "--mapping", mapping, *WARNED)
    said = with_units.does("indicators", "import", file, *of)
    assert "8" in said
    mapping.write_text("sheets = 3")
    with_units.refuses(1, "indicators", "import", file, "--mapping", mapping)
    mapping.write_text("[[[")
    assert "TOML" in with_units.refuses(1, "indicators", "import", file, "--mapping", mapping)


def test_a_refused_workbook_goes_back_with_its_wrong_cells_marked(with_units: Office, tmp_path: Path):
    file, back = tmp_path / "bieu.xlsx", tmp_path / "tra-lai.xlsx"
    with_units.does("indicators", "template", file, "--period", "2024")
    filled = FilledTemplate(file)
    filled["26470", "major_fires:value"] = -3
    where = filled.cell("26470", "major_fires:value")
    with_units.refuses(1, "indicators", "import", filled.save(), "--annotated", back)
    cell = load_workbook(back)[where.parent.title][where.coordinate]
    assert cell.fill.fgColor.rgb == "FFFFC7CE"
    assert cell.comment.text == "−3 nhỏ hơn 0. Hãy nhập số từ 0 trở lên."


def test_the_catalogue_is_printed(office: Office, profile: Profile):
    listed = json.loads(office.does("indicators", "list", "--json"))
    assert [one["code"] for one in listed if not one["is_denominator"]] == [
        line.code for line in profile.measured_lines
    ]
    assert "tree_cover" in office.does("indicators", "list")


def write_raster(
    file: Path, values: np.ndarray, *, crs: str | None = "EPSG:4326", west: float = 106.75
) -> Path:
    height, width = values.shape
    with rasterio.open(
        file,
        "w",
        driver="GTiff",
        height=height,
        width=width,
        count=1,
        dtype=values.dtype,
        crs=crs,
        transform=from_origin(west, 10.8, 0.3 / width, 0.25 / height),
    ) as dataset:
        dataset.write(values, 1)
    return file


def measure(raster: Path, *more: str | Path) -> tuple[str | Path, ...]:
    return ("landcover", "measure", raster, "--legend", "esa-worldcover", "--period", "2024", *more)


def test_cover_is_measured_written_and_put_in_a_table(with_units: Office, tmp_path: Path):
    table = tmp_path / "lop-phu.csv"
    day = ("--image-date", "2024-06-30")
    with_units.refuses(0, *measure(RASTER, *day, "--csv", table, "--dry-run"))
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["commune_code", "class", "label", "area_ha", "fraction", "covered_fraction"]
    assert {row["commune_code"] for row in rows} == {f["properties"]["commune_code"] for f in features()}
    with_units.does(*measure(RASTER, *day, *WARNED))
    with with_units.portal.store.session() as session:
        found = read_observations(session)
    assert {(r.indicator, r.basis) for r in found} == {("tree_cover", "measured")}


def test_rasters_that_cannot_be_measured_are_refused(with_units: Office, tmp_path: Path):
    trees = np.full((30, 50), 10, dtype="uint8")
    elsewhere = write_raster(tmp_path / "xa-lac.tif", trees, west=100.0)
    unplaced = write_raster(tmp_path / "khong-he.tif", trees, crs=None)
    strange = trees.copy()
    strange[:5] = 77
    unknown = write_raster(tmp_path / "la.tif", strange)
    text = tmp_path / "van-ban.tif"
    text.write_text("not a raster")
    for raster in (elsewhere, unplaced, text):
        with_units.refuses(1, *measure(raster))
    assert "77" in with_units.refuses(1, *measure(unknown))


def test_incidents_come_in_and_peoples_data_does_not(with_units: Office, tmp_path: Path):
    file = tmp_path / "vu-viec.csv"
    file.write_text("kind,occurred_on,longitude,latitude,ho_ten\ntheft,2024-03-05,106.93,10.75,A\n", "utf-8")
    with_units.refuses(1, "incidents", "import", file)
    file.write_text("kind,occurred_on,longitude,latitude\ntheft,2024-03-05,106.93,10.75\n", "utf-8")
    with_units.refuses(0, "incidents", "import", file, "--dry-run")
    with_units.does("incidents", "import", file)
    assert "incidents" in with_units.does("imports", "list")


def test_one_offices_lines_are_loaded_and_the_rest_is_kept_as_a_draft(with_units: Office, tmp_path: Path):
    with_units.does("indicators", "assign", "major_fires", "--office", "Công an")
    file = long_table(tmp_path, "26470,major_fires,2024,1,,,", "26470,budget_revenue,2024,x,,,")
    with_units.refuses(1, "indicators", "import", file)
    assert "Công an" in with_units.refuses(1, "indicators", "import", file, "--only-office", "Thuế")
    with_units.refuses(2, "indicators", "import", file, "--only-office", "Công an", "--only-sheet", "a")
    with_units.does("indicators", "import", file, "--only-office", "Công an", "--dry-run")
    with with_units.portal.store.session() as session:
        assert read_observations(session) == ()
        assert list_drafts(with_units.portal.store, session) == ()
    said = with_units.does("indicators", "import", file, "--only-office", "Công an")
    assert "bản nháp" in said
    with with_units.portal.store.session() as session:
        assert [row.indicator for row in read_observations(session)] == ["major_fires"]
        (draft,) = list_drafts(with_units.portal.store, session)
    assert list(draft.settled) == ["Công an"]


def test_an_import_is_undone_and_conflicts_need_a_reason(with_units: Office, tmp_path: Path):
    with_units.does("indicators", "import", long_table(tmp_path, "26470,major_fires,2024,1,,,"))
    with_units.does("indicators", "import", long_table(tmp_path, "26470,major_fires,2024,2,,,"))
    first = with_units.sequence() - 1
    said = with_units.refuses(2, "imports", "undo", str(first))
    assert str(first + 1) in said
    assert "1 mục" in said
    with_units.refuses(0, "imports", "undo", str(first), "--dry-run")
    with_units.refuses(1, "imports", "undo", "999")
    with_units.does("imports", "undo", str(first + 1))
    assert f"hoàn tác lần nhập thứ {first + 1}" in with_units.does("imports", "list")
    with with_units.portal.store.session() as session:
        assert [row.value for row in read_observations(session)] == [1]
    with_units.does("imports", "undo", str(first))
    with with_units.portal.store.session() as session:
        assert read_observations(session) == ()


def test_outlines_of_very_many_communes_are_thinned_by_the_import_itself(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = office.portal.settings.data_dir / "cache"
    monkeypatch.setattr("webmap.pages.thin_outlines.MANY_UNITS", 12)
    office.does("boundaries", "import", OUTLINES, *SPAN, *WARNED)
    (made,) = cache.glob("outlines-*.npz")
    with office.portal.store.session() as session:
        units = units_valid_on(session, date(2024, 12, 31))
    outlines = [unit.geometry for unit in units if unit.is_commune]
    # A layer asks for the same file.
    assert made == thinned_path(cache, outlines)
    assert len(read_thinned(made).coverage.outlines) == 12


def test_outlines_of_a_district_need_no_thinning(office: Office) -> None:
    office.does("boundaries", "import", OUTLINES, *SPAN, *WARNED)
    assert not list((office.portal.settings.data_dir / "cache").glob("outlines-*"))
