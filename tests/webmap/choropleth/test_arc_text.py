"""Outlines as letters: what is read again is what was written, to half a step."""

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, box

from geodata.boundaries.arcs import arcs_of
from tests.build.map_text import decoded, read_arc_text
from webmap.choropleth.arc_text import ROUNDED, STEP, arc_text, encoded

# Of the encoded polyline format's own description: -179.9832104 is written `~oia@`… in steps of 1e-5.
KNOWN = {(-17998321,): "`~oia@", (0,): "?", (1, -1): "A@", (15, 16): "]_@"}


@pytest.mark.parametrize(("numbers", "letters"), KNOWN.items())
def test_numbers_are_written_as_the_format_says(numbers, letters):
    assert encoded(numbers) == letters
    assert tuple(decoded(letters)) == numbers


def test_outlines_come_back_to_half_a_step():
    shapes = [
        box(106.12345, 10.98765, 107.5, 12).difference(box(106.5, 11.2, 106.8, 11.9)),
        box(106.5, 11.2, 106.8, 11.9),
        MultiPolygon([box(107.5, 10.98765, 108, 12), box(108.3, 8.1, 108.4, 8.3)]),
    ]
    coverage = arcs_of(shapes)
    back = read_arc_text(arc_text(coverage))
    assert [len(rings) for rings in back.outlines] == [2, 1, 2]
    assert [[r.arcs for r in rings] for rings in back.outlines] == [
        [r.arcs for r in rings] for rings in coverage.outlines
    ]
    for there, here in zip(back.arcs, coverage.arcs, strict=True):
        assert np.abs(there - here).max() <= STEP / 2 + 1e-9
    # A hole is no shell here: the three outlines' outer rings still enclose what they did.
    outer = [shapely.polygons(back.ring_points(rings[0])).area for rings in back.outlines]
    assert outer[1] == pytest.approx(shapes[1].area, rel=1e-3)


def test_what_rounding_moves_is_what_is_said():
    half_diagonal = np.hypot(STEP / 2 * 111_320, STEP / 2 * 110_700)
    assert half_diagonal <= ROUNDED < half_diagonal + 0.1
