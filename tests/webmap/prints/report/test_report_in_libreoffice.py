"""Another program than the one that wrote it opens the report: pages, headings, page numbers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from tests.build.reports import material_of
from webmap.prints.report.document import report_document

pytestmark = pytest.mark.slow
A4 = (595, 842)


def pages_of(app: Flask, folder: Path, period: str, **order: object) -> PdfReader:
    """Convert a report to PDF, with a profile of its own, so that tests beside each other do not meet."""
    source = folder / "report.docx"
    source.write_bytes(report_document(material_of(app, period, **order)))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return PdfReader(folder / "report.pdf")


def text_of(page: object) -> str:
    return " ".join(page.extract_text().split())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("form", "nation", "number"),
    [
        ("state", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: [số]/BC-UBND"),
        ("party", "ĐẢNG CỘNG SẢN VIỆT NAM", "Số [số]-BC/HU"),
    ],
)
def test_a_year_in_both_forms(sample_app: Flask, tmp_path: Path, form: str, nation: str, number: str):
    reader = pages_of(sample_app, tmp_path, "2024", settings={"office.form": form})
    texts = [text_of(page) for page in reader.pages]
    assert 25 <= len(texts) <= 36
    assert nation in texts[0]
    assert number in texts[0]
    # The first page has no number, every other has its own; each says that it is a sample.
    assert texts[0].startswith("Số liệu mẫu")
    assert all(text.startswith(f"{n} Số liệu mẫu") for n, text in enumerate(texts[1:], start=2))
    whole = " ".join(texts)
    for heading in ("I. ĐÁNH GIÁ CHUNG", "1. Mục I.1: Kinh tế", "8. Mục III.1.1", "III. NHẬN XÉT", "PHỤ LỤC"):
        assert heading in whole
    sizes = [tuple(round(float(x)) for x in page.mediabox[2:]) for page in reader.pages]
    first_lying = sizes.index(A4[::-1])
    assert set(sizes[:first_lying]) == {A4}
    assert set(sizes[first_lying:]) == {A4[::-1]}
    assert texts[first_lying].find("PHỤ LỤC") > 0
    # A table that goes on over a page repeats its headings there.
    assert sum("TT Chỉ tiêu" in text for text in texts) > 8
    # The nation's name stays on one line.
    assert [line for line in reader.pages[0].extract_text().splitlines() if nation in line]


def test_a_year_without_values_and_an_english_quarter(sample_app: Flask, tmp_path: Path):
    later = [text_of(page) for page in pages_of(sample_app, tmp_path, "2025").pages]
    assert "[cơ quan ban hành]" in later[0]
    assert "[địa danh], ngày 05 tháng 01 năm 2025" in later[0]
    quarter = tmp_path / "quarter"
    quarter.mkdir()
    english = [text_of(page) for page in pages_of(sample_app, quarter, "2024-Q1", lang="en").pages]
    assert "Independence - Freedom - Happiness" in english[0]
    assert "II. RESULTS BY CLAUSE OF THE RESOLUTION" in " ".join(english)
    assert "APPENDIX" in " ".join(english)
