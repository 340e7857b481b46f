"""What a cell says: a number, a fixed word, or something that must be asked about."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from geodata.findings import Finding, error
from geodata.numbers import read_number
from geodata.tables.workbook.cells import Content, ReadCell
from layers.reporting.lines.labels import fold, labels


class Word(StrEnum):
    """A fixed word in the place of a number."""

    NO_DATA = "no_data"
    NOT_ARISING = "not_arising"
    NOT_APPLICABLE = "not_applicable"
    WITHDRAW = "withdraw"


Said = Decimal | Word | Finding
"""A number, a fixed word, or what is wrong with what stands there."""

_UNREADABLE = {
    Content.ERROR: "cell.error_value",
    Content.DATE: "cell.date",
    Content.TRUTH: "cell.truth",
    Content.UNCALCULATED: "cell.not_calculated",
}


def read_figure(cell: ReadCell, *, takes_percent: bool) -> Said:
    """Read what stands in a cell.

    Parameters
    ----------
    cell : ReadCell
    takes_percent : bool
        Whether the figure is in percent: then a cell that Excel shows as `26,5 %` (and holds 0.265) is 26.5,
        and a percent sign after a written number is no matter; elsewhere both are asked about.
    """
    if cell.span is not None:
        return _merged(cell)
    if cell.content in _UNREADABLE:
        return error(_UNREADABLE[cell.content], cell.place, cell.text)
    if cell.content is Content.NUMBER and cell.number is not None:
        return _number(
            cell, cell.number * 100 if cell.is_percent else cell.number, cell.is_percent, takes_percent
        )
    word = labels().words.get(fold(cell.text))
    if word is not None:
        return Word(word)
    if fold(cell.text) in labels().asked:
        return error("cell.asked", cell.place, cell.text)
    written = read_number(cell.text)
    if written.is_ambiguous:
        small, large = (format(reading, "f") for reading in written.readings)
        return error("number.ambiguous", cell.place, cell.text, small=small, large=large)
    if written.value is None:
        return error("cell.text", cell.place, cell.text)
    return _number(cell, written.value, written.is_percent, takes_percent)


def decimals_of(number: Decimal | None) -> int:
    """Return how many decimals a number was written with; 0 for whole ones."""
    exponent = 0 if number is None else number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def read_yes_no(cell: ReadCell) -> Said:
    """Read yes (1) or no (0), or a fixed word."""
    if cell.span is not None:
        return _merged(cell)
    if cell.number is not None and cell.number in (0, 1):
        return cell.number
    if cell.content is Content.TRUTH:
        return Decimal(cell.text == "TRUE")
    word = labels().words.get(fold(cell.text))
    if word is not None:
        return Word(word)
    answer = labels().yes_no.get(fold(cell.text))
    if answer is None:
        return error("cell.not_yes_no", cell.place, cell.text)
    return Decimal(answer)


def _merged(cell: ReadCell) -> Finding:
    """One figure over several cells may be each one's or all of theirs together."""
    return error("cell.merged", cell.place, cell.text, span=cell.span)


def _number(cell: ReadCell, number: Decimal, is_percent: bool, takes_percent: bool) -> Said:
    if is_percent and not takes_percent:
        return error("number.percent", cell.place, cell.text)
    return number
