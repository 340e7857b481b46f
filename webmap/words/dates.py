"""Days, moments and periods as readers write them; moments are kept in UTC and shown in Vietnam's time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date

from layers.periods import Period, PeriodKind
from webmap.words.translations import marked as _
from webmap.words.translations import translator

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_LONGEST_DAY = 20
_ROMAN = ("I", "II", "III", "IV")
_WORDS = {
    PeriodKind.YEAR: (_("year %(year)s"),),
    PeriodKind.HALF: (_("first 6 months of %(year)s"), _("last 6 months of %(year)s")),
    PeriodKind.NINE_MONTHS: (_("first 9 months of %(year)s"),),
    PeriodKind.QUARTER: (_("quarter %(roman)s/%(year)s"),),
    PeriodKind.MONTH: (_("month %(number)s/%(year)s"),),
}


def format_date(day: date, lang: str) -> str:
    """Write a day: `05/01/2024`, or `5 January 2024`."""
    return babel_date(day, "dd/MM/yyyy" if lang == "vi" else "d MMMM yyyy", locale=lang)


def format_office_date(day: date) -> str:
    """Write a day as Vietnamese offices do: a leading zero for days 1–9 and for months 1 and 2 only."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def read_day(text: str) -> date:
    """Read a day as people write it, `31/12/2024`, or as addresses do, `2024-12-31`; else `ValueError`."""
    if len(text) > _LONGEST_DAY:
        raise ValueError(text)
    day, slash, rest = text.strip().partition("/")
    month, _slash, year = rest.partition("/")
    return date(int(year), int(month), int(day)) if slash else date.fromisoformat(day)


def day_field(day: date | str) -> str:
    """Write a day into a field of a form: `31/12/2024`; what somebody typed that is no day stays as it is."""
    if isinstance(day, date):
        return f"{day:%d/%m/%Y}"
    try:
        return day_field(read_day(day))
    except ValueError:
        return day


def format_moment(moment: datetime, lang: str) -> str:
    """Write a moment (with its zone) in Vietnam's time: `17:05 ngày 05/01/2024`."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = moment.astimezone(VIETNAM)
    joint = " ngày " if lang == "vi" else ", "
    return f"{local:%H:%M}{joint}{format_date(local.date(), lang)}"


def today() -> date:
    """Return the day it is in Vietnam."""
    return datetime.now(VIETNAM).date()


def format_period_shortly(period: Period, lang: str) -> str:
    """Write a period as short as a mark of a scale: `2024`, `I/2024`, `3/2024`; others in words."""
    if period.kind is PeriodKind.YEAR:
        return str(period.year)
    if period.kind is PeriodKind.QUARTER:
        return f"{_ROMAN[period.number - 1]}/{period.year}"
    return (
        f"{period.number}/{period.year}" if period.kind is PeriodKind.MONTH else format_period(period, lang)
    )


def format_period(period: Period | str, lang: str) -> str:
    """Write a period in words: `quý I/2024`, `9 tháng đầu năm 2024`, `tháng 3/2024`.

    Raises
    ------
    layers.errors.NotAPeriod
        If a text is given that is no period.
    """
    known = period if isinstance(period, Period) else Period.parse(period)
    words = _WORDS[known.kind][known.number - 1 if known.kind is PeriodKind.HALF else 0]
    roman = _ROMAN[known.number - 1] if known.kind is PeriodKind.QUARTER else ""
    return translator(lang)(words, year=known.year, number=known.number, roman=roman)
