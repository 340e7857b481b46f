"""Pages look as they did when somebody looked at them: drawn small and held against stored pictures."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageStat

from layers.joining.snapshot import Snapshot
from tests.webmap.prints.sheet.references import FOLDER, PAGES, draw

# In 255 shades of grey. The stored pictures have 16 of them; a letter that moved by a point is about 8.
_MEAN, _IN_ONE_PLACE = 3.0, 24.0
_PLACES = 12


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_it_did(snapshot_2024: Snapshot, name: str) -> None:
    now = draw(name, snapshot_2024.profile, snapshot_2024)
    then = Image.open(FOLDER / f"{name}.png").convert("L")
    assert now.size == then.size
    assert ImageStat.Stat(ImageChops.difference(now, then)).mean[0] <= _MEAN
    assert _widest(now, then) <= _IN_ONE_PLACE, "python -m tests.webmap.prints.sheet.references, and look"


def test_another_page_does_not_pass_for_it(snapshot_2024: Snapshot) -> None:
    now = draw("sheet-a4-landscape", snapshot_2024.profile, snapshot_2024)
    then = Image.open(FOLDER / "sheet-without-map.png").convert("L").resize(now.size)
    assert _widest(now, then) > _IN_ONE_PLACE


def _widest(now: Image.Image, then: Image.Image) -> float:
    """Return the largest mean difference of the twelfths by twelfths of a page: a map that is gone shows."""
    small = ImageChops.difference(now, then).resize((_PLACES, _PLACES), Image.Resampling.BOX)
    return float(small.getextrema()[1])
