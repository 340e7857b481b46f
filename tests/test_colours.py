"""CIEDE2000 as its authors publish it, and the sights as a matrix must be."""

from __future__ import annotations

import pytest

from tests.build.colours import DEFICIENCIES, SIGHTS, ciede2000, distance, lightness


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_published_pairs_come_out(one, other, expected) -> None:
    assert ciede2000(one, other) == pytest.approx(expected, abs=1e-4)
    assert ciede2000(other, one) == pytest.approx(expected, abs=1e-4)


def test_white_stays_white_in_every_sight() -> None:
    assert set(SIGHTS) == {"normal", "protanopia", "deuteranopia", "tritanopia", "grey"}
    for rows in DEFICIENCIES.values():
        assert [sum(row) for row in rows] == pytest.approx([1, 1, 1], abs=1e-5)
    assert (lightness("#ffffff"), lightness("#000000")) == (pytest.approx(100), pytest.approx(0))


def test_red_and_green_of_one_lightness_are_one_to_a_deuteranope() -> None:
    assert distance("#b0502f", "#7a7a2f") > 20
    assert distance("#b0502f", "#7a7a2f", "deuteranopia") < distance("#b0502f", "#7a7a2f") / 2
