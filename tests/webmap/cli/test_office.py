"""`office`: what the page sets can be set, shown and refused on the command line too."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from geodata.store.imports import get_import, last_sequence
from geodata.store.settings import read_office_settings


def run(app: Flask, *args: object, code: int = 0) -> Result:
    result = app.test_cli_runner().invoke(args=["office", *(str(arg) for arg in args)])
    assert result.exit_code == code, result.output
    return result


def sequence_of(app: Flask) -> int:
    with app.extensions["portal"].store.session() as session:
        return last_sequence(session)


def test_what_is_set_is_shown_and_comes_in_one_import(app: Flask) -> None:
    before = sequence_of(app)
    pairs = ("name=Ủy ban nhân dân xã Nhơn Trạch", "paper=a3", "near_band.tree_cover=1,5", "near_band=0,5")
    said = run(app, "set", *pairs, "recipients=- Như trên;|- Lưu: VT.", "--from", "2025-07-01").output
    assert "5 mục" in said
    assert sequence_of(app) == before + 1
    shown = run(app, "show", "--period", "2025").output
    for text in (
        "Ủy ban nhân dân xã Nhơn Trạch",
        "A3",
        "- Như trên;; - Lưu: VT.",
        "near_band.tree_cover",
        "1.5",
    ):
        assert text in shown
    assert "ỦY BAN NHÂN DÂN HUYỆN NHƠN TRẠCH" in run(app, "show", "--period", "2024").output
    with app.extensions["portal"].store.session() as session:
        assert get_import(session, before + 1).kind == "settings"


def test_before_it_is_entered_the_issuer_is_said_to_be_missing(app: Flask) -> None:
    assert "Chưa nhập tên cơ quan ban hành" in run(app, "show", "--period", "2025-Q3").output
    assert "Chưa nhập" not in run(app, "show", "--period", "2024").output


def test_an_issuer_belongs_to_the_form_that_is_set_with_it(app: Flask) -> None:
    run(app, "set", "form=party", "name=Đảng ủy xã Nhơn Trạch", "--from", "2025-07-01")
    assert "Đảng ủy xã Nhơn Trạch" in run(app, "show", "--period", "2025").output
    run(app, "set", "name=Ủy ban nhân dân xã Nhơn Trạch", "--from", "2025-07-01", "--form", "state")
    assert "Đảng ủy xã Nhơn Trạch" in run(app, "show", "--period", "2025").output
    run(app, "set", "form=state")
    assert "Ủy ban nhân dân xã Nhơn Trạch" in run(app, "show", "--period", "2025").output


def test_without_a_day_todays_issuer_is_meant(app: Flask) -> None:
    run(app, "set", "place=Nhơn Trạch")
    with app.extensions["portal"].store.session() as session:
        assert read_office_settings(session)["office.state.2025-07-01.place"] == "Nhơn Trạch"


def test_an_empty_value_takes_it_back(app: Flask) -> None:
    run(app, "set", "paper=a3", "near_band=2", "place=Long Tân")
    run(app, "set", "paper=", "near_band=", "place=")
    with app.extensions["portal"].store.session() as session:
        settings = read_office_settings(session)
    assert {settings[key] for key in ("office.paper", "near_band", "office.state.2025-07-01.place")} == {None}


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (("colour=red",), "Không có mục “colour”"),
        (("near_bands=1",), "Không có mục “near_bands”"),
        (("logo=0123",), "Không có mục “logo”"),
        (("place",), "KHÓA=GIÁ TRỊ"),
        (("paper=a0",), "paper: “a0” không có trong các lựa chọn: a3, a4"),
        (("near_band=-1",), "near_band: “-1” nhỏ hơn 0"),
        (("near_band=1.234",), "có thể là"),
        (("near_band.new_rural_criteria=1",), "chỉ có đạt hoặc chưa đạt"),
        (("near_band.nothing=1",), "Không có chỉ tiêu “"),
        (("name=" + "n" * 121,), "name: Dòng này dài 121 ký tự"),
        # One wrong value keeps back the right ones too.
        (("place=Nhơn Trạch", "paper=a3", "near_band=x"), "không phải là số"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(app: Flask, pairs: tuple[str, ...], said: str) -> None:
    before = sequence_of(app)
    assert said in run(app, "set", *pairs, code=1).output
    assert sequence_of(app) == before


def test_english_is_spoken_where_it_is_asked_for(app: Flask) -> None:
    assert "paper: “a0” is none of the choices" in run(app, "set", "paper=a0", "--lang", "en", code=1).output


def test_a_logo_is_put_on_and_taken_off(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "bieu-trung.png"
    Image.new("RGB", (60, 40), "#c00000").save(file)
    sha256 = run(app, "logo", file).output.split()[-1]
    assert (app.extensions["portal"].store.files_dir / sha256).is_file()
    assert sha256 in run(app, "show").output
    run(app, "logo", "--remove")
    assert sha256 not in run(app, "show").output


def test_what_is_no_picture_is_refused(app: Flask, tmp_path: Path) -> None:
    file, before = tmp_path / "logo.png", sequence_of(app)
    file.write_bytes(b"GIF89a")
    said = run(app, "logo", file, code=1).output
    assert "logo.png" in said
    assert "không phải ảnh PNG hoặc JPEG" in said
    assert sequence_of(app) == before
    run(app, "logo", code=2)
    run(app, "logo", file, "--remove", code=2)


def test_the_map_is_printed_on_the_offices_paper(own_sample_app: Flask, tmp_path: Path) -> None:
    runner = own_sample_app.test_cli_runner()

    def size(*options: str) -> tuple[int, int]:
        file = tmp_path / "to.pdf"
        asked = ["map", "print", "tree_cover", "--period", "2024", "--output", str(file), *options]
        result = runner.invoke(args=asked)
        assert result.exit_code == 0, result.output
        box = PdfReader(io.BytesIO(file.read_bytes())).pages[0].mediabox
        return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)

    assert size() == (297, 210)
    run(own_sample_app, "set", "paper=a3", "orientation=portrait")
    assert size() == (297, 420)
    assert size("--paper", "a4", "--orientation", "landscape") == (297, 210)
