"""Which periods courses are read from: stocks of any kind, years, and last year's same months and whole."""

from __future__ import annotations

from fractions import Fraction

import pytest

from layers.joining.history import HistoryPoint, _course, course_periods
from layers.periods import Period
from tests.build.indicators import indicator

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


def test_a_pace_is_taken_over_one_product_of_imagery(monkeypatch: pytest.MonkeyPatch) -> None:
    products = ("a-v1", "a-v1", None, "b-v1", "b-v1")
    history = [
        HistoryPoint(Period(2020 + n), Fraction(10 + n), product=product)
        for n, product in enumerate(products)
    ]
    seen: list[dict[Period, Fraction]] = []
    monkeypatch.setattr("layers.joining.history.on_course", lambda _i, _t, known, **_more: seen.append(known))
    for last in (5, 3, 2):
        _course(indicator(), None, None, history[:last], Period(2020 + last - 1))
    assert [[at.year for at in known] for known in seen] == [[2023, 2024], [2022], [2020, 2021]]
