"""The scatter: round axes, points in their places, names that cover nothing, targets as lines."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from webmap.drawing.scatter import NARROW, Axis, ScatterPoint, draw_scatter, tick_values
from webmap.drawing.typeface import MM_PER_POINT, text_width

AXIS = Axis("Một", Fraction(25), tuple((float(n), str(n)) for n in range(0, 51, 10)))


def point(number: int, x: int, y: int) -> ScatterPoint:
    return ScatterPoint(f"{26470 + number}", f"Xã {number}", Fraction(x), Fraction(y), "title")


@pytest.mark.parametrize(
    ("numbers", "first", "last"),
    [((3, 47), 0, 50), ((0, 0), 0, 0.2), ((5, 5), 5, 6), ((-3, 3), -3, 3), ((76, 91), 75, 92.5)],
)
def test_ticks_are_round_and_take_in_all(numbers, first, last) -> None:
    ticks = tick_values([Fraction(n) for n in numbers])
    assert ticks[0] <= min(numbers) and ticks[-1] >= max(numbers)
    assert (ticks[0], ticks[-1]) == (first, pytest.approx(last))
    assert len(ticks) >= 2


def test_points_stand_in_proportion() -> None:
    svg = draw_scatter([point(0, 0, 0), point(1, 50, 50), point(2, 25, 25)], AXIS, AXIS, label="Hai dòng")
    places = [
        (float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="1.3"', svg)
    ]
    (x0, y0), (x1, y1), (x2, y2) = places
    assert x0 < x2 < x1 and y1 < y2 < y0
    assert x2 == pytest.approx((x0 + x1) / 2) and y2 == pytest.approx((y0 + y1) / 2)
    assert svg.count("data-target") == 2 and 'aria-label="Hai dòng"' in svg


def test_a_name_without_room_is_left_out_and_its_point_is_not() -> None:
    crowd = [point(n, 25, 25) for n in range(12)]
    svg = draw_scatter(crowd, AXIS, AXIS, label="")
    assert svg.count("<circle") == 12
    assert 0 < svg.count(">Xã ") < 12


def test_on_a_phone_letters_are_as_large_and_nothing_is_wider_than_the_drawing() -> None:
    long = Axis("Tỷ lệ dân số nông thôn sử dụng nước sạch đạt chuẩn QC02 (%)", None, AXIS.ticks)
    svg = draw_scatter([point(0, 0, 0), point(1, 50, 50)], long, long, label="", room=NARROW)
    assert f'viewBox="0 0 {NARROW.width:g} {NARROW.height:g}"' in svg
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)]
    assert pytest.approx(max(set(sizes), key=sizes.count), abs=0.001) == 8 * MM_PER_POINT
    titles = [size for size, text in re.findall(r'font-size="([\d.]+)"[^>]*>([^<]+)', svg) if "Tỷ lệ" in text]
    wide = text_width(long.title, points=float(titles[0]) / MM_PER_POINT, bold=True)
    assert len(titles) == 2 and wide <= NARROW.width


def test_very_many_points_are_a_cloud_in_which_equal_ones_are_drawn_once() -> None:
    corners = [(0, 0), (50, 0), (0, 50), (50, 50)]
    many = [point(n, *corners[n % 4]) for n in range(1200)]
    svg = draw_scatter(many, AXIS, AXIS, label="")
    assert "<circle" not in svg and ">Xã " not in svg
    # From the left edge of the grid to its right one, from its bottom to its top.
    assert 'd="M16.0 106.0h0M176.0 106.0h0M16.0 5.0h0M176.0 5.0h0"' in svg


def test_names_are_escaped() -> None:
    one = ScatterPoint("1", "<b>", Fraction(5), Fraction(5), "<i>")
    svg = draw_scatter([one], AXIS, AXIS, label='"')
    assert "<b>" not in svg and "<i>" not in svg and "&lt;b&gt;" in svg
