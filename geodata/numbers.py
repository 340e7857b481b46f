"""Numbers as people write them: `26,5` is 26.5; what can be read in two ways is asked about."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_SIGNED = re.compile(r"^([+\-\u2212]?)(.*?)(%?)$", re.DOTALL)
_WHOLE = re.compile(r"^\d{1,30}$")
_SPACED = re.compile(r"^\d{1,3}( \d{3})+(?:[.,]\d{1,20})?$")
_ONE_MARK = re.compile(r"^(\d{1,30})([.,])(\d{1,20})$")
_GROUPED = {
    ".": re.compile(r"^(\d{1,3}(?:\.\d{3})+)(?:,(\d{1,20}))?$"),
    ",": re.compile(r"^(\d{1,3}(?:,\d{3})+)(?:\.(\d{1,20}))?$"),
}


@dataclass(frozen=True)
class WrittenNumber:
    """What a text says as a number.

    Parameters
    ----------
    value : decimal.Decimal or None
        The number where there is exactly one reading; for `26,5 %` it is 26.5.
    readings : tuple of decimal.Decimal
        Every possible reading: none (not a number), one, or two (ambiguous, such as `1.234`).
    is_percent : bool
        Whether a percent sign follows it.
    """

    readings: tuple[Decimal, ...]
    is_percent: bool = False

    @property
    def value(self) -> Decimal | None:
        """The only reading, or None."""
        return self.readings[0] if len(self.readings) == 1 else None

    @property
    def is_ambiguous(self) -> bool:
        """Whether it can be read in two ways."""
        return len(self.readings) > 1


def read_number(text: str) -> WrittenNumber:
    """Read a number written with a decimal comma or point, thousands marks or spaces.

    One mark followed by exactly three digits (`1.234`, `1,234`) may part thousands or decimals: both
    readings are returned. A leading zero (`0.125`), more than three digits before the mark (`1691.123`),
    a second mark (`1.234.567`, `1.234,5`) or another number of decimals settles it.

    Examples
    --------
    >>> read_number("26,5").value
    Decimal('26.5')
    >>> read_number("1.234").is_ambiguous
    True
    """
    cleaned = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    signed = _SIGNED.match(cleaned)
    if signed is None:
        return WrittenNumber(())
    sign, body, percent = signed.groups()
    sign = "" if sign in ("", "+") else "-"
    found = tuple(Decimal(sign + digits) for digits in _digits(body.strip()))
    return WrittenNumber(found, bool(percent) and bool(found))


def write_number(value: Decimal) -> str:
    """Write plain digits that `read_number` reads in one way only: `1.234` becomes `1.2340`."""
    text = format(value, "f")
    return text + "0" if read_number(text).is_ambiguous else text


def _digits(body: str) -> tuple[str, ...]:
    """Return every reading of an unsigned number as digits with a decimal point."""
    if _WHOLE.match(body):
        return (body,)
    if _SPACED.match(body):
        return (body.replace(" ", "").replace(",", "."),)
    one = _ONE_MARK.match(body)
    if one is not None:
        return _one_mark(*one.groups())
    for mark, grouped in _GROUPED.items():
        found = grouped.match(body)
        if found is not None:
            whole, decimals = found.group(1).replace(mark, ""), found.group(2)
            return (whole if decimals is None else f"{whole}.{decimals}",)
    return ()


def _one_mark(before: str, mark: str, after: str) -> tuple[str, ...]:
    as_decimal = f"{before}.{after}"
    may_be_thousands = len(after) == 3 and len(before) <= 3 and not before.startswith("0")
    return (as_decimal, before + after) if may_be_thousands else (as_decimal,)
