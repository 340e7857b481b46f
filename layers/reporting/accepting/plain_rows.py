"""Rows of a long table that say plainly what they mean: a national file has half a million of them.

What is plain is settled once for each distinct text, and nothing is made of a row but the tuple that is
written. Every row that is not plain in each respect goes the way of all lines, cell by cell, with findings:
so this way finds nothing and asks nothing, and both give the same entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from geodata.errors import LimitExceeded
from geodata.findings import Place
from geodata.numbers import read_number
from geodata.store.observations import ObservationEntry
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import Basis, State
from geodata.tables.longform import read_field
from geodata.tables.workbook.cells import ReadCell
from layers.catalogue import Indicator, Kind, Profile
from layers.errors import NotAPeriod
from layers.periods import Period
from layers.reporting.checks.denominators import SharedDenominators
from layers.reporting.checks.rates import settle_rate
from layers.reporting.lines.labels import fold, labels
from layers.reporting.lines.lines import line_of
from layers.reporting.lines.resolving import Meant
from layers.reporting.lines.selection import is_reported_in, why_not
from layers.reporting.lines.units import UnitRegister

_COLUMNS = (
    "commune_code",
    "commune",
    "vintage",
    "period",
    "indicator",
    "basis",
    "state",
    "quality",
    "value",
    "numerator",
    "denominator",
    "note",
)
Key = tuple[UnitKey, str, str]
# Each of the other rows takes the long way of a workbook's lines, and perhaps a finding that nobody reads
# among so many.
MOST_ODD = 60_000
_REST = (None, None, None, False, 0)
"""What a reported entry ends with: no image, no rule, no coverage, not withdrawn, not in an import yet."""
_REPORTED, _VALUE = str(Basis.REPORTED), str(State.VALUE)


@dataclass(frozen=True, slots=True)
class Head:
    """What all rows of an indicator, period and quality share."""

    indicator: Indicator
    period: Period
    period_text: str
    quality: str
    size: Decimal | None
    maximum: Decimal | None
    whole_value: bool
    whole_numerator: bool


class PlainRow(NamedTuple):
    """A row whose unit, indicator and period are plain: its line, its three figures as written, its note."""

    line: int
    unit: StoredUnit
    head: Head
    value: str
    numerator: str
    denominator: str
    note: str

    @property
    def key(self) -> Key:
        """What it speaks of."""
        return (self.unit.key, self.head.indicator.code, self.head.period_text)

    def meant(self, file: str) -> Meant:
        """Return it as a line like any other, for what its figures alone do not settle."""
        place = Place(file=file, line=self.line)
        cells = {
            role: ReadCell(text, place) if text else None
            for role, text in zip(("value", "numerator", "denominator"), self[3:6], strict=True)
        }
        texts = {"note": self.note, "period": self.head.period_text}
        code = self.head.indicator.code
        line = line_of(code, self.unit.code, self.unit.name, place, cells, texts)
        head = self.head
        return Meant(line, head.indicator, self.unit, head.period, head.period_text, head.quality)


@dataclass
class Sorted:
    """The rows of a table: the plain ones, by what they speak of, and the rest as lists of texts."""

    plain: dict[Key, PlainRow] = field(default_factory=dict)
    rest: list[tuple[int, list[str]]] = field(default_factory=list)


class _Settled(dict[Any, Any]):
    """What each distinct thing means, settled when it is met first."""

    def __init__(self, settle: Callable[[Any], Any]) -> None:
        super().__init__()
        self._settle = settle

    def __missing__(self, asked: Any) -> Any:
        found = self[asked] = self._settle(asked)
        return found


class RowSorter:
    """Sorts rows into plain ones and the rest; each distinct text is looked at once."""

    def __init__(
        self,
        profile: Profile,
        register: UnitRegister,
        columns: Sequence[str],
        *,
        period: Period | None,
        quality: str,
    ) -> None:
        self._profile = profile
        self._register = register
        self._period = period
        self._quality = quality
        self._columns = columns
        # A column that is not there is the empty text that is put behind each row.
        self._at = [columns.index(name) if name in columns else len(columns) for name in _COLUMNS]
        self._texts = _Settled(read_field)
        self._units = _Settled(lambda raw: self._unit(*map(read_field, raw)))
        self._heads = _Settled(lambda raw: self._head(*map(read_field, raw)))
        self._applies: dict[tuple[str, str], bool] = {}

    def sort(self, rows: Iterator[tuple[int, list[str]]]) -> Sorted:
        """Sort rows; what is said twice is not plain, neither time."""
        found = Sorted()
        plain, rest = found.plain, found.rest
        twice: set[Key] = set()

        def leave(line: int, fields: list[str]) -> None:
            rest.append((line, fields))
            if len(rest) > MOST_ODD:
                raise LimitExceeded("csv.too_many_odd_lines", limit=MOST_ODD)

        for row, line, fields in self._rows(rows):
            if row is None:
                leave(line, fields)
                continue
            key = (row.unit.key, row.head.indicator.code, row.head.period_text)
            if key in plain or key in twice:
                twice.add(key)
                leave(line, fields)
                first = plain.pop(key, None)
                if first is not None:
                    leave(first.line, self.fields_of(first))
            else:
                plain[key] = row
        rest.sort(key=lambda one: one[0])
        return found

    def _rows(
        self, rows: Iterator[tuple[int, list[str]]]
    ) -> Iterator[tuple[PlainRow | None, int, list[str]]]:
        """Yield each row as a plain one, or None, with its line and fields. Written to be quick."""
        unit_of, head_of = itemgetter(*self._at[:4]), itemgetter(*self._at[3:8])
        figures_of = itemgetter(*self._at[8:])
        units, heads, applies, texts = self._units, self._heads, self._applies, self._texts
        width = len(self._columns)
        for line, fields in rows:
            fields.extend([""] * (width + 1 - len(fields)))
            unit, head = units[unit_of(fields)], heads[head_of(fields)]
            if unit is None or head is None:
                yield None, line, fields
                continue
            pair = (head.indicator.code, unit.kind)
            if pair not in applies:
                applies[pair] = why_not(head.indicator, unit, self._profile) is None
            if not applies[pair]:
                yield None, line, fields
                continue
            value, numerator, own, note = map(texts.__getitem__, figures_of(fields))
            if value or numerator or own:
                yield PlainRow(line, unit, head, value, numerator, own, note), line, fields
            else:
                yield None, line, fields

    def fields_of(self, row: PlainRow) -> list[str]:
        """Return a plain row's fields anew, for the way of all lines."""
        code, period = row.unit.code, row.head.period_text
        since = row.unit.key.valid_from.isoformat()
        texts = (code, row.unit.name, since, period, row.head.indicator.code, "", "", row.head.quality)
        fields = [""] * (len(self._columns) + 1)
        for index, text in zip(self._at, (*texts, *row[3:]), strict=True):
            fields[index] = text
        return fields[:-1]

    def _unit(self, code: str, name: str, vintage: str, period: str) -> StoredUnit | None:
        at = self._read_period(period)
        try:
            day = date.fromisoformat(vintage) if vintage else None
        except ValueError:
            return None
        if at is None or not code or not self._register.knows_units(at):
            return None
        found = self._register.find(code, name, at, Place(), vintage=day)
        return found.unit if found.finding is None else None

    def _head(self, period: str, code: str, basis: str, state: str, quality: str) -> Head | None:
        indicator, at = self._profile.indicators.get(code), self._read_period(period)
        settled = labels().qualities.get(fold(quality)) if quality else self._quality
        if indicator is None or at is None or settled is None or indicator.kind is Kind.YES_NO:
            return None
        if basis not in ("", Basis.REPORTED) or state not in ("", State.VALUE):
            return None
        maximum = (
            None if indicator.max is None else _decimal(indicator.max.numerator, indicator.max.denominator)
        )
        if (indicator.max is not None and maximum is None) or not is_reported_in(indicator, at):
            return None
        return Head(
            indicator,
            at,
            period or str(at),
            settled,
            self._size(indicator, at),
            maximum,
            indicator.kind in (Kind.COUNT, Kind.CRITERIA) and indicator.precision == 0,
            indicator.numerator is not None and indicator.numerator.precision == 0,
        )

    def _read_period(self, text: str) -> Period | None:
        if not text:
            return self._period
        try:
            period = Period.parse(text)
        except NotAPeriod:
            return None
        return None if self._period is not None and period != self._period else period

    def _size(self, indicator: Indicator, period: Period) -> Decimal | None:
        grade = indicator.criteria_grade
        criteria = None if grade is None else self._profile.criterion_set(grade, period.last_day)
        return None if criteria is None else Decimal(len(criteria.criteria))


