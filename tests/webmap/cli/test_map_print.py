"""`map print`, `map pack` and `packs`: what they write, and what they refuse in words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from pypdf import PdfReader

from tests.build.people import CHEAP
from webmap.app.settings import Settings
from webmap.factory import create_app


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=list(args))


@pytest.mark.parametrize(
    ("subject", "pages", "said"),
    [
        ("tree_cover", 1, "Tỷ lệ che phủ cây xanh"),
        ("26503", 2, "Xã Phước An"),
        ("heat", 1, "Xã nào chưa đạt chỉ tiêu nào"),
    ],
)
def test_a_subject_is_printed(
    own_sample_app: Flask, tmp_path: Path, subject: str, pages: int, said: str
) -> None:
    file = tmp_path / "in.pdf"
    result = run(own_sample_app, "map", "print", subject, "--period", "2024", "--output", str(file))
    assert result.exit_code == 0, result.output
    reader = PdfReader(io.BytesIO(file.read_bytes()))
    assert len(reader.pages) == pages
    assert said in reader.pages[0].extract_text()


def test_one_command_makes_a_packs_pages_and_slides(own_sample_app: Flask, tmp_path: Path) -> None:
    assert run(own_sample_app, "packs", "keep", "Giao ban", "targets", "tree_cover").exit_code == 0
    assert "Giao ban\ta4 landscape\ttargets tree_cover" in run(own_sample_app, "packs", "list").output
    files = [tmp_path / "giao-ban.pdf", tmp_path / "giao-ban.pptx"]
    outputs = [part for file in files for part in ("--output", str(file))]
    result = run(own_sample_app, "map", "pack", "Giao ban", "--period", "2024", *outputs)
    assert result.exit_code == 0, result.output
    assert [file.read_bytes()[:2] for file in files] == [b"%P", b"PK"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("map", "print", "khong_co", "--period", "2024", "--output", "x.pdf"), "Không có chỉ tiêu"),
        (("map", "print", "99999", "--period", "2024", "--output", "x.pdf"), "99999"),
        (("map", "pack", "khong co", "--period", "2024", "--output", "x.pdf"), "khong co"),
        (("packs", "keep", "a/b", "targets"), "a/b"),
    ],
)
def test_what_is_not_there_is_refused(
    own_sample_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(own_sample_app, *args)
    assert result.exit_code == 1
    assert said in result.output
    assert not list(tmp_path.glob("x.*"))


def test_without_a_store_it_says_how_to_make_one(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path / "none"), testing=True, passwords=CHEAP)
    result = run(app, "map", "print", "heat", "--period", "2024", "--output", str(tmp_path / "x.pdf"))
    assert result.exit_code == 1
    assert "flask --app wsgi init" in result.output
    app.extensions["portal"].store.close()
