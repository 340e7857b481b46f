"""Outliers: the formula by hand, the least sample, both comparisons."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geodata.findings import Place
from geodata.store.units import StoredUnit, UnitKey
from layers.catalogue import Profile
from layers.plausibility import adjacent_units
from layers.plausibility.outliers import medians, modified_z, neighbours, own_history
from tests.build.figures import SINCE, A, B, C, D, E, F, figure, known_of

QUARTERS = ("2022-Q4", "2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4")


@pytest.mark.parametrize(
    ("value", "sample", "expected"),
    [
        # Median 3, distances 2 1 0 1 2, MAD 1.
        (8, [1, 2, 3, 4, 5], 0.6745 * 5),
        (-2, [1, 2, 3, 4, 5, np.nan], -0.6745 * 5),
        # MAD 0 (four of five alike): the mean distance, 5/5 = 1, takes its place.
        (10, [5, 5, 5, 5, 10], 5 / 1.253314),
        # All alike: no scale.
        (10, [5, 5, 5, 5, 5], 0),
    ],
)
def test_modified_z_by_hand(value: float, sample: list[float], expected: float):
    assert modified_z(np.array([float(value)]), np.array([sample], dtype=float)) == pytest.approx([expected])


def test_a_value_far_from_the_units_own_history(profile: Profile):
    history = [
        figure("clean_water_rural", v, p)
        for v, p in zip(("80", "81", "82", "83", "84"), QUARTERS, strict=True)
    ]
    (finding,) = own_history(known_of(profile, [figure("clean_water_rural", "8.2", "2024-Q1")], history))
    assert (finding.code, finding.severity, finding.place) == (
        "plausible.history",
        "warning",
        Place(file="q.csv", line=2),
    )
    assert (finding.content, finding.parameters["unit"], finding.parameters["usual"]) == ("8.2", "Xã 0", "82")
    usual = known_of(profile, [figure("clean_water_rural", "85", "2024-Q1")], history)
    assert list(own_history(usual)) == []


def test_what_is_near_is_not_odd_though_all_others_are_nearer(profile: Profile):
    """Median 80, MAD 0.1: 84 is 27 deviations off, and four points; 86 is six."""
    history = [
        figure("clean_water_rural", v, p)
        for v, p in zip(("79.8", "79.9", "80", "80.1", "80.2"), QUARTERS, strict=True)
    ]
    near = known_of(profile, [figure("clean_water_rural", "84", "2024-Q1")], history)
    assert list(own_history(near)) == []
    far = known_of(profile, [figure("clean_water_rural", "86", "2024-Q1")], history)
    assert [finding.code for finding in own_history(far)] == ["plausible.history"]


def test_too_short_a_history_says_nothing(profile: Profile):
    history = [figure("clean_water_rural", "80", period) for period in QUARTERS[1:]]
    assert list(own_history(known_of(profile, [figure("clean_water_rural", "8", "2024-Q1")], history))) == []


def test_a_figure_of_the_year_so_far_is_held_against_the_same_months(profile: Profile):
    """Five first quarters about 10, and fourth quarters about 40: 41 in a first quarter is odd."""
    history = [figure("drug_cases", str(9 + n % 3), f"{2018 + n}-Q1") for n in range(5)]
    history += [figure("drug_cases", str(40 + n), f"{2018 + n}-Q4") for n in range(5)]
    (finding,) = own_history(known_of(profile, [figure("drug_cases", "41", "2023-Q1")], history))
    assert finding.parameters["usual"] == "10"


def test_a_rate_far_from_the_neighbours(profile: Profile):
    """A touches B to E; F, far off, counts for nobody."""
    outlines = {
        A: (0, 0, 2, 2),
        B: (2, 0, 3, 2),
        C: (-1, 0, 0, 2),
        D: (0, 2, 2, 3),
        E: (0, -1, 2, 0),
        F: (9, 9, 10, 10),
    }
    units = [StoredUnit(key, key.code, "xa", geometry=box(*bounds)) for key, bounds in outlines.items()]
    near = adjacent_units(units)
    assert (near[A], near[F]) == ((B, C, D, E), ())
    rates = {A: "20", B: "90", C: "91", D: "92", E: "93", F: "0"}
    known = known_of(profile, [figure("clean_water_rural", v, unit=unit) for unit, v in rates.items()])
    (finding,) = neighbours(known, near)
    assert (finding.code, finding.parameters["unit_code"], finding.parameters["usual"]) == (
        "plausible.neighbours",
        A.code,
        "91.5",
    )


def test_counts_are_not_compared_with_neighbours(profile: Profile):
    near = {A: (B, C, D, E)}
    counts = [
        figure("population", v, unit=u) for v, u in (("90000", A), ("1", B), ("2", C), ("3", D), ("4", E))
    ]
    assert list(neighbours(known_of(profile, counts), near)) == []


def test_a_sliver_between_outlines_does_not_part_neighbours():
    def unit(number: int, west: float) -> StoredUnit:
        return StoredUnit(UnitKey(str(number), SINCE), "Xã", "xa", geometry=box(west, 0, west + 1, 1))

    near = adjacent_units([unit(1, 0), unit(2, 1.0004), unit(3, 2.01)])
    assert [[key.code for key in keys] for keys in near.values()] == [["2"], ["1"], []]


@pytest.mark.filterwarnings("ignore:All-NaN")
@given(
    rows=st.lists(
        st.lists(st.one_of(st.just(math.nan), st.floats(-1e9, 1e9)), min_size=5, max_size=5),
        min_size=1,
        max_size=6,
    )
)
def test_medians_are_those_of_numpy(rows: list[list[float]]) -> None:
    samples = np.array(rows)
    assert np.array_equal(medians(samples), np.nanmedian(samples, axis=1), equal_nan=True)
