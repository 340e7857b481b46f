"""Texts are measured before they are drawn: lines, cuts, the size that fits."""

from __future__ import annotations

import pytest

from layers.catalogue import Profile
from webmap.prints.slides.fitting import (
    ELLIPSIS,
    _widths,
    fits,
    fitted,
    height_of,
    shortened,
    width_of,
    wrapped,
)
from webmap.prints.slides.statuses import SIGN_LETTERS
from webmap.words.translations import read_catalogue


def test_widths_are_arials():
    # Ten digits of 1139/2048 em at 72 points, one em an inch, and two in a hundred to spare.
    assert width_of("0123456789", 72) == pytest.approx(10 * 1139 / 2048 * 25.4 * 1.02)
    assert width_of("0", 72, bold=True) == width_of("0", 72)
    assert width_of("i", 72) < width_of("m", 72)


@pytest.mark.parametrize("bold", [False, True])
def test_every_letter_that_is_written_has_a_width(profile: Profile, bold: bool):
    texts = [str(message.string) for message in read_catalogue("vi") if message.id]
    texts += [i.name_vi + i.name_en + i.unit_vi for i in profile.indicators.values()]
    texts += [*SIGN_LETTERS.values(), "0123456789.,%≥≤<>=−+–…·×\u00a0"]
    assert not {letter for text in texts for letter in text if letter >= " "} - set(_widths(bold)) - {"⇄"}


def test_lines_break_between_words_and_long_words_are_cut():
    assert wrapped("một hai ba", width_of("một hai", 12), 12) == ["một hai", "ba"]
    pieces = wrapped("x" * 50, 30, 12)
    assert "".join(pieces) == "x" * 50
    assert all(width_of(piece, 12) <= 30 for piece in pieces)
    assert wrapped("", 30, 12) == [""]
    assert wrapped("a\u00a0b c", width_of("a\u00a0b", 12), 12) == ["a\u00a0b", "c"]


def test_the_fullest_text_that_fits_is_taken_at_its_largest_size():
    full, short = "một hai ba bốn năm sáu bảy tám chín mười", "một hai"
    assert fitted([full, short], 200, 40, (30, 24)) == (full, 30)
    assert fitted([full, short], 90, height_of(1, 30), (30, 24)) == (short, 30)


def test_what_never_fits_is_cut_with_an_ellipsis():
    text, points = fitted(["chữ " * 100], 80, height_of(2, 24), (30, 24))
    assert points == 24
    assert text.endswith(ELLIPSIS)
    assert fits(text, 80, height_of(2, 24), 24)
    assert shortened("ngắn", 80, 1, 12) == "ngắn"
