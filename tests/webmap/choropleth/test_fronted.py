"""Codes in one short text come out as they went in, whatever they have in common."""

from __future__ import annotations

import pytest

from tests.build.map_text import read_fronted
from webmap.choropleth.fronted import fronted

LONG = "7" * 50


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        ([], ""),
        (["26485"], "026485"),
        (["26485", "26491", "26503"], "026485 391 2503"),
        # A code that begins another one, and one that the one before begins with.
        (["264", "26485", "264"], "0264 385 3"),
        # Nothing in common; letters and digits.
        (["00001", "a1", "00001"], "000001 0a1 000001"),
        # No digit says more than 35 letters.
        ([LONG, LONG + "8"], f"0{LONG} z{'7' * 15}8"),
    ],
)
def test_codes_are_read_back(codes: list[str], text: str) -> None:
    assert fronted(codes) == text
    assert read_fronted(text) == codes
