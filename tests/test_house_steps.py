"""The plan's steps do what they promise: taken in a copy of the house, and nothing else touched."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from layers.catalogue import Profile
from tests.build.decks import texts_of
from tests.build.steps import ROOT, copy_portal, recipes
from tests.conftest import COMPILED

INDICATOR, LEAD, THEME, PRINT = "waste_composting_households", "lit_roads", "roads", "units"
NAMES = {"vi": "Tỷ lệ hộ gia đình ủ phân từ rác hữu cơ", "en": "Households that compost their waste"}
LEADS = {"vi": "Tỷ lệ hộ gia đình ở đường có đèn chiếu sáng", "en": "Households on a road with lights"}
THEMES = {"vi": "Đường sá", "en": "Roads"}
PRINTS = {"vi": "Các xã theo tên", "en": "Communes by name"}
NO_FIGURES = {"vi": "chưa có số liệu", "en": "no data"}
REPORTED = {"vi": "23,4", "en": "23.4"}
LANGUAGES = ("vi", "en")
ASKING = Path(__file__).parent / "build" / "asking.py"

PAGES = {
    "overview": "/?period=2024&lang={}",
    "clauses": "/clauses?period=2024&lang={}",
    "map": f"/maps/{INDICATOR}?period=2024&lang={{}}",
    "frame": f"/maps/{INDICATOR}/frame?period=2024&lang={{}}",
    "ranking": f"/ranking?period=2024&scope=theme:{THEME}&lang={{}}",
    "printing": "/print?period=2024&lang={}",
    "sheet": f"/print/{INDICATOR}.pdf?period=2024&lang={{}}",
    "print": f"/print/{PRINT}.pdf?period=2024&lang={{}}",
    "csv": f"/maps/{INDICATOR}.csv?period=2024&lang={{}}",
    "xlsx": f"/maps/{INDICATOR}.xlsx?period=2024&lang={{}}",
}
"""What is opened once an office has reported, in both languages."""

Taken = Mapping[str, bytes]


def test_a_recipe_touches_what_it_says() -> None:
    files = {title: {step.file for step in steps} for title, steps in recipes().items()}
    assert len(files["Add an indicator"]) == 1
    folders = {Path(file).parent.name for file in files["Add a theme"] if not file.endswith("profile.toml")}
    assert folders == {THEME}
    (entry,) = (step for step in recipes()["Add a theme"] if step.file.endswith("profile.toml"))
    assert len([line for line in entry.text.splitlines() if " = " in line]) == 3
    assert len(files["Add a print"]) == 3


# A portal of its own is started in a copy: with a cold start too long for the tests of every day.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory, profile: Profile) -> Taken:
    """What the portal of the copy gave: pages by name and language, files by name."""
    tree = copy_portal(tmp_path_factory.mktemp("house"))
    for steps in recipes().values():
        for step in steps:
            step.take(tree)
    out = tmp_path_factory.mktemp("given")
    figures = _reported(profile, out / "figures.csv")
    asked = {"new map": PAGES["map"].format("vi"), "new clauses": PAGES["clauses"].format("vi")}
    asked |= {f"{name} {lang}": page.format(lang) for name, page in PAGES.items() for lang in LANGUAGES}
    before = [["init", "--sample"], asked.pop("new map"), asked.pop("new clauses")]
    told = ["indicators", "import", str(figures)]
    given = _ask(tree, out, [*before, told, *asked.values(), *_written(out)])
    named = dict(zip(["init", "new map", "new clauses", "import", *asked], given, strict=False))
    return named | {file.name: file.read_bytes() for file in out.iterdir() if file.is_file()}


def _reported(profile: Profile, file: Path) -> Path:
    """Write what an office reports of the new indicators."""
    assert profile.vintages[0].units is not None
    with profile.vintages[0].units.open(encoding="utf-8") as stream:
        codes = [row["code"] for row in csv.DictReader(stream)]
    rows = [f"{code},{line},2024,23.4" for line in (INDICATOR, LEAD) for code in codes]
    file.write_text("\n".join(["commune_code,indicator,period,value", *rows, ""]), encoding="utf-8")
    return file


def _written(out: Path) -> list[list[str]]:
    """Return the commands that write files."""

    def to(*command: str, file: str) -> list[str]:
        return [*command, "--period", "2024", "--output", str(out / file)]

    return [
        ["indicators", "export", str(out / "export.csv")],
        ["packs", "keep", "họp", PRINT, INDICATOR],
        to("map", "print", PRINT, file="print.pdf"),
        to("map", "pack", "họp", file="pack.pdf"),
        *(to("map", "report", "--lang", lang, file=f"report-{lang}.docx") for lang in LANGUAGES),
        *(to("map", "pack", "họp", "--lang", lang, file=f"deck-{lang}.pptx") for lang in LANGUAGES),
    ]


def _ask(tree: Path, out: Path, asked: Sequence[object]) -> list[bytes]:
    """Start the portal of a tree on a store of its own and return all that it answers."""
    data, answers = out / "data", out / "answers"
    for folder in (answers, data, COMPILED):
        folder.mkdir(parents=True, exist_ok=True)
    (data / "cache").symlink_to(COMPILED)
    path = os.pathsep.join(map(str, (tree, ROOT)))
    told = {"PYTHONPATH": path, "PORTAL_DATA_DIR": str(data), "PYTHONDONTWRITEBYTECODE": "1"}
    # Without -P the folder of the program would hide the rooms of the same names.
    command = [sys.executable, "-P", str(ASKING), str(answers)]
    done = subprocess.run(
        command, input=json.dumps(asked), cwd=tree, env=os.environ | told, text=True, capture_output=True
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return [(answers / str(number)).read_bytes() for number in range(len(asked))]


def test_a_new_indicator_says_that_it_has_no_figures_yet(taken: Taken) -> None:
    assert NAMES["vi"] in taken["new clauses"].decode()
    page = taken["new map"].decode()
    assert NAMES["vi"] in page
    assert NO_FIGURES["vi"] in page.lower()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_indicator_is_everywhere(taken: Taken, lang: str) -> None:
    for name in ("overview", "clauses", "map", "frame"):
        page = taken[f"{name} {lang}"].decode()
        assert (LEADS if name == "overview" else NAMES)[lang] in page, name
        assert REPORTED[lang] in page, name
    assert NAMES[lang] in _pdf(taken[f"sheet {lang}"])
    assert REPORTED["en"] in taken[f"csv {lang}"].decode()
    rows = [row for sheet in load_workbook(io.BytesIO(taken[f"xlsx {lang}"])) for row in sheet.values]
    assert NAMES[lang] in str(rows)
    document = Document(io.BytesIO(taken[f"report-{lang}.docx"]))
    assert NAMES[lang] in "".join(document.element.body.itertext())
    deck = Presentation(io.BytesIO(taken[f"deck-{lang}.pptx"]))
    assert NAMES[lang] in " ".join(text for slide in deck.slides for text in texts_of(slide))


def test_a_new_indicator_is_exported(taken: Taken) -> None:
    rows = list(csv.DictReader(io.StringIO(taken["export.csv"].decode("utf-8-sig"))))
    assert {INDICATOR, LEAD} <= {row["indicator"] for row in rows}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_theme_is_in_the_bar_and_ranked_over(taken: Taken, lang: str) -> None:
    page = taken[f"ranking {lang}"].decode()
    bar = page.partition("<main")[0]
    assert THEMES[lang] in bar
    assert f"/maps/{LEAD}" in bar
    assert f'value="theme:{THEME}" selected' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_print_is_printed_by_web(taken: Taken, lang: str) -> None:
    assert f"/print/{PRINT}.pdf" in taken[f"printing {lang}"].decode()
    assert PRINTS[lang] in _pdf(taken[f"print {lang}"])


@pytest.mark.parametrize("file", ["print.pdf", "pack.pdf"])
def test_a_new_print_is_printed_by_command_and_in_a_pack(taken: Taken, file: str) -> None:
    assert PRINTS["vi"] in _pdf(taken[file])


def _pdf(content: bytes) -> str:
    """Return the text of a PDF, lines joined."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
