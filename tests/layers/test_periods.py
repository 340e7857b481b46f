"""The report calendar: what a period is, which one is before it, which is the same one last year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import NotAPeriod
from layers.periods import Period, PeriodKind, is_period, latest_before, periods_of


def p(text: str) -> Period:
    return Period.parse(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-9M", date(2024, 1, 1), date(2024, 9, 30)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
    ],
)
def test_a_period_is_read_and_written_back(text: str, first: date, last: date) -> None:
    assert (p(text).first_day, p(text).last_day, str(p(text))) == (first, last, text)


@pytest.mark.parametrize(
    "text",
    [
        "", "24", "2024-", "2024-Q5", "2024-Q0", "2024-H3", "2024-H0", "2024-13", "2024-00", "2024-1",
        "2024-6M", "2024-9m", "2024-q1", " 2024", "2024 ", "2024-12-31", "năm 2024",
        "٢٠٢٤", "1899", "2200", "2024-Q1-2",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    assert not is_period(text)
    with pytest.raises(NotAPeriod) as refused:
        Period.parse(text)
    assert refused.value.parameters["text"] == text


@pytest.mark.parametrize("text", ["2024", "2024-H1", "2024-9M", "2024-Q3", "2024-03"])
def test_what_is_a_period_is_one(text: str) -> None:
    assert is_period(text)


@pytest.mark.parametrize("number", [0, -1, 5])
def test_a_period_cannot_be_built_wrong(number: int) -> None:
    with pytest.raises(NotAPeriod):
        Period(2024, PeriodKind.QUARTER, number)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("2024", None, "2023"),
        ("2024-H1", None, "2023-H2"),
        ("2024-H2", None, "2024-H1"),
        ("2024-9M", None, "2023-9M"),
        ("2024-Q1", None, "2023-Q4"),
        ("2024-01", None, "2023-12"),
        ("2024-H1", PeriodKind.QUARTER, "2024-Q1"),
        ("2024-H1", PeriodKind.YEAR, "2023"),
        ("2024-H1", PeriodKind.MONTH, "2024-05"),
        ("2024", PeriodKind.QUARTER, "2024-Q3"),
        ("2024-9M", PeriodKind.HALF, "2024-H1"),
        ("2024-05", PeriodKind.QUARTER, "2024-Q1"),
        ("2025", PeriodKind.NINE_MONTHS, "2025-9M"),
    ],
)
def test_the_period_before_ends_before(text: str, kind: PeriodKind | None, expected: str) -> None:
    assert str(p(text).previous(kind)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", "2025"),
        ("2024-H2", "2025-H1"),
        ("2024-9M", "2025-9M"),
        ("2024-Q1", "2024-Q2"),
        ("2024-12", "2025-01"),
    ],
)
def test_the_next_period_comes_before_back_again(text: str, expected: str) -> None:
    assert str(p(text).next()) == expected
    assert p(expected).previous() == p(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2024", "2023"), ("2024-9M", "2023-9M"), ("2024-Q2", "2023-Q2"), ("2024-02", "2023-02")],
)
def test_the_same_period_last_year(text: str, expected: str) -> None:
    assert str(p(text).same_last_year()) == expected


def test_periods_are_ordered_by_their_end_and_the_longer_last() -> None:
    texts = ["2024-01", "2024-03", "2024-Q1", "2024-06", "2024-Q2", "2024-H1", "2024-Q3", "2024-9M",
             "2024-12", "2024-Q4", "2024-H2", "2024", "2025-01"]  # fmt: skip
    assert [str(one) for one in sorted(p(text) for text in reversed(texts))] == texts
    assert p("2024") > p("2024-Q4") and p("2024") >= p("2024") and p("2024-Q4") <= p("2024")


def test_a_year_has_its_periods() -> None:
    assert [str(one) for one in periods_of(2024, PeriodKind.QUARTER)] == [f"2024-Q{n}" for n in (1, 2, 3, 4)]
    assert [len(periods_of(2024, kind)) for kind in PeriodKind] == [1, 2, 1, 4, 12]


def test_the_latest_before_mixes_kinds_and_prefers_its_own() -> None:
    candidates = [p("2022"), p("2023"), p("2023-H2"), p("2023-Q3"), p("2024-H1"), p("2024")]
    assert latest_before(p("2024-H1"), candidates) == p("2023-H2")
    assert latest_before(p("2024-Q1"), candidates) == p("2023")
    assert latest_before(p("2022"), candidates) is None
    assert latest_before(p("2024"), []) is None


@given(st.integers(1900, 2199), st.sampled_from(list(PeriodKind)), st.integers(1, 12))
def test_what_is_written_is_read_back(year: int, kind: PeriodKind, number: int) -> None:
    try:
        period = Period(year, kind, number)
    except NotAPeriod:
        assert number > {"year": 1, "half": 2, "nine_months": 1, "quarter": 4, "month": 12}[kind]
        return
    assert Period.parse(str(period)) == period
    assert period.first_day <= period.last_day
    assert period.first_day.year == period.last_day.year == year


@given(st.text(max_size=10) | st.from_regex(r"\d{4}-?[HQM9]?\d{0,2}", fullmatch=True))
def test_any_text_is_one_period_or_refused(text: str) -> None:
    try:
        period = Period.parse(text)
    except NotAPeriod:
        assert not is_period(text)
    else:
        assert str(period) == text
