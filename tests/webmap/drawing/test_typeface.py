"""Widths of text: Roboto has 2048 units to the em, and every Vietnamese letter."""

import unicodedata

import pytest

from webmap.drawing.glyphs import text_outline
from webmap.drawing.typeface import MM_PER_POINT, text_width, typeface

LETTERS = "aăâeêioôơuưyđ"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
VIETNAMESE = {unicodedata.normalize("NFC", letter + tone) for letter in LETTERS[:-1] for tone in TONES} | {
    "đ"
}


@pytest.mark.parametrize("bold", [False, True])
def test_no_letter_that_is_printed_is_missing(bold: bool) -> None:
    wanted = VIETNAMESE | {letter.upper() for letter in VIETNAMESE} | set("ẨẪỖỮỴẵợ₫≥≤m²−–≈…0123456789°′%/·")
    assert len(VIETNAMESE) == 73
    assert not [letter for letter in wanted if not typeface(bold).has(letter)]


def test_signs_are_not_letters_of_the_font() -> None:
    assert not typeface().has("▲")


def test_a_digit_has_the_advance_of_the_font() -> None:
    # Roboto Regular: digits 1151 of 2048 units.
    assert text_width("0", points=72) == pytest.approx(25.4 * 1151 / 2048)
    assert text_width("00", points=36) == text_width("0", points=72)


def test_bold_is_wider_and_width_grows_with_size() -> None:
    assert text_width("Phước An", points=9, bold=True) > text_width("Phước An", points=9)
    assert text_width("Phước An", points=18) == pytest.approx(2 * text_width("Phước An", points=9))
    assert text_width("", points=9) == 0


def test_outlines_are_as_wide_as_the_text() -> None:
    path = text_outline("Ộ", 10, 20, size=9 * MM_PER_POINT, weight=400)
    numbers = [
        float(n) for n in path.replace("M", " ").replace("L", " ").replace("Q", " ").replace("Z", " ").split()
    ]
    left, right = min(numbers[::2]), max(numbers[::2])
    top, bottom = min(numbers[1::2]), max(numbers[1::2])
    assert 10 <= left < right <= 10 + text_width("Ộ", points=9)
    # The tone under it lies below the baseline, the circumflex above the height of capitals (1456/2048).
    assert bottom > 20 + 0.1
    assert top < 20 - 9 * MM_PER_POINT * 1456 / 2048


def test_outlines_follow_their_anchor() -> None:
    def first_x(anchor: str) -> float:
        return float(text_outline("H", 0, 0, size=3, weight=700, anchor=anchor)[1:].split()[0])

    width = text_width("H", points=3 / MM_PER_POINT, bold=True)
    assert first_x("start") - first_x("end") == pytest.approx(width, abs=0.01)
    assert first_x("start") - first_x("middle") == pytest.approx(width / 2, abs=0.01)
