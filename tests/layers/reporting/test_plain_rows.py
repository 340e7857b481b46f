"""Plain rows give what the way of all lines gives: the same entries, the same findings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.findings import Place
from layers.reporting import ReadReport
from layers.reporting.accepting.plain_rows import RowSorter, ratio
from layers.reporting.checks.rates import kept

ReadCsv = Callable[..., ReadReport]
HEAD = "commune_code,commune,indicator,period,value,numerator,denominator,note,quality,vintage\n"
CODES = ("26470", "26473", "742", "99999", "")
NAMES = ("", "Xã Phước Thiền", "Phước Thiên", "Tổng số")
INDICATORS = (
    "population_rural",
    "clean_water_rural",
    "tap_water_rural",
    "drug_cases",
    "new_rural_criteria",
    "income_per_capita",
    "tree_cover",
    "no_such_line",
)
FIGURES = (
    "",
    "0",
    "7",
    "100",
    "101",
    "1.234",
    "26,5",
    "26,50 %",
    "-3",
    "12.5",
    "x",
    "không phát sinh",
    "1234567",
)
QUALITIES = ("", "ước", "final", "gone")

rows = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.sampled_from(NAMES),
        st.sampled_from(INDICATORS),
        st.sampled_from(("2024", "2024-Q1", "", "2024-13")),
        st.sampled_from(FIGURES),
        st.sampled_from(FIGURES),
        st.sampled_from(("", "", "", "200")),
        st.sampled_from(("", "ghi chú")),
        st.sampled_from(QUALITIES),
        st.sampled_from(("", "2020-01-01", "2025-07-01", "hôm nay")),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows)
def test_both_ways_agree(rows: list[tuple[str, ...]], read_csv: ReadCsv) -> None:
    text = HEAD + "".join(",".join(f'"{field}"' for field in row) + "\n" for row in rows)
    quick = read_csv(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(RowSorter, "_rows", lambda self, rows: ((None, *row) for row in rows))
        slow = read_csv(text)
    assert quick.sound == slow.sound
    assert list(quick.places) == list(slow.places)
    assert (quick.entries, quick.lines) == (slow.entries, slow.lines)
    assert sorted(map(repr, quick.findings)) == sorted(map(repr, slow.findings))


def test_ordinary_rows_are_plain(read_csv: ReadCsv) -> None:
    """Were they not, all would be right and slow."""
    text = HEAD + "26470,,population_rural,2024,1000,,,,,\n26470,,clean_water_rural,2024,,853,,,,\n"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("layers.reporting.accepting.table.check_line", None)
        report = read_csv(text)
    assert [(entry.value, entry.numerator) for entry in report.entries] == [
        (1000, None),
        (Decimal("85.3"), 853),
    ]
    assert report.places[1] == Place(file="so-lieu.csv", line=3)


@given(
    numerator=st.decimals(0, 10**9, places=3),
    denominator=st.decimals(Decimal("0.001"), 10**9, places=3),
    per=st.sampled_from((1, 100, 10_000)),
)
def test_a_ratio_by_whole_numbers_is_the_one_that_is_kept(numerator: Decimal, denominator: Decimal, per: int):
    made = ratio(numerator, denominator, per)
    assert made == kept(Fraction(numerator) * per / Fraction(denominator))
    assert made.as_tuple().exponent <= 0
