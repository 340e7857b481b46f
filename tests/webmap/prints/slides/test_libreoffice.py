"""LibreOffice opens a deck as it is: as many pages as slides, each with its title."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.build.decks import made, title_of
from tests.webmap.prints.slides.conftest import SHEETS
from webmap.paper.order import COMMUNE, HEAT, SHEET, TARGETS, Part
from webmap.prints.sheet.material import Material

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_deck_becomes_a_pdf_with_every_slide_and_title(material: Material, deck: Any, tmp_path: Path):
    program = shutil.which("soffice")
    assert program, "LibreOffice is needed: apt-get install libreoffice-impress"
    parts = [Part(TARGETS), Part(HEAT), *(Part(SHEET, code) for code in SHEETS)]
    parts.append(Part(COMMUNE, material.reading.communes[0].code))
    (tmp_path / "deck.pptx").write_bytes(made(material, parts))
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "deck.pptx"),
        ],
        check=True,
        capture_output=True,
        timeout=500,
    )
    pages = PdfReader(tmp_path / "deck.pdf").pages
    assert len(pages) == len(deck.slides)
    for slide, page in zip(deck.slides, pages, strict=True):
        assert _letters(title_of(slide)) in _letters(page.extract_text())


def _letters(text: str) -> str:
    """Return a text without its spaces, which a PDF only guesses."""
    return "".join(unicodedata.normalize("NFC", text).split())
