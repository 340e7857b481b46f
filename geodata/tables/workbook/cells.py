"""One cell as it was read: what kind of content it has, exactly, and where it stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from openpyxl.cell.cell import Cell, WriteOnlyCell

from geodata.findings import Place
from geodata.names import legible

ANNOTATOR = "Nhon Trach map portal"
"""Author of the comments that the portal puts on wrong cells; they are no one's remarks on a figure."""

# Excel keeps a conversation beside a cell as a comment that begins with this preface.
_THREADED = re.compile(r"^\[Threaded comment\].*?Comment:\s*", re.DOTALL)
# What the portal adds to a comment that a person wrote.
_ANNOTATED = re.compile(r"\n*\[\[.*?\]\]\s*$", re.DOTALL)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BLANKS = re.compile(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+")


class Content(StrEnum):
    """What a cell holds."""

    NUMBER = "number"
    TEXT = "text"
    ERROR = "error"
    DATE = "date"
    TRUTH = "truth"
    UNCALCULATED = "uncalculated"


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell that holds something: of a workbook, or a field of a text file.

    Parameters
    ----------
    text : str
        What stands there, as text; blanks collapsed and NFC for texts.
    place : Place
        The sheet and cell, or the file and line.
    content : Content
        `UNCALCULATED` is a formula whose file carries no computed value.
    number : decimal.Decimal or None
        Of a number cell: Excel's 15 digits; one formatted as a percentage is still a share of 1.
    is_percent : bool
        Whether the number format shows it times 100 with a percent sign.
    comment : str or None
    span : str or None
        The merged range whose first cell it is, such as `B3:B4`.
    """

    text: str
    place: Place
    content: Content = Content.TEXT
    number: Decimal | None = None
    is_percent: bool = False
    comment: str | None = None
    span: str | None = None


def read_cell(cell: Cell, formula: object, sheet: str, *, span: str | None = None) -> ReadCell | None:
    """Return what a cell holds, or None where it is empty.

    Parameters
    ----------
    cell : openpyxl.cell.cell.Cell
        From a workbook opened for its values.
    formula : object
        The same cell's content from the workbook opened for its formulas.
    sheet : str
    span : str or None
        The merged range that it stands for.
    """
    found = _content(cell, formula)
    if found is None:
        return None
    content, text, number, is_percent = found
    place = Place(sheet=sheet, cell=cell.coordinate)
    return ReadCell(text, place, content, number, is_percent, _comment(cell), span)


def _content(cell: Cell, formula: object) -> tuple[Content, str, Decimal | None, bool] | None:
    value = cell.value
    if cell.data_type == "e":
        return Content.ERROR, str(value), None, False
    if value is None:
        is_formula = (isinstance(formula, str) and formula.startswith("=")) or _is_formula_object(formula)
        # A formula whose result is an empty text was computed, and says nothing.
        if is_formula and cell.data_type == "n":
            return Content.UNCALCULATED, str(formula), None, False
        return None
    if isinstance(value, bool):
        return Content.TRUTH, str(value).upper(), None, False
    if isinstance(value, datetime | date | time | timedelta):
        return Content.DATE, _date_text(value), None, False
    if isinstance(value, int | float):
        return _number(value, shows_percent(cell.number_format))
    text = tidy(str(value))
    return (Content.TEXT, text, None, False) if text else None


def _number(value: int | float, is_percent: bool) -> tuple[Content, str, Decimal | None, bool]:
    # Excel keeps 15 digits; more of them are noise of binary fractions (0.1 + 0.2).
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not number.is_finite():
        return Content.ERROR, str(value), None, False
    shown = f"{(number * 100).normalize():f} %" if is_percent else f"{number:f}"
    return Content.NUMBER, shown, number, is_percent


def _comment(cell: Cell) -> str | None:
    """Return what people wrote beside a cell: not what the portal itself did, nor Excel's own preface."""
    if cell.comment is None:
        return None
    text = without_annotation(cell.comment.text, cell.comment.author)
    return tidy(_THREADED.sub("", text)) or None


def without_annotation(text: str, author: str | None) -> str:
    """Return a comment's text without what `geodata.tables.workbook.annotation` wrote into it."""
    return "" if author == ANNOTATOR else _ANNOTATED.sub("", text)


def tidy(text: str) -> str:
    """Return text in NFC with every run of blanks (non-breaking ones too) as one space, without controls."""
    if text.isascii() and text.isalnum():
        return text
    return _BLANKS.sub(" ", legible(unicodedata.normalize("NFC", text).replace("\r", " "))).strip()


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take text for a formula, with or without apostrophes before it."""
    return text.lstrip("'").startswith(_FORMULA_STARTS)


def put_text(cell: Cell | WriteOnlyCell, text: str) -> None:
    """Write text into a cell as text, whatever it begins with: no name or note may become a formula.

    What looks like one has the mark of an apostrophe typed before it (`quotePrefix`), so that it stays text
    when somebody edits the cell, or a program guesses anew.
    """
    cell.value = text
    cell.data_type, cell.number_format = "s", "@"
    if looks_like_formula(text):
        cell.quotePrefix = True


def shows_percent(number_format: str | None) -> bool:
    """Tell whether a number format multiplies by 100: `0.0%` does, `0.0"%"` and `0.0\\%` do not."""
    return "%" in _QUOTED.sub("", number_format or "")


def _date_text(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _is_formula_object(formula: object) -> bool:
    """Array and data-table formulas come as objects rather than as text."""
    return type(formula).__name__ in ("ArrayFormula", "DataTableFormula")
