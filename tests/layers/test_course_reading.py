"""Which periods courses are read from: stocks of any kind, years, and last year's same months and whole."""

from __future__ import annotations

import pytest

from layers.course_reading import course_periods
from layers.periods import Period

P = Period.parse
REPORTED = [
    P(text)
    for text in ("2020", "2021", "2022", "2023-Q1", "2023-Q2", "2023-H1", "2023-Q3", "2023-Q4", "2023")
]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        # The five last days before it, the years, and last year's same months and whole.
        ("2024-Q1", "2020 2021 2022 2023-Q1 2023-Q2 2023-Q3 2023-Q4 2023 2024-Q1"),
        ("2023-H1", "2020 2021 2022 2022-H1 2023-Q1 2023-H1"),
        ("2023", "2020 2021 2022 2023-Q1 2023-Q3 2023-H1 2023"),
        ("2019", "2018 2019"),
    ],
)
def test_the_periods_that_are_read(period: str, expected: str) -> None:
    found = course_periods(P(period), [*REPORTED, P(period)])
    assert sorted(map(str, found)) == sorted(expected.split())
    assert list(found) == sorted(found)
    assert all(one <= P(period) for one in found)
