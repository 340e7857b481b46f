"""The text of a boundary file: decoded once for the whole file, or asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from geodata.boundaries.table import FeatureTable
from geodata.findings import Finding, Findings, Place, error, note
from geodata.old_text import decode, detect_encoding

ENCODINGS = ("auto", "utf-8", "tcvn3", "vni")


def decode_table(
    table: FeatureTable, *, encoding: str, known_names: Iterable[str], file: str
) -> tuple[FeatureTable, Findings]:
    """Return the table with all its text decoded.

    Text that came as `str` (GeoJSON, GeoPackage) is touched only if a person names TCVN3 or VNI: it was
    then read as Windows-1252 by the program that wrote the file.
    """
    place = Place(file=file)
    if encoding not in ENCODINGS:
        known = ", ".join(ENCODINGS)
        return table, Findings((error("boundaries.encoding_unknown", place, encoding=encoding, known=known),))
    texts = [v for row in table.rows for v in row.values() if isinstance(v, bytes)]
    chosen, findings = encoding, Findings()
    if encoding == "auto":
        chosen, findings = _detected(texts, table.encoding, known_names, place)
    decoded = tuple({k: _text(v, chosen) for k, v in row.items()} for row in table.rows)
    broken = next((v for row in decoded for v in row.values() if isinstance(v, UnicodeError)), None)
    if broken is not None:
        findings += (error("boundaries.encoding_wrong", place, broken, encoding=chosen),)
        decoded = tuple({k: _text(v, "latin-1") for k, v in row.items()} for row in table.rows)
    return replace(table, rows=decoded, encoding=chosen), findings


def _detected(
    texts: list[bytes], stated: str | None, known_names: Iterable[str], place: Place
) -> tuple[str, Findings]:
    telling = [text for text in texts if any(byte >= 0x80 for byte in text)]
    if not telling:
        return "utf-8", Findings()
    if stated is not None:
        return stated, Findings()
    found = detect_encoding(telling, known_names=known_names)
    if found.encoding is None:
        return "latin-1", Findings((_ask(telling, place),))
    if found.encoding == "utf-8":
        return "utf-8", Findings()
    first = decode(telling[0], found.encoding)
    return found.encoding, Findings(
        (note("boundaries.encoding_detected", place, first, encoding=found.encoding),)
    )


def _ask(telling: list[bytes], place: Place) -> Finding:
    readings = {e: decode(telling[0], e) for e in ("tcvn3", "vni")}
    return error("boundaries.encoding_unclear", place, telling[0].decode("latin-1"), **readings)


def _text(value: Any, encoding: str) -> Any:
    """Return decoded text, any other value as it is, or the error that decoding met."""
    if isinstance(value, str) and encoding in {"tcvn3", "vni"}:
        try:
            value = b"".join(c.encode("latin-1" if ord(c) < 256 else "cp1252") for c in value)
        except UnicodeEncodeError as reason:
            return reason
    if not isinstance(value, bytes):
        return value
    try:
        return decode(value, encoding)
    except UnicodeDecodeError as reason:
        return reason
