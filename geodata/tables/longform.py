"""Tables in long form as CSV, read with the line each row stood on, written so that nothing runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import TextIO

from geodata.errors import LimitExceeded, UnreadableFile
from geodata.numbers import write_number
from geodata.sandbox.apart import apart
from geodata.sandbox.child import Limits
from geodata.tables.workbook.cells import looks_like_formula, tidy
from geodata.whole_file import written_whole

_ROWS_AT_ONCE = 1_000
# Some rows as one: the lines they began on, how many fields each has, and all fields one after another.
_Part = tuple[list[int], list[int], list[str]]
_DELIMITERS = (",", ";", "\t")
_BINARY = (b"PK\x03\x04", bytes.fromhex("D0CF11E0"), b"\x89PNG", b"%PDF", b"SQLite format 3")


@dataclass(frozen=True)
class LongLimits:
    """The most that is accepted: the file's bytes, its lines, letters of a line, and columns."""

    bytes: int = 200_000_000
    lines: int = 2_000_000
    letters: int = 1_000_000
    columns: int = 2_000


@dataclass(frozen=True)
class LongRow:
    """A row: the line it began on (the heading is line 1) and its fields by column, tidied."""

    line: int
    fields: Mapping[str, str]


@dataclass(frozen=True)
class LongTable:
    """A table: its columns in order, and its rows, read as they are asked for.

    `fields` are the same rows as lists, each with the line it began on, and as the file has them:
    `read_field` tidies one. Only one of both can be gone through.
    """

    columns: tuple[str, ...]
    fields: Iterator[tuple[int, list[str]]]

    @property
    def rows(self) -> Iterator[LongRow]:
        """The rows by column, tidied."""
        for line, fields in self.fields:
            yield LongRow(line, dict(zip(self.columns, map(read_field, fields), strict=False)))


@contextmanager
def open_long_csv(
    path: Path, *, required: Sequence[str], limits: LongLimits | None = None
) -> Iterator[LongTable]:
    """Open a CSV in long form.

    Text is UTF-8 (a byte-order mark is no matter) or UTF-16 with its mark. Fields are parted by commas,
    semicolons or tabs, whichever parts the heading so that the required columns are found. Whether a
    number has a decimal comma or point does not depend on that: see `geodata.numbers`.

    Parameters
    ----------
    path : pathlib.Path
    required : sequence of str
        Columns that must be there.
    limits : LongLimits or None

    Raises
    ------
    UnreadableFile
        Empty, not text, without the required columns, a column twice, or a row with more fields than the
        heading.
    LimitExceeded
        Larger than `limits`.
    """
    parts = _parts(path, list(required), limits or LongLimits())
    # The heading comes first, as a row of its own.
    _, _, columns = next(parts)
    yield LongTable(tuple(columns), chain.from_iterable(map(_rows, parts)))


def _rows(part: _Part) -> Iterator[tuple[int, list[str]]]:
    lines, widths, fields = part
    ends = list(accumulate(widths))
    return zip(
        lines, (fields[end - width : end] for width, end in zip(widths, ends, strict=True)), strict=True
    )


@apart(Limits(seconds=60, answer_megabytes=512))
def _parts(path: Path, required: list[str], limits: LongLimits) -> Iterator[_Part]:
    encoding = _encoding(path, limits)
    with path.open("r", encoding=encoding, newline="") as stream:
        try:
            given = _lines(stream, limits)
            delimiter, columns = _heading(next(given, ""), required, limits)
            yield [1], [len(columns)], list(columns)
            rows = _fields(given, delimiter, columns, limits)
            while part := list(islice(rows, _ROWS_AT_ONCE)):
                lines, fields = zip(*part, strict=True)
                yield list(lines), list(map(len, fields)), list(chain.from_iterable(fields))
        except UnicodeDecodeError as wrong:
            raise UnreadableFile("csv.encoding", position=wrong.start) from wrong
        except csv.Error as wrong:
            raise UnreadableFile("csv.broken", reason=str(wrong)) from wrong


def write_long_csv(
    file: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str | int | Decimal | None]]
) -> None:
    """Write rows as CSV in UTF-8 with a byte-order mark (Excel needs it), parted by commas.

    Numbers are written so that they can be read back in one way only (`geodata.numbers.write_number`).
    Texts that a spreadsheet would take for a formula get a leading apostrophe, which reading takes off.
    """
    with written_whole(file) as path, path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([_written(row.get(column)) for column in columns] for row in rows)


def read_field(field: str) -> str:
    """Return a field tidied, without the apostrophe that `write_long_csv` put before a formula's start."""
    text = tidy(field)
    return text[1:] if text.startswith("'") and looks_like_formula(text) else text


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if looks_like_formula(text) else text


def _written(value: str | int | Decimal | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return write_number(value)
    return harmless(value) if isinstance(value, str) else str(value)


def _encoding(path: Path, limits: LongLimits) -> str:
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("file.empty")
    if size > limits.bytes:
        raise LimitExceeded("file.too_large", size=size, limit=limits.bytes)
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.startswith(_BINARY) or b"\0" in head:
        raise UnreadableFile("file.not_its_suffix", suffix=".csv")
    return "utf-8-sig"


def _lines(stream: TextIO, limits: LongLimits) -> Iterator[str]:
    """Give lines, none of which is longer than the limit: a file may be one line from beginning to end."""
    number = 1
    while line := stream.readline(limits.letters + 1):
        if len(line) > limits.letters:
            raise LimitExceeded("csv.line_too_long", line=number, limit=limits.letters)
        yield line
        number += 1


def _heading(first: str, required: Sequence[str], limits: LongLimits) -> tuple[str, tuple[str, ...]]:
    if not first.strip():
        raise UnreadableFile("csv.no_heading", required=", ".join(required))
    best: tuple[str, ...] = ()
    for delimiter in _DELIMITERS:
        fields = next(csv.reader(io.StringIO(first), delimiter=delimiter, strict=True))
        columns = tuple(tidy(field).casefold() for field in fields)
        if set(required) <= set(columns):
            if len(columns) > limits.columns:
                raise LimitExceeded("csv.too_many_columns", limit=limits.columns)
            _refuse_twice(columns)
            return delimiter, columns
        best = max(best, columns, key=len)
    missing = ", ".join(column for column in required if column not in best)
    raise UnreadableFile("csv.columns_missing", missing=missing)


def _refuse_twice(columns: Sequence[str]) -> None:
    named = [column for column in columns if column]
    for column in named:
        if named.count(column) > 1:
            raise UnreadableFile("csv.column_twice", column=column)


def _fields(
    lines: Iterator[str], delimiter: str, columns: Sequence[str], limits: LongLimits
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    before = 1
    for fields in reader:
        line, before = before + 1, reader.line_num + 1
        if line > limits.lines:
            raise LimitExceeded("csv.too_many_lines", limit=limits.lines)
        if not fields or not (fields[0].strip() or any(map(str.strip, fields))):
            continue
        if len(fields) > len(columns) and any(field.strip() for field in fields[len(columns) :]):
            raise UnreadableFile("csv.too_many_fields", line=line, fields=len(fields), columns=len(columns))
        yield line, fields
