"""What an office's own sheet means: which cells name units, which columns or rows are which indicator.

A mapping is confirmed by a person and remembered for the office; it is never guessed at while figures are
read. Columns are written as letters and rows as numbers, as people see them in Excel.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter

from geodata.errors import UnreadableFile
from geodata.sandbox.apart import apart
from layers.catalogue import Profile
from layers.errors import MappingWrong, NotAPeriod
from layers.periods import Period
from layers.reporting.lines.lines import ROLES


class Layout(StrEnum):
    """Where indicators stand: as columns (units below each other) or as rows (units beside each other)."""

    COLUMNS = "columns"
    ROWS = "rows"


@dataclass(frozen=True)
class MappedPart:
    """A column (or row) of figures.

    Parameters
    ----------
    at : str
        Its letter (a row's number).
    heading : str
        What stands above it (beside it); a sheet where something else stands there is not read.
    indicator, role : str
        What its figures are: `value`, `numerator` or `denominator` of an indicator.
    period : str
        Where the sheet has more than one period; empty: that of the file.
    """

    at: str
    heading: str
    indicator: str
    role: str = "value"
    period: str = ""


@dataclass(frozen=True)
class MappedSheet:
    """A sheet of an office.

    Parameters
    ----------
    title : str
    layout : Layout
    headings : tuple of (str, str)
        First and last row (column, where indicators are rows) that hold the headings of `parts`.
    parts : tuple of MappedPart
    units : str
        The column (row) with the communes' names; empty where there is only one unit.
    codes : str
        The column (row) with their codes; empty for none.
    note : str
        The column (row) with remarks; empty for none.
    unit, figures : str
        Of a sheet of one unit: its code, and the row (column) that holds its figures.
    """

    title: str
    layout: Layout
    headings: tuple[str, str]
    parts: tuple[MappedPart, ...]
    units: str = ""
    codes: str = ""
    note: str = ""
    unit: str = ""
    figures: str = ""


@dataclass(frozen=True)
class OfficeMapping:
    """What an office's workbook means.

    `names` says what a person answered about names that are no unit's: a code, or empty for a row to pass
    over. `period` is that of every file with this mapping; usually empty.
    """

    sheets: tuple[MappedSheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    period: str = ""


def plain_mapping(mapping: OfficeMapping) -> dict[str, Any]:
    """Return the mapping as plain JSON (and TOML) values; `mapping_of_plain` reads it back."""
    plain = asdict(mapping)
    plain["names"] = dict(mapping.names)
    plain["sheets"] = [
        {
            **sheet,
            "layout": str(sheet["layout"]),
            "headings": list(sheet["headings"]),
            "parts": list(sheet["parts"]),
        }
        for sheet in plain["sheets"]
    ]
    return plain


# Reading a key takes the square of its parts.
_LONG_KEY = re.compile(r"^(?:[^=\n.]*\.){100}", re.MULTILINE)


@apart()
def read_plain_mapping(file: Path) -> dict[str, Any]:
    """Read the plain values of a TOML file, for `mapping_of_plain`.

    Raises
    ------
    UnreadableFile
        ``mapping.not_toml``
    """
    try:
        text = file.read_text("utf-8")
        if _LONG_KEY.search(text):
            raise ValueError("a key of too many parts")
        return tomllib.loads(text)
    except (ValueError, RecursionError) as wrong:
        # TOML or UTF-8 that is none, a number of thousands of digits, lists in lists without end.
        raise UnreadableFile("mapping.not_toml", file=file.name, reason=str(wrong)) from wrong


def mapping_of_plain(plain: Mapping[str, Any], profile: Profile) -> OfficeMapping:
    """Return the mapping that plain values describe.

    Raises
    ------
    MappingWrong
        For an unknown key, layout, place, indicator or role; its parameters say what.
    """
    _only(plain, {"sheets", "names", "period"}, "")
    sheets = plain.get("sheets")
    if not isinstance(sheets, list) or not sheets:
        raise MappingWrong("mapping.wrong", where="sheets", what="")
    names = plain.get("names", {})
    if not isinstance(names, dict):
        raise MappingWrong("mapping.wrong", where="names", what=str(names))
    period = _text(plain, "period", "")
    _check_period(period)
    return OfficeMapping(
        tuple(_sheet(sheet, profile) for sheet in sheets), {str(k): str(v) for k, v in names.items()}, period
    )


def place_number(text: str, *, is_row: bool) -> int:
    """Return a row's number or a column letter's number, from 1.

    Raises
    ------
    MappingWrong
        Where the text is no such thing.
    """
    try:
        number = int(text) if is_row else column_index_from_string(text.strip().upper())
    except ValueError:
        number = 0
    if number < 1:
        raise MappingWrong("mapping.wrong", where="row" if is_row else "column", what=text)
    return number


def place_text(number: int, *, is_row: bool) -> str:
    """Return a row's number, or a column's letter."""
    return str(number) if is_row else get_column_letter(number)


def _sheet(plain: Any, profile: Profile) -> MappedSheet:
    known = {"title", "layout", "headings", "parts", "units", "codes", "note", "unit", "figures"}
    _only(plain, known, "sheet")
    try:
        layout = Layout(_text(plain, "layout", Layout.COLUMNS))
    except ValueError:
        raise MappingWrong("mapping.wrong", where="layout", what=str(plain["layout"])) from None
    headings, parts = plain.get("headings"), plain.get("parts")
    if not isinstance(headings, list) or len(headings) != 2:
        raise MappingWrong("mapping.wrong", where="headings", what=str(headings))
    if not isinstance(parts, list) or not parts:
        raise MappingWrong("mapping.wrong", where="parts", what="")
    sheet = MappedSheet(
        _text(plain, "title", ""),
        layout,
        (str(headings[0]), str(headings[1])),
        tuple(_part(part, layout, profile) for part in parts),
        *(_text(plain, key, "") for key in ("units", "codes", "note", "unit", "figures")),
    )
    _check_places(sheet)
    return sheet


def _check_places(sheet: MappedSheet) -> None:
    across = sheet.layout is Layout.ROWS
    first, last = (place_number(text, is_row=not across) for text in sheet.headings)
    if first > last:
        raise MappingWrong("mapping.wrong", where="headings", what=f"{sheet.headings[0]}-{sheet.headings[1]}")
    for text in (sheet.units, sheet.codes, sheet.note):
        if text:
            place_number(text, is_row=across)
    if sheet.unit:
        place_number(sheet.figures, is_row=not across)
    elif not sheet.units and not sheet.codes:
        raise MappingWrong("mapping.wrong", where="units", what="")


def _part(plain: Any, layout: Layout, profile: Profile) -> MappedPart:
    _only(plain, {"at", "heading", "indicator", "role", "period"}, "part")
    part = MappedPart(
        _text(plain, "at", ""),
        _text(plain, "heading", ""),
        _text(plain, "indicator", ""),
        _text(plain, "role", "value"),
        _text(plain, "period", ""),
    )
    place_number(part.at, is_row=layout is Layout.ROWS)
    if part.indicator not in profile.indicators:
        raise MappingWrong("mapping.wrong", where="indicator", what=part.indicator)
    if part.role not in ROLES:
        raise MappingWrong("mapping.wrong", where="role", what=part.role)
    _check_period(part.period)
    return part


def _check_period(text: str) -> None:
    try:
        if text:
            Period.parse(text)
    except NotAPeriod:
        raise MappingWrong("mapping.wrong", where="period", what=text) from None


def _text(plain: Mapping[str, Any], key: str, default: str) -> str:
    value = plain.get(key, default)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise MappingWrong("mapping.wrong", where=key, what=str(value))
    return str(value)


def _only(plain: Any, known: set[str], what: str) -> None:
    if not isinstance(plain, Mapping):
        raise MappingWrong("mapping.wrong", where=what or "mapping", what=str(plain))
    unknown = sorted(set(plain) - known)
    if unknown:
        raise MappingWrong("mapping.wrong", where=what or "mapping", what=unknown[0])
