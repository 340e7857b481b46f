"""The .dbf table of a shapefile, with its text left as bytes.

pyshp decodes and trims text on reading; old Vietnamese text must be decoded first (in TCVN3 the letter ư
is a soft hyphen to everyone else), so the table is read here. Layout: dBASE III, level 5.
"""

from __future__ import annotations

import struct
from typing import Any


def read_dbase(data: bytes, *, limit: int) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Return columns and rows; text as bytes without padding, numbers as int or float, empty as None.

    Raises
    ------
    ValueError
        If the table is cut short, or has more than `limit` rows.
    """
    if len(data) < 33:
        raise ValueError("header is cut short")
    count, header_size, row_size = struct.unpack("<IHH", data[4:12])
    if count > limit:
        raise ValueError(f"{count} rows, at most {limit}")
    fields = _fields(data[32:header_size])
    if sum(width for _, _, width in fields) + 1 > row_size or len(data) < header_size + count * row_size:
        raise ValueError("rows are cut short")
    rows = []
    for position in range(count):
        start = header_size + position * row_size
        rows.append(_row(data[start : start + row_size], fields))
    return tuple(name for name, _, _ in fields), rows


def _fields(header: bytes) -> list[tuple[str, str, int]]:
    fields: list[tuple[str, str, int]] = []
    for start in range(0, len(header) - 31, 32):
        if header[start] == 0x0D:
            break
        part = header[start : start + 32]
        name = part[:11].split(b"\0", 1)[0].decode("latin-1").strip()
        fields.append((name, chr(part[11]), part[16]))
    if not fields:
        raise ValueError("no columns")
    return fields


def _row(data: bytes, fields: list[tuple[str, str, int]]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    start = 1
    for name, kind, width in fields:
        row[name] = _value(data[start : start + width], kind)
        start += width
    return row


def _value(data: bytes, kind: str) -> Any:
    text = data.strip(b" \0")
    if not text:
        return None
    if kind not in "NF":
        return text
    try:
        return int(text)
    except ValueError:
        return _float(text)


def _float(text: bytes) -> float | None:
    # Asterisks fill a number that did not fit its column: nothing is known then.
    return None if text.strip(b"*") == b"" else float(text)
