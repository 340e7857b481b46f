"""Codes of prints: keyed hashes of a record and of the values on it, which no stranger can work out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Any

from geodata.store.prints import canonical_record
from layers.audience import visibilities_of
from layers.joining.reading import Reading
from webmap.paper.order import PACK, SHEET, PrintOrder

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 10


def print_code(key: bytes, record: Mapping[str, Any], values: bytes) -> str:
    """Return the short code of a print: ten letters and digits that cannot be misread.

    Parameters
    ----------
    key : bytes
        Of the installation: HMAC-SHA256 (RFC 2104), of which some 50 bits are in the code.
    record : mapping
        What it is made from.
    values : bytes
        The values on it, as `values_on` has them.
    """
    said = hmac.new(key, canonical_record(record) + b"\0" + values, hashlib.sha256)
    number = int.from_bytes(said.digest()[:8], "big")
    letters = []
    for _ in range(_LENGTH):
        number, index = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    return "".join(letters)


def visibilities_on(reading: Reading, order: PrintOrder) -> dict[str, str]:
    """Return the visibility, by code, of each indicator whose figures an order may show.

    Of a sheet and of a pack of sheets these are its own, of all else every one that its reader sees.
    """
    parts = order.parts if order.kind == PACK else (order.part,)
    seen = filter(reading.sight.sees, reading.profile.indicators.values())
    if not all(part.kind == SHEET for part in parts):
        return visibilities_of(seen)
    named = {part.subject for part in parts}
    return visibilities_of(line for line in seen if line.code in named)


def values_on(reading: Reading, indicators: Mapping[str, str]) -> bytes:
    """Return a hash of all that the store has of some indicators and a print may show; nothing of others."""
    digest = hashlib.sha256()
    for line in _lines(reading, indicators):
        digest.update(line.encode() + b"\n")
    return digest.digest()


def _lines(reading: Reading, indicators: Mapping[str, str]) -> Iterator[str]:
    snapshot = reading.snapshot
    parts = (reading.denominator(reading.profile.indicators[code]) for code in indicators)
    wanted = {*indicators, *(part.code for part in parts if part is not None)}
    for (code, _period), by_unit in sorted(snapshot.rows.items()):
        if code in wanted:
            yield from (repr(row) for unit in sorted(by_unit) for row in by_unit[unit])
    yield from (repr(one) for one in snapshot.targets if one.indicator in wanted)
    yield from (repr(one) for one in snapshot.remedies if one.indicator in wanted)
    yield from map(repr, (*snapshot.criterion_results, *snapshot.recognitions))
    for unit in reading.communes:
        yield repr((unit.key, unit.name, unit.area_ha, unit.natural_area_ha))
