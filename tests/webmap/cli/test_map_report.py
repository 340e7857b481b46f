"""`map report`: the report in Word for the audience, the time and the language that are asked for."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from flask import Flask

from geodata.store.frozen_sets import freeze
from tests.build.real_figure import set_income
from tests.build.reports import text_of


def report(app: Flask, output: Path, *options: str, code: int = 0) -> str:
    result = app.test_cli_runner().invoke(
        args=["map", "report", "--period", "2025", "--output", str(output), *options]
    )
    assert result.exit_code == code, result.output
    return result.output


def test_it_writes_the_file_and_says_its_code(own_sample_app: Flask, tmp_path: Path):
    output = tmp_path / "bao-cao.docx"
    printed = report(own_sample_app, output, "--printed-on", "2026-02-03", "--printed-by", "Lan")
    text = text_of(Document(str(output)))
    assert "ngày 03 tháng 02 năm 2026" in text
    assert "người in: Lan" in text
    assert f"{printed.split()[0]} · Xuất xứ bản in" in text
    # The same order is the same print.
    first = output.read_bytes()
    report(own_sample_app, output, "--printed-on", "2026-02-03", "--printed-by", "Lan")
    assert output.read_bytes() == first


def test_it_speaks_english_and_marks_a_draft(own_sample_app: Flask, tmp_path: Path):
    output = tmp_path / "report.docx"
    report(own_sample_app, output, "--lang", "en", "--draft")
    document = Document(str(output))
    assert "SOCIALIST REPUBLIC OF VIET NAM" in text_of(document)
    assert "DRAFT" in document.sections[0].first_page_header.paragraphs[0].text


def test_the_public_and_a_frozen_set(own_sample_app: Flask, tmp_path: Path):
    store = own_sample_app.extensions["portal"].store
    freeze(store, "Chốt", person="an")
    set_income(own_sample_app, 93)
    public, internal, frozen = (tmp_path / f"{name}.docx" for name in ("public", "internal", "frozen"))
    report(own_sample_app, public)
    report(own_sample_app, internal, "--audience", "internal")
    report(own_sample_app, frozen, "--frozen", "Chốt")
    said = {path.stem: text_of(Document(str(path))) for path in (public, internal, frozen)}
    assert "Số vụ phạm tội về trật tự xã hội" not in said["public"]
    assert "Số vụ phạm tội về trật tự xã hội" in said["internal"]
    # As of the frozen set there was nothing but the sample; what a reader may see goes by the store of now.
    assert "Số vụ phạm tội về trật tự xã hội" not in said["frozen"]


def test_only_word_is_written(own_sample_app: Flask, tmp_path: Path):
    said = report(own_sample_app, tmp_path / "bao-cao.pdf", code=2)
    assert ".docx" in said
    report(own_sample_app, tmp_path / "a.docx", "--frozen", "x", "--as-of", "2025-01-01", code=2)
    assert not list(tmp_path.glob("*.*"))
