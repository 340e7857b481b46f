"""Days, moments and periods in words."""

from datetime import UTC, date, datetime

import pytest

from layers.errors import NotAPeriod
from webmap.words.dates import (
    day_field,
    format_date,
    format_moment,
    format_office_date,
    format_period,
    read_day,
)


@pytest.mark.parametrize(
    ("period", "vietnamese", "english"),
    [
        ("2024", "năm 2024", "year 2024"),
        ("2024-H1", "6 tháng đầu năm 2024", "first 6 months of 2024"),
        ("2024-H2", "6 tháng cuối năm 2024", "last 6 months of 2024"),
        ("2024-9M", "9 tháng đầu năm 2024", "first 9 months of 2024"),
        ("2024-Q1", "quý I/2024", "quarter I/2024"),
        ("2024-Q4", "quý IV/2024", "quarter IV/2024"),
        ("2024-03", "tháng 3/2024", "month 3/2024"),
        ("2024-12", "tháng 12/2024", "month 12/2024"),
    ],
)
def test_format_period(period: str, vietnamese: str, english: str) -> None:
    assert format_period(period, "vi") == vietnamese
    assert format_period(period, "en") == english


def test_what_is_no_period_is_refused() -> None:
    with pytest.raises(NotAPeriod):
        format_period("2024-Q5", "vi")


def test_format_date() -> None:
    assert format_date(date(2024, 1, 5), "vi") == "05/01/2024"
    assert format_date(date(2024, 1, 5), "en") == "5 January 2024"


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 15), "ngày 15 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_office_date_has_zeros_for_days_and_the_first_two_months(day: date, shown: str) -> None:
    assert format_office_date(day) == shown


@pytest.mark.parametrize("text", ["05/12/2024", "5/12/2024", " 05/12/2024 ", "2024-12-05"])
def test_a_day_is_read_as_people_and_addresses_write_it(text: str) -> None:
    assert read_day(text) == date(2024, 12, 5)


@pytest.mark.parametrize("text", ["", "mai", "31/02/2024", "12/2024", "1/2/3/4", "1/1/" + "9" * 30, "//"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_day(text)


def test_a_field_shows_the_day_as_offices_write_it_and_keeps_what_was_typed() -> None:
    assert day_field(date(2024, 12, 5)) == day_field("2024-12-05") == "05/12/2024"
    assert (day_field("mai"), day_field("")) == ("mai", "")


def test_a_moment_is_shown_in_vietnam_time() -> None:
    last_evening_in_london = datetime(2024, 1, 4, 17, 5, tzinfo=UTC)
    assert format_moment(last_evening_in_london, "vi") == "00:05 ngày 05/01/2024"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        format_moment(datetime(2024, 1, 4), "vi")