class PlainCheck:
    """Makes entries of plain rows whose figures are plain too."""

    def __init__(self, shared: SharedDenominators) -> None:
        self._shared = shared
        self._numbers = _Settled(_plain_number)

    def entry(self, row: PlainRow) -> ObservationEntry | None:
        """Return a row's entry, None where it must be looked at like any other line."""
        head = row.head
        indicator = head.indicator
        value = self._numbers[row.value]
        if (row.value and value is None) or row.denominator:
            return None
        if value is not None:
            if head.whole_value and value != value.to_integral_value():
                return None
            if head.maximum is not None and value > head.maximum:
                return None
        if indicator.kind is Kind.RATE:
            return self._rate(row, value)
        if row.numerator or value is None:
            return None
        if indicator.kind is Kind.MEAN and self._denominator(row) is None:
            return None
        if head.size is not None and value > head.size:
            return None
        if indicator.is_denominator and not self._shared.take_plain(row.key, value):
            return None
        return _entry(row, value, None, head.size, derived=False)

    def _rate(self, row: PlainRow, value: Decimal | None) -> ObservationEntry | None:
        head, shared = row.head, self._denominator(row)
        numerator = self._numbers[row.numerator]
        if not shared or (row.numerator and numerator is None):
            return None
        if numerator is not None and head.whole_numerator and numerator != numerator.to_integral_value():
            return None
        if value is None and numerator is not None:
            if head.indicator.numerator_within_denominator and numerator > shared:
                return None
            made: Decimal | None = ratio(numerator, shared, head.indicator.per)
            derived = False
        else:
            exponent = 0 if value is None else value.as_tuple().exponent
            decimals = max(0, -exponent) if isinstance(exponent, int) else 0
            rate = settle_rate(
                head.indicator, value=value, decimals=decimals, numerator=numerator, denominator=shared
            )
            if rate.problem is not None or rate.remark is not None:
                return None
            made, numerator, derived = rate.value, rate.numerator, rate.derived
        if made is None or (head.maximum is not None and made > head.maximum):
            return None
        return _entry(row, made, numerator, shared if derived else None, derived=derived)

    def _denominator(self, row: PlainRow) -> Decimal | None:
        code = row.head.indicator.denominator
        if code is None or self._shared.was_refused((row.unit.key, code, row.head.period_text)):
            return None
        return self._shared.of_unit(code, row.unit, row.head.period_text)


