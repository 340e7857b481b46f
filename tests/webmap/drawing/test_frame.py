"""Frames: round scales that fit, true lengths, and refusals."""

import pytest
from shapely.geometry import Polygon

from geodata.errors import CrsMismatch
from tests.build.outlines import CRS_CODE, rectangle, unit
from webmap.drawing import Lettering, draw_map
from webmap.drawing.frame import fit
from webmap.drawing.furniture import scale_bar_size


@pytest.mark.parametrize(
    ("kilometres", "paper", "scale"),
    [((10, 6), (105, 105), 100_000), ((10, 6), (104, 105), 110_000), ((29.3, 22.8), (280, 240), 110_000)],
)
def test_the_scale_is_the_largest_round_one_that_fits(
    kilometres: tuple[float, float], paper: tuple[float, float], scale: int
) -> None:
    frame = fit({"1": rectangle(0, 0, *kilometres)}, width=paper[0], height=paper[1], crs=CRS_CODE)
    assert frame.scale == pytest.approx(scale)


def test_a_kilometre_on_the_ground_is_a_centimetre_at_one_to_a_hundred_thousand() -> None:
    frame = fit({"1": rectangle(0, 0, 10, 6)}, width=105, height=105, crs=CRS_CODE)
    left, top, right, bottom = frame.outlines["1"].bounds
    assert right - left == pytest.approx(100, abs=0.01)
    assert bottom - top == pytest.approx(60, abs=0.01)
    assert frame.millimetres(1000) == pytest.approx(10)
    # In the middle of the frame.
    assert left == pytest.approx(2.5, abs=0.01)
    assert top == pytest.approx(22.5, abs=0.01)


def test_north_is_up() -> None:
    frame = fit(
        {"south": rectangle(0, 0, 4, 2), "north": rectangle(0, 2, 4, 2)}, width=100, height=80, crs=CRS_CODE
    )
    assert frame.outlines["north"].centroid.y < frame.outlines["south"].centroid.y


def test_a_small_picture_fills_its_frame() -> None:
    frame = fit({"1": rectangle(0, 0, 10, 6)}, width=62, height=45, crs=CRS_CODE, margin=1, round_scale=False)
    left, _, right, _ = frame.outlines["1"].bounds
    assert right - left == pytest.approx(60, abs=0.01)


@pytest.mark.parametrize("paper", [(0, 100), (-1, 100), (4, 4)])
def test_a_frame_without_room_is_refused(paper: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        fit({"1": rectangle(0, 0, 1, 1)}, width=paper[0], height=paper[1], crs=CRS_CODE)


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="0 outlines"):
        fit({"1": Polygon()}, width=100, height=100, crs=CRS_CODE)


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(CrsMismatch):
        fit({"1": rectangle(0, 0, 1, 1)}, width=100, height=100, crs="EPSG:nowhere")


@pytest.mark.parametrize(
    ("scale", "metres", "length"),
    [(110_000, 4000, 36.36), (160_000, 4000, 25.0), (10_000, 400, 40.0), (400_000, 10_000, 25.0)],
)
def test_scale_bars_are_round(scale: float, metres: int, length: float) -> None:
    assert scale_bar_size(scale, 170, 8)[:2] == (metres, pytest.approx(length, abs=0.01))


def test_the_bar_measures_the_outline() -> None:
    """A rectangle of 10 km and the bar of 2 km are as 5 to 1 on paper."""
    drawing = draw_map(
        [unit("1", rectangle(0, 0, 10, 6))], width=105, height=90, crs=CRS_CODE, lettering=Lettering()
    )
    left, _, right, _ = drawing.frame.outlines["1"].bounds
    assert drawing.bar is not None
    assert drawing.bar.metres == 2000
    assert (right - left) / drawing.bar.length == pytest.approx(5, abs=0.001)
    assert f'width="{drawing.bar.length:.3f}"' in drawing.svg
