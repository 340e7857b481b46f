"""The real files of the folder REAL_DATA: the district's 12 communes, and the 11,163 of the country."""

import os
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from geodata.boundaries.check import check_boundaries
from geodata.boundaries.read import read_boundaries
from geodata.boundaries.topology import find_overlaps

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder() -> Path:
    return Path(os.environ["REAL_DATA"])


def test_the_twelve_communes(folder: Path) -> None:
    name = "nhon_trach_communes.geojson"
    features, findings = read_boundaries(folder / name, name=name)
    assert list(findings) == []
    units, findings = check_boundaries(features)
    assert findings.errors == ()
    assert len(units) == 12
    assert Counter(u.kind for u in units) == {"xa": 11, "thi_tran": 1}
    assert sum(u.area_ha for u in units) == pytest.approx(37_562, rel=0.02)
    assert Counter(f.code for f in findings)["boundaries.area_differs"] == 11
    largest = max(units, key=lambda u: u.area_ha)
    assert largest.name == "Xã Phước An"


def test_the_whole_country_in_seconds(folder: Path) -> None:
    name = "vietnam_communes_2009.gpkg"
    start = time.monotonic()
    features, findings = read_boundaries(folder / name, name=name, layer="communes")
    assert list(findings) == []
    units, findings = check_boundaries(features)
    seconds = time.monotonic() - start
    assert len(units) == 11_163
    assert findings.errors == ()
    assert len(findings) < 100
    assert seconds < 60
    overlaps = find_overlaps([u.geometry for u in units], np.array([u.area_ha for u in units]))
    assert sum(overlap.share > 0.01 for overlap in overlaps) == 2804