def ratio(numerator: Decimal, denominator: Decimal, per: int) -> Decimal:
    """Return per · numerator / denominator as `layers.reporting.checks.rates.kept` does, by whole numbers."""
    top, below = numerator.as_integer_ratio()
    by, of = denominator.as_integer_ratio()
    top, by = top * per * of, by * below
    whole, left = divmod(top, by)
    if not left:
        return Decimal(whole)
    scaled = (top * 2 * 10**10 + by) // (2 * by)
    digits = f"{scaled:011d}"
    return Decimal(f"{digits[:-10]}.{digits[-10:].rstrip('0')}")


def _entry(
    row: PlainRow, value: Decimal, numerator: Decimal | None, denominator: Decimal | None, *, derived: bool
) -> ObservationEntry:
    head = row.head
    first = (row.unit.key, head.indicator.code, head.period_text, _REPORTED, "", _VALUE, None)
    second = (value, numerator, denominator, derived, head.quality, row.note or None)
    # Filling in defaults by name for each of half a million would take three times as long.
    return tuple.__new__(ObservationEntry, first + second + _REST)


def _plain_number(text: str) -> Decimal | None:
    if text.isascii() and text.isdigit():
        return Decimal(text) if len(text) <= 30 else None
    if not text[:1].isdecimal():
        return None
    written = read_number(text)
    return None if written.is_percent else written.value


def _decimal(numerator: int, denominator: int) -> Decimal | None:
    found = Decimal(numerator) / denominator
    return found if found * denominator == numerator else None
