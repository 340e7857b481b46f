"""One cell as it was read: what kind of content it has, exactly, and where it stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from openpyxl.cell.cell import Cell

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_BLANKS = re.compile(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+")


class Content(StrEnum):
    """What a cell holds."""

    NUMBER = "number"
    TEXT = "text"
    ERROR = "error"
    DATE = "date"
    TRUTH = "truth"
    UNCALCULATED = "uncalculated"


@dataclass(frozen=True)
class ReadCell:
    """A cell that holds something.

    Parameters
    ----------
    sheet, reference : str
        The sheet's title and the cell in A1 notation.
    content : Content
        `UNCALCULATED` is a formula whose file carries no computed value.
    text : str
        What stands there, as text; blanks collapsed and NFC for texts.
    number : decimal.Decimal or None
        Of a number cell: Excel's 15 digits; one formatted as a percentage is still a share of 1.
    is_percent : bool
        Whether the number format shows it times 100 with a percent sign.
    comment : str or None
    """

    sheet: str
    reference: str
    content: Content
    text: str
    number: Decimal | None = None
    is_percent: bool = False
    comment: str | None = None


def read_cell(cell: Cell, formula: object, sheet: str) -> ReadCell | None:
    """Return what a cell holds, or None where it is empty.

    Parameters
    ----------
    cell : openpyxl.cell.cell.Cell
        From a workbook opened for its values.
    formula : object
        The same cell's content from the workbook opened for its formulas.
    sheet : str
    """
    value = cell.value
    comment = None if cell.comment is None else tidy(cell.comment.text) or None
    if value is None and cell.data_type != "e":
        if (isinstance(formula, str) and formula.startswith("=")) or _is_formula_object(formula):
            return ReadCell(sheet, cell.coordinate, Content.UNCALCULATED, str(formula), comment=comment)
        return None
    if cell.data_type == "e":
        return ReadCell(sheet, cell.coordinate, Content.ERROR, str(value), comment=comment)
    if isinstance(value, bool):
        return ReadCell(sheet, cell.coordinate, Content.TRUTH, str(value).upper(), comment=comment)
    if isinstance(value, datetime | date | time | timedelta):
        return ReadCell(sheet, cell.coordinate, Content.DATE, _date_text(value), comment=comment)
    if isinstance(value, int | float):
        return _number_cell(cell, value, sheet, comment)
    text = tidy(str(value))
    if not text:
        return None
    return ReadCell(sheet, cell.coordinate, Content.TEXT, text, comment=comment)


def tidy(text: str) -> str:
    """Return text in NFC with every run of blanks (non-breaking ones too) as one space."""
    if text.isascii() and text.isalnum():
        return text
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def shows_percent(number_format: str | None) -> bool:
    """Tell whether a number format multiplies by 100: `0.0%` does, `0.0"%"` and `0.0\\%` do not."""
    return "%" in _QUOTED.sub("", number_format or "")


def _number_cell(cell: Cell, value: int | float, sheet: str, comment: str | None) -> ReadCell:
    # Excel keeps 15 digits; more of them are noise of binary fractions (0.1 + 0.2).
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not number.is_finite():
        return ReadCell(sheet, cell.coordinate, Content.ERROR, str(value), comment=comment)
    is_percent = shows_percent(cell.number_format)
    shown = f"{(number * 100).normalize():f} %" if is_percent else f"{number:f}"
    return ReadCell(sheet, cell.coordinate, Content.NUMBER, shown, number, is_percent, comment)


def _date_text(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _is_formula_object(formula: object) -> bool:
    """Array and data-table formulas come as objects rather than as text."""
    return type(formula).__name__ in ("ArrayFormula", "DataTableFormula")
