"""Pictures of prints with several pages: each can be asked for, all belong to one record and one code."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from tests.build.pages import PageClient
from webmap.prints.sheet.picture_pages import is_packed, packed, page_names, unpacked
from webmap.prints.views import ALL_PAGES

COMMUNE = "/print/communes/26503.{}?period=2024&paper=a4"


@pytest.mark.parametrize("file_format", ["png", "svg"])
def test_each_page_of_a_picture_is_the_page_of_the_pdf(sample_client: PageClient, file_format: str) -> None:
    client = sample_client.raw
    count = len(PdfReader(io.BytesIO(client.get(COMMUNE.format("pdf")).data)).pages)
    assert count > 1
    seen = set()
    for number in range(1, count + 1):
        answer = client.get(COMMUNE.format(file_format) + f"&page={number}")
        assert answer.status_code == 200
        assert answer.mimetype == {"png": "image/png", "svg": "image/svg+xml"}[file_format]
        assert f"-{number}.{file_format}" in answer.headers["Content-Disposition"]
        seen.add(answer.data)
        if file_format == "png":
            assert Image.open(io.BytesIO(answer.data)).size[0] == pytest.approx(3508, abs=2)
        else:
            ET.fromstring(answer.data)
    assert len(seen) == count
    first = client.get(COMMUNE.format(file_format))
    assert first.data == client.get(COMMUNE.format(file_format) + "&page=1").data
    assert client.get(COMMUNE.format(file_format) + f"&page={count + 1}").status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "9", "hai", "", "1.5", "９"])
def test_a_page_that_there_is_not_is_refused(sample_client: PageClient, page: str) -> None:
    answer = sample_client.raw.get(COMMUNE.format("png") + f"&page={page}")
    assert answer.status_code == 400
    assert "chỉ có các trang từ 1 đến" in answer.text


@pytest.mark.parametrize("address", [COMMUNE.format("pdf"), "/print/targets.xlsx?period=2024"])
def test_a_file_that_holds_all_its_pages_has_none_to_choose(sample_client: PageClient, address: str) -> None:
    answer = sample_client.raw.get(f"{address}&page=2")
    assert answer.status_code == 400
    assert "đã gồm mọi trang" in answer.text


def test_all_pages_are_one_print_that_leads_back_to_each(sample_client: PageClient) -> None:
    client = sample_client.raw
    pages = [client.get(COMMUNE.format("svg") + f"&page={n}").data for n in (1, 2)]
    location = client.get("/print?what=26503&as=svg&period=2024&paper=a4").location
    code = re.fullmatch(r"/p/([2-9A-HJ-NP-Z]{10})", location)
    assert code, location
    links = sample_client.get(location).links()
    assert [client.get(f"/p/{code[1]}/file?page={n}").data for n in (1, 2)] == pages
    assert {f"/p/{code[1]}/file?page={n}" for n in (1, 2, ALL_PAGES)} <= set(links)
    archive = client.get(f"/p/{code[1]}/file?page={ALL_PAGES}")
    assert archive.mimetype == "application/zip"
    assert ".zip" in archive.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(archive.data)) as kept:
        assert [kept.read(name) for name in kept.namelist()][:2] == pages
        assert kept.namelist()[0] == f"26503-2024-a4-{code[1]}-1.svg"


def test_pages_have_tags_of_their_own(sample_client: PageClient) -> None:
    client = sample_client.raw
    tags = {client.get(COMMUNE.format("svg") + f"&page={n}").headers["ETag"] for n in (1, 2)}
    assert len(tags) == 2
    for tag in tags:
        answers = [
            client.get(COMMUNE.format("svg") + f"&page={n}", headers={"If-None-Match": tag}).status_code
            for n in (1, 2)
        ]
        assert sorted(answers) == [200, 304]


def test_a_picture_of_one_page_stays_a_picture(sample_client: PageClient) -> None:
    client = sample_client.raw
    answer = client.get("/print?what=tree_cover&as=png&period=2024")
    assert answer.location.startswith("/print/tree_cover.png?")
    one = client.get("/print/tree_cover.png?period=2024")
    assert one.data == client.get("/print/tree_cover.png?period=2024&page=1").data
    assert client.get("/print/tree_cover.png?period=2024&page=2").status_code == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [("what=heat&as=png", 303), ("what=targets&as=png", 400), ("what=heat&as=exe", 400), ("what=", 200)],
)
def test_the_form_knows_what_each_kind_is_made_as(
    sample_client: PageClient, address: str, status: int
) -> None:
    assert sample_client.raw.get(f"/print?period=2024&{address}").status_code == status


def test_the_command_writes_every_page_or_the_one_that_is_wanted(
    own_sample_app: Flask, tmp_path: Path
) -> None:
    def run(*args: str):
        return own_sample_app.test_cli_runner().invoke(
            args=["map", "print", "26503", "--period", "2024", *args]
        )

    folder = tmp_path / "in"
    folder.mkdir()
    result = run("--output", str(folder / "xa.png"))
    assert result.exit_code == 0, result.output
    names = sorted(file.name for file in folder.iterdir())
    assert names[:2] == ["xa-1.png", "xa-2.png"]
    assert len({line.split()[0] for line in result.output.splitlines()}) == 1
    assert all(name in result.output for name in names)
    assert run("--page", "2", "--output", str(folder / "hai.png")).exit_code == 0
    assert (folder / "hai.png").read_bytes() == (folder / "xa-2.png").read_bytes()
    missing = run("--page", "9", "--output", str(folder / "chin.png"))
    assert missing.exit_code == 1
    assert f"từ 1 đến {len(names)}" in missing.output
    whole = run("--page", "2", "--output", str(folder / "tat-ca.pdf"))
    assert whole.exit_code == 1
    assert "đã gồm mọi trang" in whole.output
    assert sorted(file.name for file in folder.iterdir()) == sorted([*names, "hai.png"])


def test_pages_are_packed_the_same_each_time_and_sort_by_name() -> None:
    pages = [bytes([n]) * 9 for n in range(12)]
    made = packed(pages, "x.png")
    assert made == packed(pages, "x.png")
    assert unpacked(made, "png") == tuple(pages)
    assert packed(pages[:1], "x.png") == pages[0]
    assert not is_packed(b"PK of a workbook", "xlsx")
    names = page_names("x.y.png", 12)
    assert list(names) == sorted(names)
    assert (names[0], names[-1]) == ("x.y-01.png", "x.y-12.png")
