"""What a slot says: a number, a fixed word, or something that must be asked about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from geodata.findings import Finding, error
from geodata.numbers import read_number
from geodata.tables.workbook.cells import Content
from layers.reporting.lines.labels import fold, labels
from layers.reporting.lines.lines import Slot


class Word(StrEnum):
    """A fixed word in the place of a number."""

    NO_DATA = "no_data"
    NOT_ARISING = "not_arising"
    NOT_APPLICABLE = "not_applicable"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Said:
    """A number, a word, or a finding; never two of them.

    `decimals` is how many were written, for telling whether a rounded rate agrees with its parts.
    """

    number: Decimal | None = None
    word: Word | None = None
    finding: Finding | None = None

    @property
    def decimals(self) -> int:
        """Decimals of the number as written; 0 for whole ones."""
        exponent = 0 if self.number is None else self.number.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0


_UNREADABLE = {
    Content.ERROR: "cell.error_value",
    Content.DATE: "cell.date",
    Content.TRUTH: "cell.truth",
    Content.UNCALCULATED: "cell.not_calculated",
}


def read_slot(slot: Slot, *, takes_percent: bool) -> Said:
    """Read what stands in a slot.

    Parameters
    ----------
    slot : Slot
    takes_percent : bool
        Whether the figure is in percent: then a cell that Excel shows as `26,5 %` (and holds 0.265) is 26.5,
        and a percent sign after a written number is no matter; elsewhere both are asked about.
    """
    if slot.span is not None:
        return Said(finding=_merged(slot))
    if slot.content in _UNREADABLE:
        return Said(finding=error(_UNREADABLE[slot.content], slot.place, slot.text))
    if slot.content is Content.NUMBER and slot.number is not None:
        return _number(
            slot, slot.number * 100 if slot.is_percent else slot.number, slot.is_percent, takes_percent
        )
    word = labels().words.get(fold(slot.text))
    if word is not None:
        return Said(word=Word(word))
    if fold(slot.text) in labels().asked:
        return Said(finding=error("cell.asked", slot.place, slot.text))
    written = read_number(slot.text)
    if written.is_ambiguous:
        small, large = (format(reading, "f") for reading in written.readings)
        return Said(finding=error("number.ambiguous", slot.place, slot.text, small=small, large=large))
    if written.value is None:
        return Said(finding=error("cell.text", slot.place, slot.text))
    return _number(slot, written.value, written.is_percent, takes_percent)


def read_yes_no(slot: Slot) -> Said:
    """Read yes (1) or no (0), or a fixed word."""
    if slot.span is not None:
        return Said(finding=_merged(slot))
    if slot.content is Content.NUMBER and slot.number in (0, 1):
        return Said(number=slot.number)
    if slot.content is Content.TRUTH:
        return Said(number=Decimal(slot.text == "TRUE"))
    word = labels().words.get(fold(slot.text))
    if word is not None:
        return Said(word=Word(word))
    answer = labels().yes_no.get(fold(slot.text))
    if answer is None:
        return Said(finding=error("cell.not_yes_no", slot.place, slot.text))
    return Said(number=Decimal(answer))


def _merged(slot: Slot) -> Finding:
    """One figure over several cells may be each one's or all of theirs together."""
    return error("cell.merged", slot.place, slot.text, span=slot.span)


def _number(slot: Slot, number: Decimal, is_percent: bool, takes_percent: bool) -> Said:
    if is_percent and not takes_percent:
        return Said(finding=error("number.percent", slot.place, slot.text))
    return Said(number=number)
