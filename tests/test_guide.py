"""The user guide names pictures that there are, and its album has every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.build.every_page import PAGES

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("text", ["huong-dan.md", "images/moi-trang.md"])
def test_each_picture_and_page_that_is_named_is_there(text: str) -> None:
    file = DOCS / text
    named = re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8"))
    assert named
    assert not [one for one in named if not (file.parent / one).is_file()]


def test_the_album_has_every_page() -> None:
    album = (DOCS / "images" / "moi-trang.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(trang/([\w.]+)\.png\)", album)) == set(PAGES)
